/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models, word by word. Two names mean one model when they have the same core: family, version and size. Words
 * of tuning ("-Instruct"), a number format ("-AWQ") and a release date ("-2507") leave the tensors as they are. Any
 * other word makes another model, so a fine-tune under its own name is never taken for its base.
 *
 * By hand: "unsloth/Qwen3-235B-A22B-Instruct-2507-GGUF" is qwen, 3, 235b (core), a22b (active), instruct (tuning), 2507
 * (date). qwen3-235b-a22b has the same core and the same active parameters: it is that model. "Llama-3.1-Tulu-3-8B" has
 * the words tulu and 3 beyond llama-3.1-8b: it is not. "deepseek-r1:70b" has a size beyond deepseek-r1, whose 671
 * billion parameters it contradicts: it is not. */
#include "catalog/model_words.h"

#include <math.h>
#include <string.h>

#include <toll/catalog.h>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/fold_name.h"

#define SIZE_ERROR 0.035 /* "671b" for 684.5e9 with the prediction head is 2.0 % off, "1t" for 1.03e12 is 2.9 % */

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int ends_with(const toll__name *name, const char *end)
{
    uint32_t n = (uint32_t)strlen(end);
    return name->length > n && memcmp(name->bytes + name->length - n, end, n) == 0;
}

static void cut_front(toll__name *name, uint32_t n)
{
    name->length -= n;
    memmove(name->bytes, name->bytes + n, name->length);
}

/* Keeps the last part of a path; "--" stands for "/" in cache folders of the hub. */
static void keep_last_part(toll__name *name)
{
    while (name->length > 0 && name->bytes[name->length - 1] == '/')
        name->length--;
    for (uint32_t i = name->length; i > 0; i--) {
        int is_cache = i > 1 && name->bytes[i - 1] == '-' && name->bytes[i - 2] == '-';
        if (name->bytes[i - 1] != '/' && !is_cache)
            continue;
        cut_front(name, i);
        return;
    }
}

/* ".gguf" and the like, then "-00001-of-00003". */
static void cut_file_parts(toll__name *name)
{
    static const char extensions[][16] = {".gguf", ".safetensors", ".bin", ".json"};
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
        if (ends_with(name, extensions[i]))
            name->length -= (uint32_t)strlen(extensions[i]);
    if (name->length < 15)
        return;
    const char *tail = name->bytes + name->length - 15;
    for (int i = 1; i < 15; i++)
        if (i < 6 || i > 9 ? !is_digit(tail[i]) : tail[i] != "-of-"[i - 6])
            return;
    name->length -= tail[0] == '-' ? 15u : 0;
}

/* "google_gemma-3-27b" is a file of google/gemma-3-27b: an owner that some repository of the catalog has. */
static void cut_owner(toll__name *name)
{
    toll__table table = toll__table_get(TOLL_TABLE_MODEL);
    uint32_t column = toll__table_column(&table, "hf_repo", 0), n = 0;
    while (n < name->length && name->bytes[n] != '_')
        n++;
    if (n == 0 || n + 1 >= name->length || is_digit(name->bytes[n + 1])) /* "qwen_3_8b" has no owner */
        return;
    for (uint64_t row = 0; row < table.n_rows; row++) {
        const char *repo = toll__table_text(&table, row, column);
        uint32_t i = 0;
        while (i < n && toll__name_lower(repo[i]) == (unsigned char)name->bytes[i])
            i++;
        if (i != n || repo[i] != '/')
            continue;
        cut_front(name, n + 1);
        return;
    }
}

/* Whether "-", "_" or "p" at i stands for the point of a version: between two single digits, the second of which no
 * letter follows. "llama-3-1-8b" is 3.1, "gemma-3-4b" is 3 and 4b. */
static int is_version_point(const toll__name *name, uint32_t i)
{
    const char *b = name->bytes;
    int is_mark = b[i] == '-' || b[i] == '_' || b[i] == 'p';
    if (i == 0 || i + 1 >= name->length || !is_mark || !is_digit(b[i - 1]) || !is_digit(b[i + 1]))
        return 0;
    if (i > 1 && (is_digit(b[i - 2]) || b[i - 2] == '.'))
        return 0;
    char after = i + 2 < name->length ? b[i + 2] : '-';
    return !is_digit(after) && after != '.' && (after < 'a' || after > 'z');
}

