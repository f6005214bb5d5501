// SPDX-License-Identifier: Apache-2.0

// Asks gguf-parser-go what a GGUF file takes in llama.cpp. One JSON request a line on stdin, one answer a line on
// stdout, in bytes: the caches of all layers and the largest compute buffer of the accelerator.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	parser "github.com/gpustack/gguf-parser-go"
)

type request struct {
	Path      string `json:"path"`
	Context   int32  `json:"context"`
	Batch     int32  `json:"batch"`
	Slots     int32  `json:"slots"`
	KeyType   int    `json:"key_type"`
	ValueType int    `json:"value_type"`
	Flash     bool   `json:"flash"`
	Whole     bool   `json:"whole"`
}

type answer struct {
	KV      uint64 `json:"kv"`
	Compute uint64 `json:"compute"`
	Error   string `json:"error"`
}

func options(r request) []parser.GGUFRunEstimateOption {
	some := []parser.GGUFRunEstimateOption{
		parser.WithLLaMACppContextSize(r.Context),
		parser.WithLLaMACppLogicalBatchSize(max(r.Batch, 2048)),
		parser.WithLLaMACppPhysicalBatchSize(r.Batch),
		parser.WithLLaMACppCacheKeyType(parser.GGMLType(r.KeyType)),
		parser.WithLLaMACppCacheValueType(parser.GGMLType(r.ValueType)),
		parser.WithParallelSize(r.Slots),
	}
	if r.Flash {
		some = append(some, parser.WithFlashAttention())
	}
	if r.Whole {
		some = append(some, parser.WithLLaMACppFullSizeSWACache())
	}
	return some
}

func ask(r request) (a answer) {
	defer func() {
		if stop := recover(); stop != nil {
			a = answer{Error: fmt.Sprint(stop)}
		}
	}()
	file, err := parser.ParseGGUFFile(r.Path, parser.UseMMap())
	if err != nil {
		return answer{Error: err.Error()}
	}
	for _, device := range file.EstimateLLaMACppRun(options(r)...).Devices[1:] {
		a.KV += uint64(device.KVCache.Key) + uint64(device.KVCache.Value)
		a.Compute += uint64(device.Computation.Compute) + uint64(device.Computation.Input) + uint64(device.Computation.Output)
	}
	return a
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var r request
		a := answer{}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			a.Error = err.Error()
		} else {
			a = ask(r)
		}
		text, _ := json.Marshal(a)
		fmt.Println(string(text))
	}
}
