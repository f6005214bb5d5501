#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL server with the extension: a copy of the installed server in build/sql/pg, so that nothing of the
# system changes, a fresh data folder, a socket and no network. Sourced; pg_start, pg_query and pg_stop are its words.
#
# PostgreSQL finds its files from the place of its program, so the copy sees the extension that is installed into it.
PG_CONFIG=${PG_CONFIG:-pg_config}
pg_root=$(cd "${BUILD:=build}" && pwd)/sql/pg

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

pg_copy() {
    bin=$("$PG_CONFIG" --bindir) lib=$("$PG_CONFIG" --pkglibdir) share=$("$PG_CONFIG" --sharedir)
    pg_bin=$pg_root/tree$bin
    mkdir -p "$pg_root/tree$bin" "$pg_root/tree$lib" "$pg_root/tree$share"
    for program in postgres initdb pg_ctl psql; do
        cp -p "$bin/$program" "$pg_bin/"
    done
    cp -Rp "$lib/." "$pg_root/tree$lib/"
    cp -Rp "$share/." "$pg_root/tree$share/"
}

# The extension into the copy, then the server.
pg_start() {
    rm -rf "$pg_root"
    pg_copy
    (unset MAKEFLAGS MFLAGS
        make -s BUILD="$BUILD" PG_CONFIG="$PG_CONFIG" DESTDIR="$pg_root/tree" postgres-install > "$pg_root/install.log" 2>&1) ||
        { cat "$pg_root/install.log"; return 1; }
    pg_socket=$(mktemp -d /tmp/toll_pg.XXXXXX) # a socket's path has at most 107 bytes
    mkdir "$pg_root/data"
    [ "$(id -u)" -ne 0 ] || chown -R postgres "$pg_root/data" "$pg_socket"
    as_server "$pg_bin/initdb" -D "$pg_root/data" -A trust -U toll --locale=C.UTF-8 -N > "$pg_root/initdb.log" 2>&1 ||
        { cat "$pg_root/initdb.log"; return 1; }
    as_server "$pg_bin/pg_ctl" -D "$pg_root/data" -l "$pg_root/data/server.log" -w -t 120 \
        -o "-k $pg_socket -c listen_addresses= -c fsync=off -c max_parallel_workers=4 -c jit=off" start > "$pg_root/start.log" 2>&1 ||
        { cat "$pg_root/start.log" "$pg_root/data/server.log"; return 1; }
    PGHOST=$pg_socket PGUSER=toll PGDATABASE=postgres
    export PGHOST PGUSER PGDATABASE
}

pg_stop() {
    [ -z "${pg_socket:-}" ] && return
    as_server "$pg_bin/pg_ctl" -D "$pg_root/data" -m immediate stop > /dev/null 2>&1
    rm -rf "$pg_socket" "$pg_root"
    pg_socket=
}

# One statement a line; rows as fields with "|" between them.
pg_query() {
    "$pg_bin/psql" -XAtq -v ON_ERROR_STOP=1 -c "$1" 2>&1
}
