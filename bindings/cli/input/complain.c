/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints go to stderr, one line each, escaped: they quote what was typed and what files hold. The suggestion is the name with the least edit distance (Levenshtein, by
 * Wagner and Fischer, J. ACM 21, 1974) below half of the length: --jsn is 1 from --json, so it is suggested. */
#include "input/complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "input/exit_codes.h"
#include "output/outside_text.h"

#define NAME_BYTES    40
#define MESSAGE_BYTES 2000 /* of a complaint about a file's line */

static complaint_place place_of; /* NULL: none is known */

void complain_place_by(complaint_place find)
{
    place_of = find;
}

int complain(const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list values;
    va_start(values, format);
    if (place_of == NULL) {
        fputs("toll: ", stderr);
        outside_vprint(stderr, format, values);
    } else {
        vsnprintf(message, sizeof message, format, values);
        outside_print(stderr, "toll: %s%s", place_of(message), message);
    }
    va_end(values);
    fputc('\n', stderr);
    return EXIT_BAD_INPUT;
}

int complain_error(const toll_error *err)
{
    return complain("%s", err->message[0] != 0 ? err->message : toll_status_message(err->code));
}

int complain_place(const toll_error *err)
{
    outside_print(stderr, "%s%s", err->message, err->code == TOLL_E_RANGE ? " (--max-input)" : "");
    fputc('\n', stderr);
    return EXIT_BAD_INPUT;
}

/* Levenshtein distance of two short names, one row of the matrix at a time. */
static int edit_distance(const char *a, const char *b)
{
    int row[NAME_BYTES + 1], length = (int)strlen(b);
    for (int j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (int i = 1; a[i - 1] != 0; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            int change = diagonal + (a[i - 1] != b[j - 1]);
            int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = change < least ? change : least;
        }
    }
    return row[length];
}

const char *nearest_name(const char *wanted, const char *const *names, int n_names)
{
    const char *nearest = NULL;
    size_t length = strlen(wanted);
    int least = 1 + (int)length / 2; /* more than half of it wrong: not what was meant */
    for (int i = 0; i < n_names && length <= NAME_BYTES; i++) {
        int distance = strlen(names[i]) > NAME_BYTES ? NAME_BYTES : edit_distance(wanted, names[i]);
        if (distance < least) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
