/* SPDX-License-Identifier: Apache-2.0 */
/* Describes the ABI of the linked library, from the library's own introspection and the public headers:
 *
 *     layout --layout include    one line per struct and field (tests/abi/layout.txt)
 *     layout --json include      everything that a binding needs (bindings/api.json)
 *     layout --init include      the header of C11 conveniences (include/toll/init.h)
 *     layout --defaults include  the fields whose default is not in their comment, or is another one there
 *
 * Fails when the library and the headers disagree about a struct; with --defaults, when a field is listed. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

#include "headers.h"

#define KIND_LIMIT 256u /* kinds are small numbers; this is far above the last */

static const char *const TYPE_NAMES[] = {"?", "i32", "u32", "i64", "u64", "f64", "chars", "range", "decimal", "amount"};

static _Noreturn void fail(const char *what, const char *name)
{
    fprintf(stderr, "layout: %s: %s\n", name, what);
    exit(1);
}

static const char *type_name(uint32_t type)
{
    return type < sizeof TYPE_NAMES / sizeof TYPE_NAMES[0] ? TYPE_NAMES[type] : TYPE_NAMES[0];
}

static toll_field get_field(uint32_t kind, uint32_t index)
{
    toll_field field;
    toll_error err;
    if (toll_field_get(kind, index, &field, &err) != TOLL_OK)
        fail(err.message, toll_struct_name(kind));
    return field;
}

#define NUMBER_BYTES 40

/* The shortest digits that read back as the same double. */
static void format_shortest(char text[NUMBER_BYTES], double value)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, NUMBER_BYTES, "%.*g", digits, value);
        if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value))
            return;
    }
}

/* ---- the headers against the library --------------------------------------------------------------------------- */

static uint32_t member_type(const Member *member)
{
    static const struct {
        const char *name;
        uint32_t type;
    } types[] = {
        {"int32_t", TOLL_TYPE_I32},      {"uint32_t", TOLL_TYPE_U32},         {"int64_t", TOLL_TYPE_I64},
        {"uint64_t", TOLL_TYPE_U64},     {"double", TOLL_TYPE_F64},           {"char", TOLL_TYPE_CHARS},
        {"toll_range", TOLL_TYPE_RANGE}, {"toll_decimal", TOLL_TYPE_DECIMAL}, {"toll_amount", TOLL_TYPE_AMOUNT}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].name, member->type) == 0)
            return types[i].type;
    fail("type has no place in a public struct", member->name);
}

static int64_t member_size(const Member *member)
{
    switch (member_type(member)) {
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        return 4;
    case TOLL_TYPE_CHARS:
        return (int64_t)member->elements;
    case TOLL_TYPE_RANGE:
        return 24;
    case TOLL_TYPE_DECIMAL:
    case TOLL_TYPE_AMOUNT:
        return 16;
    default:
        return 8;
    }
}

/* Offsets are summed without padding: a struct that needs padding fails here. */
static void compare_struct(uint32_t kind, const Record *record)
{
    if (record->count != toll_field_count(kind))
        fail("header and library differ in the number of fields", record->name);
    int64_t offset = 0;
    for (uint32_t i = 0; i < record->count; i++) {
        const Member *member = &record->members[i];
        toll_field field = get_field(kind, i);
        int64_t size = member_size(member);
        if (strcmp(field.name, member->name) != 0 || field.type != member_type(member) || field.size_bytes != size ||
            field.offset_bytes != offset)
            fail("header and library differ in a field", member->name);
        offset += size;
    }
    if ((uint64_t)offset != toll_struct_size(kind) || offset % 8 != 0)
        fail("header and library differ in the size, or it is not whole slots", record->name);
}

static const Record *record_of(const Headers *headers, uint32_t kind)
{
    const Record *record = headers_find_record(headers, toll_struct_name(kind));
    if (!record)
        fail("struct is in no header", toll_struct_name(kind));
    return record;
}

static void compare_all(const Headers *headers)
{
    size_t compared = 0;
    for (uint32_t kind = 0; kind < KIND_LIMIT; kind++) {
        if (toll_struct_size(kind) == 0)
            continue;
        compare_struct(kind, record_of(headers, kind));
        compared++;
    }
    if (compared != headers->n_records)
        fail("a struct of the headers has no kind in the library", "headers");
}

/* ---- defaults in comments -------------------------------------------------------------------------------------- */

/* The number of "Default <number>." in a comment; NULL: the comment states none. */
static const char *find_default(const char *comment)
{
    for (const char *at = strstr(comment, "Default "); at; at = strstr(at, "Default ")) {
        at += strlen("Default ");
        if (isdigit((unsigned char)*at) || *at == '-')
            return at;
    }
    return NULL;
}

