# SPDX-License-Identifier: Apache-2.0
# The Rust crates as they are released; included by bindings/bindings.mk.

## rust-crates: build/rust: the crates toll-sys, with the amalgamation inside, and toll, ready for cargo publish
RUST := $(BUILD)/rust
rust-crates: $(RUST)/done
$(RUST)/done: bindings/rust/pack.sh LICENSE $(BUILD)/amalgamation/done $(wildcard bindings/rust/* bindings/rust/*/* \
    bindings/rust/*/*/*) $(wildcard tests/golden/*.csv)
	@sh bindings/rust/pack.sh $(BUILD)/amalgamation $(RUST)
	@touch $@

## check-rust: the crates' tests, examples in the documentation, clippy and packages, from build/rust; needs cargo
check-rust: $(RUST)/done
	@python3 -B bindings/rust/generate.py --check
	@sh bindings/rust/check.sh $(RUST)

.PHONY: rust-crates check-rust
