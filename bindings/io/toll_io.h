/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file toll_io.h
 * @brief libtoll-io: descriptors from the files that models are published with.
 */
#ifndef TOLL_IO_H
#define TOLL_IO_H

#include <toll/base.h>
#include <toll/bill.h>
#include <toll/book.h>
#include <toll/model.h>
#include <toll/serve.h>
#include <toll/tco.h>

/**
 * @defgroup io Import
 * @brief How do the files that models, scenarios and prices come in become rows? Text and bytes in, rows out.
 *
 * It reads Hugging Face `config.json` and GGUF files into the descriptors of model.h, scenario files into the rows of
 * tco.h, published price catalogs into the rows of book.h, and records of usage logs into the quantities of bill.h. It
 * only translates: the bytes and the cost of these rows are computed by libtoll.
 *
 * This is a separate library (`libtoll-io`, `-ltoll-io`), because it needs stdio and memory, and libtoll needs
 * neither. Every function is reentrant. Errors, structs, rows and text follow the rules of base.h.
 *
 * ## config.json
 *
 * `model_type` selects how the architecture spells its fields, and its biases, norms and gates. A nested `text_config`,
 * `llm_config`, `language_config` or `thinker_config` is followed. Parts other than the text model are no rows:
 * toll_io_find_parts() lists vision and audio towers and draft layers. An encoder-decoder is read whole. A field that a family leaves to its published default gets that
 * default. Each layer is described on its own, and equal layers are counted together. So patterns of windows, linear
 * attention and experts are kept as they are.
 *
 * An unknown architecture is refused by name. With ::TOLL_IO_ALLOW_UNKNOWN it is read as a decoder with gated
 * feed-forward blocks if the usual fields are there; ::TOLL_MODEL_SHAPE is then set in `unverified`.
 *
 * Every key is read, or known to be harmless, or named: a file with other keys is *partly understood*. It has
 * ::TOLL_MODEL_SHAPE in `unverified` as well, and toll_io_find_unread() lists the keys.
 *
 * Quantisation is read from `hf_quant_config.json`, `quantization_config` and `dtype`, module by module.
 * `toll_model.native_precision` gets the catalog's id of the precision that has these bits; without any of these fields
 * it is "bf16". Where no row has them it is empty, and toll_io_parse_config_precision() gives them. A quantisation whose
 * size is not known is refused, never taken for another.
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
 *     let fast = 5.2k [4.2k .. 6.0k]             a text; $fast in a later line stands for it
 *     include "prices.toll"                      the lines of another file, from the folder of this one
 *     tasks per month = 100k [10k .. 2M] lognormal   the shape of a range: bell, triangle, uniform, lognormal
 *     capacity_output = $fast group h100         rows of one group are drawn together
 *     group = h100                               that of the capacities of an option, or of all
 *
 * An upper end after ".." may be left out: the range is then open. A point of a curve takes "@ 12" alone. Numbers may
 * have digits grouped by "_" or "," (25_000, 25,000), a unit where the kind has one (10.2 kW, 3 years), an exponent (1.5e3, within +-22) and one of these suffixes: k, M, G, T (10^3 .. 10^12), Ki, Mi, Gi (2^10 .. 2^30). A "%"
 * divides by 100.
 *
 * From a model and from names to rows. What a word needs stands above it, for all options or within its own:
 *
 *     request = 1500 in, 400 out, 30 % cached    tokens of a request; also "10 % written", "1 in_cv", "1 out_cv"; without
 *                                                it those of task_input, task_output and cache_hit
 *     slo = ttft p95 500 ms, tpot p50 40 ms      latency limits, at p50, p95 or p99
 *     deploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 4    capacities, accelerators and power of a unit, estimated by
 *                                                toll_plan_derive_unit(); also pp, dp, ep, "engine sglang", "hosts 25 %"
 *     cost api = price(claude-sonnet-4-6)        prices of remote tokens of each kind, by toll_plan_derive_prices() at the
 *                                                mix of the request; price(NAME, batch, 2026-11-30): a tier, a day;
 *                                                price(NAME, book=our.book): of a book file; book=full: of full.book
 *     cost cloud = instance(p5.48xlarge, us-east-1, 3 years)    whole machines of the catalog; per gpu_hour: a share; also
 *                                                "1 year", "spot", "on demand". The rent holds the electricity
 *     start = 2027-01-01                         first day of the horizon, for dates; without it the day of the catalog
 *     ends api = 2028-03-31                      the API, or the `units`, serve no longer; also in periods, or `never`
 *     lease gpu per gpu per month = 600          with lease_term = 3 years, and lease_buyout gpu = 2000 or without
 *     loan per capex = 80 %                      with loan_rate = 6 %, loan_term = 3 years; "loan 1 per one = 2M" and
 *                                                "loan_rate 1 = 5 %" for a second one
 *     energy_hour 17 = 1.8                       a number, the hour of the day: factor on prices of energy
 *
 * A model that its vendor retires within the horizon ends the API of its option: price its successor from there on, as
 * cost api = price(OLD) @ 0 .. 4 and cost api = price(NEW) @ 4 .., or write ends api = never.
 *
 * Prices are those of the day of the catalog unless a day is given, so a file gives the same figures every day. Capacities
 * of one accelerator share their draw. A request or slo that nothing asks for is refused, and so is a deploy whose request
 * has another mix than the demand in tokens, by more than a half.
 *
 * Example: "input_tokens per month = 30G [20G .. 45G]" becomes a row with the value {2 * 10^10, 3 * 10^10, 4.5 *
 * 10^10}.
 *
 * ## Usage records
 *
 * Vendors, gateways and coding agents count alike things by different rules. OpenAI's `prompt_tokens` hold the cached
 * tokens, Anthropic's `input_tokens` do not; xAI and Perplexity count reasoning beside `completion_tokens`, OpenAI
 * inside. A reader brings all of them to the inclusive totals of book.h:
 *
 *     text of one record --find the usage object--> keys --tell the shape--> counts --make totals inclusive--> pairs
 *
 * Example: Anthropic's {"input_tokens":3, "cache_read_input_tokens":1111, "cache_creation_input_tokens":418,
 * "output_tokens":33} becomes input = 3 + 1111 + 418 = 1532, cache_read 1111, cache_write 418, output 33.
 *
 * Counts are whole numbers from 0 to 2^63 - 1, read from their text. A fraction, a negative number, a key that stands
 * twice in an object, or two keys that contradict each other are refused. A breakdown that is `null` is not known; the
 * record then has ::TOLL_IO_USAGE_OPEN_PARTS, since "not known" is not 0.
 *
 * toll_io_usage_get_shape() lists the shapes. ::toll_io_usage says what a record holds.
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

/** A key of a config.json that is neither read nor known to be harmless. A row without a header. */
typedef struct toll_io_unread {
    char key[128];  /**< The key, after the object that it stands in: "linear_attn_config.gate_rank". */
    char value[64]; /**< Its value as it stands in the file, cut at this length. */
} toll_io_unread;

