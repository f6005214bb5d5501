/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file toll_io.h
 * @brief libtoll-io: descriptors from the files that models are published with.
 */
#ifndef TOLL_IO_H
#define TOLL_IO_H

#include <toll/base.h>
#include <toll/book.h>
#include <toll/model.h>
#include <toll/tco.h>

/**
 * @defgroup io Import
 * @brief How do the files that models, scenarios and prices come in become rows? Text and bytes in, rows out.
 *
 * It reads Hugging Face `config.json` and GGUF files into the descriptors of model.h, scenario files into the rows of
 * tco.h, and published price catalogs into the rows of book.h. It only translates: the bytes and the cost of these rows
 * are computed by libtoll.
 *
 * This is a separate library (`libtoll-io`, `-ltoll-io`), because it needs stdio and memory, and libtoll needs
 * neither. Every function is reentrant. Errors, structs, rows and text follow the rules of base.h.
 *
 * ## config.json
 *
 * `model_type` selects how the architecture spells its fields, and its biases, norms and gates. A nested `text_config`,
 * `llm_config`, `language_config` or `thinker_config` is followed. Parts other than the text model are not described:
 * vision and audio towers, multi-token prediction. A field that a family leaves to its published default gets that
 * default. Each layer is described on its own, and equal layers are counted together. So patterns of windows, linear
 * attention and experts are kept as they are.
 *
 * An unknown architecture is refused by name. With ::TOLL_IO_ALLOW_UNKNOWN it is read as a decoder with gated
 * feed-forward blocks if the usual fields are there; ::TOLL_MODEL_SHAPE is then set in `unverified`.
 *
 * `toll_model.native_precision` gets the catalog's id of the first of these that is there: `hf_quant_config.json`,
 * `quantization_config`, `dtype`. Without any of them it is "bf16". A quantisation that the catalog has no name for is
 * refused, never taken for another.
 *
 * ## GGUF
 *
 * The head of the file holds shapes and formats of all tensors. So the rows and the mean bits of each tensor class are
 * exact. A class without tensors gets the mean of the file.
 *
 * ## Price catalogs
 *
 * The formats TOLL_IO_FORMAT_* are those of four public catalogs. What a catalog says in its code and not in its data is
 * not read, but for two rules: Groq's least of 10 seconds of audio, and lengths that xAI counts from the bound on.
 *
 * ## Scenario files
 *
 * A scenario file is lines of UTF-8 text that end in LF or CRLF; a byte order mark is passed over.
 * `toll_tco_get_row_kind()` lists their keys.
 *
 *     # a comment, to the end of the line
 *     horizon = 36                               a kind of row and its value; before any section: for all options
 *     input_tokens per month = 30G [20G .. 45G]  P50, then P10 and P90 of the value
 *     [own] Own servers                          opens an option, or goes on with it; then its label
 *     buy gpu per gpu = 25k EUR (2025)           category and basis; currency and price year
 *     cost staff per fte per year = 150k x 2     basis and unit of time; times a fixed quantity
 *     cost support per capex of server = 5 %     the category that it is a share of
 *     curve_rate rental = -15 % @ 0 .. 24        class of prices; from period 0 up to, not including, 24
 *     cost network per node = 900 nodes 8 .. 64  only from 8 nodes on and below 64
 *     sizing = hours                             a word, where the kind takes one; yes or no, where it takes 0 or 1
 *     profile 9 = 3                              a number, where the kind takes one: the hour of the day
 *     tax_rate all = 25 %                        `all` costs, or `depreciation` alone
 *
 *     pue = default(pue_survey_average/world/2025)   a sourced figure of the catalog, where its unit is the row's
 *
 * An upper end after ".." may be left out: the range is then open. Numbers may have digits grouped by "_" (25_000), an
 * exponent (1.5e3, within +-22) and one of these suffixes: k, M, G, T (10^3 .. 10^12), Ki, Mi, Gi (2^10 .. 2^30). A "%"
 * divides by 100.
 *
 * Example: "input_tokens per month = 30G [20G .. 45G]" becomes a row with the value {2 * 10^10, 3 * 10^10, 4.5 *
 * 10^10}.
 *
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
 * Reads a Hugging Face `config.json` into a model descriptor.
 *
 * Use it for a model that the catalog does not have. The result has passed toll_model_check().
 *
 * @param text the file, UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param quant `hf_quant_config.json`, a second file of some publishers, `quant_length` bytes; NULL: none
 * @param quant_length 0 .. ::TOLL_IO_TEXT_LIMIT; 0: none
 * @param flags TOLL_IO_* bits; 0: an unknown architecture is refused
 * @param[out] model the descriptor, header set by the caller; `id` is the file's `_name_or_path`, else its model type
 * @param[out] layers the rows; NULL with capacity 0 asks for their number only
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: sizeof(toll_model_layer) of the caller
 * @param[out] n_layers number of rows; set on success and when the rows do not fit
 * @param[out] err names the field of the file; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: text, model or n_layers is NULL, or an array is NULL and its length is not 0
 *   - ::TOLL_E_SYNTAX: not JSON, or a field of another type; the message of the former has the line
 *   - ::TOLL_E_RANGE: a length, flags, a number of the file
 *   - ::TOLL_E_MISSING: a field that the architecture needs
 *   - ::TOLL_E_UNSUPPORTED: an unknown architecture, variant or quantisation
 *   - ::TOLL_E_BUFFER: the rows do not fit, or memory is exhausted
 *   - ::TOLL_E_STRIDE: the stride
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE: the header of model
 *   - any status of toll_model_check()
 *
 * Cost: O(length + layers * rows).
 */
