/* SPDX-License-Identifier: Apache-2.0 */
/* Version, status names, struct defaults and the field table: what every binding asks first. */
#include <toll/base.h>

#include <stddef.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/status.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)

const char *toll_version_string(void)
{
    return TEXT(TOLL_VERSION_MAJOR) "." TEXT(TOLL_VERSION_MINOR) "." TEXT(TOLL_VERSION_PATCH);
}

uint32_t toll_version_number(void)
{
    return TOLL_VERSION_MAJOR * 10000 + TOLL_VERSION_MINOR * 100 + TOLL_VERSION_PATCH;
}

uint32_t toll_abi_version(void)
{
    return TOLL_ABI_VERSION;
}

const char *toll_status_name(int32_t status)
{
    return toll__status_name(status);
}

const char *toll_status_message(int32_t status)
{
    return toll__status_message(status);
}

uint64_t toll_struct_size(uint32_t struct_kind)
{
    const toll__layout *layout = toll__fields_layout(struct_kind);
    return layout == NULL ? 0 : layout->size;
}

const char *toll_struct_name(uint32_t struct_kind)
{
    return toll__fields_struct_name(struct_kind);
}

static toll_status fail_kind(toll_error *err)
{
    return toll__fail(err, TOLL_E_STRUCT_KIND, 0, "struct_kind", -1,
                      "is not a kind of struct that this library initialises");
}

toll_status toll_struct_init(void *object, uint64_t object_size, uint32_t struct_kind, toll_error *err)
{
    const toll__layout *layout = toll__fields_layout(struct_kind);
    if (object == NULL)
        return toll__fail_null(err, "object");
    if (layout == NULL)
        return fail_kind(err);
    if (toll__structs_check_size(layout, object_size, NULL) != TOLL_OK)
        return toll__fail(err, TOLL_E_STRUCT_SIZE, 0, "object_size", -1,
                          "is not the size of that struct in any released version");
    uint64_t full[TOLL__STRUCT_MAX_BYTES / 8];
    uint32_t header[2] = {(uint32_t)object_size, struct_kind};
    toll__fields_set_defaults(full, struct_kind);
    toll__structs_copy_out(layout, full, object, object_size);
    if (layout->has_header)
        memcpy(object, header, sizeof header);
    return TOLL_OK;
}

toll_status toll_struct_check(const void *object, uint32_t struct_kind, toll_error *err)
{
    const toll__layout *layout = toll__fields_layout(struct_kind);
    if (layout == NULL || !layout->has_header)
        return fail_kind(err);
    uint64_t full[TOLL__STRUCT_MAX_BYTES / 8];
    return toll__done(toll__take(object, struct_kind, "object", full, err), err);
}

uint32_t toll_field_count(uint32_t struct_kind)
{
    uint32_t count = 0;
    toll__fields_of(struct_kind, &count);
    return count;
}

static void give_field(const toll__field *kept, toll_field *field)
{
    memset(field, 0, sizeof *field);
    field->struct_kind = kept->struct_kind;
    field->type = kept->type;
    field->offset_bytes = kept->offset_bytes;
    field->size_bytes = kept->size_bytes;
    field->known_bit = kept->known_bit;
    field->min = kept->min;
    field->max = kept->max;
    field->default_value = kept->default_value;
    const char *name = toll__field_name(kept), *unit = toll__field_unit(kept);
    memcpy(field->name, name, strlen(name)); /* shorter than the field, which is zero */
    memcpy(field->unit, unit, strlen(unit));
}

toll_status toll_field_get(uint32_t struct_kind, uint32_t index, toll_field *field, toll_error *err)
{
    uint32_t count = 0;
    const toll__field *found = toll__fields_of(struct_kind, &count);
    if (field == NULL)
        return toll__fail_null(err, "field");
    if (found == NULL)
        return fail_kind(err);
    if (index >= count)
        return toll__fail_range(err, 0, "index", -1, 0, count - 1, index);
    give_field(&found[index], field);
    return TOLL_OK;
}
