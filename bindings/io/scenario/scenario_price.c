/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of the book and of the catalog as values of rows.
 *
 *     cost api = price(claude-sonnet-4-6)                a row for each kind of token, at the mix of the request
 *     cost api = price(gpt-5-mini, batch)                another service tier
 *     cost cloud = instance(p5.48xlarge, 3 years)        whole machines, at the price of this commitment
 *     cost cloud per gpu_hour = instance(p5.48xlarge)    the share of one accelerator
 *
 * Both are prices of the day of the catalog: a file gives the same figures on every day. A price of tokens is per remote
 * token, so an option with units of its own pays the API for what it sends there alone. A rent holds the electricity: a
 * row of 0 per kWh says so. */
#include "scenario/scenario_price.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/bill.h>
#include <toll/book.h>
#include <toll/catalog.h>
#include <toll/plan.h>

#include "scenario/scenario_dates.h"
#include "scenario/scenario_serve.h"
#include "scenario/scenario_tariff.h"

#define DAY_S 86400

/* "2026-11-30" as seconds; -1: no date. */
static int64_t instant_of(const char *text, uint64_t length)
{
    int64_t day = 0;
    return length == 10 && toll__scenario_day(text, length, &day) ? day * DAY_S : -1;
}

static bool is_item(scenario_word item, const char *text)
{
    return toll__scenario_is(item, text);
}

/* "(a, b": what stands between the brackets, at most `most` items. */
static uint32_t read_items(scenario_line *line, const char *form, scenario_word *items, uint32_t most)
{
    uint32_t count = 0;
    scenario_word item;
    if (!toll__scenario_takes(line, "("))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "it must be %s", form);
    while (toll__scenario_item(line, true, &item)) {
        if (count == most)
            toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "it must be %s", form);
        else
            items[count++] = item;
    }
    if (!toll__scenario_takes(line, ")") || count == 0)
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "it must be %s", form);
    return line->status == TOLL_OK ? count : 0;
}

/* ---- price ---- */

#define PRICE_FORM "price(MODEL), price(MODEL, batch), price(MODEL, batch, 2026-11-30) or price(MODEL, book=our.book)"

/* What the words between the brackets ask for, and what was found. */
typedef struct tariff {
    scenario_tariff of;
    toll_bill_context context;
    scenario_word tier, book;
    char date[12];
} tariff;

/* A region that the name tells changes prices, so it goes into the context. */
static toll_status intern_words(tariff *t, toll_error *err)
{
    const void *book = t->of.book;
    const uint64_t size = t->of.book_size;
    if (t->tier.length > 0) {
        const toll_status status =
            toll_book_intern_tier(book, size, t->tier.text, t->tier.length, &t->context.service_tier, err);
        if (status != TOLL_OK)
            return status;
    }
    if (t->of.found.region[0] == 0)
        return TOLL_OK;
    return toll_book_intern(book, size, t->of.found.region, TOLL_NUL, &t->context.region, err);
}

static void fill_context(scenario_reader *r, tariff *t)
{
    toll_error err = {0};
    toll_struct_init(&t->context, sizeof t->context, TOLL_KIND_BILL_CONTEXT, NULL);
    t->context.known = TOLL_CONTEXT_AT;
    t->context.at_s = t->of.at_s;
    const toll_status status = intern_words(t, &err);
    if (status != TOLL_OK)
        toll__scenario_fail(&r->line, status, "price", "price: %.150s", err.message);
}

/* "book=our.book" */
static bool is_book(scenario_word item, scenario_word *book)
{
    static const char key[] = "book=";
    const uint64_t length = sizeof key - 1;
    if (item.length < length || memcmp(item.text, key, (size_t)length) != 0)
        return false;
    *book = (scenario_word){item.text + length, item.length - length};
    return true;
}

static void set_item_once(scenario_reader *r, scenario_word *place, scenario_word item)
{
    if (place->length > 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "price", "price: a tier or a book is given twice: " PRICE_FORM);
    *place = item;
}