/* 1: the text is the number and then one full stop, with nothing behind it. strtod() would read the stop as well. */
static int is_number_and_stop(const char *text, double *number)
{
    char digits[NUMBER_BYTES], *end;
    size_t length = strlen(text);
    if (length < 2 || length > sizeof digits || text[length - 1] != '.')
        return 0;
    memcpy(digits, text, length - 1);
    digits[length - 1] = '\0';
    *number = strtod(digits, &end);
    return *end == '\0';
}

/* NULL: the comment states the field's default, or the default is 0 and it states none. */
static const char *default_fault(const toll_field *field, const char *comment)
{
    const char *stated = find_default(comment);
    double number = 0;
    int is_zero = !(field->default_value < 0) && !(field->default_value > 0);
    if (!stated)
        return is_zero ? NULL : "does not state it";
    if (!is_number_and_stop(stated, &number))
        return "does not end in it as a plain number";
    if (number < field->default_value || number > field->default_value)
        return "states another one";
    return NULL;
}

/* Returns the number of fields listed. */
static size_t list_defaults(const Headers *headers)
{
    char number[NUMBER_BYTES];
    size_t listed = 0;
    for (uint32_t kind = 0; kind < KIND_LIMIT; kind++) {
        const Record *record = toll_struct_size(kind) > 0 ? record_of(headers, kind) : NULL;
        for (uint32_t i = 0; record && i < record->count; i++) {
            toll_field field = get_field(kind, i);
            const char *fault = default_fault(&field, record->members[i].comment);
            if (!fault)
                continue;
            format_shortest(number, field.default_value);
            printf("%s: %s.%s has the default %s: its comment %s\n", record->header, record->name, field.name, number,
                   fault);
            listed++;
        }
    }
    return listed;
}

/* ---- layout.txt ------------------------------------------------------------------------------------------------ */

static void print_layout(void)
{
    printf("# kind struct size / struct.field offset size type known_bit\n");
    for (uint32_t kind = 0; kind < KIND_LIMIT; kind++) {
        if (toll_struct_size(kind) == 0)
            continue;
        printf("%u %s %llu\n", kind, toll_struct_name(kind), (unsigned long long)toll_struct_size(kind));
        for (uint32_t i = 0; i < toll_field_count(kind); i++) {
            toll_field field = get_field(kind, i);
            printf("%s.%s %lld %lld %s %lld\n", toll_struct_name(kind), field.name, (long long)field.offset_bytes,
                   (long long)field.size_bytes, type_name(field.type), (long long)field.known_bit);
        }
    }
}

/* ---- api.json -------------------------------------------------------------------------------------------------- */

static void print_string(const char *key, const char *text, const char *after)
{
    printf("\"%s\": \"", key);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    printf("\"%s", after);
}

static void print_number(const char *key, double value, const char *after)
{
    char text[NUMBER_BYTES];
    if (!isfinite(value))
        fail("is not finite", key);
    format_shortest(text, value);
    printf("\"%s\": %s%s", key, text, after);
}

static void print_integer(const char *key, int64_t value, const char *after)
{
    printf("\"%s\": %lld%s", key, (long long)value, after);
}

static void print_constants(const Headers *headers)
{
    printf("  \"constants\": [\n");
    for (size_t i = 0; i < headers->n_constants; i++) {
        const Constant *constant = &headers->constants[i];
        printf("    {");
        print_string("name", constant->name, ", ");
        print_integer("value", constant->value, ", ");
        print_string("header", constant->header, ", ");
        print_string("group", constant->group, ", ");
        print_string("comment", constant->comment, i + 1 < headers->n_constants ? "},\n" : "}\n");
    }
    printf("  ],\n");
}

/* What 0 is in a field whose default is not 0 although its limits allow 0, or NULL for another field: the library keeps
 * this in its field table alone. */
static const char *zero_of(const toll_field *field)
{
    static const struct {
        uint32_t kind;
        const char *name, *zero;
    } zeros[] = {
#define STRUCT(kind, type, has_header)
#define END(kind)
#define FIELD(kind, type, member, class, unit, known, min, max, value)
#define FIELD0(kind, type, member, class, unit, known, min, max, value, zero) {TOLL_KIND_##kind, #member, #zero},
#include "api/fields.def"
    };
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (zeros[i].kind == field->struct_kind && strcmp(zeros[i].name, field->name) == 0)
            return zeros[i].zero;
    return NULL;
}

