// SPDX-License-Identifier: Apache-2.0

// Facts of the catalog by name: accelerators, models, precisions, engines, constants, instances.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
)

// CatalogVersion is the date of the facts, "2026-11-23".
func CatalogVersion() string {
	return C.GoString(C.toll_catalog_version())
}

// IDs lists a table in order.
func IDs(table Table) []string {
	ids := make([]string, C.toll_catalog_count(C.uint32_t(table)))
	for i := range ids {
		ids[i] = C.GoString(C.toll_catalog_get_id(C.uint32_t(table), C.uint64_t(i)))
	}
	return ids
}

// Find is the index of a row by id or alias. An unknown name is ErrUnknownID, and the message suggests the nearest; one
// that stands for several rows is ErrAmbiguous, and the message lists them.
func Find(table Table, name string) (int, error) {
	var index C.uint64_t
	var e C.toll_error
	data, length := textPointer(name)
	return int(index), check(C.toll_catalog_find(C.uint32_t(table), data, length, &index, &e), &e)
}

// MatchHardware is the accelerator that a name means: of nvidia-smi, rocm-smi or torch, a cloud's machine type, or as
// people type it. Note says what was assumed.
func MatchHardware(name string) (match NameMatch, err error) {
	c := freshNameMatch()
	var e C.toll_error
	data, length := textPointer(name)
	err = check(C.toll_catalog_find_hw(data, length, &c, &e), &e)
	match.fromC(&c)
	return match, err
}

// MatchModel is the open model that a name means: a repository of a hub, a tag of ollama, a GGUF file's name, or as
// people type it. PrecisionID is the number format that the name states.
func MatchModel(name string) (match NameMatch, err error) {
	c := freshNameMatch()
	var e C.toll_error
	data, length := textPointer(name)
	err = check(C.toll_catalog_find_model(data, length, &c, &e), &e)
	match.fromC(&c)
	return match, err
}

// Nearest lists the ids nearest to a misspelt name; empty: nothing is near.
func Nearest(table Table, name string) ([]string, error) {
	data, length := textPointer(name)
	text, err := readText(func(text *C.char, capacity C.uint64_t, needed *C.uint64_t, e *C.toll_error) C.toll_status {
		return C.toll_catalog_find_nearest(C.uint32_t(table), data, length, text, capacity, needed, e)
	})
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }), nil
}

// findNamed is the index of an accelerator or model by any name that says all: where a variant or a count would have to
// be assumed, there is no place for a note.
func findNamed(table Table, name string, match func(string) (NameMatch, error)) (int, error) {
	index, err := Find(table, name)
	if !errors.Is(err, ErrUnknownID) {
		return index, err
	}
	found, err := match(name)
	if err != nil {
		return 0, err
	}
	return int(found.Index), found.sure()
}

// sure is nil where nothing was assumed.
func (m NameMatch) sure() error {
	if m.How&FoundVariant != 0 {
		return &Error{Code: ErrAmbiguous, Field: "name", Row: -1,
			Message: fmt.Sprintf("name stands for several: %s, %s", m.ID, m.Also)}
	}
	if m.Count > 1 {
		return &Error{Code: ErrConflict, Field: "name", Row: -1,
			Message: fmt.Sprintf("name states %d accelerators; give one's name", m.Count)}
	}
	return nil
}

// statedPrecision is the id of the precision that a model's name states; empty: none.
func statedPrecision(modelName string) (string, error) {
	match, err := MatchModel(modelName)
	if err != nil {
		return "", err
	}
	if match.How&FoundOtherPrecision != 0 {
		return "", &Error{Code: ErrMissing, Field: "precision", Row: -1,
			Message: "precision must be given: the one that the model's name states is not in the catalog"}
	}
	return match.PrecisionID, match.sure()
}

// FindHardware is an accelerator by id, alias, or any name that says all.
func FindHardware(name string) (hw Hardware, err error) {
	index, err := findNamed(TableHW, name, MatchHardware)
	if err != nil {
		return hw, err
	}
	c := freshHardware()
	var e C.toll_error
	err = check(C.toll_catalog_get_hw(C.uint64_t(index), &c, &e), &e)
	hw.fromC(&c)
	return hw, err
}

// FindModel is a model with its layers, by id or alias.
func FindModel(name string) (model Model, err error) {
	index, err := findNamed(TableModel, name, MatchModel)
	if err != nil {
		return model, err
	}
	c := freshModel()
	var e C.toll_error
	if err = check(C.toll_catalog_get_model(C.uint64_t(index), &c, &e), &e); err != nil {
		return model, err
	}
	model.fromC(&c)
	model.Layers, err = findLayers(index)
	return model, err
}

