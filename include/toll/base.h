/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file base.h
 * @brief Status codes, size-prefixed structs, errors, ranges and field introspection.
 */
#ifndef TOLL_BASE_H
#define TOLL_BASE_H

/**
 * @defgroup base Base
 * @brief How do structs, rows, errors, ranges and text work? The rules that hold in every other header.
 *
 * ## Threads
 *
 * Every function is reentrant: any number of threads may call any function at once. The library allocates nothing,
 * keeps no state and needs no initialisation. It reads no clock, file, locale or environment variable.
 *
 * ## Errors
 *
 * A function that can fail returns a ::toll_status: ::TOLL_OK (0) or a negative code. Its last argument points to a
 * ::toll_error that the caller owns, and may be NULL. On failure the error names the field, its allowed range and the
 * row.
 *
 * On failure no other output is written. Where a function departs from this rule, the output says "may be written in
 * part on failure". An output of needed bytes or rows may also be set on ::TOLL_E_BUFFER; its parameter says so.
 *
 * "Does not fit" and "no plan" are answers, not failures: the status is ::TOLL_OK.
 *
 * ## Structs
 *
 * Structs hold no pointers and consist of 8-byte slots. There are three sorts:
 * - *Extensible* structs begin with `struct_size` and `struct_kind`. Call toll_struct_init(), then set the fields that
 *   you know. An output struct needs this header too: it tells the library how much to write. C11 programs write
 *   `toll_init(&load)`, which takes size and kind from the type (init.h).
 * - *Rows* of arrays have no header. The stride that you pass takes the place of `struct_size`.
 * - *Frozen* structs have no header and never change. Their comments say "Frozen".
 *
 * Extensible structs and rows grow by appending fields. The library accepts three sizes:
 * - its own size;
 * - any smaller size that was ever released: fields that it lacks read as zero, or are not written;
 * - any larger multiple of 8 up to 4,096 bytes: an input must be zero where the library has no field, and an output is
 *   zeroed there.
 *
 * Example: a struct of 56 bytes in this library. A caller's 64 bytes are accepted if the last 8 are zero; otherwise the
 * status is ::TOLL_E_STRUCT_NEWER. 60 bytes, or 48 that no release had, are ::TOLL_E_STRUCT_SIZE.
 *
 * ## Rows
 *
 * An input of variable size is an array of row structs: pointer, count and stride in bytes. Pass sizeof your row struct
 * as the stride. The rule of sizes above holds for it, so rows of older and of newer headers are
 * both read. Any other stride is ::TOLL_E_STRIDE.
 *
 * ## Unknown is never zero
 *
 * A struct with optional facts has a `known` word with one bit per fact. Set the bit of each fact that you give. A
 * value other than 0 without its bit is ::TOLL_E_KNOWN, and so is a bit that no fact owns.
 *
 * ## Text
 *
 * Text in is UTF-8: a pointer and a length in bytes, with no terminator needed. Pass ::TOLL_NUL as the length of a text
 * that ends with a NUL. Every function that takes the length of a text accepts it, and reads at most one byte more than
 * the longest allowed text. Names without a length argument end with a NUL; their functions say so.
 *
 * Text out is static and never freed, or goes to a buffer of the caller, and the function reports the needed size. A
 * text field in a struct ends with a NUL; the bytes after the NUL are zero, and control characters are refused.
 *
 * @snippet base.c base
 * @{
 */

#include <stdint.h>

#if !defined(TOLL_API)
#if defined(_WIN32) && defined(TOLL_BUILD_SHARED)
#define TOLL_API __declspec(dllexport)
#elif defined(_WIN32) && defined(TOLL_USE_SHARED)
#define TOLL_API __declspec(dllimport)
#elif defined(__GNUC__) && __GNUC__ >= 4
#define TOLL_API __attribute__((visibility("default")))
#else
#define TOLL_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** First part of the version of these headers; toll_version_number() gives the version of the loaded library. */
#define TOLL_VERSION_MAJOR 0
#define TOLL_VERSION_MINOR 1 /**< Second part of the version. */
#define TOLL_VERSION_PATCH 0 /**< Third part of the version. */
/** Number in the SONAME `libtoll.so.0.N`. It is raised whenever a struct layout or a symbol breaks. */
#define TOLL_ABI_VERSION 1

