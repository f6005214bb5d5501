// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"math"
	"math/big"
	"reflect"
	"sync"
	"testing"
	"time"
)

func plainCard(t testing.TB) *Card {
	card, err := PublicBook().Find("openai", "gpt-4.1", noon)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestBillIntoIsBill(t *testing.T) {
	card := acmeCard(t)
	var into Bill
	for _, context := range []Context{{At: noon}, {At: noon, Tier: "flex"}, {At: noon, Region: "eu"},
		{At: noon.Add(11 * time.Hour)}, {At: noon, Attributes: map[string]string{"plan": "startup"}}} {
		prepared := must[*Prepared](t)(card.Prepare(context))
		for _, count := range []int64{0, 1, 300000, 1e12} {
			want := must[*Bill](t)(card.Bill(map[Meter]int64{MeterInput: count, MeterOutput: 7, MeterWebSearch: 2}, context))
			err := card.BillInto(&into, prepared, Usage{MeterWebSearch, 2}, Usage{MeterOutput, 7}, Usage{MeterInput, count})
			if err != nil || !reflect.DeepEqual(&into, want) {
				t.Errorf("%+v, %d: %+v, expected %+v, %v", context, count, into, *want, err)
			}
			if err := into.Verify(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestBillIntoOfTwoBooks(t *testing.T) {
	card, public := acmeCard(t), plainCard(t)
	bill, usage := Bill{}, Usage{MeterInput, 1000}
	if err := public.BillInto(&bill, nil, usage); err != nil || bill.Currency != "USD" || len(bill.BookHash) != 64 {
		t.Fatal(bill, err)
	}
	hash, cost := bill.BookHash, bill.Billed
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon, Tier: "flex"}))
	if err := public.BillInto(&bill, prepared, usage); !errors.Is(err, ErrConflict) || bill.Billed != cost {
		t.Error("the numbers of another book were taken:", bill.Billed, err)
	}
	if err := card.BillInto(&bill, prepared, usage); err != nil || bill.BookHash == hash {
		t.Error("the hash of another book:", bill, err)
	}
}

func TestPreparedCounters(t *testing.T) {
	card := acmeCard(t)
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon, Counters: map[string]int64{"free": 3}}))
	var bill Bill
	for i, want := range []string{"1", "3"} { // of 5 free messages 2 are left; then none
		if err := card.BillInto(&bill, prepared, Usage{MeterMessage, 3}); err != nil {
			t.Fatal(err)
		}
		equal(t, "messages", bill.Billed, want)
		if used := prepared.Counters()["free"]; used != int64(6+3*i) {
			t.Error("counter:", used)
		}
	}
	if err := card.BillInto(&bill, prepared, Usage{MeterMessage, -1}); !errors.Is(err, ErrRange) || prepared.Counters()["free"] != 9 {
		t.Error("a refused record advanced the counter:", prepared.Counters(), err)
	}
}

func TestPreparedAt(t *testing.T) {
	card := acmeCard(t)
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon}))
	var bill Bill
	prepared.At(noon.Add(11 * time.Hour))
	if err := card.BillInto(&bill, prepared, Usage{MeterOutput, 1e6}); err != nil {
		t.Fatal(err)
	}
	equal(t, "night", bill.List, "5")
	prepared.At(time.Time{})
	if err := card.BillInto(&bill, prepared, Usage{MeterOutput, 1e6}); !errors.Is(err, ErrMissing) {
		t.Error("an instant that is not known:", err)
	}
}

func TestBillIntoRefuses(t *testing.T) {
	card := plainCard(t)
	bill := Bill{Currency: "untouched"}
	for name, bad := range map[string]struct {
		usage []Usage
		is    Status
	}{
		"negative":     {[]Usage{{MeterInput, -1}}, ErrRange},
		"least":        {[]Usage{{MeterInput, math.MinInt64}}, ErrRange},
		"twice":        {[]Usage{{MeterInput, 1}, {MeterInput, 1}}, ErrConflict},
		"no meter":     {[]Usage{{0, 1}}, ErrRange},
		"unknown":      {[]Usage{{9999, 1}}, ErrRange},
		"part above":   {[]Usage{{MeterInput, 1}, {MeterCacheRead, 2}}, ErrConflict},
		"too many":     {make([]Usage, 65), ErrRange},
		"many of none": {make([]Usage, 64), ErrRange},
	} {
		err := card.BillInto(&bill, nil, bad.usage...)
		if !errors.Is(err, bad.is) || err.Error() == "" || !reflect.DeepEqual(bill, Bill{Currency: "untouched"}) {
			t.Errorf("%s: %v, %+v", name, err, bill)
		}
	}
	if _, err := card.Bill(map[Meter]int64{MeterInput: -1}, Context{}); !errors.Is(err, ErrRange) {
		t.Error("negative:", err)
	}
}

