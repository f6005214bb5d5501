/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a name apart from the front: ARN, path of Google Cloud, router, provider, region; then its variant at the end.
 *
 * Every step leaves a spelling behind, so a book that has the longer one wins over the shorter one. Steps are taken
 * only over words that are known. By hand, "bedrock/converse/us.anthropic.claude-haiku-4-5-20251001-v1:0":
 *
 *     bedrock/     provider aws
 *     converse/    the way of the call, no matter for the price
 *     us.          a region profile: also "regional.anthropic...", the book's name of any profile but the global one,
 *                  and "anthropic..." without it, whose price is that of the United States
 *     -v1:0        each of these also without it
 *
 * Regions outside the United States have prices of their own at Amazon Bedrock, and all regions at Azure: there a name
 * is never read without its region, unless the tariff names the region. */
#include "book/name_form.h"

#include <string.h>

#include "base/text.h"
#include "book/name_date.h"

#define SEGMENTS_MAX 12u

/* What is left of the name, and the rules so far. */
typedef struct cursor {
    toll__name_form *form;
    const char *at;
    uint64_t left;
    uint32_t rules;
} cursor;

/* ---- letters ---- */

void toll__fold_text(const char *text, uint64_t length, char *folded)
{
    for (uint64_t i = 0; i < length; i++)
        folded[i] = toll__fold_letter(text, i, length);
}

static int begins_with(const char *text, uint64_t length, const char *word)
{
    const uint64_t size = strlen(word);
    return length >= size && memcmp(text, word, (size_t)size) == 0;
}

static int ends_with(const char *text, uint64_t length, const char *word)
{
    const uint64_t size = strlen(word);
    return length >= size && memcmp(text + length - size, word, (size_t)size) == 0;
}

static int is_text(const char *text, uint64_t length, const char *word)
{
    return length == strlen(word) && memcmp(text, word, (size_t)length) == 0;
}

/* ---- what the form tells ---- */

static void copy_field(char field[TOLL__NAME_FIELD], const char *text, uint64_t length)
{
    const uint64_t kept = length < TOLL__NAME_FIELD ? length : TOLL__NAME_FIELD - 1;
    memset(field, 0, TOLL__NAME_FIELD);
    memcpy(field, text, (size_t)kept);
}

/* A spelling made of two parts, unless it is too long or there already. */
static void add_core(toll__name_form *form, const char *before, const char *text, uint64_t length, uint32_t rules)
{
    const uint64_t front = strlen(before);
    if (length == 0 || front + length >= TOLL__TEXT_BYTES || form->n_cores == TOLL__NAME_CORES)
        return;
    toll__name_core *core = &form->cores[form->n_cores];
    memset(core->text, 0, sizeof core->text);
    memcpy(core->text, before, (size_t)front);
    memcpy(core->text + front, text, (size_t)length);
    core->length = (uint32_t)(front + length);
    core->rules = rules;
    for (uint32_t i = 0; i < form->n_cores; i++)
        if (form->cores[i].length == core->length && memcmp(form->cores[i].text, core->text, core->length) == 0)
            return;
    form->n_cores++;
}

static int has_provider(const toll__name_form *form, const char *id)
{
    return strcmp(form->provider, id) == 0;
}

/* 1 when the provider is this one now. */
static int take_provider(cursor *c, const char *id)
{
    if (c->form->provider[0] == '\0')
        copy_field(c->form->provider, id, strlen(id));
    return has_provider(c->form, id);
}

static int skip_bytes(cursor *c, uint64_t count, uint32_t rule)
{
    c->at += count;
    c->left -= count;
    c->rules |= rule;
    return 1;
}

/* Bytes up to the next slash; `left` when there is none. */
static uint64_t segment_length(const cursor *c)
{
    return toll__find_letter(c->at, c->left, '/');
}

/* ---- Amazon ---- */

/* Part `index` of an ARN, between colons: arn:partition:service:region:account:resource. */
static uint64_t arn_part(const cursor *c, uint32_t index, const char **part)
{
    const char *at = c->at, *end = c->at + c->left;
    for (; index > 0 && at < end; at++)
        index -= *at == ':';
    const char *stop = at;
    while (stop < end && *stop != ':' && *stop != '/')
        stop++;
    *part = at;
    return (uint64_t)(stop - at);
}

