// SPDX-License-Identifier: Apache-2.0

package toll_test

import (
	"errors"
	"fmt"
	"time"

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

func ExampleCard_BillInto() {
	at := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	card, _, err := toll.PublicBook().Card("", "claude-sonnet-4-6", at)
	if err != nil {
		panic(err)
	}
	prepared, err := card.Prepare(toll.Context{At: at})
	if err != nil {
		panic(err)
	}
	var bill toll.Bill // used again for each record
	for _, output := range []int64{800, 1600} {
		err = card.BillInto(&bill, prepared, toll.Usage{Meter: toll.MeterInput, Quantity: 12000},
			toll.Usage{Meter: toll.MeterOutput, Quantity: output})
		fmt.Println(bill.Billed, bill.Currency, err)
	}
	// Output:
	// 0.048 USD <nil>
	// 0.06 USD <nil>
}

func ExampleError() {
	_, err := toll.FindHardware("h900")
	fmt.Println(errors.Is(err, toll.ErrUnknownID))
	// Output: true
}