// A call that needs more lines than are ready gets them, and later bills are not touched by it.
func TestBillOfManyLines(t *testing.T) {
	rows := []Row{TariffRow("acme/steps", "acme", "USD"), MatchRow("steps")}
	const tiers = 200
	for i := int64(0); i < tiers; i++ {
		row := PriceRow(MeterInput, must[Decimal](t)(NewDecimal(tiers-i, 0)), 1)
		if i > 0 {
			row.Kind, row.Key, row.Quantity, row.Op = RowVolume, "seen", i*10, uint32(VolumeMarginal)
		}
		rows = append(rows, row)
	}
	book, err := CompileBook(rows)
	if err != nil {
		t.Fatal(err)
	}
	card := must[*Card](t)(book.Find("acme", "steps", noon))
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon, Counters: map[string]int64{"seen": 0}}))
	var bill Bill
	if err := card.BillInto(&bill, prepared, Usage{MeterInput, 10 * tiers}); err != nil || len(bill.Lines) != tiers {
		t.Fatal(len(bill.Lines), err)
	}
	equal(t, "all tiers", bill.Billed, "201000") // 10 * (200 + 199 + ... + 1)
}

func TestBillIntoOfManyGoroutines(t *testing.T) {
	card := plainCard(t)
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon}))
	var group sync.WaitGroup
	for worker := int64(1); worker <= 8; worker++ {
		group.Add(1)
		go func(count int64) {
			defer group.Done()
			want, _ := card.Bill(map[Meter]int64{MeterInput: count}, Context{At: noon})
			var bill Bill
			for i := 0; i < 2000; i++ {
				if err := card.BillInto(&bill, prepared, Usage{MeterInput, count}); err != nil || bill.Billed != want.Billed {
					t.Error(bill.Billed, want.Billed, err)
					return
				}
			}
		}(worker * 1000)
	}
	group.Wait()
}

func TestBillIntoDoesNotAllocate(t *testing.T) {
	card := plainCard(t)
	prepared := must[*Prepared](t)(card.Prepare(Context{At: noon}))
	var bill Bill
	work := func() {
		if err := card.BillInto(&bill, prepared, Usage{MeterInput, 12000}, Usage{MeterCacheRead, 10000}, Usage{MeterOutput, 800}); err != nil {
			t.Fatal(err)
		}
	}
	work()
	if count := testing.AllocsPerRun(1000, work); count != 0 {
		t.Error(count, "allocations a bill")
	}
}

// ---- benchmarks: go test -bench . -run none ----

func BenchmarkBillInto(b *testing.B) {
	card := plainCard(b)
	prepared, err := card.Prepare(Context{At: noon})
	if err != nil {
		b.Fatal(err)
	}
	var bill Bill
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if err := card.BillInto(&bill, prepared, Usage{MeterInput, 12000}, Usage{MeterCacheRead, 10000}, Usage{MeterOutput, 800}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBill(b *testing.B) {
	card := plainCard(b)
	usage := map[Meter]int64{MeterInput: 12000, MeterCacheRead: 10000, MeterOutput: 800}
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if _, err := card.Bill(usage, Context{At: noon}); err != nil {
			b.Fatal(err)
		}
	}
}

const benchRows = 10000

func benchColumns() []BillColumn {
	columns := []BillColumn{{MeterInput, make([]int64, benchRows)}, {MeterCacheRead, make([]int64, benchRows)},
		{MeterOutput, make([]int64, benchRows)}}
	for i := range columns[0].Quantities {
		columns[0].Quantities[i], columns[1].Quantities[i], columns[2].Quantities[i] = 12000+int64(i), 10000, 800
	}
	return columns
}

func BenchmarkBillColumns(b *testing.B) {
	card, columns := plainCard(b), benchColumns()
	b.ResetTimer()
	for i := 0; i < b.N; i += benchRows {
		if _, err := card.BillColumns(columns, Context{At: noon}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBillRows(b *testing.B) {
	card, columns := plainCard(b), benchColumns()
	rater, err := card.Rater([]Meter{MeterInput, MeterCacheRead, MeterOutput}, Context{At: noon})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for i := 0; i < b.N; i += benchRows {
		if _, err := BillRows([]*Rater{rater}, nil, columns, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The same three products and their sum, exact, as Go has them.
func BenchmarkPlainBig(b *testing.B) {
	prices := []*big.Int{big.NewInt(2e12), big.NewInt(5e11), big.NewInt(8e12)} // attos a token
	counts := []int64{2000, 10000, 800}
	sum, part := new(big.Int), new(big.Int)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		sum.SetInt64(0)
		for j, price := range prices {
			sum.Add(sum, part.Mul(price, part.SetInt64(counts[j])))
		}
	}
	if sum.String() != "15400000000000000" {
		b.Fatal(sum)
	}
}