static void print_field(const toll_field *field, const Member *member, const char *after)
{
    const char *zero = zero_of(field);
    printf("        {");
    print_string("name", field->name, ", ");
    print_string("type", type_name(field->type), ", ");
    print_integer("offset", field->offset_bytes, ", ");
    print_integer("size", field->size_bytes, ", ");
    print_string("unit", field->unit, ", ");
    print_number("min", field->min, ", ");
    print_number("max", field->max, ", ");
    print_number("default", field->default_value, ", ");
    print_integer("known_bit", field->known_bit, ", ");
    if (zero != NULL)
        print_string("zero", zero, ", ");
    print_string("comment", member->comment, after);
}

static void print_struct(const Headers *headers, uint32_t kind, const char *separator)
{
    const Record *record = record_of(headers, kind);
    printf("%s    {", separator);
    print_string("name", record->name, ", ");
    print_integer("kind", kind, ", ");
    print_integer("size", (int64_t)toll_struct_size(kind), ", ");
    print_string("header", record->header, ", ");
    print_string("comment", record->comment, ",\n      \"fields\": [\n");
    for (uint32_t i = 0; i < record->count; i++) {
        toll_field field = get_field(kind, i);
        print_field(&field, &record->members[i], i + 1 < record->count ? "},\n" : "}\n");
    }
    printf("      ]}");
}

static void print_structs(const Headers *headers)
{
    const char *separator = "";
    printf("  \"structs\": [\n");
    for (uint32_t kind = 0; kind < KIND_LIMIT; kind++) {
        if (toll_struct_size(kind) == 0)
            continue;
        print_struct(headers, kind, separator);
        separator = ",\n";
    }
    printf("\n  ],\n");
}

static const char *direction(const Argument *argument)
{
    if (!argument->is_pointer)
        return "value";
    return argument->is_in_out ? "inout" : argument->is_out ? "out" : "in";
}

static void print_argument(const Argument *argument, const char *after)
{
    printf("        {");
    print_string("name", argument->name, ", ");
    print_string("type", argument->type, ", ");
    print_string("direction", direction(argument), ", ");
    printf("\"nullable\": %s, ", argument->is_nullable ? "true" : "false");
    print_string("comment", argument->comment, after);
}

static void print_functions(const Headers *headers)
{
    printf("  \"functions\": [\n");
    for (size_t i = 0; i < headers->n_functions; i++) {
        const Function *function = &headers->functions[i];
        printf("    {");
        print_string("name", function->name, ", ");
        print_string("returns", function->returns, ", ");
        print_string("header", function->header, ", ");
        print_string("comment", function->comment, ",\n      \"arguments\": [\n");
        for (size_t j = 0; j < function->count; j++)
            print_argument(&function->arguments[j], j + 1 < function->count ? "},\n" : "}\n");
        printf("      ]}%s\n", i + 1 < headers->n_functions ? "," : "");
    }
    printf("  ]\n");
}

static void print_json(const Headers *headers)
{
    printf("{\n  ");
    print_string("version", toll_version_string(), ",\n  ");
    print_integer("abi", toll_abi_version(), ",\n");
    print_constants(headers);
    print_structs(headers);
    print_functions(headers);
    printf("}\n");
}

/* ---- init.h ---------------------------------------------------------------------------------------------------- */

static const char INIT_OPENING[] =
    "/* SPDX-License-Identifier: Apache-2.0 */\n"
    "/**\n"
    " * @file init.h\n"
    " * @brief C11 conveniences: toll_init() for every struct, TOLL_STR() for text literals.\n"
    " */\n"
    "/* Written by `make abi-update` from the field table. Do not edit. */\n"
    "#ifndef TOLL_INIT_H\n"
    "#define TOLL_INIT_H\n"
    "\n";

