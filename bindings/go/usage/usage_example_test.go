// SPDX-License-Identifier: Apache-2.0

package usage_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"libtoll.dev/toll/usage"
)

func ExampleReader_Next() {
	log := strings.NewReader(`{"created":1793613600,"model":"gpt-5","usage":{"prompt_tokens":2006,"completion_tokens":300}}
{"created":1793613600,"model":"gtp-5","usage":{"prompt_tokens":1,"completion_tokens":1}}
not a record
`)
	reader, err := usage.NewReader(log, usage.Options{})
	if err != nil {
		panic(err)
	}
	defer reader.Close()
	for {
		record, err := reader.Next()
		if err == io.EOF {
			break
		}
		var bad *usage.LineError
		switch {
		case errors.As(err, &bad):
			fmt.Println("line", bad.Line, "was not read")
		case err != nil:
			panic(err)
		case record.Unpriced != nil:
			fmt.Println(record.Model, "has no price")
		default:
			fmt.Println(record.Model, "costs", record.Bill.Billed, record.Bill.Currency)
		}
	}
	// Output:
	// gpt-5 costs 0.0055075 USD
	// gtp-5 has no price
	// line 3 was not read
}