/** Result of a call: 0 is done, a negative code is a failure. Treat an unknown code as a failure. */
typedef int32_t toll_status;

#define TOLL_OK             0  /**< Done. */
#define TOLL_E_NULL         -1 /**< A pointer that must be given is NULL. */
#define TOLL_E_RANGE        -2 /**< A number is outside its allowed range. */
#define TOLL_E_NOT_FINITE   -3 /**< A double is NaN or infinite. */
#define TOLL_E_STRUCT_KIND  -4 /**< `struct_kind` is not the kind that the argument must have; the message names it. */
#define TOLL_E_STRUCT_SIZE  -5 /**< `struct_size` is not the size of any released version. */
#define TOLL_E_STRUCT_NEWER -6 /**< A larger struct is not zero in the part that this library does not know. */
#define TOLL_E_STRIDE       -7 /**< The stride is not the size of any released row, or rows exceed the address space. */
#define TOLL_E_STRING       -8 /**< A text field lacks its NUL, has bytes after it, or has control characters. */
#define TOLL_E_KNOWN        -9 /**< A bit that nothing owns is set, or a value is given without its `known` bit. */
#define TOLL_E_UNKNOWN_ID   -10 /**< The id or name is not known. */
#define TOLL_E_AMBIGUOUS    -11 /**< The name stands for several things; the message lists them. */
#define TOLL_E_MISSING      -12 /**< A fact or field that the question needs is not given. */
#define TOLL_E_SYNTAX       -13 /**< The text does not parse. */
#define TOLL_E_OVERFLOW     -20 /**< The exact result does not fit its type. */
#define TOLL_E_DIVIDE       -21 /**< Division by zero. */
#define TOLL_E_CONFLICT     -30 /**< Two fields contradict each other. */
#define TOLL_E_UNSUPPORTED  -31 /**< The question is valid, but this version can't answer it. */
#define TOLL_E_BUFFER       -40 /**< The caller's buffer is too small; the function says how to learn the size. */
#define TOLL_E_OBJECT       -41 /**< A resolved object is damaged, foreign, or of another build. */

#define TOLL_NUL UINT64_MAX /**< As the length of a text argument: the text ends with a NUL, which does not count. */

