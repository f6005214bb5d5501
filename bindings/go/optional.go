// SPDX-License-Identifier: Apache-2.0

// Facts that may be unknown, and inputs whose default is not 0: Optional, and its JSON, in which null is unknown.

package toll

import (
	"encoding/json"
	"fmt"
)

// An Optional is a fact that may be unknown. The zero value is unknown; an unknown fact is never 0. Of an input that has a
// default other than 0 and may be 0, the zero value is that default, and Some(0) is 0.
type Optional[T any] struct {
	value T
	known bool
}

// Some is a known fact.
func Some[T any](value T) Optional[T] {
	return Optional[T]{value, true}
}

// Get returns the fact, and whether it is known.
func (o Optional[T]) Get() (T, bool) {
	return o.value, o.known
}

// Or returns the fact, or what to take when it is unknown.
func (o Optional[T]) Or(otherwise T) T {
	if o.known {
		return o.value
	}
	return otherwise
}

// Known tells whether the fact is known.
func (o Optional[T]) Known() bool {
	return o.known
}

// String is the fact, or "unknown".
func (o Optional[T]) String() string {
	if !o.known {
		return "unknown"
	}
	return fmt.Sprint(o.value)
}

// MarshalJSON writes null for an unknown fact.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if !o.known {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads null as unknown.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	*o = Optional[T]{}
	if string(data) == "null" {
		return nil
	}
	if err := json.Unmarshal(data, &o.value); err != nil {
		return err
	}
	o.known = true
	return nil
}
