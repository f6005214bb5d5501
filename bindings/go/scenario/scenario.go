// SPDX-License-Identifier: Apache-2.0

// Package scenario reads scenario files into the rows of [toll.NewScenario].
//
//	file, err := scenario.Read("own-or-api.toll")
//	plan, err := toll.NewScenario(file.Rows)
//
// The package needs libtoll-io besides libtoll. The words of the files are described in toll_io.h.
package scenario

/*
#include <stdlib.h>
#include <toll.h>
#include <toll_io.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"libtoll.dev/toll"
)

// A Note says where a row comes from, and how it varies.
type Note struct {
	Line       int
	Shape      toll.Shape
	Group      uint32
	Loading    float64
	HasPercent bool
	File       string // an included file, as it was named; "": the text itself
	Origin     string // where a value was derived or taken from; "": it is as written
}

// A File is the rows of a scenario file, each with its note.
type File struct {
	Rows  []toll.ScenarioRow
	Notes []Note
}

// An Error is a mistake in a file.
type Error struct {
	Line    int
	Status  toll.Status
	Message string
}

func (e *Error) Error() string { return e.Message }

// Parse reads the text of a scenario. Text has no folder, so include is refused.
func Parse(text []byte) (*File, error) { return parse(text, nil) }

// Read reads a scenario file and the files that it includes.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := C.CString(path)
	defer C.free(unsafe.Pointer(c))
	return parse(text, c)
}

func parse(text []byte, path *C.char) (*File, error) {
	if len(text) == 0 {
		return nil, fmt.Errorf("scenario: the text is empty")
	}
	capacity := 64
	for {
		rows, notes := make([]C.toll_tco_row, capacity), make([]C.toll_io_scenario_note, capacity)
		var count C.uint64_t
		var e C.toll_error
		status := C.toll_io_read_scenario((*C.char)(unsafe.Pointer(&text[0])), C.uint64_t(len(text)), path, &rows[0],
			&notes[0], C.uint64_t(capacity), C.sizeof_toll_tco_row, C.sizeof_toll_io_scenario_note, &count, &e)
		if status == C.TOLL_E_BUFFER && int(count) > capacity {
			capacity = int(count)
			continue
		}
		if status != C.TOLL_OK {
			return nil, &Error{int(e.row), toll.Status(status), C.GoString(&e.message[0])}
		}
		file := &File{Notes: make([]Note, int(count))}
		file.Rows = toll.ScenarioRowsAt(unsafe.Pointer(&rows[0]), int(count))
		for i := range file.Notes {
			file.Notes[i] = noteOf(&notes[i])
		}
		return file, nil
	}
}

func noteOf(n *C.toll_io_scenario_note) Note {
	return Note{int(n.line), toll.Shape(n.shape), uint32(n.group), float64(n.loading), n.has_percent != 0,
		C.GoString(&n.file[0]), C.GoString(&n.origin[0])}
}