static void read_item(scenario_reader *r, scenario_word item, tariff *t)
{
    scenario_word book = {NULL, 0};
    const bool is_of_book = is_book(item, &book);
    if (is_of_book && book.length == 0)
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "price", "price: book= needs a file, or full: " PRICE_FORM);
    else if (is_of_book)
        set_item_once(r, &t->book, book);
    else if (instant_of(item.text, item.length) >= 0)
        snprintf(t->date, sizeof t->date, "%.10s", item.text);
    else
        set_item_once(r, &t->tier, item);
}

/* Fills the words; the model is the first item. */
static scenario_word read_tariff_words(scenario_reader *r, tariff *t)
{
    scenario_word items[4] = {{NULL, 0}};
    const uint32_t count = read_items(&r->line, PRICE_FORM, items, 4);
    snprintf(t->date, sizeof t->date, "%.10s", toll_catalog_version());
    for (uint32_t i = 1; i < count; i++)
        read_item(r, items[i], t);
    t->of.at_s = instant_of(t->date, strlen(t->date));
    return items[0];
}

static void derive_prices(scenario_reader *r, const tariff *t, toll_plan_prices *prices)
{
    toll_serve_load load;
    toll_plan_mix mix;
    toll_error err = {0};
    double cached = 0, written = 0;
    if (!toll__scenario_find_request(r, "price", &load, &cached, &written))
        return;
    toll_struct_init(&mix, sizeof mix, TOLL_KIND_PLAN_MIX, NULL);
    toll_struct_init(prices, sizeof *prices, TOLL_KIND_PLAN_PRICES, NULL);
    mix.input_tokens = (int64_t)(load.input_tokens + 0.5);
    mix.cached_tokens = (int64_t)(load.input_tokens * cached);
    mix.cache_write_tokens = (int64_t)(load.input_tokens * written);
    mix.output_tokens = (int64_t)(load.output_tokens + 0.5);
    const toll_status status = toll_plan_derive_prices(t->of.card, sizeof t->of.card, &mix, &t->context, prices, &err);
    if (status != TOLL_OK)
        toll__scenario_fail(&r->line, status, "price", "price: %.150s", err.message);
}

static void fill_price_note(const tariff *t, const toll_plan_prices *prices, toll_io_scenario_note *note)
{
    static const struct {
        uint64_t bit;
        const char *text;
    } remarks[] = {{TOLL_PLAN_PRICE_STEPS, "; other lengths have other prices"},
                   {TOLL_PLAN_PRICE_FEES, "; fees of a request are in it"},
                   {TOLL_PLAN_PRICE_FALLBACK, "; the cache has no price of its own"},
                   {TOLL_PLAN_PRICE_PERIOD, "; amounts of a month are not in it"}};
    const toll_book_name *found = &t->of.found;
    const bool is_named = t->of.book_name[0] != 0;
    toll__scenario_origin(note, "price of %.40s, %.20s on %s, book %s%s%.12s", found->model, found->provider, t->date,
                          t->of.book_name, is_named ? " " : "", prices->book_hash);
    for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++)
        if ((prices->remarks & remarks[i].bit) != 0)
            toll__scenario_origin(note, "%s", remarks[i].text);
}

typedef struct stream_price {
    uint32_t basis, remote;
    uint64_t bit;
    double price;
} stream_price;

#define STREAMS 3

static void list_streams(const toll_plan_prices *p, stream_price streams[STREAMS])
{
    streams[0] =
        (stream_price){TOLL_TCO_PER_MTOK_INPUT, TOLL_TCO_PER_REMOTE_INPUT, TOLL_PLAN_PRICE_INPUT, p->per_mtok_input};
    streams[1] = (stream_price){TOLL_TCO_PER_MTOK_CACHED, TOLL_TCO_PER_REMOTE_CACHED, TOLL_PLAN_PRICE_CACHED,
                                p->per_mtok_cached};
    streams[2] = (stream_price){TOLL_TCO_PER_MTOK_OUTPUT, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_PLAN_PRICE_OUTPUT,
                                p->per_mtok_output};
}