TOLL_IO_API toll_status toll_io_parse_config(const char *text, uint64_t length, const char *quant,
                                             uint64_t quant_length, uint64_t flags, toll_model *model,
                                             toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes,
                                             uint64_t *n_layers, toll_error *err);

/**
 * Reads the head of a GGUF file (versions 2 and 3, little-endian) into a model descriptor and its precision.
 *
 * Use it for the very file that will be served, since its mixed formats have no name in the catalog. The result has
 * passed toll_model_check().
 *
 * @param bytes the file's first bytes; the data of its tensors need not be among them
 * @param length bytes given; if the head is cut, give more of the file
 * @param flags none yet: 0
 * @param[out] model the descriptor; header set by the caller
 * @param[out] layers the rows; NULL with capacity 0 asks for their number only
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: sizeof(toll_model_layer) of the caller
 * @param[out] n_layers number of rows; set on success and when the rows do not fit
 * @param[out] precision mean bits per weight of each tensor class, KV cache and activations at 16 bits; header set by
 *        the caller
 * @param[out] weight_bytes bytes of all tensors as the file stores them; may be NULL
 * @param[out] err names the key or tensor; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: bytes, model, n_layers or precision is NULL, or layers is NULL and capacity is not 0
 *   - ::TOLL_E_SYNTAX: no GGUF file, damaged, or cut within its head
 *   - ::TOLL_E_RANGE: flags, or a number of the file
 *   - ::TOLL_E_MISSING: a key or tensor that the shape needs
 *   - ::TOLL_E_UNSUPPORTED: an unknown version, tensor format or architecture, or tensors that the shape does not
 *     explain
 *   - ::TOLL_E_CONFLICT: tensors that contradict the keys
 *   - ::TOLL_E_BUFFER: the rows do not fit, or memory is exhausted
 *   - ::TOLL_E_STRIDE: the stride
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE: the header of model or precision
 *   - any status of toll_model_check()
 *
 * Cost: O(length of the head + layers * rows).
 */
TOLL_IO_API toll_status toll_io_parse_gguf(const void *bytes, uint64_t length, uint64_t flags, toll_model *model,
                                           toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes,
                                           uint64_t *n_layers, toll_model_precision *precision, uint64_t *weight_bytes,
                                           toll_error *err);

/**
 * Reads a scenario file into rows.
 *
 * Use it before toll_tco_check(), which checks the rows against each other; this function checks each line alone.
 *
 * @param text UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param[out] rows the rows, in the order of the lines; NULL with capacity 0 asks for their number only; may be written
 *        in part on failure
 * @param[out] lines for each row the number of its line, from 1; may be written in part on failure; may be NULL
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: sizeof(toll_tco_row) of the caller
 * @param[out] n_rows number of rows; set on success and when the rows do not fit
 * @param[out] err row is the number of the wrong line, from 1; the message begins with it and names the word; may be
 *        NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: text or n_rows is NULL, or rows is NULL and capacity is not 0
 *   - ::TOLL_E_RANGE: length; a number outside the limits of its kind; a label that is too long; more than 64 options
 *   - ::TOLL_E_SYNTAX: a line that is not of the form above; a NUL byte, a byte that is not UTF-8, UTF-16; a label with
 *     a control character or one that turns the order of text
 *   - ::TOLL_E_UNKNOWN_ID: a word that is no kind, category, basis and so on; the message has the nearest one
 *   - ::TOLL_E_CONFLICT: a word that the kind does not take, or that is given twice
 *   - ::TOLL_E_MISSING: a field that the kind needs
 *   - ::TOLL_E_BUFFER: the rows do not fit
 *   - ::TOLL_E_STRIDE: the stride
 *
 * Cost: O(length).
 */
TOLL_IO_API toll_status toll_io_parse_scenario(const char *text, uint64_t length, toll_tco_row *rows, uint32_t *lines,
                                               uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows,
                                               toll_error *err);

