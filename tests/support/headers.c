/* SPDX-License-Identifier: Apache-2.0 */
/* Reads public headers in one pass over their text. A doc comment above a declaration, or one that trails it, becomes the
 * comment of that declaration; a plain comment becomes the group of the constants below it, up to the next blank line. */
#include "headers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the reader is, and the comments that wait for their declaration. */
typedef struct Reader {
    const char *at;
    char header[NAME_BYTES];
    char doc[COMMENT_BYTES];   /* the last doc comment, whole */
    char group[COMMENT_BYTES]; /* the last plain comment */
    char *trailing;            /* comment of the declaration just read, for a trailing doc comment; NULL: none */
    Headers *out;
} Reader;

static _Noreturn void fail(const char *what, const char *name)
{
    fprintf(stderr, "headers: %s: %s\n", name, what);
    exit(1);
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

static void copy_text(char *target, size_t capacity, const char *source, size_t length)
{
    if (length >= capacity)
        fail("longer than this tool's limit", source);
    memcpy(target, source, length);
    target[length] = '\0';
}

static int is_word(int c)
{
    return isalnum(c) || c == '_';
}

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (is_word((unsigned char)at[length]))
        length++;
    return length;
}

/* Copies with runs of white space as one blank, and without the stars that lead a comment's lines. */
static void copy_comment(char *target, const char *at, const char *end)
{
    size_t length = 0;
    int line_start = 1;
    for (; at < end; at++) {
        if (*at == '\n')
            line_start = 1;
        else if (!isspace((unsigned char)*at) && !(line_start && *at == '*'))
            line_start = 0;
        int blank = line_start || isspace((unsigned char)*at);
        if (blank && (length == 0 || target[length - 1] == ' '))
            continue;
        if (length + 2 > COMMENT_BYTES)
            fail("comment too long", target);
        target[length++] = blank ? ' ' : *at;
    }
    if (length > 0 && target[length - 1] == ' ')
        length--;
    target[length] = '\0';
}

/* Cuts a doc comment before its first tag; one that begins with @return is its own brief. */
static void copy_brief(char *target, const char *doc)
{
    if (strncmp(doc, "@return ", 8) == 0)
        doc += 8;
    const char *end = strstr(doc, " @");
    copy_comment(target, doc, end ? end : doc + strlen(doc));
}

/* ---- growing arrays -------------------------------------------------------------------------------------------- */

static void *grow(void *items, size_t count, size_t size)
{
    void *grown = realloc(items, (count + 1) * size);
    if (!grown)
        fail("out of memory", "grow");
    memset((char *)grown + count * size, 0, size);
    return grown;
}

static Constant *add_constant(Headers *headers)
{
    headers->constants = grow(headers->constants, headers->n_constants, sizeof(Constant));
    return &headers->constants[headers->n_constants++];
}

static Record *add_record(Headers *headers)
{
    headers->records = grow(headers->records, headers->n_records, sizeof(Record));
    return &headers->records[headers->n_records++];
}

static Function *add_function(Headers *headers)
{
    headers->functions = grow(headers->functions, headers->n_functions, sizeof(Function));
    return &headers->functions[headers->n_functions++];
}

/* ---- comments and white space ---------------------------------------------------------------------------------- */

/* "@file", "@defgroup", "@}": describes no declaration. */
static int is_structural(const char *doc)
{
    return doc[0] == '@' && strncmp(doc, "@return ", 8) != 0;
}

/* Reads one comment: keeps it as group, as pending doc, or as the trailing doc of what was just read. */
static void read_comment(Reader *reader)
{
    const char *at = reader->at + 2;
    const char *end = strstr(at, "*/");
    if (!end)
        fail("unterminated comment", reader->header);
    if (strncmp(at, "*<", 2) == 0) {
        if (!reader->trailing)
            fail("trailing comment without a declaration", reader->header);
        if (reader->trailing[0] != '\0')
            fail("two comments for one declaration", reader->trailing);
        copy_comment(reader->trailing, at + 2, end);
    } else if (*at == '*') {
        copy_comment(reader->doc, at + 1, end);
        if (is_structural(reader->doc))
            reader->doc[0] = '\0';
    } else {
        copy_comment(reader->group, at, end);
    }
    reader->at = end + 2;
}

