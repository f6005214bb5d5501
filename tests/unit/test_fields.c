/* SPDX-License-Identifier: Apache-2.0 */
/* The field table against the structs: every byte owned once, slots of 8 bytes, names, units, known bits, limits and
 * defaults; toll_struct_init() for every kind and every accepted size; limits accepted by the checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <toll.h>

#define KINDS_MAX    192
#define STRUCT_LIMIT 4096
#define WORDS        (STRUCT_LIMIT / 8)

static uint32_t kinds[KINDS_MAX];
static size_t n_kinds;

static int find_kinds(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < KINDS_MAX; kind++)
        if (toll_struct_size(kind) != 0)
            kinds[n_kinds++] = kind;
    return 0;
}

static toll_field field_of(uint32_t kind, uint32_t index)
{
    toll_field field;
    if (toll_field_get(kind, index, &field, NULL) != TOLL_OK)
        fail_msg("%s has no field %u", toll_struct_name(kind), (unsigned)index);
    return field;
}

static int has_header(uint32_t kind)
{
    return strcmp(field_of(kind, 0).name, "struct_size") == 0;
}

static int is_bits(const toll_field *f)
{
    return strcmp(f->unit, "bits") == 0 && (f->type == TOLL_TYPE_U32 || f->type == TOLL_TYPE_U64);
}

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Calls `test` for every field of every struct, with a message that names it when it fails. */
static void each_field(void (*test)(const toll_field *f))
{
    for (size_t k = 0; k < n_kinds; k++) {
        for (uint32_t i = 0; i < toll_field_count(kinds[k]); i++) {
            const toll_field f = field_of(kinds[k], i);
            test(&f);
        }
    }
}

#define check(f, condition)                                                                                            \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fail_msg("%s.%s: %s", toll_struct_name((f)->struct_kind), (f)->name, #condition);                          \
    } while (0)

static void every_kind_is_here(void **state)
{
    (void)state;
    size_t known = 0;
    for (uint32_t kind = 0; kind < 256; kind++)
        known += toll_struct_size(kind) > 0;
    assert_int_equal(n_kinds, known);
    for (size_t k = 0; k < n_kinds; k++) {
        assert_int_equal(toll_struct_size(kinds[k]) % 8, 0);
        assert_true(toll_struct_size(kinds[k]) <= STRUCT_LIMIT);
        assert_memory_equal(toll_struct_name(kinds[k]), "toll_", 5);
        for (size_t other = 0; other < k; other++)
            assert_string_not_equal(toll_struct_name(kinds[k]), toll_struct_name(kinds[other]));
    }
}

/* Fields lie in the header's order without gap or overlap up to the struct's end; no slot is split but in two halves. */
static void every_byte_is_owned_once(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_kinds; k++) {
        int64_t end = 0;
        for (uint32_t i = 0; i < toll_field_count(kinds[k]); i++) {
            const toll_field f = field_of(kinds[k], i);
            check(&f, f.struct_kind == kinds[k]);
            check(&f, f.offset_bytes == end);
            check(&f, f.size_bytes == 4 ? f.offset_bytes % 4 == 0 : f.offset_bytes % 8 == 0 && f.size_bytes % 8 == 0);
            end += f.size_bytes;
        }
        assert_int_equal(end, toll_struct_size(kinds[k]));
    }
}

static void type_fits_size(const toll_field *f)
{
    const int64_t sizes[] = {0, 4, 4, 8, 8, 8, 0, 24, 16, 16};
    check(f, f->type >= TOLL_TYPE_I32 && f->type <= TOLL_TYPE_AMOUNT);
    check(f, f->type == TOLL_TYPE_CHARS || f->size_bytes == sizes[f->type]);
    check(f, f->type != TOLL_TYPE_CHARS || f->size_bytes >= 8);
}

static void types_fit_sizes(void **state)
{
    (void)state;
    each_field(type_fits_size);
}

static void texts_are_clean(const toll_field *f)
{
    for (size_t i = strlen(f->name); i < sizeof f->name; i++)
        check(f, f->name[i] == '\0');
    for (size_t i = strlen(f->unit); i < sizeof f->unit; i++)
        check(f, f->unit[i] == '\0');
    check(f, strlen(f->name) > 0);
}

