// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func acme() []Row {
	tariff := TariffRow("acme/one", "acme", "USD")
	tariff.Source, tariff.SourceDate = "price page", 20261101
	contract := PriceRow(MeterOutput, MustDecimal("8"), 1e6)
	contract.IsContract = true
	return []Row{tariff, MatchRow("one"),
		PriceRow(MeterInput, MustDecimal("2.50"), 1e6), PriceRow(MeterCacheRead, MustDecimal("0.25"), 1e6),
		PriceRow(MeterOutput, MustDecimal("10"), 1e6), contract, PriceRow(MeterWebSearch, MustDecimal("10"), 1000),
		PriceRow(MeterMessage, MustDecimal("1"), 1), {Kind: RowAllowance, Meter: MeterMessage, Key: "free", Quantity: 5},
		RuleRow("long"), WhenCountRow(MeterInput, OpGt, 200000), PriceRow(MeterInput, MustDecimal("5"), 1e6),
		RuleRow("flex"), WhenTierRow("flex"), PriceRow(MeterInput, MustDecimal("1.25"), 1e6),
		RuleRow("night"), {Kind: RowWhenTime, Weekdays: 31, Start: 22 * 3600, End: 6 * 3600},
		PriceRow(MeterOutput, MustDecimal("5"), 1e6),
		MultiplierRow("residency", MustDecimal("1.1"), FactorList), {Kind: RowWhenRegion, Text: "eu"},
		MultiplierRow("credit", MustDecimal("0.9"), FactorBill), {Kind: RowWhenAttribute, Key: "plan", Text: "startup"}}
}

func acmeCard(t *testing.T) *Card {
	book := must[*Book](t)(CompileBook(acme()))
	return must[*Card](t)(book.Find("acme", "one", noon))
}

func equal(t *testing.T, what string, got Amount, want string) {
	t.Helper()
	if got.Cmp(MustAmount(want)) != 0 {
		t.Errorf("%s: %s, expected %s", what, got, want)
	}
}

func TestQuote(t *testing.T) {
	usage := map[Meter]int64{MeterInput: 12000, MeterCacheRead: 10000, MeterOutput: 800}
	card := must[*Card](t)(PublicBook().Find("anthropic", "claude-sonnet-4-6", noon))
	want := must[*Bill](t)(card.Bill(usage, Context{At: noon}))
	quote := must[*Bill](t)(Quote("", "claude-sonnet-4-6", noon, usage))
	equal(t, "billed", quote.Billed, "0.021")
	if !reflect.DeepEqual(quote, want) {
		t.Errorf("%+v, expected %+v", quote, want)
	}
	if _, err := Quote("", "gpt-oss-120b", noon, usage); !errors.Is(err, ErrAmbiguous) {
		t.Error("several sellers:", err)
	}
	if _, err := Quote("", "gpt-5.4\x00", noon, usage); !errors.Is(err, ErrString) {
		t.Error("a name with a NUL:", err)
	}
}

func TestBillLines(t *testing.T) {
	bill := must[*Bill](t)(acmeCard(t).Bill(map[Meter]int64{MeterInput: 1000, MeterCacheRead: 400, MeterOutput: 50,
		MeterWebSearch: 3}, Context{At: noon}))
	equal(t, "input", bill.Input, "0.0016")
	equal(t, "output", bill.Output, "0.0004")
	equal(t, "other", bill.Other, "0.03")
	equal(t, "billed", bill.Billed, "0.032")
	equal(t, "list", bill.List, "0.0321")
	if len(bill.Lines) != 4 || bill.Currency != "USD" || bill.Lines[0].Meter != MeterInput || bill.Lines[0].Quantity != 600 {
		t.Errorf("%+v", bill)
	}
	if err := bill.Verify(); err != nil {
		t.Error(err)
	}
	bill.Lines[0].Quantity++
	if err := bill.Verify(); !errors.Is(err, ErrConflict) {
		t.Error("a changed line passed:", err)
	}
}

func TestBillContext(t *testing.T) {
	card, million := acmeCard(t), map[Meter]int64{MeterInput: 1e6}
	for want, context := range map[string]Context{
		"5":    {At: noon},
		"1.25": {At: noon, Tier: "flex"},
		"5.5":  {At: noon, Region: "eu"},
		"4.5":  {At: noon, Attributes: map[string]string{"plan": "startup"}},
	} {
		equal(t, want, must[*Bill](t)(card.Bill(million, context)).Billed, want)
	}
	night := must[*Bill](t)(card.Bill(map[Meter]int64{MeterOutput: 1e6}, Context{At: noon.Add(11 * time.Hour)}))
	equal(t, "night", night.List, "5")
}