/* White space and comments. A blank line ends a group. */
static void skip_blank(Reader *reader)
{
    for (;;) {
        if (strncmp(reader->at, "\n\n", 2) == 0)
            reader->group[0] = '\0';
        if (strncmp(reader->at, "/*", 2) == 0)
            read_comment(reader);
        else if (isspace((unsigned char)*reader->at))
            reader->at++;
        else
            return;
    }
}

/* To the end of a preprocessor line, continuations included. */
static void skip_line(Reader *reader)
{
    while (*reader->at && *reader->at != '\n')
        reader->at += strncmp(reader->at, "\\\n", 2) == 0 ? 2 : 1;
}

static void read_word(Reader *reader, char *target)
{
    skip_blank(reader);
    size_t length = word_length(reader->at);
    if (length == 0)
        fail("a name was expected", reader->at);
    copy_text(target, NAME_BYTES, reader->at, length);
    reader->at += length;
}

static void expect(Reader *reader, char wanted, const char *name)
{
    skip_blank(reader);
    if (*reader->at != wanted)
        fail("unexpected character", name);
    reader->at++;
}

/* ---- constants ------------------------------------------------------------------------------------------------- */

/* "-12", "0x10u": 1 when the whole word is an integer. */
static int parse_integer(const char *at, int64_t *value, const char **end)
{
    char *stop;
    *value = strtoll(at, &stop, 0);
    if (stop == at)
        return 0;
    while (*stop == 'u' || *stop == 'U' || *stop == 'l' || *stop == 'L')
        stop++;
    *end = stop;
    return !is_word((unsigned char)*stop);
}

/* "#define NAME integer": anything else is skipped. */
static void read_define(Reader *reader)
{
    const char *name = reader->at + strlen("#define ");
    size_t length = word_length(name);
    const char *value = name + length;
    while (*value == ' ' || strncmp(value, "\\\n", 2) == 0)
        value += *value == ' ' ? 1 : 2;
    int64_t number;
    const char *end;
    if (*value == '\n' || !parse_integer(value, &number, &end)) {
        skip_line(reader);
        return;
    }
    Constant *constant = add_constant(reader->out);
    copy_text(constant->name, NAME_BYTES, name, length);
    strcpy(constant->header, reader->header);
    strcpy(constant->group, reader->group);
    copy_brief(constant->comment, reader->doc);
    constant->value = number;
    reader->doc[0] = '\0';
    reader->trailing = constant->comment;
    reader->at = end;
}

/* ---- structs --------------------------------------------------------------------------------------------------- */

/* Its comment stands above it, for a long one, or trails it. */
static void read_member(Reader *reader, Record *record)
{
    if (record->count == MEMBERS_MAX)
        fail("too many members", record->name);
    Member *member = &record->members[record->count++];
    read_word(reader, member->type);
    read_word(reader, member->name);
    member->elements = 1;
    if (*reader->at == '[') {
        char *end;
        member->elements = strtoull(reader->at + 1, &end, 10);
        reader->at = end;
        expect(reader, ']', member->name);
    }
    expect(reader, ';', member->name);
    copy_brief(member->comment, reader->doc);
    reader->doc[0] = '\0';
    reader->trailing = member->comment;
}

static void read_record(Reader *reader)
{
    Record *record = add_record(reader->out);
    char word[NAME_BYTES];
    read_word(reader, word);
    read_word(reader, word);
    read_word(reader, record->name);
    strcpy(record->header, reader->header);
    copy_brief(record->comment, reader->doc);
    reader->doc[0] = '\0';
    expect(reader, '{', record->name);
    for (skip_blank(reader); *reader->at != '}'; skip_blank(reader))
        read_member(reader, record);
    reader->at++;
    read_word(reader, word);
    if (strcmp(word, record->name) != 0)
        fail("tag and typedef differ", record->name);
    expect(reader, ';', record->name);
    reader->doc[0] = '\0';
    reader->trailing = NULL;
}

/* ---- functions ------------------------------------------------------------------------------------------------- */

/* Splits "const toll_hw *hw" at its last word. */
static void read_type_and_name(const char *at, const char *end, char *type, char *name)
{
    while (end > at && isspace((unsigned char)end[-1]))
        end--;
    const char *start = end;
    while (start > at && is_word((unsigned char)start[-1]))
        start--;
    copy_text(name, NAME_BYTES, start, (size_t)(end - start));
    char text[COMMENT_BYTES];
    copy_comment(text, at, start);
    copy_text(type, NAME_BYTES, text, strlen(text));
}

