/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a record's context as numbers, those that no row names included.
 *
 * A bill compares numbers, so a number must hold the answer to every question that a row can ask of its text:
 * - Equality: a text that the book names is its entry.
 * - Comparison as a number: an unnamed "1080" is 2^63 + (scale << 57) + coefficient. Its digits can be told again.
 * - Patterns: an unnamed text keeps the longest pattern that it begins with and the longest that it ends with. Any
 *   other pattern that it begins with is the beginning of that one, so it is found there.
 *
 * By hand: patterns "us-" and "us-gov-". "us-gov-west-9" keeps "us-gov-"; it begins with "us-", because "us-gov-" does.
 * "1.50" has the coefficient 150 and the scale 2: 2^63 + 2 * 2^57 + 150. */
#include "book/context_text.h"

#include <string.h>

#include "base/decimal.h"
#include "base/text.h"
#include "book/intern.h"

#define NUMBER       (UINT64_C(1) << 63) /* the text is a number: scale and coefficient follow */
#define PATTERN      (UINT64_C(1) << 62) /* the text has patterns: the suffix's entry, the prefix's entry */
#define SCALE_SHIFT  57
#define COEF_MAX     ((UINT64_C(1) << SCALE_SHIFT) - 1)
#define SUFFIX_SHIFT 31
#define ENTRY_MASK   ((UINT64_C(1) << SUFFIX_SHIFT) - 1) /* more entries than a book of 10,000,000 rows has */

/* ---- what rows ask ---- */

static uint32_t use_of_op(uint32_t op)
{
    switch (op) {
    case TOLL_OP_PREFIX:
    case TOLL_OP_NOT_PREFIX:
        return TOLL__USE_PREFIX;
    case TOLL_OP_SUFFIX:
    case TOLL_OP_NOT_SUFFIX:
        return TOLL__USE_SUFFIX;
    default:
        return 0;
    }
}

static void note_use(toll__text_entry *entries, uint32_t id, uint32_t use)
{
    entries[id].uses |= use;
    entries[0].uses |= use;
}

void toll__context_text_note(toll__text_entry *entries, const toll__row *row)
{
    switch (row->kind) {
    case TOLL_ROW_HOLIDAY:
        note_use(entries, row->key, TOLL__USE_LIST);
        return;
    case TOLL_ROW_CALENDAR:
        note_use(entries, row->key, TOLL__USE_CALENDAR);
        return;
    case TOLL_ROW_ZONE:
        note_use(entries, row->key, TOLL__USE_ZONE);
        return;
    case TOLL_ROW_WHEN_TIER:
        note_use(entries, row->text, TOLL__USE_TIER);
        return;
    case TOLL_ROW_WHEN_NUMBER:
        note_use(entries, row->key, TOLL__USE_NUMBER);
        return;
    case TOLL_ROW_REGION:
    case TOLL_ROW_ATTRIBUTE:
    case TOLL_ROW_WHEN_REGION:
    case TOLL_ROW_WHEN_ATTRIBUTE:
        note_use(entries, row->text, use_of_op(row->op));
        return;
    default:
        return;
    }
}

/* ---- numbers ---- */

/* Digits, perhaps a point and digits, as people write it: no sign, no needless zero in front. */
static int is_numeral(const char *text, uint64_t length)
{
    uint64_t whole = 0;
    while (whole < length && text[whole] >= '0' && text[whole] <= '9')
        whole++;
    if (whole == 0 || (text[0] == '0' && whole > 1))
        return 0;
    if (whole == length)
        return 1;
    uint64_t end = whole + 1;
    while (end < length && text[end] >= '0' && text[end] <= '9')
        end++;
    return text[whole] == '.' && end == length && end > whole + 1;
}

static int parse_numeral(const char *text, uint64_t length, toll_decimal *number)
{
    return is_numeral(text, length) && toll__decimal_parse(text, length, number, NULL) == TOLL_OK;
}

uint64_t toll__context_text_of_number(toll_decimal number)
{
    if (number.coef < 0 || (uint64_t)number.coef > COEF_MAX || number.scale < 0 ||
        number.scale > TOLL_DECIMAL_SCALE_MAX)
        return 0;
    return NUMBER | (uint64_t)number.scale << SCALE_SHIFT | (uint64_t)number.coef;
}

static toll_decimal number_of(uint64_t id)
{
    return (toll_decimal){(int64_t)(id & COEF_MAX), (int32_t)((id & ~NUMBER) >> SCALE_SHIFT), 0};
}

/* What the id of a number may not have: a caller can pass anything. */
static int is_sound_number(toll_decimal number)
{
    return number.scale <= TOLL_DECIMAL_SCALE_MAX;
}

int toll__context_text_number(const toll__texts *texts, uint64_t id, toll_decimal *number)
{
    char text[TOLL__TEXT_BYTES];
    if ((id & NUMBER) != 0) {
        *number = number_of(id);
        return is_sound_number(*number);
    }
    if (id == 0 || texts == NULL || id >= texts->n_entries)
        return 0;
    toll__texts_get(texts, (uint32_t)id, text);
    return parse_numeral(text, toll__text_length(text, sizeof text), number);
}

/* ---- patterns ---- */

uint64_t toll__context_text_of_pattern(uint32_t prefix, uint32_t suffix)
{
    return PATTERN | ((uint64_t)suffix & ENTRY_MASK) << SUFFIX_SHIFT | (prefix & ENTRY_MASK);
}

