// SPDX-License-Identifier: Apache-2.0

// Bills of tables: columns that stay where they are, and rows that each name their tariff and context.

package toll

/*
#include <toll.h>
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// A Rater is a card in one context, ready for the columns of a table.
type Rater struct {
	memory []uint64
	book   *Book // must outlive the rater
}

// Rater makes one for columns of these meters. Make it once for each tariff, tier and region that rows have.
func (card *Card) Rater(meters []Meter, context Context) (*Rater, error) {
	c, attributes, err := card.context(&context)
	if err != nil {
		return nil, err
	}
	numbers := make([]C.uint32_t, len(meters))
	for i, meter := range meters {
		numbers[i] = C.uint32_t(meter)
	}
	rater := &Rater{make([]uint64, C.toll_bill_rater_size()/8), card.book}
	var e C.toll_error
	status := C.toll_bill_resolve_rater(first(card.memory), C.uint64_t(8*len(card.memory)), (*C.uint32_t)(first(numbers)),
		C.uint64_t(len(numbers)), &c, (*C.toll_bill_attribute)(first(attributes)), C.uint64_t(len(attributes)),
		first(rater.memory), C.uint64_t(8*len(rater.memory)), &e)
	runtime.KeepAlive(card)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return rater, nil
}

// BillRows bills the rows of a table, each by the rater that raterOfRow names (nil: all by the first) and at its own
// instant, seconds since 1970 (nil: that of its rater). A nil rater stands for a tariff that is not known. Raters must be
// made for the meters of the columns, in their order. Its error is that of the first row that is refused; the others are
// billed nevertheless. Columns are not copied.
func BillRows(raters []*Rater, raterOfRow []uint32, columns []BillColumn, at []int64) (BilledColumns, error) {
	count := 0
	if len(columns) > 0 {
		count = len(columns[0].Quantities)
	}
	if (raterOfRow != nil && len(raterOfRow) != count) || (at != nil && len(at) != count) {
		return BilledColumns{}, &Error{Code: ErrConflict, Field: "columns", Row: -1, Message: "columns must be of one length"}
	}
	var held held
	defer held.release()
	meters, quantities, err := holdColumns(&held, columns, count)
	if err != nil {
		return BilledColumns{}, err
	}
	memory := make([]unsafe.Pointer, len(raters))
	for i, rater := range raters {
		if rater != nil {
			memory[i] = held.hold(unsafe.Pointer(&rater.memory[0]), 8*len(rater.memory))
		}
	}
	result := BilledColumns{make([]Amount, count), make([]Status, count)}
	var e C.toll_error
	status := C.toll_bill_compute_rows((*unsafe.Pointer)(first(memory)), C.uint64_t(len(raters)),
		(*C.uint32_t)(firstOrNil(raterOfRow)), (*C.uint32_t)(first(meters)), C.uint64_t(len(meters)),
		(**C.int64_t)(first(quantities)), nil, C.uint64_t(count), (*C.int64_t)(firstOrNil(at)),
		(*C.toll_amount)(first(result.Billed)), (*C.int32_t)(first(result.Statuses)), &e)
	runtime.KeepAlive(raters)
	return result, check(status, &e)
}

// holdColumns keeps the columns in place for a call that gets their addresses.
func holdColumns(held *held, columns []BillColumn, count int) ([]C.uint32_t, []*C.int64_t, error) {
	meters, quantities := make([]C.uint32_t, len(columns)), make([]*C.int64_t, len(columns))
	for i, column := range columns {
		if len(column.Quantities) != count {
			return nil, nil, &Error{Code: ErrConflict, Field: "columns", Row: int64(i), Message: "columns must be of one length"}
		}
		meters[i] = C.uint32_t(column.Meter)
		if count != 0 {
			quantities[i] = (*C.int64_t)(held.hold(unsafe.Pointer(&column.Quantities[0]), 8*count))
		}
	}
	return meters, quantities, nil
}

// firstOrNil is NULL for a column that is left out.
func firstOrNil[T any](items []T) unsafe.Pointer {
	if items == nil {
		return nil
	}
	return first(items)
}
