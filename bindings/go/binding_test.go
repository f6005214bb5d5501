// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type apiFile struct {
	ABI     uint32
	Version string
	Structs []struct {
		Name   string
		Kind   uint32
		Size   uintptr
		Fields []struct {
			Name         string
			Offset, Size uintptr
		}
	}
	Functions []struct{ Name string }
	Constants []struct {
		Name  string
		Value int64
	}
}

func readAPI(t *testing.T) apiFile {
	data, err := os.ReadFile("../api.json")
	if err != nil {
		t.Fatal(err)
	}
	var api apiFile
	if err := json.Unmarshal(data, &api); err != nil {
		t.Fatal(err)
	}
	return api
}

var (
	comments  = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	preambles = regexp.MustCompile(`(?s)/\*([^*]|\*[^/])*\*/\nimport "C"`)
	wrapped   = regexp.MustCompile(`\treturn (toll_\w+\()`)
)

// Every function of the library is called by this package outside of tests and generated files: by Go, or by a wrapper in
// the C that stands before an import.
func TestEveryFunctionIsBound(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, source := range sources {
		data, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(source, "_test.go") && !strings.Contains(string(data), "DO NOT EDIT") {
			for _, call := range wrapped.FindAllStringSubmatch(preambles.FindString(string(data)), -1) {
				code.WriteString("C." + call[1] + "\n")
			}
			code.WriteString(comments.ReplaceAllString(string(data), ""))
		}
	}
	functions := readAPI(t).Functions
	if len(functions) < 50 {
		t.Fatalf("api.json has only %d functions", len(functions))
	}
	for _, function := range functions {
		if !strings.Contains(code.String(), "C."+function.Name+"(") {
			t.Errorf("%s is not bound", function.Name)
		}
	}
}

func TestLayout(t *testing.T) {
	layouts := compiledLayouts()
	api := readAPI(t)
	if len(layouts) != len(api.Structs) {
		t.Errorf("%d structs, expected %d", len(layouts), len(api.Structs))
	}
	for _, expected := range api.Structs {
		found := layouts[expected.Name]
		if found.size != expected.Size || found.kind != expected.Kind || len(found.fields) != len(expected.Fields) {
			t.Errorf("%s: %+v", expected.Name, found)
			continue
		}
		for i, field := range expected.Fields {
			if found.fields[i] != (fieldLayout{field.Name, field.Offset, field.Size}) {
				t.Errorf("%s.%s: %+v", expected.Name, field.Name, found.fields[i])
			}
		}
		for i, field := range Fields(expected.Name) {
			if field.Name != expected.Fields[i].Name || uintptr(field.Offset) != expected.Fields[i].Offset {
				t.Errorf("%s: the library says %+v", expected.Name, field)
			}
		}
	}
}

func TestMismatch(t *testing.T) {
	layouts := compiledLayouts()
	grown := func(by int) func(uint32) (string, uintptr) {
		return func(kind uint32) (string, uintptr) {
			name, size := loadedSize(kind)
			if kind == kindHW {
				size += uintptr(by)
			}
			return name, size
		}
	}
	if problem := findMismatch(compiledABI, layouts, loadedSize); problem != "" {
		t.Error(problem)
	}
	if problem := findMismatch(compiledABI, layouts, grown(8)); problem != "" {
		t.Error("a grown struct is fine:", problem)
	}
	if problem := findMismatch(compiledABI, layouts, grown(-8)); !strings.Contains(problem, "toll_hw") {
		t.Error("a smaller struct was taken:", problem)
	}
	if problem := findMismatch(compiledABI+1, layouts, loadedSize); !strings.Contains(problem, "ABI version") {
		t.Error("another ABI was taken:", problem)
	}
	frozen := func(kind uint32) (string, uintptr) {
		name, size := loadedSize(kind)
		if kind == kindAmount {
			size += 8
		}
		return name, size
	}
	if problem := findMismatch(compiledABI, layouts, frozen); !strings.Contains(problem, "toll_amount") {
		t.Error("a frozen struct has grown:", problem)
	}
}

func TestVersion(t *testing.T) {
	api := readAPI(t)
	if Version() != api.Version || VersionNumber() < 100 || compiledABI != api.ABI {
		t.Errorf("version %s, %d, ABI %d", Version(), VersionNumber(), compiledABI)
	}
}

func TestGeneratedSourcesAreFresh(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	if output, err := exec.Command(python, "generate.py", "--check").CombinedOutput(); err != nil {
		t.Errorf("%s", output)
	}
}

func TestSourcesAreFormatted(t *testing.T) {
	gofmt, err := exec.LookPath("gofmt")
	if err != nil {
		t.Skip("no gofmt")
	}
	if output, err := exec.Command(gofmt, "-l", ".", "../../docs/examples").Output(); err != nil || len(output) > 0 {
		t.Errorf("gofmt -l: %s %v", output, err)
	}
}

func TestQuickStart(t *testing.T) {
	golang, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go")
	}
	if os.Getenv("CGO_LDFLAGS") == "" {
		t.Skip("built without the environment's flags")
	}
	output, err := exec.Command(golang, "run", "-tags", "nopkgconfig", "../../docs/examples/quickstart.go").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "per million output tokens") {
		t.Errorf("%v: %s", err, output)
	}
}