func findLayers(index int) ([]Layer, error) {
	var count C.uint64_t
	var e C.toll_error
	C.toll_catalog_get_layers(C.uint64_t(index), nil, 0, layerBytes, &count, &e)
	rows := make([]C.toll_model_layer, count)
	status := C.toll_catalog_get_layers(C.uint64_t(index), (*C.toll_model_layer)(first(rows)), count, layerBytes, &count, &e)
	layers := make([]Layer, len(rows))
	for i := range rows {
		layers[i].fromC(&rows[i])
	}
	return layers, check(status, &e)
}

// FindPublished is what a model's publisher says of its size: to check a descriptor against, never an input.
func FindPublished(modelName string) (published Published, err error) {
	index, err := Find(TableModel, modelName)
	if err != nil {
		return published, err
	}
	c := freshPublished()
	var e C.toll_error
	err = check(C.toll_catalog_get_published(C.uint64_t(index), &c, &e), &e)
	published.fromC(&c)
	return published, err
}

// FindPrecision tells how tensors are stored: "bf16", "fp8", ...
func FindPrecision(name string) (precision Precision, err error) {
	index, err := Find(TablePrecision, name)
	if err != nil {
		return precision, err
	}
	c := freshPrecision()
	var e C.toll_error
	err = check(C.toll_catalog_get_precision(C.uint64_t(index), &c, &e), &e)
	precision.fromC(&c)
	return precision, err
}

// FindPrecisionOf tells how tensors are stored as published checkpoints of a model in that format have it.
func FindPrecisionOf(name string, model Model) (precision Precision, err error) {
	c := freshPrecision()
	var modelC C.toll_model
	var e C.toll_error
	if err = model.toC(&modelC); err != nil {
		return precision, err
	}
	data, length := textPointer(name)
	err = check(C.toll_catalog_find_precision(data, length, &modelC, &c, &e), &e)
	precision.fromC(&c)
	return precision, err
}

// FindEngine tells an inference engine's policies by name and version, whatever the card: "vllm", "vllm@0.24", ...
func FindEngine(name string) (engine Engine, err error) {
	c := freshEngine()
	var e C.toll_error
	data, length := textPointer(name)
	err = check(C.toll_catalog_find_engine(data, length, nil, &c, &e), &e)
	engine.fromC(&c)
	return engine, err
}

// EngineRow is an engine's row of the catalog, without what versions and cards change: to list what there is.
func EngineRow(name string) (engine Engine, err error) {
	index, err := Find(TableEngine, name)
	if err != nil {
		return engine, err
	}
	c := freshEngine()
	var e C.toll_error
	err = check(C.toll_catalog_get_engine(C.uint64_t(index), &c, &e), &e)
	engine.fromC(&c)
	return engine, err
}

// FindEngineOn tells an inference engine's policies by name and version on a card: some go by the size of its memory.
func FindEngineOn(name string, hw Hardware) (engine Engine, err error) {
	c := freshEngine()
	var hwC C.toll_hw
	var e C.toll_error
	if err = hw.toC(&hwC); err != nil {
		return engine, err
	}
	data, length := textPointer(name)
	err = check(C.toll_catalog_find_engine(data, length, &hwC, &c, &e), &e)
	engine.fromC(&c)
	return engine, err
}

// FindConstants tells what software reaches of the hardware: typical values, with IsCalibrated 0, where nothing was
// measured.
func FindConstants(hw Hardware, precision Precision, engine Engine) (constants Constants, err error) {
	var hwC C.toll_hw
	var precisionC C.toll_model_precision
	var engineC C.toll_step_engine
	if err = hw.toC(&hwC); err != nil {
		return constants, err
	}
	if err = precision.toC(&precisionC); err != nil {
		return constants, err
	}
	if err = engine.toC(&engineC); err != nil {
		return constants, err
	}
	c := freshConstants()
	var e C.toll_error
	err = check(C.toll_catalog_get_constants(&hwC, &precisionC, &engineC, &c, &e), &e)
	constants.fromC(&c)
	return constants, err
}

// FindInstance is a rentable machine by id, "provider/instance/region".
func FindInstance(name string) (Instance, error) {
	index, err := Find(TableInstance, name)
	if err != nil {
		return Instance{}, err
	}
	return instanceAt(index)
}

// GetDefault is a sourced figure for scenarios by id, "name/region/vintage".
func GetDefault(name string) (figure Default, err error) {
	index, err := Find(TableDefault, name)
	if err != nil {
		return figure, err
	}
	c := freshDefault()
	var e C.toll_error
	err = check(C.toll_catalog_get_default(C.uint64_t(index), &c, &e), &e)
	figure.fromC(&c)
	return figure, err
}

// FindStack is how fast a training stack runs the catalog's kernels, by published runs.
func FindStack(name string) (stack Stack, err error) {
	index, err := Find(TableStack, name)
	if err != nil {
		return stack, err
	}
	c := freshStack()
	var e C.toll_error
	err = check(C.toll_catalog_get_stack(C.uint64_t(index), &c, &e), &e)
	stack.fromC(&c)
	return stack, err
}