/* Forms of published price catalogs. */
#define TOLL_IO_FORMAT_GENAI_PRICES 1u /**< pydantic/genai-prices: data.json, a list of providers. */
#define TOLL_IO_FORMAT_LITELLM      2u /**< BerriAI/litellm: model_prices_and_context_window.json, one object. */
#define TOLL_IO_FORMAT_MODELS_DEV   3u /**< models.dev: api.json, an object of providers. */
#define TOLL_IO_FORMAT_OPENROUTER   4u /**< OpenRouter: /api/v1/models, an object with a list `data`. */

/* Kinds of remarks. */
#define TOLL_IO_LEFT_OUT      1u /**< The entry has no tariff: without this field it would be billed wrongly. */
#define TOLL_IO_NOT_EXPRESSED 2u /**< The field has no row; what the tariff bills is right without it. */
#define TOLL_IO_NAME_LOST     3u /**< `field`, a name or a rule for names, does not lead to the tariff. */
#define TOLL_IO_SNAPPED       4u /**< The number had the noise of a binary fraction, which was taken off. */
#define TOLL_IO_WRONG         5u /**< The number is no price: not a number, negative, or too long. */

/** What could not become a row, and of which entry of the catalog. A row: no header, its size is the stride. */
typedef struct toll_io_remark {
    uint32_t kind;     /**< TOLL_IO_LEFT_OUT and so on. */
    uint32_t reserved; /**< 0. */
    char entry[96];    /**< Model of the catalog, cut to 95 bytes. */
    char field[96];    /**< Its field, or a name. */
    char reason[96];   /**< Why, in English. */
} toll_io_remark;

/**
 * Reads a published price catalog into tariff rows.
 *
 * Use it to make a price book from what others maintain: toll_book_compile() takes the rows. Prices are read as decimal
 * text, so 3e-06 dollars a token is exactly 3 dollars per million. Names, dated versions, daily windows, length bands and
 * service tiers are kept. A retirement date ends its tariff.
 *
 * Nothing is dropped in silence. A model whose price can't be said in rows is left out with a remark, unless the rest of
 * it is billed rightly without that field. A model with only prices of 0 is left out too, unless its name has "free".
 *
 * @param text the file, UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param format TOLL_IO_FORMAT_*
 * @param provider the only provider to read, as its rows name it; NULL: all
 * @param source the source that each row names, at most 95 bytes: "genai-prices 0.2.3"
 * @param source_date the date of that reading, yyyymmdd; 0: not known
 * @param[out] rows the rows; NULL with capacity 0, here and of the remarks, asks for the numbers only
 * @param rows_capacity rows that fit
 * @param rows_stride_bytes distance between rows: sizeof(toll_bill_row) of the caller
 * @param[out] n_rows number of rows; set on success and when they do not fit
 * @param[out] remarks the remarks, in the order of the entries; NULL with capacity 0
 * @param remarks_capacity remarks that fit
 * @param remarks_stride_bytes distance between remarks: sizeof(toll_io_remark) of the caller
 * @param[out] n_remarks number of remarks; set on success and when they do not fit
 * @param[out] err names the argument, or the line of the file; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: text, source, n_rows or n_remarks is NULL, or an array is NULL and its capacity is not 0
 *   - ::TOLL_E_RANGE: length, format, source or source_date
 *   - ::TOLL_E_STRING: source has a control character
 *   - ::TOLL_E_SYNTAX: not JSON, or not of this format
 *   - ::TOLL_E_BUFFER: rows or remarks do not fit, or memory is exhausted
 *   - ::TOLL_E_STRIDE: a stride
 *
 * Cost: O(length + names squared of a provider).
 */
TOLL_IO_API toll_status toll_io_import_prices(const char *text, uint64_t length, uint32_t format, const char *provider,
                                              const char *source, int64_t source_date, toll_bill_row *rows,
                                              uint64_t rows_capacity, uint64_t rows_stride_bytes, uint64_t *n_rows,
                                              toll_io_remark *remarks, uint64_t remarks_capacity,
                                              uint64_t remarks_stride_bytes, uint64_t *n_remarks, toll_error *err);

/**
 * Number of architectures that toll_io_parse_config() knows.
 *
 * Use it as the limit of a loop over toll_io_get_family().
 *
 * @return count
 */
TOLL_IO_API uint32_t toll_io_count_families(void);

/**
 * Name of one architecture that toll_io_parse_config() knows.
 *
 * Use it to list them.
 *
 * @param index 0 .. toll_io_count_families() - 1
 * @return its `model_type`; "" for a larger index; static
 */
TOLL_IO_API const char *toll_io_get_family(uint32_t index);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
