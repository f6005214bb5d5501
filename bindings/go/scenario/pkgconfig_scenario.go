// SPDX-License-Identifier: Apache-2.0

// How cgo finds libtoll-io: by pkg-config, unless the build tag nopkgconfig is set.

//go:build !nopkgconfig

package scenario

// #cgo pkg-config: libtoll-io
import "C"
