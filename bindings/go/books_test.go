// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var booksAt = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// putBook writes a full.book of known (acme), gpt-loose and a prefix gpt-4o-2 (openai), and gpt-4o (acme).
func putBook(t *testing.T, number string, path ...string) string {
	t.Helper()
	at := filepath.Join(path...)
	list := func(number string) Row {
		price, err := ParseDecimal(number)
		if err != nil {
			t.Fatal(err)
		}
		return PriceRow(MeterInput, price, 1_000_000)
	}
	prefix := MatchRow("gpt-4o-2")
	prefix.Op = uint32(MatchPrefix)
	book, err := CompileBook([]Row{
		TariffRow("acme/known", "acme", "USD"), MatchRow("known"), list(number),
		TariffRow("openai/loose", "openai", "USD"), MatchRow("gpt-loose"), prefix, list("77"),
		TariffRow("acme/gpt-4o", "acme", "USD"), MatchRow("gpt-4o"), list("77"),
		TariffRow("acme/gpt-2-large", "acme", "USD"), MatchRow("gpt-2-large"), list("6")})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, book.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return at
}

func emptyPlaces(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("HOME", filepath.Join(folder, "home"))
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("TOLL_BOOK", "")
	return folder
}

func TestTheBuiltInBookAnswersFirst(t *testing.T) {
	folder := emptyPlaces(t)
	both := &Books{Own: PublicBook(), Path: putBook(t, "1", folder, "full.book")}
	_, book, found, err := both.Card("", "gpt-4o", booksAt)
	if err != nil || book != both.Own || found.Provider != "openai" {
		t.Fatalf("gpt-4o: %v, %v of the built-in book: %v", err, found.Provider, book == both.Own)
	}
	if both.full != nil {
		t.Error("full.book was opened for a name of the built-in book")
	}
	card, book, found, err := both.Card("", "known", booksAt)
	if err != nil || card == nil || book != both.full || found.Sku != "acme/known" {
		t.Fatalf("known: %v, %v of full.book: %v", err, found.Sku, book == both.full)
	}
	if _, _, found, err = both.Card("", "gpt-loose", booksAt); err != nil || found.Sku != "openai/loose" {
		t.Errorf("gpt-loose: %v, %v", err, found.Sku)
	}
	if _, _, _, err = both.Card("", "gpt-2-large", booksAt); !errors.Is(err, ErrAmbiguous) {
		t.Errorf("a bare name of openai's family is answered by a reseller: %v", err)
	}
	if _, _, found, err = both.Card("acme", "gpt-2-large", booksAt); err != nil || found.Sku != "acme/gpt-2-large" {
		t.Errorf("acme/gpt-2-large: %v, %v", err, found.Sku)
	}
	if _, _, _, err = both.Card("", "gpt-4o-2099-01-01", booksAt); !errors.Is(err, ErrUnknownID) {
		t.Errorf("a prefix of full.book answered for openai: %v", err)
	}
}

func TestPlacesOfFullBookInTheirOrder(t *testing.T) {
	folder := emptyPlaces(t)
	expect := func(path string) {
		t.Helper()
		if got := FindBooks().Path; got != path {
			t.Errorf("full.book is %q, not %q", got, path)
		}
	}
	expect("")
	named := putBook(t, "4", folder, "four.book")
	t.Setenv("TOLL_BOOK", named)
	expect(named)
	home := putBook(t, "3", folder, "home", ".local", "share", "libtoll", "full.book")
	expect(home)
	xdg := putBook(t, "2", folder, "xdg", "libtoll", "full.book")
	t.Setenv("XDG_DATA_HOME", filepath.Join(folder, "xdg"))
	expect(xdg)
	t.Setenv("XDG_DATA_HOME", "xdg")
	expect(home)
	t.Setenv("TOLL_BOOK", "built-in")
	expect("")
}

func TestAFullBookThatIsNoGoodIsToldWithItsPath(t *testing.T) {
	folder := emptyPlaces(t)
	good, err := os.ReadFile(putBook(t, "1", folder, "good.book"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"empty.book": {}, "torn.book": good[:1000],
		"behind.book": append(append([]byte{}, good...), 'x'), "text.book": []byte("kind,meter\n")} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"empty.book", "torn.book", "behind.book", "text.book", "nowhere.book", "."} {
		t.Setenv("TOLL_BOOK", filepath.Join(folder, name))
		_, _, _, err := FindBooks().Card("", "known", booksAt)
		if err == nil || errors.Is(err, ErrUnknownID) || !strings.Contains(err.Error(), filepath.Join(folder, name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
