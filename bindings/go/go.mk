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

.PHONY: go-module check-go-module
