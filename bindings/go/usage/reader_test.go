// SPDX-License-Identifier: Apache-2.0

package usage

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"libtoll.dev/toll"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

const chat = `{"created":1793613600,"model":"gpt-5","user":"red","cost":0.00219855,"usage":{"prompt_tokens":2006,` +
	`"completion_tokens":300,"prompt_tokens_details":{"cached_tokens":1920}}}`

func readAll(t *testing.T, log string, options Options) (records []*Record, failures []string, repeated int) {
	t.Helper()
	reader, err := NewReader(strings.NewReader(log), options)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for {
		record, err := reader.Next()
		var line *LineError
		switch {
		case err == io.EOF:
			return records, failures, reader.Repeated()
		case errors.As(err, &line):
			failures = append(failures, err.Error())
		case err != nil:
			t.Fatal(err)
		default:
			records = append(records, record)
		}
	}
}

func billed(t *testing.T, record *Record, want string) {
	t.Helper()
	if record.Bill == nil {
		t.Fatal(record.Unpriced)
	}
	if record.Bill.Billed.Cmp(toll.MustAmount(want)) != 0 {
		t.Errorf("%s, expected %s", record.Bill.Billed, want)
	}
}

// 86 * 1.25 + 1920 * 0.125 + 300 * 10 = 3347.5 micro-USD.
func TestRecordsArePriced(t *testing.T) {
	anthropic := `{"model":"claude-sonnet-4-5","usage":{"input_tokens":3,"cache_read_input_tokens":1111,"output_tokens":33}}`
	records, failures, _ := readAll(t, "\xef\xbb\xbf"+chat+"\r\n\n"+anthropic, Options{At: noon})
	if len(records) != 2 || len(failures) != 0 {
		t.Fatal(len(records), failures)
	}
	first, second := records[0], records[1]
	billed(t, first, "0.0033475")
	billed(t, second, "0.0008373") // 3 * 3 + 1111 * 0.30 + 33 * 15 = 837.3 micro-USD
	want := map[toll.Meter]int64{toll.MeterInput: 1114, toll.MeterCacheRead: 1111, toll.MeterOutput: 33}
	if !reflect.DeepEqual(second.Quantities, want) || second.Line != 3 || second.Shape != "anthropic" || second.At != noon {
		t.Errorf("%+v", second)
	}
	if first.Account != "red" || first.StatedCost.String() != "0.00219855" || first.Currency != "USD" || first.At.Unix() != 1793613600 {
		t.Errorf("%+v", first)
	}
}

func TestBadLinesAreErrorsAndReadingGoesOn(t *testing.T) {
	log := chat + "\n{\"usage\":\n" + `{"usage":{"prompt_tokens":1.5,"completion_tokens":1}}` + "\n{\"a\":1}\n" +
		"{\"model\":\"gpt-5\x00\"}\n" + chat
	records, failures, _ := readAll(t, log, Options{})
	if len(records) != 2 || records[1].Line != 6 || len(failures) != 4 {
		t.Fatal(len(records), failures)
	}
	if !strings.HasPrefix(failures[1], "line 3: prompt_tokens: 1.5 must be a whole number") {
		t.Error(failures[1])
	}
	reader, _ := NewReader(strings.NewReader("{"), Options{})
	if _, err := reader.Next(); !errors.Is(err, toll.ErrSyntax) {
		t.Error(err)
	}
}

func TestUnknownIsNoPriceAndNotNothing(t *testing.T) {
	usage := `"usage":{"prompt_tokens":1,"completion_tokens":1}}`
	records, _, _ := readAll(t, `{"created":1793613600,"model":"gtp-5",`+usage+"\n"+`{"model":"gpt-5",`+usage+"\n{"+usage+"\n"+
		`{"created":1793613600,"model":"gpt-5","service_tier":"warp",`+usage, Options{})
	if len(records) != 4 {
		t.Fatal(len(records))
	}
	for i, want := range []error{toll.ErrUnknownID, errNoInstant, errNoModel, toll.ErrMissing} {
		if records[i].Bill != nil || !errors.Is(records[i].Unpriced, want) {
			t.Error(i, records[i].Bill, records[i].Unpriced)
		}
	}
}

func TestPricesAreThoseOfTheInstant(t *testing.T) {
	change := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Unix()
	old, young := toll.TariffRow("acme/one", "acme", "USD"), toll.TariffRow("acme/one", "acme", "USD")
	old.Until, young.From = change, change
	book, err := toll.CompileBook([]toll.Row{old, toll.MatchRow("one"), toll.PriceRow(toll.MeterInput, toll.MustDecimal("5"), 1e6),
		young, toll.MatchRow("one"), toll.PriceRow(toll.MeterInput, toll.MustDecimal("2.5"), 1e6)})
	if err != nil {
		t.Fatal(err)
	}
	log := ""
	for _, at := range []int64{change - 1, change, change - 1} {
		log += fmt.Sprintf(`{"created":%d,"model":"one","usage":{"prompt_tokens":1000000,"completion_tokens":0}}`+"\n", at)
	}
	records, _, _ := readAll(t, log, Options{Book: book})
	for i, want := range []string{"5", "2.5", "5"} {
		billed(t, records[i], want)
	}
}