/* Struct kinds. Append-only; a number is never used again. */
#define TOLL_KIND_HW                 1   /**< ::toll_hw */
#define TOLL_KIND_MODEL              2   /**< ::toll_model */
#define TOLL_KIND_MODEL_LAYER        3   /**< ::toll_model_layer (row: no header, its size is the stride) */
#define TOLL_KIND_MODEL_COUNTS       4   /**< ::toll_model_counts */
#define TOLL_KIND_PRECISION          5   /**< ::toll_model_precision */
#define TOLL_KIND_MODEL_WEIGHTS      6   /**< ::toll_model_weights */
#define TOLL_KIND_MODEL_KV           7   /**< ::toll_model_kv */
#define TOLL_KIND_STEP_LAYOUT        8   /**< ::toll_step_layout */
#define TOLL_KIND_STEP_ENGINE        9   /**< ::toll_step_engine */
#define TOLL_KIND_STEP_CONSTANTS     10  /**< ::toll_step_constants */
#define TOLL_KIND_STEP_BATCH         11  /**< ::toll_step_batch */
#define TOLL_KIND_STEP_RESULT        12  /**< ::toll_step_result */
#define TOLL_KIND_STEP_MEMORY        13  /**< ::toll_step_memory */
#define TOLL_KIND_SERVE_LOAD         14  /**< ::toll_serve_load */
#define TOLL_KIND_SERVE_RESULT       15  /**< ::toll_serve_result */
#define TOLL_KIND_SERVE_SUPPLY       16  /**< ::toll_serve_supply */
#define TOLL_KIND_SERVE_COST         17  /**< ::toll_serve_cost */
#define TOLL_KIND_CATALOG_FACT       18  /**< ::toll_catalog_fact */
#define TOLL_KIND_CATALOG_INSTANCE   19  /**< ::toll_catalog_instance */
#define TOLL_KIND_CATALOG_PUBLISHED  20  /**< ::toll_catalog_published */
#define TOLL_KIND_BILL_METER         21  /**< ::toll_bill_meter */
#define TOLL_KIND_BILL_ROW           22  /**< ::toll_bill_row (row: no header, its size is the stride) */
#define TOLL_KIND_BILL_CONTEXT       23  /**< ::toll_bill_context */
#define TOLL_KIND_BILL_TOTAL         24  /**< ::toll_bill_total */
#define TOLL_KIND_BILL_SCOPE         25  /**< ::toll_bill_scope */
#define TOLL_KIND_BILL_BOUNDS        26  /**< ::toll_bill_bounds */
#define TOLL_KIND_BILL_RATE          27  /**< ::toll_bill_rate */
#define TOLL_KIND_BOOK_NAME          28  /**< ::toll_book_name */
#define TOLL_KIND_BOOK_CANDIDATE     29  /**< ::toll_book_candidate (row: no header, its size is the stride) */
#define TOLL_KIND_TCO_ROW            30  /**< ::toll_tco_row (row: no header, its size is the stride) */
#define TOLL_KIND_TCO_ROW_KIND       31  /**< ::toll_tco_row_kind */
#define TOLL_KIND_TCO_CONVENTIONS    32  /**< ::toll_tco_conventions */
#define TOLL_KIND_TCO_SUMMARY        33  /**< ::toll_tco_summary */
#define TOLL_KIND_CATALOG_DEFAULT    34  /**< ::toll_catalog_default */
#define TOLL_KIND_CATALOG_QUALITY    35  /**< ::toll_catalog_quality */
#define TOLL_KIND_CATALOG_RUN        36  /**< ::toll_catalog_run */
#define TOLL_KIND_CATALOG_LICENSE    37  /**< ::toll_catalog_license */
#define TOLL_KIND_CATALOG_MATCH      38  /**< ::toll_catalog_match */
#define TOLL_KIND_FINANCE_TERMS      40  /**< ::toll_finance_terms */
#define TOLL_KIND_FINANCE_IRR        41  /**< ::toll_finance_irr */
#define TOLL_KIND_FINANCE_PAYBACK    42  /**< ::toll_finance_payback */
#define TOLL_KIND_FINANCE_CONTEST    43  /**< ::toll_finance_contest */
#define TOLL_KIND_FINANCE_BREAKEVEN  44  /**< ::toll_finance_breakeven */
#define TOLL_KIND_FINANCE_ASSET      45  /**< ::toll_finance_asset */
#define TOLL_KIND_FINANCE_POWER      46  /**< ::toll_finance_power */
#define TOLL_KIND_FINANCE_ENERGY     47  /**< ::toll_finance_energy */
#define TOLL_KIND_FINANCE_OWNED      48  /**< ::toll_finance_owned */
#define TOLL_KIND_FINANCE_COMMITMENT 49  /**< ::toll_finance_commitment */
#define TOLL_KIND_TRAIN_SETUP        50  /**< ::toll_train_setup */
#define TOLL_KIND_TRAIN_STEP         51  /**< ::toll_train_step */
#define TOLL_KIND_TRAIN_MEMORY       52  /**< ::toll_train_memory */
#define TOLL_KIND_TRAIN_JOB          53  /**< ::toll_train_job */
#define TOLL_KIND_TRAIN_RESULT       54  /**< ::toll_train_result */
#define TOLL_KIND_SERVE_ANCHOR       56  /**< ::toll_serve_anchor (row: no header, its size is the stride) */
#define TOLL_KIND_SERVE_CORRECTION   57  /**< ::toll_serve_correction */
#define TOLL_KIND_SERVE_SITE         58  /**< ::toll_serve_site */
#define TOLL_KIND_SERVE_ENERGY       59  /**< ::toll_serve_energy */
#define TOLL_KIND_SERVE_QUEUE        60  /**< ::toll_serve_queue */
#define TOLL_KIND_SERVE_LIMITS       61  /**< ::toll_serve_limits */
#define TOLL_KIND_SERVE_ADMISSION    62  /**< ::toll_serve_admission */
#define TOLL_KIND_SERVE_SPLIT        63  /**< ::toll_serve_split */
#define TOLL_KIND_SERVE_TERMS        64  /**< ::toll_serve_terms */
#define TOLL_KIND_SERVE_POOLS        65  /**< ::toll_serve_pools */
#define TOLL_KIND_SERVE_POOLED       66  /**< ::toll_serve_pooled */
#define TOLL_KIND_PLAN_NEED          70  /**< ::toll_plan_need */
#define TOLL_KIND_PLAN_SUPPLY        71  /**< ::toll_plan_supply (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_OPTION        72  /**< ::toll_plan_option (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_SUMMARY       73  /**< ::toll_plan_summary */
#define TOLL_KIND_CATALOG_OFFERING   75  /**< ::toll_catalog_offering */
#define TOLL_KIND_OFFERING_FACT      76  /**< ::toll_catalog_offering_fact (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_CONSTRAINT    77  /**< ::toll_plan_constraint (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_REASON        78  /**< ::toll_plan_reason (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_VERDICT       79  /**< ::toll_plan_verdict */
#define TOLL_KIND_BILL_CHARGE        80  /**< ::toll_bill_charge (row: no header, its size is the stride) */
#define TOLL_KIND_BILL_RESIDUAL      81  /**< ::toll_bill_residual */
#define TOLL_KIND_PLAN_UNIT          82  /**< ::toll_plan_unit */
#define TOLL_KIND_PLAN_MIX           83  /**< ::toll_plan_mix */
#define TOLL_KIND_PLAN_PRICES        84  /**< ::toll_plan_prices */
#define TOLL_KIND_RISK_QUESTION      90  /**< ::toll_risk_question */
#define TOLL_KIND_RISK_FLIP          91  /**< ::toll_risk_flip */
#define TOLL_KIND_RISK_SPREAD        92  /**< ::toll_risk_spread */
#define TOLL_KIND_PLAN_HORIZON       93  /**< ::toll_plan_horizon */
#define TOLL_KIND_PLAN_DAY           95  /**< ::toll_plan_day */
#define TOLL_KIND_PLAN_SCHEDULE      96  /**< ::toll_plan_schedule */
#define TOLL_KIND_PLAN_MOST          97  /**< ::toll_plan_most */
#define TOLL_KIND_CATALOG_STACK      98  /**< ::toll_catalog_stack */
#define TOLL_KIND_RANGE              100 /**< ::toll_range (frozen) */
#define TOLL_KIND_DECIMAL            101 /**< ::toll_decimal (frozen) */
#define TOLL_KIND_AMOUNT             102 /**< ::toll_amount (frozen) */
#define TOLL_KIND_ERROR              103 /**< ::toll_error (frozen) */
#define TOLL_KIND_FIELD              104 /**< ::toll_field (frozen) */
#define TOLL_KIND_BILL_USAGE         105 /**< ::toll_bill_usage (frozen) */
#define TOLL_KIND_BILL_ATTRIBUTE     106 /**< ::toll_bill_attribute (frozen) */
#define TOLL_KIND_BILL_COUNTER       107 /**< ::toll_bill_counter (frozen) */
#define TOLL_KIND_BILL_LINE          108 /**< ::toll_bill_line (frozen) */
#define TOLL_KIND_BILL_LIMIT         109 /**< ::toll_bill_limit (frozen) */
#define TOLL_KIND_TCO_LINE           110 /**< ::toll_tco_line (frozen) */
#define TOLL_KIND_FINANCE_PIECE      115 /**< ::toll_finance_piece (frozen) */
#define TOLL_KIND_FINANCE_CROSSING   116 /**< ::toll_finance_crossing (frozen) */
#define TOLL_KIND_FINANCE_ITEM       117 /**< ::toll_finance_item (frozen) */
#define TOLL_KIND_FINANCE_HOURLY     118 /**< ::toll_finance_hourly (frozen) */
#define TOLL_KIND_FINANCE_COMPARISON 119 /**< ::toll_finance_comparison (frozen) */
#define TOLL_KIND_TRAIN_FLOPS        120 /**< ::toll_train_flops (frozen) */
#define TOLL_KIND_SERVE_PART         123 /**< ::toll_serve_part (frozen) */
#define TOLL_KIND_STEP_ROOM          124 /**< ::toll_step_room (frozen) */
#define TOLL_KIND_RISK_INPUT         125 /**< ::toll_risk_input (frozen) */
#define TOLL_KIND_RISK_SLOPE         126 /**< ::toll_risk_slope (frozen) */
#define TOLL_KIND_STEP_FEWEST        127 /**< ::toll_step_fewest (frozen) */
#define TOLL_KIND_BILL_SUM           130 /**< ::toll_bill_sum (frozen) */
#define TOLL_KIND_BILL_KIND          131 /**< ::toll_bill_kind (frozen) */
#define TOLL_KIND_BILL_CAUSE         135 /**< ::toll_bill_cause (frozen) */
#define TOLL_KIND_PLAN_ALTERNATIVE   160 /**< ::toll_plan_alternative (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_OUTLOOK       161 /**< ::toll_plan_outlook (row: no header, its size is the stride) */
#define TOLL_KIND_PLAN_LOT           163 /**< ::toll_plan_lot (frozen) */
#define TOLL_KIND_PLAN_FLEET         164 /**< ::toll_plan_fleet (frozen) */
#define TOLL_KIND_PLAN_POOLS         165 /**< ::toll_plan_pools (frozen) */
#define TOLL_KIND_PLAN_REACH         167 /**< ::toll_plan_reach (frozen) */
#define TOLL_KIND_PLAN_CANDIDATE     170 /**< ::toll_plan_candidate (frozen) */
#define TOLL_KIND_PLAN_SHADOW        171 /**< ::toll_plan_shadow (frozen) */
#define TOLL_KIND_BILL_NAMED         183 /**< ::toll_bill_named (frozen) */

