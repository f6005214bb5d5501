// SPDX-License-Identifier: Apache-2.0

package toll_test

import (
	"errors"
	"fmt"

	"libtoll.dev/toll"
)

func ExampleDeploy() {
	deployment, err := toll.Deploy("h100-sxm5-80gb", "llama-3.1-70b", "fp8", toll.Options{TP: 4})
	if err != nil {
		panic(err)
	}
	memory, _ := deployment.Memory(32, 4096)
	fmt.Println(deployment, "fits:", memory.Verdict)
	// Output: llama-3.1-70b fp8 on 4 x h100-sxm5-80gb fits: yes
}

func ExampleComputeAmount() {
	price := toll.MustDecimal("0.15") // USD per million tokens
	amount, inexact, err := toll.ComputeAmount(price, 1234, 1000000, toll.RoundHalfEven)
	fmt.Println(amount, inexact, err)
	// Output: 0.0001851 false <nil>
}

func ExampleError() {
	_, err := toll.FindHardware("h900")
	fmt.Println(errors.Is(err, toll.ErrUnknownID))
	// Output: true
}
