# SPDX-License-Identifier: Apache-2.0
# The Go module as it is released; included by bindings/bindings.mk.

## go-module: build/go-module: libtoll.dev/toll with the amalgamation inside, and a proxy folder that serves it
GO_MODULE := $(BUILD)/go-module
go-module: $(GO_MODULE)/done
$(GO_MODULE)/done: bindings/go/module.py VERSION LICENSE $(BUILD)/amalgamation/done $(wildcard bindings/go/go.mod \
    bindings/go/*.md bindings/go/*.go bindings/go/*/*.go tests/golden/*.csv)
	@python3 -B bindings/go/module.py --amalgamation $(BUILD)/amalgamation --out $(GO_MODULE)
	@touch $@

## check-go-module: go get from that proxy in an empty folder; a program, the module's own tests, go vet (GO_VERSIONS=1.22.12
##           repeats it with those versions, from Go's own proxy)
check-go-module: $(GO_MODULE)/done
	@sh bindings/go/check_module.sh $(abspath $(GO_MODULE)) $(GO_VERSIONS)

## check-go-wasm: the module libtoll.dev/toll/wasm, which needs no cgo: bills by toll-bill.wasm under wazero (Go's proxy has it)
check-go-wasm: $(BUILD)/js/toll-bill.wasm
	@python3 -B bindings/go/module.py --wasm $< --out $(GO_MODULE)
	@cd $(GO_MODULE)/libtoll.dev/toll/wasm@v$(VERSION) && CGO_ENABLED=0 go vet . && CGO_ENABLED=0 go test -count=1 .

.PHONY: go-module check-go-module check-go-wasm
