// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"math"
	"testing"
)

// Two options of tco_test.go; the API's price, row 8, from 1 to 2.
func risky(t *testing.T, question func(*Question)) *Risk {
	t.Helper()
	rows := twoOptions()
	rows[8].Value = Range{1, 1.5, 2}
	scenario, err := NewScenario(rows)
	noError(t, err)
	asked := NewQuestion()
	asked.Metric = RiskTotal
	asked.Against = 2
	if question != nil {
		question(&asked)
	}
	risk, err := NewRisk(scenario, asked)
	noError(t, err)
	return risk
}

func TestRisk(t *testing.T) {
	risk := risky(t, nil)
	own := 30e3 + 2.0*730*36*0.12
	gap, err := risk.Estimate(nil)
	noError(t, err)
	near(t, "gap", gap, own-36*2e3*1.5)
	swings, base, err := risk.Swings()
	noError(t, err)
	near(t, "base", base, gap)
	near(t, "at the low price", swings[8].AtLow, own-36*2e3)
	slopes, err := risk.Slopes()
	noError(t, err)
	if math.Abs(slopes[8].Up.Or(0)+72e3) > 1e-2 || slopes[0].Up.Known() {
		t.Error(slopes[8], slopes[0])
	}
	flip, err := risk.Flip(8, 0.1, 2)
	noError(t, err)
	near(t, "price that flips", flip.Below.Or(0), own/72e3)
	scale, err := risk.ScaleFlip([]uint64{8}, 0, 1000)
	noError(t, err)
	near(t, "factor that flips", scale.Below.Or(0), own/72e3/1.5)
}

func TestDraws(t *testing.T) {
	one := risky(t, func(q *Question) { q.Against = 0 })
	other := risky(t, func(q *Question) { q.Option, q.Against = 2, 0 })
	inputs := make([]RiskInput, 9)
	inputs[8] = RiskInput{Shape: RiskUniform}
	own, err := one.Draws(inputs, 7, 0, 500)
	noError(t, err)
	api, err := other.Draws(inputs, 7, 0, 500)
	noError(t, err)
	values, err := one.scenario.Draw(inputs, 7, 499)
	noError(t, err)
	near(t, "a draw by hand", api[499], 72e3*values[8])
	spread, err := SpreadOf(api)
	noError(t, err)
	if math.Abs(spread.Quantiles.Mid/72e3-1.5) > 0.1 || spread.Count != 500 {
		t.Error(spread)
	}
	columns, err := one.Outcomes([]RiskMetric{RiskNpv, RiskTotal}, inputs, 7, 0, 500)
	noError(t, err)
	for i, value := range columns[1] {
		if value != own[i] {
			t.Fatal("outcome", i, value, own[i])
		}
	}
	some, err := SpreadOf([]float64{1, math.NaN(), 3})
	noError(t, err)
	if some.Count != 2 || some.Without != 1 {
		t.Error(some)
	}
	below, tie, _, err := Odds(own, api)
	noError(t, err)
	if below < 0.99 || tie != 0 {
		t.Error(below, tie)
	}
}