// An agent's log has a state of a request after each block; the last counts, wherever the others stand.
func TestARequestInSeveralLinesIsPricedOnce(t *testing.T) {
	state := func(id string, output int) string {
		return fmt.Sprintf(`{"type":"assistant","timestamp":"2026-11-03T12:00:00Z","requestId":"r%s","message":{"id":"m%s",`+
			`"model":"claude-sonnet-4-5","usage":{"input_tokens":100,"output_tokens":%d}}}`+"\n", id, id, output)
	}
	records, failures, repeated := readAll(t, state("a", 1)+state("b", 5)+state("a", 40)+state("a", 7), Options{Shape: "claude-code"})
	if len(records) != 2 || len(failures) != 0 || repeated != 2 {
		t.Fatal(len(records), failures, repeated)
	}
	if records[0].Quantities[toll.MeterOutput] != 40 || records[1].Quantities[toll.MeterOutput] != 5 {
		t.Error(records[0].Quantities, records[1].Quantities)
	}
	long := state("a", 1)
	for i := 0; i < 70; i++ {
		long += state(fmt.Sprint(i), 1)
	}
	records, failures, repeated = readAll(t, long+state("a", 1)+state("a", 9), Options{})
	if len(records) != 71 || repeated != 1 || len(failures) != 1 || !strings.Contains(failures[0], "line 73: a later state") {
		t.Error(len(records), repeated, failures)
	}
}

func TestStreamsEnd(t *testing.T) {
	start := `data: {"type":"message_start","message":{"model":"claude-sonnet-4-5","usage":{"input_tokens":7,"output_tokens":1}}}` + "\n"
	records, _, _ := readAll(t, start+`data: {"type":"message_delta","usage":{"output_tokens":50}}`+"\n"+
		`data: {"type":"message_stop"}`+"\n"+start, Options{At: noon})
	if len(records) != 2 || records[0].Quantities[toll.MeterOutput] != 50 || records[1].Flags != Cut {
		t.Fatalf("%d %+v", len(records), records)
	}
}

func TestLongLinesAreRefusedAndPassedOver(t *testing.T) {
	long := io.MultiReader(strings.NewReader(`{"a":"`), io.LimitReader(endless{}, TextLimit), strings.NewReader("\"}\n"+chat))
	reader, err := NewReader(long, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Next(); !errors.Is(err, toll.ErrRange) {
		t.Error(err)
	}
	if record, err := reader.Next(); err != nil || record.Line != 2 {
		t.Error(record, err)
	}
	if cap(reader.buffer) > 2*TextLimit {
		t.Error(cap(reader.buffer))
	}
}

type endless struct{}

func (endless) Read(to []byte) (int, error) {
	for i := range to {
		to[i] = 'x'
	}
	return len(to), nil
}

func TestAFailingReaderIsNoEnd(t *testing.T) {
	broken := errors.New("the disk is gone")
	reader, _ := NewReader(io.MultiReader(strings.NewReader(chat+"\n"), iotest.ErrReader(broken)), Options{})
	if _, err := reader.Next(); err != nil {
		t.Error(err)
	}
	for i := 0; i < 2; i++ {
		if _, err := reader.Next(); err != broken {
			t.Error(err)
		}
	}
	reader.Close()
	reader.Close()
	if _, err := reader.Next(); err == nil {
		t.Error("a closed reader read")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, options := range []Options{{Shape: "open-ai"}, {Keys: map[string]string{"imput": "n"}}, {Model: "a\tb"},
		{Account: strings.Repeat("x", 200)}, {Keys: map[string]string{"input": ""}}} {
		if _, err := NewReader(strings.NewReader(""), options); err == nil {
			t.Errorf("%+v", options)
		}
	}
	records, _, _ := readAll(t, `{"n":{"in":1000000,"out":0}}`, Options{Keys: map[string]string{"input": "n.in", "output": "n.out"},
		Model: "gpt-5", At: noon})
	billed(t, records[0], "1.25")
	for _, shape := range Shapes() {
		if _, err := NewReader(strings.NewReader(""), Options{Shape: shape}); err != nil {
			t.Error(shape, err)
		}
	}
}

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		coef  int64
		scale int
		want  string
	}{{219855, 8, "0.00219855"}, {-5, 0, "-5"}, {-125, 2, "-1.25"}, {7, 1, "0.7"}, {0, 0, "0"}} {
		if got := decimalOf(c.coef, c.scale).String(); got != c.want {
			t.Error(got, c.want)
		}
	}
}