/** What went wrong and where. Owned by the caller; written only when a function fails. Frozen. */
typedef struct toll_error {
    int32_t code;         /**< The ::toll_status that the function returned. */
    uint32_t struct_kind; /**< TOLL_KIND_* of the struct that holds the wrong field; 0: an argument is wrong. */
    int64_t field_offset; /**< Offset of the wrong field in its struct, bytes; -1: not a field. */
    int64_t row;          /**< Index of the wrong row, from 0; -1: not a row. */
    char field[40];       /**< Name of the wrong field or argument. */
    char message[192];    /**< One sentence: the field, the allowed range, what was found. */
} toll_error;

/** An estimate with its error bar: three quantiles of what a measurement would give. Frozen. */
typedef struct toll_range {
    double low;  /**< P10: one measurement in ten lies below. */
    double mid;  /**< P50: the median, at least low. */
    double high; /**< P90: one measurement in ten lies above; at least mid. */
} toll_range;

#define TOLL_TYPE_I32     1 /**< int32_t */
#define TOLL_TYPE_U32     2 /**< uint32_t */
#define TOLL_TYPE_I64     3 /**< int64_t */
#define TOLL_TYPE_U64     4 /**< uint64_t */
#define TOLL_TYPE_F64     5 /**< double */
#define TOLL_TYPE_CHARS   6 /**< char[size]: UTF-8, NUL-terminated, rest zero */
#define TOLL_TYPE_RANGE   7 /**< ::toll_range: three doubles, low <= mid <= high */
#define TOLL_TYPE_DECIMAL 8 /**< ::toll_decimal */
#define TOLL_TYPE_AMOUNT  9 /**< ::toll_amount */

