// SPDX-License-Identifier: Apache-2.0

// Money over time and cost by the unit: rates, NPV, IRR, payback, break-even, depreciation.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"math"
	"unsafe"
)

// A Piece is a stretch of a cost curve: straight from one quantity to another.
type Piece struct {
	FromQuantity, ToQuantity float64
	USDAtFrom                float64 // cost just above FromQuantity
	USDPerUnit               float64 // what one more costs
}

// A Crossing is a quantity at which the cheaper of two curves changes.
type Crossing struct {
	Quantity      float64
	Before, After Cheaper
	IsJump        bool // a curve jumps here, so the costs differ on both sides
}

// A BudgetItem costs Units * PartsPerUnit * Times * USDPerPart * ShareFrac. A factor that is left out is 1; the price must
// be given, and Some(0.0) is free.
type BudgetItem struct {
	Units, Times            Optional[float64]
	PartsPerUnit, ShareFrac float64
	USDPerPart              Optional[float64]
}

// NewBudgetItem is a number of units at a price, once.
func NewBudgetItem(units, usdPerUnit float64) BudgetItem {
	return BudgetItem{Units: Some(units), USDPerPart: Some(usdPerUnit)}
}

func orOneOf(factor float64) C.double {
	if factor == 0 {
		return 1
	}
	return C.double(factor)
}

func (i BudgetItem) toC(row int) (C.toll_finance_item, error) {
	price, known := i.USDPerPart.Get()
	if !known {
		return C.toll_finance_item{}, &Error{Code: ErrMissing, Struct: "toll_finance_item", Field: "usd_per_part",
			Row: int64(row), Message: "usd_per_part must be given: an absent price is not 0"}
	}
	return C.toll_finance_item{units: C.double(i.Units.Or(1)), parts_per_unit: orOneOf(i.PartsPerUnit),
		times: C.double(i.Times.Or(1)), usd_per_part: C.double(price), share_frac: orOneOf(i.ShareFrac)}, nil
}

// An HourCost is what an hour of something owned costs.
type HourCost struct {
	AmortisationUSDPerHour, MaintenanceUSDPerHour, OpexUSDPerHour float64
	USDPerHour                                                    float64 // the hour that passes
	USDPerUsedHour                                                float64 // the hour that works
}

// A Comparison puts two figures side by side; what would divide by zero is not known.
type Comparison struct {
	Difference                                  float64
	Ratio, InverseRatio, SavingFrac, MarkupFrac Optional[float64]
	Cheaper                                     Cheaper
}

func between(low, value, high int64) int64 {
	if value < low {
		return low
	}
	if value > high {
		return high
	}
	return value
}

// ConvertRate says the same rate in another form: 12 % nominal, monthly, is 12.68 % effective a year.
func ConvertRate(rateFrac float64, from Compounding, fromPeriods float64, to Compounding, toPeriods float64) (float64, error) {
	var converted C.double
	var e C.toll_error
	status := C.toll_finance_convert_rate(C.double(rateFrac), C.int32_t(from), C.double(fromPeriods), C.int32_t(to),
		C.double(toPeriods), &converted, &e)
	return float64(converted), check(status, &e)
}

// ConvertBasis turns a nominal rate into a real one or back.
func ConvertBasis(rateFrac, inflationFrac float64, to MoneyBasis) (float64, error) {
	var converted C.double
	var e C.toll_error
	status := C.toll_finance_convert_basis(C.double(rateFrac), C.double(inflationFrac), C.int32_t(to), &converted, &e)
	return float64(converted), check(status, &e)
}

// NPV is the net present value of an amount at time 0 and one flow a period.
func (t FinanceTerms) NPV(upfrontUSD float64, flowsUSD []float64) (float64, error) {
	var terms C.toll_finance_terms
	var npv C.double
	var e C.toll_error
	if err := t.toC(&terms); err != nil {
		return 0, err
	}
	status := C.toll_finance_compute_npv(C.double(upfrontUSD), doubles(flowsUSD), C.uint64_t(len(flowsUSD)), &terms, &npv, &e)
	return float64(npv), check(status, &e)
}

