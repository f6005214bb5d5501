// SPDX-License-Identifier: Apache-2.0

// Scenario files in Go: the example reads, resolves and costs; a mistake names its line.

package scenario

import (
	"errors"
	"os"
	"strings"
	"testing"

	"libtoll.dev/toll"
)

func TestExampleIsRead(t *testing.T) {
	path := "testdata/model-to-money.toll" // in the released module
	if _, err := os.Stat(path); err != nil {
		path = "../../../docs/examples/model-to-money.toll"
	}
	file, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	derived := 0
	for _, note := range file.Notes {
		if strings.HasPrefix(note.Origin, "serve estimate") {
			derived++
		}
	}
	if derived != 14 || len(file.Rows) != len(file.Notes) {
		t.Errorf("%d derived rows of %d", derived, len(file.Rows))
	}
	plan, err := toll.NewScenario(file.Rows)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Estimate(3, nil, nil); err != nil {
		t.Error(err)
	}
}

func TestMistakesHaveTheirLine(t *testing.T) {
	var mistake *Error
	if _, err := Parse([]byte("horizon = 12\nhorizn = 3\n")); !errors.As(err, &mistake) || mistake.Line != 2 {
		t.Errorf("%v", err)
	}
	if _, err := Parse([]byte("include \"prices.toll\"\n")); !errors.As(err, &mistake) ||
		!strings.Contains(err.Error(), "text from memory") {
		t.Errorf("%v", err)
	}
	if _, err := Parse(nil); err == nil {
		t.Error("an empty text is read")
	}
}