/** One field of a public struct, as data for bindings, forms and checks. Frozen. */
typedef struct toll_field {
    uint32_t struct_kind; /**< TOLL_KIND_* of the struct that holds it. */
    uint32_t type;        /**< TOLL_TYPE_*. */
    int64_t offset_bytes; /**< Offset within the struct, bytes. */
    int64_t size_bytes;   /**< Size, bytes. */
    int64_t known_bit;    /**< Its bit in the struct's `known` word, 0 .. 63; -1: always given. */
    double min;           /**< Least allowed value of a number; -10^300: no limit. Exact up to 2^53. */
    double max;           /**< Greatest allowed value of a number; 10^300: no limit. Flag words: the allowed bits. */
    double default_value; /**< What toll_struct_init() writes. */
    char name[40];        /**< Name as in the header. */
    char unit[24];        /**< Unit: "bytes", "s", "frac" and others; empty for plain counts and codes. */
} toll_field;

/**
 * Version of the loaded library as text.
 *
 * Use it in logs and bug reports; compare numbers, not texts.
 *
 * @return "0.1.0"; static
 */
TOLL_API const char *toll_version_string(void);

/**
 * Version of the loaded library as one number, for comparisons.
 *
 * Use it to see whether the library has a function or a field that came with a certain version.
 *
 * @return major * 10000 + minor * 100 + patch: 100 for 0.1.0
 */
TOLL_API uint32_t toll_version_number(void);

/**
 * ABI number of the loaded library: its own ::TOLL_ABI_VERSION.
 *
 * Use it in a binding that loads the library at run time: refuse to go on when it is not the number that the binding
 * was built for. A linked program need not call it, since the SONAME has the same number.
 *
 * @return the number
 */
