/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell learns from `toll`. */
#ifndef TOLL_CLI_INPUT_EXIT_CODES_H
#define TOLL_CLI_INPUT_EXIT_CODES_H

#define EXIT_FINE         0 /* answered */
#define EXIT_BAD_INPUT    1 /* unknown option, id or value; or the answer could not be written */
#define EXIT_NOT_FEASIBLE 2 /* no deployment asked about fits in memory */
#define EXIT_OVER_BUDGET  3 /* no deployment asked about is within --budget; the bill is above it */
#define EXIT_INCOMPLETE   4 /* records were left unpriced or unread, so the total lacks them */
#define EXIT_TOO_OLD      4 /* answered, by prices that are older than --max-age */

#define EXIT_INTERRUPTED 130 /* by SIGINT, as shells say it: 128 + 2 */

/* toll book diff, as diff(1) */
#define EXIT_SAME    0 /* nothing changed */
#define EXIT_CHANGED 1 /* something did */
#define EXIT_TROUBLE 2 /* a book or the records could not be read */

#endif
