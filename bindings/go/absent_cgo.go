// SPDX-License-Identifier: Apache-2.0

// What a build without cgo is told: a type that is not defined on purpose. Go looks at types in the order of
// the files' names, so that this error is the first.

//go:build !cgo

package toll

type needsCgo libtoll_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler_or_use_libtoll_dev_toll_wasm
