# SPDX-License-Identifier: Apache-2.0
# The PostgreSQL extension: build/sql/postgres/toll.so, by PGXS, with the library inside.

PG_CONFIG  ?= pg_config
PG_BUILD   := $(SQL)/postgres
PG_OBJECTS  = $(patsubst bindings/sql/%.c,$(SQL)/%.o,$(SQL_FACE)) $(SQL_LIBS)
PG_MAKE     = $(MAKE) -C $(PG_BUILD) -f $(CURDIR)/bindings/sql/postgres/Makefile --no-print-directory \
    VPATH=$(CURDIR)/bindings/sql/postgres PG_CONFIG=$(PG_CONFIG) with_llvm=no TOLL_TOP=$(CURDIR) \
    TOLL_OBJECTS="$(abspath $(PG_OBJECTS))" TOLL_CFLAGS="$(if $(WERROR),-Werror)"

## postgres: the PostgreSQL extension in build/sql/postgres (needs Debian's postgresql-server-dev-15 or another version's)
postgres: $(PG_OBJECTS)
	@test -f "$$($(PG_CONFIG) --pgxs 2>/dev/null)" || \
	    { echo "make postgres needs PGXS: postgresql-server-dev-15, or PG_CONFIG=PATH/pg_config"; exit 1; }
	@mkdir -p $(PG_BUILD)
	+$(Q)$(PG_MAKE) all

## postgres-install: installs it into the server that PG_CONFIG tells (DESTDIR for packages)
postgres-install: postgres
	+$(Q)$(PG_MAKE) install

## check-postgres: a private server in build/sql, its tests, the golden vectors, two parallel workers
check-postgres: postgres all
	@BUILD=$(BUILD) PG_CONFIG=$(PG_CONFIG) sh bindings/sql/postgres/tests/run.sh "$(PG_MAKE)"

## bench-postgres: nanoseconds a row in a private server, beside its own arithmetic
bench-postgres: postgres
	@BUILD=$(BUILD) PG_CONFIG=$(PG_CONFIG) sh tests/bench/bindings/postgres.sh "$(PG_MAKE)"

.PHONY: bench-postgres postgres postgres-install check-postgres
