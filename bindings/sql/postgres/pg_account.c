/* SPDX-License-Identifier: Apache-2.0 */
/* toll_bill_account of PostgreSQL: what all records of a group cost together, with free quantities and volume tiers.
 *
 * The aggregate's state is an account of the shared face, outside of PostgreSQL's memory; a callback of the aggregate's
 * memory frees it, also when the query fails. It has no combine function, so parallel workers leave it to the leader. */
#include "sql/postgres/pg_toll.h"

#include <utils/memutils.h>

typedef struct aggregate_state {
    sql_account *account;
    bool has_null; /* a record is not known, so neither is the sum */
    MemoryContextCallback release;
} aggregate_state;

static void release_account(void *pointer)
{
    aggregate_state *state = pointer;
    sql_account_free(state->account);
    state->account = NULL;
}

static aggregate_state *begin_account(FunctionCallInfo fcinfo)
{
    MemoryContext memory;
    if (AggCheckCallContext(fcinfo, &memory) == 0) {
        ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("toll: toll_bill_account is an aggregate"));
    }
    aggregate_state *state = MemoryContextAllocZero(memory, sizeof *state);
    state->account = sql_account_new();
    if (state->account == NULL) {
        ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("toll: no memory for the records of an account"));
    }
    state->release.func = release_account;
    state->release.arg = state;
    MemoryContextRegisterResetCallback(memory, &state->release);
    return state;
}

/* toll_account_add(state, model, at, VARIADIC words): the record's arguments begin behind the state. */
PG_FUNCTION_INFO_V1(pg_toll_account_add);
Datum pg_toll_account_add(PG_FUNCTION_ARGS)
{
    toll_error err = {.code = TOLL_OK};
    sql_record record;
    aggregate_state *state = PG_ARGISNULL(0) ? begin_account(fcinfo) : (aggregate_state *)PG_GETARG_POINTER(0);
    if (!pg_fill_record(fcinfo, 1, 3, &record)) {
        state->has_null = true;
    } else if (sql_account_add(state->account, &record, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(pg_toll_account_bill);
Datum pg_toll_account_bill(PG_FUNCTION_ARGS)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    const aggregate_state *state = PG_ARGISNULL(0) ? NULL : (aggregate_state *)PG_GETARG_POINTER(0);
    if (state == NULL || state->has_null) {
        PG_RETURN_NULL();
    }
    if (sql_account_bill(state->account, pg_cards(), &billed, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    return pg_numeric(billed);
}
