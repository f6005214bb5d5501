// SPDX-License-Identifier: Apache-2.0

// Exact decimals and amounts; values are immutable.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"unsafe"
)

// A Decimal is an exact number as it was written: coefficient * 10^-scale. "1.50" and "1.5" differ in scale.
type Decimal struct {
	c C.toll_decimal
}

// An Amount is exact money: a whole number of 10^-18 of the currency unit, in 128 bits. The zero value is 0.
type Amount struct {
	c C.toll_amount
}

// ParseDecimal reads "1.50": no exponent, blank or group separator.
func ParseDecimal(text string) (Decimal, error) {
	var d Decimal
	var e C.toll_error
	data, length := textPointer(text)
	return d, check(C.toll_decimal_parse(data, length, &d.c, &e), &e)
}

// NewDecimal is coefficient * 10^-scale, scale 0 .. 36.
func NewDecimal(coefficient int64, scale int32) (Decimal, error) {
	if scale < 0 || scale > C.TOLL_DECIMAL_SCALE_MAX {
		return Decimal{}, &Error{Code: ErrRange, Struct: "toll_decimal", Field: "scale", Row: -1,
			Message: fmt.Sprintf("scale must be in 0 .. %d, got %d", int(C.TOLL_DECIMAL_SCALE_MAX), scale)}
	}
	return Decimal{C.toll_decimal{coef: C.int64_t(coefficient), scale: C.int32_t(scale)}}, nil
}

// MustDecimal is ParseDecimal for constants; it panics on a text that is none.
func MustDecimal(text string) Decimal {
	d, err := ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}

// Coefficient is the number without its point.
func (d Decimal) Coefficient() int64 { return int64(d.c.coef) }

// Scale is the number of digits after the point.
func (d Decimal) Scale() int32 { return int32(d.c.scale) }

// String has exactly Scale digits after the point.
func (d Decimal) String() string {
	text, err := readText(func(text *C.char, capacity C.uint64_t, needed *C.uint64_t, e *C.toll_error) C.toll_status {
		return C.toll_decimal_format(&d.c, text, capacity, needed, e)
	})
	if err != nil {
		return err.Error()
	}
	return text
}

// MarshalText writes the digits.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDecimal reads.
func (d *Decimal) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDecimal(string(text))
	return err
}

// Cmp is -1, 0 or 1, by value: 1.5 equals 1.50.
func (d Decimal) Cmp(other Decimal) int {
	var order C.int32_t
	C.toll_decimal_compare(&d.c, &other.c, &order, nil) // both are valid, so it can't fail
	return int(order)
}

// Add is the exact sum.
func (d Decimal) Add(other Decimal) (sum Decimal, err error) {
	var e C.toll_error
	return sum, check(C.toll_decimal_add(&d.c, &other.c, &sum.c, &e), &e)
}

// Mul is the exact product.
func (d Decimal) Mul(other Decimal) (product Decimal, err error) {
	var e C.toll_error
	return product, check(C.toll_decimal_multiply(&d.c, &other.c, &product.c, &e), &e)
}

// Round keeps 0 .. 36 digits after the point; inexact tells whether a non-zero digit was dropped.
func (d Decimal) Round(digits int32, mode Rounding) (rounded Decimal, inexact bool, err error) {
	var e C.toll_error
	var dropped C.int32_t
	err = check(C.toll_decimal_round(&d.c, C.int32_t(digits), C.int32_t(mode), &rounded.c, &dropped, &e), &e)
	return rounded, dropped != 0, err
}

// Amount is the same number as money; digits beyond the 18th are rounded.
func (d Decimal) Amount(mode Rounding) (amount Amount, inexact bool, err error) {
	var e C.toll_error
	var dropped C.int32_t
	err = check(C.toll_amount_convert(&d.c, C.int32_t(mode), &amount.c, &dropped, &e), &e)
	return amount, dropped != 0, err
}

// ParseAmount reads "12.34" with at most 18 digits after the point.
func ParseAmount(text string) (a Amount, err error) {
	var e C.toll_error
	data, length := textPointer(text)
	return a, check(C.toll_amount_parse(data, length, &a.c, &e), &e)
}

