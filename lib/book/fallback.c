/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of fall-backs is followed until it meets a price. A link is the one that the tariff declares, else the one of
 * the registry (meter.c). A cached modality has two parents, so its link depends on what is priced: cache_read where
 * that has a price, else the modality.
 *
 * By hand: input and input_audio have prices, cache_read has none. cache_read_audio then asks cache_read, finds no
 * price there, and takes that of input_audio in one hop. With a price for input alone it takes two:
 * cache_read_audio -> input_audio -> input.
 *
 * A written token was written for some time: it is of one of the kinds of cache_write, even if the record does not say of
 * which. So where kinds have prices and cache_write has none, it is billed as one of them, and never as plain input: as
 * the kind that the tariff names, else as the shortest of those with a price. No other total of the registry is made up
 * of its parts alone: a prompt has plain text, an answer words that were not thought. For those a row must say it. */
#include "book/fallback.h"

#define HOPS_MAX 8 /* the registry's longest chain, cache_read_x to input, has 3; a damaged book must not loop */

void toll__fallback_declare(toll__fallbacks *fallbacks, uint32_t meter, uint32_t other_meter)
{
    if (meter >= TOLL_METERS)
        return;
    fallbacks->declared |= TOLL__METER_BIT(meter);
    fallbacks->other[meter] = (uint8_t)(other_meter & TOLL__METER_MASK);
}

void toll__fallback_set_part(toll__fallbacks *fallbacks, uint32_t total, uint32_t part)
{
    if (total >= TOLL_METERS)
        return;
    fallbacks->defaulted |= TOLL__METER_BIT(total);
    fallbacks->part[total] = (uint8_t)(part & TOLL__METER_MASK);
}

static uint32_t shortest_write(uint64_t priced)
{
    for (uint32_t i = 0; i < TOLL__METER_WRITES; i++)
        if ((priced >> toll__meter_writes[i] & 1) != 0)
            return toll__meter_writes[i];
    return TOLL_METER_CACHE_WRITE;
}

uint32_t toll__fallback_part(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t total)
{
    if ((priced >> total & 1) != 0)
        return total;
    if ((fallbacks->defaulted >> total & 1) != 0)
        return fallbacks->part[total];
    if (total != TOLL_METER_CACHE_WRITE || (fallbacks->declared >> total & 1) != 0)
        return total;
    return shortest_write(priced);
}

static uint32_t next_meter(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t meter)
{
    if ((fallbacks->declared >> (meter & TOLL__METER_MASK) & 1) != 0)
        return fallbacks->other[meter & TOLL__METER_MASK];
    const toll__meter *place = toll__meter_get(meter);
    if (place->second_parent != 0 && (priced & TOLL__METER_BIT(place->fallback)) == 0)
        return place->second_parent;
    return place->fallback;
}

uint32_t toll__fallback_find(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t meter)
{
    if ((priced & TOLL__METER_BIT(meter)) != 0)
        return meter;
    for (int hop = 0; hop < HOPS_MAX && meter != 0; hop++) {
        meter = next_meter(fallbacks, priced, meter);
        if ((priced & TOLL__METER_BIT(meter)) != 0)
            return meter;
    }
    return 0;
}
