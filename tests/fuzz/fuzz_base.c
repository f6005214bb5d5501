/* SPDX-License-Identifier: Apache-2.0 */
/* toll_struct_*, toll_field_*, toll_status_*, toll_hw_*: any bytes as a struct of any size and kind. */
#include "fuzz.h"

#define GUARD 16

/* init writes exactly the size it was given, whatever the size. */
static void try_init(input *in, uint32_t kind)
{
    const uint64_t size = take(in, 2) % 5000;
    toll_error err;
    uint8_t *object = malloc(size + GUARD);
    LAW(object != NULL);
    memset(object, 0xa5, size + GUARD);
    const toll_status status = law_status(toll_struct_init(object, size, kind, &err), &err);
    for (uint64_t i = status == TOLL_OK ? size : 0; i < size + GUARD; i++)
        LAW(object[i] == 0xa5);
    free(object);
}

/* Raw bytes behind a header that tells their size. */
static void try_check(input *in, uint32_t kind)
{
    static uint8_t object[4096];
    toll_error err;
    memset(object, 0, sizeof object);
    const uint32_t size = (uint32_t)take(in, 2) % 4200, said = (uint32_t)take(in, 1) % 32;
    memcpy(object, &size, sizeof size);
    memcpy(object + 4, take(in, 1) % 4 ? &kind : &said, sizeof said);
    const size_t rest = in->size < sizeof object - 8 ? in->size : sizeof object - 8;
    memcpy(object + 8, in->data, rest);
    const toll_status first = law_status(toll_struct_check(object, kind, &err), &err);
    LAW(toll_struct_check(object, kind, NULL) == first);
}

/* A struct that is right but for a few fields; hw has checks of its own. */
static void try_fields(input *in, uint32_t kind)
{
    uint64_t object[512]; /* more than any public struct */
    toll_error err;
    if (toll_struct_size(kind) == 0 || toll_struct_init(object, toll_struct_size(kind), kind, NULL) != TOLL_OK)
        return;
    mutate(in, object, kind);
    law_status(toll_struct_check(object, kind, &err), &err);
    if (kind == TOLL_KIND_HW) {
        uint32_t used = 0;
        double rate = -1;
        law_status(toll_hw_check((const toll_hw *)object, &err), &err);
        const toll_status status =
            law_status(toll_hw_get_rate((const toll_hw *)object, (uint32_t)take(in, 1) % 10, &used, &rate, &err), &err);
        LAW(status == TOLL_OK ? rate > 0 && used != 0 : rate < 0 && used == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    toll_field field;
    toll_error err;
    const uint64_t what = take(&in, 1);
    const uint32_t kind = (uint32_t)take(&in, 1) % 32;
    const int32_t status = (int32_t)take(&in, 4);
    LAW(toll_status_name(status)[0] != 0 && toll_status_message(status)[0] != 0);
    LAW((toll_struct_size(kind) == 0) == (toll_struct_name(kind)[0] == 0));
    LAW(toll_version_number() != 0 && toll_version_string()[0] != 0 && toll_abi_version() == TOLL_ABI_VERSION);
    law_status(toll_field_get(kind, (uint32_t)take(&in, 1), &field, &err), &err);
    if (what % 3 == 0)
        try_init(&in, kind);
    else if (what % 3 == 1)
        try_check(&in, kind);
    else
        try_fields(&in, kind);
    return 0;
}
