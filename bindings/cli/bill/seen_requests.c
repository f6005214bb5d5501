/* SPDX-License-Identifier: Apache-2.0 */
/* A coding agent writes a request's state after each block of the answer, so that the first line has a part of the output:
 * taking it counts 2.7 times too little (ccusage issue 938), taking all counts 1.8 times too much. The state with the
 * largest output is the last.
 *
 * An open request is kept whole until OPEN_REQUESTS later ones have begun. Of a closed one its number and its output are
 * left, 16 bytes in an open-addressing table. */
#include "bill/seen_requests.h"

#include <stdlib.h>

#include "output/give_up.h"

static int64_t output_of(const toll_io_usage *u)
{
    for (int64_t i = 0; i < u->n_usage; i++) {
        if (u->usage[i].meter == TOLL_METER_OUTPUT) {
            return u->usage[i].quantity;
        }
    }
    return 0;
}

static uint32_t short_output(const toll_io_usage *u)
{
    int64_t output = output_of(u);
    return output > UINT32_MAX ? UINT32_MAX : (uint32_t)output;
}

/* A number of 0 marks a free slot; it becomes 1. */
static seen_request key_of(const toll_io_usage *u)
{
    return (seen_request){u->id_low != 0 ? u->id_low : 1, (uint32_t)u->id_high, short_output(u)};
}

static uint64_t find_request(const seen_request *slots, uint64_t n_slots, const seen_request *key)
{
    uint64_t at = key->low & (n_slots - 1);
    while (slots[at].low != 0 && (slots[at].low != key->low || slots[at].high != key->high)) {
        at = (at + 1) & (n_slots - 1);
    }
    return at;
}

static void grow_seen(seen_requests *s)
{
    uint64_t n_slots = s->n_slots == 0 ? 1024 : s->n_slots * 2;
    seen_request *slots = claim(n_slots, sizeof *slots);
    for (uint64_t i = 0; i < s->n_slots; i++) {
        if (s->slots[i].low != 0) {
            slots[find_request(slots, n_slots, &s->slots[i])] = s->slots[i];
        }
    }
    free(s->slots);
    s->slots = slots;
    s->n_slots = n_slots;
}

static void remember(seen_requests *s, const toll_io_usage *u)
{
    seen_request key = key_of(u);
    if (4 * (s->n_seen + 1) > 3 * s->n_slots) {
        grow_seen(s);
    }
    s->slots[find_request(s->slots, s->n_slots, &key)] = key;
    s->n_seen++;
}

void seen_requests_free(seen_requests *s)
{
    free(s->slots);
}

static placed_record *find_open(seen_requests *s, const toll_io_usage *u)
{
    for (int i = s->n_open - 1; i >= 0; i--) {
        int at = (s->first + i) % OPEN_REQUESTS;
        if (s->open_ids[at] == u->id_low && s->open[at].usage.id_high == u->id_high) {
            return &s->open[at];
        }
    }
    return NULL;
}

seen_verdict seen_requests_take(seen_requests *s, const placed_record *record, bool *is_full)
{
    placed_record *open = find_open(s, &record->usage);
    *is_full = false;
    if (open != NULL) {
        if (output_of(&record->usage) >= output_of(&open->usage)) {
            *open = *record;
        }
        return SEEN_MERGED;
    }
    seen_request key = key_of(&record->usage);
    uint64_t at = s->n_slots > 0 ? find_request(s->slots, s->n_slots, &key) : 0;
    if (s->n_slots > 0 && s->slots[at].low != 0) {
        return s->slots[at].output >= key.output ? SEEN_REPEATED : SEEN_LATE;
    }
    *is_full = s->n_open == OPEN_REQUESTS;
    if (!*is_full) {
        int last = (s->first + s->n_open++) % OPEN_REQUESTS;
        s->open[last] = *record;
        s->open_ids[last] = record->usage.id_low;
    }
    return SEEN_KEPT;
}

bool seen_requests_pop(seen_requests *s, placed_record *record)
{
    if (s->n_open == 0) {
        return false;
    }
    *record = s->open[s->first];
    remember(s, &record->usage);
    s->first = (s->first + 1) % OPEN_REQUESTS;
    s->n_open--;
    return true;
}
