// SPDX-License-Identifier: Apache-2.0

// Total cost of ownership: a scenario's rows, its plan, and the account of one option.

package toll

/*
#include <toll.h>
*/
import "C"

import "unsafe"

// A LedgerLine has one amount and two dates: when it is paid, and over which periods it is spread.
type LedgerLine struct {
	Row           int64 // index of the scenario row that drives it
	Option        uint32
	Category      Category
	Nature        Nature
	Basis         Per
	PaidPeriod    int32
	PaidWithin    bool // false: at the start of the period
	SpreadPeriod  int32
	SpreadPeriods int32
	Spread        Spread
	SpreadRate    float64
	Quantity      float64
	UnitPrice     float64
	Amount        float64 // cost above 0, income below
	Currency      string
}

// A Scenario is checked and planned once, then evaluated many times, from any goroutine.
type Scenario struct {
	Rows        []ScenarioRow
	Conventions Conventions
	plan        []uint64
}

// An Account is an evaluated option. Lines needs it alone; its other methods may be called at once.
type Account struct {
	scenario *Scenario
	memory   []uint64
}

// NewRow is a row of a scenario with a value without a range, all else at its default.
func NewRow(kind TcoKind, value float64) ScenarioRow {
	row := NewScenarioRow()
	row.Kind = kind
	row.Value = Exactly(value)
	return row
}

// TcoName is the name of a code in scenario files; "" for none.
func TcoName(list TcoList, code uint32) string {
	return C.GoString(C.toll_tco_get_name(C.uint32_t(list), C.uint32_t(code)))
}