static const char INIT_GROUP[] =
    "\n"
    "/**\n"
    " * @defgroup init Init\n"
    " * @brief How do I fill a struct with its defaults and pass a literal? Macros for C programs; no symbol of its "
    "own.\n"
    " *\n"
    " * toll.h includes this header. toll_init() needs C11; C99 and C++ programs call toll_struct_init() with the size "
    "and\n"
    " * the kind. TOLL_STR() works everywhere.\n"
    " *\n"
    " *     toll_serve_load load;\n"
    " *     toll_init(&load); // toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL)\n"
    " *     toll_catalog_find(TOLL_TABLE_HW, TOLL_STR(\"h100-sxm5-80gb\"), &index, &err);\n"
    " *\n"
    " * @{\n"
    " */\n"
    "\n"
    "/**\n"
    " * A text literal as two arguments: the text and its length.\n"
    " *\n"
    " * Use it where a function takes a text and its length. It takes literals only; pass ::TOLL_NUL as the length of "
    "a\n"
    " * NUL-terminated variable.\n"
    " *\n"
    " * @param literal \"h100-sxm5-80gb\"\n"
    " */\n"
    "#define TOLL_STR(literal) \"\" literal \"\", sizeof(literal) - 1\n"
    "\n"
    "#if defined(DOXYGEN) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus))\n"
    "\n"
    "/**\n"
    " * Fills a struct with its defaults; its type gives the size and the kind.\n"
    " *\n"
    " * Use it on every struct before anything else, inputs, outputs and rows alike. It can fail only with a library "
    "older\n"
    " * than these headers, and then returns what toll_struct_init() returns.\n"
    " *\n"
    " * @param object pointer to one struct of a public type; any other type does not compile\n"
    " */\n"
    "#define toll_init(object) toll_struct_init((object), sizeof *(object), TOLL_KIND_OF(object), (toll_error *)0)\n"
    "\n"
    "/* clang-format off */\n"
    "/**\n"
    " * TOLL_KIND_* of the struct that a pointer points to.\n"
    " *\n"
    " * Use it where a function asks for a struct's kind, such as toll_struct_check() or toll_field_get().\n"
    " *\n"
    " * @param object pointer to a struct of a public type\n"
    " */\n";

/* Name of the TOLL_KIND_* constant. */
static const char *kind_name(const Headers *headers, uint32_t kind)
{
    for (size_t i = 0; i < headers->n_constants; i++)
        if (strncmp(headers->constants[i].name, "TOLL_KIND_", 10) == 0 && headers->constants[i].value == (int64_t)kind)
            return headers->constants[i].name;
    fail("has no TOLL_KIND_ constant", toll_struct_name(kind));
}

/* The headers that declare the structs, in toll.h's order: records are kept as they were read. */
static void print_includes(const Headers *headers)
{
    const char *last = "";
    for (size_t i = 0; i < headers->n_records; i++) {
        if (strcmp(headers->records[i].header, last) != 0)
            printf("#include <toll/%s>\n", headers->records[i].header);
        last = headers->records[i].header;
    }
}

static void print_kinds(const Headers *headers)
{
    /* clang-format fills lines of a selection: one a line is easier to compare. */
    printf("#define TOLL_KIND_OF(object) _Generic((object)");
    for (uint32_t kind = 0; kind < KIND_LIMIT; kind++) {
        if (toll_struct_size(kind) == 0)
            continue;
        printf(", \\\n    %s *: %s", toll_struct_name(kind), kind_name(headers, kind));
    }
    printf(")\n/* clang-format on */\n");
}

static void print_init(const Headers *headers)
{
    printf("%s", INIT_OPENING);
    print_includes(headers);
    printf("%s", INIT_GROUP);
    print_kinds(headers);
    printf("\n#endif\n\n/** @} */\n\n#endif\n");
}

/* Reads the headers that toll.h includes, in its order, but not init.h, which this program writes. */
static void read_headers(Headers *headers, const char *folder)
{
    char path[512], line[256], name[NAME_BYTES];
    snprintf(path, sizeof path, "%s/toll.h", folder);
    FILE *file = fopen(path, "r");
    if (!file)
        fail("can't be opened", path);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "#include <toll/%63[a-z.]>", name) != 1)
            continue;
        if (strcmp(name, "init.h") == 0)
            continue;
        snprintf(path, sizeof path, "%s/toll/%s", folder, name);
        headers_read(headers, path);
    }
    fclose(file);
}

/* Returns 1 when --defaults lists a field. */
static int print_what(const char *option, const Headers *headers)
{
    if (strcmp(option, "--defaults") == 0)
        return list_defaults(headers) > 0;
    if (strcmp(option, "--layout") == 0)
        print_layout();
    else if (strcmp(option, "--init") == 0)
        print_init(headers);
    else
        print_json(headers);
    return 0;
}

static int is_option(const char *text)
{
    static const char *const options[] = {"--layout", "--json", "--init", "--defaults"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(text, options[i]) == 0)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 || !is_option(argv[1])) {
        fprintf(stderr, "usage: layout --layout|--json|--init|--defaults include-folder\n");
        return 2;
    }
    Headers headers = {0};
    read_headers(&headers, argv[2]);
    compare_all(&headers);
    int is_faulty = print_what(argv[1], &headers);
    headers_free(&headers);
    return is_faulty || ferror(stdout) || fflush(stdout) ? 1 : 0;
}
