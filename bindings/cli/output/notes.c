/* SPDX-License-Identifier: Apache-2.0 */
/* Notes on what was read into a request. They are few: one a name on the command line, or a line of a scenario; what
 * goes beyond the room for them is printed at once. */
#include "output/notes.h"

#include <stdio.h>
#include <string.h>

#include "output/outside_text.h"

#define NOTES_MAX  32
#define NOTE_BYTES 256

static char kept[NOTES_MAX][NOTE_BYTES];
static int n_kept, n_taken;

static void print_note(const char *text)
{
    outside_print(stderr, "toll: note: %s", text);
    fputc('\n', stderr);
}

void notes_add(const char *text)
{
    if (text[0] == 0) {
        return;
    }
    for (int i = 0; i < n_kept; i++) {
        if (strncmp(kept[i], text, NOTE_BYTES - 1) == 0) {
            return;
        }
    }
    if (n_kept == NOTES_MAX) {
        print_note(text);
        return;
    }
    snprintf(kept[n_kept++], NOTE_BYTES, "%s", text);
}

const char *notes_take(void)
{
    return n_taken < n_kept ? kept[n_taken++] : NULL;
}

void notes_print(void)
{
    for (const char *note = notes_take(); note != NULL; note = notes_take()) {
        print_note(note);
    }
}

void notes_forget(void)
{
    n_kept = n_taken = 0;
}