// TcoNames are all names of a list, in the order of their codes.
func TcoNames(list TcoList) (names []string) {
	for code := uint32(0); code < uint32(C.toll_tco_count_names(C.uint32_t(list))); code++ {
		if name := TcoName(list, code); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// FindTcoName is the code of a name; an unknown one is refused with the nearest.
func FindTcoName(list TcoList, name string) (uint32, error) {
	var code C.uint32_t
	var e C.toll_error
	text, size := textPointer(name)
	status := C.toll_tco_find_name(C.uint32_t(list), text, size, &code, &e)
	return uint32(code), check(status, &e)
}

// DescribeRow says what a kind of row is: its unit, limits, and the fields that it reads.
func DescribeRow(kind TcoKind) (description ScenarioRowKind, err error) {
	c := freshScenarioRowKind()
	var e C.toll_error
	if err = check(C.toll_tco_get_row_kind(C.uint32_t(kind), &c, &e), &e); err == nil {
		description.fromC(&c)
	}
	return description, err
}

const rowBytes = C.uint64_t(C.sizeof_toll_tco_row)

func scenarioRows(rows []ScenarioRow) ([]C.toll_tco_row, error) {
	out := make([]C.toll_tco_row, len(rows))
	for i := range rows {
		if err := rows[i].toC(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// CheckScenario checks every row alone, then rows against each other.
func CheckScenario(rows []ScenarioRow) error {
	in, err := scenarioRows(rows)
	if err != nil {
		return err
	}
	var e C.toll_error
	return check(C.toll_tco_check((*C.toll_tco_row)(first(in)), C.uint64_t(len(in)), rowBytes, &e), &e)
}

// NewScenario checks and plans a scenario.
func NewScenario(rows []ScenarioRow) (*Scenario, error) {
	in, err := scenarioRows(rows)
	if err != nil {
		return nil, err
	}
	var e C.toll_error
	s := &Scenario{Rows: append([]ScenarioRow(nil), rows...)}
	s.plan = make([]uint64, C.toll_tco_plan_size(C.uint64_t(len(in)))/8)
	plan, size := s.arguments()
	status := C.toll_tco_resolve((*C.toll_tco_row)(first(in)), C.uint64_t(len(in)), rowBytes, plan, size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	out := freshConventions()
	if err := check(C.toll_tco_get_conventions(plan, size, &out, &e), &e); err != nil {
		return nil, err
	}
	s.Conventions.fromC(&out)
	return s, nil
}

func (s *Scenario) arguments() (unsafe.Pointer, C.uint64_t) {
	return first(s.plan), C.uint64_t(len(s.plan) * 8)
}

// Values are the medians of the rows.
func (s *Scenario) Values() ([]float64, error) {
	var e C.toll_error
	values := make([]float64, len(s.Rows))
	plan, size := s.arguments()
	status := C.toll_tco_get_values(plan, size, doubles(values), C.uint64_t(len(values)), &e)
	return values, check(status, &e)
}

// Estimate evaluates an option at one number a row; nil values: the medians. With sizeValues units are sized by those
// instead.
func (s *Scenario) Estimate(option uint32, values, sizeValues []float64) (*Account, error) {
	var given, sized *C.double
	count := len(values)
	if values != nil {
		given = doubles(values)
	}
	if sizeValues != nil {
		sized = doubles(sizeValues)
		count = len(sizeValues)
	}
	if values != nil && sizeValues != nil && len(values) != len(sizeValues) {
		return nil, differentLengths()
	}
	var e C.toll_error
	a := &Account{scenario: s, memory: make([]uint64, s.Conventions.AccountBytes/8)}
	plan, planSize := s.arguments()
	account, size := a.arguments()
	status := C.toll_tco_estimate(plan, planSize, C.uint32_t(option), given, sized, C.uint64_t(count), account, size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *Account) arguments() (unsafe.Pointer, C.uint64_t) {
	return first(a.memory), C.uint64_t(len(a.memory) * 8)
}

// Summary is totals, capacity and unit costs.
func (a *Account) Summary() (summary TcoSummary, err error) {
	c := freshTcoSummary()
	var e C.toll_error
	account, size := a.arguments()
	if err = check(C.toll_tco_get_summary(account, size, &c, &e), &e); err == nil {
		summary.fromC(&c)
	}
	return summary, err
}

// Series is one number a period, then that of the close; category 0: all.
func (a *Account) Series(series Series, category Category) ([]float64, error) {
	var e C.toll_error
	numbers := make([]float64, a.scenario.Conventions.Periods+1)
	account, size := a.arguments()
	status := C.toll_tco_get_series(account, size, C.uint32_t(series)+256*C.uint32_t(category), doubles(numbers),
		C.uint64_t(len(numbers)), &e)
	return numbers, check(status, &e)
}

// Amounts are what each row of the scenario costs.
func (a *Account) Amounts() ([]float64, error) {
	var e C.toll_error
	amounts := make([]float64, len(a.scenario.Rows))
	account, size := a.arguments()
	status := C.toll_tco_get_amounts(account, size, doubles(amounts), C.uint64_t(len(amounts)), &e)
	return amounts, check(status, &e)
}

// Lines are the ledger.
func (a *Account) Lines() ([]LedgerLine, error) {
	var e C.toll_error
	var count C.uint64_t
	plan, planSize := a.scenario.arguments()
	account, size := a.arguments()
	status := C.toll_tco_get_lines(plan, planSize, account, size, nil, 0, &count, &e)
	if Status(status) != ErrBuffer {
		return nil, check(status, &e)
	}
	lines := make([]C.toll_tco_line, count)
	status = C.toll_tco_get_lines(plan, planSize, account, size, &lines[0], count, &count, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	out := make([]LedgerLine, len(lines))
	for i := range lines {
		out[i] = ledgerLineFromC(&lines[i])
	}
	return out, nil
}

func ledgerLineFromC(c *C.toll_tco_line) LedgerLine {
	return LedgerLine{int64(c.row), uint32(c.option), Category(c.category), Nature(c.nature), Per(c.basis),
		int32(c.paid_period), c.paid_within != 0, int32(c.spread_period), int32(c.spread_periods), Spread(c.spread),
		float64(c.spread_rate), float64(c.quantity), float64(c.unit_price), float64(c.amount), getText(c.currency[:])}
}

func (l *LedgerLine) toC(c *C.toll_tco_line) error {
	initStruct(unsafe.Pointer(c), unsafe.Sizeof(*c), kindTcoLine)
	c.row, c.option, c.category, c.nature = C.int64_t(l.Row), C.uint32_t(l.Option), C.uint32_t(l.Category), C.uint32_t(l.Nature)
	c.basis, c.paid_period = C.uint32_t(l.Basis), C.int32_t(l.PaidPeriod)
	if l.PaidWithin {
		c.paid_within = 1
	}
	c.spread_period, c.spread_periods = C.int32_t(l.SpreadPeriod), C.int32_t(l.SpreadPeriods)
	c.spread, c.spread_rate = C.uint32_t(l.Spread), C.double(l.SpreadRate)
	c.quantity, c.unit_price, c.amount = C.double(l.Quantity), C.double(l.UnitPrice), C.double(l.Amount)
	return putText(c.currency[:], l.Currency, "toll_tco_line", "currency")
}

// View sums a view from lines alone: one number a period, then that of the close; category 0: all.
func View(lines []LedgerLine, series Series, category Category, periods int, periodYears float64) ([]float64, error) {
	var e C.toll_error
	in := make([]C.toll_tco_line, len(lines))
	for i := range lines {
		var line C.toll_tco_line // of its own: see initStruct
		if err := lines[i].toC(&line); err != nil {
			return nil, err
		}
		in[i] = line
	}
	if periods < 0 {
		periods = 0
	}
	numbers := make([]float64, periods+1)
	status := C.toll_tco_estimate_view((*C.toll_tco_line)(first(in)), C.uint64_t(len(in)),
		C.uint32_t(series)+256*C.uint32_t(category), C.double(periodYears), doubles(numbers), C.uint64_t(len(numbers)), &e)
	return numbers, check(status, &e)
}