// MustAmount is ParseAmount for constants; it panics on a text that is none.
func MustAmount(text string) Amount {
	a, err := ParseAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

// AmountFromAttos is a whole number of 10^-18 of the currency unit.
func AmountFromAttos(attos *big.Int) (Amount, error) {
	if attos.BitLen() > 127 && attos.Cmp(new(big.Int).Lsh(big.NewInt(-1), 127)) != 0 {
		return Amount{}, &Error{Code: ErrOverflow, Field: "attos", Row: -1, Message: "attos needs more than 128 bits"}
	}
	var a Amount
	low := new(big.Int).And(attos, new(big.Int).SetUint64(^uint64(0)))
	a.c.low = C.uint64_t(low.Uint64())
	a.c.high = C.int64_t(new(big.Int).Rsh(attos, 64).Int64())
	return a, nil
}

// Attos is the amount as a whole number of 10^-18 of the currency unit.
func (a Amount) Attos() *big.Int {
	attos := new(big.Int).Lsh(big.NewInt(int64(a.c.high)), 64)
	return attos.Or(attos, new(big.Int).SetUint64(uint64(a.c.low)))
}

// String has as many digits after the point as are not zero.
func (a Amount) String() string {
	text, _ := a.Format(0)
	return text
}

// Format writes at least digitsMin (0 .. 18) digits after the point.
func (a Amount) Format(digitsMin int32) (string, error) {
	return readText(func(text *C.char, capacity C.uint64_t, needed *C.uint64_t, e *C.toll_error) C.toll_status {
		return C.toll_amount_format(&a.c, C.int32_t(digitsMin), text, capacity, needed, e)
	})
}

// MarshalText writes the digits.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what ParseAmount reads.
func (a *Amount) UnmarshalText(text []byte) (err error) {
	*a, err = ParseAmount(string(text))
	return err
}

// Value gives databases the digits.
func (a Amount) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads digits from a database; a float is refused, because its digits are not those that were stored.
func (a *Amount) Scan(source any) error {
	switch value := source.(type) {
	case string:
		return a.UnmarshalText([]byte(value))
	case []byte:
		return a.UnmarshalText(value)
	case int64:
		return a.UnmarshalText([]byte(fmt.Sprint(value)))
	}
	return fmt.Errorf("toll: an Amount can't be read from %T", source)
}

// Cmp is -1, 0 or 1.
func (a Amount) Cmp(other Amount) int {
	var order C.int32_t
	C.toll_amount_compare(&a.c, &other.c, &order, nil) // no amount is invalid
	return int(order)
}

// Add is the exact sum.
func (a Amount) Add(other Amount) (sum Amount, err error) {
	var e C.toll_error
	return sum, check(C.toll_amount_add(&a.c, &other.c, &sum.c, &e), &e)
}

// Sub is the exact difference.
func (a Amount) Sub(other Amount) (difference Amount, err error) {
	var e C.toll_error
	return difference, check(C.toll_amount_subtract(&a.c, &other.c, &difference.c, &e), &e)
}

// Mul multiplies by a discount, a tax rate, a share.
func (a Amount) Mul(factor Decimal, mode Rounding) (product Amount, inexact bool, err error) {
	var e C.toll_error
	var dropped C.int32_t
	err = check(C.toll_amount_multiply(&a.c, &factor.c, C.int32_t(mode), &product.c, &dropped, &e), &e)
	return product, dropped != 0, err
}

// Round keeps digits (-20 .. 18) after the point; negative: tens, hundreds, ...
func (a Amount) Round(digits int32, mode Rounding) (rounded Amount, inexact bool, err error) {
	var e C.toll_error
	var dropped C.int32_t
	err = check(C.toll_amount_round(&a.c, C.int32_t(digits), C.int32_t(mode), &rounded.c, &dropped, &e), &e)
	return rounded, dropped != 0, err
}

// Allocate splits by non-negative weights so that the parts are whole 10^-digits and sum to the amount exactly.
func (a Amount) Allocate(weights []int64, digits int32) ([]Amount, error) {
	parts := make([]Amount, len(weights))
	var e C.toll_error
	status := C.toll_amount_allocate(&a.c, (*C.int64_t)(first(weights)), C.uint64_t(len(weights)), C.int32_t(digits),
		(*C.toll_amount)(first(parts)), &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return parts, nil
}

// SumAmounts is the exact sum; the order does not matter.
func SumAmounts(amounts []Amount) (sum Amount, err error) {
	if len(amounts) == 0 {
		return sum, nil
	}
	var e C.toll_error
	// &amounts[0] stands in the call itself, so that cgo looks at the elements only and not at what they are a part of.
	status := C.toll_amount_sum(unsafe.Pointer(&amounts[0]), C.uint64_t(len(amounts)), C.uint64_t(unsafe.Sizeof(sum)), &sum.c, &e)
	return sum, check(status, &e)
}

// ComputeAmount is price * quantity / per, exact, then rounded once to 18 digits if need be.
func ComputeAmount(price Decimal, quantity, per int64, mode Rounding) (amount Amount, inexact bool, err error) {
	var e C.toll_error
	var dropped C.int32_t
	status := C.toll_amount_compute(&price.c, C.int64_t(quantity), C.int64_t(per), C.int32_t(mode), &amount.c, &dropped, &e)
	return amount, dropped != 0, check(status, &e)
}

// AmountColumns are the results of ComputeAmounts, row by row.
type AmountColumns struct {
	Amounts  []Amount
	Inexact  []int32 // 1: rounded
	Statuses []Status
}

// ComputeAmounts is ComputeAmount for one price and many quantities. Its error is that of the first row that fails;
// the others are computed nevertheless.
func ComputeAmounts(price Decimal, per int64, mode Rounding, quantities []int64) (AmountColumns, error) {
	count := len(quantities)
	columns := AmountColumns{make([]Amount, count), make([]int32, count), make([]Status, count)}
	var e C.toll_error
	status := C.toll_amount_compute_columns(&price.c, C.int64_t(per), C.int32_t(mode), (*C.int64_t)(first(quantities)),
		C.uint64_t(count), (*C.toll_amount)(first(columns.Amounts)), (*C.int32_t)(first(columns.Inexact)),
		(*C.int32_t)(first(columns.Statuses)), &e)
	return columns, check(status, &e)
}

// CurrencyDigits is the number of digits of a currency's minor unit by ISO 4217: 2 for "USD", 0 for "JPY".
func CurrencyDigits(code string) (int, error) {
	var digits C.int32_t
	var e C.toll_error
	data, length := textPointer(code)
	return int(digits), check(C.toll_currency_get_digits(data, length, &digits, &e), &e)
}
