// SPDX-License-Identifier: Apache-2.0

// Exact bills: tariff rows, price books, the card of one tariff, bills and their replay.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"time"
	"unsafe"
)

// Ever and Forever are the ends of a tariff without a date.
const (
	Ever    int64 = math.MinInt64
	Forever int64 = math.MaxInt64
)

// Room for lines: the first is always enough without volume tiers.
var lineRooms = []int{64, 1024, 16384}

// ---- meters ----

// String is the meter's name, "cache_read".
func (m MeterInfo) String() string { return m.Name }

// FindMeter finds a meter by name, "cache_read".
func FindMeter(name string) (Meter, error) {
	var meter C.uint32_t
	var e C.toll_error
	data, length := textPointer(name)
	err := check(C.toll_bill_meter_find(data, length, &meter, &e), &e)
	return Meter(meter), err
}

// Meters are all meters with their units and what each is a part of.
func Meters() []MeterInfo {
	infos := make([]MeterInfo, C.toll_bill_meter_count())
	for i := range infos {
		c := freshMeterInfo()
		C.toll_bill_meter_get(C.uint32_t(i+1), &c, nil) // 1 .. count: it can't fail
		infos[i].fromC(&c)
	}
	return infos
}

// ---- rows ----

// A Row is one row of a tariff. Its kind says which of the other fields count; the rest stay zero.
type Row struct {
	Kind       RowKind
	Op         uint32
	Meter      Meter
	OtherMeter Meter
	Origin     Origin
	IsContract bool
	Layer      int64
	From       int64 // seconds since 1970-01-01 UTC, inclusive
	Until      int64 // exclusive
	Quantity   int64
	Per        int64
	Number     Decimal
	Weekdays   int64 // bits 0 (Monday) .. 6 (Sunday)
	Start      int64 // seconds of the day in UTC
	End        int64
	UTCOffset  int64
	Key        string
	Value      string
	Text       string
	Source     string
	SourceDate int64 // yyyymmdd
}

func (r *Row) toC(c *C.toll_bill_row) error {
	*c = C.toll_bill_row{kind: C.uint32_t(r.Kind), op: C.uint32_t(r.Op), meter: C.uint32_t(r.Meter),
		other_meter: C.uint32_t(r.OtherMeter), origin: C.uint32_t(r.Origin), layer: C.int64_t(r.Layer),
		from_s: C.int64_t(r.From), until_s: C.int64_t(r.Until), quantity: C.int64_t(r.Quantity), per: C.int64_t(r.Per),
		number: r.Number.c, weekdays: C.int64_t(r.Weekdays), start_s: C.int64_t(r.Start), end_s: C.int64_t(r.End),
		utc_offset_s: C.int64_t(r.UTCOffset), source_date: C.int64_t(r.SourceDate)}
	if r.IsContract {
		c.is_contract = 1
	}
	texts := []struct {
		to         []C.char
		text, name string
	}{{c.key[:], r.Key, "key"}, {c.value[:], r.Value, "value"}, {c.text[:], r.Text, "text"}, {c.source[:], r.Source, "source"}}
	for _, text := range texts {
		if err := putText(text.to, text.text, "toll_bill_row", text.name); err != nil {
			return err
		}
	}
	return nil
}

func rowFromC(c *C.toll_bill_row) Row {
	return Row{Kind: RowKind(c.kind), Op: uint32(c.op), Meter: Meter(c.meter), OtherMeter: Meter(c.other_meter),
		Origin: Origin(c.origin), IsContract: c.is_contract != 0, Layer: int64(c.layer), From: int64(c.from_s),
		Until: int64(c.until_s), Quantity: int64(c.quantity), Per: int64(c.per), Number: Decimal{c.number},
		Weekdays: int64(c.weekdays), Start: int64(c.start_s), End: int64(c.end_s), UTCOffset: int64(c.utc_offset_s),
		Key: getText(c.key[:]), Value: getText(c.value[:]), Text: getText(c.text[:]), Source: getText(c.source[:]),
		SourceDate: int64(c.source_date)}
}