static void names_are_unique(void **state)
{
    (void)state;
    each_field(texts_are_clean);
    for (size_t k = 0; k < n_kinds; k++)
        for (uint32_t i = 0; i < toll_field_count(kinds[k]); i++)
            for (uint32_t other = 0; other < i; other++)
                assert_string_not_equal(field_of(kinds[k], i).name, field_of(kinds[k], other).name);
}

/* struct_size and struct_kind come first; only the row structs and the frozen ones lack them. */
static void headers_come_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_kinds; k++) {
        const int is_row = kinds[k] == TOLL_KIND_MODEL_LAYER || kinds[k] == TOLL_KIND_BILL_ROW ||
                           kinds[k] == TOLL_KIND_SERVE_ANCHOR || kinds[k] == TOLL_KIND_TCO_ROW ||
                           kinds[k] == TOLL_KIND_BOOK_CANDIDATE || kinds[k] == TOLL_KIND_BILL_CHARGE ||
                           kinds[k] == TOLL_KIND_PLAN_SUPPLY || kinds[k] == TOLL_KIND_PLAN_OPTION ||
                           kinds[k] == TOLL_KIND_OFFERING_FACT || kinds[k] == TOLL_KIND_PLAN_CONSTRAINT ||
                           kinds[k] == TOLL_KIND_PLAN_REASON;
        assert_int_equal(has_header(kinds[k]), !is_row && kinds[k] < TOLL_KIND_RANGE);
        if (has_header(kinds[k]))
            assert_string_equal(field_of(kinds[k], 1).name, "struct_kind");
    }
}

/* The kinds of the rooms tco, finance and risk. */
static int is_of_money(uint32_t kind)
{
    return (kind >= TOLL_KIND_TCO_ROW && kind <= TOLL_KIND_FINANCE_COMMITMENT) ||
           (kind >= TOLL_KIND_RISK_QUESTION && kind <= TOLL_KIND_RISK_SPREAD) || kind == TOLL_KIND_TCO_LINE ||
           (kind >= TOLL_KIND_FINANCE_PIECE && kind <= TOLL_KIND_FINANCE_COMPARISON) || kind == TOLL_KIND_RISK_INPUT ||
           kind == TOLL_KIND_RISK_SLOPE;
}

/* `known` is the first field after the header: the checks rely on it. Its mask is exactly the bits that facts own. */
static void known_bits_are_owned(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_kinds; k++) {
        uint64_t owned = 0, mask = 0;
        for (uint32_t i = 0; i < toll_field_count(kinds[k]); i++) {
            const toll_field f = field_of(kinds[k], i);
            const int is_known = strcmp(f.name, "known") == 0;
            check(&f, f.known_bit >= -1 && f.known_bit < 64);
            check(&f, !is_known || ((i == 2 || !has_header(kinds[k])) && f.type == TOLL_TYPE_U64 && is_bits(&f)));
            mask = is_known ? (uint64_t)f.max : mask;
            owned |= f.known_bit < 0 ? 0 : (uint64_t)1 << f.known_bit;
        }
        assert_true(owned == mask);
    }
}

/* Facts share a bit only in results, where what comes of one input is known together. */
static void known_bits_are_unique(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_kinds; k++) {
        uint64_t seen = 0;
        if (kinds[k] == TOLL_KIND_STEP_RESULT || kinds[k] == TOLL_KIND_SERVE_RESULT ||
            kinds[k] == TOLL_KIND_SERVE_ENERGY || kinds[k] == TOLL_KIND_SERVE_QUEUE ||
            kinds[k] == TOLL_KIND_PLAN_UNIT || kinds[k] == TOLL_KIND_PLAN_SCHEDULE ||
            kinds[k] == TOLL_KIND_PLAN_POOLS || kinds[k] == TOLL_KIND_PLAN_OUTLOOK || is_of_money(kinds[k]))
            continue;
        for (uint32_t i = 0; i < toll_field_count(kinds[k]); i++) {
            const toll_field f = field_of(kinds[k], i);
            const uint64_t bit = f.known_bit < 0 ? 0 : (uint64_t)1 << f.known_bit;
            check(&f, (seen & bit) == 0);
            seen |= bit;
        }
    }
}

