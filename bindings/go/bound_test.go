// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestBound(t *testing.T) {
	limits := []Limit{{MeterInput, 1000, 1000}, {MeterOutput, 0, 50}, {MeterWebSearch, 0, 0}, {MeterMessage, 0, 0}}
	scope := Scope{From: noon, Until: noon.Add(time.Minute), Counters: map[string]int64{"free": 0}}
	bounds := must[*Bounds](t)(acmeCard(t).Bound(limits, scope))
	equal(t, "highest", bounds.Highest, "0.0029")
	equal(t, "list", bounds.HighestList, "0.003")
	equal(t, "lowest", bounds.Lowest, "0.00025")
	if bounds.Verdict != CeilingAttained || !reflect.DeepEqual(bounds.Worst, map[Meter]int64{MeterInput: 1000, MeterOutput: 50}) {
		t.Errorf("%+v", bounds)
	}
	scope.Open = OpenRegion
	bounds = must[*Bounds](t)(acmeCard(t).Bound(limits, scope))
	equal(t, "any region", bounds.Highest, "0.00319")
	bounds = must[*Bounds](t)(acmeCard(t).Bound(limits[:1], scope))
	if bounds.Verdict != CeilingUnbounded || bounds.Meter != MeterOutput {
		t.Errorf("%+v", bounds)
	}
	limits[0].Most = 1
	if _, err := acmeCard(t).Bound(limits, scope); !errors.Is(err, ErrConflict) {
		t.Error("a limit below its least passed:", err)
	}
}

func TestOverlay(t *testing.T) {
	base := must[*Book](t)(CompileBook(acme()))
	terms := TariffRow("contract-7", "acme", "USD")
	terms.Layer, terms.Origin = 1, OriginContract
	discount := MultiplierRow("discount", MustDecimal("0.8"), FactorContract)
	book := must[*Book](t)(base.Overlay([]Row{terms, MatchRow("one"), discount}))
	card := must[*Card](t)(book.Find("acme", "one", noon))
	bill := must[*Bill](t)(card.Bill(map[Meter]int64{MeterInput: 1000}, Context{At: noon}))
	equal(t, "list", bill.List, "0.0025")
	equal(t, "contracted", bill.Contracted, "0.002")
	if hash := must[string](t)(book.Hash()); bill.BookHash != hash {
		t.Error(bill.BookHash, hash)
	}
	if row := must[Row](t)(book.Row(uint64(len(acme())))); row.Source != "overlay of book "+must[string](t)(base.Hash()) {
		t.Error(row.Source)
	}
	if _, err := base.Overlay([]Row{terms, MatchRow("two"), discount}); !errors.Is(err, ErrUnknownID) {
		t.Error("terms on no tariff passed:", err)
	}
}

func TestConvert(t *testing.T) {
	rate := ExchangeRate{MustDecimal("0.9137"), "USD", "EUR", noon.Add(-time.Hour), noon.Add(time.Hour), "a bank's reference rate"}
	converted, inexact, err := MustAmount("12.345678").Convert("USD", noon, rate, RoundHalfEven)
	if err != nil || inexact {
		t.Error(err, inexact)
	}
	equal(t, "converted", converted, "11.2802459886")
	if _, _, err := converted.Convert("EUR", noon, rate, RoundHalfEven); !errors.Is(err, ErrConflict) {
		t.Error("an amount of another currency passed:", err)
	}
	if _, _, err := converted.Convert("USD", noon.Add(time.Hour), rate, RoundHalfEven); !errors.Is(err, ErrMissing) {
		t.Error("a rate that no longer holds passed:", err)
	}
}
