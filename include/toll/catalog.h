/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file catalog.h
 * @brief Built-in dated facts: accelerators, models, precisions, engines, constants, instance prices.
 */
#ifndef TOLL_CATALOG_H
#define TOLL_CATALOG_H

#include <toll/base.h>
#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>

/**
 * @defgroup catalog Catalog
 * @brief Facts that come with the library, each with its source, date and confidence.
 *
 * The catalog is a convenience: every function of the library takes facts as arguments, so a user's own replace them.
 * Rows are found by id or by alias; a name that stands for several rows ("a100") is an error that lists them, and an
 * unknown one an error that suggests the nearest. Nothing is matched by substring. Indices are in id order and may
 * change from release to release; ids don't.
 *
 * Facts change in any release: toll_catalog_version() is their date. They are not part of the ABI.
 *
 * @snippet catalog.c catalog
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Tables. */
#define TOLL_TABLE_HW        1 /**< Accelerators: toll_catalog_get_hw(). */
#define TOLL_TABLE_MODEL     2 /**< Models: toll_catalog_get_model(), toll_catalog_get_layers(). */
#define TOLL_TABLE_PRECISION 3 /**< Precisions: toll_catalog_get_precision(). */
#define TOLL_TABLE_ENGINE    4 /**< Engines: toll_catalog_get_engine(). */
#define TOLL_TABLE_INSTANCE  5 /**< Instance prices: toll_catalog_get_instance(). */
#define TOLL_TABLE_DEFAULT   6 /**< Figures for scenarios: toll_catalog_get_default(). */
#define TOLL_TABLE_QUALITY   7 /**< Published quality of number formats: toll_catalog_get_quality(). */

#define TOLL_CONFIDENCE_MISSING    0 /**< Not known. */
#define TOLL_CONFIDENCE_PUBLISHED  1 /**< Read at the named source. */
#define TOLL_CONFIDENCE_DERIVED    2 /**< Computed from facts of the named source; the note says how. */
#define TOLL_CONFIDENCE_UNVERIFIED 3 /**< Not checked at a source. */

/** Where one figure comes from. */
typedef struct toll_catalog_fact {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_FACT. */
    uint32_t confidence;  /**< TOLL_CONFIDENCE_*. */
    int32_t as_of;        /**< Date of the source, yyyymmdd (dd or mmdd 00: not stated); 0: not known. */
    char field[40];       /**< Name of the field. */
    char source[192];     /**< The source. */
    char note[256];       /**< What to know about it; empty: nothing. */
} toll_catalog_fact;

#define TOLL_PRICE_ON_DEMAND 1 /**< Rented by the hour. */
#define TOLL_PRICE_GPU_PART  2 /**< Rented by the hour, without the virtual machine that it needs. */
#define TOLL_PRICE_OWNERSHIP 3 /**< Cost of ownership per hour, not a rental price. */
#define TOLL_PRICE_RENTAL_3Y 4 /**< Rented for three years. */

/* Bits of toll_catalog_instance.known and .unverified. */
#define TOLL_INSTANCE_ON_DEMAND 0x1u  /**< on_demand_usd_per_hour */
#define TOLL_INSTANCE_1Y        0x2u  /**< reserved_1y_usd_per_hour */
#define TOLL_INSTANCE_3Y        0x4u  /**< reserved_3y_usd_per_hour */
#define TOLL_INSTANCE_SPOT      0x8u  /**< spot_usd_per_hour */
#define TOLL_INSTANCE_VCPUS     0x10u /**< vcpus */
#define TOLL_INSTANCE_MEMORY    0x20u /**< host_memory_bytes */
#define TOLL_INSTANCE_HW        0x40u /**< hw_id */

