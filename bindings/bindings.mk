# SPDX-License-Identifier: Apache-2.0
# The generated description of the ABI and what the bindings generate from it; included by the Makefile.

$(BUILD)/tests/abi/layout: $(OBJ)/tests/abi/layout.o $(OBJ)/tests/support/headers.o $(BUILD)/libtoll.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libtoll.a -lm

## bindings-update: rewrites bindings/api.json and the sources that Python and Go generate from it
bindings-update: $(BUILD)/tests/abi/layout
	$< --json include > $(BUILD)/api.json
	cp $(BUILD)/api.json bindings/api.json
	python3 bindings/python/generate.py
	python3 bindings/go/generate.py

## golden-update: rewrites tests/golden/deployment.csv, the figures that every binding must pass, from today's library
golden-update: $(BUILD)/tests/unit/test_golden
	$< --print > $(BUILD)/deployment.csv
	cp $(BUILD)/deployment.csv tests/golden/deployment.csv

.PHONY: bindings-update golden-update