/**
 * Lists the keys of a `config.json` that toll_io_parse_config() does not understand.
 *
 * Use it when a descriptor has ::TOLL_MODEL_SHAPE in `unverified`: each of these keys may change any figure. A key is
 * harmless, and is not listed, where it concerns training, sampling, special tokens, names, rotation, arithmetic on what
 * is there, or a part that a descriptor leaves out (vision, audio, draft layers), or where another field has settled
 * what it says. The same holds within `quantization_config`, whose names of modules must each fit a module.
 *
 * Example: a file with `"cross_layer_width": 512`, which no published architecture has, gives one row: key
 * "cross_layer_width", value "512".
 *
 * @param text as in toll_io_parse_config()
 * @param length as there
 * @param quant as there
 * @param quant_length as there
 * @param flags as there
 * @param[out] rows the keys, in the order of the file; NULL with capacity 0 asks for their number only
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: sizeof(toll_io_unread) of the caller
 * @param[out] n_rows number of keys; 0: all is understood; set on success and when the rows do not fit
 * @param[out] err names the field of the file; may be NULL
 * @return the statuses of toll_io_parse_config(); with no key, ::TOLL_OK also for a capacity of 0
 *
 * O(length), as toll_io_parse_config().
 */
TOLL_IO_API toll_status toll_io_find_unread(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                                            uint64_t flags, toll_io_unread *rows, uint64_t capacity,
                                            uint64_t stride_bytes, uint64_t *n_rows, toll_error *err);

/** A part of a config.json that lies beside its text model. A row without a header. */
typedef struct toll_io_part {
    char name[32];       /**< "vision tower", "audio encoder" or "draft layers". */
    char type[48];       /**< The model_type that says how it is built. */
    int64_t params;      /**< Its parameters, projector included; 0 where is_counted is 0. */
    uint32_t is_counted; /**< 1: params is its size. 0: the file has the part, and its size is not known here. */
    uint32_t reserved;   /**< 0. */
} toll_io_part;