/** One rentable machine, with prices for the whole machine. */
typedef struct toll_catalog_instance {
    uint32_t struct_size;            /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;            /**< ::TOLL_KIND_CATALOG_INSTANCE. */
    uint64_t known;                  /**< TOLL_INSTANCE_* bits. */
    uint64_t unverified;             /**< TOLL_INSTANCE_* bits. */
    char id[96];                     /**< "provider/instance/region", unique. */
    char provider[24];               /**< "aws". */
    char instance[56];               /**< "p5.48xlarge". */
    char region[32];                 /**< As the source names it. */
    char hw_id[48];                  /**< Accelerator's id in the catalog. Optional. */
    char gpu_name[48];               /**< Accelerator as the source names it. */
    int64_t gpus;                    /**< Accelerators in the machine. */
    int64_t vcpus;                   /**< Virtual CPUs. Optional. */
    int64_t host_memory_bytes;       /**< Host memory. Optional. */
    double on_demand_usd_per_hour;   /**< Whole machine. Optional. */
    double reserved_1y_usd_per_hour; /**< One-year commitment. Optional. */
    double reserved_3y_usd_per_hour; /**< Three-year commitment. Optional. */
    double spot_usd_per_hour;        /**< Spot or pre-emptible. Optional. */
    uint32_t price_kind;             /**< TOLL_PRICE_*. */
    int32_t as_of;                   /**< Date of the source, yyyymmdd; 0: not known. */
} toll_catalog_instance;

/** A sourced figure that a scenario may start from: a tariff, a carbon intensity, a life, a salary. */
typedef struct toll_catalog_default {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_DEFAULT. */
    char id[72];          /**< "name/region/vintage", in lower case, unique. */
    char name[56];        /**< "electricity_price_industrial". */
    char region[16];      /**< ISO 3166 code or "EU27"; empty: no region. */
    char vintage[16];     /**< Year, half-year or month that it holds for; empty: not stated. */
    char unit[56];        /**< "USD/kWh", "gCO2e/kWh", "years": as the source states it. */
    double value;         /**< The figure. */
    int32_t as_of;        /**< Date of the source, yyyymmdd; 0: not known. */
    uint32_t reserved;    /**< 0. */
} toll_catalog_default;

#define TOLL_BETTER_HIGHER 1 /**< A score: more is better. */
#define TOLL_BETTER_LOWER  2 /**< A perplexity: less is better. */

/* Bits of toll_catalog_quality.known and .unverified. */
#define TOLL_QUALITY_PARAMS   0x1u /**< params */
#define TOLL_QUALITY_VALUE    0x2u /**< value */
#define TOLL_QUALITY_BASELINE 0x4u /**< baseline_value */
#define TOLL_QUALITY_RATIO    0x8u /**< ratio_low, ratio_high */

/**
 * What somebody published of a model's quality in a number format, against its baseline. Nothing is computed from these
 * rows. Ratios of different metrics don't convert into each other, nor do formats into formats or models into models:
 * small models lose more.
 */
typedef struct toll_catalog_quality {
    uint32_t struct_size;     /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;     /**< ::TOLL_KIND_CATALOG_QUALITY. */
    uint64_t known;           /**< TOLL_QUALITY_* bits. */
    uint64_t unverified;      /**< TOLL_QUALITY_* bits. */
    char id[96];              /**< "model/method/format/metric" in lower case, unique. */
    char model[48];           /**< As the source names it. */
    char model_id[48];        /**< Catalog's model of the same shape; empty: none. */
    int64_t params;           /**< Parameters of the model, rounded. Optional. */
    char method[32];          /**< "GPTQ", "GGUF": how the weights were made; empty: not stated. */
    char format[32];          /**< As the source names it. */
    char precision_id[32];    /**< Catalog's precision that stores it so; empty: none. */
    char metric[56];          /**< "wikitext perplexity", "OpenLLM v1". */
    uint32_t direction;       /**< TOLL_BETTER_*. */
    int32_t as_of;            /**< Date of the source, yyyymmdd; 0: not known. */
    char baseline_format[16]; /**< What it is compared with: "BF16". */
    double value;             /**< The metric in the format, as the source states it. Optional. */
    double baseline_value;    /**< The metric in the baseline. Optional. */
    double ratio_low;         /**< value / baseline_value; where the source states a span, its lower end. Optional. */
    double ratio_high;        /**< Its upper end; as ratio_low where it is one figure. Optional. */
} toll_catalog_quality;

