// SPDX-License-Identifier: Apache-2.0

// Package toll tells what an LLM token costs: exactly when it is billed, honestly when it is estimated.
//
// Two kinds of number are never mixed. Bills are exact: [Decimal] and [Amount]. Estimates are [Range] values, the
// quantiles P10, P50 and P90 of what one would measure. A fact that may be unknown is an [Optional].
//
// # Building
//
// The released module holds the C library: go get and a C compiler are enough, and cgo compiles it once.
//
//	go get libtoll.dev/toll@v0.1.0
//
// There, the build tag pkgconfig takes an installed libtoll instead. The source tree has no C file beside this package: it
// finds an installed library by pkg-config, or the build folder. From bindings/go:
//
//	export PKG_CONFIG_PATH=$PWD/../../build LD_LIBRARY_PATH=$PWD/../../build
//	go test .
//
// Without pkg-config, the build tag nopkgconfig leaves all flags to the environment; this links the static library:
//
//	export CGO_CFLAGS=-I$PWD/../../include CGO_LDFLAGS="$PWD/../../build/libtoll.a -lm"
//	go test -tags nopkgconfig .
//
// Another module uses the source tree by a replacement that names the folder:
//
//	go mod edit -require libtoll.dev/toll@v0.0.0 -replace libtoll.dev/toll=/path/to/bindings/go
//
// CGO_ENABLED=0 is not supported: there is no Go implementation behind this package. The module libtoll.dev/toll/wasm bills
// without cgo.
//
// The package libtoll.dev/toll/usage reads logs of usage records and prices each request. It needs libtoll-io as well, so it
// is apart: pkg-config finds that, too, or name it in front of libtoll in CGO_LDFLAGS, and its header's folder.
//
// # Defaults
//
// The fields that a literal leaves out are at the library's defaults, which their comments state: Load{InputTokens: 1000}
// is a closed loop of one client, and ScenarioRow{Kind: TcoCost, ...} has a Quantity of 1. Where 0 is a value of its own
// and not the default, the field is an [Optional]: PowerUse{WattsPerUnit: 700, Hours: 10} is one machine at full use, and
// UtilisationFrac: Some(0.0) is an idle one. Elsewhere an explicit 0 is the default, too, because the library would refuse
// it. NewLoad and its like return the defaults themselves.
//
// # Errors
//
// A refused call returns an [*Error] with the field, its range and the row; errors.Is(err, toll.ErrUnknownID) tells
// the reason.
//
// A deployment whose memory does not hold the weights and one request has no estimates: Serve and its like return a
// [*DoesNotFit] with the margin and a remedy. Load{AssumeFit: 1} asks for the figures that it would have.
//
// Every function may be called from any number of goroutines at once.
package toll

//go:generate python3 generate.py
