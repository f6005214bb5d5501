/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of libtoll-io's structs for JavaScript: toll_field_get() knows those of libtoll alone.
 *
 * The structs are numbered from 1001. JavaScript asks for field after field, until there is no more. */
#include <stddef.h>

#include <toll_io.h>

#define EXPORT __attribute__((visibility("default")))

enum { FIRST_KIND = 1001, KINDS = 6, NESTED = 20 };

typedef struct io_field {
    const char *name;
    uint32_t kind, type, offset, size;
} io_field;

#define FIELD(kind, of, name, type)                                                                                    \
    {                                                                                                                  \
#name, FIRST_KIND + (kind), type, offsetof(of, name), sizeof(((of *)NULL)->name)                               \
    }

static const uint32_t sizes[KINDS] = {sizeof(toll_io_unread),    sizeof(toll_io_part), sizeof(toll_io_remark),
                                      sizeof(toll_io_attribute), sizeof(toll_io_kind), sizeof(toll_io_usage)};
static const io_field fields[] = {
    FIELD(0, toll_io_unread, key, TOLL_TYPE_CHARS),
    FIELD(0, toll_io_unread, value, TOLL_TYPE_CHARS),
    FIELD(1, toll_io_part, name, TOLL_TYPE_CHARS),
    FIELD(1, toll_io_part, type, TOLL_TYPE_CHARS),
    FIELD(1, toll_io_part, params, TOLL_TYPE_I64),
    FIELD(1, toll_io_part, is_counted, TOLL_TYPE_U32),
    FIELD(2, toll_io_remark, kind, TOLL_TYPE_U32),
    FIELD(2, toll_io_remark, entry, TOLL_TYPE_CHARS),
    FIELD(2, toll_io_remark, field, TOLL_TYPE_CHARS),
    FIELD(2, toll_io_remark, reason, TOLL_TYPE_CHARS),
    FIELD(3, toll_io_attribute, key, TOLL_TYPE_CHARS),
    FIELD(3, toll_io_attribute, value, TOLL_TYPE_CHARS),
    FIELD(4, toll_io_kind, meter, TOLL_TYPE_U64),
    FIELD(4, toll_io_kind, quantity, TOLL_TYPE_I64),
    FIELD(4, toll_io_kind, key, TOLL_TYPE_CHARS),
    FIELD(4, toll_io_kind, value, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, kind, TOLL_TYPE_U32),
    FIELD(5, toll_io_usage, shape, TOLL_TYPE_U32),
    FIELD(5, toll_io_usage, known, TOLL_TYPE_U64),
    FIELD(5, toll_io_usage, flags, TOLL_TYPE_U64),
    FIELD(5, toll_io_usage, at_s, TOLL_TYPE_I64),
    FIELD(5, toll_io_usage, id_low, TOLL_TYPE_U64),
    FIELD(5, toll_io_usage, id_high, TOLL_TYPE_U64),
    FIELD(5, toll_io_usage, stated_cost, TOLL_TYPE_DECIMAL),
    FIELD(5, toll_io_usage, n_usage, TOLL_TYPE_I64),
    FIELD(5, toll_io_usage, n_attributes, TOLL_TYPE_I64),
    FIELD(5, toll_io_usage, usage, NESTED),
    FIELD(5, toll_io_usage, attributes, NESTED),
    FIELD(5, toll_io_usage, model, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, provider, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, tier, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, region, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, account, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, currency, TOLL_TYPE_CHARS),
    FIELD(5, toll_io_usage, n_kinds, TOLL_TYPE_I64),
    FIELD(5, toll_io_usage, kinds, NESTED),
};

EXPORT uint32_t toll_js_io_size(uint32_t kind);
EXPORT const io_field *toll_js_io_field(uint32_t index);

/* Bytes of a struct; 0: there is none of this number. */
uint32_t toll_js_io_size(uint32_t kind)
{
    return kind >= FIRST_KIND && kind - FIRST_KIND < KINDS ? sizes[kind - FIRST_KIND] : 0;
}

/* A field of any of the structs, in their order; NULL behind the last. */
const io_field *toll_js_io_field(uint32_t index)
{
    return index < sizeof fields / sizeof fields[0] ? &fields[index] : NULL;
}
