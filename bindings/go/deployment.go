// SPDX-License-Identifier: Apache-2.0

// A model in a precision on accelerators: memory, step time, steady state, energy, cost.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"fmt"
	"math"
	"unsafe"
)

// A Setup is a model in a precision on accelerators, run by an engine.
type Setup struct {
	Hardware  Hardware
	Model     Model
	Precision Precision
	Layout    Layout
	Engine    Engine
	Constants Constants
}

// A Deployment is a resolved Setup: resolved once, then asked many times, from any goroutine.
type Deployment struct {
	Setup  Setup
	memory []uint64
}

// Options say how a deployment differs from one accelerator under vLLM.
type Options struct {
	TP, PP, EP, DP int64 // tensor, pipeline, expert, attention data parallel size; 0 stands for 1
	// Link beyond the scale-up domain, per accelerator, one way.
	InternodeBytesPerSecond Optional[float64]
	// Name of the engine; "" stands for "vllm".
	Engine string
	// What software reaches of the hardware; nil: the catalog's.
	Constants *Constants
}

// Deploy resolves a deployment of the catalog's facts: "h100-sxm5-80gb", "llama-3.1-70b", "fp8". An empty precision is
// the one that the checkpoint is published in.
func Deploy(hw, model, precision string, options Options) (*Deployment, error) {
	setup, err := findSetup(hw, model, precision, options)
	if err != nil || options.Constants != nil {
		return setup.resolveUnless(err)
	}
	return setup.resolveNames(hw, model, precision, options.Engine)
}

func (s Setup) resolveUnless(err error) (*Deployment, error) {
	if err != nil {
		return nil, err
	}
	return s.Resolve()
}

