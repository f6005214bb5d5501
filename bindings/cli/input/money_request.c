/* SPDX-License-Identifier: Apache-2.0 */
/* --focus, --currency, --rates, --tax and what goes with them; an option that would do nothing is a mistake. */
#include "input/money_request.h"

#include <string.h>

#include "input/args.h"
#include "input/complain.h"

#define RATE_DAYS      7 /* rates stand still for 4 days over Easter, 5 over some New Years; a week is none of these */
#define RATE_DAYS_MOST 3660

static bool read_charge_period(money_request *m, const char *text)
{
    static const char *const periods[CHARGE_PERIODS] = {"day", "hour", "month", "record"};
    for (int i = 0; i < CHARGE_PERIODS; i++) {
        if (strcmp(text, periods[i]) == 0) {
            m->period = (charge_period)i;
            return true;
        }
    }
    complain("--charge-period takes day, hour, month or record");
    return false;
}

static bool read_version(money_request *m, const char *text)
{
    if (focus_version_parse(text, &m->version)) {
        return true;
    }
    complain("--focus-version takes 1.2 or 1.0, got \"%.20s\"", text);
    return false;
}

static bool is_iso(const char *text)
{
    return strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* An option that another one gives its meaning. */
static bool needs(const args *a, option which, option needed)
{
    if (!args_has(a, which) || args_has(a, needed)) {
        return true;
    }
    complain("%s is of use with %s only", option_name(which), option_name(needed));
    return false;
}

static bool read_rates(money_request *m, const args *a)
{
    int64_t days = args_count(a, OPTION_RATE_DAYS, RATE_DAYS);
    if (days < 0 || days > RATE_DAYS_MOST) {
        complain("--rate-days takes 0 .. %d", RATE_DAYS_MOST);
        return false;
    }
    if (m->currency[0] != 0 && !is_iso(m->currency)) {
        complain("--currency takes three capitals of ISO 4217, as EUR, got \"%.20s\"", m->currency);
        return false;
    }
    m->rates.days = days;
    return !args_has(a, OPTION_RATES) || exchange_rates_read(&m->rates, args_text(a, OPTION_RATES, ""), days);
}

bool money_request_read(money_request *m, const args *a)
{
    *m = (money_request){.focus = args_text(a, OPTION_BILL_FOCUS, NULL),
                         .is_rounded = args_has(a, OPTION_ROUND),
                         .currency = args_text(a, OPTION_CURRENCY, ""),
                         .country = args_text(a, OPTION_COUNTRY, "")};
    return needs(a, OPTION_RATES, OPTION_CURRENCY) && needs(a, OPTION_RATE_DAYS, OPTION_RATES) &&
           needs(a, OPTION_COUNTRY, OPTION_TAX) && needs(a, OPTION_ROUND, OPTION_BILL_FOCUS) &&
           needs(a, OPTION_CHARGE_PERIOD, OPTION_BILL_FOCUS) && needs(a, OPTION_FOCUS_VERSION, OPTION_BILL_FOCUS) &&
           read_version(m, args_text(a, OPTION_FOCUS_VERSION, "1.2")) &&
           read_charge_period(m, args_text(a, OPTION_CHARGE_PERIOD, "day")) && read_rates(m, a) &&
           (!args_has(a, OPTION_TAX) || tax_rows_read(&m->taxes, args_text(a, OPTION_TAX, ""), m->country));
}

void money_request_free(money_request *m)
{
    exchange_rates_free(&m->rates);
    tax_rows_free(&m->taxes);
}