/* "arn:aws:bedrock:us-east-1:123456789012:inference-profile/": what is behind the slash is a model, unless the resource
 * is one that an account has made. */
static int take_arn(cursor *c)
{
    const char *part = NULL;
    const uint64_t head = segment_length(c);
    uint64_t length = arn_part(c, 2, &part);
    if (!is_text(part, length, "bedrock") || head == c->left || !take_provider(c, "aws"))
        return 0;
    length = arn_part(c, 3, &part);
    copy_field(c->form->region, part, length);
    length = arn_part(c, 5, &part);
    if (!is_text(part, length, "foundation-model") && !is_text(part, length, "inference-profile")) {
        c->form->opaque = "is an ARN that does not say which model it stands for: give the model itself";
        return 0;
    }
    return skip_bytes(c, head + 1, c->form->region[0] != '\0' ? TOLL_NAME_REGION_PREFIX : TOLL_NAME_ROUTER_PREFIX);
}

/* Spellings with and without the version that Bedrock puts behind a name. "-v2:0" stays: it is another model. */
static void add_versions(cursor *c, const char *before, const char *text, uint64_t length, uint32_t rules)
{
    const uint32_t changed = rules | TOLL_NAME_VERSION_SUFFIX;
    char longer[TOLL__TEXT_BYTES];
    add_core(c->form, before, text, length, rules);
    if (ends_with(text, length, ":0")) {
        add_core(c->form, before, text, length - 2, changed);
        if (ends_with(text, length, "-v1:0") || ends_with(text, length, "-1:0"))
            add_core(c->form, before, text, length - (ends_with(text, length, "-v1:0") ? 5 : 4), changed);
        return;
    }
    if (length + sizeof "-v1:0" > sizeof longer)
        return;
    memcpy(longer, text, (size_t)length);
    memcpy(longer + length, "-v1:0", 5);
    add_core(c->form, before, longer, length + 5, changed);
    memcpy(longer + length, "-1:0", 4);
    add_core(c->form, before, longer, length + 4, changed);
    memcpy(longer + length, ":0", 2);
    add_core(c->form, before, longer, length + 2, changed);
}

static int is_in_gov(const toll__name_form *form, const char *profile)
{
    return begins_with(profile, strlen(profile), "us-gov") || begins_with(form->region, strlen(form->region), "us-gov");
}

/* The name behind a region profile, and under the book's profile "regional". */
static void add_bedrock(cursor *c)
{
    char profile[TOLL__NAME_FIELD] = "";
    const uint64_t dot = toll__bedrock_profile(c->at, c->left);
    const char *base = c->at + dot;
    const uint64_t length = c->left - dot;
    if (dot > 0)
        copy_field(profile, c->at, dot - 1);
    if (dot > 0 && c->form->region[0] == '\0')
        copy_field(c->form->region, profile, dot - 1);
    const int is_us = begins_with(c->form->region, strlen(c->form->region), "us") && !is_in_gov(c->form, profile);
    const uint32_t rules = c->rules | (dot > 0 ? TOLL_NAME_REGION_PREFIX : 0);
    if (dot > 0 || is_us || c->form->region[0] == '\0')
        add_versions(c, "", c->at, c->left, c->rules);
    if (strcmp(profile, "global") == 0 || is_in_gov(c->form, profile))
        return;
    add_versions(c, "regional.", base, length, rules | (dot > 0 ? 0 : TOLL_NAME_REGION_PREFIX));
    if (dot > 0 && strcmp(profile, "us") == 0)
        add_versions(c, "", base, length, rules);
}

/* ---- segments ---- */