// resolveNames lets the library look the facts up itself: the same deployment, in one call.
func (s Setup) resolveNames(hw, model, precision, engine string) (*Deployment, error) {
	d := &Deployment{Setup: s, memory: make([]uint64, C.TOLL_CATALOG_WORDS)}
	memory, size := d.arguments()
	var layout C.toll_step_layout
	if err := s.Layout.toC(&layout); err != nil {
		return nil, err
	}
	hwText, hwLength := textPointer(hw)
	modelText, modelLength := textPointer(model)
	precisionText, precisionLength := textPointer(precision)
	engineText, engineLength := textPointer(engine)
	var e C.toll_error
	status := C.toll_catalog_resolve(hwText, hwLength, modelText, modelLength, precisionText, precisionLength, engineText,
		engineLength, &layout, memory, size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return d, nil
}

func findSetup(hw, model, precision string, options Options) (setup Setup, err error) {
	if setup.Hardware, err = FindHardware(hw); err != nil {
		return setup, err
	}
	if setup.Model, err = FindModel(model); err != nil {
		return setup, err
	}
	if precision == "" {
		if precision, err = statedPrecision(model); err != nil {
			return setup, err
		}
	}
	if setup.Precision, err = FindPrecisionOf(orText(precision, setup.Model.NativePrecision), setup.Model); err != nil {
		return setup, err
	}
	if setup.Engine, err = FindEngineOn(orText(options.Engine, "vllm"), setup.Hardware); err != nil {
		return setup, err
	}
	setup.Layout = options.layout()
	if options.Constants != nil {
		setup.Constants = *options.Constants
		return setup, nil
	}
	setup.Constants, err = FindConstants(setup.Hardware, setup.Precision, setup.Engine)
	return setup, err
}

func (o Options) layout() Layout {
	return Layout{TP: orOne(o.TP), PP: orOne(o.PP), EP: orOne(o.EP), DP: orOne(o.DP),
		InternodeBytesPerSecond: o.InternodeBytesPerSecond}
}

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func orOne(size int64) int64 {
	if size == 0 {
		return 1
	}
	return size
}

// setupC is a Setup as C takes it.
type setupC struct {
	hw        C.toll_hw
	model     *modelC
	precision C.toll_model_precision
	layout    C.toll_step_layout
	engine    C.toll_step_engine
	constants C.toll_step_constants
}

func (s *Setup) toC() (c *setupC, err error) {
	c = &setupC{}
	if c.model, err = s.Model.descriptor(); err != nil {
		return nil, err
	}
	for _, convert := range []func() error{
		func() error { return s.Hardware.toC(&c.hw) },
		func() error { return s.Precision.toC(&c.precision) },
		func() error { return s.Layout.toC(&c.layout) },
		func() error { return s.Engine.toC(&c.engine) },
		func() error { return s.Constants.toC(&c.constants) },
	} {
		if err = convert(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Resolve lays the model over the accelerators. Whether it fits in memory is an answer of Memory, not an error.
func (s Setup) Resolve() (*Deployment, error) {
	c, err := s.toC()
	if err != nil {
		return nil, err
	}
	rows, count := c.model.rows()
	d := &Deployment{Setup: s, memory: make([]uint64, C.toll_step_size(count)/8)}
	memory, size := d.arguments()
	var e C.toll_error
	status := C.toll_step_resolve(&c.hw, &c.model.model, rows, count, layerBytes, &c.precision, &c.layout, &c.engine,
		&c.constants, memory, size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Deployment) arguments() (unsafe.Pointer, C.uint64_t) {
	return first(d.memory), C.uint64_t(len(d.memory) * 8)
}

// CheckRun tells whether the engine can start it: yes, no or unknown, with reason and source. Ask it before a speed: a
// Setup is computed from any facts.
func (s Setup) CheckRun() (run Run, err error) {
	c, err := s.toC()
	if err != nil {
		return run, err
	}
	rows, count := c.model.rows()
	found := freshRun()
	var e C.toll_error
	err = check(C.toll_catalog_check_run(&c.hw, rows, count, layerBytes, &c.precision, &c.layout, &c.engine, &found, &e),
		&e)
	run.fromC(&found)
	return run, err
}

// GPUs is the number of accelerators.
func (d *Deployment) GPUs() int64 {
	layout := d.Setup.Layout
	return orOne(layout.TP) * orOne(layout.PP) * orOne(layout.DP)
}

// String is "llama-3.1-70b fp8 on 4 x h100-sxm5-80gb".
func (d *Deployment) String() string {
	return fmt.Sprintf("%s %s on %d x %s", d.Setup.Model.ID, d.Setup.Precision.ID, d.GPUs(), d.Setup.Hardware.ID)
}

// Memory of the fullest accelerator with so many sequences of so many tokens; "does not fit" is an answer.
func (d *Deployment) Memory(sequences, contextTokens int64) (memory Memory, err error) {
	c := freshMemory()
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_step_estimate_memory(deployment, size, C.int64_t(sequences), C.int64_t(contextTokens), &c, &e)
	if err = check(status, &e); err != nil {
		return memory, err
	}
	memory.fromC(&c)
	return memory, nil
}

// Step is the time and energy of one step.
func (d *Deployment) Step(batch Batch) (result StepResult, err error) {
	var in C.toll_step_batch
	if err = batch.toC(&in); err != nil {
		return result, err
	}
	out := freshStepResult()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_step_estimate(deployment, size, &in, &out, &e), &e); err != nil {
		return result, err
	}
	result.fromC(&out)
	return result, nil
}

// StepColumns are medians of many steps.
type StepColumns struct {
	TimeSeconds []float64
	Statuses    []Status
}

// StepColumns is the median time of many steps; prefillTokens nil: none. Its error is that of the first row that
// fails; the others are computed nevertheless.
func (d *Deployment) StepColumns(decodeSequences, decodeContextTokens, prefillTokens []float64) (StepColumns, error) {
	count := len(decodeSequences)
	if len(decodeContextTokens) != count || (prefillTokens != nil && len(prefillTokens) != count) {
		return StepColumns{}, differentLengths()
	}
	columns := StepColumns{make([]float64, count), make([]Status, count)}
	var prefill *C.double
	if prefillTokens != nil {
		prefill = doubles(prefillTokens)
	}
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_step_estimate_columns(deployment, size, doubles(decodeSequences), doubles(decodeContextTokens),
		prefill, C.uint64_t(count), doubles(columns.TimeSeconds), (*C.int32_t)(first(columns.Statuses)), &e)
	return columns, check(status, &e)
}

// Serve is the steady state of a load: latency, throughput, power, each with its interval. Its error is a [*DoesNotFit]
// where the weights and one request do not, unless the load assumes it.
func (d *Deployment) Serve(load Load) (result ServeResult, err error) {
	if result, err = d.serve(load); err != nil {
		return result, err
	}
	return result, d.refuseUnfit(load, result.Flags)
}

func (d *Deployment) serve(load Load) (result ServeResult, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return result, err
	}
	out := freshServeResult()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_serve_estimate(deployment, size, &in, &out, &e), &e); err != nil {
		return result, err
	}
	result.fromC(&out)
	return result, nil
}

// Calibrate says what one's own measured points change: factors on the estimates, and how much narrower the intervals are.
func (d *Deployment) Calibrate(anchors []Anchor) (correction Correction, err error) {
	rows := make([]C.toll_serve_anchor, len(anchors))
	for i := range anchors {
		if err = anchors[i].toC(&rows[i]); err != nil {
			return correction, err
		}
	}
	out := freshCorrection()
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_serve_calibrate(deployment, size, (*C.toll_serve_anchor)(first(rows)), C.uint64_t(len(rows)),
		C.sizeof_toll_serve_anchor, &out, &e)
	if err = check(status, &e); err != nil {
		return correction, err
	}
	correction.fromC(&out)
	return correction, nil
}

// ServeCorrected is Serve with what Calibrate found.
func (d *Deployment) ServeCorrected(load Load, correction Correction) (result ServeResult, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return result, err
	}
	var by C.toll_serve_correction
	if err = correction.toC(&by); err != nil {
		return result, err
	}
	out := freshServeResult()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_serve_estimate_corrected(deployment, size, &in, &by, &out, &e), &e); err != nil {
		return result, err
	}
	result.fromC(&out)
	return result, d.refuseUnfit(load, result.Flags)
}

