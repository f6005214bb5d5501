# SPDX-License-Identifier: Apache-2.0
# The generated description of the ABI and what the bindings generate from it; included by the Makefile.

$(BUILD)/tests/abi/layout: $(OBJ)/tests/abi/layout.o $(OBJ)/tests/support/headers.o $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libtoll.a -lm

# libtoll-io reads model files; it is built, tested and installed where jsmn is.
$(IO_OBJ): INCLUDES = -Ibindings/io $(JSMN_CFLAGS) -D_POSIX_C_SOURCE=200809L

$(BUILD)/libtoll-io.a: $(IO_OBJ) $(STAMP)
	$(Q)rm -f $@
	$(Q)$(AR) $(ARFLAGS) $@ $(IO_OBJ)

$(BUILD)/$(IO_SONAME): $(IO_OBJ) bindings/io/io.map $(BUILD)/libtoll.so
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(HARDEN_LINK) -shared -Wl,-soname,$(IO_SONAME) -Wl,--version-script=bindings/io/io.map $(NO_GAPS) \
	    -o $@ $(IO_OBJ) -L$(BUILD) -ltoll -lm

$(BUILD)/libtoll-io.so: $(BUILD)/$(IO_SONAME)
	$(Q)ln -sf $(IO_SONAME) $@

$(BUILD)/tests/io/%: tests/io/%.c $(IO_LIBS) $(BUILD)/libtoll.a $(BUILD)/deps/cmocka.libs
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Ibindings/io -Itests -Itests/support $(JSMN_CFLAGS) -D_POSIX_C_SOURCE=200809L $(CLI_UNIT) \
	    $$(cat $(BUILD)/deps/cmocka.cflags) $(LDFLAGS) -o $@ $< $(BUILD)/libtoll-io.a $(BUILD)/libtoll.a \
	    $$(cat $(BUILD)/deps/cmocka.libs) -lm
# A file of the command that needs nothing of it.
$(BUILD)/tests/io/test_spend_forecast: bindings/cli/bill/spend_forecast.c
$(BUILD)/tests/io/test_spend_forecast: CLI_UNIT = -Ibindings/cli bindings/cli/bill/spend_forecast.c
LAUNCH_SRC := $(wildcard bindings/cli/plan/launch_*.c)
$(BUILD)/tests/io/test_launch_lines: $(LAUNCH_SRC)
$(BUILD)/tests/io/test_launch_lines: CLI_UNIT = -Ibindings/cli $(LAUNCH_SRC)
$(BUILD)/tests/io/test_here_source: bindings/cli/input/here_source.c
$(BUILD)/tests/io/test_here_source: CLI_UNIT = -Ibindings/cli -DTIME_LIMIT_MS=300 bindings/cli/input/here_source.c
IO_TESTS := $(if $(IO_SRC),$(patsubst %.c,$(BUILD)/%,$(wildcard tests/io/test_*.c tests/io/*_driver.c)))
test-programs: $(IO_TESTS)

## launch-flags: renews tests/launch/flags.csv from the published packages of vLLM and SGLang (network)
launch-flags:
	@mkdir -p $(BUILD)/launch
	python3 -m pip download --quiet --no-deps --dest $(BUILD)/launch vllm sglang
	python3 tests/launch/renew.py --vllm $(BUILD)/launch/vllm-*.whl --sglang $(BUILD)/launch/sglang-*.whl

## bindings-update: rewrites bindings/api.json and the sources that Python and Go generate from it
bindings-update: $(BUILD)/tests/abi/layout
	$< --json include > $(BUILD)/api.json
	cp $(BUILD)/api.json bindings/api.json
	python3 bindings/python/generate.py
	python3 bindings/go/generate.py
	python3 bindings/rust/generate.py
	python3 -B bindings/js/generate.py

## golden-update: rewrites tests/golden/deployment.csv, the figures that every binding must pass, from today's library
golden-update: $(BUILD)/tests/unit/test_golden
	$< --print > $(BUILD)/deployment.csv
	cp $(BUILD)/deployment.csv tests/golden/deployment.csv

## frames: bills tables of pandas, Polars and Arrow, which it installs into build/frames (pip), and prints rows a second
FRAMES := $(BUILD)/frames
$(FRAMES)/done:
	@python3 -m venv $(FRAMES)
	@$(FRAMES)/bin/pip install -q --disable-pip-version-check numpy pandas polars pyarrow duckdb
	@touch $@
frames: all $(FRAMES)/done
	@LIBTOLL=$(abspath $(BUILD))/libtoll.so PYTHONPATH=bindings/python PYTHONDONTWRITEBYTECODE=1 sh -c \
	    'for test in arrow frame_costs frames; do "$$1" bindings/python/tests/test_$$test.py || exit 1; done && "$$1" bindings/python/tests/test_frames.py --measure' \
	    frames $(FRAMES)/bin/python

.PHONY: bindings-update golden-update frames launch-flags
# The official client of the Model Context Protocol, before and after it gave up sessions.
MCP := $(BUILD)/mcp
$(MCP)/%/done:
	@mkdir -p $(MCP)
	@python3 -m venv $(MCP)/$* && $(MCP)/$*/bin/pip install -q --disable-pip-version-check 'mcp==$*.*'
	@touch $@
## check-mcp: toll mcp against the official client, releases 1 and 2, which it installs into build/mcp (pip; python3 >= 3.10)
check-mcp: $(BUILD)/toll $(MCP)/1/done $(MCP)/2/done
	@for release in 1 2; do $(MCP)/$$release/bin/python -B tests/cli/mcp_client.py $(BUILD)/toll || exit 1; done

.PHONY: check-mcp
include bindings/c/c.mk
include bindings/sql/sql.mk
include bindings/go/go.mk
include bindings/rust/rust.mk
include bindings/python/python.mk
include bindings/python/wheels.mk bindings/python/frames.mk
include bindings/js/js.mk
include bindings/sql/postgres/postgres.mk