static int is_unit(const toll__words *w, uint32_t at)
{
    static const char units[][2] = {"b", "m", "t", "k", "e"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (toll__word_is(w, at, units[i]))
            return w->is_glued[at] || i == 0;
    return 0;
}

/* Words that belong together: "a22b", "8x7b", "70b". */
static uint32_t measure_joint(const toll__words *w, uint32_t at)
{
    int is_number = toll__word_is_number(w, at);
    if (toll__word_is(w, at, "a") && !w->is_glued[at] && toll__word_is_number(w, at + 1) && is_unit(w, at + 2) &&
        w->is_glued[at + 1])
        return 3;
    if (is_number && toll__word_is(w, at + 1, "x") && toll__word_is_number(w, at + 2) && toll__word_is(w, at + 3, "b"))
        return 4;
    return is_number && at + 1 < w->count && is_unit(w, at + 1) ? 2 : 1;
}

/* 1 for a word that says nothing of the model: who made or packed it, and the "v" of a version. */
static int is_idle(const toll__words *w, uint32_t at)
{
    static const char idle[][12] = {"gguf",   "ggml",    "mlx",    "unsloth", "quantized", "model",
                                    "meta",   "google",  "nvidia", "ibm",     "microsoft", "mistralai",
                                    "openai", "alibaba", "ud",     "imatrix"};
    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++)
        if (toll__word_is(w, at, idle[i]))
            return 1;
    return toll__word_is(w, at, "v") && toll__word_is_number(w, at + 1) && w->is_glued[at + 1];
}

static void join_words(toll__words *w)
{
    for (uint32_t at = 0; at < w->count; at++)
        toll__words_join(w, at, measure_joint(w, at));
    for (uint32_t at = 0; at < w->count;)
        if (is_idle(w, at))
            toll__word_remove(w, at);
        else
            at++;
}

static uint32_t two_digits(const char *text)
{
    return (uint32_t)(text[0] - '0') * 10 + (uint32_t)(text[1] - '0');
}

/* YYMM of 2023 to 2030, MMDD, or YYYYMMDD. */
static int is_date(const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (!is_digit(text[i]))
            return 0;
    if (length == 8)
        return text[0] == '2' && text[1] == '0' && two_digits(text + 4) >= 1 && two_digits(text + 4) <= 12;
    if (length != 4)
        return 0;
    uint32_t first = two_digits(text), second = two_digits(text + 2);
    int is_month = first >= 23 && first <= 30 && second >= 1 && second <= 12;
    return is_month || (first >= 1 && first <= 12 && second >= 1 && second <= 31);
}

static toll__role role_of(const toll__words *w, uint32_t at)
{
    static const char tuning[][16] = {"instruct", "it",   "chat",        "base",       "hf",      "pt",  "thinking",
                                      "latest",   "text", "abliterated", "uncensored", "heretic", "sft", "dpo"};
    const char *text = w->text + w->start[at];
    for (size_t i = 0; i < sizeof tuning / sizeof tuning[0]; i++)
        if (toll__word_is(w, at, tuning[i]))
            return TOLL__ROLE_TUNING;
    if (is_date(text, w->length[at]))
        return TOLL__ROLE_DATE;
    return w->length[at] > 2 && text[0] == 'a' && is_digit(text[1]) ? TOLL__ROLE_ACTIVE : TOLL__ROLE_CORE;
}

void toll__model_words_read(toll__model_words *model, const char *text, uint64_t length)
{
    toll__name name;
    toll__name_fold(&name, text, length);
    keep_last_part(&name);
    cut_file_parts(&name);
    cut_owner(&name);
    for (uint32_t i = 0; i < name.length; i++)
        if (is_version_point(&name, i))
            name.bytes[i] = '.';
    toll__words_split(&model->words, name.bytes, name.length);
    model->stated = toll__precision_take(&model->words, model->precision, sizeof model->precision);
    join_words(&model->words);
    for (uint32_t i = 0; i < model->words.count; i++)
        model->role[i] = (uint8_t)role_of(&model->words, i);
}

static int are_same(const toll__words *a, uint32_t i, const toll__words *b, uint32_t k)
{
    return a->length[i] == b->length[k] && memcmp(a->text + a->start[i], b->text + b->start[k], a->length[i]) == 0;
}

/* Words of one role that the first has and the second lacks, each counted as often as it stands; *last: one of them. */
static uint32_t count_missing(const toll__model_words *a, const toll__model_words *b, toll__role role, uint32_t *last)
{
    uint32_t used = 0, n = 0;
    for (uint32_t i = 0; i < a->words.count; i++) {
        uint32_t k = 0;
        if (a->role[i] != role)
            continue;
        while (k < b->words.count &&
               (b->role[k] != role || (used >> k & 1u) != 0 || !are_same(&a->words, i, &b->words, k)))
            k++;
        if (k < b->words.count) {
            used |= 1u << k;
            continue;
        }
        n++;
        *last = i;
    }
    return n;
}