// ServeColumns are medians of many loads.
type ServeColumns struct {
	TTFTSeconds, TPOTSeconds, OutputTokensPerSecond []float64
	Statuses                                        []Status
}

// ServeColumns are the medians of many loads. Its error is that of the first row that fails, or a [*DoesNotFit] where a row
// does not and has no figures; the others are computed nevertheless.
func (d *Deployment) ServeColumns(inputTokens, outputTokens, concurrency []float64) (ServeColumns, error) {
	count := len(inputTokens)
	if len(outputTokens) != count || len(concurrency) != count {
		return ServeColumns{}, differentLengths()
	}
	columns := ServeColumns{make([]float64, count), make([]float64, count), make([]float64, count), make([]Status, count)}
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_serve_estimate_columns(deployment, size, doubles(inputTokens), doubles(outputTokens),
		doubles(concurrency), C.uint64_t(count), doubles(columns.TTFTSeconds), doubles(columns.TPOTSeconds),
		doubles(columns.OutputTokensPerSecond), (*C.int32_t)(first(columns.Statuses)), &e)
	if err := check(status, &e); err != nil {
		return columns, err
	}
	return columns, d.refuseRows(inputTokens, outputTokens, columns.TTFTSeconds)
}

// Queue is how requests wait under a load, closed or open, and the quantiles of TTFT and TPOT.
func (d *Deployment) Queue(load Load) (queue Queue, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return queue, err
	}
	out := freshQueue()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_serve_estimate_queue(deployment, size, &in, &out, &e), &e); err != nil {
		return queue, err
	}
	queue.fromC(&out)
	return queue, d.refuseUnfit(load, queue.Flags)
}