func TestContextRows(t *testing.T) {
	rows := []Row{TariffRow("acme/two", "acme", "USD"), MatchRow("two"), PriceRow(MeterInput, MustDecimal("1"), 1e6),
		RegionRow(OpPrefix, "us-"), AttributeRow("plan", OpIsNot, "free"), CalendarRow("days", 0, 86400),
		{Kind: RowHoliday, Key: "days"}, ZoneRow("Asia/Tokyo", "JST-9"),
		RuleRow("dear"), WhenRegionRow(OpNotPrefix, "us-gov-"), WhenNumberRow("lines", OpGe, MustDecimal("1080")),
		WhenCounterRow("spend", OpLt, 10), WhenAttributeRow("speed", OpIsNot, "slow"),
		PriceRow(MeterInput, MustDecimal("2"), 1e6)}
	book := must[*Book](t)(CompileBook(rows))
	card := must[*Card](t)(book.Find("acme", "two", noon))
	context := Context{Region: "us-east-1", Tier: "ON_DEMAND", Counters: map[string]int64{"spend": 9},
		Attributes: map[string]string{"lines": "1080.5", "speed": "fast", "colour": "red"}}
	usage := map[Meter]int64{MeterInput: 1e6}
	bill := must[*Bill](t)(card.Bill(usage, context))
	equal(t, "billed", bill.Billed, "2")
	if bill.Flags&LineContext == 0 {
		t.Error("the colour did not matter, and no line says so")
	}
	if unused := must[[]string](t)(card.Unused(context)); !reflect.DeepEqual(unused, []string{"colour"}) {
		t.Error("unused:", unused)
	}
	context.Region = "us-gov-1"
	equal(t, "an exception", must[*Bill](t)(card.Bill(usage, context)).Billed, "1")
	context.Region = "mars"
	if _, err := card.Bill(usage, context); !errors.Is(err, ErrMissing) {
		t.Error("a region beyond the list:", err)
	}
	context.Region, context.Attributes["lines"] = "", "hd"
	if _, err := card.Bill(usage, context); !errors.Is(err, ErrRange) {
		t.Error("a number that is none:", err)
	}
}

func TestBillCounters(t *testing.T) {
	counters := map[string]int64{"free": 1}
	bill := must[*Bill](t)(acmeCard(t).Bill(map[Meter]int64{MeterMessage: 7}, Context{At: noon, Counters: counters}))
	equal(t, "billed", bill.Billed, "3")
	if counters["free"] != 8 || len(bill.Lines) != 2 || bill.Lines[0].Flags&LineAllowance == 0 {
		t.Errorf("%v %+v", counters, bill.Lines)
	}
	if _, err := acmeCard(t).Bill(map[Meter]int64{MeterMessage: -1}, Context{At: noon, Counters: counters}); err == nil || counters["free"] != 8 {
		t.Errorf("%v %v", err, counters)
	}
}

func TestBillRefusals(t *testing.T) {
	card := acmeCard(t)
	for _, wrong := range []struct {
		reason  Status
		usage   map[Meter]int64
		context Context
	}{
		{ErrConflict, map[Meter]int64{MeterInput: 1, MeterCacheRead: 2}, Context{At: noon}},
		{ErrRange, map[Meter]int64{MeterInput: -1}, Context{At: noon}},
		{ErrMissing, map[Meter]int64{MeterPage: 1}, Context{At: noon}},
		{ErrMissing, map[Meter]int64{MeterInput: 1}, Context{At: noon, Tier: "turbo"}},
		{ErrMissing, map[Meter]int64{MeterInput: 1}, Context{}},
		{ErrMissing, map[Meter]int64{MeterMessage: 1}, Context{At: noon}},
		{ErrConflict, map[Meter]int64{MeterInput: 1}, Context{At: noon, IsAggregate: true}},
	} {
		if _, err := card.Bill(wrong.usage, wrong.context); !errors.Is(err, wrong.reason) {
			t.Errorf("%v %+v: %v", wrong.usage, wrong.context, err)
		}
	}
	sum := must[*Bill](t)(card.Bill(map[Meter]int64{MeterInput: 4}, Context{At: noon, IsAggregate: true, AllowAggregate: true}))
	equal(t, "aggregate", sum.Billed, "0.00001")
}

