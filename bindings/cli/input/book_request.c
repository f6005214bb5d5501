/* SPDX-License-Identifier: Apache-2.0 */
/* toll book hash | age [BOOK] | find NAME... | show [MODEL] | build ROWS.csv... | lint FILE | verify FILE | diff OLD NEW. The first
 * word is the action; each
 * refuses the options that belong to another one. diff exits as diff(1) does: 2 means trouble, 1 that something
 * changed. */
#include "input/book_request.h"

#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/instant_option.h"

_Static_assert(ARGS_WORDS <= BOOK_ROWS_MAX, "every word may be a file of rows");

static bool read_build(book_request *r, const args *a)
{
    if (args_has(a, OPTION_BOOK)) {
        complain("toll book build takes no --book: to lay rows over a book, use --over BOOK");
        return false;
    }
    if (a->n_words < 2 || !args_has(a, OPTION_OUT)) {
        complain("give rows and a file to write: toll book build ROWS.csv -o FILE");
        return false;
    }
    for (r->n_rows = 0; r->n_rows + 1 < a->n_words; r->n_rows++) {
        r->rows[r->n_rows] = a->words[r->n_rows + 1];
    }
    return true;
}

static bool read_find(book_request *r, const args *a)
{
    const char *at = args_text(a, OPTION_AT, NULL);
    if (a->n_words < 2 || args_has(a, OPTION_OUT)) {
        complain("give names, or - for names on stdin: toll book find gpt-4o-2024-08-06 [--provider P] [--at DATE]");
        return false;
    }
    for (r->n_names = 0; r->n_names + 1 < a->n_words; r->n_names++) {
        r->names[r->n_names] = a->words[r->n_names + 1];
    }
    r->provider = args_text(a, OPTION_PROVIDER, "");
    r->at_s = instant_now();
    if (at != NULL && !instant_parse(at, &r->at_s)) {
        complain("--at takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", at);
        return false;
    }
    return true;
}

static bool read_lint(book_request *r, const args *a)
{
    if (a->n_words != 2 || args_has(a, OPTION_BOOK) || args_has(a, OPTION_OUT)) {
        complain("give one file of rows or one book: toll book lint ROWS.csv");
        return false;
    }
    r->file = a->words[1];
    return true;
}

static bool read_verify(book_request *r, const args *a)
{
    if (a->n_words != 2 || args_has(a, OPTION_BOOK) || args_has(a, OPTION_OUT)) {
        complain("give one book: toll book verify FILE");
        return false;
    }
    r->file = a->words[1];
    return true;
}

/* The book is a word, or that of --book. */
static bool read_age(book_request *r, const args *a)
{
    if (a->n_words > 2 || args_has(a, OPTION_OUT) || (a->n_words == 2 && args_has(a, OPTION_BOOK))) {
        complain("give at most one book: toll book age [FILE] [--max-age 60d] [--at DATE]");
        return false;
    }
    int64_t at_s;
    r->file = a->n_words == 2 ? a->words[1] : r->book;
    return instant_option_read(a, &at_s) && fact_ages_read(&r->ages, a);
}

static bool read_diff(book_request *r, const args *a)
{
    r->trouble = EXIT_TROUBLE;
    if (a->n_words != 3 || args_has(a, OPTION_BOOK) || args_has(a, OPTION_OUT) || args_has(a, OPTION_OVER)) {
        complain("give two of a book, ROWS.csv or built-in: toll book diff OLD NEW [--usage RECORDS.csv]");
        return false;
    }
    r->before = a->words[1];
    r->after = a->words[2];
    return true;
}

static bool read_hash(book_request *r, const args *a)
{
    (void)r;
    if (a->n_words > 1 || args_has(a, OPTION_OUT)) {
        complain("toll book hash takes neither name nor --out: toll book hash [--book FILE]");
        return false;
    }
    return true;
}

static bool read_show(book_request *r, const args *a)
{
    if (a->n_words > 2 || args_has(a, OPTION_OUT)) {
        complain("toll book show takes at most one name, and no --out: toll book show [MODEL] [--book FILE]");
        return false;
    }
    r->name = a->n_words > 1 ? a->words[1] : NULL;
    if (r->is_vocabulary && r->name != NULL) {
        complain("--vocabulary is of a whole book: toll book show --vocabulary [--book FILE]");
        return false;
    }
    return true;
}

/* Options of an action that others don't have. */
static bool has_own_options(book_action action, const args *a)
{
    if (args_has(a, OPTION_PROVIDER) && action != BOOK_FIND) {
        complain("--provider belongs to toll book find");
        return false;
    }
    if (args_has(a, OPTION_AT) && action != BOOK_FIND && action != BOOK_AGE) {
        complain("--at belongs to toll book find and age");
        return false;
    }
    if (args_has(a, OPTION_MAX_AGE) && action != BOOK_AGE) {
        complain("--max-age belongs to toll book age");
        return false;
    }
    return true;
}

bool book_request_read(book_request *r, const args *a)
{
    static const struct {
        const char *word;
        book_action action;
        bool (*read)(book_request *r, const args *a);
    } actions[] = {{"build", BOOK_BUILD, read_build},    {"find", BOOK_FIND, read_find}, {"lint", BOOK_LINT, read_lint},
                   {"verify", BOOK_VERIFY, read_verify}, {"diff", BOOK_DIFF, read_diff}, {"hash", BOOK_HASH, read_hash},
                   {"show", BOOK_SHOW, read_show},       {"age", BOOK_AGE, read_age}};
    *r = (book_request){.trouble = EXIT_BAD_INPUT,
                        .book = args_text(a, OPTION_BOOK, NULL),
                        .out = args_text(a, OPTION_OUT, NULL),
                        .over = args_text(a, OPTION_OVER, NULL),
                        .records = args_text(a, OPTION_USAGE_FILE, NULL),
                        .is_vocabulary = args_has(a, OPTION_VOCABULARY),
                        .output = output_request_read(a)};
    if (r->is_vocabulary && (a->n_words == 0 || strcmp(a->words[0], "show") != 0)) {
        complain("--vocabulary belongs to toll book show");
        return false;
    }
    for (size_t i = 0; a->n_words > 0 && i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(a->words[0], actions[i].word) == 0) {
            r->action = actions[i].action;
            return has_own_options(r->action, a) && actions[i].read(r, a);
        }
    }
    complain("toll book needs one of: hash, age [BOOK], find NAME, show [MODEL], build ROWS.csv -o FILE, lint FILE, "
             "verify FILE, "
             "diff OLD NEW");
    return false;
}
