/* SPDX-License-Identifier: Apache-2.0 */
/* --usd-per-gpu-hour, --instance, --instances and what goes with a price of GPU-hours: --utilisation (1), --gpus-billed, --usd-per-
 * kwh, --pue, --server-power and --at. */
#include "input/supply_request.h"

#include <stddef.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/instant_option.h"

bool supply_request_read(supply_request *r, const args *a)
{
    toll_serve_supply *terms = &r->terms;
    const struct {
        option which;
        uint64_t bit;
        double *value;
    } optional[] = {{OPTION_GPUS_BILLED, TOLL_SUPPLY_GPUS_BILLED, &terms->gpus_billed},
                    {OPTION_USD_PER_KWH, TOLL_SUPPLY_USD_PER_KWH, &terms->usd_per_kwh},
                    {OPTION_PUE, TOLL_SUPPLY_PUE, &terms->pue},
                    {OPTION_SERVER_POWER, TOLL_SUPPLY_SERVER_POWER, &terms->server_power_frac}};
    memset(r, 0, sizeof *r);
    r->has_usd_per_gpu_hour = args_has(a, OPTION_USD_PER_GPU_HOUR);
    r->usd_per_gpu_hour = args_number(a, OPTION_USD_PER_GPU_HOUR, 0);
    r->instance = args_text(a, OPTION_INSTANCE, NULL);
    start_struct(terms, sizeof *terms, TOLL_KIND_SERVE_SUPPLY);
    terms->utilisation_frac = args_number(a, OPTION_UTILISATION, 1);
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        if (args_has(a, optional[i].which)) {
            terms->known |= optional[i].bit;
            *optional[i].value = args_number(a, optional[i].which, 0);
        }
    }
    return instant_option_read(a, &r->at_s) && own_prices_read(&r->own, a);
}

void supply_request_release(supply_request *r)
{
    own_prices_release(&r->own);
}

bool supply_request_has_price(const supply_request *r)
{
    return r->has_usd_per_gpu_hour || r->instance != NULL || r->own.path != NULL;
}

bool supply_request_refuse_two_prices(const supply_request *r)
{
    if ((r->instance == NULL && r->own.path == NULL) || !r->has_usd_per_gpu_hour) {
        return false;
    }
    complain("%s and --usd-per-gpu-hour are two prices: give one", r->instance != NULL ? "--instance" : "--instances");
    return true;
}
