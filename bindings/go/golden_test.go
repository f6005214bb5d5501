// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

const tolerance = 1e-12 // relative: libms differ in the last places

// readGolden reads a file of tests/golden, the vectors that C, Python and Go share: no quotes, no commas inside a cell.
func readGolden(t *testing.T, name string, atLeast int, check func(t *testing.T, row map[string]string)) {
	t.Helper()
	data, err := os.ReadFile("testdata/golden/" + name) // in the released module
	if errors.Is(err, os.ErrNotExist) {
		data, err = os.ReadFile("../../tests/golden/" + name)
	}
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	rows := 0
	for number, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		cells := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if columns == nil {
			columns = cells
			continue
		}
		if len(cells) != len(columns) {
			t.Fatalf("%s:%d: %d cells", name, number+1, len(cells))
		}
		row := map[string]string{}
		for i, column := range columns {
			row[column] = cells[i]
		}
		rows++
		t.Run(fmt.Sprintf("line %d", number+1), func(t *testing.T) { check(t, row) })
	}
	if rows < atLeast {
		t.Fatalf("%s has %d rows, expected %d", name, rows, atLeast)
	}
}

// ---- money.csv ----

var modes = map[string]Rounding{"half_even": RoundHalfEven, "half_up": RoundHalfUp, "down": RoundDown, "up": RoundUp}

func flagText(inexact bool) string {
	if inexact {
		return "1"
	}
	return "0"
}

