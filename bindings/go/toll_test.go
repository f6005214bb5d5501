// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func h100(t *testing.T) Hardware {
	return must[Hardware](t)(FindHardware("h100-sxm5-80gb"))
}

func small(t *testing.T) *Deployment {
	return must[*Deployment](t)(Deploy("h100-sxm5-80gb", "llama-3.1-8b", "bf16", Options{}))
}

// expectError wants the reason, the field, and a piece of the message.
func expectError(t *testing.T, err error, reason Status, structName, field, piece string) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("no *Error: %v", err)
	}
	if !errors.Is(err, reason) || errors.Is(err, ErrBuffer) {
		t.Errorf("reason %s, expected %s", e.Code.Name(), reason.Name())
	}
	if e.Struct != structName || e.Field != field || !strings.Contains(err.Error(), piece) {
		t.Errorf("%q in %q: %v", e.Field, e.Struct, err)
	}
	return e
}

func TestBadInput(t *testing.T) {
	hw := h100(t)
	hw.TDPWatts = Some(-5.0)
	expectError(t, hw.Check(), ErrRange, "toll_hw", "tdp_w", "10000000, got -5")
	hw = h100(t)
	hw.IdleWatts = Some(math.NaN())
	expectError(t, hw.Check(), ErrNotFinite, "toll_hw", "idle_w", "idle_w")
	hw = h100(t)
	hw.ID = strings.Repeat("x", 48)
	expectError(t, hw.Check(), ErrString, "toll_hw", "id", "at most 47 bytes")
	hw.ID = "a\x00b"
	expectError(t, hw.Check(), ErrString, "toll_hw", "id", "without NUL")
	hw = h100(t)
	hw.Unverified = []string{"colour"}
	expectError(t, hw.Check(), ErrKnown, "toll_hw", "unverified", "colour")
	hw = h100(t)
	hw.IdleWatts = Some(10000.0)
	if err := hw.Check(); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if err := (Layout{TP: -1, PP: 1, EP: 1, DP: 1}).Check(); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	if err := (Layout{PP: 1}).Check(); err != nil { // what is left out is at its default
		t.Error(err)
	}
	if err := NewLayout().Check(); err != nil {
		t.Error(err)
	}
}

func TestBadRow(t *testing.T) {
	model := must[Model](t)(FindModel("llama-3.1-8b"))
	model.Layers[1].DFF = -1
	_, err := model.Count()
	if e := expectError(t, err, ErrRange, "toll_model_layer", "d_ff", "toll_model_layer[1]: d_ff"); e.Row != 1 {
		t.Errorf("row %d", e.Row)
	}
}