// FindLicense is what a licence permits, by the id that a Published has as License. No legal advice.
func FindLicense(name string) (license License, err error) {
	index, err := Find(TableLicense, name)
	if err != nil {
		return license, err
	}
	c := freshLicense()
	var e C.toll_error
	err = check(C.toll_catalog_get_license(C.uint64_t(index), &c, &e), &e)
	license.fromC(&c)
	return license, err
}

// TokenRatio is how many tokens a model makes of 1,000 characters of a kind of text, and where that is from; the fact's
// Field is the tokenizer's name. errors.Is(err, ErrMissing): not known.
func TokenRatio(model string, text TextKind) (tokens Range, fact Fact, err error) {
	var found C.toll_range
	var e C.toll_error
	c := freshFact()
	data, length := textPointer(model)
	err = check(C.toll_catalog_get_token_ratio(data, length, C.uint32_t(text), &found, &c, &e), &e)
	if err != nil {
		return tokens, fact, err
	}
	fact.fromC(&c)
	return rangeFromC(found), fact, nil
}

// Qualities is what is published of the quality of number formats, of one model's shape (id or alias) and one precision
// where these are not empty.
func Qualities(modelName, precisionName string) (found []Quality, err error) {
	modelID, err := idOf(TableModel, modelName)
	if err != nil {
		return nil, err
	}
	precisionID, err := idOf(TablePrecision, precisionName)
	if err != nil {
		return nil, err
	}
	for i := range IDs(TableQuality) {
		row, err := qualityAt(i)
		if err != nil {
			return nil, err
		}
		if (modelID == "" || row.ModelID == modelID) && (precisionID == "" || row.PrecisionID == precisionID) {
			found = append(found, row)
		}
	}
	return found, nil
}

// idOf is the id of a name that may be empty.
func idOf(table Table, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	index, err := Find(table, name)
	if err != nil {
		return "", err
	}
	return IDs(table)[index], nil
}

func qualityAt(index int) (quality Quality, err error) {
	c := freshQuality()
	var e C.toll_error
	err = check(C.toll_catalog_get_quality(C.uint64_t(index), &c, &e), &e)
	quality.fromC(&c)
	return quality, err
}

func instanceAt(index int) (instance Instance, err error) {
	c := freshInstance()
	var e C.toll_error
	err = check(C.toll_catalog_get_instance(C.uint64_t(index), &c, &e), &e)
	instance.fromC(&c)
	return instance, err
}

// Instances lists rentable machines, of one accelerator (id or alias) and one provider where these are not empty.
func Instances(hwName, provider string) ([]Instance, error) {
	hwID := ""
	if hwName != "" {
		index, err := Find(TableHW, hwName)
		if err != nil {
			return nil, err
		}
		hwID = C.GoString(C.toll_catalog_get_id(C.TOLL_TABLE_HW, C.uint64_t(index)))
	}
	var found []Instance
	for i := 0; i < int(C.toll_catalog_count(C.TOLL_TABLE_INSTANCE)); i++ {
		instance, err := instanceAt(i)
		if err != nil {
			return nil, err
		}
		if (hwID == "" || instance.HWID.Or("") == hwID) && (provider == "" || instance.Provider == provider) {
			found = append(found, instance)
		}
	}
	return found, nil
}

var tableStructs = map[Table]string{TableHW: "toll_hw", TableModel: "toll_model", TablePrecision: "toll_model_precision",
	TableEngine: "toll_step_engine", TableInstance: "toll_catalog_instance",
	TableDefault: "toll_catalog_default", TableQuality: "toll_catalog_quality",
	TableLicense: "toll_catalog_license", TableStack: "toll_catalog_stack", TableOffering: "toll_catalog_offering",
	TableOfferingFact: "toll_catalog_offering_fact"}

// FindFact tells where a figure of a row comes from; field is the name in C, "memory_bytes".
func FindFact(table Table, name, field string) (fact Fact, err error) {
	index, err := Find(table, name)
	if err != nil {
		return fact, err
	}
	offset, err := offsetOf(tableStructs[table], field)
	if err != nil {
		return fact, err
	}
	c := freshFact()
	var e C.toll_error
	err = check(C.toll_catalog_get_fact(C.uint32_t(table), C.uint64_t(index), C.int64_t(offset), &c, &e), &e)
	fact.fromC(&c)
	return fact, err
}

func offsetOf(structName, field string) (uintptr, error) {
	for _, known := range compiledLayouts()[structName].fields {
		if known.name == field {
			return known.offset, nil
		}
	}
	return 0, &Error{Code: ErrUnknownID, Struct: structName, Field: field, Row: -1,
		Message: fmt.Sprintf("%s has no field %q", structName, field)}
}
