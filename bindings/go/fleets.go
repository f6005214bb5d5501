// SPDX-License-Identifier: Apache-2.0

// Fleets by the hour, of several kinds of accelerators, for several workloads.

package toll

/*
#include <toll.h>
*/
import "C"

import "fmt"

// BoundPlanRate is the highest rate that one replica carries within the limits of a need, 1/s, at its quantile and
// confidence. 0: even a lone request misses a limit, or does not fit.
func (d *Deployment) BoundPlanRate(need PlanNeed) (float64, error) {
	var in C.toll_plan_need
	if err := need.toC(&in); err != nil {
		return 0, err
	}
	var rate C.double
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_plan_bound_rate(deployment, size, &in, &rate, &e)
	return float64(rate), check(status, &e)
}

// Schedule is the units and the paid accelerators of each hour of a cycle, and four ways to pay for them. The hour after
// the last one is the first.
func (day PlanDay) Schedule(requestsPerSecond []float64) (units, gpus []int64, schedule PlanSchedule, err error) {
	var in C.toll_plan_day
	if err = day.toC(&in); err != nil {
		return nil, nil, schedule, err
	}
	units, gpus = make([]int64, len(requestsPerSecond)), make([]int64, len(requestsPerSecond))
	out := freshPlanSchedule()
	var e C.toll_error
	status := C.toll_plan_compute_schedule(&in, doubles(requestsPerSecond), C.uint64_t(len(requestsPerSecond)),
		(*C.int64_t)(first(units)), (*C.int64_t)(first(gpus)), &out, &e)
	if err = check(status, &e); err != nil {
		return nil, nil, schedule, err
	}
	schedule.fromC(&out)
	return units, gpus, schedule, nil
}

// FindFleet finds the cheapest fleet of several kinds for one workload, or for several that share stocks: the
// accelerators that are paid for of each kind. That the stock is too small is an answer: look at Verdict.
func FindFleet(lots []PlanLot, requestsPerSecond []float64, stocks []int64) (gpus []int64, fleet PlanFleet, err error) {
	rows := make([]C.toll_plan_lot, len(lots))
	for i := range lots {
		if err = lots[i].toC(&rows[i]); err != nil {
			return nil, fleet, fmt.Errorf("lots[%d]: %w", i, err)
		}
	}
	gpus = make([]int64, len(lots))
	var out C.toll_plan_fleet
	var e C.toll_error
	status := C.toll_plan_find_fleet((*C.toll_plan_lot)(first(rows)), C.uint64_t(len(rows)), doubles(requestsPerSecond),
		C.uint64_t(len(requestsPerSecond)), (*C.int64_t)(first(stocks)), C.uint64_t(len(stocks)),
		(*C.int64_t)(first(gpus)), &out, &e)
	if err = check(status, &e); err != nil {
		return nil, fleet, err
	}
	fleet.fromC(&out)
	return gpus, fleet, nil
}

// DeriveNeed is the need of one fleet for all workloads: exact moments of the mixture, and the strictest limits. Needs
// without a rate add nothing.
func DeriveNeed(needs []PlanNeed) (shared PlanNeed, err error) {
	rows := make([]C.toll_plan_need, len(needs))
	for i := range needs {
		if err = needs[i].toC(&rows[i]); err != nil {
			return shared, fmt.Errorf("needs[%d]: %w", i, err)
		}
	}
	out := freshPlanNeed()
	var e C.toll_error
	status := C.toll_plan_derive_need((*C.toll_plan_need)(first(rows)), C.uint64_t(len(rows)), C.sizeof_toll_plan_need,
		&out, &e)
	if err = check(status, &e); err == nil {
		shared.fromC(&out)
	}
	return shared, err
}

// FindPools finds the fewest units that prefill and that decode, beside one pool of the decoding kind that does both, by
// the same means. Sizes are absent where no size carries the rate.
func FindPools(prefill, decode *Deployment, need PlanNeed, fabric Pools) (pools PlanPools, err error) {
	var asked C.toll_plan_need
	if err = need.toC(&asked); err != nil {
		return pools, err
	}
	var in C.toll_serve_pools
	if err = fabric.toC(&in); err != nil {
		return pools, err
	}
	var out C.toll_plan_pools
	var e C.toll_error
	from, fromSize := prefill.arguments()
	to, toSize := decode.arguments()
	status := C.toll_plan_find_pools(from, fromSize, to, toSize, &asked, &in, &out, &e)
	if err = check(status, &e); err == nil {
		pools.fromC(&out)
	}
	return pools, err
}
