// SPDX-License-Identifier: Apache-2.0

// The highest and lowest bill of a request, negotiated terms over a book, and conversion of amounts.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// A Limit says how few and how many base units of a meter a record may have.
type Limit struct {
	Meter Meter
	Least int64
	Most  int64
}

// A Scope is what is known of a request before it is made.
type Scope struct {
	From       time.Time // zero: the tariff's first instant
	Until      time.Time // exclusive; zero: the tariff's end
	Tier       string    // "": standard
	Region     string
	Attributes map[string]string
	Counters   map[string]int64 // of the account before the request
	Open       Open             // what may be anything
}

// Bounds are what any usage within limits may cost; the amounts mean something for CeilingAttained and CeilingAbove.
type Bounds struct {
	Verdict           Ceiling
	Meter             Meter // without a limit, for CeilingUnbounded
	Relaxed           Relaxed
	Highest           Amount
	HighestContracted Amount
	HighestList       Amount
	Lowest            Amount
	Attained          Amount // bill of Worst: Highest overshoots by the difference at most
	Worst             map[Meter]int64
	At                time.Time
	Cases             int64
	Currency          string
	BookHash          string
}

// Bound is the highest amount that any usage within limits can cost: admission before the call.
func (card *Card) Bound(limits []Limit, scope Scope) (*Bounds, error) {
	rows := make([]C.toll_bill_limit, len(limits))
	for i, limit := range limits {
		rows[i] = C.toll_bill_limit{meter: C.uint64_t(limit.Meter), least: C.int64_t(limit.Least), most: C.int64_t(limit.Most)}
	}
	given, err := card.scope(scope)
	if err != nil {
		return nil, err
	}
	attributes, err := card.attributes(scope.Attributes)
	if err != nil {
		return nil, err
	}
	counters, _, err := card.counters(scope.Counters)
	if err != nil {
		return nil, err
	}
	var worst [C.TOLL_METERS]C.toll_bill_usage
	var c C.toll_bill_bounds
	var e C.toll_error
	initStruct(unsafe.Pointer(&c), unsafe.Sizeof(c), kindBillBounds)
	status := C.toll_bill_bound(first(card.memory), C.uint64_t(8*len(card.memory)), (*C.toll_bill_limit)(first(rows)),
		C.uint64_t(len(rows)), &given, (*C.toll_bill_attribute)(first(attributes)), C.uint64_t(len(attributes)),
		(*C.toll_bill_counter)(first(counters)), C.uint64_t(len(counters)), &worst[0], C.uint64_t(len(worst)), &c, &e)
	runtime.KeepAlive(card)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return boundsFromC(&c, worst[:c.n_usage]), nil
}

func (card *Card) scope(scope Scope) (c C.toll_bill_scope, err error) {
	initStruct(unsafe.Pointer(&c), unsafe.Sizeof(c), kindBillScope)
	tier, err := card.book.InternTier(scope.Tier)
	if err != nil {
		return c, err
	}
	region, err := card.book.Intern(scope.Region)
	if err != nil {
		return c, err
	}
	c.service_tier, c.region, c.open = C.uint64_t(tier), C.uint64_t(region), C.uint64_t(scope.Open)
	if !scope.From.IsZero() {
		c.known, c.from_s = c.known|C.TOLL_SCOPE_FROM, C.int64_t(scope.From.Unix())
	}
	if !scope.Until.IsZero() {
		c.known, c.until_s = c.known|C.TOLL_SCOPE_UNTIL, C.int64_t(scope.Until.Unix())
	}
	return c, nil
}

func boundsFromC(c *C.toll_bill_bounds, worst []C.toll_bill_usage) *Bounds {
	bounds := &Bounds{Ceiling(c.verdict), Meter(c.meter), Relaxed(c.relaxed), Amount{c.highest_billed},
		Amount{c.highest_contracted}, Amount{c.highest_list}, Amount{c.lowest_billed}, Amount{c.attained_billed},
		make(map[Meter]int64, len(worst)), time.Unix(int64(c.at_s), 0).UTC(), int64(c.n_cases), getText(c.currency[:]),
		getText(c.book_hash[:])}
	for _, pair := range worst {
		bounds.Worst[Meter(pair.meter)] = int64(pair.quantity)
	}
	return bounds
}

// Overlay makes a book of this one and of negotiated terms over it: a tariff among the rows that has no list price changes
// the tariffs whose names it takes, and their list prices stay beside what was negotiated.
func (b *Book) Overlay(rows []Row) (*Book, error) {
	structs := make([]C.toll_bill_row, len(rows))
	for i := range rows {
		if err := rows[i].toC(&structs[i]); err != nil {
			return nil, err
		}
	}
	var capacity, used C.uint64_t
	var e C.toll_error
	stride := C.uint64_t(unsafe.Sizeof(C.toll_bill_row{}))
	data, count := (*C.toll_bill_row)(first(structs)), C.uint64_t(len(rows))
	if err := check(C.toll_book_overlay_size(b.data, b.size, data, count, stride, &capacity, &e), &e); err != nil {
		return nil, err
	}
	memory := make([]uint64, capacity/8+1)
	status := C.toll_book_overlay(b.data, b.size, data, count, stride, unsafe.Pointer(&memory[0]), capacity, &used, &e)
	runtime.KeepAlive(b)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return newBook(memory, used), nil
}

// An ExchangeRate is a rate of exchange, and when it holds.
type ExchangeRate struct {
	Rate         Decimal // units of ToCurrency for one of FromCurrency
	FromCurrency string
	ToCurrency   string
	From         time.Time
	Until        time.Time // exclusive
	Source       string
}

// Convert is the amount in another currency, by a rate that holds at an instant; by no other.
func (a Amount) Convert(currency string, at time.Time, rate ExchangeRate, mode Rounding) (converted Amount, inexact bool, err error) {
	var c C.toll_bill_rate
	initStruct(unsafe.Pointer(&c), unsafe.Sizeof(c), kindBillRate)
	c.rate, c.from_s, c.until_s = rate.Rate.c, C.int64_t(rate.From.Unix()), C.int64_t(rate.Until.Unix())
	if err := putText(c.from_currency[:], rate.FromCurrency, "toll_bill_rate", "from_currency"); err != nil {
		return Amount{}, false, err
	}
	if err := putText(c.to_currency[:], rate.ToCurrency, "toll_bill_rate", "to_currency"); err != nil {
		return Amount{}, false, err
	}
	if err := putText(c.source[:], rate.Source, "toll_bill_rate", "source"); err != nil {
		return Amount{}, false, err
	}
	var dropped C.int32_t
	var e C.toll_error
	data, length := textPointer(currency)
	status := C.toll_bill_convert(&a.c, data, length, C.int64_t(at.Unix()), &c, C.int32_t(mode), &converted.c, &dropped, &e)
	return converted, dropped != 0, check(status, &e)
}
