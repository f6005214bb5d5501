// SPDX-License-Identifier: Apache-2.0

// Prices a record: its name finds a card, once for each name and epoch. An epoch is the time between two instants at which
// a row of the book begins or ends, so a name means one tariff in it.

package usage

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"libtoll.dev/toll"
)

type cardKey struct {
	provider, maker, model string
	epoch                  int
}

type namedCard struct {
	card *toll.Card
	name toll.BookName
	err  error
}

type pricer struct {
	book  *toll.Book
	edges []int64
	cards map[cardKey]namedCard
}

const keptCards = 65536 // a log may have any number of names

var (
	errNoInstant = errors.New("the record tells no instant, and prices change: give Options.At")
	errNoModel   = errors.New("no model is told: give Options.Model")
)

func newPricer(book *toll.Book) *pricer {
	p := &pricer{book: book, cards: map[cardKey]namedCard{}}
	for i := uint64(0); ; i++ {
		row, err := book.Row(i)
		if err != nil {
			break
		}
		p.edges = append(p.edges, row.From, row.Until)
	}
	sort.Slice(p.edges, func(i, j int) bool { return p.edges[i] < p.edges[j] })
	return p
}

// price sets Name and Bill of a record, or Unpriced.
func (p *pricer) price(record *Record, maker string) {
	if record.Model == "" {
		record.Unpriced = errNoModel
		return
	}
	if record.At.IsZero() {
		record.Unpriced = errNoInstant
		return
	}
	found := p.find(record, maker)
	record.Name, record.Unpriced = found.name, found.err
	if found.err != nil {
		return
	}
	region := record.Region
	if region == "" {
		region = found.name.Region
	}
	record.Bill, record.Unpriced = found.card.Bill(record.Quantities, toll.Context{At: record.At, Tier: record.Tier,
		Region: region, Attributes: record.Attributes})
}

func (p *pricer) find(record *Record, maker string) namedCard {
	at := record.At.Unix()
	epoch := sort.Search(len(p.edges), func(i int) bool { return p.edges[i] > at })
	key := cardKey{record.Provider, maker, record.Model, epoch}
	found, isKnown := p.cards[key]
	if !isKnown {
		found = p.lookUp(record, maker)
		if len(p.cards) >= keptCards {
			p.cards = map[cardKey]namedCard{}
		}
		p.cards[key] = found
	}
	return found
}

// lookUp asks for the told provider, else for the maker of the record's shape, else for any.
func (p *pricer) lookUp(record *Record, maker string) namedCard {
	provider := record.Provider
	if provider == "" {
		provider = maker
	}
	card, name, err := p.book.Card(provider, record.Model, record.At)
	if err != nil && errors.Is(err, toll.ErrUnknownID) && record.Provider == "" && maker != "" {
		card, name, err = p.book.Card("", record.Model, record.At)
	}
	return namedCard{card, name, err}
}

// decimalOf is coef * 10^-scale, by its text: the fields of a Decimal are its package's.
func decimalOf(coef int64, scale int) *toll.Decimal {
	digits, sign := fmt.Sprint(coef), ""
	if coef < 0 {
		digits, sign = digits[1:], "-"
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if scale > 0 {
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	value := toll.MustDecimal(sign + digits)
	return &value
}
