// SPDX-License-Identifier: Apache-2.0

// Derived units and prices: the figures of the library reach Go, and what does not serve has no rows.

package toll

import (
	"errors"
	"math"
	"testing"
	"time"
)

// A unit is full at its highest rate: tokens over capacities add up to 1.
func TestDeriveUnit(t *testing.T) {
	d := must[*Deployment](t)(Deploy("h100-sxm5-80gb", "llama-3.1-70b", "fp8", Options{TP: 4}))
	load := NewLoad()
	load.InputTokens, load.OutputTokens, load.PrefixHitFrac = 1500, 400, 0.3
	unit := must[PlanUnit](t)(d.DeriveUnit(load, NewLimits(), NewSite()))
	rate := unit.RequestsPerSecond.value.Mid
	busy := rate * (1050/unit.CapacityInput.value.Mid + 450/unit.CapacityCached.value.Mid + 400/unit.CapacityOutput.value.Mid)
	if math.Abs(busy-1) > 1e-9 || unit.GPUs != 4 {
		t.Errorf("busy %g of %d accelerators", busy, unit.GPUs)
	}
	rows := must[[]ScenarioRow](t)(DeriveRows(unit, 2, 1))
	if len(rows) != 7 || rows[1].Option != 2 || rows[1].Value.Mid != unit.CapacityInput.value.Mid {
		t.Errorf("%d rows, %+v", len(rows), rows[1])
	}
	small := must[*Deployment](t)(Deploy("l40s-48gb", "llama-3.1-70b", "fp8", Options{}))
	none := must[PlanUnit](t)(small.DeriveUnit(load, NewLimits(), NewSite()))
	if _, err := DeriveRows(none, 1, 0); !errors.Is(err, ErrConflict) {
		t.Errorf("a unit that does not fit: %v", err)
	}
}

func TestDerivePrices(t *testing.T) {
	book := must[*Book](t)(CompileBook(acme()))
	card := must[*Card](t)(book.Find("acme", "one", time.Unix(1793577600, 0)))
	mix := NewPlanMix()
	mix.InputTokens, mix.OutputTokens = 1000, 100
	prices := must[PlanPrices](t)(card.DerivePrices(mix, Context{At: time.Unix(1793577600, 0)}))
	if !(prices.PerMtokInput.value > 0 && prices.PerMtokOutput.value > 0) || prices.PerMtokCached.known {
		t.Errorf("%+v", prices)
	}
	mix.CachedTokens = 1001
	if _, err := card.DerivePrices(mix, Context{At: time.Unix(1793577600, 0)}); !errors.Is(err, ErrConflict) {
		t.Errorf("more cached than prompt: %v", err)
	}
}
