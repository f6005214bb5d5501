/* SPDX-License-Identifier: Apache-2.0 */
/* --growth 10%/month, --horizon 3y, --price-trend -20%/year, --discount 8%: shares with their period, so that 10 a month
 * and 10 a year are not taken for each other. By hand: 10 % a month is 1.1^12 - 1 = 213.8 % a year. */
#include "input/horizon_request.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <toll.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/numbers.h"

#define DEFAULT_MONTHS 36
#define CHANGE_MIN     -0.999 /* as the library takes them, per year */
#define GROWTH_MAX     1e6
#define TREND_MAX      10.0
#define DISCOUNT_MIN   -0.5
#define DISCOUNT_MAX   10.0

/* "10%": a share; the rest of the text behind it. */
static bool read_percent(const char *text, double *share, const char **rest)
{
    char number[40];
    const char *percent = strchr(text, '%');
    if (percent == NULL || (size_t)(percent - text) >= sizeof number) {
        return false;
    }
    snprintf(number, sizeof number, "%.*s", (int)(percent - text), text);
    *rest = percent + 1;
    if (!number_parse(number, share)) {
        return false;
    }
    *share /= 100;
    return true;
}

/* "10%/month", "80%/year": the change of a year. */
static bool read_change(const char *text, double *per_year)
{
    double share;
    const char *rest;
    if (!read_percent(text, &share, &rest)) {
        return false;
    }
    if (strcmp(rest, "/year") == 0) {
        *per_year = share;
        return true;
    }
    *per_year = share > -1 ? pow(1 + share, 12) - 1 : -1;
    return strcmp(rest, "/month") == 0;
}

static bool is_within(double value, double low, double high)
{
    return value >= low && value <= high;
}

static bool read_growth(horizon_request *h, const args *a)
{
    h->growth_text = args_text(a, OPTION_GROWTH, NULL);
    if (h->growth_text == NULL ||
        (read_change(h->growth_text, &h->growth_per_year) && is_within(h->growth_per_year, CHANGE_MIN, GROWTH_MAX))) {
        return true;
    }
    complain(
        "--growth takes a share and its period: 10%%/month or 80%%/year (-99.9 %% .. 10^8 %% a year), got \"%.40s\"",
        h->growth_text);
    return false;
}

/* "3y", "36months": a whole number of months. */
static bool read_horizon(horizon_request *h, const args *a)
{
    static const struct {
        const char *unit;
        int64_t months;
    } units[] = {{"y", 12}, {"year", 12}, {"years", 12}, {"month", 1}, {"months", 1}};
    const char *text = args_text(a, OPTION_HORIZON, NULL);
    h->months = DEFAULT_MONTHS;
    if (text == NULL) {
        return true;
    }
    size_t length = strspn(text, "0123456789");
    char number[8] = "";
    int64_t count = 0;
    if (length > 0 && length < sizeof number) {
        snprintf(number, sizeof number, "%.*s", (int)length, text);
    }
    for (size_t i = 0; number_parse_count(number, &count) && i < sizeof units / sizeof units[0]; i++) {
        h->months = count * units[i].months;
        if (strcmp(text + length, units[i].unit) == 0 && h->months >= 1 && h->months <= TOLL_PLAN_MONTHS_MAX) {
            return true;
        }
    }
    complain("--horizon takes years or months: 3y or 18months, 1 .. %d months, got \"%.40s\"", TOLL_PLAN_MONTHS_MAX,
             text);
    return false;
}

/* One of "-20%/year", "gpu=-20%/year", "api=-30%/year"; the first means both. */
static bool read_trend(horizon_request *h, const char *text)
{
    double change = 0;
    const char *equals = strchr(text, '=');
    const bool is_gpu = strncmp(text, "gpu=", 4) == 0, is_api = strncmp(text, "api=", 4) == 0;
    if ((equals != NULL && !is_gpu && !is_api) || !read_change(equals != NULL ? equals + 1 : text, &change) ||
        !is_within(change, CHANGE_MIN, TREND_MAX)) {
        return false;
    }
    h->gpu_trend_per_year = is_api ? h->gpu_trend_per_year : change;
    h->api_trend_per_year = is_gpu ? h->api_trend_per_year : change;
    return true;
}

static bool read_trends(horizon_request *h, const args *a)
{
    const char *text = args_text(a, OPTION_PRICE_TREND, NULL), *rest = text;
    char one[60];
    while (rest != NULL) {
        const size_t length = strcspn(rest, ",");
        snprintf(one, sizeof one, "%.*s", (int)(length < sizeof one ? length : sizeof one - 1), rest);
        if (!read_trend(h, one)) {
            complain("--price-trend takes the change of prices: -20%%/year, or gpu=-20%%/year,api=-30%%/year "
                     "(-99.9 %% .. 1,000 %% a year), got \"%.60s\"",
                     text);
            return false;
        }
        rest = rest[length] == ',' ? rest + length + 1 : NULL;
    }
    return true;
}

static bool read_discount(horizon_request *h, const args *a)
{
    const char *text = args_text(a, OPTION_PLAN_DISCOUNT, NULL), *rest = "";
    if (text == NULL ||
        (read_percent(text, &h->discount_per_year, &rest) && (*rest == 0 || strcmp(rest, "/year") == 0) &&
         is_within(h->discount_per_year, DISCOUNT_MIN, DISCOUNT_MAX))) {
        return true;
    }
    complain("--discount takes a share per year: 8%% (-50 %% .. 1,000 %%), got \"%.40s\"", text);
    return false;
}

bool horizon_request_read(horizon_request *h, const args *a)
{
    memset(h, 0, sizeof *h);
    h->is_asked = args_has(a, OPTION_GROWTH) || args_has(a, OPTION_HORIZON);
    if (!h->is_asked && (args_has(a, OPTION_PRICE_TREND) || args_has(a, OPTION_PLAN_DISCOUNT))) {
        complain("%s moves prices over a horizon: give --horizon 3y, or --growth",
                 option_name(args_has(a, OPTION_PRICE_TREND) ? OPTION_PRICE_TREND : OPTION_PLAN_DISCOUNT));
        return false;
    }
    return read_growth(h, a) && read_horizon(h, a) && read_trends(h, a) && read_discount(h, a);
}
