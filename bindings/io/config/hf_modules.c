/* SPDX-License-Identifier: Apache-2.0 */
/* Names of modules as quantisations spell them, matched to the tensors of a layer.
 *
 * Publishers prefix layers differently (model., model.language_model., backbone.), so what stands before "layers." is
 * cut; where it names a vision tower or a draft model, the pattern is of a part that a descriptor leaves out. A name
 * fits a module, and all modules within it: "layers.3.mlp" fits layers.3.mlp.gate_proj. One without "layers." may begin
 * at any dot: "*.mlp.shared_expert.*", "gate".
 *
 * Regular expressions are brought to the same form where they hold only ".*", ".", "\.", "\d+" and one group of
 * alternatives: "re:.*mlp\.(gate|up)_proj.*" becomes "*mlp.gate_proj*" and "*mlp.up_proj*".
 *
 * Example: 22,000 names of 60 layers are kept by layer, so that a module is compared with the 370 of its own. */
#include "config/hf_modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GENERAL_MAX 512 /* patterns of any layer: each is compared with every module */

/* ---- matching ---- */

/* '*' goes back to the last one only, so that a match takes at most length * length steps. */
static bool fits_glob(const char *glob, const char *text, const char *end)
{
    const char *star = NULL, *from = text;
    while (text < end) {
        if (*glob == '*') {
            star = glob++;
            from = text;
        } else if (*glob == '#' && *text >= '0' && *text <= '9') {
            text++;
            glob += text == end || *text < '0' || *text > '9';
        } else if (*glob == '?' || (*glob == *text && *glob != '#')) {
            glob++;
            text++;
        } else if (star != NULL) {
            glob = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    while (*glob == '*')
        glob++;
    return *glob == 0;
}

/* The name itself, or a module that holds it. */
static bool fits_from(const char *glob, const char *text, const char *end)
{
    for (const char *at = text; at < end; at++)
        if (*at == '.' && fits_glob(glob, text, at))
            return true;
    return fits_glob(glob, text, end);
}

static bool fits_name(const char *glob, const char *text, const char *end)
{
    if (strncmp(glob, "layers.", 7) == 0)
        return fits_from(glob, text, end);
    for (const char *at = text; at < end; at++)
        if ((at == text || at[-1] == '.') && fits_from(glob, at, end))
            return true;
    return false;
}

/* ---- what is written ---- */

/* Parts without a tensor of a projection in a descriptor: towers, draft layers, embeddings, norms, convolutions. */
static bool is_outside(const char *name)
{
    static const char *const words[] = {"vision", "visual",      "audio",   "mtp",     "projector", "patch_merge",
                                        "embed",  "norm",        "conv1d",  "_bias",   ".bias",     "A_log",
                                        "rotary", "shared_head", "eh_proj", "dt_bias", "eagle",     "speech"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(name, words[i]) != NULL)
            return true;
    return false;
}

/* Digits after "layers." that end at a dot: the only layer that it can fit. */
static int64_t layer_of(const char *glob, int64_t n_layers)
{
    char *end;
    if (strncmp(glob, "layers.", 7) != 0 || glob[7] < '0' || glob[7] > '9')
        return -1;
    const long long layer = strtoll(glob + 7, &end, 10);
    const bool is_behind = strcmp(end, "*") == 0 && layer >= n_layers; /* more digits lie behind as well */
    return *end == '.' || *end == 0 || is_behind ? (int64_t)layer : -1;
}

/* All experts of a layer are stored alike: the first stands for them. */
static void take_first_expert(char *glob)
{
    char *at = strstr(glob, "experts.");
    if (at == NULL)
        return;
    at += strlen("experts.");
    const size_t digits = strspn(at, "0123456789");
    if (digits > 0 && (at[digits] == '.' || at[digits] == 0)) {
        at[0] = '0';
        memmove(at + 1, at + digits, strlen(at + digits) + 1);
    }
}

static void link_module(hf_modules *m, hf_module *module, uint32_t index)
{
    const bool is_general = module->layer < 0;
    m->n_general += is_general;
    m->is_full = m->is_full || m->n_general > GENERAL_MAX;
    if (module->layer >= m->n_layers) {
        module->is_fitting = true; /* draft layers lie behind the last */
        return;
    }
    uint32_t *const first = &m->first[is_general ? m->n_layers : module->layer];
    module->next = *first;
    *first = index + 1;
}

static void add_glob(hf_modules *m, const char *glob, toll__json source, int32_t meaning)
{
    if (m->count == m->capacity) {
        const uint32_t wanted = m->capacity > 0 ? 2 * m->capacity : 64;
        hf_module *const more = realloc(m->list, wanted * sizeof *more);
        m->is_full = m->is_full || more == NULL;
        if (more == NULL)
            return;
        m->list = more;
        m->capacity = wanted;
    }
    hf_module *const module = &m->list[m->count];
    *module = (hf_module){.source = source, .meaning = meaning};
    const char *const layers = strstr(glob, "layers.");
    snprintf(module->glob, sizeof module->glob, "%s", layers != NULL ? layers : glob);
    take_first_expert(module->glob);
    module->layer = layer_of(module->glob, m->n_layers);
    module->is_fitting = is_outside(glob);
    if (!module->is_fitting || strstr(glob, "embed") != NULL)
        link_module(m, module, m->count);
    m->count++;
}

/* One step of a regular expression; false where its syntax is not known. */
static bool take_atom(const char **at, char **out)
{
    const char *const s = *at;
    if (s[0] == '.' && s[1] == '*') {
        *(*out)++ = '*';
    } else if (s[0] == '\\' && s[1] == '.') {
        *(*out)++ = '.';
    } else if (strncmp(s, "\\d+", 3) == 0) {
        *(*out)++ = '#';
        *at += 1;
    } else if (s[0] == 0 || strchr("\\[]{}+?*()|^$", s[0]) != NULL) {
        return false;
    } else {
        *(*out)++ = s[0] == '.' ? '?' : s[0];
        *at += 1;
        return true;
    }
    *at += 2;
    return true;
}

/* With `pick` the alternative of the group that is meant. Matching begins at the start of a name, and may end before
 * its end. Returns the number of alternatives; 0 where the syntax is not known. */
static int to_glob(const char *regex, int pick, char *out)
{
    int alternatives = 1, current = -1;
    const char *at = regex + (regex[0] == '^');
    while (*at != 0 && strcmp(at, "$") != 0) {
        char *const before = out;
        if (*at == '(' || (*at == '|' && current >= 0) || (*at == ')' && current >= 0)) {
            if (*at == '(' && (current >= 0 || alternatives > 1))
                return 0;
            current = *at == ')' ? -1 : current + 1;
            alternatives = current + 1 > alternatives ? current + 1 : alternatives;
            at++;
            continue;
        }
        if (!take_atom(&at, &out))
            return 0;
        if (current >= 0 && current != pick)
            out = before;
    }
    if (*at == 0)
        *out++ = '*';
    *out = 0;
    return current >= 0 ? 0 : alternatives;
}

static void add_regex(hf_modules *m, const char *regex, toll__json source, int32_t meaning)
{
    char glob[2 * HF_PATTERN_BYTES];
    const int alternatives = to_glob(regex, 0, glob);
    for (int i = 0; i < alternatives; i++) {
        to_glob(regex, i, glob);
        add_glob(m, glob, source, meaning);
    }
    if (alternatives == 0)
        add_glob(m, "?unknown syntax", source, meaning);
}

void toll__hf_modules_add(hf_modules *m, toll__json source, int32_t meaning)
{
    char text[HF_PATTERN_BYTES];
    if (toll__json_copy(source, text, sizeof text) >= sizeof text)
        text[0] = 0;
    if (m->is_full)
        return;
    if (strncmp(text, "re:", 3) == 0)
        add_regex(m, text + 3, source, meaning);
    else
        add_glob(m, text, source, meaning);
}

bool toll__hf_modules_start(hf_modules *m, int64_t n_layers)
{
    *m = (hf_modules){.n_layers = n_layers};
    m->first = calloc((size_t)n_layers + 1, sizeof *m->first);
    return m->first != NULL;
}

void toll__hf_modules_end(hf_modules *m)
{
    free(m->list);
    free(m->first);
    *m = (hf_modules){0};
}

/* ---- look-up ---- */

static bool fits_any(const hf_module *module, int64_t layer, const char *names)
{
    char text[HF_PATTERN_BYTES];
    for (const char *at = names; *at != 0; at += *at == '|') {
        const int length = (int)strcspn(at, "|");
        const int used = layer < 0 ? snprintf(text, sizeof text, "%.*s", length, at)
                                   : snprintf(text, sizeof text, "layers.%lld.%.*s", (long long)layer, length, at);
        if (fits_name(module->glob, text, text + used))
            return true;
        at += length;
    }
    return false;
}

static void find_in_chain(hf_modules *m, uint32_t first, int64_t layer, const char *names, bool *found)
{
    for (uint32_t i = first; i != 0; i = m->list[i - 1].next) {
        hf_module *const module = &m->list[i - 1];
        if ((module->is_fitting && found[module->meaning]) || !fits_any(module, layer, names))
            continue;
        module->is_fitting = true;
        found[module->meaning] = true;
    }
}

void toll__hf_modules_find(hf_modules *m, int64_t layer, const char *names, bool *found)
{
    find_in_chain(m, m->first[m->n_layers], layer, names, found);
    if (layer >= 0)
        find_in_chain(m, m->first[layer], layer, names, found);
}
