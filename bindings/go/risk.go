// SPDX-License-Identifier: Apache-2.0

// Questions to a scenario: tornado, seeded draws, gradients, and the change that flips a decision.

package toll

/*
#include <toll.h>
*/
import "C"

import "unsafe"

// A RiskInput says how a row varies; rows of one group share a factor, to the share of their loading.
type RiskInput struct {
	Shape   Shape
	Group   uint32
	Loading float64
}

// A RiskInput is given to C as it is.
var _ = [1]struct{}{}[unsafe.Sizeof(RiskInput{})-unsafe.Sizeof(C.toll_risk_input{})]

// A Slope is the change of the metric per change of a row's number.
type Slope struct {
	Flags    SlopeFlag
	Up, Down Optional[float64]
}

// A Swing is the metric with one row at its low and at its high end.
type Swing struct {
	AtLow, AtHigh float64
}

// A Risk asks a question about a scenario. It holds work memory: one a goroutine.
type Risk struct {
	scenario *Scenario
	question C.toll_risk_question
	work     []uint64
}

// NewRisk prepares to ask.
func NewRisk(scenario *Scenario, question Question) (*Risk, error) {
	r := &Risk{scenario: scenario}
	if err := question.toC(&r.question); err != nil {
		return nil, err
	}
	memory, size := scenario.arguments()
	r.work = make([]uint64, C.toll_risk_work_size(memory, size)/8)
	return r, nil
}

func (r *Risk) room() (unsafe.Pointer, C.uint64_t) {
	return first(r.work), C.uint64_t(8 * len(r.work))
}

// Estimate is the answer at one number a row; nil: at the medians.
func (r *Risk) Estimate(values []float64) (float64, error) {
	var answer C.double
	var e C.toll_error
	var numbers *C.double
	if values != nil {
		numbers = doubles(values)
	}
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_estimate(plan, size, &question, numbers, C.uint64_t(len(values)), &answer, work, workSize, &e)
	return float64(answer), check(status, &e)
}

// Swings is the tornado: each of the rows at its ends, in the order of the rows.
func (r *Risk) Swings() (swings []Swing, atMedians float64, err error) {
	var base C.double
	var e C.toll_error
	rows := len(r.scenario.Rows)
	low, high := make([]float64, rows), make([]float64, rows)
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_estimate_swings(plan, size, &question, doubles(low), doubles(high), C.uint64_t(rows), &base, work, workSize, &e)
	if err = check(status, &e); err != nil {
		return nil, 0, err
	}
	swings = make([]Swing, rows)
	for i := range swings {
		swings[i] = Swing{low[i], high[i]}
	}
	return swings, float64(base), nil
}

func riskInputs(inputs []RiskInput) *C.toll_risk_input {
	if inputs == nil {
		return nil
	}
	return (*C.toll_risk_input)(first(inputs))
}

// Draw is the numbers of the rows in one draw; nil inputs: bells without groups.
func (s *Scenario) Draw(inputs []RiskInput, seed, draw uint64) ([]float64, error) {
	rows := len(s.Rows)
	var e C.toll_error
	if inputs != nil && len(inputs) != rows {
		return nil, sameLength("inputs", len(inputs), rows)
	}
	values := make([]float64, rows)
	plan, size := s.arguments()
	status := C.toll_risk_compute_draw(plan, size, riskInputs(inputs), C.uint64_t(seed), C.uint64_t(draw), doubles(values),
		C.uint64_t(rows), &e)
	return values, check(status, &e)
}

// Draws are answers for draws start .. start + count - 1: the same inputs for every question with this seed.
func (r *Risk) Draws(inputs []RiskInput, seed, start uint64, count int) ([]float64, error) {
	var e C.toll_error
	answers := make([]float64, count)
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_estimate_draws(plan, size, &question, riskInputs(inputs), C.uint64_t(len(inputs)),
		C.uint64_t(seed), C.uint64_t(start), doubles(answers), C.uint64_t(count), work, workSize, &e)
	return answers, check(status, &e)
}

