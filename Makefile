# SPDX-License-Identifier: Apache-2.0
# make          the library, the command `toll` and the pkg-config files, in build/
# make check    every test that needs no more than C, sh and cmocka
# make help     all targets
#
# Yours to set: CC CXX AR CFLAGS CPPFLAGS LDFLAGS PREFIX and the GNU directory variables, DESTDIR, BUILD, WERROR=1, V=1.

VERSION := $(shell cat VERSION)
ABI     := $(shell sed -n 's/^.define TOLL_ABI_VERSION *\([0-9]*\).*/\1/p' include/toll/base.h)
SONAME  := libtoll.so.0.$(ABI)

CFLAGS ?= -O2 -g
BUILD  ?= build
ARFLAGS = rcs

PREFIX       ?= /usr/local
prefix       ?= $(PREFIX)
exec_prefix  ?= $(prefix)
bindir       ?= $(exec_prefix)/bin
libdir       ?= $(exec_prefix)/lib
includedir   ?= $(prefix)/include
pkgconfigdir ?= $(libdir)/pkgconfig
datarootdir  ?= $(prefix)/share
mandir       ?= $(datarootdir)/man
docdir       ?= $(datarootdir)/doc/libtoll
bashdir      ?= $(datarootdir)/bash-completion/completions
zshdir       ?= $(datarootdir)/zsh/site-functions
fishdir      ?= $(datarootdir)/fish/vendor_completions.d
INSTALL      ?= install

# Figures must not depend on the compiler, so contraction and fast-math are not the caller's choice. Linking with
# -ffast-math would even change the floating-point mode of the whole process.
ifneq ($(filter -ffast-math -Ofast -funsafe-math-optimizations,$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)),)
$(error libtoll is never built with fast-math: its figures would depend on the compiler)
endif
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef \
            -Wdouble-promotion $(if $(filter 1,$(WERROR)),-Werror)
# The last flag makes debug information name files from the top of the tree: the same bytes in every folder.
override REQUIRED := -std=c11 $(WARNINGS) -fvisibility=hidden -fPIC -ffp-contract=off -Iinclude -ffile-prefix-map=$(CURDIR)=.
# Hardening, unless a sanitizer does more or the compiler does not optimise (HARDEN=0 leaves it out). The rooms bill, step
# and serve go without the stack protector: they compute on checked numbers in arrays of fixed size, and it would cost
# 3 % of a bill and 8 % of a step (docs/performance.md).
HARDEN ?= $(if $(findstring -fsanitize,$(CC) $(CFLAGS)),0,$(if $(filter -O1 -O2 -O3 -Os -Og,$(CFLAGS)),1,0))
ifeq ($(HARDEN) $(shell uname -s),1 Linux)
FORTIFY     := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN_LINK := -Wl,-z,relro,-z,now
endif
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(REQUIRED)
Q = $(if $(filter 1,$(V)),,@)

