// SPDX-License-Identifier: Apache-2.0

// Fleets by the hour and of several kinds: the headers' examples.

package toll

import (
	"errors"
	"math"
	"testing"
)

func TestScheduleOfADay(t *testing.T) {
	day := PlanDay{UnitRequestsPerSecond: 5, UnitGPUs: 4, MachineGPUs: 1, USDPerGPUHour: 3, ReservedUSDPerGPUHour: Some(2.0)}
	rates := make([]float64, 24)
	for i := range rates {
		rates[i] = 5
		if i < 12 {
			rates[i] = 20
		}
	}
	units, gpus, s, err := day.Schedule(rates)
	if err != nil || units[0] != 4 || units[23] != 1 || gpus[23] != 4 {
		t.Fatal(units, gpus, err)
	}
	if s.HeldUSD != 1152 || s.ScaledUSD != 720 || s.SplitUSD.Or(0) != 624 || s.BaseGPUs.Or(0) != 4 {
		t.Errorf("%+v", s)
	}
	_, _, _, err = day.Schedule([]float64{math.NaN()})
	var refused *Error
	if !errors.As(err, &refused) || refused.Row != 0 || refused.Code != ErrNotFinite {
		t.Error(err)
	}
}

func TestFleetOfTwoKinds(t *testing.T) {
	lots := []PlanLot{{Stock: 1, UnitGPUs: 1, MachineGPUs: 1, UnitRequestsPerSecond: 3, USDPerGPUHour: 2},
		{UnitGPUs: 1, MachineGPUs: 1, UnitRequestsPerSecond: 5, USDPerGPUHour: 4}}
	gpus, fleet, err := FindFleet(lots, []float64{20}, []int64{4})
	if err != nil || gpus[0] != 4 || gpus[1] != 2 || fleet.USDPerHour.Or(0) != 16 || fleet.Verdict != PlanFleetBest {
		t.Error(gpus, fleet, err)
	}
}

func TestNeedOfTwoWorkloads(t *testing.T) {
	_, need, _ := planQuestion(t)
	other := need
	need.RequestsPerSecond, need.InputTokens = 1, 1000
	other.RequestsPerSecond, other.InputTokens = 3, 200
	shared, err := DeriveNeed([]PlanNeed{need, other})
	if err != nil || shared.InputTokens != 400 || math.Abs(shared.InputCv-math.Sqrt(0.75)) > 1e-12 {
		t.Error(shared, err)
	}
	replica, err := Deploy("mi300x-192gb", "llama-3.1-70b", "fp8", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rate, err := replica.BoundPlanRate(shared); err != nil || rate <= 0 || rate > 100 {
		t.Error(rate, err)
	}
	pools, err := FindPools(replica, replica, shared, NewPools())
	if err != nil || pools.MixedUnits.Or(0) < 1 || pools.GPUs.Or(2) < 2 {
		t.Error(pools, err)
	}
}
