/* SPDX-License-Identifier: Apache-2.0 */
/* Days from the date of a price's source to the instant of the question. The oldest price decides.
 *
 * By hand: a price read on 2026-09-22 is 69 days old on 2026-11-30, 8 + 31 + 30: --max-age 60d refuses it, 69d does not.
 * A price without a date may be of any age, so every --max-age refuses it. One that was read after the instant asked for
 * is 0 days old. */
#include "input/fact_ages.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/numbers.h"
#include "input/price_age.h"
#include "output/figure_text.h"

#define DAYS_MOST 36525 /* 100 years */

/* 60d, 8w. */
static bool read_days(const char *text, int64_t *days)
{
    char number[16];
    size_t length = strlen(text);
    char unit = length > 0 ? text[length - 1] : 0;
    if (length < 2 || length > sizeof number || (unit != 'd' && unit != 'w')) {
        return false;
    }
    snprintf(number, sizeof number, "%.*s", (int)(length - 1), text);
    if (strspn(number, "0123456789") != length - 1 || !number_parse_count(number, days) || *days > DAYS_MOST) {
        return false;
    }
    *days *= unit == 'w' ? 7 : 1;
    return *days <= DAYS_MOST;
}

bool fact_ages_read(fact_ages *ages, const args *a)
{
    const char *most = args_text(a, OPTION_MAX_AGE, NULL), *at = args_text(a, OPTION_AT, NULL);
    *ages = (fact_ages){.as_of_s = instant_now(), .max_days = -1, .days = -1};
    if (at != NULL) {
        instant_parse(at, &ages->as_of_s); /* who reads --at complains of it */
    }
    if (most != NULL && !read_days(most, &ages->max_days)) {
        complain("--max-age takes days or weeks up to 100 years, such as 60d or 8w, got \"%.40s\"", most);
        return false;
    }
    return true;
}

void fact_ages_add(fact_ages *ages, int64_t yyyymmdd)
{
    if (yyyymmdd <= 0) {
        ages->has_undated = true;
        return;
    }
    ages->oldest = ages->oldest == 0 || yyyymmdd < ages->oldest ? yyyymmdd : ages->oldest;
    ages->newest = yyyymmdd > ages->newest ? yyyymmdd : ages->newest;
    ages->days = price_age_days(ages->oldest, ages->as_of_s);
}

age_text fact_age_text(const fact_ages *ages, int64_t yyyymmdd)
{
    age_text shown = {"of unknown age"};
    int64_t days = price_age_days(yyyymmdd, ages->as_of_s);
    if (days >= 0) {
        snprintf(shown.text, sizeof shown.text, "%.12s day%s old", figure_count(days).text, days == 1 ? "" : "s");
    }
    if (days == 0) {
        shown.text[0] = 0;
    }
    return shown;
}

static bool is_too_old(const fact_ages *ages)
{
    return ages->max_days >= 0 && (ages->has_undated || ages->days > ages->max_days);
}

void fact_ages_json_members(json *j, const fact_ages *ages)
{
    bool is_known = ages->days >= 0 && !ages->has_undated;
    json_date(j, "oldest_price", (int32_t)ages->oldest);
    json_date(j, "newest_price", (int32_t)ages->newest);
    json_maybe_integer(j, "age_days", ages->days, is_known);
    json_bool(j, "has_undated", ages->has_undated);
    json_text(j, "as_of", instant_text(ages->as_of_s).text);
    json_maybe_integer(j, "max_age_days", ages->max_days, ages->max_days >= 0);
    json_bool(j, "is_too_old", is_too_old(ages));
}

void fact_ages_json(json *j, const fact_ages *ages)
{
    json_object(j, "ages");
    fact_ages_json_members(j, ages);
    json_close(j);
}

int fact_ages_exit(const fact_ages *ages, int code)
{
    if (code != EXIT_FINE || !is_too_old(ages)) {
        return code;
    }
    if (ages->days > ages->max_days) {
        complain("the oldest price used is of %s, %lld days old: --max-age %lldd",
                 figure_date((int32_t)ages->oldest).text, (long long)ages->days, (long long)ages->max_days);
    } else {
        complain("a price used has no date, so it may be older than --max-age %lldd", (long long)ages->max_days);
    }
    return EXIT_TOO_OLD;
}
