# SPDX-License-Identifier: Apache-2.0
# The SQL engines: build/sql/toll_sqlite.so and build/sql/toll.duckdb_extension, each with the library inside.

SQL       := $(BUILD)/sql
SQL_FACE  := $(wildcard bindings/sql/sql_*.c)
SQL_FLAGS  = -Ibindings -Ibindings/io -D_POSIX_C_SOURCE=200809L $(if $(IO_SRC),-DTOLL_SQL_WITH_IO=1)
SQL_LIBS  := $(if $(IO_SRC),$(BUILD)/libtoll-io.a) $(BUILD)/libtoll.a
SQL_LINK   = $(CC) $(CFLAGS) $(LDFLAGS) $(HARDEN_LINK) -shared -Wl,--version-script=bindings/sql/sql.map $(NO_GAPS)
sql_own    = $(patsubst bindings/sql/%.c,$(SQL)/%.o,$(wildcard bindings/sql/$(1)_*.c))
sql_objects = $(call sql_own,sql) $(call sql_own,$(1))

$(SQL)/%.o: bindings/sql/%.c $(wildcard bindings/sql/*.h) $(STAMP)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(FORTIFY) $(SQL_FLAGS) $(SQL_ENGINE) -c -o $@ $<

## sqlite: the SQLite extension build/sql/toll_sqlite.so (needs sqlite3ext.h, Debian's libsqlite3-dev)
sqlite: $(SQL)/toll_sqlite.so
$(SQL)/toll_sqlite.so: $(call sql_objects,sqlite) $(SQL_LIBS)
	$(Q)$(SQL_LINK) -o $@ $^ -lm

$(call sql_own,sqlite): | $(SQL)/sqlite3ext.found
$(SQL)/sqlite3ext.found:
	@mkdir -p $(@D)
	@printf '#include <sqlite3ext.h>\n' | $(CC) $(CPPFLAGS) -E - > /dev/null 2>&1 || \
	    { echo "sqlite: needs sqlite3ext.h (Debian: libsqlite3-dev)" >&2; exit 1; }
	@touch $@

# DuckDB's header gives structs by value and names types with empty parameter lists: it passes as a system header alone.
DUCK_HEADER   := $(SQL)/duckdb/duckdb_extension.h
DUCK_PLATFORM ?= $(shell uname -s | tr A-Z a-z | sed 's/darwin/osx/')_$(shell uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
$(SQL)/duck_%.o: SQL_ENGINE = -isystem $(SQL)/duckdb -DDUCKDB_EXTENSION_API_VERSION_MAJOR=1 \
    -DDUCKDB_EXTENSION_API_VERSION_MINOR=2 -DDUCKDB_EXTENSION_API_VERSION_PATCH=0
$(DUCK_HEADER):
	$(Q)sh bindings/sql/duck_header.sh $(SQL)/duckdb
$(call sql_own,duck): $(DUCK_HEADER)

## duckdb: the DuckDB extension build/sql/toll.duckdb_extension (needs python3; cargo, or TOLL_DUCKDB_INCLUDE=FOLDER)
duckdb: $(SQL)/toll.duckdb_extension
$(SQL)/toll_duckdb.so: $(call sql_objects,duck) $(SQL_LIBS)
	$(Q)$(SQL_LINK) -o $@ $^ -lm
$(SQL)/toll.duckdb_extension: $(SQL)/toll_duckdb.so bindings/sql/duck_footer.py
	$(Q)python3 bindings/sql/duck_footer.py $< $@ $(DUCK_PLATFORM) $(VERSION)

.PHONY: sqlite duckdb

# Python with loading of SQLite's extensions: Debian's has it, others are often built without.
SQL_PYTHON ?= $(shell for p in python3 /usr/bin/python3; do $$p -c 'import sqlite3; sqlite3.Connection.enable_load_extension' 2> /dev/null && echo $$p && break; done)
$(SQL)/venv/done:
	@python3 -m venv $(SQL)/venv
	@$(SQL)/venv/bin/pip install -q --disable-pip-version-check duckdb
	@touch $@

## check-sql: tests of the SQL engines; installs the package duckdb into build/sql (pip)
check-sql: sqlite duckdb $(BUILD)/libtoll.so $(SQL)/venv/done
	@SQL_PYTHON="$(SQL_PYTHON)" BUILD=$(BUILD) sh tests/run.sh sql

## duckdb-scale: bills 10^8 rows in DuckDB and prints rows a second; a minute or two, 0.5 GB of disk
duckdb-scale: duckdb $(SQL)/venv/done
	@$(SQL)/venv/bin/python tests/bench/bindings/sql.py --scale $(SQL)

.PHONY: check-sql duckdb-scale
