/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog import FILE... --from FORM | coverage. */
#include "input/catalog_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/instant.h"

_Static_assert(ARGS_WORDS <= CATALOG_FILES_MAX, "every word may be a catalog");

static const char *const forms[] = {
    [CATALOG_GENAI_PRICES] = "genai-prices", [CATALOG_LITELLM] = "litellm",   [CATALOG_MODELS_DEV] = "models.dev",
    [CATALOG_OPENROUTER] = "openrouter",     [CATALOG_SKYPILOT] = "skypilot",
};

#define N_FORMS (int)(sizeof forms / sizeof forms[0])

const char *catalog_form_name(catalog_form form)
{
    return forms[form];
}

static bool read_form(catalog_request *r, const char *name)
{
    for (int i = CATALOG_GENAI_PRICES; i < N_FORMS; i++) {
        if (name != NULL && strcmp(forms[i], name) == 0) {
            r->form = (catalog_form)i;
            return true;
        }
    }
    complain("%s%.40s%s: give --from genai-prices, litellm, models.dev, openrouter or skypilot",
             name != NULL ? "\"" : "", name != NULL ? name : "of which catalog", name != NULL ? "\"" : "");
    return false;
}

/* "2026-11-20" as 20261120. */
static bool read_source_date(catalog_request *r, const char *text)
{
    int year, month, day;
    int64_t at_s;
    if (text == NULL) {
        return true;
    }
    if (strlen(text) != 10 || !instant_parse(text, &at_s) || sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3) {
        complain("--source-date \"%.40s\": give a date such as 2026-11-20", text);
        return false;
    }
    r->source_date = (year * 100 + month) * 100 + day;
    return true;
}

static bool read_import(catalog_request *r, const args *a)
{
    if (a->n_words < 2) {
        complain("give a catalog: toll catalog import FILE... --from FORM [-o ROWS.csv]");
        return false;
    }
    for (r->n_files = 0; r->n_files + 1 < a->n_words; r->n_files++) {
        r->files[r->n_files] = a->words[r->n_files + 1];
    }
    if (!read_form(r, args_text(a, OPTION_FROM, NULL)) ||
        !read_source_date(r, args_text(a, OPTION_SOURCE_DATE, NULL))) {
        return false;
    }
    if (r->output.is_json && strcmp(r->out, "-") == 0) {
        complain("--json tells of the rows, so these need a file: -o ROWS.csv");
        return false;
    }
    return true;
}

static bool read_coverage(catalog_request *r, const args *a)
{
    if (a->n_words > 1 || args_has(a, OPTION_OUT) || args_has(a, OPTION_FROM)) {
        complain("toll catalog coverage takes only --book FILE");
        return false;
    }
    r->book = args_text(a, OPTION_BOOK, NULL);
    return true;
}

bool catalog_request_read(catalog_request *r, const args *a)
{
    *r = (catalog_request){.out = args_text(a, OPTION_OUT, "-"),
                           .provider = args_text(a, OPTION_CATALOG_PROVIDER, NULL),
                           .source = args_text(a, OPTION_SOURCE, NULL),
                           .output = output_request_read(a)};
    if (a->n_words > 0 && strcmp(a->words[0], "import") == 0) {
        r->action = CATALOG_IMPORT;
        return read_import(r, a);
    }
    if (a->n_words > 0 && strcmp(a->words[0], "coverage") == 0) {
        r->action = CATALOG_COVERAGE;
        return read_coverage(r, a);
    }
    complain("toll catalog needs one of: import FILE... --from FORM, coverage");
    return false;
}
