# SPDX-License-Identifier: Apache-2.0
# Wheels of the Python package for every platform, and their check; included by bindings/bindings.mk.

WHEEL_TOOLS := $(BUILD)/wheels/tools
WHEELS ?=
$(WHEEL_TOOLS)/done:
	@python3 -m venv $(WHEEL_TOOLS)
	@$(WHEEL_TOOLS)/bin/pip install -q --disable-pip-version-check ziglang auditwheel || \
	    { echo 'wheels are built by the package ziglang, which pip did not get: is there a network?' >&2; exit 1; }
	@touch $@

## wheels: Python wheels with library, full.book and command for Linux, macOS, Windows, and the source package, into
##           build/wheels, by the compiler of the package ziglang (pip); WHEELS="linux win_amd64" for fewer
wheels: $(AMALGAMATION)/done $(BUILD)/full.book $(WHEEL_TOOLS)/done
	@$(WHEEL_TOOLS)/bin/python -B bindings/python/wheels.py --sources $(AMALGAMATION) \
	    --book $(BUILD)/full.book --work $(BUILD)/wheels $(WHEELS)

# One of each kind that runs here, and of what is read alone; made anew when a source has changed.
CHECKED_WHEELS := manylinux_2_17_x86_64 musllinux_1_2_x86_64 manylinux_2_17_aarch64 win_amd64 macosx_11_0_arm64 win_arm64
$(BUILD)/wheels/checked: $(BUILD)/full.book $(WHEEL_TOOLS)/done $(AMALGAMATION)/done bindings/python/wheels.py \
    $(wildcard bindings/python/backend/*.py bindings/python/libtoll/*.py bindings/python/libtoll/generated/*.py)
	@$(MAKE) -s wheels WHEELS='$(CHECKED_WHEELS)'
	@touch $@

## check-wheels: tries wheels: a fresh environment here, musl, qemu and wine elsewhere
check-wheels: $(BUILD)/wheels/checked
	@$(WHEEL_TOOLS)/bin/python -B bindings/python/check_wheels.py --wheels $(BUILD)/wheels --work $(BUILD)/wheels/try \
	    --zig $(WHEEL_TOOLS)/bin/python --auditwheel $(WHEEL_TOOLS)/bin/auditwheel

.PHONY: wheels check-wheels