/**
 * Lists what a `config.json` has beside its text model: towers with their projectors, and draft layers.
 *
 * Use it for memory: toll_io_parse_config() gives the text model alone, and engines load these parts as well. Vision
 * towers of Qwen3-VL, Qwen3.5, Gemma 3 and Mistral 3 are counted, and draft layers of DeepSeek-V3, GLM-4.5, GLM-5 and
 * Qwen3.5, without the copies of embedding and head that some checkpoints repeat. Other parts are named only, since a
 * wrong size is worse than none.
 *
 * Example: GLM-5 with one draft layer gives one row, "draft layers", of 9,952,920,576 parameters.
 *
 * @param text as in toll_io_parse_config()
 * @param length as there
 * @param flags as there
 * @param[out] rows the parts; NULL with capacity 0 asks for their number only
 * @param capacity rows that fit; 4 are enough
 * @param stride_bytes distance between rows: sizeof(toll_io_part) of the caller
 * @param[out] n_rows number of parts; set on success and when the rows do not fit
 * @param[out] err names the field of the file; may be NULL
 * @return the statuses of toll_io_parse_config(); with no part, ::TOLL_OK also for a capacity of 0
 *
 * O(length), as toll_io_parse_config().
 */
TOLL_IO_API toll_status toll_io_find_parts(const char *text, uint64_t length, uint64_t flags, toll_io_part *rows,
                                           uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows, toll_error *err);

/**
 * Reads how the weights of a `config.json` are stored: bits of each tensor class, and of the KV cache.
 *
 * Use it with toll_io_parse_config() when `native_precision` is empty: then no row of the catalog has these bits. Names
 * of modules (`ignore`, `exclude_modules`, `modules_to_not_convert`, `quantized_layers`, targets of groups) are compared
 * with the matrices of each layer. A class whose matrices differ gets their mean, weighed by parameters.
 *
 * Example: an expert model in NVFP4 that ignores "*.self_attn*" has expert_bits 4.5 and attn_bits 16.
 *
 * @param text as in toll_io_parse_config()
 * @param length as there
 * @param quant as there
 * @param quant_length as there
 * @param flags as there
 * @param[out] precision the precision, header set by the caller: a row of the catalog where one has these bits within
 *     0.2 %, else one with the id "mixed (config.json)"
 * @param[out] err names the field of the file; may be NULL
 * @return the statuses of toll_io_parse_config() without ::TOLL_E_STRIDE; ::TOLL_E_STRUCT_KIND and
 *     ::TOLL_E_STRUCT_SIZE are of precision's header
 *
 * It does not promise the format that a kernel pads weights to. O(length + layers * names of any layer).
 */
TOLL_IO_API toll_status toll_io_parse_config_precision(const char *text, uint64_t length, const char *quant,
                                                       uint64_t quant_length, uint64_t flags,
                                                       toll_model_precision *precision, toll_error *err);

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
 * Use it before toll_tco_check(), which checks the rows against each other; this function checks each line alone. For
 * files with `include`, shapes or groups call toll_io_read_scenario().
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
 *   - ::TOLL_E_UNSUPPORTED: a shape, a group or an include
 *   - ::TOLL_E_BUFFER: the rows do not fit, or memory is exhausted
 *   - ::TOLL_E_STRIDE: the stride
 *
 * Cost: O(length).
 */
TOLL_IO_API toll_status toll_io_parse_scenario(const char *text, uint64_t length, toll_tco_row *rows, uint32_t *lines,
                                               uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows,
                                               toll_error *err);

/** Where a row of a scenario comes from, and how it varies. A row: no header, its size is the stride. */
typedef struct toll_io_scenario_note {
    uint32_t line;        /**< Line of the file, from 1. */
    uint32_t shape;       /**< TOLL_RISK_BELL .. TOLL_RISK_LOGNORMAL: toll_risk_input.shape. */
    uint32_t group;       /**< toll_risk_input.group; 0: none. */
    uint32_t has_percent; /**< 1: a number of the line has a % sign. */
    double loading;       /**< toll_risk_input.loading. */
    char file[96];        /**< Included file, as the line that includes it names it; empty: the text itself. */
    char origin[192];     /**< Where a value was derived or taken from; empty: it is as written. */
} toll_io_scenario_note;

/**
 * Reads a scenario file into rows, with where each comes from and how it varies.
 *
 * Use it for all words of scenario files; toll_io_parse_scenario() has no place for shapes and groups and refuses them.
 * Give shape, group and loading to risk.h.
 *
 * @param text UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param path the file of the text, for its folder; NULL: the text has none, and `include` is refused
 * @param[out] rows as for toll_io_parse_scenario()
 * @param[out] notes one for each row; may be written in part on failure; NULL allowed
 * @param capacity rows and notes that fit
 * @param stride_bytes distance between rows: sizeof(toll_tco_row) of the caller
 * @param note_stride_bytes distance between notes: sizeof(toll_io_scenario_note) of the caller
 * @param[out] n_rows number of rows; set on success and when the rows do not fit
 * @param[out] err as for toll_io_parse_scenario(); in an included file the message begins with its name
 * @return as toll_io_parse_scenario(), and
 *   - ::TOLL_E_UNSUPPORTED: an include without a path
 *   - ::TOLL_E_MISSING: a file that can't be read; a request that a word needs; a price that the catalog lacks
 *   - ::TOLL_E_CONFLICT: a deployment that does not fit, or that can't keep the slo; a request or slo that is not used, or
 *     whose mix is not the demand's
 *   - ::TOLL_E_AMBIGUOUS: a name of several machines, models or accelerators
 *   - any status of toll_catalog_resolve(), toll_book_resolve() and toll_bill_compute()
 *
 * Cost: O(length), and about 5 ms for each deploy.
 */
