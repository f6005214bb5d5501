/* SPDX-License-Identifier: Apache-2.0 */
/* Load and site from the command line. Without --mode, --rate alone makes an open loop; otherwise the loop is closed,
 * with 32 requests in flight. --burst alone makes a burst that is in flight whole. A share without a range (--server-power 0.3) is its own P10, P50 and P90. */
#include "input/load_request.h"

#include <stddef.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/field_options.h"
#include "input/numbers.h"
#include "output/code_names.h"

#define DEFAULT_CONCURRENCY 32.0
#define CONCURRENCY_MAX     1e7 /* of toll_serve_load */

static bool read_mode(toll_serve_load *load, const args *a)
{
    load->mode = args_has(a, OPTION_BURST)  ? TOLL_LOAD_BURST
                 : args_has(a, OPTION_RATE) ? TOLL_LOAD_OPEN
                                            : TOLL_LOAD_CLOSED;
    if (!args_has(a, OPTION_MODE)) {
        return true;
    }
    const char *name = args_text(a, OPTION_MODE, "");
    for (uint32_t mode = TOLL_LOAD_CLOSED; mode <= TOLL_LOAD_BURST; mode++) {
        if (strcmp(name, word_load(mode)) == 0) {
            load->mode = mode;
            return true;
        }
    }
    complain("--mode must be closed, open, batch, decode or burst, not %s", name);
    return false;
}

/* --draft 4, or --draft MODEL --draft-tokens 4 --accept 0.7: what a model drafts and how well must be said. */
static bool read_draft(toll_serve_load *load, const args *a)
{
    const char *draft = args_text(a, OPTION_DRAFT, NULL);
    if (draft == NULL || number_parse(draft, &load->draft_tokens)) {
        if (args_has(a, OPTION_DRAFT_TOKENS)) {
            complain("--draft-tokens belongs to --draft MODEL or --draft mtp");
        }
        return !args_has(a, OPTION_DRAFT_TOKENS);
    }
    load->draft_tokens = args_number(a, OPTION_DRAFT_TOKENS, 0);
    if (a->command != COMMAND_FORMATS && args_has(a, OPTION_DRAFT_TOKENS) && args_has(a, OPTION_ACCEPT)) {
        return true;
    }
    complain(a->command == COMMAND_FORMATS ? "--draft takes a number of tokens here, not \"%.60s\""
                                           : "--draft %.60s: give --draft-tokens N (drafted per step) and --accept F "
                                             "(the chance that one is accepted)",
             draft);
    return false;
}

/* A burst is in flight whole. A wrong --burst is refused under its own name, so it makes no wrong concurrency. */
static double usual_concurrency(const toll_serve_load *load, const args *a)
{
    if (!args_has(a, OPTION_BURST)) {
        return DEFAULT_CONCURRENCY;
    }
    double requests = load->burst_requests < CONCURRENCY_MAX ? load->burst_requests : CONCURRENCY_MAX;
    return requests > 1 ? requests : 1;
}

bool load_request_read(toll_serve_load *load, const args *a)
{
    toll_error err;
    start_struct(load, sizeof *load, TOLL_KIND_SERVE_LOAD);
    load->burst_requests = args_number(a, OPTION_BURST, 0);
    load->concurrency = args_number(a, OPTION_CONCURRENCY, usual_concurrency(load, a));
    load->input_tokens = args_number(a, OPTION_INPUT, load->input_tokens);
    load->output_tokens = args_number(a, OPTION_OUTPUT, load->output_tokens);
    load->prefix_hit_frac = args_number(a, OPTION_PREFIX_HIT, load->prefix_hit_frac);
    load->requests_per_s = args_number(a, OPTION_RATE, load->requests_per_s);
    load->arrival_cv = args_number(a, OPTION_ARRIVAL_CV, load->arrival_cv);
    load->input_cv = args_number(a, OPTION_INPUT_CV, load->input_cv);
    load->output_cv = args_number(a, OPTION_OUTPUT_CV, load->output_cv);
    load->accept_frac = args_number(a, OPTION_ACCEPT, load->accept_frac);
    load->draft_time_frac = args_number(a, OPTION_DRAFT_TIME, load->draft_time_frac);
    load->assume_fit = 1; /* the command shows what it would be, marked as not fitting, and exits 2 */
    if (!read_mode(load, a) || !read_draft(load, a)) {
        return false;
    }
    if (toll_struct_check(load, TOLL_KIND_SERVE_LOAD, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

void site_request_read(toll_serve_site *site, const args *a)
{
    const struct {
        option which;
        uint64_t bit;
        double *value;
    } optional[] = {{OPTION_PUE, TOLL_SITE_PUE, &site->pue},
                    {OPTION_CARBON_LOCATION, TOLL_SITE_LOCATION, &site->location_kg_per_kwh},
                    {OPTION_CARBON_MARKET, TOLL_SITE_MARKET, &site->market_kg_per_kwh}};
    start_struct(site, sizeof *site, TOLL_KIND_SERVE_SITE);
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        if (args_has(a, optional[i].which)) {
            site->known |= optional[i].bit;
            *optional[i].value = args_number(a, optional[i].which, 0);
        }
    }
    if (args_has(a, OPTION_SERVER_POWER)) {
        double share = args_number(a, OPTION_SERVER_POWER, 0);
        site->known |= TOLL_SITE_HOST;
        site->host_power_frac = (toll_range){share, share, share};
    }
}
