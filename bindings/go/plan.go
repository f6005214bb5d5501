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

// Plan finds the cheapest deployments that meet a need, cheapest first: at most capacity of them, while the summary counts
// all. No option is an answer, and the summary says why. Supplies name accelerators by their place in the catalog
// ([Find]), or in own where they say [PlanOwnHW].
func Plan(model Model, need PlanNeed, supplies []PlanSupply, own []Hardware, capacity int) (options []PlanOption, summary PlanSummary, err error) {
	described, err := model.descriptor()
	if err != nil {
		return nil, summary, err
	}
	var asked C.toll_plan_need
	if err = need.toC(&asked); err != nil {
		return nil, summary, err
	}
	rows, err := planSupplyRows(supplies)
	if err != nil {
		return nil, summary, err
	}
	hardware, err := planHardwareRows(own)
	if err != nil {
		return nil, summary, err
	}
	layers, layerCount := described.rows()
	work := make([]uint64, C.toll_plan_search_size(layerCount, C.uint64_t(len(rows)), C.uint64_t(capacity))/8)
	var found []C.toll_plan_option
	if capacity > 0 && capacity <= planCapacityMax {
		found = make([]C.toll_plan_option, capacity)
	}
	out := freshPlanSummary()
	var count C.uint64_t
	var e C.toll_error
	status := C.toll_plan_search(&described.model, layers, layerCount, layerBytes, &asked,
		(*C.toll_plan_supply)(first(rows)), C.uint64_t(len(rows)), C.sizeof_toll_plan_supply,
		(*C.toll_hw)(first(hardware)), C.uint64_t(len(hardware)), C.sizeof_toll_hw,
		(*C.toll_plan_option)(first(found)), C.uint64_t(capacity), C.sizeof_toll_plan_option, &count, &out,
		first(work), C.uint64_t(8*len(work)), &e)
	if err = check(status, &e); err != nil {
		return nil, summary, err
	}
	summary.fromC(&out)
	options = make([]PlanOption, count)
	for i := range options {
		options[i].fromC(&found[i])
	}
	return options, summary, nil
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