// BoundRate is the highest rate of arrivals, per second, at which every limit holds, by the medians; 0: none.
func (d *Deployment) BoundRate(load Load, limits Limits) (float64, error) {
	var in C.toll_serve_load
	if err := load.toC(&in); err != nil {
		return 0, err
	}
	var most C.toll_serve_limits
	if err := limits.toC(&most); err != nil {
		return 0, err
	}
	var rate C.double
	var e C.toll_error
	deployment, size := d.arguments()
	err := check(C.toll_serve_bound_rate(deployment, size, &in, &most, &rate, &e), &e)
	if err != nil || rate > 0 || load.AssumeFit != 0 {
		return float64(rate), err
	}
	if fits, err := d.Fits(load); err != nil || fits {
		return float64(rate), err
	}
	return float64(rate), d.doesNotFit(load)
}

// OpenColumns are means at many rates of arrivals; 0 where a row is not stable.
type OpenColumns struct {
	TTFTSeconds, TPOTSeconds, RunningSequences []float64
	Stabilities                                []int32
	Statuses                                   []Status
}

// OpenColumns are the medians at many rates of arrivals; load is what the rows have in common. Its error is that of the
// first row that fails, or a [*DoesNotFit] where a row does not; the others are computed nevertheless.
func (d *Deployment) OpenColumns(load Load, inputTokens, outputTokens, requestsPerSecond []float64) (OpenColumns, error) {
	count := len(inputTokens)
	if len(outputTokens) != count || len(requestsPerSecond) != count {
		return OpenColumns{}, differentLengths()
	}
	var in C.toll_serve_load
	if err := load.toC(&in); err != nil {
		return OpenColumns{}, err
	}
	columns := OpenColumns{make([]float64, count), make([]float64, count), make([]float64, count), make([]int32, count),
		make([]Status, count)}
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_serve_estimate_open_columns(deployment, size, &in, doubles(inputTokens), doubles(outputTokens),
		doubles(requestsPerSecond), C.uint64_t(count), doubles(columns.TTFTSeconds), doubles(columns.TPOTSeconds),
		doubles(columns.RunningSequences), (*C.int32_t)(first(columns.Stabilities)),
		(*C.int32_t)(first(columns.Statuses)), &e)
	if err := check(status, &e); err != nil || load.AssumeFit != 0 {
		return columns, err
	}
	return columns, d.refuseRows(inputTokens, outputTokens, columns.TTFTSeconds)
}

// Admission is what admitting one more request to the step of this moment adds: time, cost, whether it has room.
func (d *Deployment) Admission(batch Batch, request Load, supply Supply) (admission Admission, err error) {
	var now C.toll_step_batch
	if err = batch.toC(&now); err != nil {
		return admission, err
	}
	var in C.toll_serve_load
	if err = request.toC(&in); err != nil {
		return admission, err
	}
	var price C.toll_serve_supply
	if err = supply.toC(&price); err != nil {
		return admission, err
	}
	out := freshAdmission()
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_serve_estimate_admission(deployment, size, &now, &in, &price, &out, &e)
	if err = check(status, &e); err != nil {
		return admission, err
	}
	admission.fromC(&out)
	if admission.Flags&FlagNoFit != 0 && request.AssumeFit == 0 {
		return admission, &DoesNotFit{What: "the batch of this moment", ContextTokens: int64(math.Ceil(float64(in.input_tokens + in.output_tokens))),
			MarginBytes: admission.FreeBytes - admission.RequestBytes}
	}
	return admission, nil
}

// A Part is one request of a step: what it decodes with which context, or what of its prompt is taken after which.
type Part struct {
	DecodeTokens, ContextTokens, PrefillTokens, PrefillContextTokens float64
}

// Allocate shares a step among the requests in it, in seconds and as whole numbers that sum to 10^15.
func (d *Deployment) Allocate(parts []Part) (seconds []float64, weights []int64, err error) {
	rows := make([]C.toll_serve_part, len(parts))
	for i, part := range parts {
		rows[i] = C.toll_serve_part{C.double(part.DecodeTokens), C.double(part.ContextTokens),
			C.double(part.PrefillTokens), C.double(part.PrefillContextTokens)}
	}
	seconds, weights = make([]float64, len(parts)), make([]int64, len(parts))
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_serve_allocate(deployment, size, (*C.toll_serve_part)(first(rows)), C.uint64_t(len(rows)),
		C.uint64_t(unsafe.Sizeof(C.toll_serve_part{})), doubles(seconds), (*C.int64_t)(first(weights)), &e)
	return seconds, weights, check(status, &e)
}

