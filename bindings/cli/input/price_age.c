/* SPDX-License-Identifier: Apache-2.0 */
/* Age of a machine's price: days from the date of its source to an instant. A date without its day or month counts from
 * the first of them: "2025-09" at 2026-11-30 is 455 days old. */
#include "input/price_age.h"

#include <stdio.h>

#include "input/instant.h"
#include "output/figure_text.h"

#define DAY_S 86400

/* The first instant of a date that may lack its day or month. */
static bool first_instant(int32_t yyyymmdd, int64_t *at_s)
{
    char text[32];
    int month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
    snprintf(text, sizeof text, "%04d-%02d-%02d", yyyymmdd / 10000 % 10000, month > 0 ? month : 1, day > 0 ? day : 1);
    return yyyymmdd > 0 && instant_parse(text, at_s);
}

int64_t price_age_days(int64_t yyyymmdd, int64_t at_s)
{
    int64_t first_s = 0;
    if (yyyymmdd <= 0 || yyyymmdd > INT32_MAX || !first_instant((int32_t)yyyymmdd, &first_s)) {
        return -1;
    }
    return at_s > first_s ? (at_s - first_s) / DAY_S : 0;
}

price_age price_age_find(const machine_price *machine, int64_t at_s)
{
    int64_t days = price_age_days(machine->row.as_of, at_s);
    return (price_age){days, days < 0 || machine->row.as_of % 100 == 0 || machine->is_as_of_unverified};
}

bool price_age_is_stale(const price_age *age)
{
    return age->days < 0 || age->days > PRICE_AGE_STALE_DAYS;
}

price_date price_date_text(const machine_price *machine)
{
    price_date shown;
    snprintf(shown.text, sizeof shown.text, "%.24s%s", figure_date(machine->row.as_of).text,
             machine->is_as_of_unverified ? "?" : "");
    return shown;
}

price_date price_age_text(const price_age *age)
{
    price_date shown;
    if (age->days < 0) {
        snprintf(shown.text, sizeof shown.text, "of unknown age");
        return shown;
    }
    snprintf(shown.text, sizeof shown.text, "%s%.12s day%s old", age->is_uncertain ? "up to " : "",
             figure_count(age->days).text, age->days == 1 ? "" : "s");
    return shown;
}