TOLL_API uint32_t toll_abi_version(void);

/**
 * Name of a status code.
 *
 * Use it in logs, next to the message of the ::toll_error.
 *
 * @param status any value
 * @return "TOLL_E_RANGE" and so on; "TOLL_E_?" for a code that this library does not know; static
 */
TOLL_API const char *toll_status_name(int32_t status);

/**
 * Meaning of a status code in one English phrase.
 *
 * Use it where no ::toll_error is at hand; the message of a ::toll_error says more.
 *
 * @param status any value
 * @return the phrase, without a full stop; static
 */
TOLL_API const char *toll_status_message(int32_t status);

/**
 * Size of a public struct in this library.
 *
 * Use it in a binding, to reserve memory for a struct. A C program uses sizeof.
 *
 * @param struct_kind TOLL_KIND_*, frozen kinds included
 * @return bytes, a multiple of 8; 0 for a kind that this library does not know
 */
TOLL_API uint64_t toll_struct_size(uint32_t struct_kind);

/**
 * Name of a public struct.
 *
 * Use it with toll_error.struct_kind, to say which struct holds the wrong field.
 *
 * @param struct_kind TOLL_KIND_*, frozen kinds included
 * @return "toll_hw" and so on; "" for a kind that this library does not know; static
 */
TOLL_API const char *toll_struct_name(uint32_t struct_kind);

/**
 * Fills a struct with its defaults: header set, `known` empty, every field at its documented default.
 *
 * Use it on every extensible struct before anything else, inputs and outputs alike. Call it for rows too: the default
 * of some fields is not 0. A field whose comment states no default starts at 0, or empty.
 *
 * @param[out] object the struct, `object_size` bytes, any alignment
 * @param object_size sizeof the caller's struct; the part that this library does not know is zeroed
 * @param struct_kind TOLL_KIND_*; rows ("row: no header" in the list of kinds) and frozen structs get no header,
 *        because they have none
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: object is NULL
 *   - ::TOLL_E_STRUCT_KIND: this library does not know the kind
 *   - ::TOLL_E_STRUCT_SIZE: no release had this size, and it is no larger multiple of 8 up to 4,096
 */
TOLL_API toll_status toll_struct_init(void *object, uint64_t object_size, uint32_t struct_kind, toll_error *err);

/**
 * Checks each field of an extensible struct against its own range.
 *
 * Use it to validate a form or a file early. Functions that take the struct make the same checks, so calling it first
 * is not needed. It does not compare fields with each other: toll_hw_check() and toll_model_check() do.
 *
 * @param object the struct, its header set
 * @param struct_kind the kind that it must have; rows and frozen kinds have no header and are refused
 * @param[out] err names the first wrong field; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: object is NULL
 *   - ::TOLL_E_STRUCT_KIND: another kind than the header says, an unknown kind, or a kind without a header
 *   - ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER: the size, or the part that this library does not know
 *   - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a number
 *   - ::TOLL_E_STRING: a text field
 *   - ::TOLL_E_KNOWN: a bit that nothing owns, or a value without its `known` bit
 *   - ::TOLL_E_CONFLICT: a ::toll_range that is not ordered
 */
TOLL_API toll_status toll_struct_check(const void *object, uint32_t struct_kind, toll_error *err);

/**
 * Number of fields of a public struct.
 *
 * Use it as the limit of a loop over toll_field_get().
 *
 * @param struct_kind TOLL_KIND_*, frozen kinds included
 * @return count, the two header fields included; 0 for an unknown kind
 */
TOLL_API uint32_t toll_field_count(uint32_t struct_kind);

/**
 * Describes one field of a public struct: name, type, place, unit, range and default.
 *
 * Use it to generate a binding or a form, or to check input by the same ranges as the library.
 *
 * @param struct_kind TOLL_KIND_*, frozen kinds included
 * @param index 0 .. toll_field_count() - 1, in the order of the header
 * @param[out] field its description
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: field is NULL
 *   - ::TOLL_E_STRUCT_KIND: this library does not know the kind
 *   - ::TOLL_E_RANGE: the index is too large
 */
TOLL_API toll_status toll_field_get(uint32_t struct_kind, uint32_t index, toll_field *field, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
