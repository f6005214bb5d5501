/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of usage objects: which counts lie inside which total. */
#ifndef TOLL_IO_USAGE_USAGE_SHAPE_H
#define TOLL_IO_USAGE_USAGE_SHAPE_H

#include "usage/usage_record.h"

typedef enum toll__log_shape {
    TOLL__SHAPE_NONE,
    TOLL__SHAPE_OPENAI_CHAT,
    TOLL__SHAPE_OPENAI_RESPONSES,
    TOLL__SHAPE_OPENAI_REALTIME,
    TOLL__SHAPE_OPENAI_IMAGES,
    TOLL__SHAPE_OPENAI_TRANSCRIPTION,
    TOLL__SHAPE_OPENAI_SPEECH,
    TOLL__SHAPE_EMBEDDINGS,
    TOLL__SHAPE_ANTHROPIC,
    TOLL__SHAPE_GEMINI,
    TOLL__SHAPE_BEDROCK,
    TOLL__SHAPE_XAI,
    TOLL__SHAPE_MISTRAL,
    TOLL__SHAPE_GROQ,
    TOLL__SHAPE_DEEPSEEK,
    TOLL__SHAPE_COHERE,
    TOLL__SHAPE_PERPLEXITY,
    TOLL__SHAPE_OPENROUTER,
    TOLL__SHAPE_OPENROUTER_GENERATION,
    TOLL__SHAPE_OLLAMA,
    TOLL__SHAPE_LITELLM,
    TOLL__SHAPE_LANGCHAIN,
    TOLL__SHAPE_VERCEL,
    TOLL__SHAPE_OTEL,
    TOLL__SHAPE_CLAUDE_CODE,
    TOLL__SHAPE_OPENCODE,
    TOLL__SHAPE_CODEX,
    TOLL__SHAPE_METERS,
    TOLL__SHAPE_OWN,
    TOLL__SHAPES
} toll__log_shape;

/* The shape by its name; TOLL__SHAPE_NONE: there is none. */
uint32_t toll__log_shape_find(const char *name, uint64_t length);

/* The shape of the counts that were taken, unless the reader's user has named one. */
void toll__log_sniff(toll__log_draft *d);

/* Makes totals inclusive. */
void toll__log_settle(toll__log_draft *d);

#endif