// Outcomes are the draws of several metrics, a column each, from one evaluation a draw; NaN: the draw has no value.
func (r *Risk) Outcomes(metrics []RiskMetric, inputs []RiskInput, seed, start uint64, count int) ([][]float64, error) {
	var e C.toll_error
	answers := make([]float64, len(metrics)*count)
	wanted := make([]C.uint32_t, len(metrics)+1)
	for i, metric := range metrics {
		wanted[i] = C.uint32_t(metric)
	}
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_estimate_outcomes(plan, size, &question, &wanted[0], C.uint64_t(len(metrics)), riskInputs(inputs),
		C.uint64_t(len(inputs)), C.uint64_t(seed), C.uint64_t(start), doubles(answers), C.uint64_t(count), work, workSize, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	columns := make([][]float64, len(metrics))
	for i := range columns {
		columns[i] = answers[i*count : (i+1)*count]
	}
	return columns, nil
}

// Slopes is the gradient at the medians, row by row.
func (r *Risk) Slopes() ([]Slope, error) {
	var e C.toll_error
	rows := len(r.scenario.Rows)
	found := make([]C.toll_risk_slope, rows+1)
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_estimate_slopes(plan, size, &question, &found[0], C.uint64_t(rows), work, workSize, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	slopes := make([]Slope, rows)
	for i := range slopes {
		slopes[i].Flags = SlopeFlag(found[i].flags)
		if slopes[i].Flags&RiskSlopeUp != 0 {
			slopes[i].Up = Some(float64(found[i].up))
		}
		if slopes[i].Flags&RiskSlopeDown != 0 {
			slopes[i].Down = Some(float64(found[i].down))
		}
	}
	return slopes, nil
}

// Flip is the smallest change of one row's number, from low to high, that makes the other option cheaper.
func (r *Risk) Flip(row int, low, high float64) (flip Flip, err error) {
	var e C.toll_error
	c := freshFlip()
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_find_flip(plan, size, &question, C.uint64_t(row), C.double(low), C.double(high), &c, work, workSize, &e)
	if err = check(status, &e); err == nil {
		flip.fromC(&c)
	}
	return flip, err
}

// ScaleFlip is the smallest common factor on several rows, from low to high, that makes the other option cheaper.
func (r *Risk) ScaleFlip(rows []uint64, low, high float64) (flip Flip, err error) {
	var e C.toll_error
	c := freshFlip()
	members := make([]C.uint64_t, len(rows)+1)
	for i, row := range rows {
		members[i] = C.uint64_t(row)
	}
	question := r.question
	plan, size := r.scenario.arguments()
	work, workSize := r.room()
	status := C.toll_risk_find_scale_flip(plan, size, &question, &members[0], C.uint64_t(len(rows)), C.double(low), C.double(high),
		&c, work, workSize, &e)
	if err = check(status, &e); err == nil {
		flip.fromC(&c)
	}
	return flip, err
}

// SpreadOf is quantiles, mean and deviation of results.
func SpreadOf(results []float64) (spread SpreadOfResults, err error) {
	var e C.toll_error
	sorted := make([]float64, len(results))
	c := freshSpreadOfResults()
	status := C.toll_risk_compute_spread(doubles(results), C.uint64_t(len(results)), doubles(sorted), &c, &e)
	if err = check(status, &e); err == nil {
		spread.fromC(&c)
	}
	return spread, err
}

// Odds is how often one is below another in draws of one seed, how often they are equal, and the former's standard error.
func Odds(one, other []float64) (belowFrac, tieFrac, errorFrac float64, err error) {
	var below, tie, deviation C.double
	var e C.toll_error
	if err = sameLength("other", len(other), len(one)); err != nil {
		return 0, 0, 0, err
	}
	status := C.toll_risk_compute_odds(doubles(one), doubles(other), C.uint64_t(len(one)), &below, &tie, &deviation, &e)
	return float64(below), float64(tie), float64(deviation), check(status, &e)
}
