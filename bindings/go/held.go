// SPDX-License-Identifier: Apache-2.0

// Memory of Go whose address lies in memory that C reads: pinned while C may look.

//go:build go1.21

package toll

import (
	"runtime"
	"unsafe"
)

type held struct{ pins runtime.Pinner }

// hold is an address of these bytes that stays until release.
func (h *held) hold(data unsafe.Pointer, bytes int) unsafe.Pointer {
	h.pins.Pin(data)
	return data
}

func (h *held) release() { h.pins.Unpin() }
