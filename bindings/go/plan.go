// SPDX-License-Identifier: Apache-2.0

// What to deploy: the cheapest accelerators, engine, format and layout that keep latency limits at a rate.

package toll

/*
#include <toll.h>
*/
import "C"

import "fmt"

const planCapacityMax = 65536

func planSupplyRows(supplies []PlanSupply) ([]C.toll_plan_supply, error) {
	rows := make([]C.toll_plan_supply, len(supplies))
	for i := range supplies {
		if err := supplies[i].toC(&rows[i]); err != nil {
			return nil, fmt.Errorf("supplies[%d]: %w", i, err)
		}
	}
	return rows, nil
}

func planHardwareRows(own []Hardware) ([]C.toll_hw, error) {
	rows := make([]C.toll_hw, len(own))
	for i := range own {
		if err := own[i].toC(&rows[i]); err != nil {
			return nil, fmt.Errorf("own[%d]: %w", i, err)
		}
	}
	return rows, nil
}

// planInputs are the arguments that both searches share, laid out for the library.
type planInputs struct {
	described *modelC
	need      C.toll_plan_need
	rows      []C.toll_plan_supply
	hardware  []C.toll_hw
	work      []uint64
	found     []C.toll_plan_option
	reaches   []C.toll_plan_reach
}

func takePlanInputs(model Model, need PlanNeed, supplies []PlanSupply, own []Hardware, capacity int) (in planInputs, err error) {
	if in.described, err = model.descriptor(); err != nil {
		return in, err
	}
	if err = need.toC(&in.need); err != nil {
		return in, err
	}
	if in.rows, err = planSupplyRows(supplies); err != nil {
		return in, err
	}
	if in.hardware, err = planHardwareRows(own); err != nil {
		return in, err
	}
	_, layerCount := in.described.rows()
	in.work = make([]uint64, C.toll_plan_search_size(layerCount, C.uint64_t(len(in.rows)), C.uint64_t(capacity))/8)
	if capacity > 0 && capacity <= planCapacityMax {
		in.found = make([]C.toll_plan_option, capacity)
		in.reaches = make([]C.toll_plan_reach, capacity)
	}
	return in, nil
}

func (in *planInputs) options(count C.uint64_t) []PlanOption {
	options := make([]PlanOption, count)
	for i := range options {
		options[i].fromC(&in.found[i])
	}
	return options
}

// Plan finds the cheapest deployments that meet a need, cheapest first: at most capacity of them, while the summary counts
// all. No option is an answer, and the summary says why. Supplies name accelerators by their place in the catalog
// ([Find]), or in own where they say [PlanOwnHW].
func Plan(model Model, need PlanNeed, supplies []PlanSupply, own []Hardware, capacity int) (options []PlanOption, summary PlanSummary, err error) {
	in, err := takePlanInputs(model, need, supplies, own, capacity)
	if err != nil {
		return nil, summary, err
	}
	layers, layerCount := in.described.rows()
	out := freshPlanSummary()
	var count C.uint64_t
	var e C.toll_error
	status := C.toll_plan_search(&in.described.model, layers, layerCount, layerBytes, &in.need,
		(*C.toll_plan_supply)(first(in.rows)), C.uint64_t(len(in.rows)), C.sizeof_toll_plan_supply,
		(*C.toll_hw)(first(in.hardware)), C.uint64_t(len(in.hardware)), C.sizeof_toll_hw,
		(*C.toll_plan_option)(first(in.found)), C.uint64_t(capacity), C.sizeof_toll_plan_option, &count, &out,
		first(in.work), C.uint64_t(8*len(in.work)), &e)
	if err = check(status, &e); err != nil {
		return nil, summary, err
	}
	summary.fromC(&out)
	return in.options(count), summary, nil
}

// PlanFindMost answers an inverse question: the most load within caps, the lowest price, or the load from which on it is
// that cheap. The options are those of [Plan], best first, with the load of each in reaches. The need's RequestsPerS is
// the least load to consider, and 0 is none.
func PlanFindMost(model Model, need PlanNeed, most PlanMost, supplies []PlanSupply, own []Hardware, capacity int) (options []PlanOption, reaches []PlanReach, summary PlanSummary, err error) {
	in, err := takePlanInputs(model, need, supplies, own, capacity)
	if err != nil {
		return nil, nil, summary, err
	}
	var asked C.toll_plan_most
	if err = most.toC(&asked); err != nil {
		return nil, nil, summary, err
	}
	layers, layerCount := in.described.rows()
	out := freshPlanSummary()
	var count C.uint64_t
	var e C.toll_error
	status := C.toll_plan_find_most(&in.described.model, layers, layerCount, layerBytes, &in.need, &asked,
		(*C.toll_plan_supply)(first(in.rows)), C.uint64_t(len(in.rows)), C.sizeof_toll_plan_supply,
		(*C.toll_hw)(first(in.hardware)), C.uint64_t(len(in.hardware)), C.sizeof_toll_hw,
		(*C.toll_plan_option)(first(in.found)), C.uint64_t(capacity), C.sizeof_toll_plan_option,
		(*C.toll_plan_reach)(first(in.reaches)), &count, &out, first(in.work), C.uint64_t(8*len(in.work)), &e)
	if err = check(status, &e); err != nil {
		return nil, nil, summary, err
	}
	summary.fromC(&out)
	reaches = make([]PlanReach, count)
	for i := range reaches {
		reaches[i].fromC(&in.reaches[i])
	}
	return in.options(count), reaches, summary, nil
}

// Outlooks is what each alternative costs over a horizon, in their order. Rank by NpvUSD; a row with Missing facts has
// no cost.
func Outlooks(horizon PlanHorizon, alternatives []PlanAlternative) ([]PlanOutlook, error) {
	var h C.toll_plan_horizon
	if err := horizon.toC(&h); err != nil {
		return nil, err
	}
	rows := make([]C.toll_plan_alternative, len(alternatives))
	for i := range alternatives {
		if err := alternatives[i].toC(&rows[i]); err != nil {
			return nil, fmt.Errorf("alternatives[%d]: %w", i, err)
		}
	}
	found := make([]C.toll_plan_outlook, len(rows))
	var e C.toll_error
	status := C.toll_plan_estimate_outlooks(&h, (*C.toll_plan_alternative)(first(rows)), C.uint64_t(len(rows)),
		C.sizeof_toll_plan_alternative, (*C.toll_plan_outlook)(first(found)), C.uint64_t(len(found)),
		C.sizeof_toll_plan_outlook, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	outlooks := make([]PlanOutlook, len(found))
	for i := range outlooks {
		outlooks[i].fromC(&found[i])
	}
	return outlooks, nil
}
