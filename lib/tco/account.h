/* SPDX-License-Identifier: Apache-2.0 */
/* An evaluated option: one block of the caller's memory that holds every series, filled in the order of the files
 * below. */
#ifndef TOLL_TCO_ACCOUNT_H
#define TOLL_TCO_ACCOUNT_H

#include <toll/tco.h>

#include "tco/tco_plan.h"
#include "tco/row_kinds.h"

#define TOLL__CURVES  7
#define TOLL__VIEWS   3 /* paid at the start, paid within, accrual */
#define TOLL__NATURES 8

/* Arrays of periods + 1 numbers. The slots of row kinds come first: inputs by period. */
enum {
    TOLL__A_GROWTH = TOLL__SLOTS,
    TOLL__A_INPUT, /* asked, grown, tasks included */
    TOLL__A_CACHED,
    TOLL__A_OUTPUT,
    TOLL__A_TASKS,
    TOLL__A_BUSY,  /* units that the local share of demand keeps busy, mean */
    TOLL__A_NEED,  /* units to hold for a mean load, before rounding */
    TOLL__A_UNITS, /* mean over the day */
    TOLL__A_UNITS_PEAK,
    TOLL__A_LOCAL, /* shares of demand: by the units, by the API, by nobody */
    TOLL__A_REMOTE,
    TOLL__A_LOAD,
    TOLL__A_TOKENS, /* asked, all streams */
    TOLL__A_LOCAL_TOKENS,
    TOLL__A_REMOTE_TOKENS,
    TOLL__A_UNSERVED,
    TOLL__A_SERVED,
    TOLL__A_SERVED_SHARE, /* of demand: by whomever */
    TOLL__A_TASKS_DONE,
    TOLL__A_GPUS,
    TOLL__A_GPUS_PEAK,
    TOLL__A_NODES,
    TOLL__A_NODES_PEAK,
    TOLL__A_RACKS,
    TOLL__A_HOURS, /* that a unit runs */
    TOLL__A_KW,    /* provisioned */
    TOLL__A_W_BUSY,
    TOLL__A_W_IDLE,
    TOLL__A_KWH_IT,
    TOLL__A_KWH,
    TOLL__A_KWH_VARIABLE, /* of it: runs with load */
    TOLL__A_CO2_USE,
    TOLL__A_CO2_EMBODIED,
    TOLL__A_STAFF,
    TOLL__A_GB_OUT,
    TOLL__A_UNCOVERED,       /* share of the running hours that no commitment covers */
    TOLL__A_CHARGE,          /* of one row: accrual of its purchases */
    TOLL__A_HELD,            /* accrual of all that is paid whether used or not */
    TOLL__A_CAPEX,           /* accrual of purchases */
    TOLL__A_BOOK,            /* in real money: accrual of all but tax, in the nominal money of its payments */
    TOLL__A_BOOK_CAPEX,      /* of it: of purchases */
    TOLL__A_DEFLATOR,        /* money of period 0 over money at the start of the period */
    TOLL__A_DEFLATOR_WITHIN, /* the same over money in the middle of the period */
    TOLL__A_RATE,            /* of one row: factor on its price */
    TOLL__A_FIRST,           /* room for a loop */
    TOLL__A_SECOND,
    TOLL__A_COVER,       /* 1: some row prices what the option uses in the period; room of incomplete.c */
    TOLL__A_PRICE_MOVED, /* factors of the hours on prices of energy: that of the load, and the rest */
    TOLL__A_PRICE_REST,
    TOLL__A_FOLLOW, /* demand that follows a load, over that of the rows */
    TOLL__A_MOST,   /* most that any option asks for: tasks, prompt, output, peak; room of unequal_demand.c */
    TOLL__A_MOST_END = TOLL__A_MOST + 4,
    TOLL__A_CURVE = TOLL__A_MOST_END,
    TOLL__A_CURVE_MEAN = TOLL__A_CURVE + TOLL__CURVES, /* the same, as the mean over the period */
    TOLL__A_MONEY = TOLL__A_CURVE_MEAN + TOLL__CURVES, /* view by view, category by category */
    TOLL__A_BOUGHT = TOLL__A_MONEY + TOLL__VIEWS * TOLL_TCO_CATEGORIES,
    TOLL__ARRAYS = TOLL__A_BOUGHT + TOLL_TCO_CATEGORIES
};

