/* SPDX-License-Identifier: Apache-2.0 */
/* fields.def, expanded several times: positions, names, types and limits as const tables without pointers; then
 * checks, defaults and look-ups over them. */
#include "api/fields.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include <toll.h>

#include "api/field_masks.h"
#include "base/fault.h"
#include "base/text.h"

/* Position of each struct's fields in the one table below: FIRST_kind .. LAST_kind - 1. Each marker takes no position
 * of its own, because the line after it sets the counter back. */
#define STRUCT(kind, type, has_header) FIRST_##kind, FIRST_SKIP_##kind = FIRST_##kind - 1,

#define FIELD(kind, type, member, class, unit, known, min, max, value) AT_##kind##_##member,

#define END(kind) LAST_##kind, LAST_SKIP_##kind = LAST_##kind - 1,

enum {
#include "api/fields.def"
    FIELDS
};
#undef STRUCT
#undef FIELD
#undef END

/* A member's real C type, so that the table can't call an unsigned field signed. BITS words come in two widths. */
#define TYPE_OF(type, member)                                                                                          \
    _Generic(((type *)0)->member, int32_t                                                                              \
             : TOLL_TYPE_I32, uint32_t                                                                                 \
             : TOLL_TYPE_U32, int64_t                                                                                  \
             : TOLL_TYPE_I64, uint64_t                                                                                 \
             : TOLL_TYPE_U64, double                                                                                   \
             : TOLL_TYPE_F64, toll_range                                                                               \
             : TOLL_TYPE_RANGE, toll_decimal                                                                           \
             : TOLL_TYPE_DECIMAL, toll_amount                                                                          \
             : TOLL_TYPE_AMOUNT, default                                                                               \
             : TOLL_TYPE_CHARS)

/* Number of the single bit in a mask; -1 for none. A constant expression, hence the ladder. */
#define BIT2(m, i)  ((m) == (1ull << (i)) ? (i) : (m) == (1ull << ((i) + 1)) ? (i) + 1 : -1)
#define BIT4(m, i)  (BIT2(m, i) >= 0 ? BIT2(m, i) : BIT2(m, (i) + 2))
#define BIT8(m, i)  (BIT4(m, i) >= 0 ? BIT4(m, i) : BIT4(m, (i) + 4))
#define BIT16(m, i) (BIT8(m, i) >= 0 ? BIT8(m, i) : BIT8(m, (i) + 8))
#define BIT_OF(m)   (BIT16((uint64_t)(m), 0) >= 0 ? BIT16((uint64_t)(m), 0) : BIT16((uint64_t)(m), 16))

/* Names and units end to end, a string a member: arrays of one length would be mostly padding, pointers need
 * relocations. */
#define STRUCT(kind, type, has_header)
#define END(kind)
#define FIELD(kind, type, member, class, unit, known, min, max, value)                                                 \
    char name_##kind##_##member[sizeof #member];                                                                       \
    char unit_##kind##_##member[sizeof unit];
typedef struct words {
#include "api/fields.def"
} words;
#undef FIELD
#define FIELD(kind, type, member, class, unit, known, min, max, value) #member, unit,
static const words spelling = {
#include "api/fields.def"
};
#undef FIELD
#undef STRUCT
#undef END
_Static_assert(sizeof(words) <= UINT16_MAX, "16 bits tell every name");

const char *toll__field_name(const toll__field *field)
{
    return (const char *)&spelling + field->name_at;
}

const char *toll__field_unit(const toll__field *field)
{
    return (const char *)&spelling + field->unit_at;
}

