// SPDX-License-Identifier: Apache-2.0

// The plan of a fleet against the same search's own laws.

package toll

import "testing"

func planQuestion(t *testing.T) (Model, PlanNeed, []PlanSupply) {
	t.Helper()
	model, err := FindModel("llama-3.1-70b")
	if err != nil {
		t.Fatal(err)
	}
	var supplies []PlanSupply
	for name, usd := range map[string]float64{"h100-sxm5-80gb": 2.5} {
		row, err := Find(TableHW, name)
		if err != nil {
			t.Fatal(err)
		}
		supplies = append(supplies, PlanSupply{HW: int64(row), USDPerGPUHour: Some(Range{usd, usd, usd})})
	}
	fp8, err := Find(TablePrecision, "fp8")
	if err != nil {
		t.Fatal(err)
	}
	return model, PlanNeed{RequestsPerSecond: 20, InputTokens: 1500, OutputTokens: 400, TTFTSeconds: Some(1.0),
		TPOTSeconds: Some(0.04), Precisions: 1 << fp8}, supplies
}

func TestPlanKeepsItsLimits(t *testing.T) {
	model, need, supplies := planQuestion(t)
	options, summary, err := Plan(model, need, supplies, nil, 16)
	if err != nil || len(options) == 0 || summary.Options != int64(len(options)) {
		t.Fatalf("%d options, %+v, %v", len(options), summary, err)
	}
	for i, o := range options {
		if o.TTFTSeconds.Mid > 1 || o.TPOTSeconds.Mid > 0.04 || o.GPUs != o.Replicas*o.TP*o.PP*o.DP {
			t.Errorf("option %d: %+v", i, o)
		}
		if i > 0 && options[i-1].USDPerHour.Mid > o.USDPerHour.Mid {
			t.Errorf("option %d is cheaper than the one before it", i)
		}
	}
}

func TestPlanWithOwnHardwareIsTheSame(t *testing.T) {
	model, need, supplies := planQuestion(t)
	catalog, _, err := Plan(model, need, supplies, nil, 4)
	if err != nil {
		t.Fatal(err)
	}
	hw, err := FindHardware("h100-sxm5-80gb")
	if err != nil {
		t.Fatal(err)
	}
	supplies[0].HW, supplies[0].Flags = 0, PlanOwnHW
	own, _, err := Plan(model, need, supplies, []Hardware{hw}, 4)
	if err != nil || own[0].USDPerHour != catalog[0].USDPerHour || own[0].TTFTSeconds != catalog[0].TTFTSeconds {
		t.Fatalf("%+v, not %+v: %v", own, catalog, err)
	}
}

func TestPlanWithoutAnOptionSaysWhy(t *testing.T) {
	model, need, supplies := planQuestion(t)
	need.TTFTSeconds = Some(0.001)
	options, summary, err := Plan(model, need, supplies, nil, 16)
	missed, known := summary.MissedTTFTSeconds.Get()
	if err != nil || len(options) != 0 || summary.TooSlow == 0 || !known || missed <= 0.001 {
		t.Fatalf("%d options, %+v, %v", len(options), summary, err)
	}
}

func TestPlanRefusesAPriceOfNothing(t *testing.T) {
	model, need, supplies := planQuestion(t)
	supplies[0].USDPerGPUHour = Some(Range{})
	if _, _, err := Plan(model, need, supplies, nil, 1); err == nil {
		t.Fatal("a price of 0 passes")
	}
	if _, _, err := Plan(model, PlanNeed{}, supplies, nil, 1); err == nil {
		t.Fatal("a need without a rate passes")
	}
	if _, _, err := Plan(model, need, supplies, nil, -1); err == nil {
		t.Fatal("a negative capacity passes")
	}
}

// 20 requests/s that double each year, on replicas of 2 requests/s at $2 an hour: the example of plan.h.
func TestOutlooksFollowTheGrowth(t *testing.T) {
	horizon := PlanHorizon{RequestsPerSecond: 20, GrowthFracPerYear: 1, Months: 24, BudgetUSDPerMonth: Some(40000.0),
		HoursPerMonth: 730, OrderMonths: 1}
	rent := PlanAlternative{Kind: PlanPayHour, ReplicaRequestsPerSecond: Some(2.0), ReplicaGPUs: 1, UnitGPUs: 1,
		USDPerGPUHour: Some(2.0)}
	unknown := rent
	unknown.USDPerGPUHour = Optional[float64]{}
	found, err := Outlooks(horizon, []PlanAlternative{rent, unknown})
	if err != nil {
		t.Fatal(err)
	}
	month, isOver := found[0].OverBudgetMonth.Get()
	gpus, _ := found[0].GPUsLast.Get()
	if !isOver || month != 18 || gpus != 38 {
		t.Errorf("%+v", found[0])
	}
	if _, hasCost := found[1].NpvUSD.Get(); hasCost || found[1].Missing != PlanAltHour {
		t.Errorf("%+v", found[1])
	}
	if _, err = Outlooks(PlanHorizon{}, nil); err == nil {
		t.Error("a horizon without a demand passes")
	}
}

func TestTheMostLoadCostsNoMoreThanItsBudget(t *testing.T) {
	model, need, supplies := planQuestion(t)
	most := PlanMost{Goal: PlanMostLoad, USDPerHour: Some(60.0), PUE: 1}
	options, reaches, summary, err := PlanFindMost(model, need, most, supplies, nil, 16)
	if err != nil || len(options) == 0 || len(reaches) != len(options) || summary.Options != int64(len(options)) {
		t.Fatalf("%d options, %+v, %v", len(options), summary, err)
	}
	need.RequestsPerSecond = reaches[0].RequestsPerSecond
	back, _, err := Plan(model, need, supplies, nil, 1)
	if err != nil || back[0].USDPerHour.Mid > 60 {
		t.Fatalf("%+v costs more than the budget: %v", back, err)
	}
	need.RequestsPerSecond += reaches[0].ReplicaRequestsPerSecond
	back, _, err = Plan(model, need, supplies, nil, 1)
	if err != nil || back[0].USDPerHour.Mid <= 60 {
		t.Fatalf("%+v: one replica more costs no more than the budget: %v", back, err)
	}
	if _, _, _, err = PlanFindMost(model, need, PlanMost{Goal: PlanMostLoad, PUE: 1}, supplies, nil, 1); err == nil {
		t.Fatal("a question without a cap passes")
	}
}