func TestNames(t *testing.T) {
	_, err := FindHardware("h100-smx5-80gb")
	if !errors.Is(err, ErrUnknownID) || !strings.Contains(err.Error(), "h100-sxm5-80gb") {
		t.Error(err)
	}
	if _, err = FindHardware("a100"); !errors.Is(err, ErrAmbiguous) || !strings.Contains(err.Error(), "a100-sxm4-80gb") {
		t.Error(err)
	}
	if _, err = FindModel(""); err == nil {
		t.Error("an empty name was found")
	}
	match := must[NameMatch](t)(MatchHardware("8xH100"))
	if match.ID != "h100-sxm5-80gb" || match.Count != 8 || match.How != FoundAlias|FoundCount|FoundVariant ||
		match.Also != "h100-nvl-94gb, h100-pcie-80gb" {
		t.Error(match)
	}
	match = must[NameMatch](t)(MatchModel("Qwen/Qwen3-32B-FP8"))
	if match.ID != "qwen3-32b" || match.PrecisionID != "fp8" || match.Note != "" {
		t.Error(match)
	}
	if _, err = MatchHardware("h1000"); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	d := must[*Deployment](t)(Deploy("NVIDIA H100 80GB HBM3", "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "", Options{}))
	if d.Setup.Precision.ID != "fp8" || d.Setup.Hardware.ID != "h100-sxm5-80gb" {
		t.Error(d.Setup.Precision.ID, d.Setup.Hardware.ID)
	}
	if _, err = FindHardware("8x H100 SXM"); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err = Deploy("h100-sxm5-80gb", "Qwen3-8B-bnb-4bit", "", Options{}); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err = MatchModel("llama-70b"); !errors.Is(err, ErrAmbiguous) {
		t.Error(err)
	}
	near := must[[]string](t)(Nearest(TableHW, "h100-sxm5-80g"))
	if len(near) == 0 || near[0] != "h100-sxm5-80gb" {
		t.Error(near)
	}
	if ids := IDs(TableModel); len(ids) < 50 {
		t.Error(ids)
	}
}

func TestDeployErrors(t *testing.T) {
	for _, names := range [][3]string{{"x1", "llama-3.1-8b", "bf16"}, {"h100-sxm5-80gb", "x1", "bf16"},
		{"h100-sxm5-80gb", "llama-3.1-8b", "x1"}} {
		if _, err := Deploy(names[0], names[1], names[2], Options{}); !errors.Is(err, ErrUnknownID) {
			t.Error(names, err)
		}
	}
	if _, err := Deploy("h100-sxm5-80gb", "llama-3.1-8b", "", Options{Engine: "x1"}); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	setup := small(t).Setup
	setup.Hardware.MemoryBytesPerSecond = Optional[float64]{}
	if _, err := setup.Resolve(); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	setup = small(t).Setup
	if _, err := Deploy("h100-sxm5-80gb", "llama-3.1-8b", "bf16", Options{TP: 2, Constants: &setup.Constants}); err != nil {
		t.Error(err)
	}
	if d := small(t); d.String() != "llama-3.1-8b bf16 on 1 x h100-sxm5-80gb" {
		t.Error(d)
	}
}

func TestUnknownFacts(t *testing.T) {
	hw := Hardware{ID: "mine", IdleWatts: Some(0.0)}
	if err := hw.Check(); err != nil {
		t.Error(err)
	}
	if h100(t).FP4FLOPPerSecond.Known() {
		t.Error("Hopper has no FP4")
	}
	d := small(t)
	load := Load{InputTokens: 100, OutputTokens: 100, Concurrency: 4}
	if power := must[ServeResult](t)(d.Serve(load)).PowerWatts; !power.Known() || power.Or(Range{}).Mid <= 0 {
		t.Error(power)
	}
	setup := d.Setup
	setup.Hardware.TDPWatts, setup.Hardware.IdleWatts = Optional[float64]{}, Optional[float64]{}
	without := must[*Deployment](t)(setup.Resolve())
	if power := must[ServeResult](t)(without.Serve(load)).PowerWatts; power.Known() {
		t.Error(power)
	}
}

func TestOptional(t *testing.T) {
	type both struct{ A, B Optional[float64] }
	data, err := json.Marshal(both{A: Some(0.0)})
	if err != nil || string(data) != `{"A":0,"B":null}` {
		t.Error(string(data), err)
	}
	var back both
	if err := json.Unmarshal(data, &back); err != nil || back.A != Some(0.0) || back.B.Known() {
		t.Error(back, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"x"}`), &back); err == nil {
		t.Error("a text was taken as a number")
	}
	if back.B.String() != "unknown" || Some(2).String() != "2" || back.B.Or(7) != 7 {
		t.Error(back)
	}
}

func TestFact(t *testing.T) {
	fact := must[Fact](t)(FindFact(TableHW, "h100-sxm5-80gb", "memory_bytes_per_s"))
	if fact.Source == "" || fact.Field != "memory_bytes_per_s" || fact.Confidence == ConfidenceMissing {
		t.Errorf("%+v", fact)
	}
	if _, err := FindFact(TableHW, "h100-sxm5-80gb", "colour"); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	published := must[Published](t)(FindPublished("llama-3.1-8b"))
	if exact, known := published.ParamsExact.Get(); !known || exact != 8030261248 {
		t.Errorf("%+v", published)
	}
	if used, peak, err := h100(t).PeakRate(RateFP4); used != RateBF16 || peak != 989e12 || err != nil {
		t.Error(used, peak, err)
	}
	if CatalogVersion() < "2026" {
		t.Error(CatalogVersion())
	}
}

func TestInstances(t *testing.T) {
	found := must[[]Instance](t)(Instances("h100-sxm5-80gb", "aws"))
	for _, instance := range found {
		if instance.HWID.Or("") != "h100-sxm5-80gb" || instance.Provider != "aws" {
			t.Errorf("%+v", instance)
		}
	}
	all := must[[]Instance](t)(Instances("", ""))
	if figure, err := GetDefault("pue_survey_average/world/2025"); err != nil || figure.Value != 1.54 || figure.Unit != "ratio" {
		t.Errorf("%+v, %v", figure, err)
	}
	license := must[License](t)(FindLicense("llama4"))
	if license.MonthlyUsersMax.Or(0) != 700000000 || license.Eu != PermitNo || license.Commercial != PermitConditional {
		t.Errorf("%+v", license)
	}
	rows := must[[]Quality](t)(Qualities("llama-2-70b", "q4_k_m"))
	if len(rows) != 1 || rows[0].Metric != "wikitext perplexity" || rows[0].RatioLow.Or(0) != 1.01201 {
		t.Errorf("%+v", rows)
	}
	if every := must[[]Quality](t)(Qualities("", "")); len(every) != len(IDs(TableQuality)) {
		t.Error(len(every))
	}
	if _, err := Qualities("no such model", ""); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	if len(found) == 0 || len(all) != len(IDs(TableInstance)) {
		t.Error(len(found), len(all))
	}
	if _, err := Instances("no such card", ""); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
}

func TestRoundTrip(t *testing.T) {
	hw := h100(t)
	hw.Unverified = []string{"tdp_w"}
	d := small(t)
	c, err := (&Setup{hw, d.Setup.Model, d.Setup.Precision, d.Setup.Layout, d.Setup.Engine, d.Setup.Constants}).toC()
	if err != nil {
		t.Fatal(err)
	}
	var back Setup
	back.Hardware.fromC(&c.hw)
	back.Model.fromC(&c.model.model)
	back.Precision.fromC(&c.precision)
	back.Engine.fromC(&c.engine)
	back.Constants.fromC(&c.constants)
	back.Layout.fromC(&c.layout)
	back.Model.Layers = d.Setup.Model.Layers
	expected := d.Setup
	expected.Hardware = hw
	if !reflect.DeepEqual(back, expected) {
		t.Errorf("%+v", back)
	}
}

func TestColumns(t *testing.T) {
	d := small(t)
	inputs, outputs, concurrency := []float64{100, 1000, 8000}, []float64{50, 500, 100}, []float64{1, 16, 64}
	columns := must[ServeColumns](t)(d.ServeColumns(inputs, outputs, concurrency))
	for i := range inputs {
		single := must[ServeResult](t)(d.Serve(Load{InputTokens: inputs[i], OutputTokens: outputs[i], Concurrency: concurrency[i]}))
		if columns.TTFTSeconds[i] != single.TTFTSeconds.Mid || columns.TPOTSeconds[i] != single.TPOTSeconds.Mid ||
			columns.OutputTokensPerSecond[i] != single.OutputTokensPerSecond.Mid || columns.Statuses[i] != OK {
			t.Errorf("row %d", i)
		}
	}
	steps := must[StepColumns](t)(d.StepColumns([]float64{1, 8}, []float64{100, 1000}, []float64{0, 256}))
	for i, batch := range []Batch{{DecodeSequences: 1, DecodeContextTokens: 100},
		{DecodeSequences: 8, DecodeContextTokens: 1000, PrefillTokens: 256}} {
		if single := must[StepResult](t)(d.Step(batch)); steps.TimeSeconds[i] != single.TimeSeconds.Mid {
			t.Errorf("step %d", i)
		}
	}
	if none := must[StepColumns](t)(d.StepColumns(nil, nil, nil)); len(none.TimeSeconds) != 0 {
		t.Error(none)
	}
	if _, err := d.ServeColumns(inputs, outputs[:2], concurrency); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err := d.StepColumns(inputs, outputs, concurrency[:1]); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestColumnsWithBadRow(t *testing.T) {
	columns, err := small(t).ServeColumns([]float64{100, -1, 100}, []float64{50, 50, 50}, []float64{1, 1, 1})
	if e := expectError(t, err, ErrRange, "toll_serve_load", "input_tokens", "input_tokens"); e.Row != 1 {
		t.Errorf("row %d", e.Row)
	}
	if columns.Statuses[1] != ErrRange || columns.TPOTSeconds[1] != 0 || columns.TPOTSeconds[2] <= 0 {
		t.Errorf("%+v", columns)
	}
}

func TestAmountColumns(t *testing.T) {
	quantities := []int64{0, 1, 123456789, -5, 1 << 62}
	columns := must[AmountColumns](t)(ComputeAmounts(MustDecimal("0.15"), 1000000, RoundHalfEven, quantities))
	for i, quantity := range quantities {
		single, inexact, err := ComputeAmount(MustDecimal("0.15"), quantity, 1000000, RoundHalfEven)
		if err != nil || columns.Amounts[i] != single || (columns.Inexact[i] == 1) != inexact || columns.Statuses[i] != OK {
			t.Errorf("row %d: %v", i, columns.Amounts[i])
		}
	}
	sum := must[Amount](t)(SumAmounts(columns.Amounts))
	attos := new(big.Int)
	for _, amount := range columns.Amounts {
		attos.Add(attos, amount.Attos())
	}
	if sum.Attos().Cmp(attos) != 0 {
		t.Error(sum)
	}
	if zero := must[Amount](t)(SumAmounts(nil)); zero != (Amount{}) {
		t.Error(zero)
	}
	beside := struct {
		name    *string
		amounts [2]Amount
	}{new(string), [2]Amount{MustAmount("1"), MustAmount("2")}}
	if three := must[Amount](t)(SumAmounts(beside.amounts[:])); three != MustAmount("3") {
		t.Error(three)
	}
	failed, err := ComputeAmounts(MustDecimal("9000000000000000000"), 1, RoundDown, []int64{1, 100})
	if !errors.Is(err, ErrOverflow) || failed.Statuses[0] != OK || failed.Statuses[1] != ErrOverflow {
		t.Error(failed, err)
	}
}

func TestAmountAndBigInt(t *testing.T) {
	for _, text := range []string{"0", "-1", "1.5", "170141183460469231731.687303715884105727",
		"-170141183460469231731.687303715884105728", "-0.000000000000000001", "18.446744073709551616"} {
		amount := MustAmount(text)
		back := must[Amount](t)(AmountFromAttos(amount.Attos()))
		if back != amount || back.String() != text {
			t.Error(text, amount.Attos(), back)
		}
	}
	beyond := new(big.Int).Lsh(big.NewInt(1), 127)
	for _, attos := range []*big.Int{beyond, new(big.Int).Sub(new(big.Int).Neg(beyond), big.NewInt(1)),
		new(big.Int).Lsh(beyond, 64)} {
		if _, err := AmountFromAttos(attos); !errors.Is(err, ErrOverflow) {
			t.Error(attos, err)
		}
	}
}

func TestMoneyAsText(t *testing.T) {
	type bill struct {
		Price Decimal
		Total Amount
	}
	data, err := json.Marshal(bill{MustDecimal("1.50"), MustAmount("12.340")})
	if err != nil || string(data) != `{"Price":"1.50","Total":"12.34"}` {
		t.Error(string(data), err)
	}
	var back bill
	if err := json.Unmarshal(data, &back); err != nil || back.Price != MustDecimal("1.50") || back.Total != MustAmount("12.34") {
		t.Error(back, err)
	}
	if err := json.Unmarshal([]byte(`{"Total":"1e5"}`), &back); !errors.Is(err, ErrSyntax) {
		t.Error(err)
	}
	var scanned Amount
	for _, source := range []any{"7.00", []byte("7"), int64(7)} {
		if err := scanned.Scan(source); err != nil || scanned != MustAmount("7") {
			t.Error(source, scanned, err)
		}
	}
	if err := scanned.Scan(7.0); err == nil {
		t.Error("a float was taken as money")
	}
	if value, err := scanned.Value(); value != "7" || err != nil {
		t.Error(value, err)
	}
	if _, err := NewDecimal(1, 37); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	if d := must[Decimal](t)(NewDecimal(150, 2)); d.String() != "1.50" || d.Coefficient() != 150 || d.Scale() != 2 {
		t.Error(d)
	}
	if _, err := MustAmount("1").Format(19); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	if converted, inexact, err := MustDecimal("0.0000000000000000005").Amount(RoundUp); err != nil || !inexact ||
		converted.String() != "0.000000000000000001" {
		t.Error(converted, inexact, err)
	}
}

func TestCodesInWords(t *testing.T) {
	if text := (FlagNoFit | FlagQueueing).String(); text != "no fit, queueing" {
		t.Error(text)
	}
	if BoundKV.String() != "kv" || Bound(99).String() != "code 99" || ErrRange.Name() != "TOLL_E_RANGE" {
		t.Error(BoundKV, Bound(99), ErrRange.Name())
	}
	if ErrRange.Error() == "" || ErrRange.Error() == ErrMissing.Error() {
		t.Error(ErrRange, ErrMissing)
	}
}

func TestManyGoroutines(t *testing.T) {
	d := small(t)
	load := Load{InputTokens: 1000, OutputTokens: 500, Concurrency: 32}
	expected := must[ServeResult](t)(d.Serve(load))
	var group sync.WaitGroup
	for i := 0; i < 16; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 50; j++ {
				if found, err := d.Serve(load); err != nil || found != expected {
					t.Error(found, err)
				}
			}
		}()
	}
	group.Wait()
}

func TestOpenLoop(t *testing.T) {
	d := small(t)
	load := Load{InputTokens: 1000, OutputTokens: 200, Concurrency: 1, Mode: LoadOpen, RequestsPerSecond: 2}
	result := must[ServeResult](t)(d.Serve(load))
	queue := must[Queue](t)(d.Queue(load))
	if queue.Stability != StabilityStable || queue.TTFTP99Seconds.Or(Range{}).Mid <= queue.TTFTP50Seconds.Or(Range{}).Mid {
		t.Error(queue)
	}
	columns, err := d.OpenColumns(load, []float64{1000, 1000}, []float64{200, 200}, []float64{2, 1e5})
	if err != nil || columns.TPOTSeconds[0] != result.TPOTSeconds.Mid || columns.TPOTSeconds[1] != 0 ||
		Stability(columns.Stabilities[1]) != StabilityUnstable {
		t.Error(columns, err)
	}
	if _, err = d.OpenColumns(load, []float64{1}, nil, nil); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	rate, err := d.BoundRate(load, Limits{TPOTP99Seconds: Some(0.02)})
	if err != nil || rate <= 0 || rate >= queue.SaturationRequestsPerSecond.Mid {
		t.Error(rate, err)
	}
	if _, err = d.Queue(Load{InputTokens: 1, OutputTokens: 1, Concurrency: 1, Mode: LoadBatch}); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestPresent(t *testing.T) {
	d := small(t)
	now := Batch{DecodeSequences: 16, DecodeContextTokens: 1000}
	more := must[Admission](t)(d.Admission(now, Load{InputTokens: 1000, OutputTokens: 200, Concurrency: 1}, Hourly(2.5)))
	if more.PromptStepSeconds.Mid <= more.DecodeStepSeconds.Mid || more.USD.Mid <= 0 || more.Fit != FitYes {
		t.Error(more)
	}
	seconds, weights, err := d.Allocate([]Part{{DecodeTokens: 1, ContextTokens: 1000}, {PrefillTokens: 512}})
	if err != nil || seconds[1] <= seconds[0] || weights[0]+weights[1] != 1000000000000000 {
		t.Error(seconds, weights, err)
	}
	if _, _, err = d.Allocate(nil); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
	split := must[CostSplit](t)(d.CostSplit(Load{InputTokens: 1000, OutputTokens: 200, Concurrency: 16}, Hourly(2.5)))
	if split.MarginalUSDPerMtokOutput.Mid >= split.BusyUSDPerMtokOutput.Mid {
		t.Error(split)
	}
	rows := must[[]Row](t)(EstimatedRows("own", "llama", split.ReservedUSDPerMtokInput.Mid, split.ReservedUSDPerMtokOutput.Mid))
	if _, err = CompileBook(rows); err != nil || rows[0].Origin != OriginEstimated {
		t.Error(rows, err)
	}
	terms := must[Terms](t)(d.Terms(Load{InputTokens: 1000, OutputTokens: 200, Concurrency: 16}))
	if terms.Bound != BoundWeights || terms.TPOTByBandwidth >= 0 || terms.TPOTByOverhead <= 0 {
		t.Error(terms)
	}
}

func TestPools(t *testing.T) {
	d := small(t)
	load := Load{InputTokens: 4000, OutputTokens: 200, Concurrency: 128}
	pools := NewPools()
	pools.PrefillUnits = Some[int64](0)
	result := must[PooledResult](t)(EstimatePools(d, d, load, pools))
	if result.PrefillUnits < 1 || result.GPUs != 1+result.PrefillUnits || result.RequestsPerSecond.Mid <= 0 {
		t.Error(result)
	}
	if _, err := EstimatePools(d, d, Load{InputTokens: 1, OutputTokens: 1, Concurrency: 1}, pools); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestCalibrate(t *testing.T) {
	deployment, err := Deploy("h100-sxm5-80gb", "llama-3.1-70b", "fp8", Options{TP: 4})
	if err != nil {
		t.Fatal(err)
	}
	load := NewLoad()
	load.Concurrency = 16
	plain, err := deployment.Serve(load)
	if err != nil {
		t.Fatal(err)
	}
	anchor := NewAnchor()
	anchor.Concurrency = 16
	anchor.TPOTSeconds = Some(1.5 * plain.TPOTSeconds.Mid)
	correction, err := deployment.Calibrate([]Anchor{anchor})
	if err != nil {
		t.Fatal(err)
	}
	tuned, err := deployment.ServeCorrected(load, correction)
	if err != nil {
		t.Fatal(err)
	}
	if tuned.TPOTSeconds.Mid != plain.TPOTSeconds.Mid*correction.TPOTFactor || correction.TPOTFactor < 1.3 {
		t.Errorf("%v after %v by %v", tuned.TPOTSeconds, plain.TPOTSeconds, correction.TPOTFactor)
	}
	if _, err = deployment.Calibrate(nil); err == nil {
		t.Error("no anchor was taken")
	}
}

func TestEnergyAndRoom(t *testing.T) {
	d := small(t)
	result := must[ServeResult](t)(d.Serve(Load{InputTokens: 1000, OutputTokens: 200, Concurrency: 16}))
	energy := must[Energy](t)(result.Energy(Site{PUE: Some(1.2)}))
	if energy.SystemWatts.Mid <= energy.AcceleratorWatts.Mid || energy.FacilityWatts.Or(Range{}).Mid <= energy.SystemWatts.Mid {
		t.Error(energy)
	}
	if _, err := result.Energy(Site{LocationKgPerKWh: Some(0.4)}); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	room := must[Room](t)(d.MostSequences(8192))
	longest := must[Room](t)(d.LongestContext(8))
	fewest := must[Fewest](t)(d.Setup.FewestGPUs(8, 8192, 4))
	if room.Sure > room.Likely || room.Likely > room.Possible || longest.Likely == 0 || fewest.GPUs != 1 {
		t.Error(room, longest, fewest)
	}
}

func TestOneCall(t *testing.T) {
	load := Load{InputTokens: 1000, OutputTokens: 500, Concurrency: 32}
	deployment := must[*Deployment](t)(Deploy("h100-sxm5-80gb", "llama-3.1-70b", "fp8", Options{TP: 4}))
	result := must[ServeResult](t)(deployment.Serve(load))
	cost := must[Cost](t)(result.Cost(Hourly(2.50)))
	speed, price, err := Estimate("h100-sxm5-80gb", "llama-3.1-70b", "fp8", 4, load, 2.50)
	if err != nil || !reflect.DeepEqual(speed, result) || !reflect.DeepEqual(price, cost) {
		t.Errorf("%v: %+v %+v, expected %+v %+v", err, speed, price, result, cost)
	}
	fewest := must[Fewest](t)(deployment.Setup.FewestGPUs(8, 32768, 8))
	found := must[Fewest](t)(FewestGPUs("h100-sxm5-80gb", "llama-3.1-70b", "fp8", Options{}, 8, 32768, 8))
	if found != fewest || found.GPUs != 3 {
		t.Errorf("%+v, expected %+v", found, fewest)
	}
	if _, _, err := Estimate("h100", "llama-3.1-70b", "", 1, load, 2.50); !errors.Is(err, ErrAmbiguous) {
		t.Error("a name of several accelerators:", err)
	}
	if _, err := FewestGPUs("h100-sxm5-80gb\x00", "llama-3.1-70b", "", Options{}, 8, 32768, 8); !errors.Is(err, ErrString) {
		t.Error("a name with a NUL:", err)
	}
}

func TestWhatCannotStart(t *testing.T) {
	deployment := must[*Deployment](t)(Deploy("h100-sxm5-80gb", "llama-3.1-8b", "fp8", Options{}))
	run := must[Run](t)(deployment.Setup.CheckRun())
	if run.Verdict != RunYes || run.Reason != "" || run.Source == "" {
		t.Errorf("%+v", run)
	}
	setup := deployment.Setup
	setup.Engine = must[Engine](t)(FindEngine("neuronx"))
	if run = must[Run](t)(setup.CheckRun()); run.Verdict != RunNo || run.Asked != AskedHardware || run.Reason == "" {
		t.Errorf("%+v", run)
	}
	_, err := Deploy("mi300x-192gb", "llama-3.1-8b", "nvfp4", Options{Engine: "trtllm"})
	if !errors.Is(err, ErrConflict) {
		t.Error("an engine of another maker's cards:", err)
	}
}

func TestTokenRatio(t *testing.T) {
	older, _, err := TokenRatio("gpt-4", TextChinese)
	if err != nil {
		t.Fatal(err)
	}
	newer, fact, err := TokenRatio("openai/gpt-5", TextChinese)
	if err != nil || fact.Field != "o200k" || older.Mid/newer.Mid < 1.3 {
		t.Error(older, newer, fact, err)
	}
	if _, _, err := TokenRatio("claude-sonnet-4-5", TextEnglish); !errors.Is(err, ErrMissing) {
		t.Error("an unpublished tokenizer:", err)
	}
}

func TestAFormatIsAsTheModelsCheckpointHasIt(t *testing.T) {
	model, err := FindModel("glm-5.2")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := FindPrecisionOf("nvfp4", model)
	if err != nil || kept.AttnBits != 16 || kept.ExpertBits != 4.5 {
		t.Errorf("attention of %g bits, experts of %g: %v", kept.AttnBits, kept.ExpertBits, err)
	}
	if _, err = FindPrecisionOf("nvfp5", model); err == nil {
		t.Error("an unknown format is found")
	}
}