/* The entry of a part of a text where it is such a pattern; 0: it is none. */
static uint32_t find_pattern(const toll__texts *texts, const char *part, uint64_t length, uint32_t use)
{
    uint32_t id = toll__intern_find(texts, part, length, toll__hash_text(part, length));
    return id < texts->n_entries && (texts->entries[id].uses & use) != 0 ? id : 0;
}

static uint32_t longest_prefix(const toll__texts *texts, const char *text, uint64_t length)
{
    uint32_t found = 0;
    if ((texts->entries[0].uses & TOLL__USE_PREFIX) == 0)
        return 0;
    for (uint64_t part = length; part > 0 && found == 0; part--)
        found = find_pattern(texts, text, part, TOLL__USE_PREFIX);
    return found;
}

static uint32_t longest_suffix(const toll__texts *texts, const char *text, uint64_t length)
{
    uint32_t found = 0;
    if ((texts->entries[0].uses & TOLL__USE_SUFFIX) == 0)
        return 0;
    for (uint64_t part = length; part > 0 && found == 0; part--)
        found = find_pattern(texts, text + (length - part), part, TOLL__USE_SUFFIX);
    return found;
}

/* The text by which a number answers for its beginning or its end. */
static void answering_text(const toll__texts *texts, uint64_t id, int is_end, char text[TOLL__TEXT_BYTES])
{
    uint64_t needed = 0;
    text[0] = '\0';
    if ((id & NUMBER) != 0) {
        if (is_sound_number(number_of(id)))
            (void)toll__decimal_format(number_of(id), text, TOLL__TEXT_BYTES, &needed, NULL);
        return;
    }
    if ((id & PATTERN) != 0)
        id = is_end ? (id & ~PATTERN) >> SUFFIX_SHIFT : id & ENTRY_MASK;
    if (texts != NULL && id < texts->n_entries)
        toll__texts_get(texts, (uint32_t)id, text);
}

static int ask_pattern(const toll__texts *texts, uint64_t id, uint32_t pattern, int is_end)
{
    char text[TOLL__TEXT_BYTES], wanted[TOLL__TEXT_BYTES];
    if (texts == NULL)
        return 0;
    answering_text(texts, id, is_end, text);
    toll__texts_get(texts, pattern, wanted);
    const uint64_t length = toll__text_length(text, sizeof text), part = toll__text_length(wanted, sizeof wanted);
    if (part == 0 || part > length)
        return 0;
    return memcmp(is_end ? text + (length - part) : text, wanted, (size_t)part) == 0;
}

int toll__context_text_begins(const toll__texts *texts, uint64_t id, uint32_t pattern)
{
    return ask_pattern(texts, id, pattern, 0);
}

int toll__context_text_ends(const toll__texts *texts, uint64_t id, uint32_t pattern)
{
    return ask_pattern(texts, id, pattern, 1);
}

/* ---- from text to number ---- */

uint64_t toll__context_text_id(const toll__texts *texts, const char *text, uint64_t length)
{
    toll_decimal number;
    const uint32_t named = toll__intern_find(texts, text, length, toll__hash_text(text, length));
    if (named != TOLL_INTERN_OTHER)
        return named;
    if ((texts->entries[0].uses & TOLL__USE_NUMBER) != 0 && parse_numeral(text, length, &number)) {
        const uint64_t id = toll__context_text_of_number(number);
        if (id != 0)
            return id;
    }
    const uint32_t prefix = longest_prefix(texts, text, length), suffix = longest_suffix(texts, text, length);
    return (prefix | suffix) != 0 ? toll__context_text_of_pattern(prefix, suffix) : TOLL_INTERN_OTHER;
}

/* Words of vendors for the tier that a request gets when it asks for none: OpenAI's "default" and "auto", Google's
 * ON_DEMAND, Anthropic's "standard_only" and "not_available" (a batch's items have no tier), Groq's "on_demand". */
static const char standard_words[][16] = {"standard",  "default",       "auto",         "on_demand",
                                          "on-demand", "standard_only", "not_available"};

static int is_same_word(const char *word, const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++) {
        const char c = text[i];
        if (word[i] == '\0' || word[i] != (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c))
            return 0;
    }
    return word[length] == '\0';
}

static int is_standard_word(const char *text, uint64_t length)
{
    for (uint32_t i = 0; i < sizeof standard_words / sizeof standard_words[0]; i++)
        if (length < sizeof standard_words[0] && is_same_word(standard_words[i], text, length))
            return 1;
    return 0;
}

uint64_t toll__context_text_tier(const toll__texts *texts, const char *text, uint64_t length)
{
    const uint32_t named = toll__intern_find(texts, text, length, toll__hash_text(text, length));
    if (named == TOLL__TEXT_STANDARD)
        return 0;
    const int is_asked_for = named < texts->n_entries && (texts->entries[named].uses & TOLL__USE_TIER) != 0;
    return !is_asked_for && is_standard_word(text, length) ? 0 : named;
}

void toll__context_text_get(const toll__texts *texts, uint64_t id, char text[TOLL__TEXT_BYTES])
{
    text[0] = '\0';
    if ((id & PATTERN) == 0 || (id & NUMBER) != 0)
        answering_text(texts, id, 0, text);
}