/* Fewer tokens, tasks, hours or units of money are none: what divides by them says nothing. A ledger's 10^280
 * (evaluate.c) over a millionth of it, as tokens in millions are, is still a struct's 10^300. */
#define TOLL__NONE 1e-12

typedef struct toll__account {
    toll__stamp stamp;
    uint64_t plan_sum; /* of the plan that it belongs to */
    uint64_t rows;
    uint64_t flags;   /* TOLL_TCO_FLAG_* */
    uint64_t reasons; /* TOLL_TCO_REASON_*; found for stamped accounts only */
    uint64_t seen;    /* bit per slot: some row of the option fills it; before that: its array is not its default */
    uint32_t option;
    uint32_t sizing;              /* TOLL_TCO_SIZE_* */
    uint32_t has_remote;          /* what units can't serve goes to an API */
    uint32_t is_api;              /* the option has no units at all */
    uint32_t has_load;            /* the load of the units is known */
    uint32_t is_exact;            /* 1: units may be fractions */
    uint32_t has_power;           /* some row gives the power of the units, busy or provisioned */
    uint32_t has_carbon;          /* some row gives the carbon of making */
    uint64_t curves;              /* bit per class: the option has rows for it */
    uint64_t posted[TOLL__VIEWS]; /* bit per category: the view has lines of it, so its array is not all 0 */
    uint64_t bought;              /* bit per category: the same of BOUGHT */
    toll__conventions conventions;
    double inflation;
    double nature[TOLL__NATURES];
    double positive, negative, revenue, overage;
    double profile[24];                        /* hourly load over the mean; all 1 without rows */
    double energy_hours[24], carbon_hours[24]; /* factors; all 1 without rows */
    uint64_t has_hours;                        /* some of them is not 1 */
    double profile_peak;                       /* greatest of them */
    double life[TOLL_TCO_CATEGORIES];
    double residual[TOLL_TCO_CATEGORIES];
    double delivery[TOLL_TCO_CATEGORIES]; /* periods from order to service */
    double amortisation_rate[TOLL_TCO_CATEGORIES];
    uint64_t amortisation[TOLL_TCO_CATEGORIES];
    uint64_t close_at_book;
    double delay;   /* periods until the first units that are bought serve */
    double ends[3]; /* by TOLL_TCO_SUPPLY_*: periods until the supply ends; [0] is not used */
    /* rows values, rows amounts, then the arrays */
} toll__account;

uint64_t toll__account_size(uint64_t rows, int32_t periods);

static inline double *toll__account_values(toll__account *account)
{
    return (double *)(void *)(account + 1);
}

static inline double *toll__account_amounts(toll__account *account)
{
    return toll__account_values(account) + account->rows;
}

/* One of TOLL__A_*, or a slot. */
static inline double *toll__account_array(toll__account *account, int array)
{
    return toll__account_amounts(account) + account->rows +
           (uint64_t)array * ((uint64_t)account->conventions.periods + 1);
}

/* view 0 .. TOLL__VIEWS - 1. */
static inline double *toll__account_money(toll__account *account, uint32_t view, uint32_t category)
{
    return toll__account_array(account, (int)(TOLL__A_MONEY + view * TOLL_TCO_CATEGORIES + category));
}

/* The same of an account that is only read. */
static inline const double *toll__account_read_amounts(const toll__account *account)
{
    return (const double *)(const void *)(account + 1) + account->rows;
}

static inline const double *toll__account_read(const toll__account *account, int array)
{
    return toll__account_read_amounts(account) + account->rows +
           (uint64_t)array * ((uint64_t)account->conventions.periods + 1);
}

/* Money of period 0 over money of the day of a payment. */
static inline double toll__account_deflator(const toll__account *account, int32_t period, uint32_t is_within)
{
    return toll__account_read(account, is_within ? TOLL__A_DEFLATOR_WITHIN : TOLL__A_DEFLATOR)[period];
}

/* Header and zeros; values are not filled. */
void toll__account_start(const toll__tco_plan *plan, uint32_t option, toll__account *account);

/* The same for an account of the same plan that was started and filled before, for any option: only what an evaluation
 * adds to is cleared, since it writes all else anew. */
void toll__account_restart(const toll__tco_plan *plan, uint32_t option, toll__account *account);

void toll__account_close(toll__account *account);

toll_status toll__account_check_room(const void *memory, uint64_t size, uint64_t needed, toll_error *err);
toll_status toll__account_open(const void *memory, uint64_t size, const toll__account **account, toll_error *err);

#endif
