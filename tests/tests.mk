# SPDX-License-Identifier: Apache-2.0
# Everything that tests, measures or checks; included by the Makefile.

export CC CXX BUILD CFLAGS WERROR

SAN_FLAGS  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,float-divide-by-zero -fno-sanitize-recover=all
FUZZ_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined,float-divide-by-zero -fno-sanitize-recover=all
# Those of libtoll-io are built where it is.
IO_ARCHIVE := $(filter %.a,$(IO_LIBS))
IO_FUZZERS := fuzz_bench fuzz_json fuzz_config fuzz_gguf fuzz_import fuzz_usage fuzz_statement fuzz_scenario fuzz_command fuzz_mcp
FUZZERS    := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZERS    := $(if $(IO_SRC),$(FUZZERS),$(filter-out $(IO_FUZZERS),$(FUZZERS)))
programs    = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(1)/*.c))

$(BUILD)/deps/cmocka.libs: tests/support/get_cmocka.sh
	$(Q)sh tests/support/get_cmocka.sh $(BUILD)/deps

FIXTURE := $(OBJ)/tests/support/fixture.o
$(UNIT): $(BUILD)/tests/unit/%: $(OBJ)/tests/unit/%.o $(FIXTURE) $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(FIXTURE) $(BUILD)/libtoll.a $$(cat $(BUILD)/deps/cmocka.libs) -lm

$(BUILD)/tests/%: $(OBJ)/tests/%.o $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libtoll.a -lm

# Readers of text files: their objects need no other library.
$(OBJ)/tests/bench/bench_csv.o: INCLUDES = -Ibindings/io -Itests -Itests/support -D_POSIX_C_SOURCE=200809L
$(BUILD)/tests/bench/bench_csv: $(OBJ)/tests/bench/bench_csv.o $(call objects,$(TEXT_ROWS)) $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) -lm

# Examples see what a user sees: the public headers and the library.
$(BUILD)/examples/%: docs/examples/%.c $(BUILD)/libtoll.a $(HEADERS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LDFLAGS) -o $@ $< $(BUILD)/libtoll.a -lm

figure-programs: all $(EXAMPLES) $(call programs,build)

test-programs: all $(UNIT) $(EXAMPLES) $(foreach folder,abi build differential,$(call programs,$(folder)))

## check: unit tests, ABI, lint, headers, examples, catalog, command and bindings; about 80 s on two cores after the build
check: test-programs
	@sh tests/run.sh

## check-unit: unit tests and examples only
check-unit: test-programs
	@sh tests/run.sh unit examples

## check-long: check, then the breaks that each ABI test must notice, longer comparisons, all fuzz corpora, accuracy reports
check-long: test-programs
	@sh tests/run.sh all selftest reproducible long corpora accuracy

## bench: nanoseconds per call (MARKDOWN=<out>)
IO_BENCH := $(addprefix $(BUILD)/tests/bench/,bench_io bench_usage)
$(call objects,tests/bench/bench_io.c tests/bench/bench_usage.c): INCLUDES += -Ibindings/io
$(IO_BENCH): $(BUILD)/tests/bench/%: $(OBJ)/tests/bench/%.o $(IO_ARCHIVE) $(BUILD)/libtoll.a $(CLI)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(IO_ARCHIVE) $(BUILD)/libtoll.a -lm
bench: $(if $(IO_SRC),$(call programs,bench),$(filter-out $(IO_BENCH),$(call programs,bench)))
	@sh tests/bench/report.sh $(if $(MARKDOWN),-m $(MARKDOWN)) $^

## plan-exhaustive: the plan search against an exhaustive one over the whole catalog, on random needs (NEEDS=20, SEED=1)
NEEDS ?= 20
plan-exhaustive: $(BUILD)/tests/differential/plan_exhaustive
	@$< $(NEEDS) $(SEED)

## plan-outlooks: the outlook's ledger against the full one on random needs: order and regret (NEEDS=20, SEED=1)
plan-outlooks: $(BUILD)/tests/differential/plan_outlooks
	@$< $(NEEDS) $(SEED)

## bench-peers: the same bills and the same log (LINES=200000) through genai-prices, LiteLLM and a loop like ccusage's, which
##           it installs into build/peers (pip, npm) where it can
PEERS := $(BUILD)/peers
$(PEERS)/done:
	@sh tests/bench/peers/install.sh $(PEERS)
bench-peers: all $(BUILD)/tests/bench/bench_public $(PEERS)/done
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so $(PEERS)/venv/bin/python tests/bench/peers/peers.py \
	    --bench $(BUILD)/tests/bench/bench_public --js $(abspath $(PEERS))/js $(if $(MARKDOWN),--markdown $(MARKDOWN))
	@python3 tests/bench/peers/log_peers.py --toll $(abspath $(BUILD))/toll --peers $(abspath $(PEERS)) \
	    $(if $(LINES),--lines $(LINES)) $(if $(MARKDOWN),--markdown $(MARKDOWN))

## accuracy: predicted against measured, any of these together, one summary line each: serving points (SERVING=<csv>),
##           published results (MEASURED=<csv>), choosing among measured deployments (REGRET=<csv like SERVING's>), figures
##           of memory that engines print (MEMORY=<csv>, MEMORY=1: the project's excerpt; CONFIGS=<folder of config.json
##           files> that its rows name), training runs (TRAIN=<csv>, TRAIN=1: the project's own), memory of fine-tuning
##           (TRAINMEM=<csv>, TRAINMEM=1: the excerpt); none: the project's excerpt
##           of serving points; MARKDOWN=<out>, JSON=<out>; needs python3
ACCURACY_PARTS = $(SERVING)$(MEASURED)$(REGRET)
ifeq ($(SERVING)$(MEASURED)$(REGRET)$(MEMORY)$(TRAIN)$(TRAINMEM),)
SERVING := tests/accuracy/data/serving_excerpt.csv
endif
TRAINING_RUNS := tests/accuracy/data/training_runs.csv
TRAINING_MEMORY := tests/accuracy/data/training_memory_excerpt.csv
MEMORY_LOGS   := tests/accuracy/data/memory_excerpt.csv
MEASURE        = LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 tests/accuracy
accuracy: all
	@$(if $(ACCURACY_PARTS),$(MEASURE)/report.py $(if $(SERVING),--serving $(SERVING)) \
	    $(if $(MEASURED),--measured $(MEASURED)) $(if $(REGRET),--regret $(REGRET)) $(if $(JSON),--json $(JSON)) \
	    $(if $(MARKDOWN),--markdown $(MARKDOWN)))
	@$(if $(MEMORY),$(MEASURE)/memory.py $(if $(filter 1,$(MEMORY)),$(MEMORY_LOGS),$(MEMORY)) \
	    $(if $(CONFIGS),--configs $(CONFIGS)) $(if $(ACCURACY_PARTS),,$(if $(MARKDOWN),--markdown $(MARKDOWN))))
	@$(if $(TRAIN)$(TRAINMEM),$(MEASURE)/training.py $(if $(filter 1,$(TRAIN)),$(TRAINING_RUNS),$(TRAIN)) \
	    $(if $(TRAINMEM),--memory $(if $(filter 1,$(TRAINMEM)),$(TRAINING_MEMORY),$(TRAINMEM))) \
	    $(if $(JSON),--json $(JSON)))

## accuracy-peers: caches and buffers of llama.cpp beside gguf-parser-go's on the same figures (MEMORY=<csv>, default the
##           excerpt; CONFIGS=<folder>; MARKDOWN=<out>: appends); builds the peer in build/gguf_peer, needs go and its proxy
GGUF_PARSER := github.com/gpustack/gguf-parser-go@v0.28.1
$(BUILD)/gguf_peer/gguf_peer: tests/accuracy/peers/gguf_peer.go
	@mkdir -p $(@D) && cp $< $(@D)/main.go && cd $(@D) && printf 'module peer\n\ngo 1.24\n' > go.mod && \
	    go get $(GGUF_PARSER) && go mod tidy && go build -o gguf_peer .
accuracy-peers: all $(BUILD)/gguf_peer/gguf_peer
	@$(MEASURE)/memory_peers.py $(or $(MEMORY),$(MEMORY_LOGS)) --peer $(abspath $(BUILD))/gguf_peer/gguf_peer \
	    --heads $(BUILD)/heads $(if $(CONFIGS),--configs $(CONFIGS)) $(if $(MARKDOWN),--markdown $(MARKDOWN))

## calibrate: fits the kernel constants to timings and rewrites their rows in the catalog (OPS=<dir>); needs scipy, pyarrow
CONSTANTS := lib/catalog/data/constants.csv
calibrate:
	@[ -n "$(OPS)" ] || { echo "make calibrate OPS=<folder of kernel timings>" >&2; exit 1; }
	@python3 tests/accuracy/calibrate.py $(OPS) --write $(CONSTANTS)
	@$(MAKE) --no-print-directory catalog

## calibrate-intervals: derives the widths of intervals with each source held out (SERVING=<csv>, MEASURED="<csv>..."); needs python3
calibrate-intervals: all
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 tests/accuracy/intervals.py $(SERVING) $(MEASURED) --write $(CONSTANTS)
	@$(MAKE) --no-print-directory catalog

## calibrate-stacks: speed of training stacks and its spread, from published runs (TRAIN="<csv>..."); needs python3
calibrate-stacks: all
	@[ -n "$(TRAIN)" ] || { echo 'make calibrate-stacks TRAIN="<published runs>..."' >&2; exit 1; }
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 tests/accuracy/stacks.py $(TRAIN) --write lib/catalog/data/stacks.csv
	@$(MAKE) --no-print-directory catalog

## calibrate-published: factors of engine generations and the power constants (MEASURED=<csv>); needs numpy, scipy
calibrate-published: all
	@[ -n "$(MEASURED)" ] || { echo "make calibrate-published MEASURED=<published results>" >&2; exit 1; }
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 tests/accuracy/epochs.py $(MEASURED) --write $(CONSTANTS)
	@$(MAKE) --no-print-directory catalog all
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 tests/accuracy/watts.py $(MEASURED) --write $(CONSTANTS)
	@$(MAKE) --no-print-directory catalog

## demo: the command line tour, or the examples where the command isn't built
demo: all $(EXAMPLES)
	@if [ -f bindings/cli/demo.sh ]; then PATH="$(abspath $(BUILD)):$$PATH" sh bindings/cli/demo.sh; \
	else for program in $(EXAMPLES); do echo "== $$program"; $$program || exit 1; done; fi

## sanitize: unit tests and examples under the address and undefined-behaviour sanitizers
sanitize:
	$(MAKE) BUILD=$(BUILD)/sanitize CFLAGS='$(SAN_FLAGS)' check-unit

## mutation: mutation score of rooms (ROOMS="finance tco", N=60 mutants a room, SEED=1); needs python3
ROOMS ?= base hardware model step serve train finance tco risk book bill bound catalog
N     ?= 60
SEED  ?= 1
mutation: test-programs
	@for room in $(ROOMS); do python3 tests/mutation/mutate.py $$room --count $(N) --seed $(SEED) --build $(BUILD) || exit 1; done

## long-table: the newest results of .ci/long into docs/dev/testing.md
long-table:
	@sh tests/support/long_table.sh

## fuzz: each fuzzer for FUZZ_SECONDS (20), or as FUZZ_ARGS say; needs clang
FUZZ_SECONDS ?= 20
FUZZ_ARGS    ?= -max_total_time=$(FUZZ_SECONDS)
fuzz:
	$(MAKE) BUILD=$(BUILD)/fuzz CC=clang CFLAGS='$(FUZZ_FLAGS)' $(FUZZERS:%=$(BUILD)/fuzz/%)
	@for name in $(FUZZERS); do echo "== $$name"; \
	    sh tests/support/fuzz_one.sh $(BUILD)/fuzz $$name $(FUZZ_ARGS) || exit 1; done

# One target is the command's own parsers: all of the command but main() and the complaints, which the target holds.
COMMAND_OBJ := $(call objects,$(filter-out bindings/cli/main.c bindings/cli/input/complain.c,$(CLI_SRC)))
$(BUILD)/fuzz_command $(BUILD)/tests/fuzz/fuzz_command: COMMAND = $(COMMAND_OBJ)
$(BUILD)/fuzz_command $(BUILD)/tests/fuzz/fuzz_command: $(COMMAND_OBJ)
# Another holds the server of tools, without the streams, and runs no command.
MCP_OBJ := $(call objects,$(filter bindings/cli/input/% bindings/cli/mcp/% bindings/cli/output/% bindings/io/%,$(filter-out \
    %/mcp_call.c %/mcp_server.c %/cmd_mcp.c,$(CLI_SRC))))
$(BUILD)/fuzz_mcp $(BUILD)/tests/fuzz/fuzz_mcp: COMMAND = $(MCP_OBJ)
$(BUILD)/fuzz_mcp $(BUILD)/tests/fuzz/fuzz_mcp: $(MCP_OBJ)
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(IO_ARCHIVE) $(BUILD)/libtoll.a
	$(Q)$(COMPILE) -Ilib -Ibindings/io -Ibindings/cli -Itests -Itests/fuzz -D_POSIX_C_SOURCE=200809L -fsanitize=fuzzer -o $@ $< $(COMMAND) \
	    $(IO_ARCHIVE) $(BUILD)/libtoll.a -lm

# The same targets without a fuzzing engine: they run once over the files named on the command line.
$(call objects,$(IO_FUZZERS:%=tests/fuzz/%.c)): INCLUDES += -Ibindings/io -Ibindings/cli
$(BUILD)/tests/fuzz/fuzz_%: $(OBJ)/tests/fuzz/fuzz_%.o $(OBJ)/tests/fuzz/replay.o $(IO_ARCHIVE) $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(IO_ARCHIVE) $(BUILD)/libtoll.a -lm
fuzz-programs: $(FUZZERS:%=$(BUILD)/tests/fuzz/%)

## coverage: line and branch coverage of lib/ by the unit tests; needs gcovr
coverage:
	$(MAKE) BUILD=$(BUILD)/coverage CC=gcc CFLAGS='-O0 -g --coverage' check-unit fuzz-programs
	@BUILD=$(BUILD)/coverage sh tests/run.sh corpora
	gcovr --root . --filter lib/ --object-directory $(BUILD)/coverage --exclude-throw-branches \
	    --txt $(BUILD)/coverage/lines.txt --print-summary $(BUILD)/coverage
	@cat $(BUILD)/coverage/lines.txt

## abi-check: exports, layout, abidiff, object files, old client
abi-check: all $(call programs,abi)
	@sh tests/run.sh abi
## abi-update: rewrites layout.txt and the abidiff baseline; refuses a break unless TOLL_ABI_VERSION was raised
abi-update: $(BUILD)/libtoll.so $(call programs,abi)
	@sh tests/abi/update.sh
## abi-freeze: copies today's headers as the old client's
abi-freeze:
	@sh tests/abi/freeze.sh $(basename $(VERSION))

## installcheck: installs into an empty DESTDIR and builds against it with and without pkg-config's flags
installcheck: all
	@sh tests/run.sh install

## bindings: builds and tests the Python and Go bindings
bindings: all
	@sh tests/run.sh python go

## docs: HTML reference in build/docs/html; every warning is an error; needs doxygen
docs:
	@rm -rf $(BUILD)/docs && mkdir -p $(BUILD)/docs
	(cat docs/Doxyfile; echo 'PROJECT_NUMBER = $(VERSION)'; echo 'OUTPUT_DIRECTORY = $(BUILD)/docs') | doxygen -

## catalog: compiles lib/catalog/data/*.csv to the tables in lib/catalog/table
catalog:
	@sh tests/catalog/generate.sh lib/catalog/table

## book: compiles lib/book/data/*.csv to the built-in price book, lib/book/table/public_book.inc
book:
	@sh tests/book/generate.sh lib/book/table/public_book.inc

## vocabulary: writes docs/vocabulary.md, the words that the built-in price book knows
vocabulary: all
	@sh tests/book/vocabulary.sh > docs/vocabulary.md

## vectors: runs the cases of BILLING=<file.jsonl> ("N of M exact") or TCO=<file.jsonl> ("N of M recomputed, ..."); needs python3
VECTORS = $(if $(TCO),tests/vectors/tco_vectors.py $(TCO),tests/vectors/billing.py $(or $(BILLING),tests/vectors/billing_excerpt.jsonl))
# Its last line is the answer: make's own remark about the exit status would come after it.
vectors: all
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so python3 $(VECTORS) || true

## replay-update: what the second implementations answer, written anew for tests/unit/test_replay_*.c; needs python3
REPLAY = LIBTOLL=$(abspath $(BUILD))/libtoll.so PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 python3
replay-update: all
	$(REPLAY) tests/differential/tco_reference.py --cases 45 --record tests/vectors/replay_tco.txt
	$(REPLAY) tests/differential/serve_reference.py --cases 40 --record tests/vectors/replay_serve.txt
	$(REPLAY) tests/differential/train_reference.py --cases 60 --record tests/vectors/replay_train.txt

C_FILES = $(shell git ls-files '*.c' '*.h' ':!tests/abi/v*')
## format: clang-format 14 on every C file
format:
	clang-format-14 -i $(C_FILES)
## lint: layers, functions, names, files, the map; clang-format and clang-tidy where they exist
lint:
	@sh tests/run.sh lint format
## map: writes docs/dev/map.md, one line a file, from the opening comments
map:
	@sh tests/lint/map.sh --write

.PHONY: plan-exhaustive plan-outlooks mutation replay-update long-table figure-programs test-programs check check-unit check-long bench bench-peers accuracy accuracy-peers calibrate calibrate-intervals calibrate-published calibrate-stacks demo \
        sanitize fuzz fuzz-programs coverage abi-check \
        abi-update abi-freeze installcheck bindings docs catalog book vocabulary vectors format lint map
