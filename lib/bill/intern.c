/* SPDX-License-Identifier: Apache-2.0 */
#include "bill/intern.h"

#include <string.h>

uint32_t toll__hash_step(uint32_t state, unsigned char byte)
{
    return (state ^ byte) * 0x01000193u; /* FNV's 32-bit prime */
}

/* FNV leaves its high bits weak for short texts, and slots are taken by the high bits: the finaliser of MurmurHash3
 * (Appleby, public domain) spreads them. */
uint32_t toll__hash_end(uint32_t state)
{
    state = (state ^ state >> 16) * 0x85ebca6bu;
    state = (state ^ state >> 13) * 0xc2b2ae35u;
    return state ^ state >> 16;
}

uint32_t toll__hash_text(const char *text, uint64_t length)
{
    uint32_t state = TOLL__HASH_START;
    for (uint64_t i = 0; i < length; i++)
        state = toll__hash_step(state, (unsigned char)text[i]);
    return toll__hash_end(state);
}

static uint32_t first_slot(uint32_t hash, uint32_t n_slots)
{
    return (uint32_t)((uint64_t)hash * n_slots >> 32);
}

static uint32_t next_slot(uint32_t slot, uint32_t n_slots)
{
    return slot + 1 < n_slots ? slot + 1 : 0;
}

static int is_text(const toll__texts *texts, uint32_t id, const char *text, uint64_t length, uint32_t hash)
{
    const toll__entry *entry = &texts->entries[id];
    uint64_t offset = entry->offset;
    if (entry->hash != hash || entry->length != length || offset + length > texts->pool_bytes)
        return 0;
    return memcmp(texts->pool + offset, text, length) == 0;
}

uint32_t toll__intern_find(const toll__texts *texts, const char *text, uint64_t length, uint32_t hash)
{
    if (length == 0)
        return 0;
    uint32_t slot = first_slot(hash, texts->n_slots);
    for (uint32_t i = 0; i < TOLL__INTERN_PROBES; i++, slot = next_slot(slot, texts->n_slots)) {
        uint32_t id = texts->slots[slot];
        if (id == 0 || id >= texts->n_entries)
            return TOLL_INTERN_OTHER;
        if (is_text(texts, id, text, length, hash))
            return id;
    }
    return TOLL_INTERN_OTHER;
}

int toll__intern_place(uint32_t *slots, uint32_t n_slots, uint32_t hash, uint32_t id)
{
    uint32_t slot = first_slot(hash, n_slots);
    for (uint32_t i = 0; i < TOLL__INTERN_PROBES; i++, slot = next_slot(slot, n_slots)) {
        if (slots[slot] != 0)
            continue;
        slots[slot] = id;
        return 1;
    }
    return 0;
}

static void append(toll__interner *interner, const char *text, uint64_t length, uint32_t hash)
{
    toll__texts *texts = &interner->texts;
    const toll__entry entry = {(uint32_t)texts->pool_bytes, (uint32_t)length, hash, 0, 0, 0, 0, 0};
    memcpy(interner->pool + texts->pool_bytes, text, length);
    interner->pool[texts->pool_bytes + length] = '\0';
    interner->entries[texts->n_entries++] = entry;
    texts->pool_bytes += length + 1;
}

uint32_t toll__intern_add(toll__interner *interner, const char *text, uint64_t length)
{
    toll__texts *texts = &interner->texts;
    uint32_t hash = toll__hash_text(text, length);
    uint32_t id = toll__intern_find(texts, text, length, hash);
    if (id != TOLL_INTERN_OTHER)
        return id;
    id = texts->n_entries;
    if (!toll__intern_place(interner->slots, texts->n_slots, hash, id))
        return TOLL_INTERN_OTHER;
    append(interner, text, length, hash);
    return id;
}

void toll__intern_start(toll__interner *interner, toll__entry *entries, uint32_t *slots, uint32_t n_slots, char *pool)
{
    interner->texts = (toll__texts){entries, slots, pool, 0, 0, n_slots};
    interner->entries = entries;
    interner->slots = slots;
    interner->pool = pool;
    append(interner, "", 0, toll__hash_text("", 0));
    (void)toll__intern_add(interner, "standard", 8); /* TOLL__TEXT_STANDARD: the first of all texts */
}