func whole(t *testing.T, text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

type moneyOperation func(t *testing.T, row map[string]string) (text, inexact string, err error)

func onAmounts(operation func(left, right Amount) (string, error)) moneyOperation {
	return func(t *testing.T, row map[string]string) (string, string, error) {
		text, err := operation(MustAmount(row["a"]), MustAmount(row["b"]))
		return text, "", err
	}
}

func onDecimals(operation func(left, right Decimal) (string, error)) moneyOperation {
	return func(t *testing.T, row map[string]string) (string, string, error) {
		text, err := operation(MustDecimal(row["a"]), MustDecimal(row["b"]))
		return text, "", err
	}
}

var moneyOperations = map[string]moneyOperation{
	"compute": func(t *testing.T, row map[string]string) (string, string, error) {
		a, inexact, err := ComputeAmount(MustDecimal(row["a"]), whole(t, row["b"]), whole(t, row["c"]), modes[row["mode"]])
		return a.String(), flagText(inexact), err
	},
	"amount_multiply": func(t *testing.T, row map[string]string) (string, string, error) {
		a, inexact, err := MustAmount(row["a"]).Mul(MustDecimal(row["b"]), modes[row["mode"]])
		return a.String(), flagText(inexact), err
	},
	"amount_round": func(t *testing.T, row map[string]string) (string, string, error) {
		a, inexact, err := MustAmount(row["a"]).Round(int32(whole(t, row["b"])), modes[row["mode"]])
		return a.String(), flagText(inexact), err
	},
	"amount_add": onAmounts(func(left, right Amount) (string, error) {
		sum, err := left.Add(right)
		return sum.String(), err
	}),
	"amount_subtract": onAmounts(func(left, right Amount) (string, error) {
		difference, err := left.Sub(right)
		return difference.String(), err
	}),
	"amount_compare": onAmounts(func(left, right Amount) (string, error) {
		return strconv.Itoa(left.Cmp(right)), nil
	}),
	"amount_parse": func(t *testing.T, row map[string]string) (string, string, error) {
		a, err := ParseAmount(row["a"])
		return a.String(), "", err
	},
	"decimal_round": func(t *testing.T, row map[string]string) (string, string, error) {
		d, inexact, err := MustDecimal(row["a"]).Round(int32(whole(t, row["b"])), modes[row["mode"]])
		return d.String(), flagText(inexact), err
	},
	"decimal_add": onDecimals(func(left, right Decimal) (string, error) {
		sum, err := left.Add(right)
		return sum.String(), err
	}),
	"decimal_multiply": onDecimals(func(left, right Decimal) (string, error) {
		product, err := left.Mul(right)
		return product.String(), err
	}),
	"decimal_compare": onDecimals(func(left, right Decimal) (string, error) {
		return strconv.Itoa(left.Cmp(right)), nil
	}),
	"currency_digits": func(t *testing.T, row map[string]string) (string, string, error) {
		digits, err := CurrencyDigits(row["a"])
		return strconv.Itoa(digits), "", err
	},
	"allocate": func(t *testing.T, row map[string]string) (string, string, error) {
		var weights []int64
		for _, weight := range strings.Fields(row["b"]) {
			weights = append(weights, whole(t, weight))
		}
		parts, err := MustAmount(row["a"]).Allocate(weights, int32(whole(t, row["c"])))
		return strings.Trim(fmt.Sprint(parts), "[]"), "", err
	},
}

func TestGoldenMoney(t *testing.T) {
	readGolden(t, "money.csv", 200, func(t *testing.T, row map[string]string) {
		text, inexact, err := moneyOperations[row["operation"]](t, row)
		if err != nil {
			text, inexact = err.(*Error).Code.Name(), ""
		}
		if text != row["expected"] || inexact != row["inexact"] {
			t.Errorf("%v: found %s (%s)", row, text, inexact)
		}
	})
}

// ---- fields by their names in C ----

func goName(name string) string {
	special := map[string]string{"id": "ID", "n_layers": "NLayers", "ffn_bits": "FFNBits", "d_model": "DModel", "tdp_w": "TDPWatts",
		"fp4_flop_per_s": "FP4FLOPPerSecond", "fp8_flop_per_s": "FP8FLOPPerSecond", "bf16_flop_per_s": "BF16FLOPPerSecond",
		"scaleup_gpus": "ScaleUpGPUs", "gpus": "GPUs", "vcpus": "VCPUs", "spot_usd_per_hour": "SpotUSDPerHour"}
	if known, found := special[name]; found {
		return known
	}
	words := strings.Split(name, "_")
	for i, word := range words {
		switch word {
		case "usd", "kv", "ttft", "tpot":
			words[i] = strings.ToUpper(word)
		case "s":
			words[i] = "Seconds"
		default:
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.ReplaceAll(strings.Join(words, ""), "PerSeconds", "PerSecond")
}

// number is a field of a record, "time_s.mid"; unknown facts are not known.
func number(t *testing.T, record any, quantity string) (value float64, known bool) {
	t.Helper()
	field, part, _ := strings.Cut(quantity, ".")
	found := reflect.ValueOf(record).FieldByName(goName(field))
	if !found.IsValid() {
		t.Fatalf("%T has no field %s", record, goName(field))
	}
	switch value := found.Interface().(type) {
	case Range:
		return map[string]float64{"low": value.Low, "mid": value.Mid, "": value.Mid, "high": value.High}[part], true
	case Optional[float64]:
		return value.Get()
	case Optional[int64]:
		return float64(value.Or(0)), value.Known()
	case Optional[Topology]:
		return float64(value.Or(0)), value.Known()
	}
	switch {
	case found.CanFloat():
		return found.Float(), true
	case found.CanInt():
		return float64(found.Int()), true
	}
	return float64(found.Uint()), true
}

func expectClose(t *testing.T, found, expected float64) {
	t.Helper()
	if !(math.Abs(found-expected) <= tolerance*math.Abs(expected)) {
		t.Errorf("found %.17g, expected %.17g", found, expected)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// ---- model.csv, catalog.csv ----

func askModel(t *testing.T, row map[string]string) float64 {
	model := must[Model](t)(FindModel(row["model"]))
	quantity := row["quantity"]
	if strings.HasPrefix(quantity, "params_") {
		value, _ := number(t, must[Counts](t)(model.Count()), quantity)
		return value
	}
	precision := must[Precision](t)(FindPrecision(row["precision"]))
	if quantity == "weights_total_bytes" {
		return float64(must[Weights](t)(model.Weights(precision)).TotalBytes)
	}
	kv := must[KvCache](t)(model.KV(precision, whole(t, row["context_tokens"])))
	value, _ := number(t, kv, strings.TrimPrefix(quantity, "kv_"))
	return value
}

func TestGoldenModel(t *testing.T) {
	readGolden(t, "model.csv", 100, func(t *testing.T, row map[string]string) {
		if found := askModel(t, row); found != float64(whole(t, row["expected"])) {
			t.Errorf("%v: found %.0f", row, found)
		}
	})
}

func catalogRow(t *testing.T, table, id string) any {
	switch table {
	case "hw":
		return must[Hardware](t)(FindHardware(id))
	case "model":
		return must[Model](t)(FindModel(id))
	case "precision":
		return must[Precision](t)(FindPrecision(id))
	case "engine":
		return must[Engine](t)(FindEngine(id))
	}
	return must[Instance](t)(FindInstance(id))
}

func TestGoldenCatalog(t *testing.T) {
	readGolden(t, "catalog.csv", 20, func(t *testing.T, row map[string]string) {
		found, known := number(t, catalogRow(t, row["table"], row["id"]), row["field"])
		if known != (row["expected"] != "unknown") {
			t.Fatalf("%v: known is %v", row, known)
		}
		if expected, err := strconv.ParseFloat(row["expected"], 64); known && (err != nil || found != expected) {
			t.Errorf("%v: found %g", row, found)
		}
	})
}

// ---- cost.csv, memory.csv, deployment.csv ----

func real(t *testing.T, text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestGoldenCost(t *testing.T) {
	readGolden(t, "cost.csv", 11, func(t *testing.T, row map[string]string) {
		result := ServeResult{GPUs: whole(t, row["gpus"]), RequestsPerSecond: Exactly(real(t, row["requests_per_s"])),
			InputTokens: real(t, row["input_tokens"]), OutputTokens: real(t, row["output_tokens"]),
			InputTimeFrac: real(t, row["input_time_frac"])}
		supply := Hourly(real(t, row["usd_per_gpu_hour"]))
		supply.UtilisationFrac = real(t, row["utilisation_frac"])
		fraction, _ := new(big.Rat).SetString(row["expected"])
		expected, _ := fraction.Float64()
		found, _ := number(t, must[Cost](t)(result.Cost(supply)), row["quantity"])
		expectClose(t, found, expected)
	})
}

func askDeployment(t *testing.T, row map[string]string) float64 {
	options := Options{TP: whole(t, row["tp"]), PP: whole(t, row["pp"]), EP: whole(t, row["ep"]), DP: whole(t, row["dp"])}
	d := must[*Deployment](t)(Deploy(row["hw"], row["model"], row["precision"], options))
	value, _ := number(t, askQuestion(t, d, row), row["quantity"])
	return value
}

func askQuestion(t *testing.T, d *Deployment, row map[string]string) any {
	switch row["question"] {
	case "memory":
		return must[Memory](t)(d.Memory(whole(t, row["x"]), whole(t, row["y"])))
	case "step":
		return must[StepResult](t)(d.Step(Batch{DecodeSequences: real(t, row["x"]), DecodeContextTokens: real(t, row["y"]),
			PrefillTokens: real(t, row["z"])}))
	}
	load := Load{InputTokens: real(t, row["x"]), OutputTokens: real(t, row["y"]), Concurrency: real(t, row["z"])}
	result := must[ServeResult](t)(d.Serve(load))
	if row["question"] == "serve" {
		return result
	}
	return must[Cost](t)(result.Cost(Hourly(2.5)))
}

func TestGoldenMemory(t *testing.T) {
	readGolden(t, "memory.csv", 8, func(t *testing.T, row map[string]string) {
		if found := askDeployment(t, row); found != real(t, row["expected"]) {
			t.Errorf("%v: found %.0f", row, found)
		}
	})
}

func TestGoldenDeployment(t *testing.T) {
	readGolden(t, "deployment.csv", 50, func(t *testing.T, row map[string]string) {
		expectClose(t, askDeployment(t, row), real(t, row["expected"]))
	})
}
