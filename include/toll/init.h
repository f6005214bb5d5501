/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file init.h
 * @brief C11 conveniences: toll_init() for every struct, TOLL_STR() for text literals.
 */
/* Written by `make abi-update` from the field table. Do not edit. */
#ifndef TOLL_INIT_H
#define TOLL_INIT_H

#include <toll/base.h>
#include <toll/money.h>
#include <toll/book.h>
#include <toll/bill.h>
#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>
#include <toll/serve.h>
#include <toll/train.h>
#include <toll/finance.h>
#include <toll/tco.h>
#include <toll/risk.h>
#include <toll/catalog.h>
#include <toll/plan.h>

/**
 * @defgroup init Init
 * @brief How do I fill a struct with its defaults and pass a literal? Macros for C programs; no symbol of its own.
 *
 * toll.h includes this header. toll_init() needs C11; C99 and C++ programs call toll_struct_init() with the size and
 * the kind. TOLL_STR() works everywhere.
 *
 *     toll_serve_load load;
 *     toll_init(&load); // toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL)
 *     toll_catalog_find(TOLL_TABLE_HW, TOLL_STR("h100-sxm5-80gb"), &index, &err);
 *
 * @{
 */

/**
 * A text literal as two arguments: the text and its length.
 *
 * Use it where a function takes a text and its length. It takes literals only; pass ::TOLL_NUL as the length of a
 * NUL-terminated variable.
 *
 * @param literal "h100-sxm5-80gb"
 */
#define TOLL_STR(literal) "" literal "", sizeof(literal) - 1

#if defined(DOXYGEN) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus))

/**
 * Fills a struct with its defaults; its type gives the size and the kind.
 *
 * Use it on every struct before anything else, inputs, outputs and rows alike. It can fail only with a library older
 * than these headers, and then returns what toll_struct_init() returns.
 *
 * @param object pointer to one struct of a public type; any other type does not compile
 */
#define toll_init(object) toll_struct_init((object), sizeof *(object), TOLL_KIND_OF(object), (toll_error *)0)

/* clang-format off */
/**
 * TOLL_KIND_* of the struct that a pointer points to.
 *
 * Use it where a function asks for a struct's kind, such as toll_struct_check() or toll_field_get().
 *
 * @param object pointer to a struct of a public type
 */
