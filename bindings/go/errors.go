// SPDX-License-Identifier: Apache-2.0

// Statuses of the library as Go errors, with the struct, field and row that they name.

package toll

/*
#include <toll.h>
*/
import "C"

import "fmt"

// A Status is a reason: 0 is success, a negative number a failure. Each failure is an error of its own, for errors.Is.
type Status int32

// OK is success.
const OK Status = 0

// Error is the meaning in English.
func (s Status) Error() string {
	return C.GoString(C.toll_status_message(C.int32_t(s)))
}

// Name is that of the C constant, "TOLL_E_RANGE".
func (s Status) Name() string {
	return C.GoString(C.toll_status_name(C.int32_t(s)))
}

// An Error is a refused call.
type Error struct {
	Code    Status
	Struct  string // C name of the struct that holds the wrong field, "toll_hw"; "": an argument was wrong
	Field   string // name of the wrong field or argument
	Row     int64  // index of the wrong row; -1: not a row
	Message string // one sentence: the field, its allowed range, what was found
}

// Error names the place and says what is wrong.
func (e *Error) Error() string {
	message := e.Message
	if message == "" {
		message = e.Code.Error()
	}
	switch {
	case e.Row >= 0 && e.Struct != "":
		return fmt.Sprintf("%s[%d]: %s", e.Struct, e.Row, message)
	case e.Row >= 0:
		return fmt.Sprintf("row %d: %s", e.Row, message)
	case e.Struct != "":
		return e.Struct + ": " + message
	}
	return message
}

// Unwrap is the reason, so that errors.Is(err, toll.ErrRange) holds.
func (e *Error) Unwrap() error {
	return e.Code
}

func check(status C.toll_status, e *C.toll_error) error {
	if status == C.TOLL_OK {
		return nil
	}
	return &Error{Code: Status(status), Struct: C.GoString(C.toll_struct_name(e.struct_kind)),
		Field: getText(e.field[:]), Row: int64(e.row), Message: getText(e.message[:])}
}
