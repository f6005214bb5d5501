/* SPDX-License-Identifier: Apache-2.0 */
/* Public structs through the library's field table (toll_field_get), so that a field added to a header appears in JSON
 * without a line here. Values are read by offset and type; a field whose known bit is clear is null. */
#include "output/struct_fields.h"

#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"

bool struct_field_find(uint32_t kind, const char *name, toll_field *field)
{
    uint32_t count = toll_field_count(kind);
    for (uint32_t i = 0; i < count; i++) {
        if (toll_field_get(kind, i, field, NULL) == TOLL_OK && strcmp(field->name, name) == 0) {
            return true;
        }
    }
    return false;
}

double struct_field_number(const toll_field *field, const void *object)
{
    const char *at = (const char *)object + field->offset_bytes;
    uint32_t small;
    int64_t whole;
    double real;
    switch (field->type) {
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        memcpy(&small, at, sizeof small);
        return small;
    case TOLL_TYPE_F64:
        memcpy(&real, at, sizeof real);
        return real;
    default:
        memcpy(&whole, at, sizeof whole);
        return (double)whole;
    }
}

int64_t struct_field_integer(uint32_t kind, const void *object, const char *name)
{
    toll_field field;
    int64_t value = 0;
    if (struct_field_find(kind, name, &field) && field.type == TOLL_TYPE_I64) {
        memcpy(&value, (const char *)object + field.offset_bytes, sizeof value);
    }
    return value;
}

bool struct_field_is_known(const toll_field *field, uint64_t known)
{
    return field->known_bit < 0 || (known >> field->known_bit & 1u) != 0;
}

void json_struct_field(json *j, const char *key, const toll_field *field, const void *object, uint64_t known)
{
    const char *at = (const char *)object + field->offset_bytes;
    int64_t whole;
    toll_range range;
    if (!struct_field_is_known(field, known)) {
        json_null(j, key);
        return;
    }
    if (strcmp(field->name, "as_of") == 0) {
        json_date(j, key, (int32_t)struct_field_number(field, object));
        return;
    }
    switch (field->type) {
    case TOLL_TYPE_CHARS:
        json_text(j, key, at);
        return;
    case TOLL_TYPE_F64:
        json_number(j, key, struct_field_number(field, object));
        return;
    case TOLL_TYPE_RANGE:
        memcpy(&range, at, sizeof range);
        json_range(j, key, range, 1, true);
        return;
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        json_integer(j, key, (int64_t)struct_field_number(field, object));
        return;
    default:
        memcpy(&whole, at, sizeof whole);
        json_integer(j, key, whole);
    }
}

bool struct_field_is_plumbing(const char *name)
{
    static const char *const names[] = {"struct_size", "struct_kind", "known", "unverified", "reserved", "flags"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

void json_struct(json *j, uint32_t kind, const void *object, uint64_t known)
{
    uint32_t count = toll_field_count(kind);
    for (uint32_t i = 0; i < count; i++) {
        toll_field field;
        if (toll_field_get(kind, i, &field, NULL) == TOLL_OK && !struct_field_is_plumbing(field.name)) {
            json_struct_field(j, field.name, &field, object, known);
        }
    }
}

void json_struct_unverified(json *j, uint32_t kind, uint64_t unverified)
{
    uint32_t count = toll_field_count(kind);
    json_array(j, "unverified");
    for (uint32_t i = 0; i < count; i++) {
        toll_field field;
        bool is_optional = toll_field_get(kind, i, &field, NULL) == TOLL_OK && field.known_bit >= 0;
        if (is_optional && (unverified >> field.known_bit & 1u) != 0) {
            json_text(j, NULL, field.name);
        }
    }
    json_close(j);
}

void struct_text(char *text, size_t size, uint32_t kind, const void *object, const char *but)
{
    uint32_t count = toll_field_count(kind);
    size_t used = strlen(text);
    for (uint32_t i = 0; i < count && used < size; i++) {
        toll_field field;
        bool is_number = toll_field_get(kind, i, &field, NULL) == TOLL_OK && field.type == TOLL_TYPE_I64;
        if (!is_number || struct_field_is_plumbing(field.name) || strcmp(field.name, but) == 0 ||
            struct_field_number(&field, object) == 0) {
            continue;
        }
        int length = snprintf(text + used, size - used, "%s%s %s", used > 0 ? ", " : "", field.name,
                              figure_count((int64_t)struct_field_number(&field, object)).text);
        used += length > 0 ? (size_t)length : 0;
    }
}
