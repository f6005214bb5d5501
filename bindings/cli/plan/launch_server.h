/* SPDX-License-Identifier: Apache-2.0 */
/* The command that starts one replica of a deployment: vLLM, SGLang, TensorRT-LLM or llama.cpp. */
#ifndef TOLL_CLI_PLAN_LAUNCH_SERVER_H
#define TOLL_CLI_PLAN_LAUNCH_SERVER_H

#include "plan/launch_layout.h"
#include "plan/launch_words.h"

#define LAUNCH_PORT 8000

/* Engines that have a launch line. */
typedef enum launch_engine { LAUNCH_VLLM, LAUNCH_SGLANG, LAUNCH_TRTLLM, LAUNCH_LLAMACPP, LAUNCH_NONE } launch_engine;

/* The engine of an id ("vllm-0.11" is vLLM); LAUNCH_NONE: there is no launch line for it. */
launch_engine launch_engine_of(const char *id);

/* "vllm"; "" for LAUNCH_NONE. */
const char *launch_engine_name(launch_engine engine);

/* The published weights serve as they are, or the engine quantises them while it loads them: nothing has to be made. */
bool launch_has_checkpoint(const launch_layout *l, launch_engine engine);

/* Fills the command with its notes, whatever engine the layout names; false: LAUNCH_NONE. */
bool launch_server(launch_words *w, const launch_layout *l, launch_engine engine);

#endif