// CostSplit is the cost per million tokens three ways: reserved (idle hours included), busy, and at the margin.
func (d *Deployment) CostSplit(load Load, supply Supply) (split CostSplit, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return split, err
	}
	var price C.toll_serve_supply
	if err = supply.toC(&price); err != nil {
		return split, err
	}
	out := freshCostSplit()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_serve_estimate_split(deployment, size, &in, &price, &out, &e), &e); err != nil {
		return split, d.unfitInstead(load, err)
	}
	split.fromC(&out)
	return split, nil
}

// Terms are what TTFT and TPOT are made of, and what would move them.
func (d *Deployment) Terms(load Load) (terms Terms, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return terms, err
	}
	out := freshTerms()
	var e C.toll_error
	deployment, size := d.arguments()
	if err = check(C.toll_serve_estimate_terms(deployment, size, &in, &out, &e), &e); err != nil {
		return terms, d.unfitInstead(load, err)
	}
	terms.fromC(&out)
	return terms, nil
}

// EstimatePools is disaggregated serving in a closed loop: prompts on units of one deployment, answers on units of another.
// With PrefillUnits Some(0) as many are taken as match the rate of the others.
func EstimatePools(prefill, decode *Deployment, load Load, pools Pools) (result PooledResult, err error) {
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return result, err
	}
	var units C.toll_serve_pools
	if err = pools.toC(&units); err != nil {
		return result, err
	}
	out := freshPooledResult()
	var e C.toll_error
	first, firstSize := prefill.arguments()
	second, secondSize := decode.arguments()
	status := C.toll_serve_estimate_pools(first, firstSize, second, secondSize, &in, &units, &out, &e)
	if err = check(status, &e); err != nil {
		return result, err
	}
	result.fromC(&out)
	if result.Flags&FlagNoFit == 0 || load.AssumeFit != 0 {
		return result, nil
	}
	prompts := load
	prompts.OutputTokens = 1 // its units hold the prompts alone
	if fits, err := prefill.Fits(prompts); err != nil || fits {
		return result, decode.refuseUnfit(load, result.Flags)
	}
	return result, prefill.doesNotFit(prompts)
}

func doubles(values []float64) *C.double {
	return (*C.double)(first(values))
}

func differentLengths() error {
	return &Error{Code: ErrConflict, Row: -1, Message: "columns must be of one length"}
}

// Hourly is a supply at a price per accelerator-hour, fully used: NewSupply with that price.
func Hourly(usdPerGPUHour float64) Supply {
	supply := NewSupply()
	supply.USDPerGPUHour = Exactly(usdPerGPUHour)
	supply.UtilisationFrac = 1
	return supply
}

// Cost is the cost per token of a steady state.
func (r ServeResult) Cost(supply Supply) (cost Cost, err error) {
	var result C.toll_serve_result
	if err = r.toC(&result); err != nil {
		return cost, err
	}
	var in C.toll_serve_supply
	if err = supply.toC(&in); err != nil {
		return cost, err
	}
	out := freshCost()
	var e C.toll_error
	if err = check(C.toll_serve_estimate_cost(&result, &in, &out, &e), &e); err != nil {
		return cost, err
	}
	cost.fromC(&out)
	return cost, nil
}

// threeNames are a deployment's names as C reads them.
func threeNames(hw, model, precision string) (names [3]*C.char, err error) {
	texts, arguments := [3]string{hw, model, precision}, [3]string{"hw", "model", "precision"}
	for i := range names {
		if names[i], err = terminated(texts[i], arguments[i]); err != nil {
			return names, err
		}
	}
	return names, nil
}

