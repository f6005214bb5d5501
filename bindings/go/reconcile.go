// SPDX-License-Identifier: Apache-2.0

// Invoices against our own rows: the difference, cause by cause, in exact amounts.

package toll

// #include <toll.h>
import "C"

import "unsafe"

// A Charge is a row of a reconciliation. Keys are any texts, empty where a line of theirs does not tell them; nil is not
// known.
type Charge struct {
	Kind                     ChargeKind
	Model, Day, Tier, Region string
	Meter                    Meter // 0: a line over all meters
	Quantity                 *int64
	Amount                   *Amount
	Digits                   *int32 // of theirs, digits after the point of printed amounts
	Cause                    Cause  // of alternatives, factors and stated lines
	Variant                  uint32 // of alternatives, a number for what is different, 1 .. 63
	Of                       int64  // of alternatives, the index of the row of ours
	Factor                   Decimal
}

// A Difference is a part of the difference between an invoice and our rows.
type Difference struct {
	Cause         Cause
	IsAlternative bool // one of several causes that explain as much; in no sum
	HasAmount     bool
	Row           int64
	Other         int64
	Quantity      int64
	Amount        Amount
}

// A Residual is an invoice compared with our rows. Causes that are no alternatives sum to Difference.
type Residual struct {
	Theirs, Ours, Difference, Explained, Unexplained Amount
	Unpriced                                         int64
	Causes                                           []Difference
}

func (c *Charge) fill(s *C.toll_bill_charge, numbers map[string]C.int64_t) {
	number := func(key string) C.int64_t {
		if key == "" {
			return 0
		}
		if numbers[key] == 0 {
			numbers[key] = C.int64_t(len(numbers) + 1)
		}
		return numbers[key]
	}
	s.kind, s.cause, s.variant, s.meter = C.uint32_t(c.Kind), C.uint32_t(c.Cause), C.uint32_t(c.Variant), C.uint32_t(c.Meter)
	s.model, s.day, s.tier, s.region = number(c.Model), number(c.Day), number(c.Tier), number(c.Region)
	s.of, s.factor = C.int64_t(c.Of), c.Factor.c
	if c.Quantity != nil {
		s.known |= C.TOLL_CHARGE_QUANTITY
		s.quantity = C.int64_t(*c.Quantity)
	}
	if c.Amount != nil {
		s.known |= C.TOLL_CHARGE_AMOUNT
		s.amount = c.Amount.c
	}
	if c.Digits != nil {
		s.known |= C.TOLL_CHARGE_DIGITS
		s.digits = C.int32_t(*c.Digits)
	}
}

// Reconcile explains the difference between an invoice and our rows, cause by cause.
func Reconcile(charges []Charge) (Residual, error) {
	rows, numbers := make([]C.toll_bill_charge, len(charges)), map[string]C.int64_t{}
	for i := range charges {
		charges[i].fill(&rows[i], numbers)
	}
	var size C.uint64_t
	var e C.toll_error
	count, stride := C.uint64_t(len(rows)), C.uint64_t(unsafe.Sizeof(C.toll_bill_charge{}))
	if err := check(C.toll_bill_reconcile_size(count, &size, &e), &e); err != nil {
		return Residual{}, err
	}
	var c C.toll_bill_residual
	initStruct(unsafe.Pointer(&c), unsafe.Sizeof(c), kindBillResidual)
	work := make([]uint64, size/8)
	memory := unsafe.Pointer(&work[0])
	status := C.toll_bill_reconcile(unsafe.Pointer(&rows[0]), count, stride, memory, size, nil, 0, &c, &e)
	if err := check(status, &e); err != nil {
		return Residual{}, err
	}
	causes := make([]C.toll_bill_cause, c.n_causes)
	room := (*C.toll_bill_cause)(first(causes))
	status = C.toll_bill_reconcile(unsafe.Pointer(&rows[0]), count, stride, memory, size, room, C.uint64_t(c.n_causes), &c, &e)
	return residualFrom(&c, causes), check(status, &e)
}

func residualFrom(c *C.toll_bill_residual, causes []C.toll_bill_cause) Residual {
	r := Residual{Amount{c.theirs}, Amount{c.ours}, Amount{c.difference}, Amount{c.explained}, Amount{c.unexplained},
		int64(c.n_unpriced), nil}
	for _, d := range causes {
		r.Causes = append(r.Causes, Difference{Cause(d.cause), d.flags&C.TOLL_CAUSE_IS_ALTERNATIVE != 0,
			d.flags&C.TOLL_CAUSE_NO_AMOUNT == 0, int64(d.row), int64(d.other), int64(d.quantity), Amount{d.amount}})
	}
	return r
}