static void named_bits_are_the_right_facts(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind, bit;
        char field[32];
    } facts[] = {
        {TOLL_KIND_HW, TOLL_HW_MEMORY, "memory_bytes"},
        {TOLL_KIND_HW, TOLL_HW_MEMORY_USABLE, "memory_usable_bytes"},
        {TOLL_KIND_HW, TOLL_HW_MEMORY_RATE, "memory_bytes_per_s"},
        {TOLL_KIND_HW, TOLL_HW_FP32, "fp32_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_TF32, "tf32_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_FP16, "fp16_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_BF16, "bf16_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_FP8, "fp8_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_INT8, "int8_op_per_s"},
        {TOLL_KIND_HW, TOLL_HW_FP4, "fp4_flop_per_s"},
        {TOLL_KIND_HW, TOLL_HW_LINK, "link_bytes_per_s"},
        {TOLL_KIND_HW, TOLL_HW_PAIR, "link_pair_bytes_per_s"},
        {TOLL_KIND_HW, TOLL_HW_TOPOLOGY, "link_topology"},
        {TOLL_KIND_HW, TOLL_HW_DOMAIN, "scaleup_gpus"},
        {TOLL_KIND_HW, TOLL_HW_PCIE, "pcie_bytes_per_s"},
        {TOLL_KIND_HW, TOLL_HW_TDP, "tdp_w"},
        {TOLL_KIND_HW, TOLL_HW_IDLE, "idle_w"},
        {TOLL_KIND_MODEL, TOLL_MODEL_MAX_CONTEXT, "max_context_tokens"},
        {TOLL_KIND_MODEL, TOLL_MODEL_PARAMS_TOTAL, "params_total_stated"},
        {TOLL_KIND_MODEL, TOLL_MODEL_PARAMS_ACTIVE, "params_active_stated"},
        {TOLL_KIND_STEP_LAYOUT, TOLL_LAYOUT_INTERNODE, "internode_bytes_per_s"},
        {TOLL_KIND_SERVE_SUPPLY, TOLL_SUPPLY_GPUS_BILLED, "gpus_billed"},
        {TOLL_KIND_SERVE_SUPPLY, TOLL_SUPPLY_USD_PER_KWH, "usd_per_kwh"},
        {TOLL_KIND_SERVE_SUPPLY, TOLL_SUPPLY_PUE, "pue"},
        {TOLL_KIND_SERVE_SUPPLY, TOLL_SUPPLY_SERVER_POWER, "server_power_frac"},
        {TOLL_KIND_SERVE_SITE, TOLL_SITE_HOST, "host_power_frac"},
        {TOLL_KIND_SERVE_SITE, TOLL_SITE_PUE, "pue"},
        {TOLL_KIND_SERVE_SITE, TOLL_SITE_LOCATION, "location_kg_per_kwh"},
        {TOLL_KIND_SERVE_SITE, TOLL_SITE_MARKET, "market_kg_per_kwh"},
        {TOLL_KIND_BILL_CONTEXT, TOLL_CONTEXT_AT, "at_s"},
        {TOLL_KIND_BILL_SCOPE, TOLL_SCOPE_FROM, "from_s"},
        {TOLL_KIND_BILL_SCOPE, TOLL_SCOPE_UNTIL, "until_s"},
    };
    for (size_t k = 0; k < sizeof facts / sizeof facts[0]; k++) {
        int found = 0;
        for (uint32_t i = 0; i < toll_field_count(facts[k].kind); i++) {
            const toll_field f = field_of(facts[k].kind, i);
            if (strcmp(f.name, facts[k].field) != 0)
                continue;
            found = 1;
            check(&f, f.known_bit >= 0 && facts[k].bit == (uint64_t)1 << f.known_bit);
        }
        assert_true(found);
    }
}

