// SPDX-License-Identifier: Apache-2.0

// How cgo finds libtoll: by pkg-config, unless the build tag nopkgconfig is set.

//go:build !nopkgconfig

package toll

// #cgo pkg-config: libtoll
import "C"
