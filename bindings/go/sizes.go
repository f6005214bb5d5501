// SPDX-License-Identifier: Apache-2.0

// Exact figures of a model (parameters, weight bytes, KV bytes) and the peak rate of an accelerator.

package toll

/*
#include <toll.h>
*/
import "C"

// modelC is a descriptor as C takes it.
type modelC struct {
	model  C.toll_model
	layers []C.toll_model_layer
}

const layerBytes = C.uint64_t(C.sizeof_toll_model_layer)

func (m *Model) descriptor() (*modelC, error) {
	c := &modelC{layers: make([]C.toll_model_layer, len(m.Layers))}
	if err := m.toC(&c.model); err != nil {
		return nil, err
	}
	for i := range m.Layers {
		if err := m.Layers[i].toC(&c.layers[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *modelC) rows() (*C.toll_model_layer, C.uint64_t) {
	return (*C.toll_model_layer)(first(c.layers)), C.uint64_t(len(c.layers))
}

// Check checks every field, and what each layer's kind needs and forbids.
func (m Model) Check() error {
	c, err := m.descriptor()
	if err != nil {
		return err
	}
	var e C.toll_error
	rows, count := c.rows()
	return check(C.toll_model_check(&c.model, rows, count, layerBytes, &e), &e)
}

// Count counts parameters exactly.
func (m Model) Count() (Counts, error) {
	c, err := m.descriptor()
	if err != nil {
		return Counts{}, err
	}
	var result Counts
	out := freshCounts()
	var e C.toll_error
	rows, count := c.rows()
	if err := check(C.toll_model_count(&c.model, rows, count, layerBytes, &out, &e), &e); err != nil {
		return Counts{}, err
	}
	result.fromC(&out)
	return result, nil
}

// Weights are the bytes of the weights in a precision, by tensor class.
func (m Model) Weights(precision Precision) (Weights, error) {
	c, err := m.descriptor()
	if err != nil {
		return Weights{}, err
	}
	var p C.toll_model_precision
	if err := precision.toC(&p); err != nil {
		return Weights{}, err
	}
	var result Weights
	out := freshWeights()
	var e C.toll_error
	rows, count := c.rows()
	if err := check(C.toll_model_compute_weights(&c.model, rows, count, layerBytes, &p, &out, &e), &e); err != nil {
		return Weights{}, err
	}
	result.fromC(&out)
	return result, nil
}

// KV is the KV cache and state of one sequence of contextTokens (0 .. 10^9) tokens.
func (m Model) KV(precision Precision, contextTokens int64) (KvCache, error) {
	c, err := m.descriptor()
	if err != nil {
		return KvCache{}, err
	}
	var p C.toll_model_precision
	if err := precision.toC(&p); err != nil {
		return KvCache{}, err
	}
	var result KvCache
	out := freshKvCache()
	var e C.toll_error
	rows, count := c.rows()
	status := C.toll_model_compute_kv(&c.model, rows, count, layerBytes, &p, C.int64_t(contextTokens), &out, &e)
	if err := check(status, &e); err != nil {
		return KvCache{}, err
	}
	result.fromC(&out)
	return result, nil
}

// Check checks every field, and the fields against each other.
func (r Hardware) Check() error {
	var c C.toll_hw
	if err := r.toC(&c); err != nil {
		return err
	}
	var e C.toll_error
	return check(C.toll_hw_check(&c, &e), &e)
}

// PeakRate is the rate at which a format is computed: a format that the hardware lacks runs at the next one that it has.
func (r Hardware) PeakRate(wanted Rate) (used Rate, flopPerSecond float64, err error) {
	var c C.toll_hw
	if err := r.toC(&c); err != nil {
		return 0, 0, err
	}
	var e C.toll_error
	var usedC C.uint32_t
	var peak C.double
	err = check(C.toll_hw_get_rate(&c, C.uint32_t(wanted), &usedC, &peak, &e), &e)
	return Rate(usedC), float64(peak), err
}