static void fill_price(toll_tco_row *row, const toll_plan_prices *prices, double price)
{
    row->value = (toll_range){price, price, price};
    memcpy(row->currency, prices->currency, 3);
}

/* A price ends with its model, unless its periods are over before. */
static void end_with_model(scenario_reader *r, const tariff *t, const toll_tco_row *row)
{
    if (t->of.found.has_retirement != 0 && r->line.status == TOLL_OK)
        toll__scenario_retires(r, t->of.found.retired_s / DAY_S, t->of.found.model, row->to_period);
}

/* Periods of all streams, or of the one, after the closing bracket: "price(x) @ 0 .. 4". */
static void read_price_periods(scenario_reader *r, toll_tco_row *row)
{
    if (toll__scenario_takes(&r->line, "@"))
        toll__scenario_periods(&r->line, row);
}

static void give_streams(scenario_reader *r, const toll_tco_row *row, const toll_plan_prices *prices,
                         const toll_io_scenario_note *note)
{
    stream_price streams[STREAMS];
    list_streams(prices, streams);
    for (int i = 0; i < STREAMS; i++) {
        toll_tco_row stream = *row;
        if ((prices->known & streams[i].bit) == 0)
            continue;
        stream.basis = streams[i].remote;
        fill_price(&stream, prices, streams[i].price);
        toll__scenario_give(r, &stream, note);
    }
}

static void fill_stream(scenario_reader *r, toll_tco_row *row, const toll_plan_prices *prices)
{
    stream_price streams[STREAMS];
    list_streams(prices, streams);
    for (int i = 0; i < STREAMS; i++) {
        if (row->basis != streams[i].basis && row->basis != streams[i].remote)
            continue;
        if ((prices->known & streams[i].bit) == 0)
            toll__scenario_fail(&r->line, TOLL_E_MISSING, "price", "price: the request has no tokens of this kind");
        fill_price(row, prices, streams[i].price);
        return;
    }
    toll__scenario_fail(
        &r->line, TOLL_E_CONFLICT, "price",
        "price is per mtok_input, mtok_cached, mtok_output or remote_input, remote_cached, remote_output; "
        "without any it is all three");
}

/* Fills the row, or gives a row for each stream; the tariff stays open for its texts. */
static void give_price(scenario_reader *r, const tariff *t, toll_tco_row *row, toll_io_scenario_note *note)
{
    toll_plan_prices prices;
    derive_prices(r, t, &prices);
    if (r->line.status != TOLL_OK)
        return;
    if (strlen(prices.currency) != 3)
        toll__scenario_fail(&r->line, TOLL_E_UNSUPPORTED, "price", "price: %.16s is no currency of a scenario",
                            prices.currency);
    fill_price_note(t, &prices, note);
    read_price_periods(r, row);
    end_with_model(r, t, row);
    snprintf(row->text, sizeof row->text, "price(%.40s)", t->of.found.model);
    if (row->basis == 0)
        give_streams(r, row, &prices, note);
    else
        fill_stream(r, row, &prices);
}

bool toll__scenario_price(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                          toll_io_scenario_note *note)
{
    tariff t = {.tier = {NULL, 0}, .book = {NULL, 0}};
    const bool is_whole = row->basis == 0;
    if (kind->code != TOLL_TCO_COST)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "price",
                            "price(...) is a value of cost alone, as cost api = price(...)");
    const scenario_word model = read_tariff_words(r, &t);
    if (r->line.status != TOLL_OK)
        return false;
    toll__scenario_find_tariff(r, model, t.book, &t.of);
    if (r->line.status == TOLL_OK)
        fill_context(r, &t);
    if (r->line.status == TOLL_OK)
        give_price(r, &t, row, note);
    toll__scenario_release_tariff(&t.of);
    return is_whole && r->line.status == TOLL_OK;
}