/* A width that no model can do without has no default: 0 until the caller sets it. Nor has what a usage pair or a line
 * is about. */
static int must_be_set(const toll_field *f)
{
    const int is_bill = f->struct_kind == TOLL_KIND_BILL_USAGE || f->struct_kind == TOLL_KIND_BILL_LINE ||
                        f->struct_kind == TOLL_KIND_BILL_LIMIT || f->struct_kind == TOLL_KIND_BILL_KIND;
    if (f->struct_kind == TOLL_KIND_MODEL)
        return strcmp(f->name, "d_model") == 0;
    return is_bill && (ends_with(f->name, "meter") || strcmp(f->name, "per") == 0);
}

static void limits_hold_the_default(const toll_field *f)
{
    check(f, f->min <= f->max);
    if (is_bits(f)) /* masks are a run of bits from 0 */
        check(f, ((uint64_t)f->max & ((uint64_t)f->max + 1)) == 0 && f->max > 0);
    if (f->known_bit >= 0)
        check(f, f->default_value <= 0 && f->default_value >= 0); /* a fact is unknown at first */
    else if (!must_be_set(f))
        check(f, f->min <= f->default_value && f->default_value <= f->max);
}

static void limits_hold_the_defaults(void **state)
{
    (void)state;
    each_field(limits_hold_the_default);
}

