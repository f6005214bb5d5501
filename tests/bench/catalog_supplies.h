/* SPDX-License-Identifier: Apache-2.0 */
/* Every accelerator of the catalog as a supply, at the least price on demand that an instance of it has. */
#ifndef TOLL_BENCH_CATALOG_SUPPLIES_H
#define TOLL_BENCH_CATALOG_SUPPLIES_H

#include <string.h>

#include <toll.h>

/* One accelerator-hour of an instance; 0: not of this accelerator, or without a rental price. */
static inline double catalog_price(uint64_t instance, const char *hw_id)
{
    toll_catalog_instance row;
    if (toll_struct_init(&row, sizeof row, TOLL_KIND_CATALOG_INSTANCE, NULL) != TOLL_OK ||
        toll_catalog_get_instance(instance, &row, NULL) != TOLL_OK)
        return 0;
    int is_rented = (row.known & TOLL_INSTANCE_ON_DEMAND) != 0 && row.price_kind != TOLL_PRICE_OWNERSHIP;
    return is_rented && row.gpus > 0 && strcmp(row.hw_id, hw_id) == 0 ? row.on_demand_usd_per_hour / (double)row.gpus
                                                                      : 0;
}

/* Fills `most` rows at most; returns their number. Accelerators without a price have none in their row. */
static inline uint64_t catalog_supplies(toll_plan_supply *supplies, uint64_t most)
{
    uint64_t n = toll_catalog_count(TOLL_TABLE_HW);
    for (uint64_t h = 0; h < n && h < most; h++) {
        toll_plan_supply *s = &supplies[h];
        double least = 0;
        for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++) {
            double usd = catalog_price(i, toll_catalog_get_id(TOLL_TABLE_HW, h));
            least = usd > 0 && (least <= 0 || usd < least) ? usd : least;
        }
        *s = (toll_plan_supply){.known = TOLL_PLAN_INTERNODE | (least > 0 ? TOLL_PLAN_PRICE : 0u),
                                .hw = (int64_t)h,
                                .kind = TOLL_PLAN_RENTED,
                                .usd_per_gpu_hour = {least, least, least},
                                .unit_gpus = 1,
                                .internode_bytes_per_s = 50e9}; /* a port of 400 Gbit/s each */
    }
    return n < most ? n : most;
}

#endif
