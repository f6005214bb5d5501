// SPDX-License-Identifier: Apache-2.0

// The fast path of bills: prepared contexts, usage as pairs, and a bill that is used again, without an allocation.

package toll

/*
#include <toll.h>

// The card as a pointer to words: cgo looks at what a void pointer leads to at each call, which costs 15 ns a bill.
static toll_status bill_pairs(const uint64_t *card, uint64_t n_words, const toll_bill_usage *usage, uint64_t n_usage,
                              const toll_bill_context *context, const toll_bill_attribute *attributes,
                              uint64_t n_attributes, toll_bill_counter *counters, uint64_t n_counters,
                              toll_bill_line *lines, uint64_t capacity, toll_bill_total *total, toll_error *err)
{
	return toll_bill_compute(card, 8 * n_words, usage, n_usage, context, attributes, n_attributes, counters, n_counters,
	                         lines, capacity, total, err);
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// A Usage is a quantity of one meter in whole base units; totals are inclusive.
type Usage struct {
	Meter    Meter
	Quantity int64
}

// Prepared is a Context in the numbers of one book: prepare it once, then bill many records with Card.BillInto. One
// with counters belongs to one goroutine at a time, because a bill advances them; others may be shared.
type Prepared struct {
	book       unsafe.Pointer // whose numbers these are
	c          C.toll_bill_context
	attributes []C.toll_bill_attribute
	counters   []C.toll_bill_counter
	keys       []string // of counters
}

// Prepare prepares a context for the cards of this card's book.
func (card *Card) Prepare(context Context) (*Prepared, error) {
	prepared := &Prepared{}
	if err := prepared.prepare(card, &context); err != nil {
		return nil, err
	}
	return prepared, nil
}

func (prepared *Prepared) prepare(card *Card, context *Context) (err error) {
	prepared.book = card.book.data
	if prepared.c, prepared.attributes, err = card.context(context); err != nil {
		return err
	}
	prepared.counters, prepared.keys, err = card.counters(context.Counters)
	return err
}

// At sets the instant of the records that follow; the zero time: not known.
func (prepared *Prepared) At(at time.Time) {
	prepared.c.known, prepared.c.at_s = 0, 0
	if !at.IsZero() {
		prepared.c.known, prepared.c.at_s = C.TOLL_CONTEXT_AT, C.int64_t(at.Unix())
	}
}

// Counters are the counters after the bills so far.
func (prepared *Prepared) Counters() map[string]int64 {
	used := make(map[string]int64, len(prepared.keys))
	for i, key := range prepared.keys {
		used[key] = int64(prepared.counters[i].used)
	}
	return used
}

// C writes lines straight into memory of this type: the two are one layout, or this doesn't compile.
var _ [unsafe.Sizeof(Line{})]byte = [unsafe.Sizeof(C.toll_bill_line{})]byte{}

// usageMax is how many pairs the library takes.
const usageMax = 64

// A billScratch is the memory of one call of C, kept from bill to bill.
type billScratch struct {
	pairs    [usageMax]C.toll_bill_usage
	lines    []Line
	total    C.toll_bill_total
	e        C.toll_error
	context  C.toll_bill_context
	currency string
	hash     string
}

var billScratches = sync.Pool{New: func() any {
	return &billScratch{lines: make([]Line, lineRooms[0]), total: freshTotal()}
}}

// texts are the currency and the book's hash. Most bills have those of the bill before, whose strings serve again.
func (s *billScratch) texts() (currency, hash string) {
	if !isText(s.total.currency[:], s.currency) {
		s.currency = getText(s.total.currency[:])
	}
	if !isText(s.total.book_hash[:], s.hash) {
		s.hash = getText(s.total.book_hash[:])
	}
	return s.currency, s.hash
}

func isText(from []C.char, text string) bool {
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&from[0])), len(from))
	return len(text) < len(from) && string(bytes[:len(text)]) == text && bytes[len(text)] == 0
}

func checkUsageCount(count int) error {
	if count <= usageMax {
		return nil
	}
	return &Error{Code: ErrRange, Field: "usage", Row: -1,
		Message: fmt.Sprintf("usage must have 0 .. %d pairs, got %d", usageMax, count)}
}

func (s *billScratch) putUsage(usage []Usage) error {
	if err := checkUsageCount(len(usage)); err != nil {
		return err
	}
	for i, pair := range usage {
		s.pairs[i] = C.toll_bill_usage{meter: C.uint64_t(pair.Meter), quantity: C.int64_t(pair.Quantity)}
	}
	return nil
}

// compute bills s.pairs[:count] into s.lines and s.total. A record of many volume tiers has more lines than are ready.
func (s *billScratch) compute(card *Card, count int, prepared *Prepared) error {
	status := s.call(card, count, prepared)
	for _, room := range lineRooms[1:] {
		if Status(status) != ErrBuffer {
			break
		}
		if room > len(s.lines) {
			s.lines = make([]Line, room)
			status = s.call(card, count, prepared)
		}
	}
	return check(status, &s.e)
}

func (s *billScratch) call(card *Card, count int, prepared *Prepared) C.toll_status {
	s.context = prepared.c
	status := C.bill_pairs((*C.uint64_t)(&card.memory[0]), C.uint64_t(len(card.memory)), &s.pairs[0], C.uint64_t(count),
		&s.context, (*C.toll_bill_attribute)(first(prepared.attributes)), C.uint64_t(len(prepared.attributes)),
		(*C.toll_bill_counter)(first(prepared.counters)), C.uint64_t(len(prepared.counters)),
		(*C.toll_bill_line)(unsafe.Pointer(&s.lines[0])), C.uint64_t(len(s.lines)), &s.total, &s.e)
	runtime.KeepAlive(card)
	return status
}

func (s *billScratch) moveTo(bill *Bill) {
	c := &s.total
	bill.Lines = append(bill.Lines[:0], s.lines[:c.n_lines]...)
	bill.Input, bill.Output, bill.Other = Amount{c.input_cost}, Amount{c.output_cost}, Amount{c.other_cost}
	bill.Billed, bill.Contracted, bill.List = Amount{c.billed_cost}, Amount{c.contracted_cost}, Amount{c.list_cost}
	bill.Flags, bill.MatchedBy = LineFlag(c.flags), NameRule(c.matched_by)
	bill.Currency, bill.BookHash = s.texts()
}

// notPrepared serve a nil *Prepared: nothing is known of the record but its usage.
var notPrepared = func() *Prepared {
	prepared := &Prepared{}
	initStruct(unsafe.Pointer(&prepared.c), unsafe.Sizeof(prepared.c), kindBillContext)
	return prepared
}()

// BillInto bills one record as Card.Bill does, without an allocation once bill has had as many lines before: bill's Lines
// are used again, so copy those that you keep. prepared nil: nothing is known of the record but its usage. On an error, bill
// and the counters are as they were.
//
//	prepared, err := card.Prepare(toll.Context{At: at})
//	var bill toll.Bill
//	err = card.BillInto(&bill, prepared, toll.Usage{toll.MeterInput, 12000}, toll.Usage{toll.MeterOutput, 800})
func (card *Card) BillInto(bill *Bill, prepared *Prepared, usage ...Usage) error {
	if prepared == nil {
		prepared = notPrepared
	} else if prepared.book != card.book.data {
		return &Error{Code: ErrConflict, Field: "prepared", Row: -1,
			Message: "prepared must be of the card's own book: Card.Prepare gives the numbers of one book"}
	}
	s := billScratches.Get().(*billScratch)
	defer billScratches.Put(s)
	if err := s.putUsage(usage); err != nil {
		return err
	}
	if err := s.compute(card, len(usage), prepared); err != nil {
		return err
	}
	s.moveTo(bill)
	return nil
}

// putMap orders the pairs of a map by meter, so that the first fault that an error names is always the same one.
func (s *billScratch) putMap(usage map[Meter]int64) error {
	if err := checkUsageCount(len(usage)); err != nil {
		return err
	}
	count := 0
	for meter, quantity := range usage {
		at := count
		for ; at > 0 && s.pairs[at-1].meter > C.uint64_t(meter); at-- {
			s.pairs[at] = s.pairs[at-1]
		}
		s.pairs[at] = C.toll_bill_usage{meter: C.uint64_t(meter), quantity: C.int64_t(quantity)}
		count++
	}
	return nil
}

// Bill bills one record: whole base units by meter, totals inclusive. For many records, Prepare the context and call BillInto.
func (card *Card) Bill(usage map[Meter]int64, context Context) (*Bill, error) {
	var prepared Prepared
	if err := prepared.prepare(card, &context); err != nil {
		return nil, err
	}
	s := billScratches.Get().(*billScratch)
	defer billScratches.Put(s)
	if err := s.putMap(usage); err != nil {
		return nil, err
	}
	if err := s.compute(card, len(usage), &prepared); err != nil {
		return nil, err
	}
	for i, key := range prepared.keys {
		context.Counters[key] = int64(prepared.counters[i].used)
	}
	bill := &Bill{Lines: make([]Line, 0, s.total.n_lines)}
	s.moveTo(bill)
	return bill, nil
}