/* ---- instance ---- */

#define INSTANCE_FORM                                                                                                  \
    "instance(NAME), instance(NAME, REGION) or instance(NAME, REGION, 1 year, 3 years, spot or on demand)"

typedef struct machine_words {
    scenario_word name, region;
    uint64_t term; /* TOLL_INSTANCE_* bit of the price */
    const char *term_text;
} machine_words;

static bool is_region(const toll_catalog_instance *machine, scenario_word region)
{
    return region.length == 0 || is_item(region, machine->region) || is_item(region, machine->provider);
}

static bool is_machine(const toll_catalog_instance *machine, const machine_words *m)
{
    return (is_item(m->name, machine->id) || is_item(m->name, machine->instance)) && is_region(machine, m->region);
}

static bool read_term(scenario_word item, machine_words *m)
{
    static const struct {
        const char *word;
        uint64_t bit;
    } terms[] = {{"on demand", TOLL_INSTANCE_ON_DEMAND},
                 {"1 year", TOLL_INSTANCE_1Y},
                 {"3 years", TOLL_INSTANCE_3Y},
                 {"spot", TOLL_INSTANCE_SPOT}};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        if (is_item(item, terms[i].word)) {
            m->term = terms[i].bit;
            m->term_text = terms[i].word;
            return true;
        }
    return false;
}

static double price_of_term(const toll_catalog_instance *machine, uint64_t term)
{
    switch (term) {
    case TOLL_INSTANCE_1Y:
        return machine->reserved_1y_usd_per_hour;
    case TOLL_INSTANCE_3Y:
        return machine->reserved_3y_usd_per_hour;
    case TOLL_INSTANCE_SPOT:
        return machine->spot_usd_per_hour;
    default:
        return machine->on_demand_usd_per_hour;
    }
}

/* Machines of this name; the first with the price, and where prices differ the ids to choose from. */
typedef struct machine_search {
    uint64_t named, priced;
    bool is_ambiguous;
    toll_catalog_instance machine;
    uint64_t index;
    char ids[120];
} machine_search;

static void add_id(machine_search *s, const char *id)
{
    const size_t used = strlen(s->ids);
    if (used + strlen(id) + 3 < sizeof s->ids)
        snprintf(s->ids + used, sizeof s->ids - used, "%s%s", used > 0 ? ", " : "", id);
}

static void search_machine(const machine_words *m, machine_search *s)
{
    memset(s, 0, sizeof *s);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
        toll_catalog_instance machine;
        toll_struct_init(&machine, sizeof machine, TOLL_KIND_CATALOG_INSTANCE, NULL);
        if (toll_catalog_get_instance(i, &machine, NULL) != TOLL_OK || !is_machine(&machine, m))
            continue;
        s->named++;
        add_id(s, machine.id);
        if ((machine.known & m->term) == 0 || machine.gpus < 1)
            continue;
        if (s->priced++ == 0) {
            s->machine = machine;
            s->index = i;
        }
        s->is_ambiguous = s->is_ambiguous || price_of_term(&machine, m->term) != price_of_term(&s->machine, m->term);
    }
}

static bool is_rent(const toll_catalog_instance *machine)
{
    return machine->price_kind != TOLL_PRICE_OWNERSHIP;
}

static void check_machine(scenario_reader *r, const machine_words *m, const machine_search *s)
{
    const int length = (int)(m->name.length < 40 ? m->name.length : 40);
    toll_error err = {0};
    uint64_t index;
    if (s->named == 0) {
        toll_catalog_find(TOLL_TABLE_INSTANCE, m->name.text, m->name.length, &index, &err);
        const char *nearest = strstr(err.message, "nearest");
        toll__scenario_fail(&r->line, TOLL_E_UNKNOWN_ID, "instance", "instance: the catalog has no %.*s%s%.110s",
                            length, m->name.text, nearest != NULL ? "; " : " in this region",
                            nearest != NULL ? nearest : "");
    } else if (s->priced == 0)
        toll__scenario_fail(&r->line, TOLL_E_MISSING, "instance",
                            "instance: the catalog has no price for %s of %.*s (%s)", m->term_text, length,
                            m->name.text, s->ids);
    else if (s->is_ambiguous)
        toll__scenario_fail(&r->line, TOLL_E_AMBIGUOUS, "instance", "instance: %.*s has several prices, name one of %s",
                            length, m->name.text, s->ids);
    else if (!is_rent(&s->machine))
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "instance", "instance: %s is a cost of ownership, not a rent",
                            s->machine.id);
}

