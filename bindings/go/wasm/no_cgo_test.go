// SPDX-License-Identifier: Apache-2.0

package wasm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func start(t testing.TB) *Library {
	library, err := New(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { library.Close(context.Background()) })
	return library
}

func find(t testing.TB, library *Library, model string) *Card {
	card, err := library.Card("", model, noon)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestBillIsExact(t *testing.T) {
	library := start(t)
	if library.Version() == "" || library.size < 1000 {
		t.Error(library.Version(), library.size)
	}
	card := find(t, library, "claude-sonnet-4-6")
	bill, err := card.Bill(noon, Usage{"output", 800}, Usage{"input", 12000}, Usage{"cache_read", 10000})
	// 2,000 * 3 + 10,000 * 0.3 = 9,000; 800 * 15 = 12,000; per million
	got := fmt.Sprintf("%s %s %s %s %s %s", bill.Billed, bill.Input, bill.Output, bill.Other, bill.List, bill.Currency)
	if err != nil || got != "0.021 0.009 0.012 0 0.021 USD" {
		t.Errorf("%q, %v", got, err)
	}
	huge, err := card.Bill(noon, Usage{"output", math.MaxInt64})
	if err != nil || huge.Billed.String() != "138350580552821.637105" { // (2^63 - 1) * 15 / 10^6
		t.Error(huge.Billed, err)
	}
}

func TestRefusals(t *testing.T) {
	library := start(t)
	card := find(t, library, "gpt-4.1")
	for name, usage := range map[string][]Usage{
		"negative":   {{"input", -1}},
		"least":      {{"input", math.MinInt64}},
		"twice":      {{"input", 1}, {"input", 1}},
		"unknown":    {{"inputt", 1}},
		"empty":      {{"", 1}},
		"part above": {{"input", 1}, {"cache_read", 2}},
		"no total":   {{"cache_read", 2}},
		"no price":   {{"input", 1}, {"session_hour", 1}},
		"too many":   make([]Usage, 65),
	} {
		var refused *Error
		bill, err := card.Bill(noon, usage...)
		if !errors.As(err, &refused) || refused.Message == "" || bill != (Bill{}) {
			t.Errorf("%s: %v, %+v", name, err, bill)
		}
	}
	var refused *Error
	if _, err := library.Card("", "no-such-model-9", noon); !errors.As(err, &refused) || refused.Status == 0 {
		t.Error("an unknown model:", err)
	}
	if _, err := library.Card("", "", noon); err == nil {
		t.Error("no name was taken")
	}
	if bill, err := card.Bill(noon, Usage{"input", 1e6}); err != nil || bill.Billed.String() != "2" {
		t.Error("after refusals:", bill, err)
	}
	card.Free()
	card.Free()
	if _, err := card.Bill(noon, Usage{"input", 1}); err == nil {
		t.Error("a freed card billed")
	}
}

func TestAmountsPrintTheirDigits(t *testing.T) {
	for want, amount := range map[string]Amount{"0": {}, "-0.000000000000000001": {math.MaxUint64, -1},
		"0.000000000000000001": {1, 0}, "1": {1e18, 0}, "-170141183460469231731.687303715884105728": {0, math.MinInt64},
		"170141183460469231731.687303715884105727": {math.MaxUint64, math.MaxInt64}} {
		if text, _ := amount.MarshalText(); string(text) != want {
			t.Errorf("%s, expected %s", text, want)
		}
	}
}

func ExampleLibrary_Card() {
	ctx := context.Background()
	library, err := New(ctx)
	if err != nil {
		panic(err)
	}
	defer library.Close(ctx)
	at := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	card, err := library.Card("", "claude-sonnet-4-6", at)
	if err != nil {
		panic(err)
	}
	bill, err := card.Bill(at, Usage{"input", 12000}, Usage{"output", 800})
	fmt.Println(bill.Billed, bill.Currency, err)
	// Output: 0.048 USD <nil>
}

func BenchmarkBill(b *testing.B) {
	card := find(b, start(b), "gpt-4.1")
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if _, err := card.Bill(noon, Usage{"input", 12000}, Usage{"cache_read", 10000}, Usage{"output", 800}); err != nil {
			b.Fatal(err)
		}
	}
}