/* The ranges that the headers promise in words; the checks take theirs from the table, so it is held against them. */
static void limits_are_the_documented_ones(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind;
        char field[32];
        double min, max;
    } promised[] = {
        {TOLL_KIND_MODEL_LAYER, "kind", TOLL_LAYER_ATTENTION, TOLL_LAYER_CONV},
        {TOLL_KIND_MODEL_LAYER, "count", 1, 10000},
        {TOLL_KIND_STEP_LAYOUT, "tp", 1, 1024},
        {TOLL_KIND_STEP_LAYOUT, "pp", 1, 1024},
        {TOLL_KIND_STEP_LAYOUT, "ep", 1, 4096},
        {TOLL_KIND_STEP_LAYOUT, "dp", 1, 4096},
        {TOLL_KIND_STEP_BATCH, "decode_sequences", 0, 1e7},
        {TOLL_KIND_STEP_BATCH, "decode_context_tokens", 0, 1e9},
        {TOLL_KIND_STEP_BATCH, "prefill_tokens", 0, 1e9},
        {TOLL_KIND_SERVE_LOAD, "input_tokens", 1, 1e8},
        {TOLL_KIND_SERVE_LOAD, "output_tokens", 1, 1e8},
        {TOLL_KIND_SERVE_LOAD, "concurrency", 1, 1e7},
        {TOLL_KIND_SERVE_LOAD, "prefix_hit_frac", 0, 1},
        {TOLL_KIND_SERVE_SUPPLY, "usd_per_gpu_hour", 0, 1e6},
        {TOLL_KIND_SERVE_SUPPLY, "pue", 1, 3},
        {TOLL_KIND_SERVE_SUPPLY, "server_power_frac", 0, 3},
        {TOLL_KIND_HW, "link_topology", TOLL_TOPOLOGY_NONE, TOLL_TOPOLOGY_PCIE},
        {TOLL_KIND_HW, "reserved", 0, 0},
        {TOLL_KIND_MODEL, "reserved", 0, 0},
        {TOLL_KIND_PRECISION, "reserved", 0, 0},
        {TOLL_KIND_PRECISION, "linear_rate", TOLL_RATE_FP32, TOLL_RATE_FP4},
        {TOLL_KIND_PRECISION, "expert_rate", TOLL_RATE_FP32, TOLL_RATE_FP4},
        {TOLL_KIND_PRECISION, "attention_rate", TOLL_RATE_FP32, TOLL_RATE_FP4},
        {TOLL_KIND_DECIMAL, "scale", 0, 36},
        {TOLL_KIND_STEP_RESULT, "bound", 0, TOLL_BOUND_SEQUENCES},
        {TOLL_KIND_STEP_RESULT, "validity", 0, TOLL_VALIDITY_OUTSIDE},
        {TOLL_KIND_STEP_MEMORY, "verdict", 0, TOLL_FIT_NO},
        {TOLL_KIND_CATALOG_FACT, "confidence", TOLL_CONFIDENCE_MISSING, TOLL_CONFIDENCE_UNVERIFIED},
        {TOLL_KIND_BILL_ROW, "kind", TOLL_ROW_TARIFF, TOLL_ROW_DERIVE},
        {TOLL_KIND_BILL_ROW, "op", 0, TOLL_OP_NOT_SUFFIX},
        {TOLL_KIND_BILL_ROW, "meter", 0, TOLL_METERS - 1},
        {TOLL_KIND_BILL_ROW, "other_meter", 0, TOLL_METERS - 1},
        {TOLL_KIND_BILL_ROW, "origin", 0, TOLL_ORIGIN_ESTIMATED},
        {TOLL_KIND_BILL_ROW, "is_contract", 0, 1},
        {TOLL_KIND_BILL_ROW, "weekdays", 0, 0x7f},
        {TOLL_KIND_BILL_CONTEXT, "is_aggregate", 0, 1},
        {TOLL_KIND_BILL_CONTEXT, "allow_aggregate", 0, 1},
        {TOLL_KIND_BILL_TOTAL, "flags", 0, 2 * TOLL_LINE_DERIVED - 1},
        {TOLL_KIND_BILL_TOTAL, "matched_by", 0, 2 * TOLL_NAME_INFIX - 1},
        {TOLL_KIND_BILL_LINE, "flags", 0, 2 * TOLL_LINE_DERIVED - 1},
        {TOLL_KIND_BILL_LINE, "meter", 1, TOLL_METERS - 1},
        {TOLL_KIND_BILL_LINE, "price_meter", 1, TOLL_METERS - 1},
        {TOLL_KIND_BILL_USAGE, "meter", 1, TOLL_METERS - 1},
        {TOLL_KIND_BILL_LIMIT, "meter", 1, TOLL_METERS - 1},
        {TOLL_KIND_BILL_SCOPE, "open", 0, 2 * TOLL_OPEN_ATTRIBUTES - 1},
        {TOLL_KIND_BILL_BOUNDS, "verdict", 0, TOLL_CEILING_NONE},
        {TOLL_KIND_BILL_BOUNDS, "relaxed", 0, 2 * TOLL_RELAXED_LOWEST - 1},
    };
    for (size_t k = 0; k < sizeof promised / sizeof promised[0]; k++) {
        int found = 0;
        for (uint32_t i = 0; i < toll_field_count(promised[k].kind); i++) {
            const toll_field f = field_of(promised[k].kind, i);
            if (strcmp(f.name, promised[k].field) != 0)
                continue;
            found = 1;
            check(&f, f.min >= promised[k].min && f.min <= promised[k].min);
            check(&f, f.max >= promised[k].max && f.max <= promised[k].max);
        }
        assert_true(found);
    }
}

/* Instants lie on both sides of 1970, calendars of UTC; a layer may lie below the public book, a price may be of any
 * sign as far as its field is concerned. */
static int is_signed_of_bill(const toll_field *f)
{
    const int is_row = f->struct_kind == TOLL_KIND_BILL_ROW;
    if (f->type == TOLL_TYPE_DECIMAL)
        return 1;
    return (is_row || f->struct_kind == TOLL_KIND_BILL_CONTEXT || f->struct_kind == TOLL_KIND_BILL_SCOPE ||
            f->struct_kind == TOLL_KIND_BILL_BOUNDS || f->struct_kind == TOLL_KIND_BILL_RATE ||
            f->struct_kind == TOLL_KIND_BOOK_NAME) &&
           (strcmp(f->name, "at_s") == 0 || strcmp(f->name, "retired_s") == 0 || strcmp(f->name, "from_s") == 0 ||
            strcmp(f->name, "until_s") == 0 || strcmp(f->name, "utc_offset_s") == 0 || strcmp(f->name, "layer") == 0);
}

