# SPDX-License-Identifier: Apache-2.0
# The amalgamation and what is packed from it; included by bindings/bindings.mk.

AMALGAMATION := $(BUILD)/amalgamation
AMALGAMATED  := $(addprefix $(AMALGAMATION)/,toll.c toll.h $(if $(IO_SRC),toll_io.c toll_io.h toll_command.c))
AMALGAMATE   := bindings/c/amalgamate.py bindings/c/c_names.py
AMALGAMATED_FROM := $(wildcard VERSION include/*.h include/toll/*.h lib/*/*.[ch] lib/*/*.def lib/*/table/*.inc \
    bindings/io/*.[ch] bindings/io/*/*.[ch] bindings/cli/*.[ch] bindings/cli/*/*.[ch])
# The last commit that changed a source, with a + behind it where a source differs from it.
AMALGAMATED_COMMIT = $$(git log -1 --format=%h -- include lib bindings/io bindings/cli 2> /dev/null)$$(git diff --quiet HEAD -- \
    include lib bindings/io bindings/cli 2> /dev/null || echo +)
JSMN_FILE = $$(echo '\#include <jsmn.h>' | $(CC) $(JSMN_CFLAGS) -M -xc - | tr ' ' '\n' | grep jsmn.h)

## amalgamation: build/amalgamation/toll.c and toll.h, libtoll in two files; toll_io.c, toll_io.h, toll_command.c as well
amalgamation: $(AMALGAMATION)/done
$(AMALGAMATED): $(AMALGAMATION)/done
$(AMALGAMATION)/done: $(AMALGAMATE) $(AMALGAMATED_FROM) $(BUILD)/deps/jsmn.mk
	$(Q)python3 -B bindings/c/amalgamate.py --out $(@D) --commit "$(AMALGAMATED_COMMIT)" \
	    $(if $(IO_SRC),--jsmn "$(JSMN_FILE)")
	@touch $@

# As a user builds it: no flag of this Makefile but the level of optimisation.
$(AMALGAMATION)/libtoll.so: $(AMALGAMATION)/done
	$(Q)$(CC) -std=c11 -O2 -fPIC -shared -Wall -Wextra -Werror -o $@ $(AMALGAMATION)/toll.c -lm
$(AMALGAMATION)/libtoll-io.so: $(AMALGAMATION)/libtoll.so
	$(Q)$(CC) -std=c11 -O2 -fPIC -shared -Wall -Wextra -Werror -o $@ $(AMALGAMATION)/toll_io.c -L$(AMALGAMATION) -ltoll

## check-amalgamation: it compiles with gcc, clang and as C++; its symbols, figures and texts are the library's
check-amalgamation: all $(AMALGAMATION)/libtoll.so $(if $(IO_SRC),$(AMALGAMATION)/libtoll-io.so)
	@sh tests/run.sh amalgamation

.PHONY: amalgamation check-amalgamation

## dist: build/dist/libtoll-VERSION.tar.gz, the sources of a release, with CMake and Conan recipe; Homebrew and vcpkg recipes
dist: $(AMALGAMATION)/done $(FULL_BOOK)
	@sh bindings/c/dist.sh $(BUILD)

## check-c-packages: CMake (installed, fetched), Conan, Debian, C++ from the release of sources; installs conan into build/
check-c-packages: dist all
	@sh tests/run.sh c-packages

.PHONY: dist check-c-packages
