/* SPDX-License-Identifier: Apache-2.0 */
/* toll vs A B: each is an API model of the price books, or MODEL on HARDWARE.
 *
 *     gpt-5-mini                                  an API model
 *     llama-3.1-70b on h100-sxm5-80gb             as many as the load needs, in the usual formats
 *     llama-3.1-70b on 4 x h100-sxm5-80gb fp8     four, and only fp8
 *     llama-3.1-70b on p5.48xlarge vllm           that machine, rented whole
 *
 * A deployment is read as a plan for that hardware alone, so that both commands give the same figures. */
#include "input/vs_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/numbers.h"

#define ON " on "

static const char *at_side; /* whose text is being read; complaints begin with it */

static const char *place_of_side(const char *message)
{
    static char place[160];
    (void)message;
    snprintf(place, sizeof place, "\"%.120s\": ", at_side);
    return place;
}

/* ---- Words of a deployment ---- */

/* The next word, blanks and commas between them; false: there is none. */
static bool next_side_word(const char **text, char *word, size_t size)
{
    *text += strspn(*text, " ,");
    const size_t length = strcspn(*text, " ,");
    snprintf(word, size, "%.*s", (int)length, *text);
    *text += length;
    return length > 0;
}

/* "4 x " or "4x " in front of the hardware. */
static bool take_multiple(vs_named *v, const char **text)
{
    char word[96], sign[96];
    const char *rest = *text;
    if (!next_side_word(&rest, word, sizeof word)) {
        return true;
    }
    const size_t digits = strspn(word, "0123456789");
    const bool is_joined = digits > 0 && strcmp(word + digits, "x") == 0;
    const bool is_apart =
        digits > 0 && word[digits] == 0 && next_side_word(&rest, sign, sizeof sign) && strcmp(sign, "x") == 0;
    if (!is_joined && !is_apart) {
        return true;
    }
    word[digits] = 0;
    if (!number_parse_count(word, &v->gpus) || v->gpus < 1 || v->gpus > 1000000) {
        complain("a number of accelerators must be in 1 .. 1000000, got %.40s", word);
        return false;
    }
    v->is_in_multiple = true;
    *text = rest;
    return true;
}

static bool is_row(uint32_t table, const char *word)
{
    uint64_t index;
    return toll_catalog_find(table, word, strlen(word), &index, NULL) == TOLL_OK;
}

static void append_word(char *list, size_t size, const char *word)
{
    size_t used = strlen(list);
    snprintf(list + used, size - used, "%s%s", used > 0 ? "," : "", word);
}

static bool take_choice(vs_named *v, const char *word)
{
    if (is_row(TOLL_TABLE_PRECISION, word)) {
        append_word(v->formats, sizeof v->formats, word);
        return true;
    }
    if (is_row(TOLL_TABLE_ENGINE, word)) {
        append_word(v->engines, sizeof v->engines, word);
        return true;
    }
    complain("\"%.40s\" behind the hardware is neither a number format nor an engine: `toll precision`, `toll engine`. "
             "Write the hardware in one word, as `toll hw` has it",
             word);
    return false;
}

static bool split_deployment(vs_named *v, const char *text)
{
    char word[96];
    const char *on = strstr(text, ON), *rest = on + strlen(ON);
    if (on == text || (size_t)(on - text) >= sizeof v->model) {
        complain("give the model before \"on\", its name of at most %d bytes", (int)sizeof v->model - 1);
        return false;
    }
    snprintf(v->model, sizeof v->model, "%.*s", (int)(on - text), text);
    if (!take_multiple(v, &rest)) {
        return false;
    }
    if (!next_side_word(&rest, v->hardware, sizeof v->hardware)) {
        complain("give the hardware behind \"on\": llama-3.1-70b on h100-sxm5-80gb");
        return false;
    }
    while (next_side_word(&rest, word, sizeof word)) {
        if (!take_choice(v, word)) {
            return false;
        }
    }
    return true;
}

/* ---- A side ---- */

/* "p5.48xlarge" is a machine and not just its accelerators: then only its price counts. */
static void find_machine_of_name(vs_named *v, const toll_hw *hw)
{
    machine_list list = machine_list_find(&v->need.own, hw->id);
    for (size_t i = 0; i < list.count; i++) {
        const toll_catalog_instance *row = &list.rows[i].row;
        if (strcmp(row->instance, v->hardware) == 0 || strcmp(row->id, v->hardware) == 0) {
            snprintf(v->need.machine, sizeof v->need.machine, "%s", v->hardware);
        }
    }
    free(list.rows);
}

/* "8xH100" and "2 x p5.48xlarge" name a number; "p5.48xlarge" alone is as many machines as it takes. */
static bool find_count(vs_named *v)
{
    uint64_t index;
    int64_t count = 0;
    toll_hw hw;
    if (!lookup_hw_count(v->hardware, &index, &hw, &count)) {
        return false;
    }
    find_machine_of_name(v, &hw);
    if (v->is_in_multiple) {
        v->gpus *= count > 0 ? count : 1;
    } else if (v->need.machine[0] == 0) {
        v->gpus = count;
    }
    return true;
}

static bool read_deployment(vs_named *v, const args *a)
{
    args own = *a;
    if (!split_deployment(v, v->asked)) {
        return false;
    }
    if (need_file_is_name(v->model)) {
        complain("a need file is for toll plan; name the model");
        return false;
    }
    own.words[0] = v->model;
    own.words[1] = v->hardware;
    own.n_words = 2;
    if (v->formats[0] != 0 && !args_set(&own, OPTION_PLAN_PRECISION, v->formats)) {
        return false;
    }
    if (v->engines[0] != 0 && !args_set(&own, OPTION_PLAN_ENGINE, v->engines)) {
        return false;
    }
    return plan_request_read(&v->need, &own) && find_count(v);
}

static bool read_side(vs_named *v, const args *a)
{
    at_side = v->asked;
    complain_place_by(place_of_side);
    v->is_api = strstr(v->asked, ON) == NULL;
    const bool is_read = v->is_api ? plan_request_read_api(&v->need, a, v->asked) : read_deployment(v, a);
    complain_place_by(NULL);
    return is_read;
}

bool vs_request_read(vs_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    if (a->n_words != 2) {
        complain("give two options: toll vs gpt-5-mini \"llama-3.1-70b on h100-sxm5-80gb\" --rate 20");
        return false;
    }
    if (!args_has(a, OPTION_RATE)) {
        complain("give the load: --rate 20, in requests per second");
        return false;
    }
    if (args_number(a, OPTION_RATE, 0) == 0) {
        complain("--rate must be above 0 and at most 1000000000, got 0");
        return false;
    }
    for (int i = 0; i < 2; i++) {
        r->sides[i].asked = a->words[i];
        if (!read_side(&r->sides[i], a)) {
            return false;
        }
    }
    return true;
}

void vs_request_free(vs_request *r)
{
    plan_request_free(&r->sides[0].need);
    plan_request_free(&r->sides[1].need);
}
