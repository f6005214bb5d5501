// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"testing"
)

// 1,000,000 tokens are 3.00, 1,200,000 are 3.60, with 20 % of tax 4.32.
func TestReconcile(t *testing.T) {
	ours, theirs, few, many := MustAmount("3"), MustAmount("4.32"), int64(1000000), int64(1200000)
	rows := []Charge{
		{Kind: ChargeOurs, Model: "gpt-5", Meter: MeterInput, Quantity: &few, Amount: &ours},
		{Kind: ChargeTheirs, Model: "gpt-5", Meter: MeterInput, Quantity: &many, Amount: &theirs},
		{Kind: ChargeFactor, Cause: CauseTax, Factor: MustDecimal("1.2")}}
	residual := must[Residual](t)(Reconcile(rows))
	equal(t, "difference", residual.Difference, "1.32")
	equal(t, "unexplained", residual.Unexplained, "0")
	if len(residual.Causes) != 2 || residual.Causes[0].Cause != CauseMissing || residual.Causes[0].Quantity != 200000 {
		t.Fatal(residual.Causes)
	}
	equal(t, "missing", residual.Causes[0].Amount, "0.6")
	equal(t, "tax", residual.Causes[1].Amount, "0.72")
	rows[2].Factor = Decimal{}
	if _, err := Reconcile(rows); !errors.Is(err, ErrRange) {
		t.Error("a factor of 0 passed:", err)
	}
	if _, err := Reconcile(nil); !errors.Is(err, ErrRange) {
		t.Error("no rows passed:", err)
	}
}
