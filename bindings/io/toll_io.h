/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file toll_io.h
 * @brief libtoll-io: descriptors from the files that models are published with.
 */
#ifndef TOLL_IO_H
#define TOLL_IO_H

#include <toll/base.h>
#include <toll/model.h>
#include <toll/tco.h>

/**
 * @defgroup io Import
 * @brief Text and bytes in, rows out: Hugging Face `config.json` and GGUF to the descriptors of model.h, scenario files
 *        to the rows of tco.h.
 *
 * A library of its own (`libtoll-io`, `-ltoll-io`), because it needs jansson and memory while libtoll needs neither. It
 * only translates: what the rows weigh and cost is libtoll's work.
 *
 * **config.json.** `model_type` selects how the architecture spells its fields and what it has beside them (biases,
 * norms, gates); nested `text_config` and `llm_config` are followed, and what lies beside the text model (vision and
 * audio towers, multi-token prediction) is not described. Fields that a family leaves to its published default are
 * filled in from that default. Each layer is described on its own and equal ones are counted together, so patterns of
 * windows, linear attention and experts come out as they are.
 *
 * **An architecture that is not known** is refused by name. ::TOLL_IO_ALLOW_UNKNOWN has it read as a decoder with gated
 * feed-forward blocks if the usual fields are there; its shape is then marked ::TOLL_MODEL_SHAPE in `unverified`.
 *
 * **Precision.** `toll_model.native_precision` gets the catalog's id of what `quantization_config` (or
 * `hf_quant_config.json`) says, else of `dtype`; a quantisation that the catalog has no name for is refused, never
 * taken for another.
 *
 * **GGUF.** The shapes and the formats of all tensors are in the file's head, so both the rows and the bits of each
 * tensor class are exact.
 *
 * **Scenario files** are lines of text; `toll_tco_get_row_kind()` is the list of their keys.
 *
 *     # what follows "#" is a comment
 *     horizon = 36                               a kind of row and its value; before any section: for all options
 *     input_tokens per month = 30G [20G .. 45G]  the tenth and the ninetieth percentile of a value
 *     [own] Own servers                          opens an option; what follows is its label
 *     buy gpu per gpu = 25k EUR (2025)           category and basis; currency and price year
 *     cost staff per fte per year = 150k x 2     basis and unit of time; times a fixed quantity
 *     cost support per capex of server = 5 %     the category that it is a share of
 *     curve_rate rental = -15 % @ 0 .. 24        class of prices; from period 0 up to, not including, 24
 *     cost network per node = 900 nodes 8 .. 64  only from 8 nodes on and below 64
 *     sizing = hours                             a word, where the kind takes one
 *     profile 9 = 3                              a number, where the kind takes one: the hour of the day
 *     tax_rate all = 25 %                        `all` costs, or `depreciation` alone
 *
 *     pue = default(pue_survey_average/world/2025)   a sourced figure of the catalog, where its unit is the row's
 *
 * Numbers may end in k, M, G, T (10^3 .. 10^12), Ki, Mi, Gi (2^10 .. 2^30) or %.
 *
 * Threads: every function is reentrant.
 * @{
 */

#if !defined(TOLL_IO_API)
#if defined(__GNUC__) && __GNUC__ >= 4
#define TOLL_IO_API __attribute__((visibility("default")))
#else
#define TOLL_IO_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define TOLL_IO_ALLOW_UNKNOWN 0x1u /**< Read an unknown architecture as a decoder with gated feed-forward blocks. */

#define TOLL_IO_TEXT_LIMIT 16777216u /**< Longest text that is read, bytes. */

/**
 * Reads a Hugging Face `config.json`.
 * @param text the file, UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param quant `hf_quant_config.json`, which some publishers put beside it; NULL: none
 * @param quant_length its bytes; 0 with NULL
 * @param flags TOLL_IO_* bits
 * @param[out] model the descriptor, header set by the caller; `id` is the config's `_name_or_path` or its model type
 * @param[out] layers the rows
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] n_layers rows there are: also when they do not fit
 * @param[out] err names the field of the file; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_SYNTAX (no JSON, a field of another type; the message has the line);
 *         ::TOLL_E_RANGE; ::TOLL_E_MISSING (a field that the architecture needs); ::TOLL_E_UNSUPPORTED (an architecture
 *         or a quantisation that is not known); ::TOLL_E_BUFFER (the rows do not fit); ::TOLL_E_STRIDE; any status of
 *         toll_model_check(), which the result has passed. Nothing but `n_layers` is written on failure.
 */
TOLL_IO_API toll_status toll_io_parse_config(const char *text, uint64_t length, const char *quant,
                                             uint64_t quant_length, uint64_t flags, toll_model *model,
                                             toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes,
                                             uint64_t *n_layers, toll_error *err);

/**
 * Reads the head of a GGUF file (versions 2 and 3, little-endian).
 * @param bytes the file's first bytes; its tensors' data need not be among them
 * @param length bytes given
 * @param flags none yet: 0
 * @param[out] model the descriptor, header set by the caller
 * @param[out] layers the rows
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] n_layers rows there are: also when they do not fit
 * @param[out] precision mean bits per weight of each tensor class; KV cache and activations at 16 bits; header set by
 *             the caller
 * @param[out] weight_bytes bytes of all tensors as the file stores them; NULL allowed
 * @param[out] err names the key or tensor; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_SYNTAX (no GGUF, or cut within its head); ::TOLL_E_MISSING (a key or
 *         tensor that the shape needs); ::TOLL_E_UNSUPPORTED (a version, a tensor format or an architecture that is not
 *         known); ::TOLL_E_CONFLICT (tensors that contradict the keys); ::TOLL_E_BUFFER; ::TOLL_E_STRIDE; any status of
 *         toll_model_check(). Nothing but `n_layers` is written on failure.
 */
TOLL_IO_API toll_status toll_io_parse_gguf(const void *bytes, uint64_t length, uint64_t flags, toll_model *model,
                                           toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes,
                                           uint64_t *n_layers, toll_model_precision *precision, uint64_t *weight_bytes,
                                           toll_error *err);

/**
 * Reads a scenario file.
 * @param text UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param[out] rows the rows, in the order of the lines; not yet checked against each other: toll_tco_check() does that
 * @param[out] lines of each row the number of its line, from 1; NULL allowed
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: the caller's sizeof(toll_tco_row)
 * @param[out] n_rows rows there are: also when they do not fit
 * @param[out] err row = the line's number; the message begins with it and names the word; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (length; a number outside its kind's limits; more than 64 options);
 *         ::TOLL_E_SYNTAX; ::TOLL_E_UNKNOWN_ID (a word that is no kind, category, basis ...: with the nearest one);
 *         ::TOLL_E_CONFLICT (a word that the kind does not take, or given twice); ::TOLL_E_MISSING (a field that the
 *         kind needs); ::TOLL_E_BUFFER; ::TOLL_E_STRIDE. Nothing but `n_rows` is written on failure, except rows before
 *         a wrong line.
 */
TOLL_IO_API toll_status toll_io_parse_scenario(const char *text, uint64_t length, toll_tco_row *rows, uint32_t *lines,
                                               uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows,
                                               toll_error *err);

/** Number of architectures that toll_io_parse_config() knows. @return count */
TOLL_IO_API uint32_t toll_io_count_families(void);

/** One of them. @param index 0 .. toll_io_count_families() - 1 @return its `model_type`; "" beyond; static. */
TOLL_IO_API const char *toll_io_get_family(uint32_t index);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
