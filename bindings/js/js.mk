# SPDX-License-Identifier: Apache-2.0
# WebAssembly and the JavaScript package; included by bindings/bindings.mk. Debian: clang lld wasi-libc
# libclang-rt-14-dev-wasm32 (or that of your clang), python3, nodejs, and libjsmn-dev for toll-io.wasm.

JS       := $(BUILD)/js
WASM_CC  ?= $(firstword $(foreach name,clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14,$(if $(shell command -v $(name)),$(name))))
WASM_OBJ := $(JS)/obj
# Sizes are 64 bits in the ABI and 32 here: what a module can hold is below 2^32 bytes (-Wno-shorten-64-to-32).
# Bills are asked for in loops; all else is asked once, and small code is loaded sooner.
WASM_FAST := $(addprefix $(WASM_OBJ)/lib/,base/%.o bill/%.o) $(WASM_OBJ)/bindings/js/%.o
WASM_LINK := --target=wasm32-wasi -mexec-model=reactor -nostartfiles -Wl,--no-entry,--gc-sections,--strip-all \
             -Wl,-z,stack-size=1048576,--stack-first

wasm_objects = $(patsubst %.c,$(WASM_OBJ)/%.o,$(1))
WASM_LIB := $(call wasm_objects,$(filter-out lib/book/public_book.c lib/catalog/fact_tables.c,$(LIB_SRC)) \
            bindings/js/wasm_bill.c $(foreach part,book facts,bindings/js/packed_$(part).c $(JS)/packed_$(part)_data.c))
WASM_IO  := $(call wasm_objects,$(filter-out %/input_file.c %/output_file.c,$(IO_SRC)) bindings/js/no_files.c bindings/js/wasm_io.c)
WASM     := $(addprefix $(JS)/,toll-bill.wasm toll.wasm $(if $(IO_SRC),toll-io.wasm))

$(JS)/ready:
	@mkdir -p $(@D)
	@printf '%s\n' '#include <string.h>' 'unsigned long long f(unsigned long long a) { return memchr("x", 1, 1) ? a / 3 : a; }' | \
	    $(or $(WASM_CC),clang) $(WASM_LINK) -x c - -o $(JS)/probe.wasm > $(JS)/probe.log 2>&1 || { echo "WebAssembly needs clang, lld," \
	    "wasi-libc and libclang-rt-14-dev-wasm32 (Debian's names), or WASM_CC: see $(JS)/probe.log" >&2; exit 1; }
	@touch $@

$(WASM_OBJ)/%.o: OPTIMISE = -Oz
$(WASM_FAST): OPTIMISE = -O2
$(WASM_OBJ)/%.o: %.c bindings/js/js.mk | $(JS)/ready
	@mkdir -p $(@D)
	$(Q)$(WASM_CC) --target=wasm32-wasi $(OPTIMISE) -std=c11 $(filter -W%,$(WARNINGS)) -Wno-shorten-64-to-32 -fvisibility=hidden -ffp-contract=off \
	    -ffunction-sections -fdata-sections -Iinclude -Ilib -Ibindings/io -Ibindings $(JSMN_CFLAGS) -D_POSIX_C_SOURCE=200809L \
	    -MMD -MP -c $< -o $@
$(JS)/packed_book_data.c: bindings/js/pack_book.py lib/book/table/public_book.inc
	@mkdir -p $(@D)
	$(Q)python3 -B $^ > $@.new && mv $@.new $@
$(JS)/packed_facts_data.c: bindings/js/pack_facts.py lib/catalog/fact_tables.c bindings/js/pack_book.py $(wildcard lib/catalog/table/*.inc)
	@mkdir -p $(@D)
	$(Q)python3 -B $(wordlist 1,2,$^) > $@.new && mv $@.new $@
# What each build exports, from bindings/api.json: nothing else is kept.
$(JS)/exports_%: bindings/js/generate.py bindings/api.json bindings/io/io.map
	@mkdir -p $(@D)
	$(Q)python3 -B $< --exports $* > $@.new && mv $@.new $@
$(JS)/toll-bill.wasm: $(JS)/exports_bill $(WASM_LIB)
$(JS)/toll.wasm: $(JS)/exports_core $(WASM_LIB)
$(JS)/toll-io.wasm: $(JS)/exports_io $(WASM_LIB) $(WASM_IO)
$(WASM):
	$(if $(Q),@echo '  WASM $@')
	$(Q)$(WASM_CC) $(WASM_LINK) @$< $(filter %.o,$^) -lm -o $@
-include $(patsubst %.o,%.d,$(WASM_LIB) $(WASM_IO))

## wasm: build/js/toll.wasm (all of libtoll), toll-bill.wasm (bills alone), toll-io.wasm (with the readers of files)
wasm: $(WASM)

# ---- the package ----

NODE       ?= node
NPM        ?= npm
JS_PACKAGE := $(JS)/package
JS_MODULES := $(addprefix bindings/js/,generated/abi.mjs marshal.mjs files.mjs toll.mjs)

$(JS_PACKAGE)/package.json: bindings/js/package.json $(JS_MODULES) $(wildcard bindings/js/*.d.mts bindings/js/generated/*.d.mts) \
    bindings/js/bundle.py bindings/js/README.md LICENSE VERSION $(WASM)
	@rm -rf $(@D) && mkdir -p $(@D)/generated
	$(Q)cp bindings/js/toll.mjs bindings/js/marshal.mjs bindings/js/files.mjs bindings/js/toll.d.mts bindings/js/README.md LICENSE $(WASM) $(@D)
	$(Q)cp bindings/js/generated/abi.mjs bindings/js/generated/abi.d.mts $(@D)/generated
	$(Q)python3 -B bindings/js/bundle.py $(JS_MODULES) > $(@D)/toll.bundle.mjs
	$(Q)chmod a-x $(@D)/*.wasm
	$(Q)sed 's/"version": "0.0.0"/"version": "$(VERSION)"/' $< > $@

## js-package: build/js/libtoll-VERSION.tgz, the npm package, and build/js/package, what is in it
js-package: $(JS_PACKAGE)/package.json
	@command -v $(NPM) > /dev/null || { echo "js-package needs npm (Debian: nodejs npm)" >&2; exit 1; }
	$(Q)cd $(JS) && $(NPM) pack --silent ./package

## check-js: tests of the JavaScript package: node's test runner, types by tsc (npm into build/js), a browser where chromium is
check-js: $(JS_PACKAGE)/package.json $(CLI)
	@command -v $(NODE) > /dev/null || { echo "check-js needs node 20 or newer (Debian: nodejs)" >&2; exit 1; }
	@python3 -B bindings/js/generate.py --check
	@NODE='$(NODE)' NPM='$(NPM)' BUILD='$(abspath $(BUILD))' sh bindings/js/tests/run.sh

.PHONY: wasm js-package check-js