LIB_SRC   := $(wildcard lib/*/*.c)
CLI_SRC   := $(wildcard bindings/cli/*.c bindings/cli/*/*.c)
TEXT_ROWS := $(wildcard $(addprefix bindings/io/,table/*.c scenario/*.c text/*.c))
CLI_SRC   += $(if $(CLI_SRC),$(TEXT_ROWS)) # rows from CSV and scenario files: public interface alone, no jsmn
# libtoll-io is built where jsmn is or can be fetched: the script writes HAVE_JSMN and JSMN_CFLAGS, and make starts again.
ifneq ($(filter-out clean help uninstall format map,$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/deps/jsmn.mk
endif
IO_SRC    := $(if $(HAVE_JSMN),$(wildcard $(addprefix bindings/io/,*.c bench/*.c config/*.c gguf/*.c import/*.c json/*.c scenario/*.c table/*.c text/*.c usage/*.c)))
# toll bill reads logs through libtoll-io; without it the command says so.
CLI_SRC   := $(if $(IO_SRC),$(CLI_SRC),$(filter-out $(filter-out %/cmd_bill.c %/cmd_mcp.c %/cmd_reconcile.c,$(wildcard $(addprefix bindings/cli/,bill/*.c mcp/*.c reconcile/*.c))),$(CLI_SRC)))
UNIT_SRC  := $(wildcard tests/unit/*.c)
PROGRAMS  := $(wildcard $(addprefix tests/,$(addsuffix /*.c,abi accuracy bench build differential fuzz support)))
EXAMPLES  := $(patsubst docs/examples/%.c,$(BUILD)/examples/%,$(wildcard docs/examples/*.c))
HEADERS   := $(wildcard include/toll/*.h)

# Objects live in a folder named after the exact compile command, so that switching flags never mixes them; what is
# linked from them keeps its path and is linked again when the command or the list of sources changes.
FLAVOUR := $(firstword $(shell echo '$(subst ','\'',$(COMPILE) $(FORTIFY) $(LDFLAGS) $(AR) $(HAVE_JSMN))' | cksum))
OBJ     := $(BUILD)/obj/$(FLAVOUR)
STAMP   := $(BUILD)/flavour
objects  = $(patsubst %.c,$(OBJ)/%.o,$(1))

LIB_OBJ := $(call objects,$(LIB_SRC))
UNIT    := $(patsubst %.c,$(BUILD)/%,$(UNIT_SRC))
PCFILES := $(BUILD)/libtoll.pc $(BUILD)/libtoll-uninstalled.pc $(if $(IO_SRC),$(BUILD)/libtoll-io.pc)
CLI     := $(if $(CLI_SRC),$(BUILD)/toll)

IO_OBJ    := $(call objects,$(IO_SRC))
IO_SONAME := libtoll-io.so.0.$(ABI)
IO_LIBS   := $(if $(IO_SRC),$(BUILD)/libtoll-io.a $(BUILD)/libtoll-io.so)

FULL_BOOK := $(if $(CLI_SRC),$(BUILD)/full.book)
COMPLETIONS := $(if $(CLI_SRC),$(BUILD)/completions/words.tsv)

## all: the static and the shared library, the command, full.book and the pkg-config files (default)
all: $(BUILD)/libtoll.a $(BUILD)/libtoll.so $(IO_LIBS) $(CLI) $(FULL_BOOK) $(COMPLETIONS) $(PCFILES)

$(STAMP): FORCE
	@mkdir -p $(@D)
	@echo '$(FLAVOUR) $(LIB_SRC) $(CLI_SRC)' | cmp -s - $@ || echo '$(FLAVOUR) $(LIB_SRC) $(CLI_SRC)' > $@

$(OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(Q),@echo '  CC   $<')
	$(Q)$(COMPILE) $(GUARDS) $(INCLUDES) -MMD -MP -c $< -o $@

$(LIB_OBJ): INCLUDES = -Ilib
$(filter-out $(addprefix $(OBJ)/lib/,bill/% step/% serve/%),$(LIB_OBJ)) $(call objects,$(CLI_SRC) $(wildcard bindings/io/*/*.c)): \
    GUARDS = $(FORTIFY)
$(call objects,$(UNIT_SRC)): INCLUDES = -Ilib -Itests -Itests/support $$(cat $(BUILD)/deps/cmocka.cflags)
$(call objects,$(UNIT_SRC)): $(BUILD)/deps/cmocka.libs
$(call objects,$(PROGRAMS)): INCLUDES = -Ilib -Itests -Itests/support -D_POSIX_C_SOURCE=200809L
$(call objects,$(CLI_SRC)): INCLUDES = -Ibindings/cli -Ibindings/io -D_POSIX_C_SOURCE=200809L \
    $(if $(IO_SRC),-DTOLL_HAVE_IO)

$(BUILD)/libtoll.a: $(LIB_OBJ) $(STAMP)
	$(Q)rm -f $@
	$(Q)$(AR) $(ARFLAGS) $@ $(LIB_OBJ)

