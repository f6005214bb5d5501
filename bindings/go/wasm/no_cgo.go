// SPDX-License-Identifier: Apache-2.0

// Package wasm bills LLM tokens without cgo: libtoll compiled to WebAssembly, run by wazero.
//
// Use it where CGO_ENABLED=0 is a must or no C compiler is at hand; the package libtoll.dev/toll is faster and has all of
// the library. This one has exact bills from the built-in book of published prices:
//
//	library, err := wasm.New(ctx)
//	defer library.Close(ctx)
//	card, err := library.Card("", "claude-sonnet-4-6", at)
//	bill, err := card.Bill(at, wasm.Usage{"input", 12000}, wasm.Usage{"cache_read", 10000}, wasm.Usage{"output", 800})
//	fmt.Println(bill.Billed, bill.Currency) // 0.021 USD
//
// Counts are inclusive totals in whole base units. A refused call returns an [*Error] with the library's message; unknown is
// never 0.
//
// A Library belongs to one goroutine at a time, and so do its cards: make one for each.
package wasm

import (
	"context"
	_ "embed" // the module
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

//go:embed toll-bill.wasm
var module []byte

// A Library is an instance of libtoll with memory of its own.
type Library struct {
	runtime wazero.Runtime
	memory  api.Memory
	calls   map[string]api.Function
	bill    api.Function
	stack   [16]uint64
	context context.Context
	places  [6]uint32 // of the module's area: error, context, usage, attributes, counters, bill
	pairs   uint32    // that the area holds
	total   uint32    // where the totals of a bill lie: behind its text
	meters  map[string]uint64
	book    uint64
	size    uint64 // of the book
}

// The module's area, by the numbers of toll_js_place and toll_js_room.
const (
	placeError = iota
	placeContext
	placeUsage
	placeAttributes
	placeCounters
	placeBill

	roomText = 5
)

// New compiles and starts the library, which takes tens of milliseconds: keep it. The context is that of all its calls.
func New(ctx context.Context) (*Library, error) {
	runtime := wazero.NewRuntime(ctx)
	instance, err := runtime.Instantiate(ctx, module)
	if err != nil {
		runtime.Close(ctx)
		return nil, err
	}
	library := &Library{runtime: runtime, memory: instance.Memory(), context: ctx, meters: map[string]uint64{},
		calls: map[string]api.Function{}}
	if err := library.start(instance); err != nil {
		runtime.Close(ctx)
		return nil, err
	}
	return library, nil
}

var functions = []string{"toll_abi_version", "toll_struct_size", "toll_version_string", "toll_bill_card_size",
	"toll_book_get_public", "toll_book_resolve", "toll_bill_meter_find", "toll_status_message", "toll_js_take",
	"toll_js_give", "toll_js_place", "toll_js_room"}

func (l *Library) start(instance api.Module) error {
	for _, name := range functions {
		if l.calls[name] = instance.ExportedFunction(name); l.calls[name] == nil {
			return fmt.Errorf("wasm: the module has no %s", name)
		}
	}
	l.bill = instance.ExportedFunction("toll_js_bill")
	if abi := l.call("toll_abi_version"); l.bill == nil || abi != compiledABI {
		return fmt.Errorf("wasm: the module has ABI version %d, this package was made for %d", abi, compiledABI)
	}
	for kind, size := range compiledSizes {
		if found := l.call("toll_struct_size", uint64(kind)); found != uint64(size) {
			return fmt.Errorf("wasm: struct kind %d has %d bytes in the module, %d here", kind, found, size)
		}
	}
	for part := range l.places {
		l.places[part] = uint32(l.call("toll_js_place", uint64(part)))
	}
	l.pairs = uint32(l.call("toll_js_room", placeUsage))
	l.total = l.places[placeBill] + uint32(l.call("toll_js_room", roomText))
	return l.findBook()
}

func (l *Library) findBook() error {
	place, err := l.take(8)
	if err != nil {
		return err
	}
	defer l.give(place)
	l.book = l.call("toll_book_get_public", uint64(place))
	l.size, _ = l.memory.ReadUint64Le(place)
	return nil
}

// call calls a function that can't trap on these arguments: a trap is a fault of this package, and panics.
func (l *Library) call(name string, arguments ...uint64) uint64 {
	copy(l.stack[:], arguments)
	if err := l.calls[name].CallWithStack(l.context, l.stack[:]); err != nil {
		panic(fmt.Sprintf("wasm: %s: %v", name, err))
	}
	return l.stack[0]
}

func (l *Library) take(bytes int) (uint32, error) {
	place := uint32(l.call("toll_js_take", uint64(bytes)))
	if place == 0 {
		return 0, fmt.Errorf("wasm: no memory for %d bytes", bytes)
	}
	return place, nil
}

func (l *Library) give(place uint32) { l.call("toll_js_give", uint64(place)) }

// Close frees the library and its cards.
func (l *Library) Close(ctx context.Context) error { return l.runtime.Close(ctx) }

// Version is that of the library, "0.1.0".
func (l *Library) Version() string { return l.text(uint32(l.call("toll_version_string")), 32) }

// text is a C text of at most so many bytes.
func (l *Library) text(place, most uint32) string {
	if left := l.memory.Size() - place; most > left {
		most = left
	}
	bytes, _ := l.memory.Read(place, most)
	text, _, _ := strings.Cut(string(bytes), "\x00")
	return text
}

// An Error is a refused call: nothing was written.
type Error struct {
	Status  int32  // of the C interface, below 0
	Field   string // name of the wrong field or argument
	Message string // one sentence: the field, its allowed range, what was found
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

func (l *Library) refused(status int32) error {
	place := l.places[placeError]
	err := &Error{Status: status, Field: l.text(place+errorField, errorFieldBytes),
		Message: l.text(place+errorMessage, errorMessageBytes)}
	if err.Message == "" {
		err.Message = l.text(uint32(l.call("toll_status_message", uint64(uint32(status)))), 256)
	}
	return err
}

// ---- cards and bills ----

// A Card is a tariff that is ready to bill.
type Card struct {
	library *Library
	place   uint32
}

// Card is the card of a name as logs and people write it, from the built-in book; provider "": not known.
func (l *Library) Card(provider, model string, at time.Time) (*Card, error) {
	texts, err := l.take(len(provider) + len(model) + 1)
	if err != nil {
		return nil, err
	}
	defer l.give(texts)
	l.memory.WriteString(texts, provider+model)
	found, err := l.take(nameBytes)
	if err != nil {
		return nil, err
	}
	defer l.give(found)
	l.memory.WriteUint32Le(found, nameBytes)
	l.memory.WriteUint32Le(found+4, nameKind)
	size := l.call("toll_bill_card_size")
	card, err := l.take(int(size))
	if err != nil {
		return nil, err
	}
	status := int32(l.call("toll_book_resolve", l.book, l.size, uint64(texts), uint64(len(provider)),
		uint64(texts)+uint64(len(provider)), uint64(len(model)), uint64(at.Unix()), uint64(card), size, uint64(found),
		uint64(l.places[placeError])))
	if status != 0 {
		l.give(card)
		return nil, l.refused(status)
	}
	return &Card{l, card}, nil
}

// Free gives the card's memory back; it is not used again.
func (c *Card) Free() {
	if c.place != 0 {
		c.library.give(c.place)
		c.place = 0
	}
}

// A Usage is a quantity of one meter, "input", "cache_read", "output", in whole base units; totals are inclusive.
type Usage struct {
	Meter    string
	Quantity int64
}

// A Bill is what a record costs, exactly.
type Bill struct {
	Billed     Amount
	Input      Amount // billed for the prompt
	Output     Amount // billed for the answer
	Other      Amount // billed for the rest
	Contracted Amount
	List       Amount
	Currency   string
}

// Bill bills one record that was served at an instant (the zero time: not known) at the standard tier.
func (c *Card) Bill(at time.Time, usage ...Usage) (bill Bill, err error) {
	if c.place == 0 {
		return bill, &Error{Field: "card", Message: "the card was freed"}
	}
	l := c.library
	if err := l.putUsage(usage); err != nil {
		return bill, err
	}
	l.putContext(at)
	stack := l.stack[:4]
	stack[0], stack[1], stack[2], stack[3] = uint64(c.place), uint64(len(usage)), 0, 0
	if err := l.bill.CallWithStack(l.context, stack); err != nil {
		return bill, err
	}
	if status := int32(stack[0]); status < 0 {
		return bill, l.refused(status)
	}
	return l.billed(), nil
}

func (l *Library) putUsage(usage []Usage) error {
	if len(usage) > int(l.pairs) {
		return &Error{Field: "usage", Message: fmt.Sprintf("usage must have 0 .. %d pairs, got %d", l.pairs, len(usage))}
	}
	for i, pair := range usage {
		meter, err := l.meter(pair.Meter)
		if err != nil {
			return err
		}
		place := l.places[placeUsage] + uint32(i)*usageBytes
		l.memory.WriteUint64Le(place+usageMeter, meter)
		l.memory.WriteUint64Le(place+usageQuantity, uint64(pair.Quantity))
	}
	return nil
}

// meter is the number of a meter; the library is asked once for each name.
func (l *Library) meter(name string) (uint64, error) {
	if number, found := l.meters[name]; found {
		return number, nil
	}
	place, err := l.take(len(name) + 8)
	if err != nil {
		return 0, err
	}
	defer l.give(place)
	text := place + 8
	l.memory.WriteString(text, name)
	status := int32(l.call("toll_bill_meter_find", uint64(text), uint64(len(name)), uint64(place), uint64(l.places[placeError])))
	if status != 0 {
		return 0, l.refused(status)
	}
	number, _ := l.memory.ReadUint32Le(place)
	l.meters[name] = uint64(number)
	return uint64(number), nil
}

func (l *Library) putContext(at time.Time) {
	known, seconds := uint64(0), uint64(0)
	if !at.IsZero() {
		known, seconds = contextAtBit, uint64(at.Unix())
	}
	l.memory.WriteUint64Le(l.places[placeContext]+contextKnown, known)
	l.memory.WriteUint64Le(l.places[placeContext]+contextAt, seconds)
}

func (l *Library) billed() Bill {
	bytes, _ := l.memory.Read(l.total, totalBytes)
	amount := func(at int) Amount {
		return Amount{binary.LittleEndian.Uint64(bytes[at:]), int64(binary.LittleEndian.Uint64(bytes[at+8:]))}
	}
	currency, _, _ := strings.Cut(string(bytes[totalCurrency:totalCurrency+totalCurrencyBytes]), "\x00")
	return Bill{Billed: amount(totalBilled), Input: amount(totalInput), Output: amount(totalOutput), Other: amount(totalOther),
		Contracted: amount(totalContracted), List: amount(totalList), Currency: currency}
}

// ---- amounts ----

// An Amount is exact money: a whole number of 10^-18 of the currency unit, in 128 bits.
type Amount struct {
	low  uint64
	high int64
}

// Attos is the amount as a whole number of 10^-18 of the currency unit.
func (a Amount) Attos() *big.Int {
	attos := new(big.Int).Lsh(big.NewInt(a.high), 64)
	return attos.Or(attos, new(big.Int).SetUint64(a.low))
}

// String has as many digits after the point as are not zero.
func (a Amount) String() string {
	attos := a.Attos()
	sign := ""
	if attos.Sign() < 0 {
		sign = "-"
	}
	whole, part := new(big.Int).QuoRem(attos.Abs(attos), big.NewInt(1e18), new(big.Int))
	text := strings.TrimRight(fmt.Sprintf("%s%s.%018s", sign, whole, part), "0")
	return strings.TrimSuffix(text, ".")
}

// MarshalText writes the digits.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
