// SPDX-License-Identifier: Apache-2.0

// The loaded library: its version, the check of its ABI when the package is loaded, and Range.

package toll

/*
#include <stdlib.h>
#include <toll.h>
*/
import "C"

import (
	"fmt"
	"strings"
	"unicode/utf8"
	"unsafe"
)

type fieldLayout struct {
	name         string
	offset, size uintptr
}

type structLayout struct {
	kind   uint32
	size   uintptr
	fields []fieldLayout
}

// The headers that this package was compiled with and the library that is loaded must agree, or C would write past
// the ends of structs: there is no way to go on.
func init() {
	if problem := findMismatch(uint32(C.toll_abi_version()), compiledLayouts(), loadedSize); problem != "" {
		panic("libtoll: " + problem)
	}
}

func loadedSize(kind uint32) (string, uintptr) {
	return C.GoString(C.toll_struct_name(C.uint32_t(kind))), uintptr(C.toll_struct_size(C.uint32_t(kind)))
}

// findMismatch is empty when all is well. An extensible struct may have grown since; frozen ones have kinds from 100 on.
func findMismatch(abi uint32, layouts map[string]structLayout, loaded func(uint32) (string, uintptr)) string {
	if abi != compiledABI {
		return fmt.Sprintf("the loaded library has ABI version %d, this program was compiled for %d", abi, compiledABI)
	}
	for name, layout := range layouts {
		theirs, size := loaded(layout.kind)
		if theirs != name || size < layout.size || (layout.kind >= kindRange && size != layout.size) {
			return fmt.Sprintf("struct %s of %d bytes is %q of %d bytes in the loaded library", name, layout.size, theirs, size)
		}
	}
	return ""
}

// Version is that of the loaded library, "0.1.0".
func Version() string {
	return C.GoString(C.toll_version_string())
}

// VersionNumber is that of the loaded library as major * 10000 + minor * 100 + patch.
func VersionNumber() int {
	return int(C.toll_version_number())
}

// A Range is an estimate with its error bar: the quantiles P10, P50 and P90 of what one would measure.
type Range struct {
	Low, Mid, High float64
}

// Exactly is a range without width.
func Exactly(value float64) Range {
	return Range{value, value, value}
}

func (r Range) toC() C.toll_range {
	return C.toll_range{low: C.double(r.Low), mid: C.double(r.Mid), high: C.double(r.High)}
}

func rangeFromC(c C.toll_range) Range {
	return Range{float64(c.low), float64(c.mid), float64(c.high)}
}

// String is the median with its interval.
func (r Range) String() string {
	return fmt.Sprintf("%.4g (%.4g .. %.4g)", r.Mid, r.Low, r.High)
}

// A Field describes one field of a struct of the C ABI, as the loaded library does.
type Field struct {
	Name     string
	Type     FieldType
	Unit     string
	Min, Max float64
	Default  float64
	Offset   int64
	Size     int64
	KnownBit int64 // -1: always given
}

// Fields describes a struct by its C name, "toll_hw"; nil when there is no such struct.
func Fields(structName string) []Field {
	layout, found := compiledLayouts()[structName]
	if !found {
		return nil
	}
	fields := make([]Field, C.toll_field_count(C.uint32_t(layout.kind)))
	for i := range fields {
		fields[i] = fieldAt(layout.kind, uint32(i))
	}
	return fields
}

func fieldAt(kind, index uint32) Field {
	var c C.toll_field
	C.toll_field_get(C.uint32_t(kind), C.uint32_t(index), &c, nil)
	return Field{getText(c.name[:]), FieldType(c._type), getText(c.unit[:]), float64(c.min), float64(c.max),
		float64(c.default_value), int64(c.offset_bytes), int64(c.size_bytes), int64(c.known_bit)}
}

// initStruct is given a variable of its own, never a part of a larger one: cgo looks at the whole allocation.
func initStruct(object unsafe.Pointer, size uintptr, kind uint32) {
	C.toll_struct_init(object, C.uint64_t(size), C.uint32_t(kind), nil)
}

func checkStruct(object unsafe.Pointer, kind uint32) error {
	var e C.toll_error
	return check(C.toll_struct_check(object, C.uint32_t(kind), &e), &e)
}

// ---- text and arrays ----

func getText(from []C.char) string {
	var text strings.Builder
	for _, c := range from {
		if c == 0 {
			break
		}
		text.WriteByte(byte(c))
	}
	return text.String()
}

// putText fills a field that toll_struct_init has zeroed.
func putText(to []C.char, text, structName, field string) error {
	if len(text) >= len(to) || strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) {
		return &Error{Code: ErrString, Struct: structName, Field: field, Row: -1,
			Message: fmt.Sprintf("%s must be at most %d bytes of UTF-8 without NUL, got %d", field, len(to)-1, len(text))}
	}
	for i := range to {
		to[i] = 0
	}
	for i := 0; i < len(text); i++ {
		to[i] = C.char(text[i])
	}
	return nil
}

// One address for the data of every empty slice: the library is never given NULL for an array.
var nothing uint64

func first[T any](items []T) unsafe.Pointer {
	if len(items) == 0 {
		return unsafe.Pointer(&nothing)
	}
	return unsafe.Pointer(&items[0])
}

func textPointer(text string) (*C.char, C.uint64_t) {
	return (*C.char)(first([]byte(text))), C.uint64_t(len(text))
}

// terminated is a name as C reads it, up to its NUL: it must not have one of its own.
func terminated(text, name string) (*C.char, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, &Error{Code: ErrString, Field: name, Row: -1, Message: name + " must not have a NUL"}
	}
	return (*C.char)(first(append([]byte(text), 0))), nil
}

// readText calls a function that writes text, with as large a buffer as it asks for.
func readText(write func(text *C.char, capacity C.uint64_t, needed *C.uint64_t, e *C.toll_error) C.toll_status) (string, error) {
	buffer := make([]C.char, 128)
	var needed C.uint64_t
	var e C.toll_error
	status := write(&buffer[0], C.uint64_t(len(buffer)), &needed, &e)
	if Status(status) == ErrBuffer {
		buffer = make([]C.char, needed)
		status = write(&buffer[0], needed, &needed, &e)
	}
	return getText(buffer), check(status, &e)
}

// ---- codes ----

type codeName struct {
	value uint64
	name  string
}

func codeString(code uint64, names []codeName) string {
	for _, known := range names {
		if known.value == code {
			return known.name
		}
	}
	return fmt.Sprintf("code %d", code)
}

func flagString(bits uint64, names []codeName) string {
	var set []string
	for _, known := range names {
		if bits&known.value != 0 {
			set = append(set, known.name)
		}
	}
	return strings.Join(set, ", ")
}

func bitsOf(facts []string, names []codeName, structName string, word *C.uint64_t) error {
	*word = 0
	for _, fact := range facts {
		bit := bitOf(fact, names)
		if bit == 0 {
			return &Error{Code: ErrKnown, Struct: structName, Field: "unverified", Row: -1,
				Message: fmt.Sprintf("unverified names no fact: %q", fact)}
		}
		*word |= C.uint64_t(bit)
	}
	return nil
}

func bitOf(fact string, names []codeName) uint64 {
	for _, known := range names {
		if known.name == fact {
			return known.value
		}
	}
	return 0
}

func namesOf(word C.uint64_t, names []codeName) []string {
	var facts []string
	for _, known := range names {
		if uint64(word)&known.value != 0 {
			facts = append(facts, known.name)
		}
	}
	return facts
}