# Every symbol must be found at link time; a sanitizer's are found at run time.
NO_GAPS = $(if $(findstring -fsanitize,$(CC) $(CFLAGS)),,-Wl,-z,defs)
$(BUILD)/$(SONAME): $(LIB_OBJ) lib/libtoll.map $(STAMP)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(HARDEN_LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=lib/libtoll.map $(NO_GAPS) -o $@ $(LIB_OBJ) -lm

$(BUILD)/libtoll.so: $(BUILD)/$(SONAME)
	$(Q)ln -sf $(SONAME) $@

$(BUILD)/toll: $(call objects,$(CLI_SRC)) $(filter %.a,$(IO_LIBS)) $(BUILD)/libtoll.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(HARDEN_LINK) -o $@ $(filter %.o %.a,$^) -lm

# Everything that the importers know, and the reviewed rows, which win: compiled without a network.
FULL_GEN := bindings/io/gen/full/full_gen.c
$(call objects,$(FULL_GEN)): INCLUDES = -Ibindings/io -D_POSIX_C_SOURCE=200809L
$(BUILD)/full_gen: $(call objects,$(FULL_GEN) $(filter bindings/io/table/% bindings/io/text/%,$(TEXT_ROWS))) $(BUILD)/libtoll.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) -lm
REVIEWED := $(sort $(wildcard lib/book/data/*.csv))
IMPORTED := $(sort $(wildcard bindings/io/data/rows/*.csv))
$(BUILD)/full.book: $(BUILD)/full_gen $(REVIEWED) $(IMPORTED)
	$(Q)$(RUN) $< $@ $(REVIEWED) -- $(IMPORTED)

# What a shell completes, from the command's own help pages.
$(BUILD)/completions/words.tsv: bindings/c/completions.sh $(BUILD)/toll
	$(Q)sh $< $(@D) $(RUN) $(BUILD)/toll

## catalog-refresh: fetches genai-prices and LiteLLM, rewrites the imported rows and docs/dev/catalog_review.md, and shows the
##           difference in money (LATEST=1: the newest releases); needs python3, pip, network
catalog-refresh: $(BUILD)/toll $(BUILD)/full_gen
	@LATEST=$(LATEST) sh bindings/io/data/refresh.sh $(BUILD)/toll $(BUILD)

## price-compare: writes docs/dev/price_compare.md, the reviewed book against the catalogs of the last catalog-refresh
price-compare:
	@python3 -B bindings/io/data/price_compare.py $(BUILD)/catalog/genai_prices.csv $(BUILD)/catalog/litellm.csv \
	    bindings/io/data/price_reasons.csv lib/book/data/*.csv > docs/dev/price_compare.md

## price-coverage: writes docs/price_coverage.md and README's number of prices from today's rows
price-coverage: $(BUILD)/toll $(BUILD)/full.book
	@TOLL=$(BUILD)/toll sh bindings/io/data/coverage.sh $(BUILD)/full.book > docs/price_coverage.md
	@prices=$$($(BUILD)/toll catalog coverage | awk '$$1 == "all" { print $$5 }') && \
	    sed -i "s/[0-9,]* API prices/$$prices API prices/" README.md

$(BUILD)/%.pc: pkgconfig/%.pc.in VERSION Makefile FORCE
	@mkdir -p $(@D)
	$(Q)sed -e 's|@VERSION@|$(VERSION)|' -e 's|@prefix@|$(prefix)|' -e 's|@abs_top@|$(CURDIR)|' \
	    -e 's|@build@|$(abspath $(BUILD))|' \
	    -e 's|@exec_prefix@|$(patsubst $(prefix)%,$${prefix}%,$(exec_prefix))|' \
	    -e 's|@libdir@|$(patsubst $(exec_prefix)%,$${exec_prefix}%,$(libdir))|' \
	    -e 's|@includedir@|$(patsubst $(prefix)%,$${prefix}%,$(includedir))|' $< > $@

## install: headers, both libraries, the command and libtoll.pc under DESTDIR and PREFIX
install: all
	$(INSTALL) -d $(DESTDIR)$(includedir)/toll $(DESTDIR)$(libdir) $(DESTDIR)$(pkgconfigdir)
	$(INSTALL) -m 644 include/toll.h $(DESTDIR)$(includedir)
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/toll
	$(INSTALL) -m 644 $(BUILD)/libtoll.a $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(BUILD)/$(SONAME) $(DESTDIR)$(libdir)
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/libtoll.so
	$(INSTALL) -m 644 $(BUILD)/libtoll.pc $(DESTDIR)$(pkgconfigdir)
	$(if $(IO_SRC),$(INSTALL) -m 644 bindings/io/toll_io.h $(DESTDIR)$(includedir))
	$(if $(IO_SRC),$(INSTALL) -m 644 $(BUILD)/libtoll-io.a $(DESTDIR)$(libdir))
	$(if $(IO_SRC),$(INSTALL) -m 755 $(BUILD)/$(IO_SONAME) $(DESTDIR)$(libdir))
	$(if $(IO_SRC),ln -sf $(IO_SONAME) $(DESTDIR)$(libdir)/libtoll-io.so)
	$(if $(IO_SRC),$(INSTALL) -m 644 $(BUILD)/libtoll-io.pc $(DESTDIR)$(pkgconfigdir))
	$(if $(CLI),$(INSTALL) -d $(DESTDIR)$(bindir) && $(INSTALL) -m 755 $(CLI) $(DESTDIR)$(bindir))
	$(if $(CLI),$(INSTALL) -d $(DESTDIR)$(datarootdir)/libtoll && \
	    $(INSTALL) -m 644 $(FULL_BOOK) $(DESTDIR)$(datarootdir)/libtoll)
	$(if $(CLI),$(INSTALL) -d $(DESTDIR)$(mandir)/man1 && $(INSTALL) -m 644 docs/toll.1 $(DESTDIR)$(mandir)/man1)
	$(INSTALL) -d $(DESTDIR)$(docdir)/examples
	$(INSTALL) -m 644 LICENSE README.md $(DESTDIR)$(docdir)
	$(INSTALL) -m 644 $(wildcard docs/examples/*.*) $(DESTDIR)$(docdir)/examples
	$(INSTALL) -m 644 $(wildcard bindings/cpp/toll.hpp) $(DESTDIR)$(includedir)
	$(if $(CLI),$(INSTALL) -d $(addprefix $(DESTDIR),$(bashdir) $(zshdir) $(fishdir)))
	$(if $(CLI),$(INSTALL) -m 644 $(BUILD)/completions/toll.bash $(DESTDIR)$(bashdir)/toll)
	$(if $(CLI),$(INSTALL) -m 644 $(BUILD)/completions/_toll $(DESTDIR)$(zshdir))
	$(if $(CLI),$(INSTALL) -m 644 $(BUILD)/completions/toll.fish $(DESTDIR)$(fishdir))

## uninstall: removes what install wrote
uninstall:
	rm -rf $(DESTDIR)$(includedir)/toll $(DESTDIR)$(datarootdir)/libtoll $(DESTDIR)$(docdir)
	rm -f $(DESTDIR)$(includedir)/toll.h $(DESTDIR)$(libdir)/libtoll.a $(DESTDIR)$(libdir)/libtoll.so \
	    $(DESTDIR)$(libdir)/$(SONAME) $(DESTDIR)$(pkgconfigdir)/libtoll.pc $(DESTDIR)$(bindir)/toll \
	    $(DESTDIR)$(includedir)/toll_io.h $(DESTDIR)$(libdir)/libtoll-io.a $(DESTDIR)$(libdir)/libtoll-io.so \
	    $(DESTDIR)$(libdir)/$(IO_SONAME) $(DESTDIR)$(pkgconfigdir)/libtoll-io.pc \
	    $(DESTDIR)$(mandir)/man1/toll.1 $(DESTDIR)$(includedir)/toll.hpp $(DESTDIR)$(bashdir)/toll $(DESTDIR)$(zshdir)/_toll \
	    $(DESTDIR)$(fishdir)/toll.fish

## clean: removes build/
clean:
	rm -rf $(BUILD)

# One entry of compile_commands.json: source, its include flags.
quote = $(subst ",\",$(subst \,\\,$(1)))
entry = printf '{"directory": "%s", "file": "%s", "command": "%s"}' '$(CURDIR)' '$(1)' '$(call quote,$(COMPILE) $(2) -c $(1))'
COMPDB = $(foreach f,$(LIB_SRC),$(call entry,$(f),-Ilib);) \
    $(foreach f,$(filter-out $(IO_SRC),$(CLI_SRC)),$(call entry,$(f),-Ibindings/cli -Ibindings/io -D_POSIX_C_SOURCE=200809L);) \
    $(foreach f,$(IO_SRC),$(call entry,$(f),-Ibindings/io $(JSMN_CFLAGS) -D_POSIX_C_SOURCE=200809L);) \
    $(foreach f,$(UNIT_SRC) $(PROGRAMS),$(call entry,$(f),-Ilib -Itests -Itests/support -D_POSIX_C_SOURCE=200809L);)
## compdb: compile_commands.json for editors and clang tools
compdb:
	@{ $(COMPDB) } | sed -e 's/}{/},\n{/g' -e '1s/^/[/' -e '$$s/$$/]/' > compile_commands.json

## help: this list
help:
	@sed -n 's/^## \([a-z-]*: .*\)/\1/p' $(MAKEFILE_LIST)

$(BUILD)/deps/jsmn.mk: tests/support/get_jsmn.sh
	@CC='$(CC)' sh tests/support/get_jsmn.sh $(@D)

FORCE:
.PHONY: all catalog-refresh price-compare price-coverage install uninstall clean help compdb FORCE
.SECONDARY:
.DELETE_ON_ERROR:

include tests/tests.mk bindings/bindings.mk
-include $(patsubst %.o,%.d,$(LIB_OBJ) $(IO_OBJ) $(call objects,$(CLI_SRC) $(UNIT_SRC) $(PROGRAMS)))