// Estimate is the speed and cost of a deployment on tp accelerators under vLLM, in one call from the catalog's names. For
// another layout or engine, and for many loads of one deployment, use Deploy.
func Estimate(hw, model, precision string, tp int64, load Load, usdPerGPUHour float64) (r ServeResult, c Cost, err error) {
	names, err := threeNames(hw, model, precision)
	if err != nil {
		return r, c, err
	}
	var in C.toll_serve_load
	if err = load.toC(&in); err != nil {
		return r, c, err
	}
	result, cost := freshServeResult(), freshCost()
	var e C.toll_error
	status := C.toll_catalog_estimate(names[0], names[1], names[2], C.int64_t(tp), &in, C.double(usdPerGPUHour), &result,
		&cost, &e)
	if err = check(status, &e); err != nil {
		return r, c, unfitByName(hw, model, precision, tp, load, err)
	}
	r.fromC(&result)
	c.fromC(&cost)
	return r, c, nil
}

// FewestGPUs finds the fewest accelerators that hold a model with a number of sequences of a length, from the catalog's
// names. tp and pp are searched; ep, dp and the link between nodes are those of options. GPUs 0: none of the layouts fits.
func FewestGPUs(hw, model, precision string, options Options, sequences, contextTokens, maxGPUs int64) (f Fewest, err error) {
	names, err := threeNames(hw, model, precision)
	if err != nil {
		return f, err
	}
	var layout C.toll_step_layout
	shape := options.layout()
	if err = shape.toC(&layout); err != nil {
		return f, err
	}
	out := freshFewest()
	var e C.toll_error
	status := C.toll_catalog_bound_gpus(names[0], names[1], names[2], &layout, C.int64_t(sequences),
		C.int64_t(contextTokens), C.int64_t(maxGPUs), &out, &e)
	if err = check(status, &e); err != nil {
		return f, err
	}
	f.fromC(&out)
	return f, nil
}

// Energy is the power, energy and emissions of a steady state at three boundaries.
func (r ServeResult) Energy(site Site) (energy Energy, err error) {
	var result C.toll_serve_result
	if err = r.toC(&result); err != nil {
		return energy, err
	}
	var in C.toll_serve_site
	if err = site.toC(&in); err != nil {
		return energy, err
	}
	out := freshEnergy()
	var e C.toll_error
	if err = check(C.toll_serve_estimate_energy(&result, &in, &out, &e), &e); err != nil {
		return energy, err
	}
	energy.fromC(&out)
	return energy, nil
}

// MostSequences is the largest batch of sequences of a length.
func (d *Deployment) MostSequences(contextTokens int64) (room Room, err error) {
	c := freshRoom()
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_step_bound_sequences(deployment, size, C.int64_t(contextTokens), &c, &e)
	if err = check(status, &e); err != nil {
		return room, err
	}
	room.fromC(&c)
	return room, nil
}

// LongestContext is the longest context that each of so many sequences may have.
func (d *Deployment) LongestContext(sequences int64) (room Room, err error) {
	c := freshRoom()
	var e C.toll_error
	deployment, size := d.arguments()
	status := C.toll_step_bound_context(deployment, size, C.int64_t(sequences), &c, &e)
	if err = check(status, &e); err != nil {
		return room, err
	}
	room.fromC(&c)
	return room, nil
}

// FewestGPUs searches the tensor and pipeline parallel sizes for the fewest accelerators that hold so many sequences of a
// length. GPUs 0: none of the layouts fits.
func (s Setup) FewestGPUs(sequences, contextTokens, maxGPUs int64) (fewest Fewest, err error) {
	c, err := s.toC()
	if err != nil {
		return fewest, err
	}
	rows, count := c.model.rows()
	scratch := &Deployment{Setup: s, memory: make([]uint64, C.toll_step_size(count)/8)}
	memory, size := scratch.arguments()
	out := freshFewest()
	var e C.toll_error
	status := C.toll_step_bound_gpus(&c.hw, &c.model.model, rows, count, layerBytes, &c.precision, &c.layout, &c.engine,
		&c.constants, C.int64_t(sequences), C.int64_t(contextTokens), C.int64_t(maxGPUs), memory, size, &out, &e)
	if err = check(status, &e); err != nil {
		return fewest, err
	}
	fewest.fromC(&out)
	return fewest, nil
}
