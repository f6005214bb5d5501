/* SPDX-License-Identifier: Apache-2.0 */
/* --hours: 24 or 168 numbers, in the option or in a file, or "office".
 *
 * The numbers are a shape: the highest stands for --rate, so that the plan holds at the busiest hour. By hand: 1,2,4 at
 * --rate 20 are 5, 10 and 20 requests/s. "office" is a week from Monday 0 h on: full from 8 to 18 h on five days, a tenth
 * at all other hours. It is a definition, measured nowhere. */
#include "input/plan_hours.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/numbers.h"

#define SHAPE_BYTES_MAX  (64u << 10)
#define COLD_START_S     300.0 /* assumed: minutes to load weights and to start an engine */
#define COLD_START_MAX_S 1e7   /* as the library takes it */
#define OFFICE_NIGHT     0.1
#define SPLIT_MIN_GB     1e-6
#define SPLIT_MAX_GB     1e6

static void fill_office(plan_hours *h)
{
    h->count = PLAN_HOURS_MAX;
    for (int i = 0; i < h->count; i++) {
        bool is_open = i / 24 < 5 && i % 24 >= 8 && i % 24 < 18;
        h->share[i] = is_open ? 1 : OFFICE_NIGHT;
    }
}

/* The next word between commas and white space; false: there is none. */
static bool next_word(const char **at, char *word, size_t size)
{
    *at += strspn(*at, ", \t\r\n");
    size_t length = strcspn(*at, ", \t\r\n");
    snprintf(word, size, "%.*s", (int)length, *at);
    *at += length;
    return length > 0;
}

static bool read_numbers(plan_hours *h, const char *text)
{
    char word[40];
    for (h->count = 0; next_word(&text, word, sizeof word); h->count++) {
        double value;
        if (!number_parse(word, &value) || value < 0) {
            complain("--hours: hour %d must be a number of 0 or more, got \"%.38s\"", h->count + 1, word);
            return false;
        }
        if (h->count == PLAN_HOURS_MAX) {
            complain("--hours takes 24 numbers (a day) or 168 (a week), got more");
            return false;
        }
        h->share[h->count] = value;
    }
    if (h->count != 24 && h->count != PLAN_HOURS_MAX) {
        complain("--hours takes 24 numbers (a day) or 168 (a week), got %d", h->count);
        return false;
    }
    return true;
}

static bool scale_to_highest(plan_hours *h)
{
    double highest = 0;
    for (int i = 0; i < h->count; i++) {
        highest = h->share[i] > highest ? h->share[i] : highest;
    }
    if (!(highest > 0)) {
        complain("--hours: at least one hour must be above 0");
        return false;
    }
    for (int i = 0; i < h->count; i++) {
        h->share[i] /= highest;
    }
    return true;
}

static bool read_shape_file(plan_hours *h, const char *path)
{
    toll__io_bytes file;
    if (!input_read(path, SHAPE_BYTES_MAX, &file)) {
        return false;
    }
    bool is_text = strlen(file.bytes) == file.length, is_good = false;
    if (is_text) {
        is_good = read_numbers(h, file.bytes);
    } else {
        complain("%s: --hours takes a text of 24 or 168 numbers", path);
    }
    toll__io_release(&file);
    return is_good;
}

static bool read_shape(plan_hours *h, const char *text)
{
    if (text == NULL) {
        return true;
    }
    if (strcmp(text, "office") == 0) {
        fill_office(h);
        return true;
    }
    bool is_list = text[0] != 0 && text[strspn(text, "0123456789.,eE+-kMG ")] == 0;
    return (is_list ? read_numbers(h, text) : read_shape_file(h, text)) && scale_to_highest(h);
}

static bool read_cold_start(plan_hours *h, const args *a)
{
    const char *text = args_text(a, OPTION_COLD_START, NULL);
    h->is_cold_start_given = text != NULL;
    h->cold_start_s = COLD_START_S;
    if (text == NULL) {
        return true;
    }
    if (!number_parse_duration(text, &h->cold_start_s) || h->cold_start_s < 0 || h->cold_start_s > COLD_START_MAX_S) {
        complain("--cold-start takes a time with its unit, such as 90s or 5min, 0 .. 1e7 s, got \"%.40s\"", text);
        return false;
    }
    return true;
}

/* "h100-sxm5-80gb=2.10" */
static bool read_pair(plan_pair *pair, const char *text, const char *form)
{
    char name[96];
    const char *equals = strchr(text, '=');
    toll_hw hw;
    if (equals == NULL || equals == text || (size_t)(equals - text) >= sizeof name ||
        !number_parse(equals + 1, &pair->value)) {
        complain("%s, got \"%.60s\"", form, text);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
    return lookup_hw(name, &pair->hw, &hw);
}

static bool read_reserved(plan_hours *h, const args *a)
{
    static const char form[] = "--reserved takes HW=USD, dollars above 0 for one GPU-hour, as in h100-sxm5-80gb=2.10";
    for (int i = 0; i < a->n_reserved_prices; i++) {
        plan_pair *pair = &h->reserved[h->n_reserved++];
        if (!read_pair(pair, a->reserved_prices[i], form)) {
            return false;
        }
        if (!(pair->value > 0) || pair->value > 1e6) {
            complain("%s, got \"%.60s\"", form, a->reserved_prices[i]);
            return false;
        }
    }
    return true;
}

static bool read_available(plan_hours *h, const args *a)
{
    static const char form[] = "--available takes HW=N, a whole number of GPUs, 1 .. 1e9, as in mi300x-192gb=8";
    for (int i = 0; i < a->n_available; i++) {
        plan_pair *pair = &h->available[h->n_available++];
        if (!read_pair(pair, a->available[i], form)) {
            return false;
        }
        if (!(pair->value >= 1) || pair->value > 1e9 || pair->value != (double)(int64_t)pair->value) {
            complain("%s, got \"%.60s\"", form, a->available[i]);
            return false;
        }
    }
    return true;
}

static bool read_split(plan_hours *h, const args *a)
{
    double gigabytes = args_number(a, OPTION_SPLIT_POOLS, 1);
    if (!(gigabytes >= SPLIT_MIN_GB) || gigabytes > SPLIT_MAX_GB) {
        complain("--split-pools takes GB/s of one GPU, 1e-6 .. 1e6, as in 50 for 400 Gbit/s");
        return false;
    }
    h->kv_bytes_per_s = args_has(a, OPTION_SPLIT_POOLS) ? gigabytes * 1e9 : 0;
    return true;
}

bool plan_hours_read(plan_hours *h, const args *a)
{
    if (!read_shape(h, args_text(a, OPTION_HOURS, NULL)) || !read_cold_start(h, a)) {
        return false;
    }
    if (h->count == 0 && (h->is_cold_start_given || a->n_reserved_prices > 0)) {
        complain("%s is about hours of the day: give them with --hours",
                 h->is_cold_start_given ? "--cold-start" : "--reserved");
        return false;
    }
    return read_reserved(h, a) && read_available(h, a) && read_split(h, a);
}

const plan_pair *plan_pair_find(const plan_pair *pairs, int count, uint64_t hw)
{
    const plan_pair *found = NULL;
    for (int i = 0; i < count; i++) {
        found = pairs[i].hw == hw ? &pairs[i] : found;
    }
    return found;
}
