/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as numbers: an open-addressing hash table over a pool of texts (Knuth, TAOCP 6.4).
 *
 * The hash takes eight bytes a step and multiplies by 2^64 / golden ratio. It and the order of first use are parts
 * of the format, because a book's numbers must be the same on every machine that writes it. A probe ends after
 * TOLL__INTERN_PROBES slots, so that names chosen to collide cost a bounded time. */
#include "book/intern.h"

#include <string.h>

#define ODD UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards (Knuth, TAOCP 6.4) */

static uint64_t mix_word(uint64_t state, uint64_t word)
{
    state = (state ^ word) * ODD;
    return state ^ state >> 32; /* the product's good bits are its high ones */
}

/* The first byte lowest: books are little-endian, and so is every host that reads one (toll__book_view()). */
static uint64_t read_text_word(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

static uint64_t read_short_text(const char *text, uint64_t length)
{
    uint64_t word = 0;
    for (uint64_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)text[i] << 8 * i;
    return word;
}

/* Every byte is in some word: the last word of a longer text overlaps the one before, and the length tells texts
 * apart that this would make alike. A word's highest bytes reach the high bits, by which slots are taken, one step
 * later only: hence the step without a word at the end. */
uint32_t toll__hash_text(const char *text, uint64_t length)
{
    uint64_t state = mix_word(0, length + 1);
    if (length < 8)
        return (uint32_t)(mix_word(mix_word(state, read_short_text(text, length)), 0) >> 32);
    for (uint64_t at = 0; at + 8 < length; at += 8)
        state = mix_word(state, read_text_word(text + at));
    state = mix_word(state, read_text_word(text + length - 8));
    return (uint32_t)(mix_word(state, 0) >> 32);
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
    const toll__text_entry *entry = &texts->entries[id];
    uint64_t offset = entry->offset;
    if (entry->hash != hash || entry->length != length || offset + length > texts->pool_bytes)
        return 0;
    return memcmp(texts->pool + offset, text, (size_t)length) == 0;
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

static void append_text(toll__interner *interner, const char *text, uint64_t length, uint32_t hash)
{
    toll__texts *texts = &interner->texts;
    const toll__text_entry entry = {(uint32_t)texts->pool_bytes, (uint32_t)length, hash, 0, 0, 0, 0, 0};
    memcpy(interner->pool + texts->pool_bytes, text, (size_t)length);
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
    append_text(interner, text, length, hash);
    return id;
}

void toll__intern_start(toll__interner *interner, toll__text_entry *entries, uint32_t *slots, uint32_t n_slots,
                        char *pool)
{
    interner->texts = (toll__texts){entries, slots, pool, 0, 0, n_slots};
    interner->entries = entries;
    interner->slots = slots;
    interner->pool = pool;
    append_text(interner, "", 0, toll__hash_text("", 0));
    (void)toll__intern_add(interner, "standard", 8); /* TOLL__TEXT_STANDARD: the first of all texts */
}