// Levelised is the levelised cost of a unit, PV(costs) / PV(output). Both columns have one length.
func (t FinanceTerms) Levelised(upfrontUSD float64, costsUSD, outputUnits []float64) (float64, error) {
	var terms C.toll_finance_terms
	var cost C.double
	var e C.toll_error
	if err := t.toC(&terms); err != nil {
		return 0, err
	}
	if err := sameLength("output_units", len(outputUnits), len(costsUSD)); err != nil {
		return 0, err
	}
	status := C.toll_finance_compute_levelised(C.double(upfrontUSD), doubles(costsUSD), doubles(outputUnits),
		C.uint64_t(len(costsUSD)), &terms, &cost, &e)
	return float64(cost), check(status, &e)
}

func sameLength(field string, got, want int) error {
	if got == want {
		return nil
	}
	return &Error{Code: ErrConflict, Field: field, Row: -1, Message: field + " must be as long as the other column"}
}

// TaxShield is the present value of the tax that depreciation saves.
func (t FinanceTerms) TaxShield(chargesUSD []float64, taxFrac float64) (float64, error) {
	var terms C.toll_finance_terms
	var shield C.double
	var e C.toll_error
	if err := t.toC(&terms); err != nil {
		return 0, err
	}
	status := C.toll_finance_compute_shield(doubles(chargesUSD), C.uint64_t(len(chargesUSD)), C.double(taxFrac), &terms, &shield, &e)
	return float64(shield), check(status, &e)
}

// IRR is every internal rate of return above -1, per period; flow 0 is at time 0.
func IRR(flowsUSD []float64) (rootsFrac []float64, result Irr, err error) {
	var roots [64]C.double
	var e C.toll_error
	c := freshIrr()
	status := C.toll_finance_find_irr(doubles(flowsUSD), C.uint64_t(len(flowsUSD)), &roots[0], C.uint64_t(len(roots)), &c, &e)
	if err = check(status, &e); err != nil {
		return nil, result, err
	}
	result.fromC(&c)
	for _, root := range roots[:result.Roots] {
		rootsFrac = append(rootsFrac, float64(root))
	}
	return rootsFrac, result, nil
}

// MIRR is the modified internal rate of return per period; IrrVerdictNone: the flows do not have both signs.
func MIRR(flowsUSD []float64, financeFrac, reinvestFrac float64) (rateFrac float64, verdict IrrVerdict, err error) {
	var rate C.double
	var code C.int32_t
	var e C.toll_error
	status := C.toll_finance_compute_mirr(doubles(flowsUSD), C.uint64_t(len(flowsUSD)), C.double(financeFrac),
		C.double(reinvestFrac), &rate, &code, &e)
	return float64(rate), IrrVerdict(code), check(status, &e)
}

// FindPayback is when flows pay back; nil terms: money counts as it is.
func FindPayback(upfrontUSD float64, flowsUSD []float64, terms *FinanceTerms) (payback Payback, err error) {
	var given C.toll_finance_terms
	var pointer *C.toll_finance_terms
	var e C.toll_error
	if terms != nil {
		if err = terms.toC(&given); err != nil {
			return payback, err
		}
		pointer = &given
	}
	c := freshPayback()
	status := C.toll_finance_find_payback(C.double(upfrontUSD), doubles(flowsUSD), C.uint64_t(len(flowsUSD)), pointer, &c, &e)
	if err = check(status, &e); err == nil {
		payback.fromC(&c)
	}
	return payback, err
}

