// SPDX-License-Identifier: Apache-2.0

// Absent is never zero: the fields that a literal leaves out are at the library's defaults, an absent price is refused,
// and what does not fit has no figures.

package toll

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// 1 Gtok a month at 9 USD per Mtok is 9,000 a month, 108,000 a year.
func TestScenarioLiteral(t *testing.T) {
	rows := []ScenarioRow{
		{Kind: TcoOption, Option: 1, Text: "api"},
		{Kind: TcoHorizon, Value: Exactly(12)},
		{Kind: TcoOutputTokens, Time: TcoMonth, Value: Exactly(1e9)},
		{Kind: TcoCost, Category: TcoAPI, Basis: TcoPerMtokOutput, Value: Exactly(9)},
	}
	scenario, err := NewScenario(rows)
	if err != nil {
		t.Fatal(err)
	}
	account, err := scenario.Estimate(1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := account.Summary()
	if err != nil || math.Abs(summary.TotalMoney-108000) > 1e-6 {
		t.Errorf("%v, %v", summary.TotalMoney, err)
	}
}

// 700 W for 1,000 hours at a PUE of 1.2 are 840 kWh: one machine, at full use.
func TestPowerLiteral(t *testing.T) {
	energy, err := PowerUse{WattsPerUnit: 700, Hours: 1000, PUE: 1.2}.Energy()
	if err != nil || math.Abs(energy.KWh-840) > 1e-9 {
		t.Errorf("%v, %v", energy, err)
	}
	idle, err := PowerUse{WattsPerUnit: 700, Hours: 1000, UtilisationFrac: Some(0.0)}.Energy()
	if err != nil || idle.KWh != 0 {
		t.Errorf("an explicit 0: %v, %v", idle, err)
	}
	none, err := PowerUse{WattsPerUnit: 700, Hours: 1000, Units: Some(0.0)}.Energy()
	if err != nil || none.KWh != 0 {
		t.Errorf("no machines: %v, %v", none, err)
	}
}

func TestBudgetLiteral(t *testing.T) {
	_, total, err := Budget([]BudgetItem{{Units: Some(8.0), Times: Some(36.0), USDPerPart: Some(100.0)}})
	if err != nil || total != 28800 {
		t.Errorf("%v, %v", total, err)
	}
	var e *Error
	if _, _, err = Budget([]BudgetItem{{Units: Some(8.0)}}); !errors.As(err, &e) || e.Code != ErrMissing || e.Field != "usd_per_part" {
		t.Errorf("%v", err)
	}
	if _, err = Hybrid(10, 1000, 0, 0.25, math.NaN()); !errors.Is(err, ErrNotFinite) {
		t.Errorf("%v", err)
	}
	if _, err = Commit(24, 1, 0, 30, math.NaN()); !errors.Is(err, ErrNotFinite) {
		t.Errorf("%v", err)
	}
}

// A literal without a field is the same as New...() with it as it is.
func TestLiteralsAreDefaults(t *testing.T) {
	for name, pair := range map[string][2]func() error{
		"load":  {func() error { return Load{}.Check() }, func() error { return NewLoad().Check() }},
		"terms": {func() error { return FinanceTerms{}.Check() }, func() error { return NewFinanceTerms().Check() }},
		"setup": {func() error { return TrainSetup{}.Check() }, func() error { return NewTrainSetup().Check() }},
		"pools": {func() error { return Pools{}.Check() }, func() error { return NewPools().Check() }},
	} {
		if literal, fresh := pair[0](), pair[1](); literal != nil || fresh != nil {
			t.Errorf("%s: %v, %v", name, literal, fresh)
		}
	}
	if gpus := (&Deployment{Setup: Setup{Layout: Layout{TP: 2}}}).GPUs(); gpus != 2 {
		t.Errorf("%d accelerators", gpus)
	}
	literal, fresh := Constants{}, NewConstants()
	a, b := freshConstants(), freshConstants()
	if literal.toC(&a) != nil || fresh.toC(&b) != nil || a != b {
		t.Errorf("%v is not %v", a, b)
	}
}

// 70B in BF16: 141 GB of weights on a card of 80.
func TestDoesNotFit(t *testing.T) {
	d, err := Deploy("h100-sxm5-80gb", "llama-3.1-70b", "bf16", Options{})
	if err != nil {
		t.Fatal(err)
	}
	load, open := Load{InputTokens: 1000, OutputTokens: 500}, Load{InputTokens: 1000, OutputTokens: 500}
	open.Mode, open.RequestsPerSecond = LoadOpen, 0.01
	for name, ask := range map[string]func(Load, Load) error{
		"serve":     func(l, _ Load) error { _, err := d.Serve(l); return err },
		"open":      func(_, o Load) error { _, err := d.Serve(o); return err },
		"corrected": func(l, _ Load) error { _, err := d.ServeCorrected(l, Correction{}); return err },
		"queue":     func(l, _ Load) error { _, err := d.Queue(l); return err },
		"rate":      func(l, _ Load) error { _, err := d.BoundRate(l, Limits{}); return err },
		"split":     func(l, _ Load) error { _, err := d.CostSplit(l, Hourly(2)); return err },
		"terms":     func(l, _ Load) error { _, err := d.Terms(l); return err },
		"pools":     func(l, _ Load) error { _, err := EstimatePools(d, d, l, Pools{}); return err },
		"admission": func(l, _ Load) error { _, err := d.Admission(Batch{}, l, Hourly(2)); return err },
		"estimate": func(l, _ Load) error {
			_, _, err := Estimate("h100-sxm5-80gb", "llama-3.1-70b", "bf16", 1, l, 2)
			return err
		},
		"columns": func(_, o Load) error {
			_, err := d.OpenColumns(o, []float64{1000}, []float64{500}, []float64{0.01})
			return err
		},
	} {
		var unfit *DoesNotFit
		if err := ask(load, open); !errors.As(err, &unfit) || unfit.MarginBytes > -60e9 {
			t.Errorf("%s: %v", name, err)
		}
		assumed, assumedOpen := load, open
		assumed.AssumeFit, assumedOpen.AssumeFit = 1, 1
		if err := ask(assumed, assumedOpen); err != nil {
			t.Errorf("%s, assumed: %v", name, err)
		}
	}
	_, err = d.Serve(load)
	fewest, err2 := d.Setup.FewestGPUs(1, 1500, 64)
	if err2 != nil || !strings.Contains(err.Error(), fmt.Sprintf("%d accelerators hold it", fewest.GPUs)) {
		t.Errorf("%v, %v", err, err2)
	}
}

func TestColumnsThatDoNotFit(t *testing.T) {
	d, err := Deploy("h100-sxm5-80gb", "llama-3.1-8b", "bf16", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var unfit *DoesNotFit
	columns, err := d.ServeColumns([]float64{1000, 1e8}, []float64{500, 500}, []float64{1, 1})
	if !errors.As(err, &unfit) || columns.TTFTSeconds[0] <= 0 || columns.TTFTSeconds[1] != 0 {
		t.Errorf("%v, %v", columns.TTFTSeconds, err)
	}
}
