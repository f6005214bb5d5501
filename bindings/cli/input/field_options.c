/* SPDX-License-Identifier: Apache-2.0 */
/* Which option sets which field of a deployment, load, supply or training setup, so that a refusal of the library names
 * what was typed: "tp (5) does not divide ..." becomes "--tp (5) does not divide ...". A row number is left out: the
 * rows of a model are not typed. An option in another unit than its field (GB/s for bytes/s) has a note behind, and a number
 * that is out of range keeps the field's name: the library's figures are in the field's unit. */
#include "input/field_options.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/options.h"

static const struct {
    const char *field;
    option which;
    const char *note;
} settings[] = {
    {"tp", OPTION_TP, ""},
    {"pp", OPTION_PP, ""},
    {"ep", OPTION_EP, ""},
    {"dp", OPTION_DP, ""},
    {"cp", OPTION_CP, ""},
    {"internode_bytes_per_s", OPTION_INTERNODE, " in GB/s per GPU, one way (InfiniBand NDR: 50)"},
    {"input_tokens", OPTION_INPUT, ""},
    {"output_tokens", OPTION_OUTPUT, ""},
    {"concurrency", OPTION_CONCURRENCY, ""},
    {"prefix_hit_frac", OPTION_PREFIX_HIT, ""},
    {"requests_per_s", OPTION_RATE, ""},
    {"burst_requests", OPTION_BURST, ""},
    {"arrival_cv", OPTION_ARRIVAL_CV, ""},
    {"input_cv", OPTION_INPUT_CV, ""},
    {"output_cv", OPTION_OUTPUT_CV, ""},
    {"draft_tokens", OPTION_DRAFT, ""},
    {"accept_frac", OPTION_ACCEPT, ""},
    {"draft_time_frac", OPTION_DRAFT_TIME, ""},
    {"pue", OPTION_PUE, ""},
    {"host_power_frac", OPTION_SERVER_POWER, ""},
    {"utilisation_frac", OPTION_UTILISATION, ""},
    {"usd_per_kwh", OPTION_USD_PER_KWH, ""},
    {"virtual_stages", OPTION_VIRTUAL, ""},
    {"sequence_tokens", OPTION_SEQUENCE, ""},
    {"micro_sequences", OPTION_MICRO_BATCH, ""},
    {"global_sequences", OPTION_BATCH, ""},
    {"mfu", OPTION_MFU, ""},
    {"confidence", OPTION_CONFIDENCE, ""},
    {"gpus_max", OPTION_MAX_GPUS, ""},
    {"gpus", OPTION_GPUS, ""},
    {"replica_gpus_max", OPTION_MAX_REPLICA_GPUS, ""},
    {"spare_replicas", OPTION_SPARE, ""},
    {"goodput_frac", OPTION_GOODPUT, ""},
};

void field_message(const toll_error *err, char *text, size_t size)
{
    const char *message = err->message[0] != 0 ? err->message : toll_status_message(err->code);
    size_t length = strlen(err->field);
    snprintf(text, size, "%s", message);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (strcmp(err->field, settings[i].field) != 0 || strncmp(message, err->field, length) != 0) {
            continue;
        }
        if (settings[i].note[0] != 0 && err->code == TOLL_E_RANGE) {
            snprintf(text, size, "%s; give %s%s", message, option_name(settings[i].which), settings[i].note);
            continue;
        }
        const char *rest = message + length;
        rest += strncmp(rest, " of row ", 8) == 0 ? 8 + strspn(rest + 8, "0123456789") : 0;
        snprintf(text, size, "%s%s%s%s", option_name(settings[i].which), rest,
                 settings[i].note[0] != 0 ? "; give it" : "", settings[i].note);
    }
}

int complain_field(const toll_error *err)
{
    char text[300];
    field_message(err, text, sizeof text);
    return complain("%s", text);
}