func TestBillColumns(t *testing.T) {
	inputs, reads := []int64{0, 1000, 200001, 5}, []int64{0, 400, 200001, 6}
	columns, err := acmeCard(t).BillColumns([]BillColumn{{MeterInput, inputs}, {MeterCacheRead, reads}}, Context{At: noon})
	if !errors.Is(err, ErrConflict) || columns.Statuses[3] != ErrConflict {
		t.Error(err, columns.Statuses)
	}
	for i := 0; i < 3; i++ {
		alone := must[*Bill](t)(acmeCard(t).Bill(map[Meter]int64{MeterInput: inputs[i], MeterCacheRead: reads[i]}, Context{At: noon}))
		equal(t, "column", columns.Billed[i], alone.Billed.String())
	}
	equal(t, "refused", columns.Billed[3], "0")
	if _, err := acmeCard(t).BillColumns([]BillColumn{{MeterInput, inputs}, {MeterOutput, nil}}, Context{At: noon}); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

// Two raters, one of them unknown: rows are billed as records are, and an instant outside of the tariff is refused.
func TestBillRows(t *testing.T) {
	inputs, reads := []int64{0, 1000, 200001, 5, 7}, []int64{0, 400, 200001, 6, 0}
	rater := must[*Rater](t)(acmeCard(t).Rater([]Meter{MeterInput, MeterCacheRead}, Context{At: noon}))
	columns := []BillColumn{{MeterInput, inputs}, {MeterCacheRead, reads}}
	rows, err := BillRows([]*Rater{rater, nil}, []uint32{0, 0, 0, 0, 1}, columns, nil)
	if !errors.Is(err, ErrConflict) || rows.Statuses[3] != ErrConflict || rows.Statuses[4] != ErrUnknownID {
		t.Error(err, rows.Statuses)
	}
	for i := 0; i < 3; i++ {
		alone := must[*Bill](t)(acmeCard(t).Bill(map[Meter]int64{MeterInput: inputs[i], MeterCacheRead: reads[i]}, Context{At: noon}))
		equal(t, "row", rows.Billed[i], alone.Billed.String())
	}
	at := []int64{noon.Unix(), noon.Unix(), noon.Unix()}
	short := []BillColumn{{MeterInput, inputs[:3]}, {MeterCacheRead, reads[:3]}}
	same := must[BilledColumns](t)(BillRows([]*Rater{rater}, nil, short, at))
	if !reflect.DeepEqual(same.Billed, rows.Billed[:3]) {
		t.Error(same, rows)
	}
	if _, err := BillRows([]*Rater{rater}, nil, short, at[:1]); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err := acmeCard(t).Rater(nil, Context{}); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
}

func TestBook(t *testing.T) {
	book, again := must[*Book](t)(CompileBook(acme())), must[*Book](t)(CompileBook(acme()))
	if !bytes.Equal(book.Bytes(), again.Bytes()) || book.Len() != 1 {
		t.Error("the same rows gave other bytes")
	}
	for i, row := range acme() {
		found := must[Row](t)(book.Row(uint64(i)))
		if found.Number.Cmp(row.Number) != 0 {
			t.Errorf("row %d: %+v", i, found)
		}
		found.Number, row.Number = Decimal{}, Decimal{}
		if !reflect.DeepEqual(found, row) {
			t.Errorf("row %d: %+v, expected %+v", i, found, row)
		}
	}
	if _, err := book.Row(1000); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	saved := must[*Book](t)(OpenBook(book.Bytes()))
	if must[string](t)(saved.Hash()) != must[string](t)(book.Hash()) {
		t.Error("the hash changed")
	}
	damaged := book.Bytes()
	damaged[200] ^= 1
	for _, data := range [][]byte{damaged, damaged[:100], nil} {
		if _, err := OpenBook(data); !errors.Is(err, ErrObject) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
	if err := saved.Verify(); err != nil || saved.VerifyTariff(0) != nil || !errors.Is(saved.VerifyTariff(9), ErrRange) {
		t.Error(err)
	}
	last := book.Bytes()
	last[len(last)-50] ^= 1 // in the last row
	found := must[*Book](t)(OpenBook(last))
	if err := found.Verify(); !errors.Is(err, ErrObject) {
		t.Error(err)
	}
	if _, err := CompileBook(acme()[:2]); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err := book.Find("acme", "two", noon); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	if id := must[uint64](t)(book.Intern("nobody names this")); id != 0xffffffff {
		t.Error(id)
	}
}

func TestNamesByRule(t *testing.T) {
	ends := time.Date(2026, 7, 24, 0, 0, 0, 0, time.UTC)
	dated := MatchRow("gpt-m")
	dated.Op = uint32(MatchDated)
	rows := []Row{TariffRow("openai/m", "openai", "USD"), MatchRow("gpt-m"), dated,
		PriceRow(MeterInput, must[Decimal](t)(ParseDecimal("2")), 1e6), RetiredRow(ends, "gpt-n"), RedirectRow("gpt-k")}
	book := must[*Book](t)(CompileBook(rows))
	found := must[BookName](t)(book.Resolve("", "openai/GPT-m-20260102", noon))
	if found.Provider != "openai" || found.Model != "gpt-m" || found.RedirectedTo != "gpt-k" || found.Replacement != "gpt-n" ||
		found.MatchedBy != NameProviderPrefix|NameCase|NameDateSuffix || found.IsRetired != 1 ||
		found.RetiredSeconds != ends.Unix() {
		t.Errorf("%+v", found)
	}
	if _, _, err := book.Card("", "gpt-m", noon); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	card, name, err := book.Card("openai", "gpt-m@latest", ends.Add(-time.Second))
	if err != nil || name.IsRetired != 0 {
		t.Fatal(name, err)
	}
	bill := must[*Bill](t)(card.Bill(map[Meter]int64{MeterInput: 1e6}, Context{}))
	if bill.MatchedBy != NameLatest || bill.Flags != LineNameRule|LineRedirected {
		t.Error(bill.MatchedBy, bill.Flags)
	}
	if from, until, err := book.Validity("", "gpt-m", ends.Add(-time.Hour)); err != nil || !from.IsZero() || !until.Equal(ends) {
		t.Error(from, until, err)
	}
	if from, until, err := book.Validity("", "GPT-m", noon); err != nil || !from.Equal(ends) || !until.IsZero() {
		t.Error(from, until, err)
	}
	if paid, err := book.Bill("openai", "GPT-m", "auto", ends.Add(-time.Hour), map[string]int64{"input": 1e6}); err != nil ||
		paid.Billed.String() != "2" {
		t.Error(paid, err)
	}
	if _, err := book.Bill("", "gpt-m", "", ends.Add(-time.Hour), map[string]int64{"input_tokens": 1}); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	if _, _, err := book.Validity("", "", noon); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	if near := must[[]Candidate](t)(book.Suggest("", "gtp-m")); len(near) != 1 || near[0].Model != "gpt-m" {
		t.Error(near)
	}
	if _, err := book.Resolve("", "gpt-7x", noon); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
}

func TestKinds(t *testing.T) {
	price := func(text string) Row { return PriceRow(MeterWebSearch, must[Decimal](t)(ParseDecimal(text)), 1) }
	rows := []Row{TariffRow("acme/m", "acme", "USD"), MatchRow("m"), price("0.005"), RuleRow("code"),
		WhenAttributeRow("tool", OpIs, "code"), price("0.003")}
	card := must[*Card](t)(must[*Book](t)(CompileBook(rows)).Find("acme", "m", noon))
	bill, kinds, err := card.BillKinds(map[Meter]int64{MeterWebSearch: 5},
		[]Kind{{MeterWebSearch, 2, map[string]string{"tool": "code"}}}, Context{})
	if err != nil || bill.Billed.String() != "0.021" || len(kinds) != 2 || kinds[0] != 0 || kinds[1] != 1 {
		t.Error(bill, kinds, err)
	}
	if _, _, err := card.BillKinds(nil, []Kind{{MeterInput, 2, map[string]string{"a": "b"}}}, Context{}); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	if _, _, err := card.BillKinds(nil, []Kind{{MeterPage, 2, map[string]string{"a": "b", "c": "d", "e": "f"}}},
		Context{}); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestMonth(t *testing.T) {
	floor := Row{Kind: RowFloor, Op: uint32(PeriodMonth), Number: must[Decimal](t)(ParseDecimal("100"))}
	rows := []Row{TariffRow("acme/m", "acme", "USD"), MatchRow("m"), PriceRow(MeterInput, must[Decimal](t)(ParseDecimal("2")), 1e6),
		floor}
	book := must[*Book](t)(CompileBook(rows))
	used := must[Amount](t)(ParseAmount("45.5"))
	month := must[*Bill](t)(book.ClosePeriod(PeriodMonth, []PeriodSum{{0, used, used, used}}))
	if month.Billed.String() != "54.5" || month.Flags != LineFloor|LineClosing|LinePeriod || month.Verify() != nil {
		t.Error(month)
	}
	if _, err := book.ClosePeriod(PeriodRecord, nil); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
}

func TestPublicBook(t *testing.T) {
	book := PublicBook()
	card := must[*Card](t)(book.Find("openai", "gpt-5.6-sol", noon))
	bill := must[*Bill](t)(card.Bill(map[Meter]int64{MeterInput: 1e5, MeterOutput: 1e4}, Context{}))
	equal(t, "gpt-5.6-sol", bill.Billed, "0.6")
	if book.Len() < 200 || bill.BookHash != must[string](t)(book.Hash()) {
		t.Error(book.Len(), bill.BookHash)
	}
}

func TestMeters(t *testing.T) {
	for i, info := range Meters() {
		if meter := must[Meter](t)(FindMeter(info.Name)); meter != info.Meter || int(meter) != i+1 {
			t.Errorf("%d: %+v", i, info)
		}
	}
	if _, err := FindMeter("tokens"); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
}