/* Money is spent or received, rates go up or down; what is evaluated from them has no limits of its own. */
static int is_signed_of_tco(const toll_field *f)
{
    return is_of_money(f->struct_kind) || f->struct_kind == TOLL_KIND_PLAN_HORIZON ||
           f->struct_kind == TOLL_KIND_PLAN_ALTERNATIVE || f->struct_kind == TOLL_KIND_PLAN_OUTLOOK;
}

/* What may exceed its whole: host power, arrivals beyond saturation, margins that sum to more than the cost. */
static int may_exceed_one(const toll_field *f)
{
    return strcmp(f->name, "server_power_frac") == 0 || strcmp(f->name, "host_power_frac") == 0 ||
           strcmp(f->name, "marginal_frac") == 0 ||
           ((f->struct_kind == TOLL_KIND_SERVE_QUEUE || f->struct_kind == TOLL_KIND_PLAN_OPTION) &&
            strcmp(f->name, "utilisation_frac") == 0);
}

/* A share is never above 1, unless it may be; nothing that is measured is negative but a difference or an elasticity. */
static void limits_make_sense(const toll_field *f)
{
    const size_t length = strlen(f->name);
    const int is_share = length > 5 && strcmp(f->name + length - 5, "_frac") == 0;
    const int is_difference = strcmp(f->name, "margin_bytes") == 0 || strcmp(f->name, "free_bytes") == 0 ||
                              (f->struct_kind == TOLL_KIND_SERVE_TERMS && strstr(f->name, "_by_") != NULL) ||
                              strncmp(f->name, "stated_rest", 11) == 0;
    check(f, !is_share || f->max <= 1 || is_signed_of_tco(f) || may_exceed_one(f));
    check(f, f->struct_kind >= TOLL_KIND_RANGE || is_difference || is_signed_of_bill(f) || is_signed_of_tco(f) ||
                 f->min >= 0);
}

static void limits_fit_their_quantity(void **state)
{
    (void)state;
    each_field(limits_make_sense);
}

/* DESIGN: names end in their unit. The longer ending decides. */
static void unit_is_in_the_name(const toll_field *f)
{
    static const struct {
        char end[16], unit[16];
    } units[] = {
        {"_flop_per_s", "FLOP/s"},
        {"_op_per_s", "op/s"},
        {"_tokens_per_s", "tokens/s"},
        {"_bytes_per_s", "bytes/s"},
        {"requests_per_s", "1/s"},
        {"_kg_per_hour", "kg/h"},
        {"_kg_per_kwh", "kg/kWh"},
        {"_g_per_request", "g"},
        {"_per_hour", "USD/h"},
        {"_gpu_hour", "USD/h"},
        {"kg_per_kwh", "kg/kWh"},
        {"_per_kwh", "USD/kWh"},
        {"_bytes", "bytes"},
        {"_tokens", "tokens"},
        {"_bits", "bits"},
        {"_frac", "frac"},
        {"_s", "s"},
        {"_w", "W"},
        {"_j", "J"},
    };
    if (f->type == TOLL_TYPE_CHARS || f->struct_kind == TOLL_KIND_ERROR || is_signed_of_tco(f))
        return; /* money of a scenario is in its own currency: "money" stands where others have USD */
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!ends_with(f->name, units[i].end))
            continue;
        if (strcmp(f->unit, units[i].unit) != 0)
            fail_msg("%s.%s has the unit '%s'", toll_struct_name(f->struct_kind), f->name, f->unit);
        return;
    }
}

static void units_agree_with_names(void **state)
{
    (void)state;
    each_field(unit_is_in_the_name);
}

/* The value at a field as the caller sees it. */
static double value_of(const unsigned char *object, const toll_field *f)
{
    int32_t i32;
    uint32_t u32;
    int64_t i64;
    double f64;
    memcpy(&i32, object + f->offset_bytes, sizeof i32);
    memcpy(&u32, object + f->offset_bytes, sizeof u32);
    if (f->type == TOLL_TYPE_I32)
        return i32;
    if (f->type == TOLL_TYPE_U32)
        return u32;
    memcpy(&i64, object + f->offset_bytes, sizeof i64);
    memcpy(&f64, object + f->offset_bytes, sizeof f64);
    return f->type == TOLL_TYPE_F64 ? f64 : (double)i64;
}