/* The "@param name text" of an argument: fails when there is none. */
static void read_param(Argument *argument, const char *doc, const char *function)
{
    size_t length = strlen(argument->name);
    for (const char *tag = strstr(doc, "@param"); tag; tag = strstr(tag, "@param")) {
        tag += strlen("@param");
        argument->is_in_out = strncmp(tag, "[in,out]", 8) == 0;
        argument->is_out = argument->is_in_out || strncmp(tag, "[out]", 5) == 0;
        tag += argument->is_in_out ? 9 : argument->is_out ? 6 : 1;
        if (strncmp(tag, argument->name, length) != 0 || is_word((unsigned char)tag[length]))
            continue;
        tag += length;
        const char *end = strstr(tag, " @");
        copy_comment(argument->comment, tag, end ? end : tag + strlen(tag));
        argument->is_nullable = argument->is_pointer && strstr(argument->comment, "NULL") != NULL;
        return;
    }
    fprintf(stderr, "headers: %s: ", function);
    fail("argument is not documented", argument->name);
}

static void read_argument(Function *function, const char *at, const char *end, const char *doc)
{
    if (function->count == ARGUMENTS_MAX)
        fail("too many arguments", function->name);
    Argument *argument = &function->arguments[function->count++];
    read_type_and_name(at, end, argument->type, argument->name);
    argument->is_pointer = strchr(argument->type, '*') != NULL;
    read_param(argument, doc, function->name);
    int is_const = strncmp(argument->type, "const ", 6) == 0;
    if (argument->is_pointer && argument->is_out == is_const)
        fail("direction of an argument differs between its type and its documentation", function->name);
}

static void read_function(Reader *reader)
{
    Function *function = add_function(reader->out);
    const char *at = reader->at + strlen("TOLL_API ");
    const char *open = strchr(at, '(');
    const char *close = open ? strchr(open, ')') : NULL;
    if (!close)
        fail("prototype without parentheses", reader->header);
    read_type_and_name(at, open, function->returns, function->name);
    strcpy(function->header, reader->header);
    copy_brief(function->comment, reader->doc);
    at = open + 1;
    if (strncmp(at, "void)", 5) == 0)
        at = close;
    while (at < close) {
        const char *end = at + strcspn(at, ",)");
        read_argument(function, at, end, reader->doc);
        at = end + 1;
    }
    reader->at = close + 1;
    expect(reader, ';', function->name);
    reader->doc[0] = '\0';
    reader->trailing = NULL;
}

/* ---- a whole file ---------------------------------------------------------------------------------------------- */

/* A byte of any other declaration, to which the doc comment above it belongs: typedef int32_t toll_status; */
static void skip_other(Reader *reader)
{
    reader->doc[0] = '\0';
    reader->at++;
}

static void read_next(Reader *reader)
{
    if (strncmp(reader->at, "#define ", 8) == 0)
        read_define(reader);
    else if (*reader->at == '#')
        skip_line(reader);
    else if (strncmp(reader->at, "typedef struct ", 15) == 0)
        read_record(reader);
    else if (strncmp(reader->at, "TOLL_API ", 9) == 0)
        read_function(reader);
    else
        skip_other(reader);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail("can't be opened", path);
    size_t length = 0, capacity = 1 << 20;
    char *text = malloc(capacity);
    if (text)
        length = fread(text, 1, capacity, file);
    fclose(file);
    if (!text || length == capacity)
        fail("too large", path);
    text[length] = '\0';
    return text;
}

void headers_read(Headers *headers, const char *path)
{
    char *text = read_file(path);
    Reader reader = {.at = text, .out = headers};
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    copy_text(reader.header, NAME_BYTES, base, strlen(base));
    for (skip_blank(&reader); *reader.at; skip_blank(&reader))
        read_next(&reader);
    free(text);
}

const Record *headers_find_record(const Headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->n_records; i++)
        if (strcmp(headers->records[i].name, name) == 0)
            return &headers->records[i];
    return NULL;
}

void headers_free(Headers *headers)
{
    free(headers->constants);
    free(headers->records);
    free(headers->functions);
    *headers = (Headers){0};
}
