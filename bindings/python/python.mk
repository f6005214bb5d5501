# SPDX-License-Identifier: Apache-2.0
# Targets of the Python package; included by bindings.mk.

## check-typing: mypy --strict over the package and over a user's program, with mypy installed into build/typing (pip)
TYPING := $(BUILD)/typing
$(TYPING)/bin/mypy:
	@python3 -m venv $(TYPING) && $(TYPING)/bin/pip install -q --disable-pip-version-check mypy
check-typing: $(TYPING)/bin/mypy
	@sh bindings/python/tests/check_typing.sh $(abspath $<)

.PHONY: check-typing
