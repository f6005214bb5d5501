/* SPDX-License-Identifier: Apache-2.0 */
/* Records of coding agents and of streams, which go over several lines. */
#ifndef TOLL_IO_USAGE_USAGE_SESSIONS_H
#define TOLL_IO_USAGE_USAGE_SESSIONS_H

#include "usage/usage_record.h"

/* Takes a line of Codex: its session, model and token counts. False: it is no such line. */
bool toll__log_take_codex(toll__log_draft *d, uint32_t root);

/* Takes an event of Anthropic's streams. False: it is no such event. */
bool toll__log_take_stream(toll__log_draft *d, uint32_t root);

/* Gives the record of the open stream and closes it. */
void toll__log_end_stream(toll__log_draft *d, bool is_cut);

/* Tells sessions of Claude Code by their lines, and numbers requests that stand in several records. After
 * toll__log_find(). */
void toll__log_tell_request(toll__log_draft *d, uint32_t root);

#endif
