/* SPDX-License-Identifier: Apache-2.0 */
/* The account's layout and its stamp: header, one value and one amount a row, then the arrays by period. */
#include "tco/account.h"

#include <string.h>

static const toll__stamp_kind kind = {.magic = UINT64_C(0x746e756f6363616c), /* no text: only unlikely in other data */
                                      .build = TOLL__STAMP_BUILD(sizeof(toll__account) << 16 | TOLL__ARRAYS),
                                      .memory_bytes = sizeof(toll__account),
                                      .sealed_bytes = sizeof(toll__account),
                                      .argument = "account",
                                      .size_argument = "account_size",
                                      .writer = "toll_tco_estimate()"};

_Static_assert(sizeof(toll__account) % 8 == 0, "whole words, no padding at the end");

uint64_t toll__account_size(uint64_t rows, int32_t periods)
{
    return sizeof(toll__account) + (2 * rows + TOLL__ARRAYS * ((uint64_t)periods + 1)) * sizeof(double);
}

_Static_assert(TOLL_TCO_CATEGORIES <= 64, "a bit a category");

static void fill_header(const toll__tco_plan *plan, uint32_t option, toll__account *account)
{
    account->plan_sum = plan->stamp.sum;
    account->rows = plan->count;
    account->option = option;
    account->conventions = plan->conventions;
}

void toll__account_start(const toll__tco_plan *plan, uint32_t option, toll__account *account)
{
    memset(account, 0, (size_t)toll__account_size(plan->count, plan->conventions.periods));
    fill_header(plan, option, account);
    account->seen = UINT64_MAX;
}

static void clear_array(toll__account *account, int array)
{
    memset(toll__account_array(account, array), 0,
           (size_t)(((uint64_t)account->conventions.periods + 1) * sizeof(double)));
}

/* BOUGHT follows the last view of MONEY. */
static void clear_posted(toll__account *account)
{
    for (uint32_t view = 0; view <= TOLL__VIEWS; view++) {
        const uint64_t bits = view < TOLL__VIEWS ? account->posted[view] : account->bought;
        for (uint32_t c = 0; bits >> c != 0; c++)
            if ((bits >> c & 1) != 0)
                clear_array(account, (int)(TOLL__A_MONEY + view * TOLL_TCO_CATEGORIES + c));
    }
}

void toll__account_restart(const toll__tco_plan *plan, uint32_t option, toll__account *account)
{
    clear_posted(account);
    clear_array(account, TOLL__A_CO2_EMBODIED);
    for (int array = TOLL__A_CHARGE; array <= TOLL__A_BOOK_CAPEX; array++)
        clear_array(account, array);
    memset(toll__account_amounts(account), 0, (size_t)(account->rows * sizeof(double)));
    const uint64_t seen = account->seen;
    memset(account, 0, sizeof *account);
    account->seen = seen;
    fill_header(plan, option, account);
}

void toll__account_close(toll__account *account)
{
    toll__stamp_close(&kind, &account->stamp, toll__account_size(account->rows, account->conventions.periods));
}

toll_status toll__account_check_room(const void *memory, uint64_t size, uint64_t needed, toll_error *err)
{
    return toll__stamp_check_room(&kind, memory, size, needed, err);
}

toll_status toll__account_open(const void *memory, uint64_t size, const toll__account **account, toll_error *err)
{
    toll_status status = toll__stamp_open(&kind, memory, size, err);
    if (status != TOLL_OK)
        return status;
    *account = memory;
    return TOLL_OK;
}