// TariffRow opens a tariff of public prices, one SKU, valid from ever and until further notice.
func TariffRow(sku, provider, currency string) Row {
	return Row{Kind: RowTariff, Text: sku, Key: provider, Value: currency, Origin: OriginPublic, From: Ever, Until: Forever}
}

// MatchRow is a model name that the tariff prices.
func MatchRow(name string) Row {
	return Row{Kind: RowMatch, Op: uint32(MatchExact), Text: name}
}

// PriceRow is the price of `per` base units of a meter: of a million tokens with 1e6.
func PriceRow(meter Meter, number Decimal, per int64) Row {
	return Row{Kind: RowPrice, Meter: meter, Number: number, Per: per}
}

// RetiredRow says when the vendor retires the tariff's names: from then on they have no card.
func RetiredRow(since time.Time, replacement string) Row {
	return Row{Kind: RowRetired, From: since.Unix(), Text: replacement}
}

// RedirectRow is the model that serves the tariff's names in this version.
func RedirectRow(model string) Row {
	return Row{Kind: RowRedirect, Text: model}
}

// EstimatedRows are the estimated unit cost of an own deployment as a tariff, valid from ever: every line billed by it says
// so.
func EstimatedRows(provider, model string, usdPerMtokInput, usdPerMtokOutput float64) ([]Row, error) {
	structs := make([]C.toll_bill_row, C.TOLL_BOOK_ESTIMATED_ROWS)
	providerText, providerLength := textPointer(provider)
	modelText, modelLength := textPointer(model)
	var e C.toll_error
	status := C.toll_book_estimate_rows(providerText, providerLength, modelText, modelLength, C.double(usdPerMtokInput),
		C.double(usdPerMtokOutput), C.int64_t(Ever), &structs[0], C.uint64_t(unsafe.Sizeof(C.toll_bill_row{})), &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	rows := make([]Row, len(structs))
	for i := range structs {
		rows[i] = rowFromC(&structs[i])
	}
	return rows, nil
}

// RuleRow opens a rule: the predicates and prices after it belong to it.
func RuleRow(name string) Row {
	return Row{Kind: RowRule, Text: name}
}

// MultiplierRow opens a multiplier of every token meter.
func MultiplierRow(name string, number Decimal, factor Factor) Row {
	return Row{Kind: RowMultiplier, Text: name, Number: number, Op: uint32(factor)}
}

// WhenCountRow holds when the record's quantity compares so with the threshold.
func WhenCountRow(meter Meter, op Op, threshold int64) Row {
	return Row{Kind: RowWhenCount, Meter: meter, Op: uint32(op), Quantity: threshold}
}

// WhenTierRow holds for a service tier.
func WhenTierRow(tier string) Row {
	return Row{Kind: RowWhenTier, Text: tier}
}

// WhenRegionRow holds for a region: with OpIs for its name, with OpPrefix for how it begins, and so on.
func WhenRegionRow(op Op, region string) Row {
	return Row{Kind: RowWhenRegion, Op: uint32(op), Text: region}
}

// WhenAttributeRow holds for a value of an attribute; op as for WhenRegionRow.
func WhenAttributeRow(key string, op Op, value string) Row {
	return Row{Kind: RowWhenAttribute, Key: key, Op: uint32(op), Text: value}
}

// WhenNumberRow holds when the value of an attribute, as a number, compares so with the threshold.
func WhenNumberRow(key string, op Op, threshold Decimal) Row {
	return Row{Kind: RowWhenNumber, Key: key, Op: uint32(op), Number: threshold}
}

// WhenCounterRow holds when the account's counter, as it is before the record, compares so with the threshold.
func WhenCounterRow(counter string, op Op, threshold int64) Row {
	return Row{Kind: RowWhenCounter, Key: counter, Op: uint32(op), Quantity: threshold}
}

// RegionRow is a region that is sold at the standard price: with such a row, others are refused.
func RegionRow(op Op, region string) Row {
	return Row{Kind: RowRegion, Op: uint32(op), Text: region}
}

// AttributeRow is a value of an attribute that is sold at the standard price: with such a row, other values are refused.
func AttributeRow(key string, op Op, value string) Row {
	return Row{Kind: RowAttribute, Key: key, Op: uint32(op), Text: value}
}

// CalendarRow says that a list of holidays is complete from one instant until before another.
func CalendarRow(list string, from, until int64) Row {
	return Row{Kind: RowCalendar, Key: list, From: from, Until: until}
}

// ZoneRow are the rules of a time zone as POSIX writes them in TZ, "EST5EDT,M3.2.0,M11.1.0", for all time.
func ZoneRow(name, rule string) Row {
	return Row{Kind: RowZone, Key: name, Text: rule, From: Ever, Until: Forever}
}

// ---- books ----

// A Book is a compiled price book: immutable, with a hash of its content.
type Book struct {
	memory []uint64 // nil: the built-in book
	data   unsafe.Pointer
	size   C.uint64_t
}

func newBook(memory []uint64, size C.uint64_t) *Book {
	return &Book{memory, unsafe.Pointer(&memory[0]), size}
}

// CompileBook compiles tariff rows: the same rows in the same order give the same bytes.
func CompileBook(rows []Row) (*Book, error) {
	structs := make([]C.toll_bill_row, len(rows))
	for i := range rows {
		if err := rows[i].toC(&structs[i]); err != nil {
			return nil, err
		}
	}
	capacity := C.toll_book_size(C.uint64_t(len(rows)))
	memory := make([]uint64, capacity/8+1)
	var used C.uint64_t
	var e C.toll_error
	status := C.toll_book_compile((*C.toll_bill_row)(first(structs)), C.uint64_t(len(rows)),
		C.uint64_t(unsafe.Sizeof(C.toll_bill_row{})), unsafe.Pointer(&memory[0]), capacity, &used, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return newBook(memory, used), nil
}

// OpenBook takes a copy of a book that was saved. Its index is checked now, the rows of a tariff when Find makes a card
// of it; both show damage. For a book from a stranger, call Verify as well.
func OpenBook(data []byte) (*Book, error) {
	memory := make([]uint64, len(data)/8+1)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&memory[0])), 8*len(memory)), data)
	var e C.toll_error
	if err := check(C.toll_book_open(unsafe.Pointer(&memory[0]), C.uint64_t(len(data)), &e), &e); err != nil {
		return nil, err
	}
	return newBook(memory, C.uint64_t(len(data))), nil
}

