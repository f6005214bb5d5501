// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// Three years of a service on owned units, and by an API.
func twoOptions() []ScenarioRow {
	of := func(option uint32, row ScenarioRow) ScenarioRow {
		row.Option = option
		return row
	}
	price := func(kind TcoKind, category Category, basis Per, value float64) ScenarioRow {
		row := NewRow(kind, value)
		row.Category, row.Basis = category, basis
		return row
	}
	demand := NewRow(TcoOutputTokens, 2e9)
	demand.Time = TcoMonth
	owned, api := NewRow(TcoOption, 0), NewRow(TcoOption, 0)
	owned.Text, api.Text = "owned", "api"
	return []ScenarioRow{
		NewRow(TcoHorizon, 36), demand, of(1, owned), of(2, api),
		of(1, NewRow(TcoCapacityOutput, 5000)), of(1, NewRow(TcoPowerMax, 2000)),
		of(1, price(TcoBuy, TcoServer, TcoPerUnit, 30e3)),
		of(1, price(TcoCost, TcoEnergy, TcoPerKWh, 0.12)),
		of(2, price(TcoCost, TcoAPI, TcoPerMtokOutput, 1.5)),
	}
}

func TestScenario(t *testing.T) {
	if err := CheckScenario(twoOptions()); err != nil {
		t.Fatal(err)
	}
	scenario, err := NewScenario(twoOptions())
	if err != nil {
		t.Fatal(err)
	}
	owned, err := scenario.Estimate(1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := owned.Summary()
	energy := 2.0 * 730 * 36 * 0.12
	if err != nil || summary.UnitsPeak != 1 || math.Abs(summary.TotalMoney-30e3-energy) > 1e-6 {
		t.Errorf("%+v, %v", summary, err)
	}
	values, err := scenario.Values()
	if err != nil || len(values) != 9 || values[1] != 2e9 {
		t.Fatal(values, err)
	}
	values[8] = 3
	api, err := scenario.Estimate(2, values, values)
	if err != nil {
		t.Fatal(err)
	}
	amounts, err := api.Amounts()
	if err != nil || math.Abs(amounts[8]-36*2000*3) > 1e-6 {
		t.Error(amounts, err)
	}
}

func TestLedger(t *testing.T) {
	scenario, err := NewScenario(twoOptions())
	if err != nil {
		t.Fatal(err)
	}
	owned, err := scenario.Estimate(1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := owned.Lines()
	if err != nil || len(lines) != 1+36 || lines[0].Nature != TcoCapex || lines[0].Currency != "USD" {
		t.Fatalf("%+v, %v", lines, err)
	}
	for _, series := range []Series{TcoSeriesCash, TcoSeriesAccrual} {
		expected, err := owned.Series(series, 0)
		if err != nil {
			t.Fatal(err)
		}
		found, err := View(lines, series, 0, 36, scenario.Conventions.PeriodYears)
		if err != nil || len(found) != len(expected) {
			t.Fatal(found, err)
		}
		for i := range found {
			if math.Abs(found[i]-expected[i]) > 1e-9 {
				t.Errorf("%v[%d]: %v, expected %v", series, i, found[i], expected[i])
			}
		}
	}
}

func TestRefusedScenarios(t *testing.T) {
	rows := twoOptions()
	rows[7].Currency = "EUR"
	_, err := NewScenario(rows)
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, ErrMissing) || e.Row != 7 || e.Field != "currency" {
		t.Error(err)
	}
	if _, err := FindTcoName(TcoListKind, "capacity_ouput"); err == nil || !strings.Contains(err.Error(), "capacity_output") {
		t.Error(err)
	}
	if names := TcoNames(TcoListTime); len(names) != 6 || names[4] != "year" {
		t.Error(names)
	}
	if kind, err := DescribeRow(TcoPUE); err != nil || kind.Name != "pue" || kind.AbsentValue != 1 {
		t.Errorf("%+v, %v", kind, err)
	}
}