#define TOLL_KIND_OF(object) _Generic((object), \
    toll_hw *: TOLL_KIND_HW, \
    toll_model *: TOLL_KIND_MODEL, \
    toll_model_layer *: TOLL_KIND_MODEL_LAYER, \
    toll_model_counts *: TOLL_KIND_MODEL_COUNTS, \
    toll_model_precision *: TOLL_KIND_PRECISION, \
    toll_model_weights *: TOLL_KIND_MODEL_WEIGHTS, \
    toll_model_kv *: TOLL_KIND_MODEL_KV, \
    toll_step_layout *: TOLL_KIND_STEP_LAYOUT, \
    toll_step_engine *: TOLL_KIND_STEP_ENGINE, \
    toll_step_constants *: TOLL_KIND_STEP_CONSTANTS, \
    toll_step_batch *: TOLL_KIND_STEP_BATCH, \
    toll_step_result *: TOLL_KIND_STEP_RESULT, \
    toll_step_memory *: TOLL_KIND_STEP_MEMORY, \
    toll_serve_load *: TOLL_KIND_SERVE_LOAD, \
    toll_serve_result *: TOLL_KIND_SERVE_RESULT, \
    toll_serve_supply *: TOLL_KIND_SERVE_SUPPLY, \
    toll_serve_cost *: TOLL_KIND_SERVE_COST, \
    toll_catalog_fact *: TOLL_KIND_CATALOG_FACT, \
    toll_catalog_instance *: TOLL_KIND_CATALOG_INSTANCE, \
    toll_catalog_published *: TOLL_KIND_CATALOG_PUBLISHED, \
    toll_bill_meter *: TOLL_KIND_BILL_METER, \
    toll_bill_row *: TOLL_KIND_BILL_ROW, \
    toll_bill_context *: TOLL_KIND_BILL_CONTEXT, \
    toll_bill_total *: TOLL_KIND_BILL_TOTAL, \
    toll_bill_scope *: TOLL_KIND_BILL_SCOPE, \
    toll_bill_bounds *: TOLL_KIND_BILL_BOUNDS, \
    toll_bill_rate *: TOLL_KIND_BILL_RATE, \
    toll_book_name *: TOLL_KIND_BOOK_NAME, \
    toll_book_candidate *: TOLL_KIND_BOOK_CANDIDATE, \
    toll_tco_row *: TOLL_KIND_TCO_ROW, \
    toll_tco_row_kind *: TOLL_KIND_TCO_ROW_KIND, \
    toll_tco_conventions *: TOLL_KIND_TCO_CONVENTIONS, \
    toll_tco_summary *: TOLL_KIND_TCO_SUMMARY, \
    toll_catalog_default *: TOLL_KIND_CATALOG_DEFAULT, \
    toll_catalog_quality *: TOLL_KIND_CATALOG_QUALITY, \
    toll_catalog_run *: TOLL_KIND_CATALOG_RUN, \
    toll_catalog_license *: TOLL_KIND_CATALOG_LICENSE, \
    toll_catalog_match *: TOLL_KIND_CATALOG_MATCH, \
    toll_finance_terms *: TOLL_KIND_FINANCE_TERMS, \
    toll_finance_irr *: TOLL_KIND_FINANCE_IRR, \
    toll_finance_payback *: TOLL_KIND_FINANCE_PAYBACK, \
    toll_finance_contest *: TOLL_KIND_FINANCE_CONTEST, \
    toll_finance_breakeven *: TOLL_KIND_FINANCE_BREAKEVEN, \
    toll_finance_asset *: TOLL_KIND_FINANCE_ASSET, \
    toll_finance_power *: TOLL_KIND_FINANCE_POWER, \
    toll_finance_energy *: TOLL_KIND_FINANCE_ENERGY, \
    toll_finance_owned *: TOLL_KIND_FINANCE_OWNED, \
    toll_finance_commitment *: TOLL_KIND_FINANCE_COMMITMENT, \
    toll_train_setup *: TOLL_KIND_TRAIN_SETUP, \
    toll_train_step *: TOLL_KIND_TRAIN_STEP, \
    toll_train_memory *: TOLL_KIND_TRAIN_MEMORY, \
    toll_train_job *: TOLL_KIND_TRAIN_JOB, \
    toll_train_result *: TOLL_KIND_TRAIN_RESULT, \
    toll_serve_anchor *: TOLL_KIND_SERVE_ANCHOR, \
    toll_serve_correction *: TOLL_KIND_SERVE_CORRECTION, \
    toll_serve_site *: TOLL_KIND_SERVE_SITE, \
    toll_serve_energy *: TOLL_KIND_SERVE_ENERGY, \
    toll_serve_queue *: TOLL_KIND_SERVE_QUEUE, \
    toll_serve_limits *: TOLL_KIND_SERVE_LIMITS, \
    toll_serve_admission *: TOLL_KIND_SERVE_ADMISSION, \
    toll_serve_split *: TOLL_KIND_SERVE_SPLIT, \
    toll_serve_terms *: TOLL_KIND_SERVE_TERMS, \
    toll_serve_pools *: TOLL_KIND_SERVE_POOLS, \
    toll_serve_pooled *: TOLL_KIND_SERVE_POOLED, \
    toll_plan_need *: TOLL_KIND_PLAN_NEED, \
    toll_plan_supply *: TOLL_KIND_PLAN_SUPPLY, \
    toll_plan_option *: TOLL_KIND_PLAN_OPTION, \
    toll_plan_summary *: TOLL_KIND_PLAN_SUMMARY, \
    toll_catalog_offering *: TOLL_KIND_CATALOG_OFFERING, \
    toll_catalog_offering_fact *: TOLL_KIND_OFFERING_FACT, \
    toll_plan_constraint *: TOLL_KIND_PLAN_CONSTRAINT, \
    toll_plan_reason *: TOLL_KIND_PLAN_REASON, \
    toll_plan_verdict *: TOLL_KIND_PLAN_VERDICT, \
    toll_bill_charge *: TOLL_KIND_BILL_CHARGE, \
    toll_bill_residual *: TOLL_KIND_BILL_RESIDUAL, \
    toll_plan_unit *: TOLL_KIND_PLAN_UNIT, \
    toll_plan_mix *: TOLL_KIND_PLAN_MIX, \
    toll_plan_prices *: TOLL_KIND_PLAN_PRICES, \
    toll_risk_question *: TOLL_KIND_RISK_QUESTION, \
    toll_risk_flip *: TOLL_KIND_RISK_FLIP, \
    toll_risk_spread *: TOLL_KIND_RISK_SPREAD, \
    toll_plan_horizon *: TOLL_KIND_PLAN_HORIZON, \
    toll_plan_day *: TOLL_KIND_PLAN_DAY, \
    toll_plan_schedule *: TOLL_KIND_PLAN_SCHEDULE, \
    toll_plan_most *: TOLL_KIND_PLAN_MOST, \
    toll_catalog_stack *: TOLL_KIND_CATALOG_STACK, \
    toll_range *: TOLL_KIND_RANGE, \
    toll_decimal *: TOLL_KIND_DECIMAL, \
    toll_amount *: TOLL_KIND_AMOUNT, \
    toll_error *: TOLL_KIND_ERROR, \
    toll_field *: TOLL_KIND_FIELD, \
    toll_bill_usage *: TOLL_KIND_BILL_USAGE, \
    toll_bill_attribute *: TOLL_KIND_BILL_ATTRIBUTE, \
    toll_bill_counter *: TOLL_KIND_BILL_COUNTER, \
    toll_bill_line *: TOLL_KIND_BILL_LINE, \
    toll_bill_limit *: TOLL_KIND_BILL_LIMIT, \
    toll_tco_line *: TOLL_KIND_TCO_LINE, \
    toll_finance_piece *: TOLL_KIND_FINANCE_PIECE, \
    toll_finance_crossing *: TOLL_KIND_FINANCE_CROSSING, \
    toll_finance_item *: TOLL_KIND_FINANCE_ITEM, \
    toll_finance_hourly *: TOLL_KIND_FINANCE_HOURLY, \
    toll_finance_comparison *: TOLL_KIND_FINANCE_COMPARISON, \
    toll_train_flops *: TOLL_KIND_TRAIN_FLOPS, \
    toll_serve_part *: TOLL_KIND_SERVE_PART, \
    toll_step_room *: TOLL_KIND_STEP_ROOM, \
    toll_risk_input *: TOLL_KIND_RISK_INPUT, \
    toll_risk_slope *: TOLL_KIND_RISK_SLOPE, \
    toll_step_fewest *: TOLL_KIND_STEP_FEWEST, \
    toll_bill_sum *: TOLL_KIND_BILL_SUM, \
    toll_bill_kind *: TOLL_KIND_BILL_KIND, \
    toll_bill_cause *: TOLL_KIND_BILL_CAUSE, \
    toll_plan_alternative *: TOLL_KIND_PLAN_ALTERNATIVE, \
    toll_plan_outlook *: TOLL_KIND_PLAN_OUTLOOK, \
    toll_plan_lot *: TOLL_KIND_PLAN_LOT, \
    toll_plan_fleet *: TOLL_KIND_PLAN_FLEET, \
    toll_plan_pools *: TOLL_KIND_PLAN_POOLS, \
    toll_plan_reach *: TOLL_KIND_PLAN_REACH, \
    toll_plan_candidate *: TOLL_KIND_PLAN_CANDIDATE, \
    toll_plan_shadow *: TOLL_KIND_PLAN_SHADOW, \
    toll_bill_named *: TOLL_KIND_BILL_NAMED)
/* clang-format on */

#endif

/** @} */

#endif
