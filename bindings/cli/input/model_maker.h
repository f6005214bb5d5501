/* SPDX-License-Identifier: Apache-2.0 */
/* Whose model a bare name is. */
#ifndef TOLL_CLI_INPUT_MODEL_MAKER_H
#define TOLL_CLI_INPUT_MODEL_MAKER_H

#include <toll.h>

/* The provider of the built-in book that makes the family of the name, "openai" of "gpt-4o"; NULL: not known. */
const char *model_maker(const char *model);

#endif