/* Bits of toll_catalog_published.known and .unverified. */
#define TOLL_PUBLISHED_TOTAL  0x1u /**< params_total */
#define TOLL_PUBLISHED_EXACT  0x2u /**< params_exact */
#define TOLL_PUBLISHED_ACTIVE 0x4u /**< params_active */

/** What a model's publisher says of its size: to check a descriptor against, never an input. */
typedef struct toll_catalog_published {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_CATALOG_PUBLISHED. */
    uint64_t known;        /**< TOLL_PUBLISHED_* bits. */
    uint64_t unverified;   /**< TOLL_PUBLISHED_* bits. */
    int64_t params_total;  /**< Total, often rounded. Optional. */
    int64_t params_exact;  /**< Total read from the checkpoint's headers. Optional. */
    int64_t params_active; /**< Active, by the publisher's own definition. Optional. */
    char family[32];       /**< "llama3.1". */
    char hf_repo[96];      /**< Repository on Hugging Face; empty: not known. */
    char scope[64];        /**< What the published total includes. */
    char license[32];      /**< Licence; unverified. */
    char exception[192];   /**< Why the computed total may differ by more than 1 %; empty: it doesn't. */
} toll_catalog_published;

/** @return Date of the facts, "2026-11-23"; static. */
TOLL_API const char *toll_catalog_version(void);

/**
 * Rows of a table.
 * @param table TOLL_TABLE_*
 * @return count; 0 for an unknown table.
 */
TOLL_API uint64_t toll_catalog_count(uint32_t table);

/**
 * Id of a row.
 * @param table TOLL_TABLE_*
 * @param index 0 .. toll_catalog_count() - 1
 * @return the id, static; "" when there is no such row.
 */
TOLL_API const char *toll_catalog_get_id(uint32_t table, uint64_t index);

/**
 * Finds a row by id or alias. ASCII upper case counts as lower case.
 * @param table TOLL_TABLE_*
 * @param id the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] index its index
 * @param[out] err on ::TOLL_E_AMBIGUOUS the message lists the ids, on ::TOLL_E_UNKNOWN_ID it suggests the nearest; NULL
 *             allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (table, length); ::TOLL_E_UNKNOWN_ID; ::TOLL_E_AMBIGUOUS.
 *         O(log rows) for ids and aliases.
 */
TOLL_API toll_status toll_catalog_find(uint32_t table, const char *id, uint64_t length, uint64_t *index,
                                       toll_error *err);

/**
 * Nearest ids to a name that was not found, by edit distance, comma-separated.
 * @param table TOLL_TABLE_*
 * @param name the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] text the caller's buffer
 * @param capacity its size
 * @param[out] needed bytes needed, the NUL included; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK (an empty text: nothing is near); ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_BUFFER. O(rows).
 */
TOLL_API toll_status toll_catalog_find_nearest(uint32_t table, const char *name, uint64_t length, char *text,
                                               uint64_t capacity, uint64_t *needed, toll_error *err);

/**
 * An accelerator.
 * @param index row of ::TOLL_TABLE_HW
 * @param[out] hw its profile; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (index); ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_catalog_get_hw(uint64_t index, toll_hw *hw, toll_error *err);

/**
 * A model's descriptor, without its rows.
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] model its descriptor; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_model(uint64_t index, toll_model *model, toll_error *err);

/**
 * A model's rows.
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] layers the caller's array; NULL with capacity 0 asks for the count only
 * @param capacity rows that it holds
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] n_layers rows needed; set on success and on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER (no row is written).
 */
