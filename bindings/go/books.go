// SPDX-License-Identifier: Apache-2.0

// Two price books: the built-in one, and full.book for names of which it knows nothing.

package toll

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

const fullBookName = "full.book"

// Books are the built-in book, asked first, and full.book, opened with the first name of which the built-in one knows
// nothing. What the built-in book refuses, a name that is retired or sold by several, full.book does not answer. Nor does
// one of its patterns (a prefix) for a provider whose prices the built-in book has. A bare name that full.book has only of
// others than its maker, whose prices the books have, is ErrAmbiguous. It may be used by several goroutines.
type Books struct {
	Own  *Book  // the built-in one
	Path string // of full.book; "": there is none

	once sync.Once
	full *Book
	err  error
}

// FindBooks is the built-in book and the full.book that is found: beside the program and in share/libtoll of its prefix;
// in $XDG_DATA_HOME/libtoll, ~/.local/share/libtoll, /usr/local/share/libtoll, /usr/share/libtoll; at the path in
// TOLL_BOOK. TOLL_BOOK "built-in" switches the search off. Keep it: full.book is opened once.
func FindBooks() *Books {
	return &Books{Own: PublicBook(), Path: findFullBook()}
}

// Full is full.book; nil: there is none. The error of a file that is no good has its path.
func (b *Books) Full() (*Book, error) {
	b.once.Do(func() {
		if b.Path != "" {
			b.full, b.err = openBookFile(b.Path)
		}
	})
	return b.full, b.err
}

// Card is as Book.Card, from the book that knows the name, which is the second result.
func (b *Books) Card(provider, name string, at time.Time) (*Card, *Book, BookName, error) {
	card, found, err := b.Own.Card(provider, name, at)
	if !errors.Is(err, ErrUnknownID) {
		return card, b.Own, found, err
	}
	full, fullErr := b.Full()
	if fullErr != nil {
		return nil, nil, found, fullErr
	}
	if full == nil {
		return nil, b.Own, found, err
	}
	fullCard, fullFound, fullErr := full.Card(provider, name, at)
	if fullErr != nil {
		return nil, full, fullFound, fullErr
	}
	if err := b.refuseReseller(provider, name, fullFound); err != nil {
		return nil, full, fullFound, err
	}
	if fullFound.MatchedBy&(NamePrefix|NameSuffix|NameInfix) != 0 && hasProvider(b.Own, fullFound.Provider) {
		return nil, b.Own, found, err
	}
	return fullCard, full, fullFound, nil
}

// makers are those of the library's families.
var makers = []string{"anthropic", "aws", "cohere", "dashscope", "deepseek", "google", "meta", "minimax", "mistral",
	"moonshotai", "openai", "perplexity", "voyageai", "x-ai", "zai"}

// maker is who makes the family of a name, whom the library chooses in a book in which every maker sells it; "": unknown.
func maker(name string) string {
	var rows []Row
	for _, provider := range makers {
		rows = append(rows, TariffRow(provider, provider, "USD"), MatchRow(name), PriceRow(MeterInput, Decimal{}, 1))
	}
	book, err := CompileBook(rows)
	if err != nil {
		return ""
	}
	found, err := book.Resolve("", name, time.Unix(0, 0))
	if err != nil {
		return ""
	}
	return found.Provider
}

// refuseReseller refuses a bare name that full.book has of somebody else, while the books have prices of its maker.
func (b *Books) refuseReseller(provider, name string, found BookName) error {
	if provider != "" || strings.Contains(name, "/") {
		return nil
	}
	maker := maker(name)
	if maker == "" || maker == found.Provider || !hasProvider(b.Own, maker) && !hasProvider(b.full, maker) {
		return nil
	}
	return &Error{Code: ErrAmbiguous, Field: "model", Row: -1,
		Message: fmt.Sprintf("model %q is of %s in full.book, not of its maker %s", name, found.Provider, maker)}
}

// hasProvider tells whether a book has tariffs of the provider.
func hasProvider(book *Book, provider string) bool {
	_, err := book.Resolve(provider, "-", time.Unix(0, 0))
	var refused *Error
	return !errors.As(err, &refused) || refused.Field != "provider"
}

func openBookFile(path string) (*Book, error) {
	about, err := os.Stat(path) // names the path; opening a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: is no regular file", path)
	}
	if about.Size() == 0 {
		return nil, fmt.Errorf("%s: is empty", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	book, err := OpenBook(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no price book: %w", path, err)
	}
	return book, nil
}

// isThere counts a file that can't be looked at: whoever opens it says why.
func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil || !errors.Is(err, fs.ErrNotExist) && !isBelowFile(path)
}

func isBelowFile(path string) bool {
	about, err := os.Stat(filepath.Dir(path))
	return err == nil && !about.IsDir()
}

func dataFolders() []string {
	var folders []string
	add := func(folder, below string) {
		if filepath.IsAbs(folder) {
			folders = append(folders, filepath.Join(folder, below))
		}
	}
	add(os.Getenv("XDG_DATA_HOME"), "libtoll")
	add(os.Getenv("HOME"), ".local/share/libtoll")
	switch runtime.GOOS {
	case "windows":
		add(os.Getenv("LOCALAPPDATA"), "libtoll")
		add(os.Getenv("PROGRAMDATA"), "libtoll")
		return folders
	case "darwin":
		add(os.Getenv("HOME"), "Library/Application Support/libtoll")
		add("/opt/homebrew/share", "libtoll")
	}
	add("/usr/local/share", "libtoll")
	add("/usr/share", "libtoll")
	return folders
}

func findFullBook() string {
	named := os.Getenv("TOLL_BOOK")
	if named == "built-in" {
		return ""
	}
	var folders []string
	if program, err := os.Executable(); err == nil {
		own := filepath.Dir(program)
		folders = append(folders, own, filepath.Join(own, "..", "share", "libtoll"))
	}
	for _, folder := range append(folders, dataFolders()...) {
		if path := filepath.Join(folder, fullBookName); isThere(path) {
			return path
		}
	}
	return named
}