// PublicBook is the built-in book of published prices.
func PublicBook() *Book {
	var size C.uint64_t
	data := C.toll_book_get_public(&size)
	return &Book{nil, data, size}
}

// Bytes is a copy of the book, to be saved.
func (b *Book) Bytes() []byte {
	defer runtime.KeepAlive(b)
	return append([]byte(nil), unsafe.Slice((*byte)(b.data), int(b.size))...)
}

// Len is the number of tariffs.
func (b *Book) Len() int {
	return int(C.toll_book_count(b.data, b.size))
}

// Hash is the SHA-256 of the content, 64 hexadecimal digits.
func (b *Book) Hash() (string, error) {
	var text [65]C.char
	var e C.toll_error
	err := check(C.toll_book_get_hash(b.data, b.size, &text[0], C.uint64_t(len(text)), &e), &e)
	return getText(text[:]), err
}

// Verify checks every row and proves the hash. Its error names the damaged tariff.
func (b *Book) Verify() error {
	return b.VerifyTariff(C.TOLL_BOOK_ALL)
}

// VerifyTariff does the same for one tariff, 0 .. Len() - 1.
func (b *Book) VerifyTariff(index uint64) error {
	defer runtime.KeepAlive(b)
	var e C.toll_error
	return check(C.toll_book_verify(b.data, b.size, C.uint64_t(index), &e), &e)
}

