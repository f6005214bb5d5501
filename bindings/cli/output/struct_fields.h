/* SPDX-License-Identifier: Apache-2.0 */
/* Public structs field by field: as JSON members and as text. */
#ifndef TOLL_CLI_OUTPUT_STRUCT_FIELDS_H
#define TOLL_CLI_OUTPUT_STRUCT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

#include "output/json_out.h"

/* The field of that name in a struct of this kind; false: there is none. */
bool struct_field_find(uint32_t kind, const char *name, toll_field *field);

bool struct_field_is_known(const toll_field *field, uint64_t known);

/* A field of any numeric type as a number. */
double struct_field_number(const toll_field *field, const void *object);

/* A whole-number field by name; 0 where there is none. */
int64_t struct_field_integer(uint32_t kind, const void *object, const char *name);

/* One field as a member of the open object; null when it is not known. */
void json_struct_field(json *j, const char *key, const toll_field *field, const void *object, uint64_t known);

/* Every field of a struct as members of the open object, under the names of the header; optional ones that are not
 * known are null. Reserved and header fields are left out. */
void json_struct(json *j, uint32_t kind, const void *object, uint64_t known);

/* Member "unverified": names of the fields whose bit is set. */
void json_struct_unverified(json *j, uint32_t kind, uint64_t unverified);

/* Appends "name value" of every field that is not 0 to text, but for plumbing and the named one. */
void struct_text(char *text, size_t size, uint32_t kind, const void *object, const char *but);

/* Fields that JSON leaves out of a struct: its header, bits and reserved words. */
bool struct_field_is_plumbing(const char *name);

#endif