// Cumulative are running sums, undiscounted, and the mean of the amounts.
func Cumulative(upfrontUSD float64, amountsUSD []float64) (sumsUSD []float64, totalUSD, meanUSD float64, err error) {
	var total, mean C.double
	var e C.toll_error
	sumsUSD = make([]float64, len(amountsUSD))
	status := C.toll_finance_compute_cumulative(C.double(upfrontUSD), doubles(amountsUSD), C.uint64_t(len(amountsUSD)),
		doubles(sumsUSD), &total, &mean, &e)
	return sumsUSD, float64(total), float64(mean), check(status, &e)
}

// Breakeven is when owning becomes cheaper than renting.
func (c Contest) Breakeven() (breakeven Breakeven, err error) {
	var in C.toll_finance_contest
	var e C.toll_error
	if err = c.toC(&in); err != nil {
		return breakeven, err
	}
	out := freshBreakeven()
	if err = check(C.toll_finance_find_breakeven(&in, &out, &e), &e); err == nil {
		breakeven.fromC(&out)
	}
	return breakeven, err
}

// BreakevenUse is the share of use above which owning is cheaper.
func BreakevenUse(fixedUSDPerHour, marginalUSDPerHour, rentUSDPerHour float64) (useFrac float64, verdict Verdict, err error) {
	var use C.double
	var code C.int32_t
	var e C.toll_error
	status := C.toll_finance_find_use(C.double(fixedUSDPerHour), C.double(marginalUSDPerHour), C.double(rentUSDPerHour), &use, &code, &e)
	return float64(use), Verdict(code), check(status, &e)
}

