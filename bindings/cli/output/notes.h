/* SPDX-License-Identifier: Apache-2.0 */
/* Notes on what was read into a request: in the answer's JSON, or on stderr behind the answer. */
#ifndef TOLL_CLI_OUTPUT_NOTES_H
#define TOLL_CLI_OUTPUT_NOTES_H

/* Keeps a note, once; an empty one is none. */
void notes_add(const char *text);

/* The notes one by one, marked as shown; NULL behind the last. */
const char *notes_take(void);

/* Prints those that were not taken: "toll: note: ...". */
void notes_print(void);

/* Drops all of them: what follows is another command line's. */
void notes_forget(void);

#endif
