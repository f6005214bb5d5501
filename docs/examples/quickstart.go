// SPDX-License-Identifier: Apache-2.0

// What a token of Llama 3.1 70B costs on four H100s: go run -tags nopkgconfig (see bindings/go/doc.go).
package main

import (
	"fmt"

	"libtoll.dev/toll"
)

func main() {
	deployment, err := toll.Deploy("h100-sxm5-80gb", "llama-3.1-70b", "fp8", toll.Options{TP: 4})
	if err != nil {
		panic(err) // an *toll.Error names the field and its range
	}
	memory, _ := deployment.Memory(32, 1500)
	result, _ := deployment.Serve(toll.Load{InputTokens: 1000, OutputTokens: 500, Concurrency: 32})
	cost, _ := result.Cost(toll.Hourly(2.50))

	perMtok := cost.USDPerMtokOutput
	fmt.Printf("fits: %s, up to %d such sequences\n", memory.Verdict, memory.MaxSequences)
	fmt.Printf("first token after %.3f s, then one every %.1f ms\n", result.TTFTSeconds.Mid, result.TPOTSeconds.Mid*1000)
	fmt.Printf("%.0f tokens/s, bound by %s, %s\n", result.OutputTokensPerSecond.Mid, result.Bound, result.Validity)
	fmt.Printf("$%.2f per million output tokens (80 %% interval %.2f .. %.2f)\n", perMtok.Mid, perMtok.Low, perMtok.High)
}