static void fill_machine_note(const machine_words *m, const toll_catalog_instance *machine, toll_io_scenario_note *note)
{
    toll__scenario_origin(note, "price of %.80s, %s, on %04d-%02d-%02d, %lld accelerators", machine->id, m->term_text,
                          machine->as_of / 10000, machine->as_of / 100 % 100, machine->as_of % 100,
                          (long long)machine->gpus);
    if ((machine->unverified & m->term) != 0)
        toll__scenario_origin(note, ", not checked at a source");
}

/* Whole machines: a node is one, and is paid for whole. */
static void give_node(scenario_reader *r, const toll_tco_row *row, const toll_catalog_instance *machine,
                      const toll_io_scenario_note *note)
{
    const double gpus = (double)machine->gpus;
    toll_tco_row node = {.kind = TOLL_TCO_NODE_GPUS, .option = row->option, .quantity = 1, .value = {gpus, gpus, gpus}};
    memcpy(node.text, row->text, sizeof node.text);
    toll__scenario_give(r, &node, note);
}

/* The rent holds the electricity of the accelerators, whose power a deploy gives: 0 says so. */
static void give_energy(scenario_reader *r, const toll_tco_row *row, const toll_io_scenario_note *note)
{
    toll_tco_row energy = {.kind = TOLL_TCO_COST,
                           .option = row->option,
                           .quantity = 1,
                           .category = TOLL_TCO_ENERGY,
                           .basis = TOLL_TCO_PER_KWH};
    memcpy(energy.text, row->text, sizeof energy.text);
    toll__scenario_give(r, &energy, note);
}

static void fill_machine(scenario_reader *r, const machine_words *m, const toll_catalog_instance *machine,
                         toll_tco_row *row, toll_io_scenario_note *note)
{
    double price = price_of_term(machine, m->term);
    snprintf(row->text, sizeof row->text, "instance(%.36s)", machine->instance);
    fill_machine_note(m, machine, note);
    give_energy(r, row, note);
    if (row->basis == 0) {
        row->basis = TOLL_TCO_PER_NODE_HOUR;
        give_node(r, row, machine, note);
    } else if (row->basis == TOLL_TCO_PER_GPU_HOUR)
        price /= (double)machine->gpus;
    else if (row->basis != TOLL_TCO_PER_NODE_HOUR)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "instance",
                            "instance(...) is per node_hour or gpu_hour; without either whole machines are paid for");
    row->value = (toll_range){price, price, price};
    memcpy(row->currency, "USD", 4);
}

void toll__scenario_instance(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row,
                             toll_io_scenario_note *note)
{
    machine_words m = {.term = TOLL_INSTANCE_ON_DEMAND, .term_text = "on demand"};
    machine_search found;
    scenario_word items[3];
    const uint32_t count = read_items(&r->line, INSTANCE_FORM, items, 3);
    if (kind->code != TOLL_TCO_COST)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "instance",
                            "instance(...) is a value of cost alone, as cost cloud = instance(...)");
    for (uint32_t i = 1; i < count; i++)
        if (!read_term(items[i], &m))
            m.region = items[i];
    if (r->line.status != TOLL_OK)
        return;
    m.name = items[0];
    search_machine(&m, &found);
    check_machine(r, &m, &found);
    if (r->line.status == TOLL_OK)
        fill_machine(r, &m, &found.machine, row, note);
}