/* "accounts/fireworks/models/" and ".../routers/"; other resources are an account's own. */
static int take_account(cursor *c)
{
    static const char paths[][32] = {"accounts/fireworks/models/", "accounts/fireworks/routers/"};
    for (uint64_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (begins_with(c->at, c->left, paths[i]) && take_provider(c, "fireworks"))
            return skip_bytes(c, strlen(paths[i]), TOLL_NAME_ROUTER_PREFIX);
    return 0;
}

/* A word and the segment behind it; 0 when one of them is missing. */
static uint64_t pair_length(const cursor *c, const char *word, const char **value, uint64_t *length)
{
    const uint64_t size = strlen(word);
    if (!begins_with(c->at, c->left, word) || c->left == size)
        return 0;
    const cursor rest = {c->form, c->at + size, c->left - size, 0};
    *value = rest.at;
    *length = segment_length(&rest);
    return *length < rest.left ? size + *length + 1 : 0;
}

/* Paths of Google Cloud: projects/P/locations/L/publishers/X/models/NAME, or an end of it. */
static int take_path(cursor *c)
{
    const char *value = NULL;
    uint64_t length = 0;
    uint64_t size = pair_length(c, "projects/", &value, &length);
    if (size > 0)
        return take_provider(c, "google") && skip_bytes(c, size, TOLL_NAME_ROUTER_PREFIX);
    size = pair_length(c, "locations/", &value, &length);
    if (size > 0 && take_provider(c, "google")) {
        copy_field(c->form->region, value, length);
        return skip_bytes(c, size, TOLL_NAME_REGION_PREFIX);
    }
    size = pair_length(c, "publishers/", &value, &length);
    if (size > 0)
        return take_provider(c, "google") && skip_bytes(c, size, TOLL_NAME_ROUTER_PREFIX);
    if (begins_with(c->at, c->left, "models/") && take_provider(c, "google"))
        return skip_bytes(c, 7, TOLL_NAME_ROUTER_PREFIX);
    return 0;
}

/* "us-east-1/" behind bedrock, "eu/" behind azure. */
static int take_region(cursor *c, uint64_t length)
{
    const int is_azure = has_provider(c->form, "azure") && toll__is_azure_region(c->at, length);
    const int is_aws = has_provider(c->form, "aws") && toll__is_aws_region(c->at, length);
    if (!is_azure && !is_aws)
        return 0;
    copy_field(c->form->region, c->at, length);
    c->form->is_placed = is_azure && !begins_with(c->at, length, "global");
    return skip_bytes(c, length + 1, TOLL_NAME_REGION_PREFIX);
}

/* Hubs write names with capitals, the interfaces of their makers without. */
static int has_capital(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            return 1;
    return 0;
}

static int is_hub(const cursor *c, const toll__seller *seller, uint64_t length)
{
    return seller->kind == TOLL__WORD_HUB ||
           (seller->kind == TOLL__WORD_BOTH && has_capital(c->at + length, c->left - length));
}

static int take_seller(cursor *c, const toll__seller *seller, uint64_t length)
{
    const int is_open = c->form->provider[0] == '\0';
    const int is_router = seller->kind == TOLL__WORD_PASS || strcmp(seller->id, "openrouter") == 0;
    const uint32_t rule = is_router ? TOLL_NAME_ROUTER_PREFIX : TOLL_NAME_PROVIDER_PREFIX;
    if (is_open && is_hub(c, seller, length)) {
        c->form->is_hub = 1;
        return 0;
    }
    if (seller->kind == TOLL__WORD_SELLER && !take_provider(c, seller->id))
        return 0;
    if (seller->kind == TOLL__WORD_MAKER || seller->kind == TOLL__WORD_BOTH)
        (void)take_provider(c, seller->id);
    return skip_bytes(c, length + 1, rule);
}

/* 1 when the first segment was known and is off. */
static int take_segment(cursor *c)
{
    if (begins_with(c->at, c->left, "arn:"))
        return take_arn(c);
    const uint64_t length = segment_length(c);
    if (length == c->left)
        return 0;
    if (take_account(c) || take_path(c) || take_region(c, length))
        return 1;
    if (is_text(c->at, length, "@cf"))
        return take_provider(c, "cloudflare") && skip_bytes(c, length + 1, TOLL_NAME_PROVIDER_PREFIX);
    const toll__seller *seller = toll__seller_find(c->at, length);
    if (seller != NULL)
        return take_seller(c, seller, length);
    return is_text(c->at, length, c->form->provider) && skip_bytes(c, length + 1, TOLL_NAME_PROVIDER_PREFIX);
}

/* ---- the end of a name ---- */

static int is_claude(const char *name, uint64_t length)
{
    char folded[7];
    if (length < sizeof folded)
        return 0;
    toll__fold_text(name, sizeof folded, folded);
    return memcmp(folded, "claude-", sizeof folded) == 0;
}

/* Thinking and the longer context are settings of a call of Claude, priced by the tokens that they use; ":beta" is the
 * same model behind another moderation. */
static void add_claude_variant(cursor *c)
{
    static const char suffixes[][12] = {"-thinking", ":thinking", "[1m]", ":beta"};
    for (uint64_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const uint64_t size = strlen(suffixes[i]);
        if (!ends_with(c->at, c->left, suffixes[i]) || c->left == size)
            continue;
        copy_field(c->form->variant, suffixes[i] + 1, size - 1 - (suffixes[i][0] == '['));
        add_core(c->form, "", c->at, c->left - size, c->rules | TOLL_NAME_VARIANT);
        return;
    }
}

/* "ft:gpt-4o-mini:acme::abc123": the base model, fine-tuned. */
static void add_fine_tuned(cursor *c)
{
    const uint64_t base = 3 + toll__find_letter(c->at + 3, c->left - 3, ':');
    if (base == c->left || !take_provider(c, "openai"))
        return;
    copy_field(c->form->variant, "ft", 2);
    add_core(c->form, "", c->at, base, c->rules | TOLL_NAME_VARIANT);
}

/* The same date in the other form, which the book may have written out. */
static void add_other_date(cursor *c)
{
    char other[TOLL__TEXT_BYTES];
    const uint64_t length = toll__date_other(c->at, c->left, other);
    add_core(c->form, "", other, length, c->rules | TOLL_NAME_PUNCTUATION);
}

/* A "p" for a point between digits. */
static int has_point_letter(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (text[i] == 'p' && toll__fold_letter(text, i, length) == '-')
            return 1;
    return 0;
}

const char *toll__form_seller(const char *name, uint64_t length)
{
    if (toll__bedrock_profile(name, length) != 0 || toll__is_bedrock_name(name, length))
        return "aws";
    if (is_claude(name, length) && toll__find_letter(name, length, '@') < length)
        return "google"; /* "claude-opus-4-1@20250805" */
    if (begins_with(name, length, "gpt-35"))
        return "azure";                                         /* which writes no point in "gpt-3.5-turbo" */
    return has_point_letter(name, length) ? "fireworks" : NULL; /* "kimi-k2p7-code" */
}

/* What stands alone at the end, in all its spellings. */
static void add_last(cursor *c)
{
    toll__name_form *form = c->form;
    const char *seller = toll__form_seller(c->at, c->left);
    if (seller != NULL)
        (void)take_provider(c, seller);
    form->last = form->n_cores;
    if (has_provider(form, "aws"))
        add_bedrock(c);
    else
        add_core(form, "", c->at, c->left, c->rules);
    add_other_date(c);
    if (is_claude(c->at, c->left))
        add_claude_variant(c);
    if (begins_with(c->at, c->left, "ft:"))
        add_fine_tuned(c);
}

void toll__form_read(const char *provider, const char *name, uint64_t length, toll__name_form *form)
{
    cursor c = {form, name, length, 0};
    form->n_cores = form->last = form->is_placed = form->is_hub = 0;
    form->opaque = NULL;
    copy_field(form->provider, provider, toll__text_length(provider, TOLL__NAME_FIELD - 1));
    copy_field(form->region, "", 0);
    copy_field(form->variant, "", 0);
    for (uint32_t i = 0; i < SEGMENTS_MAX; i++) {
        const cursor before = c;
        if (!take_segment(&c) || c.left == 0) {
            c = before;
            break;
        }
        add_core(form, "", before.at, before.left, before.rules);
    }
    add_last(&c);
}