static void check_initial(const unsigned char *object, const toll_field *f)
{
    const int is_header = ends_with(f->name, "struct_size") || ends_with(f->name, "struct_kind");
    if (is_header && has_header(f->struct_kind))
        return;
    if (f->type <= TOLL_TYPE_F64) {
        const double value = value_of(object, f);
        check(f, value <= f->default_value && value >= f->default_value);
        return;
    }
    for (int64_t i = 0; i < f->size_bytes; i++)
        check(f, object[f->offset_bytes + i] == 0);
}

/* Every accepted size: header, defaults, a tail of zeros, and not a byte more. */
static void init_kind(uint32_t kind, uint64_t size)
{
    static unsigned char memory[STRUCT_LIMIT + 16];
    const uint64_t today = toll_struct_size(kind);
    unsigned char *object = memory + 3; /* any alignment */
    uint32_t header[2];
    memset(memory, 0xa5, sizeof memory);
    assert_int_equal(toll_struct_init(object, size, kind, NULL), TOLL_OK);
    memcpy(header, object, sizeof header);
    if (has_header(kind))
        assert_true(header[0] == size && header[1] == kind);
    for (uint32_t i = 0; i < toll_field_count(kind); i++) {
        const toll_field f = field_of(kind, i);
        check_initial(object, &f);
    }
    for (uint64_t at = today; at < size; at++)
        assert_int_equal(object[at], 0);
    for (size_t at = 0; at < sizeof memory; at++)
        if (at < 3 || at >= 3 + size)
            assert_int_equal(memory[at], 0xa5);
}

/* What was published before a struct grew. */
static int was_published(uint32_t kind, uint64_t size)
{
    return (kind == TOLL_KIND_STEP_CONSTANTS && size == 408) || (kind == TOLL_KIND_STEP_ENGINE && size == 144) ||
           (kind == TOLL_KIND_SERVE_LOAD && size == 40) || (kind == TOLL_KIND_BILL_TOTAL && size == 208) ||
           (kind == TOLL_KIND_MODEL_LAYER && size == 200) || (kind == TOLL_KIND_MODEL && size == 200) ||
           (kind == TOLL_KIND_STEP_MEMORY && size == 120) || (kind == TOLL_KIND_PLAN_OPTION && size == 376);
}

static void init_every_kind_and_size(void **state)
{
    (void)state;
    for (size_t k = 0; k < n_kinds; k++) {
        const uint64_t today = toll_struct_size(kinds[k]);
        uint64_t object[WORDS + 2];
        for (uint64_t size = 0; size <= STRUCT_LIMIT + 8; size++) {
            const int is_older = was_published(kinds[k], size);
            if (is_older)
                assert_int_equal(toll_struct_init(object, size, kinds[k], NULL), TOLL_OK);
            else if (size >= today && size <= STRUCT_LIMIT && size % 8 == 0)
                init_kind(kinds[k], size);
            else /* no other smaller size was ever published */
                assert_int_equal(toll_struct_init(object, size, kinds[k], NULL), TOLL_E_STRUCT_SIZE);
        }
    }
}

/* Fresh structs pass, but for the one that must be filled in; those that a newer caller made as well. */
static void defaults_pass_their_check(void **state)
{
    (void)state;
    uint64_t object[WORDS];
    toll_error err;
    for (size_t k = 0; k < n_kinds; k++) {
        const toll_status want = kinds[k] == TOLL_KIND_MODEL ? TOLL_E_RANGE : TOLL_OK;
        if (!has_header(kinds[k]))
            continue;
        assert_int_equal(toll_struct_init(object, toll_struct_size(kinds[k]), kinds[k], NULL), TOLL_OK);
        assert_int_equal(toll_struct_check(object, kinds[k], &err), want);
        if (want != TOLL_OK)
            assert_string_equal(err.field, "d_model");
        assert_int_equal(toll_struct_init(object, sizeof object, kinds[k], NULL), TOLL_OK);
        assert_int_equal(toll_struct_check(object, kinds[k], &err), want);
    }
}