// Row is a row as it was compiled.
func (b *Book) Row(index uint64) (Row, error) {
	var c C.toll_bill_row
	var e C.toll_error
	err := check(C.toll_book_get_row(b.data, b.size, C.uint64_t(index), &c, C.uint64_t(unsafe.Sizeof(c)), &e), &e)
	return rowFromC(&c), err
}

// Intern is the book's number of a text of a record's context.
func (b *Book) Intern(text string) (uint64, error) {
	var id C.uint64_t
	var e C.toll_error
	data, length := textPointer(text)
	err := check(C.toll_book_intern(b.data, b.size, data, length, &id, &e), &e)
	return uint64(id), err
}

// InternTier is the book's number of a service tier; the vendors' words for the standard one ("default", "auto") are 0.
func (b *Book) InternTier(text string) (uint64, error) {
	var id C.uint64_t
	var e C.toll_error
	data, length := textPointer(text)
	err := check(C.toll_book_intern_tier(b.data, b.size, data, length, &id, &e), &e)
	return uint64(id), err
}

// Find finds the tariff of a model at an instant; provider "": any. errors.Is(err, ErrUnknownID): no tariff has that name;
// ErrMissing: none is valid then; ErrAmbiguous: several are as good.
func (b *Book) Find(provider, model string, at time.Time) (*Card, error) {
	size := C.toll_bill_card_size()
	memory := make([]uint64, size/8)
	var e C.toll_error
	providerData, providerLength := textPointer(provider)
	modelData, modelLength := textPointer(model)
	status := C.toll_book_find(b.data, b.size, providerData, providerLength, modelData, modelLength,
		C.int64_t(at.Unix()), unsafe.Pointer(&memory[0]), size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return &Card{b, memory}, nil
}

// Resolve is what a name means, as logs and people write it; provider "": not known. A retired name is an answer, too.
// errors.Is(err, ErrUnknownID): no tariff has that name, see Suggest; ErrAmbiguous: several providers sell it, and its
// maker does not.
func (b *Book) Resolve(provider, name string, at time.Time) (BookName, error) {
	return b.resolve(provider, name, at, nil)
}

// Card is the card of a name that is read as Resolve reads it. errors.Is(err, ErrMissing): the name was retired before the
// instant.
func (b *Book) Card(provider, name string, at time.Time) (*Card, BookName, error) {
	memory := make([]uint64, C.toll_bill_card_size()/8)
	found, err := b.resolve(provider, name, at, memory)
	if err != nil {
		return nil, found, err
	}
	return &Card{b, memory}, found, nil
}

func (b *Book) resolve(provider, name string, at time.Time, memory []uint64) (BookName, error) {
	var card unsafe.Pointer
	if len(memory) > 0 {
		card = unsafe.Pointer(&memory[0])
	}
	var found BookName
	var e C.toll_error
	c := freshBookName()
	providerData, providerLength := textPointer(provider)
	nameData, nameLength := textPointer(name)
	status := C.toll_book_resolve(b.data, b.size, providerData, providerLength, nameData, nameLength,
		C.int64_t(at.Unix()), card, C.uint64_t(8*len(memory)), &c, &e)
	if err := check(status, &e); err != nil {
		return found, err
	}
	found.fromC(&c)
	return found, nil
}

// Validity says from when until when Card and Resolve answer a name as they do at an instant, refusals included: within
// from <= at < until a card serves every record. A zero time has no end on that side.
func (b *Book) Validity(provider, name string, at time.Time) (from, until time.Time, err error) {
	var start, end C.int64_t
	var e C.toll_error
	providerData, providerLength := textPointer(provider)
	nameData, nameLength := textPointer(name)
	status := C.toll_book_find_validity(b.data, b.size, providerData, providerLength, nameData, nameLength,
		C.int64_t(at.Unix()), &start, &end, &e)
	if err := check(status, &e); err != nil {
		return from, until, err
	}
	if start != C.TOLL_TIME_MIN {
		from = time.Unix(int64(start), 0).UTC()
	}
	if end != C.TOLL_TIME_MAX {
		until = time.Unix(int64(end), 0).UTC()
	}
	return from, until, nil
}

// Suggest lists names that are near to one, best first; provider "": of any.
func (b *Book) Suggest(provider, name string) ([]Candidate, error) {
	var near [8]C.toll_book_candidate
	var count C.uint64_t
	var e C.toll_error
	providerData, providerLength := textPointer(provider)
	nameData, nameLength := textPointer(name)
	status := C.toll_book_suggest(b.data, b.size, providerData, providerLength, nameData, nameLength, &near[0],
		C.uint64_t(len(near)), C.uint64_t(unsafe.Sizeof(near[0])), &count, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	candidates := make([]Candidate, count)
	for i := range candidates {
		candidates[i].fromC(&near[i])
	}
	return candidates, nil
}

// ---- bills ----

// A Card is a tariff that is ready to bill.
type Card struct {
	book   *Book // must outlive the card
	memory []uint64
}

// A Context says when, where and how a record was served.
type Context struct {
	At             time.Time // zero: not known
	Tier           string    // as the vendor spells it; "", "default", "auto" and the like: standard
	Region         string
	Attributes     map[string]string
	Counters       map[string]int64 // what allowances and volume tiers have seen; Card.Bill updates it on success
	IsAggregate    bool             // the record sums several requests
	AllowAggregate bool             // price it by per-request rules all the same
}

// A Line is one line of a bill, with the memory of toll_bill_line: ListCost is Quantity / Per * ListPrice * ListFactor, and so on.
type Line struct {
	Meter           Meter
	PriceMeter      Meter
	Rule            uint32
	Flags           LineFlag
	Quantity        int64
	Per             int64
	ListPrice       Decimal
	ContractedPrice Decimal
	ListFactor      Decimal
	ContractFactor  Decimal
	BillFactor      Decimal
	ListCost        Amount
	ContractedCost  Amount
	BilledCost      Amount
}

// A Bill is what a record costs; its totals are the exact sums of its lines.
type Bill struct {
	Lines      []Line
	Input      Amount // billed for the prompt
	Output     Amount // billed for the answer
	Other      Amount // billed for the rest
	Billed     Amount
	Contracted Amount
	List       Amount
	Flags      LineFlag
	Currency   string
	BookHash   string
	MatchedBy  NameRule // how the card's name was matched
}

func freshTotal() (c C.toll_bill_total) {
	initStruct(unsafe.Pointer(&c), unsafe.Sizeof(c), kindBillTotal)
	return c
}

func billFromC(lines []Line, c *C.toll_bill_total) *Bill {
	return &Bill{append([]Line{}, lines...), Amount{c.input_cost}, Amount{c.output_cost}, Amount{c.other_cost},
		Amount{c.billed_cost}, Amount{c.contracted_cost}, Amount{c.list_cost}, LineFlag(c.flags),
		getText(c.currency[:]), getText(c.book_hash[:]), NameRule(c.matched_by)}
}

// Verify replays the lines from their own figures alone: errors.Is(err, ErrConflict) when one does not follow.
func (b *Bill) Verify() error {
	c := freshTotal()
	c.input_cost, c.output_cost, c.other_cost = b.Input.c, b.Output.c, b.Other.c
	c.billed_cost, c.contracted_cost, c.list_cost = b.Billed.c, b.Contracted.c, b.List.c
	c.flags, c.n_lines = C.uint64_t(b.Flags), C.int64_t(len(b.Lines))
	if err := putText(c.currency[:], b.Currency, "toll_bill_total", "currency"); err != nil {
		return err
	}
	if err := putText(c.book_hash[:], b.BookHash, "toll_bill_total", "book_hash"); err != nil {
		return err
	}
	var e C.toll_error
	return check(C.toll_bill_verify((*C.toll_bill_line)(first(b.Lines)), C.uint64_t(len(b.Lines)), &c, &e), &e)
}

// Kind is part of a meter's quantity with one or two attributes of its own.
type Kind struct {
	Meter      Meter
	Quantity   int64
	Attributes map[string]string
}

func (card *Card) kinds(kinds []Kind) ([]C.toll_bill_kind, error) {
	own := make([]C.toll_bill_kind, len(kinds))
	for i, kind := range kinds {
		pairs, err := card.attributes(kind.Attributes)
		if err != nil {
			return nil, err
		}
		if len(pairs) > 2 {
			return nil, fmt.Errorf("a kind has at most two attributes, got %d: %w", len(pairs), ErrConflict)
		}
		own[i].meter, own[i].quantity = C.uint64_t(kind.Meter), C.int64_t(kind.Quantity)
		if len(pairs) > 0 {
			own[i].key, own[i].value = pairs[0].key, pairs[0].value
		}
		if len(pairs) > 1 {
			own[i].second_key, own[i].second_value = pairs[1].key, pairs[1].value
		}
	}
	return own, nil
}

// BillKinds bills one record of which some quantities have attributes of their own. The second result says of each line
// its kind, from 1; 0: none.
func (card *Card) BillKinds(usage map[Meter]int64, kinds []Kind, context Context) (*Bill, []uint32, error) {
	pairs := usagePairs(usage)
	c, attributes, err := card.context(&context)
	if err != nil {
		return nil, nil, err
	}
	own, err := card.kinds(kinds)
	if err != nil {
		return nil, nil, err
	}
	counters, keys, err := card.counters(context.Counters)
	if err != nil {
		return nil, nil, err
	}
	for _, room := range lineRooms {
		lines, ofLines, total := make([]Line, room), make([]C.uint32_t, room), freshTotal()
		var e C.toll_error
		status := C.toll_bill_compute_kinds(first(card.memory), C.uint64_t(8*len(card.memory)),
			(*C.toll_bill_usage)(first(pairs)), C.uint64_t(len(pairs)), (*C.toll_bill_kind)(first(own)), C.uint64_t(len(own)),
			&c, (*C.toll_bill_attribute)(first(attributes)), C.uint64_t(len(attributes)),
			(*C.toll_bill_counter)(first(counters)), C.uint64_t(len(counters)), (*C.toll_bill_line)(first(lines)), &ofLines[0], C.uint64_t(room),
			&total, &e)
		runtime.KeepAlive(card)
		if Status(status) == ErrBuffer && room != lineRooms[len(lineRooms)-1] {
			continue
		}
		if err := check(status, &e); err != nil {
			return nil, nil, err
		}
		for i, key := range keys {
			context.Counters[key] = int64(counters[i].used)
		}
		lineKinds := make([]uint32, total.n_lines)
		for i := range lineKinds {
			lineKinds[i] = uint32(ofLines[i])
		}
		return billFromC(lines[:total.n_lines], &total), lineKinds, nil
	}
	return nil, nil, ErrBuffer
}

// PeriodSum is what an account's records of one tariff cost in a period.
type PeriodSum struct {
	TariffRow                int64 // row of the tariff in the book: BookName.Row
	Billed, Contracted, List Amount
}

// ClosePeriod gives what an account owes for a month or an invoice beside its records: fees, minimum spend, caps.
func (b *Book) ClosePeriod(period Period, sums []PeriodSum) (*Bill, error) {
	given := make([]C.toll_bill_sum, len(sums))
	for i, sum := range sums {
		given[i] = C.toll_bill_sum{tariff_row: C.int64_t(sum.TariffRow), list_cost: sum.List.c,
			contracted_cost: sum.Contracted.c, billed_cost: sum.Billed.c}
	}
	lines, total := make([]Line, 6*len(sums)), freshTotal()
	var e C.toll_error
	status := C.toll_bill_close_period(b.data, b.size, C.int32_t(period), (*C.toll_bill_sum)(first(given)),
		C.uint64_t(len(given)), (*C.toll_bill_line)(first(lines)), C.uint64_t(len(lines)), &total, &e)
	runtime.KeepAlive(b)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return billFromC(lines[:total.n_lines], &total), nil
}

// Unused are the facts of a context that did not matter to a bill with LineContext: "region", or an attribute's name.
func (card *Card) Unused(context Context) ([]string, error) {
	names := make([]string, 0, len(context.Attributes))
	for name := range context.Attributes {
		names = append(names, name)
	}
	sort.Strings(names)
	c, _, err := card.context(&context)
	if err != nil {
		return nil, err
	}
	attributes := make([]C.toll_bill_attribute, 0, len(names))
	for _, name := range names {
		pair, err := card.attributes(map[string]string{name: context.Attributes[name]})
		if err != nil {
			return nil, err
		}
		attributes = append(attributes, pair...)
	}
	var isRegion, set C.uint64_t
	var e C.toll_error
	status := C.toll_bill_find_unused(first(card.memory), C.uint64_t(8*len(card.memory)), &c,
		(*C.toll_bill_attribute)(first(attributes)), C.uint64_t(len(attributes)), &isRegion, &set, &e)
	runtime.KeepAlive(card)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	unused := []string{}
	if isRegion != 0 {
		unused = append(unused, "region")
	}
	for i, name := range names {
		if set>>i&1 != 0 {
			unused = append(unused, name)
		}
	}
	return unused, nil
}

// Quote bills one request by its model's name, from the built-in book of published prices; provider "": any.
// The name is read as Book.Resolve reads it. For a Context or many records use PublicBook().Card.
func Quote(provider, model string, at time.Time, usage map[Meter]int64) (*Bill, error) {
	seller, err := terminated(provider, "provider")
	if err != nil {
		return nil, err
	}
	name, err := terminated(model, "model")
	if err != nil {
		return nil, err
	}
	pairs := usagePairs(usage)
	lines, total := make([]Line, C.TOLL_METERS), freshTotal() // no counters, so at most one line a meter
	var e C.toll_error
	status := C.toll_bill_compute_public(seller, name, C.int64_t(at.Unix()), (*C.toll_bill_usage)(first(pairs)),
		C.uint64_t(len(pairs)), (*C.toll_bill_line)(first(lines)), C.uint64_t(len(lines)), &total, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return billFromC(lines[:total.n_lines], &total), nil
}

// Bill bills one request by words, as Card and Card.Bill do: names of meters, of the model and of the service tier. The
// region that the name tells is applied. For many records keep a Card.
func (b *Book) Bill(provider, name, tier string, at time.Time, usage map[string]int64) (*Bill, error) {
	words := make([]C.toll_bill_named, 0, len(usage))
	for meter, quantity := range usage {
		word := C.toll_bill_named{quantity: C.int64_t(quantity)}
		if err := putText(word.meter[:], meter, "toll_bill_named", "meter"); err != nil {
			return nil, err
		}
		words = append(words, word)
	}
	lines, total := make([]Line, C.TOLL_METERS), freshTotal() // no counters, so at most one line a meter
	var e C.toll_error
	providerData, providerLength := textPointer(provider)
	nameData, nameLength := textPointer(name)
	tierData, tierLength := textPointer(tier)
	status := C.toll_bill_compute_named(b.data, b.size, providerData, providerLength, nameData, nameLength,
		C.int64_t(at.Unix()), tierData, tierLength, (*C.toll_bill_named)(first(words)), C.uint64_t(len(words)),
		(*C.toll_bill_line)(first(lines)), C.uint64_t(len(lines)), &total, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return billFromC(lines[:total.n_lines], &total), nil
}

func usagePairs(usage map[Meter]int64) []C.toll_bill_usage {
	pairs := make([]C.toll_bill_usage, 0, len(usage))
	for _, meter := range sortedMeters(usage) {
		pairs = append(pairs, C.toll_bill_usage{meter: C.uint64_t(meter), quantity: C.int64_t(usage[meter])})
	}
	return pairs
}

// A BillColumn is a meter with a quantity for each record.
type BillColumn struct {
	Meter      Meter
	Quantities []int64
}

// BilledColumns are the results of Card.BillColumns, record by record.
type BilledColumns struct {
	Billed   []Amount // 0 where the record was refused
	Statuses []Status
}

// BillColumns bills many records of one context, without counters. Its error is that of the first record that is refused;
// the others are billed nevertheless.
func (card *Card) BillColumns(columns []BillColumn, context Context) (BilledColumns, error) {
	count := 0
	if len(columns) > 0 {
		count = len(columns[0].Quantities)
	}
	meters, quantities := make([]C.uint32_t, len(columns)), make([]int64, 0, count*len(columns))
	for i, column := range columns {
		if len(column.Quantities) != count {
			return BilledColumns{}, &Error{Code: ErrConflict, Field: "columns", Row: int64(i), Message: "columns must be of one length"}
		}
		meters[i] = C.uint32_t(column.Meter)
		quantities = append(quantities, column.Quantities...)
	}
	c, attributes, err := card.context(&context)
	if err != nil {
		return BilledColumns{}, err
	}
	result := BilledColumns{make([]Amount, count), make([]Status, count)}
	var e C.toll_error
	status := C.toll_bill_compute_columns(first(card.memory), C.uint64_t(8*len(card.memory)), (*C.uint32_t)(first(meters)),
		C.uint64_t(len(meters)), (*C.int64_t)(first(quantities)), C.uint64_t(count), &c,
		(*C.toll_bill_attribute)(first(attributes)), C.uint64_t(len(attributes)), (*C.toll_amount)(first(result.Billed)),
		(*C.int32_t)(first(result.Statuses)), &e)
	runtime.KeepAlive(card)
	return result, check(status, &e)
}

func sortedMeters(usage map[Meter]int64) []Meter {
	meters := make([]Meter, 0, len(usage))
	for meter := range usage {
		meters = append(meters, meter)
	}
	sort.Slice(meters, func(i, j int) bool { return meters[i] < meters[j] })
	return meters
}

func (card *Card) context(context *Context) (c C.toll_bill_context, attributes []C.toll_bill_attribute, err error) {
	c = notPrepared.c
	if err := card.served(context, &c); err != nil {
		return c, nil, err
	}
	if !context.At.IsZero() {
		c.known, c.at_s = C.TOLL_CONTEXT_AT, C.int64_t(context.At.Unix())
	}
	if context.IsAggregate {
		c.is_aggregate = 1
	}
	if context.AllowAggregate {
		c.allow_aggregate = 1
	}
	attributes, err = card.attributes(context.Attributes)
	return c, attributes, err
}

// served puts the tier and the region. In each book no text is 0: the standard tier, no region.
func (card *Card) served(context *Context, c *C.toll_bill_context) error {
	if context.Tier != "" {
		tier, err := card.book.InternTier(context.Tier)
		if err != nil {
			return err
		}
		c.service_tier = C.uint64_t(tier)
	}
	if context.Region == "" {
		return nil
	}
	region, err := card.book.Intern(context.Region)
	c.region = C.uint64_t(region)
	return err
}

func (card *Card) attributes(pairs map[string]string) ([]C.toll_bill_attribute, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	attributes := make([]C.toll_bill_attribute, 0, len(pairs))
	for key, value := range pairs {
		keyID, err := card.book.Intern(key)
		if err != nil {
			return nil, err
		}
		valueID, err := card.book.Intern(value)
		if err != nil {
			return nil, err
		}
		attributes = append(attributes, C.toll_bill_attribute{key: C.uint64_t(keyID), value: C.uint64_t(valueID)})
	}
	return attributes, nil
}

func (card *Card) counters(used map[string]int64) (counters []C.toll_bill_counter, keys []string, err error) {
	for key, value := range used {
		id, err := card.book.Intern(key)
		if err != nil {
			return nil, nil, err
		}
		keys = append(keys, key)
		counters = append(counters, C.toll_bill_counter{key: C.uint64_t(id), used: C.int64_t(value)})
	}
	return counters, keys, nil
}
