/* SPDX-License-Identifier: Apache-2.0 */
/* A mixed fleet as one line: its kinds, its cost, and how far the first option is from it. */
#include "plan/plan_mix_text.h"

#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"

/* "8 MI300X (1 each, fp8, vllm) and 3 H200 (...)" */
static void list_kinds(const plan_mix *mix, char *text, size_t size)
{
    int count = 0;
    text[0] = 0;
    for (int i = 0; i < mix->n_kinds; i++) {
        const plan_mix_kind *k = &mix->kinds[i];
        size_t used = strlen(text);
        if (k->gpus > 0) {
            snprintf(text + used, size - used, "%s%lld %s (%lld a replica, %s, %s)", count++ > 0 ? " and " : "",
                     (long long)k->gpus, k->accelerator->facts.name,
                     (long long)(k->option.tp * k->option.pp * k->option.dp), plan_precision_id(&k->option),
                     plan_engine_id(&k->option));
        }
    }
}

static void fleet_text(const plan_mix *mix, char *text, size_t size)
{
    char kinds[800];
    list_kinds(mix, kinds, sizeof kinds);
    snprintf(text, size, "%s: $%s a month%s", kinds, plan_short(mix->fleet.usd_per_hour * HOURS_PER_MONTH).text,
             plan_mix_is_too_large(mix) ? ", which takes more GPUs than --max-gpus allows" : "");
    size_t used = strlen(text);
    if (mix->has_single && mix->fleet.usd_per_hour < mix->single_usd_per_hour) {
        double less = mix->single_usd_per_hour - mix->fleet.usd_per_hour;
        snprintf(text + used, size - used, ", $%s less than the first option", plan_short(less * HOURS_PER_MONTH).text);
    } else if (!mix->has_single) {
        snprintf(text + used, size - used, ", where no accelerator alone is enough");
    }
    used = strlen(text);
    if (mix->fleet.verdict == TOLL_PLAN_FLEET_GOOD) {
        snprintf(text + used, size - used, "; perhaps not the cheapest, none costs less than $%s",
                 plan_short(mix->fleet.bound_usd_per_hour * HOURS_PER_MONTH).text);
    }
}

static void mix_text(const plan_mix *mix, char *text, size_t size)
{
    if (!plan_mix_is_found(mix)) {
        snprintf(text, size,
                 mix->n_kinds > 0 && mix->fleet.verdict == TOLL_PLAN_FLEET_NONE
                     ? "what is available does not carry the load, however it is mixed"
                     : "none was found");
        return;
    }
    if (mix->fleet.kinds <= 1 && mix->has_single) {
        snprintf(text, size, "no mix is cheaper than one kind alone");
        return;
    }
    fleet_text(mix, text, size);
}

void plan_mix_put(const plan_mix *mix, const screen *s)
{
    char text[1200];
    if (!mix->is_asked) {
        return;
    }
    mix_text(mix, text, sizeof text);
    size_t used = strlen(text);
    if (mix->n_left_out > 0) {
        snprintf(text + used, sizeof text - used, " (%d kinds of machines, the dearest, were not compared)",
                 mix->n_left_out);
    }
    screen_paragraph(s, STYLE_PLAIN, "  Mixed fleet: ", text);
}

/* ---- For programs ---- */

static const char *verdict_word(uint32_t verdict)
{
    static const char *const words[] = {"", "best", "good", "none", "open"};
    return verdict < sizeof words / sizeof words[0] ? words[verdict] : "";
}

static void json_kind(json *j, const plan_mix_kind *k)
{
    json_object(j, NULL);
    json_text(j, "hardware", k->accelerator->facts.id);
    json_text(j, "precision", plan_precision_id(&k->option));
    json_text(j, "engine", plan_engine_id(&k->option));
    json_integer(j, "gpus_paid", k->gpus);
    json_integer(j, "replica_gpus", k->option.tp * k->option.pp * k->option.dp);
    json_integer(j, "unit_gpus", k->offer->unit_gpus);
    json_number(j, "replica_requests_per_s", k->unit_requests_per_s);
    json_number(j, "usd_per_gpu_hour", k->offer->usd_per_gpu_hour);
    json_close(j);
}

void plan_mix_json(json *j, const plan_mix *mix)
{
    if (!mix->is_asked) {
        json_null(j, "mixed_fleet");
        return;
    }
    json_object(j, "mixed_fleet");
    json_text(j, "verdict", mix->n_kinds > 0 ? verdict_word(mix->fleet.verdict) : "none");
    json_maybe_number(j, "usd_per_hour", mix->fleet.usd_per_hour, plan_mix_is_found(mix));
    json_maybe_number(j, "bound_usd_per_hour", mix->fleet.bound_usd_per_hour,
                      (mix->fleet.known & TOLL_PLAN_FLEET_BOUND) != 0);
    json_maybe_number(j, "single_usd_per_hour", mix->single_usd_per_hour, mix->has_single);
    json_bool(j, "is_beyond_max_gpus", plan_mix_is_found(mix) && plan_mix_is_too_large(mix));
    json_integer(j, "kinds_left_out", mix->n_left_out);
    json_array(j, "kinds");
    for (int i = 0; i < mix->n_kinds; i++) {
        if (mix->kinds[i].gpus > 0) {
            json_kind(j, &mix->kinds[i]);
        }
    }
    json_close(j);
    json_close(j);
}