static void put(unsigned char *object, const toll_field *f, double value)
{
    const int32_t narrow = f->size_bytes == 4 ? (int32_t)value : 0;
    const int64_t wide = f->type != TOLL_TYPE_F64 && f->size_bytes == 8 ? (int64_t)value : 0;
    if (f->type == TOLL_TYPE_F64)
        memcpy(object + f->offset_bytes, &value, sizeof value);
    else if (f->size_bytes == 8)
        memcpy(object + f->offset_bytes, &wide, sizeof wide);
    else
        memcpy(object + f->offset_bytes, &narrow, sizeof narrow);
}

/* Limits themselves are allowed: a check that is off by one would refuse them. */
static void accept_limit(const toll_field *f, double value)
{
    uint64_t memory[WORDS];
    unsigned char *object = (unsigned char *)memory;
    const uint64_t known = f->known_bit < 0 ? 0 : (uint64_t)1 << f->known_bit;
    (void)toll_struct_init(object, toll_struct_size(f->struct_kind), f->struct_kind, NULL);
    if (f->struct_kind == TOLL_KIND_MODEL)
        ((toll_model *)(void *)object)->d_model = 1;
    if (known != 0)
        memcpy(object + 8, &known, sizeof known);
    put(object, f, value);
    check(f, toll_struct_check(object, f->struct_kind, NULL) == TOLL_OK);
}

static void limits_are_allowed(const toll_field *f)
{
    if (!has_header(f->struct_kind) || f->type > TOLL_TYPE_F64 || f->offset_bytes < 8)
        return;
    if (strcmp(f->name, "known") == 0)
        return; /* a bit without its fact is a fault of the fact */
    if (f->type == TOLL_TYPE_F64 || f->min >= -9e15)
        accept_limit(f, f->min);
    if (f->type == TOLL_TYPE_F64 || f->max <= 9e15)
        accept_limit(f, f->max);
}

static void limits_are_inclusive(void **state)
{
    (void)state;
    each_field(limits_are_allowed);
}

/* A struct in another's place: the message says which argument it is, what it is, and what should be there. */
static void a_wrong_struct_is_named(void **state)
{
    (void)state;
    toll_serve_result result;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    (void)toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    supply.struct_kind = TOLL_KIND_STEP_LAYOUT;
    result.gpus = 1;
    result.input_tokens = result.output_tokens = 1;
    result.requests_per_s = (toll_range){1, 1, 1};
    assert_int_equal(toll_serve_estimate_cost(&result, &supply, &cost, &err), TOLL_E_STRUCT_KIND);
    assert_string_equal(err.message,
                        "supply: struct_kind is 8 (toll_step_layout), expected 16 (toll_serve_supply); was "
                        "toll_struct_init() called?");
    memset(&supply, 0, sizeof supply);
    assert_int_equal(toll_serve_estimate_cost(&result, &supply, &cost, &err), TOLL_E_STRUCT_KIND);
    assert_string_equal(err.message, "supply: struct_kind is 0, expected 16 (toll_serve_supply); was "
                                     "toll_struct_init() called?");
    assert_string_equal(err.field, "struct_kind");
    assert_int_equal(err.field_offset, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_here),        cmocka_unit_test(every_byte_is_owned_once),
        cmocka_unit_test(types_fit_sizes),           cmocka_unit_test(names_are_unique),
        cmocka_unit_test(headers_come_first),        cmocka_unit_test(known_bits_are_owned),
        cmocka_unit_test(known_bits_are_unique),     cmocka_unit_test(named_bits_are_the_right_facts),
        cmocka_unit_test(limits_hold_the_defaults),  cmocka_unit_test(limits_are_the_documented_ones),
        cmocka_unit_test(limits_fit_their_quantity), cmocka_unit_test(units_agree_with_names),
        cmocka_unit_test(init_every_kind_and_size),  cmocka_unit_test(defaults_pass_their_check),
        cmocka_unit_test(limits_are_inclusive),      cmocka_unit_test(a_wrong_struct_is_named),
    };
    return cmocka_run_group_tests(tests, find_kinds, NULL);
}