TOLL_IO_API toll_status toll_io_read_scenario(const char *text, uint64_t length, const char *path, toll_tco_row *rows,
                                              toll_io_scenario_note *notes, uint64_t capacity, uint64_t stride_bytes,
                                              uint64_t note_stride_bytes, uint64_t *n_rows, toll_error *err);

/** A tariff that a host found for a scenario's price(...). No header: it is of this build of the library. */
typedef struct toll_io_tariff {
    const void *book;      /**< The book that has it; it stays where it is until the scenario is read. */
    uint64_t book_size;    /**< Its size, bytes. */
    uint64_t *card;        /**< In: memory for the card, TOLL_BILL_CARD_WORDS words. */
    uint64_t card_size;    /**< In: its size, bytes. */
    toll_book_name *found; /**< In: an answer with its header set. */
    char book_name[32];    /**< How the answer names the book: "full.book"; empty: it has no name. */
} toll_io_tariff;

/**
 * A host's search for a tariff: a program that has price books of its own passes one to toll_io_read_scenario_with().
 *
 * @param context the host's
 * @param model the name as the file has it, with NUL
 * @param book what stands after `book=`, with NUL; empty: the host's choice
 * @param at_s instant, seconds since 1970-01-01 UTC
 * @param[in,out] tariff what was found
 * @param[out] err why nothing was; its message goes into that of the file
 * @return as toll_book_resolve(); ::TOLL_E_UNSUPPORTED: the host has no such book, so `book` is read as a file.
 */
typedef toll_status (*toll_io_find_tariff)(void *context, const char *model, const char *book, int64_t at_s,
                                           toll_io_tariff *tariff, toll_error *err);

/**
 * Reads a scenario file whose prices a host finds.
 *
 * Use it in a program with price books of its own. toll_io_read_scenario() is this function without a host: price(NAME)
 * is then of the built-in book, and price(NAME, book=FILE) of a book file, from the folder of the scenario.
 *
 * @param text as for toll_io_read_scenario()
 * @param length as there
 * @param path as there
 * @param find finds tariffs; NULL: no host
 * @param context passed to `find`
 * @param[out] rows as there
 * @param[out] notes as there
 * @param capacity as there
 * @param stride_bytes as there
 * @param note_stride_bytes as there
 * @param[out] n_rows as there
 * @param[out] err as there
 * @return as toll_io_read_scenario(), and any status of `find`.
 */
