// SPDX-License-Identifier: Apache-2.0

//go:build !nopkgconfig

package toll

// #cgo pkg-config: libtoll
import "C"