// FleetCurve is the cost curve of a fleet of whole machines.
func FleetCurve(unitCapacity, usdPerMachine, usdPerUnit float64, machinesMin, machinesMax, spares int64) ([]Piece, error) {
	var count C.uint64_t
	var e C.toll_error
	room := between(1, machinesMax, 1_000_000)
	pieces := make([]Piece, room)
	status := C.toll_finance_compute_fleet(C.double(unitCapacity), C.double(usdPerMachine), C.double(usdPerUnit),
		C.int64_t(machinesMin), C.int64_t(machinesMax), C.int64_t(spares), (*C.toll_finance_piece)(first(pieces)),
		C.uint64_t(room), &count, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return pieces[:count], nil
}

// A Piece is given to C as it is.
var _ = [1]struct{}{}[unsafe.Sizeof(Piece{})-unsafe.Sizeof(C.toll_finance_piece{})]

// Crossings are all demands at which the cheaper of two cost curves changes; cheapest is the cheaper at the least demand.
func Crossings(one, other []Piece) (crossings []Crossing, cheapest Cheaper, err error) {
	found := make([]C.toll_finance_crossing, 2*(len(one)+len(other))+1)
	var count C.uint64_t
	var code C.int32_t
	var e C.toll_error
	status := C.toll_finance_find_crossings((*C.toll_finance_piece)(first(one)), C.uint64_t(len(one)),
		(*C.toll_finance_piece)(first(other)), C.uint64_t(len(other)), &found[0], C.uint64_t(len(found)), &count, &code, &e)
	if err = check(status, &e); err != nil {
		return nil, 0, err
	}
	for _, c := range found[:count] {
		crossings = append(crossings, Crossing{float64(c.quantity), Cheaper(c.before), Cheaper(c.after), c.is_jump != 0})
	}
	return crossings, Cheaper(code), nil
}

// Payment is the equal payment worth presentUSD now less futureUSD at the end: annuity, lease, equivalent annual cost.
func Payment(presentUSD, futureUSD, rateFrac, periods float64, timing Timing) (float64, error) {
	var payment C.double
	var e C.toll_error
	status := C.toll_finance_compute_payment(C.double(presentUSD), C.double(futureUSD), C.double(rateFrac),
		C.double(periods), C.int32_t(timing), &payment, &e)
	return float64(payment), check(status, &e)
}

// Periods of the schedule; 0 for one that never ends.
func (a Asset) Periods() (uint64, error) {
	var in C.toll_finance_asset
	var count C.uint64_t
	var e C.toll_error
	if err := a.toC(&in); err != nil {
		return 0, err
	}
	return uint64(count), check(C.toll_finance_count_periods(&in, &count, &e), &e)
}

// Depreciation is a schedule of count periods: charges, and book values at the periods' ends.
func (a Asset) Depreciation(count int) (chargesUSD, booksUSD []float64, err error) {
	var in C.toll_finance_asset
	var e C.toll_error
	if err = a.toC(&in); err != nil {
		return nil, nil, err
	}
	room := between(0, int64(count), 1_000_000) // more is refused, so it needs no memory
	chargesUSD, booksUSD = make([]float64, room), make([]float64, room)
	status := C.toll_finance_compute_depreciation(&in, C.uint64_t(between(0, int64(count), math.MaxInt64)), doubles(chargesUSD), doubles(booksUSD), &e)
	return chargesUSD, booksUSD, check(status, &e)
}

// Value is what the asset is worth at an age, and what it loses per period just then.
func (a Asset) Value(agePeriods float64) (valueUSD, chargeUSDPerPeriod float64, err error) {
	var in C.toll_finance_asset
	var value, charge C.double
	var e C.toll_error
	if err = a.toC(&in); err != nil {
		return 0, 0, err
	}
	err = check(C.toll_finance_compute_value(&in, C.double(agePeriods), &value, &charge, &e), &e)
	return float64(value), float64(charge), err
}

// Budget are the costs of lines, and their sum.
func Budget(items []BudgetItem) (costsUSD []float64, totalUSD float64, err error) {
	var total C.double
	var e C.toll_error
	lines := make([]C.toll_finance_item, len(items))
	for i := range items {
		if lines[i], err = items[i].toC(i); err != nil {
			return nil, 0, err
		}
	}
	costsUSD = make([]float64, len(items))
	status := C.toll_finance_compute_budget((*C.toll_finance_item)(first(lines)), C.uint64_t(len(lines)), doubles(costsUSD), &total, &e)
	return costsUSD, float64(total), check(status, &e)
}

// Mix is a weighted sum and mean: a blended price, a grid's intensity. Both columns have one length.
func Mix(weights, values []float64) (sum, mean float64, err error) {
	var s, m C.double
	var e C.toll_error
	if err = sameLength("values", len(values), len(weights)); err != nil {
		return 0, 0, err
	}
	err = check(C.toll_finance_compute_mix(doubles(weights), doubles(values), C.uint64_t(len(weights)), &s, &m, &e), &e)
	return float64(s), float64(m), err
}

// Energy is what the machines use, its cost and its carbon.
func (p PowerUse) Energy() (energy EnergyUse, err error) {
	var in C.toll_finance_power
	var e C.toll_error
	if err = p.toC(&in); err != nil {
		return energy, err
	}
	out := freshEnergyUse()
	if err = check(C.toll_finance_compute_energy(&in, &out, &e), &e); err == nil {
		energy.fromC(&out)
	}
	return energy, err
}

// Hour is what an hour of it costs.
func (o Owned) Hour() (HourCost, error) {
	var in C.toll_finance_owned
	var c C.toll_finance_hourly
	var e C.toll_error
	if err := o.toC(&in); err != nil {
		return HourCost{}, err
	}
	err := check(C.toll_finance_compute_owned(&in, &c, &e), &e)
	return HourCost{float64(c.amortisation_usd_per_h), float64(c.maintenance_usd_per_h), float64(c.opex_usd_per_h),
		float64(c.usd_per_h), float64(c.usd_per_used_h)}, err
}

// Output is what something produces in some hours.
func Output(unitsPerSecond, hours, utilisationFrac float64) (float64, error) {
	var units C.double
	var e C.toll_error
	status := C.toll_finance_compute_output(C.double(unitsPerSecond), C.double(hours), C.double(utilisationFrac), &units, &e)
	return float64(units), check(status, &e)
}

// UnitCost is the cost of perUnits units of what an hour of something produces: 1e6 for USD per Mtok.
func UnitCost(usdPerHour, unitsPerSecond, utilisationFrac, successFrac, perUnits float64) (float64, error) {
	var usd C.double
	var e C.toll_error
	status := C.toll_finance_compute_unit_cost(C.double(usdPerHour), C.double(unitsPerSecond), C.double(utilisationFrac),
		C.double(successFrac), C.double(perUnits), &usd, &e)
	return float64(usd), check(status, &e)
}

// Commit is what a commitment costs, used and unused. An overage price of 0 is free; pass NaN for one that is not known.
func Commit(committedUnits, usdPerUnit, upfrontFrac, demandedUnits, overageUSDPerUnit float64) (commitment Commitment, err error) {
	var e C.toll_error
	c := freshCommitment()
	status := C.toll_finance_compute_commitment(C.double(committedUnits), C.double(usdPerUnit), C.double(upfrontFrac),
		C.double(demandedUnits), C.double(overageUSDPerUnit), &c, &e)
	if err = check(status, &e); err == nil {
		commitment.fromC(&c)
	}
	return commitment, err
}

// AllocateIdle shares the cost of a capacity among its tenants.
func AllocateIdle(usage []float64, capacity, costUSD float64, rule IdleRule) (usedUSD, idleUSD []float64, unallocatedUSD float64, err error) {
	var left C.double
	var e C.toll_error
	usedUSD, idleUSD = make([]float64, len(usage)), make([]float64, len(usage))
	status := C.toll_finance_allocate_idle(doubles(usage), C.uint64_t(len(usage)), C.double(capacity), C.double(costUSD),
		C.int32_t(rule), doubles(usedUSD), doubles(idleUSD), &left, &e)
	return usedUSD, idleUSD, float64(left), check(status, &e)
}

// Hybrid is the cost of a request to a fixed fleet, of which a share is escalated to an API. A price of 0 is free; pass NaN
// for one that is not known.
func Hybrid(fixedUSDPerHour, requestsPerHour, ownUSDPerRequest, escalatedFrac, apiUSDPerRequest float64) (float64, error) {
	var usd C.double
	var e C.toll_error
	status := C.toll_finance_compute_hybrid(C.double(fixedUSDPerHour), C.double(requestsPerHour), C.double(ownUSDPerRequest),
		C.double(escalatedFrac), C.double(apiUSDPerRequest), &usd, &e)
	return float64(usd), check(status, &e)
}

// Compare puts two figures side by side.
func Compare(base, other float64) (Comparison, error) {
	var c C.toll_finance_comparison
	var e C.toll_error
	if err := check(C.toll_finance_compare(C.double(base), C.double(other), &c, &e), &e); err != nil {
		return Comparison{}, err
	}
	result := Comparison{Difference: float64(c.difference), Cheaper: Cheaper(c.cheaper)}
	if c.known&C.TOLL_FINANCE_COMPARISON_RATIO != 0 {
		result.Ratio = Some(float64(c.ratio))
		result.MarkupFrac = Some(float64(c.markup_frac))
	}
	if c.known&C.TOLL_FINANCE_COMPARISON_SHARE != 0 {
		result.InverseRatio = Some(float64(c.inverse_ratio))
		result.SavingFrac = Some(float64(c.saving_frac))
	}
	return result, nil
}

// ScalePrice is a price for another size or another time: price * (to / from)^exponent * (1 + change)^periods.
func ScalePrice(priceUSD, fromUnits, toUnits, exponent, changeFrac, periods float64) (float64, error) {
	var scaled C.double
	var e C.toll_error
	status := C.toll_finance_scale_price(C.double(priceUSD), C.double(fromUnits), C.double(toUnits), C.double(exponent),
		C.double(changeFrac), C.double(periods), &scaled, &e)
	return float64(scaled), check(status, &e)
}