#define STRUCT(kind, type, has_header)
#define END(kind)
#define FIELD(kind, type, member, class, unit, known, min, max, value)                                                 \
    {TOLL_KIND_##kind,                                                                                                 \
     TYPE_OF(type, member),                                                                                            \
     BIT_OF(known),                                                                                                    \
     (int16_t)offsetof(type, member),                                                                                  \
     (int16_t)sizeof(((type *)0)->member),                                                                             \
     (double)(min),                                                                                                    \
     (double)(max),                                                                                                    \
     (double)(value),                                                                                                  \
     (uint16_t)offsetof(words, name_##kind##_##member),                                                                \
     (uint16_t)offsetof(words, unit_##kind##_##member)},
static const toll__field fields[FIELDS] = {
#include "api/fields.def"
};
#undef FIELD

/* How a field is checked; kept apart from the public description, because "bits" and "header" are no types of C. */
enum {
    CLASS_HEAD,
    CLASS_U32,
    CLASS_I32,
    CLASS_I64,
    CLASS_U64,
    CLASS_F64,
    CLASS_RANGE,
    CLASS_DECIMAL,
    CLASS_AMOUNT,
    CLASS_BITS,
    CLASS_CHARS
};
#define FIELD(kind, type, member, class, unit, known, min, max, value) CLASS_##class,
static const unsigned char classes[FIELDS] = {
#include "api/fields.def"
};
#undef FIELD

enum { NAME_ROOM = sizeof(((toll_field *)0)->name), UNIT_ROOM = sizeof(((toll_field *)0)->unit) };

/* The class in the table must be the member's C type. */
#define EXPECT_HEAD(t)    ((t) == TOLL_TYPE_U32)
#define EXPECT_U32(t)     ((t) == TOLL_TYPE_U32)
#define EXPECT_I32(t)     ((t) == TOLL_TYPE_I32)
#define EXPECT_I64(t)     ((t) == TOLL_TYPE_I64)
#define EXPECT_U64(t)     ((t) == TOLL_TYPE_U64)
#define EXPECT_F64(t)     ((t) == TOLL_TYPE_F64)
#define EXPECT_RANGE(t)   ((t) == TOLL_TYPE_RANGE)
#define EXPECT_DECIMAL(t) ((t) == TOLL_TYPE_DECIMAL)
#define EXPECT_AMOUNT(t)  ((t) == TOLL_TYPE_AMOUNT)
#define EXPECT_BITS(t)    ((t) == TOLL_TYPE_U32 || (t) == TOLL_TYPE_U64)
#define EXPECT_CHARS(t)   ((t) == TOLL_TYPE_CHARS)
#define FIELD(kind, type, member, class, unit, known, min, max, value)                                                 \
    _Static_assert(EXPECT_##class(TYPE_OF(type, member)), "class of " #type "." #member);                              \
    _Static_assert(sizeof(#member) <= NAME_ROOM && sizeof(unit) <= UNIT_ROOM, "too long: " #member);
#include "api/fields.def"
#undef FIELD
#undef STRUCT
#undef END

typedef struct entry {
    toll__layout layout;
    uint32_t first;
    uint32_t count;
    char name[32];
} entry;

/* Sizes that an earlier release published, smallest first. Append here when a struct grows. */
#define OLDER_NONE                                                                                                     \
    {                                                                                                                  \
        0, 0, 0, 0                                                                                                     \
    }

#define OLDER_ONE(size)                                                                                                \
    {                                                                                                                  \
        size, 0, 0, 0                                                                                                  \
    }
#define ENTRY(kind, type, has_header, older)                                                                           \
    {{TOLL_KIND_##kind, (uint32_t)sizeof(type), has_header, older}, FIRST_##kind, LAST_##kind - FIRST_##kind, #type},
#undef GROWN
#define STRUCT(kind, type, has_header)       ENTRY(kind, type, has_header, OLDER_NONE)
#define GROWN(kind, type, has_header, older) ENTRY(kind, type, has_header, OLDER_ONE(older))
#define FIELD(kind, type, member, class, unit, known, min, max, value)
#define END(kind)
static const entry entries[] = {
#include "api/fields.def"
};
#undef FIELD
#undef STRUCT
#undef END
#undef GROWN /* the table defines it again, as STRUCT */

/* Place of each kind's entry plus one; 0 for a number that no kind has, so that rooms may number theirs with gaps. */
#define STRUCT(kind, type, has_header) ENTRY_##kind,
#define FIELD(kind, type, member, class, unit, known, min, max, value)
#define END(kind)
enum {
#include "api/fields.def"
    ENTRIES
};
#undef STRUCT
#define STRUCT(kind, type, has_header) [TOLL_KIND_##kind] = ENTRY_##kind + 1,
static const uint8_t places[160] = {
#include "api/fields.def"
};
#undef FIELD
#undef STRUCT
#undef END
_Static_assert(ENTRIES < UINT8_MAX, "a place fits a byte");

static const entry *find_entry(uint32_t kind)
{
    if (kind >= sizeof places || places[kind] == 0)
        return NULL;
    return &entries[places[kind] - 1];
}

const toll__layout *toll__fields_layout(uint32_t kind)
{
    const entry *e = find_entry(kind);
    return e == NULL ? NULL : &e->layout;
}

const char *toll__fields_struct_name(uint32_t kind)
{
    const entry *e = find_entry(kind);
    return e == NULL ? "" : e->name;
}

const toll__field *toll__fields_of(uint32_t kind, uint32_t *count)
{
    const entry *e = find_entry(kind);
    *count = e == NULL ? 0 : e->count;
    return e == NULL ? NULL : &fields[e->first];
}

int64_t toll__fields_offset(uint32_t kind, const char *name)
{
    uint32_t count = 0;
    const toll__field *f = toll__fields_of(kind, &count);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(toll__field_name(&f[i]), name) == 0)
            return f[i].offset_bytes;
    return -1;
}

/* Any number as a double; int64 beyond 2^53 rounds, which no limit in the table is near enough to notice. */
static double load_number(const unsigned char *at, uint32_t type)
{
    union {
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        double f64;
    } value;
    memcpy(&value, at, type == TOLL_TYPE_I32 || type == TOLL_TYPE_U32 ? 4 : 8);
    switch (type) {
    case TOLL_TYPE_I32:
        return value.i32;
    case TOLL_TYPE_U32:
        return value.u32;
    case TOLL_TYPE_I64:
        return (double)value.i64;
    case TOLL_TYPE_U64:
        return (double)value.u64;
    default:
        return value.f64;
    }
}

static void store_narrow(unsigned char *at, int32_t value)
{
    memcpy(at, &value, sizeof value);
}

static void store_wide(unsigned char *at, int64_t value)
{
    memcpy(at, &value, sizeof value);
}

static void store_number(unsigned char *at, uint32_t type, double number)
{
    if (type == TOLL_TYPE_F64)
        memcpy(at, &number, sizeof number);
    else if (type == TOLL_TYPE_I64 || type == TOLL_TYPE_U64)
        store_wide(at, (int64_t)number);
    else
        store_narrow(at, (int32_t)number);
}

static toll_status check_bits(const toll__field *f, const unsigned char *at, int64_t row, toll_error *err)
{
    uint64_t bits = 0;
    if (f->size_bytes == 4) {
        uint32_t narrow;
        memcpy(&narrow, at, sizeof narrow);
        bits = narrow;
    } else {
        memcpy(&bits, at, sizeof bits);
    }
    if ((bits & ~(uint64_t)f->max) == 0)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_KNOWN, f->struct_kind, toll__field_name(f), row,
                      "has a bit set that this library does not define");
}

#define DELETE '\x7f' /* the one control character of ASCII above the blank */

static toll_status check_chars(const toll__field *f, const char *at, int64_t row, toll_error *err)
{
    int64_t length = 0;
    if (toll__text_is_plain(at, (uint64_t)f->size_bytes))
        return TOLL_OK;
    for (; length < f->size_bytes && at[length] != '\0'; length++)
        if ((unsigned char)at[length] < ' ' || at[length] == DELETE)
            return toll__fail(err, TOLL_E_STRING, f->struct_kind, toll__field_name(f), row,
                              "holds a control character");
    if (length == f->size_bytes)
        return toll__fail(err, TOLL_E_STRING, f->struct_kind, toll__field_name(f), row, "lacks its terminating NUL");
    for (int64_t i = length; i < f->size_bytes; i++)
        if (at[i] != '\0')
            return toll__fail(err, TOLL_E_STRING, f->struct_kind, toll__field_name(f), row,
                              "has bytes after its NUL; zero them");
    return TOLL_OK;
}

static toll_status check_range(const toll__field *f, const unsigned char *at, int64_t row, toll_error *err)
{
    double value[3];
    memcpy(value, at, sizeof value);
    for (int i = 0; i < 3; i++) {
        toll_status status = toll__check_range(err, f->struct_kind, toll__field_name(f), row, f->min, f->max, value[i]);
        if (status != TOLL_OK)
            return status;
    }
    if (value[0] <= value[1] && value[1] <= value[2])
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, f->struct_kind, toll__field_name(f), row,
                      "must be ordered: low <= mid <= high");
}

static toll_status check_decimal(const toll__field *f, const unsigned char *at, int64_t row, toll_error *err)
{
    toll_decimal value;
    memcpy(&value, at, sizeof value);
    if (value.scale < 0 || value.scale > TOLL_DECIMAL_SCALE_MAX)
        return toll__fail(err, TOLL_E_RANGE, f->struct_kind, toll__field_name(f), row, "must have a scale in 0 .. 36");
    if (value.reserved != 0)
        return toll__fail(err, TOLL_E_RANGE, f->struct_kind, toll__field_name(f), row,
                          "must have a reserved word of 0");
    return TOLL_OK;
}

static int is_zero_field(const unsigned char *at, int64_t size)
{
    for (int64_t i = 0; i < size; i++)
        if (at[i] != 0)
            return 0;
    return 1;
}

static toll_status check_value(const toll__field *f, unsigned class, const unsigned char *at, int64_t row,
                               toll_error *err)
{
    switch (class) {
    case CLASS_HEAD:
        return TOLL_OK;
    case CLASS_BITS:
        return check_bits(f, at, row, err);
    case CLASS_CHARS:
        return check_chars(f, (const char *)at, row, err);
    case CLASS_RANGE:
        return check_range(f, at, row, err);
    case CLASS_DECIMAL:
        return check_decimal(f, at, row, err);
    case CLASS_AMOUNT: /* any 128 bits are an amount */
        return TOLL_OK;
    default:
        return toll__check_range(err, f->struct_kind, toll__field_name(f), row, f->min, f->max,
                                 load_number(at, f->type));
    }
}

/* `known`, where a struct has one, is its first field after the header, if there is a header. */
static uint64_t known_word(const unsigned char *object, const entry *e)
{
    const unsigned at = e->first + (e->layout.has_header ? 2 : 0);
    const toll__field *word = &fields[at];
    uint64_t known = 0;
    if (classes[at] == CLASS_BITS && word->size_bytes == 8 && toll__field_name(word)[0] == 'k')
        memcpy(&known, object + word->offset_bytes, sizeof known);
    return known;
}

static toll_status check_field(const toll__field *f, unsigned class, const unsigned char *object, uint64_t known,
                               int64_t row, toll_error *err)
{
    const unsigned char *at = object + f->offset_bytes;
    int is_given = f->known_bit < 0 || (known >> f->known_bit & 1) != 0;
    if (is_given)
        return check_value(f, class, at, row, err);
    if (is_zero_field(at, f->size_bytes))
        return TOLL_OK;
    return toll__fail(err, TOLL_E_KNOWN, f->struct_kind, toll__field_name(f), row,
                      "has a value, but its bit in known is not set");
}

/* The common case without a call: loads and batches are checked on every estimate. NaN fails the comparison. */
static int is_plain_and_fine(const toll__field *f, unsigned class, const unsigned char *object)
{
    double value;
    if (class != CLASS_F64 || f->known_bit >= 0)
        return class == CLASS_HEAD;
    memcpy(&value, object + f->offset_bytes, sizeof value);
    return value >= f->min && value <= f->max;
}

toll_status toll__fields_check(const void *object, uint32_t kind, int64_t row, toll_error *err)
{
    const entry *e = find_entry(kind);
    uint64_t known = known_word(object, e);
    for (uint32_t i = e->first; i < e->first + e->count; i++) {
        if (is_plain_and_fine(&fields[i], classes[i], object))
            continue;
        toll_status status = check_field(&fields[i], classes[i], object, known, row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll__limits toll__fields_limits(uint32_t kind, int64_t offset)
{
    uint32_t count = 0, at = 0;
    const toll__field *f = toll__fields_of(kind, &count);
    while (at + 1 < count && f[at].offset_bytes != offset)
        at++;
    return (toll__limits){&f[at]};
}

toll_status toll__limits_fail(toll__limits limits, double value, int64_t row, toll_error *err)
{
    const toll__field *f = limits.field;
    return toll__fail_range(err, f->struct_kind, toll__field_name(f), row, f->min, f->max, value);
}

void toll__fields_set_defaults(void *object, uint32_t kind)
{
    const entry *e = find_entry(kind);
    memset(object, 0, e->layout.size);
    for (uint32_t i = e->first; i < e->first + e->count; i++)
        if (fields[i].type <= TOLL_TYPE_F64)
            store_number((unsigned char *)object + fields[i].offset_bytes, fields[i].type, fields[i].default_value);
}