TOLL_IO_API toll_status toll_io_read_scenario_with(const char *text, uint64_t length, const char *path,
                                                   toll_io_find_tariff find, void *context, toll_tco_row *rows,
                                                   toll_io_scenario_note *notes, uint64_t capacity,
                                                   uint64_t stride_bytes, uint64_t note_stride_bytes, uint64_t *n_rows,
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

/* ---- load tests ---- */

/* Which tool wrote a result: toll_io_bench.format. */
#define TOLL_IO_BENCH_VLLM        1 /**< `vllm bench serve`: console text, or --save-result JSON. */
#define TOLL_IO_BENCH_SGLANG      2 /**< `sglang.bench_serving`: console text, or its JSON lines. */
#define TOLL_IO_BENCH_ONE_BATCH   3 /**< `sglang.bench_one_batch`: JSON lines. */
#define TOLL_IO_BENCH_AIPERF      4 /**< genai-perf or aiperf: JSON or CSV profile export. */
#define TOLL_IO_BENCH_LLAMA       5 /**< `llama-bench`: Markdown, CSV, JSON, JSON lines or SQL. */
#define TOLL_IO_BENCH_LLMPERF     6 /**< LLMPerf: summary JSON. */
#define TOLL_IO_BENCH_CALIBRATION 7 /**< A calibration file of `toll calibrate --write`. */

/* Bits of toll_io_bench.known. The first three are those of ::toll_serve_anchor. */
#define TOLL_IO_BENCH_TTFT        0x1u  /**< ttft_s is given. */
#define TOLL_IO_BENCH_TPOT        0x2u  /**< tpot_s is given. */
#define TOLL_IO_BENCH_THROUGHPUT  0x4u  /**< output_tokens_per_s is given. */
#define TOLL_IO_BENCH_FAILED      0x8u  /**< failed is given. */
#define TOLL_IO_BENCH_TTFT_CV     0x10u /**< ttft_cv is given. */
#define TOLL_IO_BENCH_TPOT_CV     0x20u /**< tpot_cv is given. */
#define TOLL_IO_BENCH_COMPLETED   0x40u /**< completed is given. */
#define TOLL_IO_BENCH_CONCURRENCY 0x80u /**< concurrency is given; without it the caller must know the load. */

/* Bits of toll_io_bench.flags: why a result says less than it seems to. */
#define TOLL_IO_BENCH_SHORT     0x1u  /**< Fewer than two requests for each one in flight: start and end weigh. */
#define TOLL_IO_BENCH_BURST     0x2u  /**< All requests were sent at once: throughput alone can be compared. */
#define TOLL_IO_BENCH_ERRORS    0x4u  /**< Requests failed. */
#define TOLL_IO_BENCH_BEHIND    0x8u  /**< It finished less than 90 % of the rate that was sent: no steady state. */
#define TOLL_IO_BENCH_TOKENISER 0x10u /**< Lengths were counted by another tokeniser than the model's. */
#define TOLL_IO_BENCH_DRAFTS    0x20u /**< The server drafted tokens; accept_length says how many a step yielded. */
#define TOLL_IO_BENCH_FEW       0x40u /**< Fewer than 20 requests. */

/** One result of a load test. A row without a header; its size is the stride. */
typedef struct toll_io_bench {
    uint64_t known;             /**< TOLL_IO_BENCH_* bits of the first list. */
    uint64_t flags;             /**< TOLL_IO_BENCH_* bits of the second list. */
    uint32_t format;            /**< TOLL_IO_BENCH_*: which tool wrote it. */
    uint32_t mode;              /**< How requests arrived: TOLL_LOAD_*. */
    int64_t line;               /**< Line of the file, from 1; 0: a value that spans lines. */
    int64_t tp;                 /**< Tensor parallel size; 0: not stated. */
    int64_t pp;                 /**< Pipeline parallel size; 0: not stated. */
    int64_t ep;                 /**< Expert parallel size; 0: not stated. */
    int64_t dp;                 /**< Data parallel size; 0: not stated. */
    int64_t completed;          /**< Requests, or repetitions, that rest behind the means. Optional. */
    int64_t failed;             /**< Requests that failed. Optional. */
    double input_tokens;        /**< Mean prompt length, tokens. */
    double output_tokens;       /**< Mean answer length, tokens. */
    double concurrency;         /**< Requests in flight. Optional. */
    double requests_per_s;      /**< Arrivals, 1/s, in open loop; 0 otherwise. */
    double arrival_cv;          /**< Coefficient of variation of the time between arrivals; 0 stands for 1. */
    double prefix_hit_frac;     /**< Share of the prompt that was cached; 0 where the file does not say. */
    double input_cv;            /**< Deviation / mean of the prompt length; 0 where the file does not say. */
    double output_cv;           /**< Deviation / mean of the answer length; 0 where the file does not say. */
    double draft_tokens;        /**< Tokens drafted per step; only calibration files say. */
    double accept_frac;         /**< Chance that a drafted token is accepted; only calibration files say. */
    double draft_time_frac;     /**< Time to draft one token over that of a step; only calibration files say. */
    double accept_length;       /**< Tokens that a verified step yielded; 0: not stated. */
    double ttft_s;              /**< Mean TTFT, s. Optional. */
    double tpot_s;              /**< Mean TPOT, s, by the definition of serve.h. Optional. */
    double output_tokens_per_s; /**< Output tokens of the whole deployment, 1/s. Optional. */
    double ttft_cv;             /**< Standard deviation / mean of TTFT over requests. Optional. */
    double tpot_cv;             /**< Standard deviation / mean of TPOT over requests. Optional. */
    double duration_s;          /**< Length of the test, s; 0: not stated. */
    char model[128];            /**< As the file names it; "": it does not. */
    char hw[64];                /**< Accelerator as the file names it; "": it does not. */
    char engine[24];            /**< "vllm", "sglang" or "llamacpp"; "": not stated. */
    char engine_version[24];    /**< "": not stated. */
    char precision[40];         /**< As the file names it; "": it does not. */
    char measured_on[16];       /**< "2026-11-30"; "": not stated. */
    char source[96];            /**< Of a calibration file: the measured file and its hash; "" otherwise. */
} toll_io_bench;

/**
 * Reads what a load test printed or wrote: `vllm bench serve`, `sglang.bench_serving`, `sglang.bench_one_batch`,
 * genai-perf, aiperf, llama-bench, LLMPerf, or a calibration file of `toll calibrate`.
 *
 * Use it to compare measurements with estimates, and to correct estimates: each row gives an anchor of
 * toll_serve_calibrate(). The format is found from the text. Times become seconds. What a file does not say is marked
 * absent, never guessed: most do not name the accelerator, the layout or the engine's version.
 *
 * TPOT is (last token - first token) / (tokens - 1). LLMPerf divides the whole time by all tokens, so its TPOT is computed
 * from its end-to-end time and TTFT. Results that contradict themselves are refused: a throughput that is not tokens over
 * duration within 5 %, or that is more than 1.5 times, or less than a fifth of, what the times allow in a closed loop.
 *
 * Example: a file of `vllm bench serve --max-concurrency 32` with 320 requests, 320,000 prompt tokens and 160,000 answer
 * tokens gives one row: mode ::TOLL_LOAD_CLOSED, 1,000 tokens in, 500 out, concurrency 32.
 *
 * @param text the file's text, UTF-8
 * @param length its length in bytes, at most TOLL_IO_TEXT_LIMIT; or ::TOLL_NUL
 * @param[out] rows the results, in the order of the file; NULL with capacity 0 asks for their number only
 * @param capacity rows that fit
 * @param stride_bytes distance between rows: sizeof(toll_io_bench) of the caller
 * @param[out] n_rows number of results; set on success and when the rows do not fit
 * @param[out] err names the key of the file; its row is the line or the result, from 1; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_SYNTAX: not a known format, not text, or a number that is none, NaN and Infinity included
 * - ::TOLL_E_MISSING: a result without what the comparison needs; a test without one finished request
 * - ::TOLL_E_RANGE: negative, zero or beyond the range of the struct's field; a text that is too long
 * - ::TOLL_E_CONFLICT: a result that contradicts itself; a rate that changed during the test; a cancelled test
 * - ::TOLL_E_UNSUPPORTED: a unit that is not known; a test of prompt and answer together by llama-bench
 * - ::TOLL_E_NULL, ::TOLL_E_STRIDE, ::TOLL_E_BUFFER: as in toll_io_find_unread()
 *
 * O(length).
 */
TOLL_IO_API toll_status toll_io_parse_bench(const char *text, uint64_t length, toll_io_bench *rows, uint64_t capacity,
                                            uint64_t stride_bytes, uint64_t *n_rows, toll_error *err);

/* ---- usage records ---- */

#define TOLL_IO_USAGE_RECORD   1 /**< A request, or what the text says of one. */
#define TOLL_IO_USAGE_SNAPSHOT 2 /**< One of several states of a request: of those with one id the last counts. */
#define TOLL_IO_USAGE_NOTHING  3 /**< No usage, and none is expected: a piece of a stream, a user's message, an error. */

#define TOLL_IO_USAGE_AT   0x1u /**< at_s is given. */
#define TOLL_IO_USAGE_COST 0x2u /**< stated_cost is given. */
#define TOLL_IO_USAGE_ID   0x4u /**< id_low and id_high are given. */

/* Bits of toll_io_usage.flags: what was not plain. */
/** Counts beside the total, though the shape has them inside: they were added to it. */
#define TOLL_IO_USAGE_READ_BESIDE 0x1u
/** Counts inside the total, though the shape has them beside: they were not added. */
#define TOLL_IO_USAGE_READ_INSIDE 0x2u
/** A breakdown is null: its parts are not known, and count as plain tokens. */
#define TOLL_IO_USAGE_OPEN_PARTS 0x4u
/** A stream ended before its last count: the output is a lower limit. */
#define TOLL_IO_USAGE_CUT 0x8u
/** Kinds of a call are counted by one meter; `kinds` has those that are not the meter's own. */
#define TOLL_IO_USAGE_MERGED_KINDS 0x10u
/** The object has a part of a type that is not known; its counts are left out. */
#define TOLL_IO_USAGE_UNREAD_PART 0x20u
/** The record is another model's share of a request, such as an advisor's. */
#define TOLL_IO_USAGE_SHARE 0x40u

#define TOLL_IO_USAGE_PAIRS      32 /**< Most quantities of a record. */
#define TOLL_IO_USAGE_ATTRIBUTES 4  /**< Most attributes of a record. */
#define TOLL_IO_USAGE_KINDS      4  /**< Most kinds of a record. */

/* What toll_io_usage_assume() sets. */
#define TOLL_IO_FIELD_MODEL    1 /**< toll_io_usage.model */
#define TOLL_IO_FIELD_PROVIDER 2 /**< toll_io_usage.provider */
#define TOLL_IO_FIELD_TIER     3 /**< toll_io_usage.tier */
#define TOLL_IO_FIELD_REGION   4 /**< toll_io_usage.region */
#define TOLL_IO_FIELD_ACCOUNT  5 /**< toll_io_usage.account */

/** One attribute of a record, by name. Frozen. */
typedef struct toll_io_attribute {
    char key[32];   /**< "speed" and so on. */
    char value[64]; /**< "fast" and so on. */
} toll_io_attribute;

/** Part of a meter's quantity with an attribute of its own, for toll_bill_compute_kinds(). Frozen. */
typedef struct toll_io_kind {
    uint64_t meter;   /**< TOLL_METER_*; its quantity in `usage` has this one inside. */
    int64_t quantity; /**< Base units. */
    char key[32];     /**< "tool" and so on. */
    char value[64];   /**< "x_search" and so on. */
} toll_io_kind;

/** One record: what was used, and what the record says of when, where and how. A row: no header, its size is given.
 * Entries of an array beyond those in use are not written. */
typedef struct toll_io_usage {
    uint32_t kind;            /**< TOLL_IO_USAGE_RECORD, _SNAPSHOT or _NOTHING. */
    uint32_t shape;           /**< Index for toll_io_usage_get_shape(). */
    uint64_t known;           /**< TOLL_IO_USAGE_AT, _COST, _ID. */
    uint64_t flags;           /**< Other TOLL_IO_USAGE_* bits. */
    int64_t at_s;             /**< Instant, seconds since 1970-01-01 UTC. A text without an offset is UTC. */
    uint64_t id_low;          /**< Number of the request, 128 bits: records of one request have the same. */
    uint64_t id_high;         /**< Its upper half. */
    toll_decimal stated_cost; /**< Cost that the record states, in `currency`. */
    int64_t n_usage;          /**< Pairs in use. */
    int64_t n_attributes;     /**< Attributes in use. */
    toll_bill_usage usage[TOLL_IO_USAGE_PAIRS];             /**< Quantities, inclusive totals; rising meters. */
    toll_io_attribute attributes[TOLL_IO_USAGE_ATTRIBUTES]; /**< Attributes that prices may depend on. */
    char model[96];                                         /**< Model's name as it stands there; empty: not told. */
    char provider[32]; /**< Who bills it, by the names of the built-in book where they are known; empty: not told. */
    char tier[64];     /**< Served tier; empty: standard, or not told. Words that mean standard are left out. */
    char region[64];   /**< Region; empty: not told, or global. */
    char account[96];  /**< Whose request: an account, key or user; empty: not told. */
    char currency[16]; /**< Currency of stated_cost. */
    int64_t n_kinds;   /**< Kinds in use. */
    toll_io_kind kinds[TOLL_IO_USAGE_KINDS]; /**< Parts of quantities that may have prices of their own. */
} toll_io_usage;

/** A reader of usage records. It keeps memory between records and open streams; one thread at a time. */
typedef struct toll_io_usage_reader toll_io_usage_reader;

/**
 * Number of shapes of usage records.
 *
 * Use it as the limit of a loop over toll_io_usage_get_shape().
 *
 * @return count; shapes are 0 .. count - 1
 */
TOLL_IO_API uint32_t toll_io_usage_count_shapes(void);

/**
 * Name of a shape.
 *
 * Use it to show what a record was read as, and to list what toll_io_usage_open() takes.
 *
 * @param shape 0 .. toll_io_usage_count_shapes() - 1
 * @return "openai-chat" and so on; "" for a larger number; static
 */
TOLL_IO_API const char *toll_io_usage_get_shape(uint32_t shape);

/**
 * The provider whose own interface has a shape.
 *
 * Use it where a record tells no provider and several sell its model. It is a likely guess, since others copy
 * interfaces: say that it was made.
 *
 * @param shape 0 .. toll_io_usage_count_shapes() - 1
 * @return its name in the built-in book; "" where many providers have the shape; static
 */
TOLL_IO_API const char *toll_io_usage_get_maker(uint32_t shape);

/**
 * Opens a reader.
 *
 * Use one reader for one log, since streams and sessions go over several records.
 *
 * @param shape name of the shape that all records have, `shape_length` bytes; NULL with 0: each record is told by its
 *        keys
 * @param shape_length 0 .. 31
 * @param[out] reader the reader, for toll_io_usage_close()
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: reader is NULL, or shape is NULL and its length is not 0
 *   - ::TOLL_E_UNKNOWN_ID: no shape has this name
 *   - ::TOLL_E_BUFFER: memory is exhausted
 */
TOLL_IO_API toll_status toll_io_usage_open(const char *shape, uint64_t shape_length, toll_io_usage_reader **reader,
                                           toll_error *err);

/**
 * Closes a reader and frees its memory.
 *
 * Use it once for each reader. What is open in it is lost: call toll_io_usage_finish() before.
 *
 * @param reader the reader; NULL does nothing
 */
TOLL_IO_API void toll_io_usage_close(toll_io_usage_reader *reader);

/**
 * Sets what records do not tell.
 *
 * Use it where a log lacks the model, as Bedrock's bodies do, or the account. What a record tells itself counts.
 *
 * @param reader the reader
 * @param field TOLL_IO_FIELD_*
 * @param text its value, `length` bytes; NULL with 0: none
 * @param length below the size of the field in ::toll_io_usage
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: reader is NULL, or text is NULL and its length is not 0
 *   - ::TOLL_E_RANGE: field, length
 *   - ::TOLL_E_STRING: a control character, or no UTF-8
 */
TOLL_IO_API toll_status toll_io_usage_assume(toll_io_usage_reader *reader, uint32_t field, const char *text,
                                             uint64_t length, toll_error *err);

/**
 * Says under which key a record holds a quantity or a fact.
 *
 * Use it for logs that you wrote yourself. After the first call, records are read by these keys alone, as inclusive
 * totals; facts without a key of their own are still looked for under the usual names.
 *
 * Example: ("input", "n.prompt") reads the input of {"n":{"prompt":12}}.
 *
 * @param reader the reader
 * @param target a meter's name (toll_bill_meter_find()), or model, provider, tier, region, account, at, cost, id;
 *        `target_length` bytes
 * @param target_length 1 .. 31
 * @param key a key, or keys joined by dots, `key_length` bytes
 * @param key_length 1 .. 255
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_RANGE: key_length, more than 8 keys in a path, or more than 64 calls
 *   - ::TOLL_E_UNKNOWN_ID: no meter and no fact has the target's name
 *   - ::TOLL_E_CONFLICT: the target has a key already
 */
TOLL_IO_API toll_status toll_io_usage_map(toll_io_usage_reader *reader, const char *target, uint64_t target_length,
                                          const char *key, uint64_t key_length, toll_error *err);

/**
 * Reads the text of one record.
 *
 * Use it for each line of a log, or each object of an array. `data:` and `event:` of a stream of server-sent events may
 * stand in front. A text may hold several records, as an export of spans does: call toll_io_usage_next() until it is
 * empty.
 *
 * @param reader the reader
 * @param text JSON, UTF-8, `length` bytes
 * @param length 1 .. ::TOLL_IO_TEXT_LIMIT
 * @param[out] record the record
 * @param record_bytes sizeof the caller's record
 * @param[out] err names the wrong key; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_STRIDE: record_bytes
 *   - ::TOLL_E_RANGE: length; a count that is negative, fractional or beyond 2^63 - 1; a name that is too long
 *   - ::TOLL_E_SYNTAX: no JSON, no UTF-8, a NUL byte, a key twice, more than 256 levels; a count or an instant that is
 *     none
 *   - ::TOLL_E_MISSING: no usage in it; a count that the shape needs
 *   - ::TOLL_E_CONFLICT: two keys that contradict each other
 *   - ::TOLL_E_UNSUPPORTED: counts that have no meter
 *   - ::TOLL_E_OVERFLOW: a sum of counts is beyond 2^63 - 1
 *   - ::TOLL_E_BUFFER: memory is exhausted
 *
 * Cost: O(length); no allocation once the longest text has been seen.
 */
TOLL_IO_API toll_status toll_io_usage_read(toll_io_usage_reader *reader, const char *text, uint64_t length,
                                           toll_io_usage *record, uint64_t record_bytes, toll_error *err);

/**
 * Number of further records in the text that was read last.
 *
 * Use it after each toll_io_usage_read(), also when that failed. The text must still be in place.
 *
 * @param reader the reader; NULL counts 0
 * @return count
 */
TOLL_IO_API uint64_t toll_io_usage_count_left(const toll_io_usage_reader *reader);

/**
 * Reads the next record of the same text.
 *
 * Use it while toll_io_usage_count_left() is above 0. A record that fails is passed over.
 *
 * @param reader the reader
 * @param[out] record the record
 * @param record_bytes sizeof the caller's record
 * @param[out] err names the wrong key; may be NULL
 * @return the statuses of toll_io_usage_read(); ::TOLL_E_MISSING where none is left
 */
TOLL_IO_API toll_status toll_io_usage_next(toll_io_usage_reader *reader, toll_io_usage *record, uint64_t record_bytes,
                                           toll_error *err);

/**
 * Gives the record of a stream that is still open at the end of a log.
 *
 * Use it once behind the last text. The input of a request that was cut off is owed.
 *
 * @param reader the reader
 * @param[out] record the record, with ::TOLL_IO_USAGE_CUT; of kind ::TOLL_IO_USAGE_NOTHING where no stream is open
 * @param record_bytes sizeof the caller's record
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_STRIDE; ::TOLL_E_OVERFLOW
 */
TOLL_IO_API toll_status toll_io_usage_finish(toll_io_usage_reader *reader, toll_io_usage *record, uint64_t record_bytes,
                                             toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