TOLL_API toll_status toll_catalog_get_layers(uint64_t index, toll_model_layer *layers, uint64_t capacity,
                                             uint64_t stride_bytes, uint64_t *n_layers, toll_error *err);

/**
 * What a model's publisher says of its size.
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] published the figures; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_published(uint64_t index, toll_catalog_published *published, toll_error *err);

/**
 * A precision.
 * @param index row of ::TOLL_TABLE_PRECISION
 * @param[out] precision its bits and rates; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_precision(uint64_t index, toll_model_precision *precision, toll_error *err);

/**
 * An engine's policies.
 * @param index row of ::TOLL_TABLE_ENGINE
 * @param[out] engine its policies; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_engine(uint64_t index, toll_step_engine *engine, toll_error *err);

/**
 * The calibration constants for an accelerator, a precision and an engine. Where the architecture and format have none,
 * typical values are given, marked by `is_calibrated` 0.
 * @param hw the accelerator; its `arch` and rates select
 * @param precision its rates select
 * @param engine its id selects
 * @param[out] constants the constants; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; any status of the structs' checks.
 */
TOLL_API toll_status toll_catalog_get_constants(const toll_hw *hw, const toll_model_precision *precision,
                                                const toll_step_engine *engine, toll_step_constants *constants,
                                                toll_error *err);

/**
 * A rentable machine.
 * @param index row of ::TOLL_TABLE_INSTANCE
 * @param[out] instance the machine and its prices; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_instance(uint64_t index, toll_catalog_instance *instance, toll_error *err);

/**
 * A sourced figure for scenarios; toll_catalog_get_fact() tells the source.
 * @param index row of ::TOLL_TABLE_DEFAULT
 * @param[out] figure the figure; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_default(uint64_t index, toll_catalog_default *figure, toll_error *err);

/**
 * A published quality of a number format; toll_catalog_get_fact() tells the source.
 * @param index row of ::TOLL_TABLE_QUALITY
 * @param[out] quality the figures; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_quality(uint64_t index, toll_catalog_quality *quality, toll_error *err);

/**
 * Where a figure of a row comes from.
 * @param table TOLL_TABLE_*
 * @param index row
 * @param field_offset offset of the field in the table's struct (toll_field.offset_bytes)
 * @param[out] fact source, date, confidence; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (table, index, no field at that offset); ::TOLL_E_STRUCT_KIND;
 *         ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_catalog_get_fact(uint32_t table, uint64_t index, int64_t field_offset,
                                           toll_catalog_fact *fact, toll_error *err);

/** 8-byte words of memory that hold any deployment of toll_catalog_resolve(). */
#define TOLL_CATALOG_WORDS 512

/**
 * Resolves a deployment from names: looks up the facts and constants and calls toll_step_resolve().
 * @param hw accelerator's id or alias, `hw_length` bytes
 * @param hw_length 1 .. 128
 * @param model model's id or alias, `model_length` bytes
 * @param model_length 1 .. 128
 * @param precision precision's id, `precision_length` bytes
 * @param precision_length 0 .. 128; 0: the precision that the checkpoint is published in
 * @param engine engine's id, `engine_length` bytes
 * @param engine_length 0 .. 128; 0: vllm
 * @param layout how the model is spread
 * @param[out] deployment 8-byte aligned memory, ::TOLL_CATALOG_WORDS words
 * @param deployment_size its size in bytes
 * @param[out] err detail on failure; NULL allowed
 * @return any status of toll_catalog_find(), toll_catalog_get_constants() and toll_step_resolve(); ::TOLL_E_MISSING when no
 *         precision is given and the model's own is not known.
 */
TOLL_API toll_status toll_catalog_resolve(const char *hw, uint64_t hw_length, const char *model, uint64_t model_length,
                                          const char *precision, uint64_t precision_length, const char *engine,
                                          uint64_t engine_length, const toll_step_layout *layout, void *deployment,
                                          uint64_t deployment_size, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
