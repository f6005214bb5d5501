// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %.12g, expected %.12g", what, got, want)
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFlows(t *testing.T) {
	terms := NewFinanceTerms()
	terms.RateFrac, terms.PeriodsPerYear = 0.10, 1
	npv, err := terms.NPV(-1000, []float64{500, 500, 500})
	noError(t, err)
	near(t, "NPV", npv, 243.4259954921) // 500 * 2.4868519910 - 1000
	levelised, err := terms.Levelised(20, []float64{10, 10}, []float64{5, 5})
	noError(t, err)
	near(t, "levelised", levelised, 4.30476190476) // (20 + 17.3553719) / 8.67768595
	shield, err := terms.TaxShield([]float64{110}, 0.2)
	noError(t, err)
	near(t, "shield", shield, 20)
	roots, result, err := IRR([]float64{-100, 230, -132})
	noError(t, err)
	if len(roots) != 2 || result.Verdict != IrrMany {
		t.Fatalf("roots %v, %v", roots, result.Verdict)
	}
	near(t, "first root", roots[0], 0.1)
	near(t, "second root", roots[1], 0.2)
	rate, verdict, err := MIRR([]float64{-100, 0, 121}, 0.1, 0.1)
	noError(t, err)
	if verdict != IrrOne {
		t.Error(verdict)
	}
	near(t, "MIRR", rate, 0.1)
	payback, err := FindPayback(-100, []float64{40, 40, 40}, nil)
	noError(t, err)
	near(t, "payback", payback.Periods.Or(-1), 2.5)
	never, err := FindPayback(-100, []float64{-1}, &terms)
	noError(t, err)
	if never.Verdict != VerdictNever {
		t.Error(never.Verdict)
	}
	sums, total, mean, err := Cumulative(10, []float64{1, 3})
	noError(t, err)
	near(t, "sums", sums[1]+total+mean, 14+14+7)
	if _, err = terms.Levelised(0, []float64{1}, nil); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestRates(t *testing.T) {
	rate, err := ConvertRate(0.12, CompoundNominal, 12, CompoundEffective, 1)
	noError(t, err)
	near(t, "effective", rate, 0.126825030131970)
	basis, err := ConvertBasis(0.08, 0.03, BasisReal)
	noError(t, err)
	near(t, "real", basis, 0.05/1.03)
}

func TestBreakeven(t *testing.T) {
	contest := NewContest()
	contest.CapexUSD, contest.OwnUSDPerPeriod, contest.RentUSDPerPeriod = 250141.8, 6.37, 98.32
	breakeven, err := contest.Breakeven()
	noError(t, err)
	near(t, "hours", breakeven.Hours.Or(0), 250141.8/91.95)
	use, verdict, err := BreakevenUse(20, 16, 66)
	noError(t, err)
	near(t, "use", use, 0.4)
	if verdict != VerdictReached {
		t.Error(verdict)
	}
	fleet, err := FleetCurve(100, 90, 0, 1, 2, 0)
	noError(t, err)
	crossings, cheapest, err := Crossings(fleet, []Piece{{0, 1000, 0, 1}})
	noError(t, err)
	if cheapest != CheaperSecond || len(crossings) != 3 || crossings[0].Quantity != 90 || !crossings[1].IsJump {
		t.Errorf("%v %v", cheapest, crossings)
	}
}

func TestCapital(t *testing.T) {
	payment, err := Payment(1000, 0, 0.1, 3, TimingEnd)
	noError(t, err)
	near(t, "payment", payment, 402.114803625378) // 1000 * 0.1 / (1 - 1.1^-3)
	asset := NewAsset()
	asset.Method, asset.CostUSD = DepreciateMacrs, 100
	periods, err := asset.Periods()
	noError(t, err)
	charges, books, err := asset.Depreciation(int(periods))
	noError(t, err)
	near(t, "charge", charges[1], 32)
	near(t, "book", books[5], 0)
	value, charge, err := asset.Value(0.5)
	noError(t, err)
	near(t, "value", value, 90)
	near(t, "charge", charge, 20)
}

func TestUnits(t *testing.T) {
	item := NewBudgetItem(226.75, 2)
	item.PartsPerUnit, item.Times = 8, Some(24.0)
	_, total, err := Budget([]BudgetItem{item})
	noError(t, err)
	near(t, "budget", total, 87072)
	sum, mean, err := Mix([]float64{1, 3}, []float64{4, 8})
	noError(t, err)
	near(t, "mix", sum+mean, 28+7)
	power := NewPowerUse()
	power.Units, power.WattsPerUnit, power.Hours, power.PUE, power.USDPerKWh = Some(8.0), 700, 8760, 1.4, Some(0.05)
	energy, err := power.Energy()
	noError(t, err)
	near(t, "energy", energy.USD.Or(0), 3433.92)
	owned := NewOwned()
	owned.CapexUSD, owned.OpexUSDPerH = 250141.8, 6.37
	hour, err := owned.Hour()
	noError(t, err)
	near(t, "hour", hour.USDPerHour, 12.081)
	output, err := Output(200, 176, 1)
	noError(t, err)
	near(t, "output", output, 126.72e6)
	cost, err := UnitCost(98.32, 30576, 1, 1, 1e6)
	noError(t, err)
	near(t, "cost", cost, 98.32/(30576*3600)*1e6)
	commitment, err := Commit(24, 1, 0, 18, 2)
	noError(t, err)
	near(t, "unused", commitment.UnusedUSD, 6)
	used, idle, left, err := AllocateIdle([]float64{2, 6}, 10, 100, IdleEven)
	noError(t, err)
	near(t, "used", used[1]+idle[0]+left, 70)
	hybrid, err := Hybrid(10, 1000, 0, 0.25, 0.04)
	noError(t, err)
	near(t, "hybrid", hybrid, 0.02)
	comparison, err := Compare(100, 60)
	noError(t, err)
	near(t, "saving", comparison.SavingFrac.Or(0), 0.4)
	scaled, err := ScalePrice(100, 8, 4, 1, 0, 0)
	noError(t, err)
	near(t, "scaled", scaled, 50)
}
