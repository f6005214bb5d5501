# SPDX-License-Identifier: Apache-2.0
# The SQL engines: build/sql/toll_sqlite.so and build/sql/toll.duckdb_extension, each with the library inside.

SQL       := $(BUILD)/sql
SQL_FACE  := $(wildcard bindings/sql/sql_*.c)
SQL_FLAGS  = -Ibindings -Ibindings/io -D_POSIX_C_SOURCE=200809L $(if $(IO_SRC),-DTOLL_SQL_WITH_IO=1)
SQL_LIBS  := $(if $(IO_SRC),$(BUILD)/libtoll-io.a) $(BUILD)/libtoll.a
SQL_LINK   = $(CC) $(CFLAGS) $(LDFLAGS) $(HARDEN_LINK) -shared -Wl,--version-script=bindings/sql/sql.map $(NO_GAPS)

$(SQL)/%.o: bindings/sql/%.c $(wildcard bindings/sql/*.h) $(STAMP)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(FORTIFY) $(SQL_FLAGS) $(SQL_ENGINE) -c -o $@ $<

## sqlite: the SQLite extension build/sql/toll_sqlite.so (needs sqlite3ext.h, Debian's libsqlite3-dev)
sqlite: $(SQL)/toll_sqlite.so
$(SQL)/toll_sqlite.so: $(patsubst bindings/sql/%.c,$(SQL)/%.o,$(SQL_FACE) $(wildcard bindings/sql/sqlite_*.c)) $(SQL_LIBS)
	$(Q)$(SQL_LINK) -o $@ $^ -lm

.PHONY: sqlite
