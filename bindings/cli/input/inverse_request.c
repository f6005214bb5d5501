/* SPDX-License-Identifier: Apache-2.0 */
/* --power with --pue and --server-power, --usd-per-mtok, --tokens --within, --spot-lost, --levers.
 *
 * Power takes a scale and W: 40kW, 1.5MW, 900W. A bare number is refused, since 40 could be either. */
#include "input/inverse_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/numbers.h"

#define SPOT_LOST_FRAC 0.1 /* an assumption, said where it is used: no price list states how often machines are taken */
#define TOKENS_MAX     1e18
#define WITHIN_MAX_S   3.2e9 /* a century */
#define WITHIN_MIN_S   1.0
#define POWER_MIN_W    1e-3
#define POWER_MAX_W    1e15
#define PRICE_MIN      1e-12 /* as the library takes it */
#define PRICE_MAX      1e12

static bool read_power(inverse_request *r, const args *a)
{
    const char *text = args_text(a, OPTION_PLAN_POWER, NULL);
    char number[40];
    size_t length = text != NULL ? strlen(text) : 0;
    r->has_power = text != NULL;
    r->pue = args_number(a, OPTION_PUE, 1);
    r->has_host = args_has(a, OPTION_SERVER_POWER);
    r->host_power_frac = args_number(a, OPTION_SERVER_POWER, 0);
    const bool is_site = args_has(a, OPTION_USD_PER_KWH) || args_has(a, OPTION_SITE_POWER);
    if (text == NULL && !is_site && (args_has(a, OPTION_PUE) || r->has_host)) {
        complain("%s goes with --power, --usd-per-kwh or --site-power, for which it is used",
                 r->has_host ? "--server-power" : "--pue");
        return false;
    }
    if (text == NULL) {
        return true;
    }
    if (length > 1 && length < sizeof number && text[length - 1] == 'W') {
        snprintf(number, sizeof number, "%.*s", (int)length - 1, text);
        if (number_parse(number, &r->power_w) && r->power_w >= POWER_MIN_W && r->power_w <= POWER_MAX_W) {
            return true;
        }
    }
    complain("--power takes a power above 0 with its unit, such as 40kW, 1.5MW or 900W, got \"%.40s\"", text);
    return false;
}

static bool read_price(inverse_request *r, const args *a)
{
    r->has_usd_per_mtok = args_has(a, OPTION_USD_PER_MTOK);
    r->usd_per_mtok = args_number(a, OPTION_USD_PER_MTOK, 0);
    if (r->has_usd_per_mtok && !(r->usd_per_mtok >= PRICE_MIN && r->usd_per_mtok <= PRICE_MAX)) {
        complain("--usd-per-mtok takes dollars above 0 for a million tokens, prompts and answers");
        return false;
    }
    return true;
}

/* What a deadline can't be combined with. */
static bool refuse_online(const args *a)
{
    static const option online[] = {OPTION_RATE,     OPTION_PLAN_BUDGET, OPTION_PLAN_POWER, OPTION_USD_PER_MTOK,
                                    OPTION_TTFT_P50, OPTION_TTFT_P95,    OPTION_TTFT_P99,   OPTION_TPOT_P50,
                                    OPTION_TPOT_P95, OPTION_TPOT_P99,    OPTION_LEVERS,     OPTION_COMMANDS,
                                    OPTION_SPARE,    OPTION_ARRIVAL_CV};
    for (size_t i = 0; i < sizeof online / sizeof online[0]; i++) {
        if (args_has(a, online[i])) {
            complain("%s does not go with --within: offline work has a deadline, and neither a rate nor a latency",
                     option_name(online[i]));
            return false;
        }
    }
    return true;
}

static bool read_offline(inverse_request *r, const args *a)
{
    const char *within = args_text(a, OPTION_WITHIN, NULL);
    r->is_offline = within != NULL;
    r->tokens = args_number(a, OPTION_TOKENS, 0);
    r->spot_lost_frac = args_number(a, OPTION_SPOT_LOST, SPOT_LOST_FRAC);
    if (within == NULL && (args_has(a, OPTION_TOKENS) || args_has(a, OPTION_SPOT_LOST))) {
        complain("%s goes with --within: until when?", args_has(a, OPTION_TOKENS) ? "--tokens" : "--spot-lost");
        return false;
    }
    if (within == NULL) {
        return true;
    }
    if (!number_parse_duration(within, &r->within_s) || r->within_s < WITHIN_MIN_S || r->within_s > WITHIN_MAX_S) {
        complain("--within takes a time with its unit, such as 48h or 3days (1 s .. 3.2e9 s), got \"%.40s\"", within);
        return false;
    }
    if (!(r->tokens >= 1 && r->tokens <= TOKENS_MAX)) {
        complain("--within: say how many tokens, prompts and answers: --tokens 5G (1 .. 1e18)");
        return false;
    }
    if (!(r->spot_lost_frac >= 0 && r->spot_lost_frac <= 0.9)) {
        complain("--spot-lost takes a share of the work, 0 .. 0.9");
        return false;
    }
    return refuse_online(a);
}

bool inverse_request_read(inverse_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->has_levers = args_has(a, OPTION_LEVERS);
    return read_power(r, a) && read_price(r, a) && read_offline(r, a);
}
