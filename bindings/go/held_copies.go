// SPDX-License-Identifier: Apache-2.0

// Memory of Go whose address lies in memory that C reads. Before Go 1.21 nothing can be pinned, so C gets copies.

//go:build !go1.21

package toll

/*
#include <stdlib.h>
*/
import "C"

import "unsafe"

type held struct{ copies []unsafe.Pointer }

// hold is an address of these bytes that stays until release. C.CBytes does not return without memory.
func (h *held) hold(data unsafe.Pointer, bytes int) unsafe.Pointer {
	made := C.CBytes(unsafe.Slice((*byte)(data), bytes))
	h.copies = append(h.copies, made)
	return made
}

func (h *held) release() {
	for _, made := range h.copies {
		C.free(made)
	}
}
