// SPDX-License-Identifier: Apache-2.0

// From a model to money: a deployment and a tariff as rows of a scenario.

package toll

/*
#include <toll.h>
*/
import "C"

import "unsafe"

// DeriveUnit is what one replica brings to a scenario: capacity by kind of token, accelerators and power. "Does not
// serve" is an answer: look at Verdict. Start from [NewLimits] without limits, and from [NewSite] for typical hosts.
func (d *Deployment) DeriveUnit(load Load, limits Limits, site Site) (unit PlanUnit, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return unit, err
	}
	var most C.toll_serve_limits
	if err = limits.toC(&most); err != nil {
		return unit, err
	}
	var place C.toll_serve_site
	if err = site.toC(&place); err != nil {
		return unit, err
	}
	out := freshPlanUnit()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_plan_derive_unit(deployment, size, &in, &most, &place, &out, &e), &e); err == nil {
		unit.fromC(&out)
	}
	return unit, err
}

// DeriveRows are the rows of a scenario for a unit that serves; any other is a conflict. Option 0 is every option.
func DeriveRows(unit PlanUnit, option, group uint32) ([]ScenarioRow, error) {
	var in C.toll_plan_unit
	if err := unit.toC(&in); err != nil {
		return nil, err
	}
	var rows [C.TOLL_PLAN_UNIT_ROWS]C.toll_tco_row
	var count C.uint64_t
	var e C.toll_error
	err := check(C.toll_plan_derive_rows(&in, C.uint32_t(option), C.uint32_t(group), &rows[0], nil,
		C.TOLL_PLAN_UNIT_ROWS, rowBytes, &count, &e), &e)
	if err != nil {
		return nil, err
	}
	return ScenarioRowsAt(unsafe.Pointer(&rows[0]), int(count)), nil
}

// ScenarioRowsAt copies rows that C has written, one after the other: those of libtoll-io.
func ScenarioRowsAt(rows unsafe.Pointer, count int) []ScenarioRow {
	out := make([]ScenarioRow, count)
	for i, row := range unsafe.Slice((*C.toll_tco_row)(rows), count) {
		out[i].fromC(&row)
	}
	return out
}

// DerivePrices are the prices of the tariff per million tokens of each stream, for one mix; Remarks says what is not
// linear. Attributes and counters of the context are not used.
func (card *Card) DerivePrices(mix PlanMix, context Context) (prices PlanPrices, err error) {
	c, _, err := card.context(&context)
	if err != nil {
		return prices, err
	}
	var in C.toll_plan_mix
	if err = mix.toC(&in); err != nil {
		return prices, err
	}
	out := freshPlanPrices()
	var e C.toll_error
	status := C.toll_plan_derive_prices(first(card.memory), C.uint64_t(8*len(card.memory)), &in, &c, &out, &e)
	if err = check(status, &e); err == nil {
		prices.fromC(&out)
	}
	return prices, err
}