/* The core without separators but between digits, so that "gptoss-120b" is "gpt-oss-120b". */
static uint32_t write_core(const toll__model_words *model, char *text)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->words.count; i++) {
        const char *word = model->words.text + model->words.start[i];
        if (model->role[i] != TOLL__ROLE_CORE)
            continue;
        if (n > 0 && is_digit(text[n - 1]) && is_digit(word[0]))
            text[n++] = '|';
        memcpy(text + n, word, model->words.length[i]);
        n += model->words.length[i];
    }
    return n;
}

static int are_cores_alike(const toll__model_words *a, const toll__model_words *b)
{
    char first[TOLL__WORD_BYTES + TOLL__WORDS_MAX], second[TOLL__WORD_BYTES + TOLL__WORDS_MAX];
    uint32_t n = write_core(a, first);
    return n == write_core(b, second) && memcmp(first, second, n) == 0;
}

/* Parameters that a word states: "671b", "1t"; 0: it is no size. */
static double read_size(const toll__words *w, uint32_t at)
{
    const char *text = w->text + w->start[at];
    uint32_t n = w->length[at];
    double value = 0, scale = 1;
    int is_fraction = 0;
    if (n < 2 || !is_digit(text[0]) || (text[n - 1] != 'b' && text[n - 1] != 't'))
        return 0;
    for (uint32_t i = 0; i + 1 < n; i++) {
        if (text[i] != '.' && !is_digit(text[i]))
            return 0;
        value = text[i] == '.' ? value : value * 10 + (text[i] - '0');
        scale *= is_fraction ? 10 : 1;
        is_fraction |= text[i] == '.';
    }
    return value / scale * (text[n - 1] == 'b' ? 1e9 : 1e12);
}

static int has_size(const toll__model_words *model)
{
    for (uint32_t i = 0; i < model->words.count; i++)
        if (model->role[i] == TOLL__ROLE_CORE && read_size(&model->words, i) > 0)
            return 1;
    return 0;
}

/* The core: the same, or one size more that the parameters confirm. */
static uint32_t compare_cores(const toll__model_words *wanted, const toll__model_words *known, double params)
{
    uint32_t extra = 0, at = 0, unused = 0;
    uint32_t lacking = count_missing(known, wanted, TOLL__ROLE_CORE, &unused);
    extra = count_missing(wanted, known, TOLL__ROLE_CORE, &at);
    if (extra == 0 && lacking == 0)
        return 0;
    if (are_cores_alike(wanted, known))
        return 0;
    if (extra != 1 || lacking != 0 || params <= 0 || has_size(known))
        return TOLL__AGREE_NOT;
    double size = read_size(&wanted->words, at);
    int is_cut = size == floor(params / 1e9) * 1e9; /* 14.7 billion are sold as "14b" */
    return size > 0 && (is_cut || fabs(size - params) <= SIZE_ERROR * params) ? TOLL__AGREE_SIZED : TOLL__AGREE_NOT;
}

/* A date may be missing from the wanted name only where it says the size: "mistral-large" was several models. */
uint32_t toll__model_words_agree(const toll__model_words *wanted, const toll__model_words *known, double params)
{
    uint32_t at = 0;
    uint32_t agree = compare_cores(wanted, known, params);
    uint32_t n_dates = count_missing(wanted, known, TOLL__ROLE_DATE, &at);
    uint32_t n_other = count_missing(known, wanted, TOLL__ROLE_DATE, &at);
    if (agree == TOLL__AGREE_NOT || (n_dates > 0 && n_other > 0) || (n_other > 0 && !has_size(wanted)) ||
        count_missing(wanted, known, TOLL__ROLE_ACTIVE, &at) > 0)
        return TOLL__AGREE_NOT;
    agree |= n_dates > 0 ? TOLL__AGREE_DATED : 0;
    agree |= n_other > 0 ? TOLL__AGREE_UNDATED : 0;
    agree |= count_missing(known, wanted, TOLL__ROLE_ACTIVE, &at) > 0 ? TOLL__AGREE_INACTIVE : 0;
    agree |= count_missing(wanted, known, TOLL__ROLE_TUNING, &at) > 0 ? TOLL__AGREE_RETUNED : 0;
    agree |= count_missing(known, wanted, TOLL__ROLE_TUNING, &at) > 0 ? TOLL__AGREE_UNTUNED : 0;
    return agree;
}
