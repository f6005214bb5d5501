// SPDX-License-Identifier: Apache-2.0

// Training runs: operations, step time, memory, layout, and days, energy and cost of a run.

package toll

/*
#include <toll.h>
*/
import "C"

// TrainFlops are the operations per trained token.
type TrainFlops struct {
	ProjectionFlops    float64 // forward: projections and active experts
	HeadFlops          float64 // forward: the output head
	AttentionFlops     float64 // forward: attention as masked
	AttentionFullFlops float64 // forward: attention of the whole sequence, masked or not
	AdapterFlops       float64 // forward: adapters
	ModelFlops         float64 // training: what MFU counts
	HardwareFlops      float64 // training: what is executed
	ParamsTrainable    float64 // parameters that are trained
}

// A Training is a model, an accelerator and a setup.
type Training struct {
	Hardware  Hardware
	Model     Model
	Setup     TrainSetup
	Constants Constants
}

// FindTraining takes accelerator and model from the catalog, with the constants of the setup's format.
func FindTraining(hw, model string, setup TrainSetup) (t Training, err error) {
	t.Setup = setup
	if t.Hardware, err = FindHardware(hw); err != nil {
		return t, err
	}
	if t.Model, err = FindModel(model); err != nil {
		return t, err
	}
	name := map[Rate]string{RateFP8: "fp8", RateFP4: "nvfp4"}[setup.LinearRate]
	precision, err := FindPrecision(orText(name, "bf16"))
	if err != nil {
		return t, err
	}
	engine, err := FindEngine("vllm")
	if err != nil {
		return t, err
	}
	t.Constants, err = FindConstants(t.Hardware, precision, engine)
	return t, err
}

type trainingC struct {
	hw        C.toll_hw
	model     *modelC
	setup     C.toll_train_setup
	constants C.toll_step_constants
}

func (t *Training) toC() (c *trainingC, err error) {
	c = &trainingC{}
	if c.model, err = t.Model.descriptor(); err != nil {
		return nil, err
	}
	if err = t.Hardware.toC(&c.hw); err != nil {
		return nil, err
	}
	if err = t.Setup.toC(&c.setup); err != nil {
		return nil, err
	}
	return c, t.Constants.toC(&c.constants)
}

// Count is the operations per trained token.
func (t Training) Count() (flops TrainFlops, err error) {
	model, err := t.Model.descriptor()
	if err != nil {
		return flops, err
	}
	var setup C.toll_train_setup
	if err = t.Setup.toC(&setup); err != nil {
		return flops, err
	}
	var out C.toll_train_flops
	var e C.toll_error
	rows, count := model.rows()
	if err = check(C.toll_train_count(&model.model, rows, count, layerBytes, &setup, &out, &e), &e); err != nil {
		return flops, err
	}
	return TrainFlops{float64(out.projection_flops), float64(out.head_flops), float64(out.attention_flops),
		float64(out.attention_full_flops), float64(out.adapter_flops), float64(out.model_flops),
		float64(out.hardware_flops), float64(out.params_trainable)}, nil
}

// Step is the time of one optimiser step, with its terms.
func (t Training) Step() (step TrainStep, err error) {
	c, err := t.toC()
	if err != nil {
		return step, err
	}
	out := freshTrainStep()
	var e C.toll_error
	rows, count := c.model.rows()
	status := C.toll_train_estimate_step(&c.hw, &c.model.model, rows, count, layerBytes, &c.setup, &c.constants, &out, &e)
	if err = check(status, &e); err != nil {
		return step, err
	}
	step.fromC(&out)
	return step, nil
}

// Memory of the fullest accelerator; "does not fit" is an answer.
func (t Training) Memory() (memory TrainMemory, err error) {
	c, err := t.toC()
	if err != nil {
		return memory, err
	}
	out := freshTrainMemory()
	var e C.toll_error
	rows, count := c.model.rows()
	status := C.toll_train_estimate_memory(&c.hw, &c.model.model, rows, count, layerBytes, &c.setup, &c.constants, &out, &e)
	if err = check(status, &e); err != nil {
		return memory, err
	}
	memory.fromC(&out)
	return memory, nil
}

// FindLayout is the smallest number of accelerators, at most gpusMax, that holds the setup, and the memory that it takes.
func (t Training) FindLayout(gpusMax uint64) (found TrainSetup, memory TrainMemory, err error) {
	c, err := t.toC()
	if err != nil {
		return found, memory, err
	}
	setup, out := freshTrainSetup(), freshTrainMemory()
	var e C.toll_error
	rows, count := c.model.rows()
	status := C.toll_train_find_layout(&c.hw, &c.model.model, rows, count, layerBytes, &c.setup, &c.constants,
		C.uint64_t(gpusMax), &setup, &out, &e)
	if err = check(status, &e); err != nil {
		return found, memory, err
	}
	found.fromC(&setup)
	memory.fromC(&out)
	return found, memory, nil
}

// FindFastest is the fastest layout of so many accelerators that holds the setup, its step and the memory that it takes.
func (t Training) FindFastest(gpus uint64) (found TrainSetup, step TrainStep, memory TrainMemory, err error) {
	c, err := t.toC()
	if err != nil {
		return found, step, memory, err
	}
	setup, time, out := freshTrainSetup(), freshTrainStep(), freshTrainMemory()
	var e C.toll_error
	rows, count := c.model.rows()
	status := C.toll_train_find_fastest(&c.hw, &c.model.model, rows, count, layerBytes, &c.setup, &c.constants,
		C.uint64_t(gpus), &setup, &time, &out, &e)
	if err = check(status, &e); err != nil {
		return found, step, memory, err
	}
	found.fromC(&setup)
	step.fromC(&time)
	memory.fromC(&out)
	return found, step, memory, nil
}

// Run is a whole training run: days, accelerator-hours, energy, carbon, and cost on three bases.
func (r TrainStep) Run(job TrainJob) (result TrainResult, err error) {
	var step C.toll_train_step
	if err = r.toC(&step); err != nil {
		return result, err
	}
	var in C.toll_train_job
	if err = job.toC(&in); err != nil {
		return result, err
	}
	out := freshTrainResult()
	var e C.toll_error
	if err = check(C.toll_train_estimate(&step, &in, &out, &e), &e); err != nil {
		return result, err
	}
	result.fromC(&out)
	return result, nil
}

// TrainGPUHours are accelerator-hours from a published rate per 10^12 tokens.
func TrainGPUHours(tokens, gpuHoursPerTtok float64) (float64, error) {
	var hours C.double
	var e C.toll_error
	status := C.toll_train_estimate_gpu_hours(C.double(tokens), C.double(gpuHoursPerTtok), &hours, &e)
	return float64(hours), check(status, &e)
}

// Interruptions is the mean time between interruptions, of the job and per accelerator, from what was counted.
func Interruptions(count, hours, gpus float64) (hoursBetween, gpuHoursBetween float64, err error) {
	var between, gpuBetween C.double
	var e C.toll_error
	status := C.toll_train_estimate_interruptions(C.double(count), C.double(hours), C.double(gpus), &between, &gpuBetween, &e)
	return float64(between), float64(gpuBetween), check(status, &e)
}
