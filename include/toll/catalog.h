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
#include <toll/serve.h>

/**
 * @defgroup catalog Catalog
 * @brief Which facts about accelerators, models, engines and prices come with the library, and where are they from?
 *
 * The catalog is a convenience. Every other function takes facts as arguments, so you can fill the same structs with
 * your own figures. The shortest way from names to speed and cost is toll_catalog_estimate(), to a deployment for
 * further questions toll_catalog_resolve(). To read one fact:
 *
 * 1. toll_catalog_find() turns an id or alias into a row's index; toll_catalog_find_hw() and toll_catalog_find_model()
 *    also read names as drivers, clouds, hubs and people write them.
 * 2. toll_catalog_get_hw() and the other get functions copy the row into a struct.
 * 3. toll_catalog_get_fact() tells the source, date and confidence of a figure.
 * 4. toll_catalog_check_run() tells whether an engine can start at all.
 * 5. toll_catalog_get_token_ratio() tells how many tokens a text is.
 *
 * ## Names
 *
 * A row is found by its id or by an alias. ASCII upper case counts as lower case; nothing is matched by substring. A
 * name of several rows is ::TOLL_E_AMBIGUOUS, and the message lists their ids. An unknown name is ::TOLL_E_UNKNOWN_ID,
 * and the message suggests the nearest ids.
 *
 * Example: "H100 SXM5 80GB" is an alias of h100-sxm5-80gb, with 3.35 x 10^12 bytes/s. "a100" stands for four rows.
 *
 * ## Stability
 *
 * Facts change in any release; they are not part of the ABI. toll_catalog_version() is their date. Ids stay. Indices
 * are in id order and may change: store ids, never indices.
 *
 * ## Errors
 *
 * On failure nothing is written except `err`; toll_catalog_get_layers() and toll_catalog_find_nearest() also report the
 * size that they need.
 *
 * ## Not in the catalog
 *
 * Token prices are in book.h. Names of vendors and clouds beyond the makers' own aliases are in price books, too.
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
#define TOLL_TABLE_LICENSE   8 /**< Licences of models: toll_catalog_get_license(). */
#define TOLL_TABLE_OFFERING  9 /**< Services of vendors: toll_catalog_get_offering(). */

#define TOLL_TABLE_OFFERING_FACT 10 /**< What sources say of offerings: toll_catalog_get_offering_facts(). */
#define TOLL_TABLE_STACK         11 /**< Software that trains models: toll_catalog_get_stack(). */

#define TOLL_CONFIDENCE_MISSING    0 /**< Not known. */
#define TOLL_CONFIDENCE_PUBLISHED  1 /**< Read at the named source. */
#define TOLL_CONFIDENCE_DERIVED    2 /**< Computed from facts of the named source; the note says how. */
#define TOLL_CONFIDENCE_UNVERIFIED 3 /**< Not checked at a source. */

/** Source, date and confidence of one figure. */
typedef struct toll_catalog_fact {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_FACT. */
    uint32_t confidence;  /**< TOLL_CONFIDENCE_*. */
    int32_t as_of;        /**< Date of the source, yyyymmdd (dd or mmdd 00: not stated); 0: not known. */
    char field[40];       /**< Name of the field. */
    char source[192];     /**< The source; empty: not known. */
    char note[256];       /**< Caveats of the figure or its source; empty: none. */
} toll_catalog_fact;

#define TOLL_PRICE_ON_DEMAND   1 /**< Rented by the hour. */
#define TOLL_PRICE_GPU_PART    2 /**< Rented by the hour, without the virtual machine that it needs. */
#define TOLL_PRICE_OWNERSHIP   3 /**< Cost of ownership per hour, not a rental price. */
#define TOLL_PRICE_RENTAL_3Y   4 /**< Rented for three years. */
#define TOLL_PRICE_MARKETPLACE 5 /**< Lowest offer of a marketplace of other people's machines. */
#define TOLL_PRICE_SERVERLESS  6 /**< Billed by the second of a worker that starts on demand, per hour. */

/* Bits of toll_catalog_instance.known and .unverified. */
#define TOLL_INSTANCE_ON_DEMAND 0x1u  /**< on_demand_usd_per_hour */
#define TOLL_INSTANCE_1Y        0x2u  /**< reserved_1y_usd_per_hour */
#define TOLL_INSTANCE_3Y        0x4u  /**< reserved_3y_usd_per_hour */
#define TOLL_INSTANCE_SPOT      0x8u  /**< spot_usd_per_hour */
#define TOLL_INSTANCE_VCPUS     0x10u /**< vcpus */
#define TOLL_INSTANCE_MEMORY    0x20u /**< host_memory_bytes */
#define TOLL_INSTANCE_HW        0x40u /**< hw_id */

/** A rentable machine. Prices are for the whole machine, in USD per hour. */
typedef struct toll_catalog_instance {
    uint32_t struct_size;            /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;            /**< ::TOLL_KIND_CATALOG_INSTANCE. */
    uint64_t known;                  /**< TOLL_INSTANCE_* bits. */
    uint64_t unverified;             /**< TOLL_INSTANCE_* bits: given, but not checked at a source. */
    char id[96];                     /**< "provider/instance/region", unique. */
    char provider[24];               /**< "aws". */
    char instance[56];               /**< "p5.48xlarge". */
    char region[32];                 /**< As the source names it. */
    char hw_id[48];                  /**< Id of the accelerator in the catalog. Optional. */
    char gpu_name[48];               /**< Accelerator as the source names it. */
    int64_t gpus;                    /**< Accelerators in the machine. */
    int64_t vcpus;                   /**< Virtual CPUs. Optional. */
    int64_t host_memory_bytes;       /**< Host memory, bytes. Optional. */
    double on_demand_usd_per_hour;   /**< No commitment; the cost of ownership if `price_kind` says so. Optional. */
    double reserved_1y_usd_per_hour; /**< With a one-year commitment. Optional. */
    double reserved_3y_usd_per_hour; /**< With a three-year commitment. Optional. */
    double spot_usd_per_hour;        /**< Spot or pre-emptible. Optional. */
    uint32_t price_kind;             /**< TOLL_PRICE_*. */
    int32_t as_of;                   /**< Date of the source, yyyymmdd; 0: not known. */
} toll_catalog_instance;

/** A sourced figure that a scenario may start from: an electricity price, a carbon intensity, a life, a salary. */
typedef struct toll_catalog_default {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_DEFAULT. */
    char id[72];          /**< "name/region/vintage", in lower case, unique. */
    char name[56];        /**< "electricity_price_industrial". */
    char region[16];      /**< ISO 3166 code or "EU27"; empty: no region. */
    char vintage[16];     /**< Year, half-year or month that it holds for; empty: not stated. */
    char unit[56];        /**< As the source states it: "USD/kWh", "gCO2e/kWh", "years". */
    double value;         /**< The figure, in `unit`. */
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
 * A published quality of a model in a number format, against its baseline. The library computes nothing from these
 * rows. Ratios of different metrics, formats or models do not convert into each other: small models lose more.
 */
typedef struct toll_catalog_quality {
    uint32_t struct_size;     /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;     /**< ::TOLL_KIND_CATALOG_QUALITY. */
    uint64_t known;           /**< TOLL_QUALITY_* bits. */
    uint64_t unverified;      /**< TOLL_QUALITY_* bits: given, but not checked at a source. */
    char id[96];              /**< "model/method/format/metric" in lower case, unique. */
    char model[48];           /**< As the source names it. */
    char model_id[48];        /**< Catalog's model of the same shape; empty: none. */
    int64_t params;           /**< Parameters of the model, rounded. Optional. */
    char method[32];          /**< How the weights were made: "GPTQ", "GGUF"; empty: not stated. */
    char format[32];          /**< As the source names it. */
    char precision_id[32];    /**< Catalog's precision with this storage; empty: none. */
    char metric[56];          /**< "wikitext perplexity", "OpenLLM v1". */
    uint32_t direction;       /**< TOLL_BETTER_*. */
    int32_t as_of;            /**< Date of the source, yyyymmdd; 0: not known. */
    char baseline_format[16]; /**< Format of the baseline: "BF16". */
    double value;             /**< The metric in the format, as the source states it. Optional. */
    double baseline_value;    /**< The metric in the baseline. Optional. */
    double ratio_low;         /**< value / baseline_value; if the source states a span, its lower end. Optional. */
    double ratio_high;        /**< Upper end of the span; equals ratio_low for a single figure. Optional. */
} toll_catalog_quality;

/* Bits of toll_catalog_published.known and .unverified. */
#define TOLL_PUBLISHED_TOTAL   0x1u /**< params_total */
#define TOLL_PUBLISHED_EXACT   0x2u /**< params_exact */
#define TOLL_PUBLISHED_ACTIVE  0x4u /**< params_active */
#define TOLL_PUBLISHED_LICENSE 0x8u /**< license, in `unverified` alone: from a tag or from memory */

/** Size of a model as its publisher states it: for checks of a descriptor, never an input. */
typedef struct toll_catalog_published {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_CATALOG_PUBLISHED. */
    uint64_t known;        /**< TOLL_PUBLISHED_* bits. */
    uint64_t unverified;   /**< TOLL_PUBLISHED_* bits: given, but not checked at a source. */
    int64_t params_total;  /**< Total parameters, often rounded. Optional. */
    int64_t params_exact;  /**< Total parameters, read from the checkpoint's headers. Optional. */
    int64_t params_active; /**< Active parameters, by the publisher's own definition. Optional. */
    char family[32];       /**< "llama3.1". */
    char hf_repo[96];      /**< Repository on Hugging Face; empty: not known. */
    char scope[64];        /**< Parts of the model that the published total includes. */
    char license[32];      /**< Id of the licence in ::TOLL_TABLE_LICENSE; empty: not known. */
    char exception[192];   /**< Why the computed total may differ by more than 1 %; empty: it does not. */
} toll_catalog_published;

/* Bits of toll_catalog_match.how. */
#define TOLL_FOUND_ID              0x1u   /**< The name is an id. */
#define TOLL_FOUND_ALIAS           0x2u   /**< The name is an alias. */
#define TOLL_FOUND_MACHINE         0x4u   /**< The name is a cloud's machine type, or an instance of the catalog. */
#define TOLL_FOUND_SPELLING        0x8u   /**< The name has the words of an id, a repository or an alias. */
#define TOLL_FOUND_COUNT           0x10u  /**< The name states how many accelerators: see `count`. */
#define TOLL_FOUND_VARIANT         0x20u  /**< Assumed: several rows fit, and this one is what most people mean. */
#define TOLL_FOUND_SAME_SHAPE      0x40u  /**< The name is another model's, of the same shape. */
#define TOLL_FOUND_DATE            0x80u  /**< The name has a date that the catalog does not tell apart. */
#define TOLL_FOUND_SHORT           0x100u /**< A date or the active parameters are missing; one row has the rest. */
#define TOLL_FOUND_PRECISION       0x200u /**< The name states a number format: see `precision_id`. */
#define TOLL_FOUND_OTHER_PRECISION 0x400u /**< The name states a number format that the catalog lacks: name one. */

/** What a name means: a row, and what had to be read into the name. */
typedef struct toll_catalog_match {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_CATALOG_MATCH. */
    uint64_t how;          /**< TOLL_FOUND_* bits. */
    int64_t index;         /**< Row of the table. */
    int64_t count;         /**< Accelerators that the name states; 0: none stated, or the name is a model's. */
    char id[48];           /**< Id of the row. */
    char precision_id[32]; /**< Id of the precision that the name states; empty: none stated, or one not known. */
    char also[256];        /**< Ids of the other rows that the name fits, separated by ", "; empty: none. */
    char note[256];        /**< What a reader should know of the reading, as one sentence; empty: nothing. */
} toll_catalog_match;
/* Bits of toll_catalog_stack.known and .unverified. */
#define TOLL_STACK_DENSE     0x1u /**< dense_software_factor */
#define TOLL_STACK_DENSE_SD  0x2u /**< dense_log_sd */
#define TOLL_STACK_EXPERT    0x4u /**< expert_software_factor */
#define TOLL_STACK_EXPERT_SD 0x8u /**< expert_log_sd */

/**
 * How fast a training stack runs the kernels that toll_step_constants describes, from published runs. Put a factor and
 * its deviation into toll_train_setup. A row of one release is drawn towards its family's; a row without a release in
 * its id is the family itself, for a release that nobody has published.
 */
typedef struct toll_catalog_stack {
    uint32_t struct_size;          /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;          /**< ::TOLL_KIND_CATALOG_STACK. */
    uint64_t known;                /**< TOLL_STACK_* bits. */
    uint64_t unverified;           /**< TOLL_STACK_* bits: given, but not checked at a source. */
    char id[32];                   /**< "megatron-bridge-26.06", unique. */
    char name[64];                 /**< "NVIDIA Megatron-Bridge 26.06". */
    int64_t dense_runs;            /**< Published runs of models without experts; of a family, all releases together. */
    int64_t expert_runs;           /**< Published runs of mixtures of experts. */
    double dense_software_factor;  /**< toll_train_setup.software_factor of models without experts. Optional. */
    double dense_log_sd;           /**< toll_train_setup.step_log_sd of models without experts. Optional. */
    double expert_software_factor; /**< toll_train_setup.software_factor of mixtures of experts. Optional. */
    double expert_log_sd;          /**< toll_train_setup.step_log_sd of mixtures of experts. Optional. */
} toll_catalog_stack;

/* What a licence permits. */
#define TOLL_PERMIT_UNKNOWN     0 /**< Not known. */
#define TOLL_PERMIT_YES         1 /**< Permitted. */
#define TOLL_PERMIT_NO          2 /**< Not permitted. */
#define TOLL_PERMIT_CONDITIONAL 3 /**< Permitted under `condition`. */

/* Bits of toll_catalog_license.known and .unverified. */
#define TOLL_LICENSE_USERS   0x1u /**< monthly_users_max */
#define TOLL_LICENSE_REVENUE 0x2u /**< yearly_revenue_usd_max */

/**
 * What a licence of model weights permits, in short. It is no legal advice: read the licence's text. Some rows are from
 * memory or from a repository's tag; toll_catalog_get_fact() tells which.
 */
typedef struct toll_catalog_license {
    uint32_t struct_size;          /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;          /**< ::TOLL_KIND_CATALOG_LICENSE. */
    uint64_t known;                /**< TOLL_LICENSE_* bits. */
    uint64_t unverified;           /**< TOLL_LICENSE_* bits: given, but not checked at a source. */
    char id[32];                   /**< "llama3.1", unique; as in toll_catalog_published.license. */
    char name[64];                 /**< "Llama 3.1 Community License". */
    uint32_t commercial;           /**< Commercial use: TOLL_PERMIT_*. */
    uint32_t hosting;              /**< Offering the model to others as a service: TOLL_PERMIT_*. */
    uint32_t eu;                   /**< Use by whoever is domiciled in the European Union: TOLL_PERMIT_*. */
    int32_t as_of;                 /**< Date of the row, yyyymmdd; 0: that of its source. */
    int64_t monthly_users_max;     /**< Monthly users above which more is asked. Optional. */
    double yearly_revenue_usd_max; /**< Revenue above which more is asked, USD a year. Optional. */
    char condition[192];           /**< The conditions, in words; empty: none are known. */
} toll_catalog_license;

/* Topics: what a fact tells of an offering, and what a constraint of plan.h asks for. A flag is worded so that "yes" is
 * what a constraint wants. Append-only. */
#define TOLL_TOPIC_PROCESSING          1  /**< places: where requests are computed. Within the constraint's places. */
#define TOLL_TOPIC_STORAGE             2  /**< places: where prompts and answers are kept. Within. */
#define TOLL_TOPIC_TELEMETRY           3  /**< places: where metrics and logs of operation go. Within. */
#define TOLL_TOPIC_HOME                4  /**< places: home jurisdiction of the operator. Within. */
#define TOLL_TOPIC_ACCESS_LAW          5  /**< places: whose laws can compel disclosure. Within. */
#define TOLL_TOPIC_SUBPROCESSORS       6  /**< places: homes of the sub-processors. Within. */
#define TOLL_TOPIC_SUBPROCESSORS_KNOWN 7  /**< flag: the list of sub-processors is public. */
#define TOLL_TOPIC_RETENTION_DAYS      8  /**< days that prompts and answers are kept. At most. */
#define TOLL_TOPIC_NO_TRAINING         9  /**< flag: prompts and answers train no model. */
#define TOLL_TOPIC_CUSTOMER_KEYS       10 /**< flag: the customer holds the encryption keys. */
#define TOLL_TOPIC_AIR_GAP             11 /**< flag: runs without any connection to the outside. */
#define TOLL_TOPIC_MODELS              12 /**< names or beginnings ("gpt-*") of the models served. One of them. */
#define TOLL_TOPIC_ON_PREMISES         13 /**< flag: runs on the customer's own site. */
#define TOLL_TOPIC_OFFLINE_UPDATES     14 /**< flag: updates can come on media. Of a site. */
#define TOLL_TOPIC_SPARES_ON_SITE      15 /**< flag: spare parts lie on the site. Of a site. */
#define TOLL_TOPIC_POWER_KW            16 /**< kW available at the site. At least. */
#define TOLL_TOPIC_DELIVERY_WEEKS      17 /**< weeks until the hardware runs. At most. */
#define TOLL_TOPIC_PEOPLE              18 /**< people who can operate it. At least. */
#define TOLL_TOPIC_ON_CALL             19 /**< flag: somebody is on call at any hour. */
#define TOLL_TOPIC_SOC2                32 /**< flag, with a scope: SOC 2 Type II. */
#define TOLL_TOPIC_ISO27001            33 /**< flag, with a scope: ISO/IEC 27001. */
#define TOLL_TOPIC_ISO42001            34 /**< flag, with a scope: ISO/IEC 42001. */
#define TOLL_TOPIC_HIPAA               35 /**< flag, with a scope: a business associate agreement under HIPAA. */
#define TOLL_TOPIC_C5                  36 /**< flag, with a scope: BSI C5. */
#define TOLL_TOPIC_SECNUMCLOUD         37 /**< flag, with a scope: ANSSI SecNumCloud. */
#define TOLL_TOPIC_HDS                 38 /**< flag, with a scope: health data hosting, France. */
#define TOLL_TOPIC_FEDRAMP             39 /**< flag, with a scope: FedRAMP. */
#define TOLL_TOPIC_COMMERCIAL          48 /**< flag: the model's licence permits commercial use. Of a site. */
#define TOLL_TOPIC_HOSTING             49 /**< flag: it permits offering the model to others. Of a site. */
#define TOLL_TOPIC_EU_DOMICILE         50 /**< flag: it grants rights to who is domiciled in the EU. Of a site. */
#define TOLL_TOPIC_MONTHLY_USERS       51 /**< monthly users that it permits. At least the constraint's. Of a site. */
#define TOLL_TOPIC_YEARLY_REVENUE_USD  52 /**< yearly revenue that it permits, USD. At least. Of a site. */

/* toll_catalog_offering_fact.state. */
#define TOLL_STATE_YES         1 /**< Holds: of a flag, without further ado; else the words or the value hold. */
#define TOLL_STATE_NO          2 /**< Of a flag: does not hold. */
#define TOLL_STATE_CONDITIONAL 3 /**< Holds if somebody does what `text` says; of places: the customer picks one. */
#define TOLL_STATE_UNKNOWN     4 /**< Looked for and not found. The same as no row, but for its text. */

/* toll_catalog_offering_fact.scope: what a certificate covers. */
#define TOLL_COVERS_UNKNOWN 0 /**< Not stated. */
#define TOLL_COVERS_SERVICE 1 /**< The offering itself. */
#define TOLL_COVERS_CLOUD   2 /**< The cloud that it runs on; whether it covers the offering was not read. */
#define TOLL_COVERS_COMPANY 3 /**< The company; whether it covers the offering was not read. */

/* toll_catalog_offering.deployment. */
#define TOLL_OFFERING_API         1 /**< A service of the vendor's, reached over a network. */
#define TOLL_OFFERING_ON_PREMISES 2 /**< A vendor's software on the customer's site. */
#define TOLL_OFFERING_RENTED      3 /**< Rented accelerators that run an open model. */
#define TOLL_OFFERING_OWNED       4 /**< Owned accelerators on an own or rented floor. */

/** Something that answers requests: a vendor's service, or a site of your own with an open model. */
typedef struct toll_catalog_offering {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_OFFERING. */
    char id[40];          /**< "openai/api", unique. Of a site of your own: any name. */
    char provider[24];    /**< "openai"; as in price books. */
    char service[64];     /**< "OpenAI API". */
    char model_class[40]; /**< Which models: "open weights". Optional. */
    uint32_t deployment;  /**< TOLL_OFFERING_*. Default 1. */
    int32_t as_of;        /**< Date of the row, yyyymmdd; 0: that of its facts. */
    int64_t first_fact;   /**< Its first row in ::TOLL_TABLE_OFFERING_FACT. Of a site of your own: 0. */
    int64_t n_facts;      /**< Number of its rows there. */
} toll_catalog_offering;

/**
 * One statement of one source about an offering. Statements of a topic that contradict each other are all kept and
 * marked `is_disputed`. A topic has one settled row (yes or no) at most, or all its rows are disputed.
 */
typedef struct toll_catalog_offering_fact {
    char id[64];          /**< "openai/api/soc2"; a second statement ends in ".2". Optional. */
    char offering[40];    /**< Id of the offering; empty: holds for whatever it is passed with. */
    uint32_t topic;       /**< TOLL_TOPIC_*. Default 1. */
    uint32_t state;       /**< TOLL_STATE_*. Default 1. */
    uint32_t scope;       /**< TOLL_COVERS_*; of certificates alone. */
    uint32_t confidence;  /**< TOLL_CONFIDENCE_*; 0: as you state it. */
    uint32_t is_disputed; /**< 1: another source says otherwise. */
    int32_t as_of;        /**< Date of the source, yyyymmdd (dd or mmdd 00: not stated); 0: not known. */
    double value;         /**< Of topics with a number, in the topic's unit. */
    char words[128];      /**< Of places: codes; of models: names. Separated by one space. */
    char text[224];       /**< Who must do what; a caveat. Optional. */
    char source[192];     /**< The source; empty: not known. */
} toll_catalog_offering_fact;

/* toll_catalog_run.verdict. */
#define TOLL_RUN_YES     1 /**< A source says that it runs. */
#define TOLL_RUN_NO      2 /**< A source says that it can't start. */
#define TOLL_RUN_UNKNOWN 3 /**< No source of the catalog says either. */

/* toll_catalog_run.asked. */
#define TOLL_ASKED_HARDWARE 1 /**< The engine on this hardware, in any format. */
#define TOLL_ASKED_FORMAT   2 /**< The engine's kernels for this number format on this hardware. */
#define TOLL_ASKED_SHARD    3 /**< The shards of this layout: blocks, groups and KV heads must not be cut. */

/** Whether an engine can start a model in a number format on an accelerator. */
typedef struct toll_catalog_run {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_CATALOG_RUN. */
    uint32_t verdict;     /**< TOLL_RUN_YES, TOLL_RUN_NO or TOLL_RUN_UNKNOWN. */
    uint32_t asked;       /**< Which question decided: TOLL_ASKED_*. */
    uint32_t confidence;  /**< TOLL_CONFIDENCE_* of the fact that decided. */
    int32_t as_of;        /**< Date of the source, yyyymmdd (dd or mmdd 00: not stated); 0: not known. */
    char reason[160];     /**< Why not, or what is not known; empty: it runs. */
    char source[192];     /**< The source; empty: not known. */
} toll_catalog_run;

#define TOLL_TEXT_ENGLISH 1 /**< English prose. */
#define TOLL_TEXT_CODE    2 /**< Source code. */
#define TOLL_TEXT_CHINESE 3 /**< Chinese prose, in traditional or simplified characters. */

/**
 * Returns the date of the facts.
 *
 * Use it to say how old an answer's facts are.
 *
 * @return the date, such as "2026-11-23". Static.
 */
TOLL_API const char *toll_catalog_version(void);

/**
 * Returns the number of rows of a table.
 *
 * Use it to list a table: indices run from 0 to this number less 1.
 *
 * @param table TOLL_TABLE_*
 * @return the count; 0 for an unknown table.
 */
TOLL_API uint64_t toll_catalog_count(uint32_t table);

/**
 * Returns the id of a row.
 *
 * Use it to list a table, or to store a row: ids stay, indices change.
 *
 * @param table TOLL_TABLE_*
 * @param index 0 .. toll_catalog_count() - 1
 * @return the id; "" if there is no such row. Static.
 */
TOLL_API const char *toll_catalog_get_id(uint32_t table, uint64_t index);

/**
 * Finds a row by id or alias.
 *
 * Use it for names that people type. ASCII upper case counts as lower case.
 *
 * @param table TOLL_TABLE_*
 * @param id the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] index index of the row
 * @param[out] err on ::TOLL_E_AMBIGUOUS the message lists the ids, on ::TOLL_E_UNKNOWN_ID it suggests the nearest; may
 *        be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for table or length; ::TOLL_E_UNKNOWN_ID; ::TOLL_E_AMBIGUOUS.
 *
 * Cost: O(log rows) for ids and aliases, O(rows) for an unknown name.
 */
TOLL_API toll_status toll_catalog_find(uint32_t table, const char *id, uint64_t length, uint64_t *index,
                                       toll_error *err);

/**
 * Finds the accelerator that a name means.
 *
 * Use it for names from people, drivers and clouds, and show `note`. It takes ids and aliases; names of nvidia-smi,
 * rocm-smi and torch; machine types of clouds; and the words of an id in any order and spelling, with a count before
 * ("8x") or behind (":8") them. A name that is understood only in part is refused: "NVIDIA GeForce RTX 4090 Laptop GPU"
 * is another product, a MIG slice is less than its accelerator, and a memory size that no variant has is unknown.
 *
 * Example: "8xH100" is h100-sxm5-80gb with count 8 and ::TOLL_FOUND_VARIANT; `also` lists h100-nvl-94gb and
 * h100-pcie-80gb. "p5.48xlarge" is the same accelerator and count, with nothing assumed.
 *
 * @param name the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] match the row of ::TOLL_TABLE_HW and how it was found; the caller sets its header
 * @param[out] err on failure; the message lists the ids that the name could mean, or the nearest; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for the length; ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE;
 *         ::TOLL_E_UNKNOWN_ID; ::TOLL_E_AMBIGUOUS if several rows fit and none is usual.
 *
 * Cost: O(log rows) for ids, aliases and machine types, O(rows) for other names.
 */
TOLL_API toll_status toll_catalog_find_hw(const char *name, uint64_t length, toll_catalog_match *match,
                                          toll_error *err);

/**
 * Finds the open model that a name means.
 *
 * Use it for repositories of the Hugging Face hub, tags of ollama, GGUF file names and names that people type, and show
 * `note`. The owner of a repository, words of tuning ("-Instruct") and a release date ("-2507") do not change a model's
 * shape. A number format ("-FP8", "-AWQ", "Q4_K_M") goes to `precision_id`. Every other word must be one of the
 * catalog's name, so a fine-tune under its own name is refused unless an alias states its base.
 *
 * Example: "unsloth/Qwen3-235B-A22B-Instruct-2507-FP8" is qwen3-235b-a22b with precision_id fp8 and ::TOLL_FOUND_DATE.
 * "deepseek-r1:70b" is a distilled model, and not deepseek-r1 of 671 billion parameters.
 *
 * @param name the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] match the row of ::TOLL_TABLE_MODEL and how it was found; the caller sets its header
 * @param[out] err on failure; the message lists the ids that the name could mean, or the nearest; may be NULL
 * @return as toll_catalog_find_hw().
 *
 * Cost: O(log rows) for ids and aliases, O(rows) for other names.
 */
TOLL_API toll_status toll_catalog_find_model(const char *name, uint64_t length, toll_catalog_match *match,
                                             toll_error *err);

/**
 * Lists the ids nearest to a name that was not found, or that stands for several.
 *
 * Use it for suggestions in a message of your own. A name that stands for several gives their ids. Else come the ids
 * that hold all words of the name: "llama" gives the family. Else at most 3 within 1 + length / 4 edits, nearest first,
 * which share a word with the name; a swap of neighbours is one edit. Else the ids of which the name holds all words.
 * At most 8 ids are listed, separated by ", ".
 *
 * @param table TOLL_TABLE_*
 * @param name the name, `length` bytes
 * @param length 1 .. 128
 * @param[out] text the caller's buffer; NULL if capacity is 0
 * @param capacity its bytes
 * @param[out] needed bytes needed, the terminating zero included; also written on ::TOLL_E_BUFFER; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, with an empty text if nothing is near; ::TOLL_E_NULL; ::TOLL_E_RANGE for table or length;
 *         ::TOLL_E_BUFFER if capacity is too small.
 *
 * Cost: O(rows).
 */
TOLL_API toll_status toll_catalog_find_nearest(uint32_t table, const char *name, uint64_t length, char *text,
                                               uint64_t capacity, uint64_t *needed, toll_error *err);

/**
 * Copies an accelerator's profile.
 *
 * Use it to estimate with one figure changed: copy, change, pass to toll_step_resolve().
 *
 * @param index row of ::TOLL_TABLE_HW
 * @param[out] hw its profile; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for the index; ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_catalog_get_hw(uint64_t index, toll_hw *hw, toll_error *err);

/**
 * Copies a model's descriptor, without its rows.
 *
 * Use it together with toll_catalog_get_layers(); most functions of model.h need both.
 *
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] model its descriptor; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_model(uint64_t index, toll_model *model, toll_error *err);

/**
 * Copies a model's rows.
 *
 * Use it twice if you do not know the number: first with capacity 0, then with n_layers rows.
 *
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] layers the caller's array; NULL with capacity 0: only the count is written
 * @param capacity rows that the array holds
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] n_layers rows needed; also written on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for the index; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER if the rows do not
 *         fit: no row is written.
 *
 * Cost: O(rows).
 */
TOLL_API toll_status toll_catalog_get_layers(uint64_t index, toll_model_layer *layers, uint64_t capacity,
                                             uint64_t stride_bytes, uint64_t *n_layers, toll_error *err);

/**
 * Copies the published size of a model.
 *
 * Use it to compare a computed parameter count with the publisher's. Do not compute with it.
 *
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] published the figures; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_published(uint64_t index, toll_catalog_published *published, toll_error *err);

/**
 * Copies a precision.
 *
 * Use it for bits per weight and the rate that a number format computes at.
 *
 * @param index row of ::TOLL_TABLE_PRECISION
 * @param[out] precision its bits and rates; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_precision(uint64_t index, toll_model_precision *precision, toll_error *err);

/**
 * Finds a number format by name, as published checkpoints of a model have it.
 *
 * Use it where the model is known. A format's row says which bits a class of tensors usually has, but checkpoints of
 * one format differ: 4-bit ones of mixtures of experts mostly keep attention, and some the head, at 8 or 16 bits.
 *
 * Example: "nvfp4" has attention at 4.5 bits; for GLM-5.2 at 16, since nvidia/GLM-5.2-NVFP4 has experts alone in FP4:
 * 398 GiB instead of 366.
 *
 * @param name id or alias of ::TOLL_TABLE_PRECISION: "nvfp4". A format with a cache of 8 bits ("nvfp4-kv8") has the
 *     weights of the one without
 * @param name_length its length in bytes, or ::TOLL_NUL
 * @param model the model; its `id` counts. NULL, or one of which no checkpoint in this format is known: as
 *     toll_catalog_get_precision()
 * @param[out] precision its bits and rates; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_NULL: name
 * - ::TOLL_E_UNKNOWN_ID: no such format; the message has the nearest ids
 * - ::TOLL_E_RANGE: the length
 * - any status of the structs' checks
 */
TOLL_API toll_status toll_catalog_find_precision(const char *name, uint64_t name_length, const toll_model *model,
                                                 toll_model_precision *precision, toll_error *err);

/**
 * Finds an engine's policies by name and version, for a card.
 *
 * Use it for memory: the share of the card that an engine takes, the pass that it reserves memory for and how it hands
 * out its cache changed from version to version, and some of them go by the size of the card.
 *
 * Example: "vllm@0.19" takes 0.9 of the card and "vllm@0.24" 0.92; both reserve for 2,048 tokens on a card of 24 GB and
 * for 8,192 on one of 80 GB.
 *
 * @param name id or alias of ::TOLL_TABLE_ENGINE, alone for the newest version that is known, or followed by "@" and a
 *     version: "vllm@0.24", "sglang@0.5.4". A version that is newer than those known has the newest policies
 * @param name_length its length in bytes, or ::TOLL_NUL
 * @param hw the card; its `memory_bytes` counts. NULL, or not known: what holds on cards of any size
 * @param[out] engine the policies; `id` is the row that calibration constants go by, `epoch` the version; the caller
 *     sets its header
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_NULL: name
 * - ::TOLL_E_UNKNOWN_ID: no such engine; the message has the nearest ids
 * - ::TOLL_E_SYNTAX: the version is not one
 * - ::TOLL_E_RANGE: the version is older than any that is known; the length
 * - any status of the structs' checks
 */
TOLL_API toll_status toll_catalog_find_engine(const char *name, uint64_t name_length, const toll_hw *hw,
                                              toll_step_engine *engine, toll_error *err);

/**
 * Copies an engine's policies.
 *
 * Use it to list what the catalog has. A row holds what no version and no card changes: for a deployment ask
 * toll_catalog_find_engine().
 *
 * @param index row of ::TOLL_TABLE_ENGINE
 * @param[out] engine its policies; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_engine(uint64_t index, toll_step_engine *engine, toll_error *err);

/**
 * Selects the calibration constants of an accelerator, a precision and an engine.
 *
 * Use it for accelerators and precisions of your own, too: only the arguments' keys select. Where nothing was measured
 * for the architecture and number format, typical values are given and `is_calibrated` is 0. Check it before you quote
 * a figure.
 *
 * @param hw the accelerator; its `arch` and rates select
 * @param precision the precision; its rates select
 * @param engine the engine; its id selects
 * @param[out] constants the constants; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; any other status of the checks of the four structs.
 */
TOLL_API toll_status toll_catalog_get_constants(const toll_hw *hw, const toll_model_precision *precision,
                                                const toll_step_engine *engine, toll_step_constants *constants,
                                                toll_error *err);

/**
 * Copies a rentable machine and its prices.
 *
 * Use it for the hourly cost of a deployment. Test `price_kind`: not every price is a rental price on demand.
 *
 * @param index row of ::TOLL_TABLE_INSTANCE
 * @param[out] instance the machine and its prices; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_instance(uint64_t index, toll_catalog_instance *instance, toll_error *err);

/**
 * Copies a sourced figure for scenarios.
 *
 * Use it as a starting value for tco.h, and read its `unit`: units are those of the source. toll_catalog_get_fact()
 * tells the source.
 *
 * @param index row of ::TOLL_TABLE_DEFAULT
 * @param[out] figure the figure; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_default(uint64_t index, toll_catalog_default *figure, toll_error *err);

/**
 * Copies a published quality of a number format.
 *
 * Use it to see what a quantisation costs in quality, for the published model and metric alone. toll_catalog_get_fact()
 * tells the source.
 *
 * @param index row of ::TOLL_TABLE_QUALITY
 * @param[out] quality the figures; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_quality(uint64_t index, toll_catalog_quality *quality, toll_error *err);

/**
 * Copies a training stack.
 *
 * Use it before toll_train_estimate_step(): without a named stack a step's interval is 0.7 to 2 times the estimate.
 *
 * Example: "llm-foundry-h100" reaches 0.63 of the kernels' speed on models without experts. No run with experts is
 * published.
 *
 * @param index row of ::TOLL_TABLE_STACK
 * @param[out] stack its speed; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_stack(uint64_t index, toll_catalog_stack *stack, toll_error *err);

/**
 * Copies a licence.
 *
 * Use it to see whether a model may be used in a business: toll_catalog_published.license names its licence. It is no
 * legal advice.
 *
 * Example: "llama4" is conditional, above 700,000,000 monthly users, and not for whoever is domiciled in the EU.
 *
 * @param index row of ::TOLL_TABLE_LICENSE
 * @param[out] license what it permits; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_license(uint64_t index, toll_catalog_license *license, toll_error *err);

/**
 * Copies an offering: a vendor's service, or software for a site.
 *
 * Use it to list vendors, or with toll_catalog_get_offering_facts() to hold one against constraints:
 * toll_plan_check_offering() of plan.h.
 *
 * @param index row of ::TOLL_TABLE_OFFERING
 * @param[out] offering the row; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_hw().
 */
TOLL_API toll_status toll_catalog_get_offering(uint64_t index, toll_catalog_offering *offering, toll_error *err);

/**
 * Copies what sources say of an offering.
 *
 * Use it to show or filter vendors. What no row says is not known. Statements that contradict each other are both
 * there, marked `is_disputed`. toll_catalog_get_fact() has a row's caveats: table ::TOLL_TABLE_OFFERING_FACT, index
 * first_fact + i.
 *
 * Example: "openai/api" keeps data for 30 days, and for 0 if sales approve: two rows of TOLL_TOPIC_RETENTION_DAYS.
 *
 * @param index row of ::TOLL_TABLE_OFFERING
 * @param[out] facts the rows; NULL with capacity 0: only their number is wanted
 * @param capacity rows that `facts` holds
 * @param stride_bytes distance between rows: the caller's sizeof(toll_catalog_offering_fact)
 * @param[out] n_facts rows of the offering; also written on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for index; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER if capacity is too
 *         small.
 */
TOLL_API toll_status toll_catalog_get_offering_facts(uint64_t index, toll_catalog_offering_fact *facts,
                                                     uint64_t capacity, uint64_t stride_bytes, uint64_t *n_facts,
                                                     toll_error *err);

/** Most rows of toll_catalog_get_license_facts(). */
#define TOLL_LICENSE_FACTS_MAX 8

/**
 * Tells what a model's licence permits, as facts of a site that runs it.
 *
 * Use it before you run open weights: pass the rows with those of your site to toll_plan_check_offering(). Limits of
 * users and revenue become two rows: what is permitted as it is, and what is permitted under the licence's condition.
 * All rows are unverified if the model's licence is known from a tag or from memory alone. A model whose licence is not
 * known has no rows. It is no legal advice.
 *
 * Example: "llama-4-scout": commercial use is conditional, TOLL_TOPIC_EU_DOMICILE is no, monthly users up to 700
 * million.
 *
 * @param index row of ::TOLL_TABLE_MODEL
 * @param[out] facts the rows; NULL with capacity 0: only their number is wanted
 * @param capacity rows that `facts` holds: ::TOLL_LICENSE_FACTS_MAX is enough
 * @param stride_bytes distance between rows: the caller's sizeof(toll_catalog_offering_fact)
 * @param[out] n_facts number of rows; also written on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; may be NULL
 * @return as toll_catalog_get_offering_facts().
 */
TOLL_API toll_status toll_catalog_get_license_facts(uint64_t index, toll_catalog_offering_fact *facts,
                                                    uint64_t capacity, uint64_t stride_bytes, uint64_t *n_facts,
                                                    toll_error *err);

/**
 * Tells the source, date and confidence of a figure of a row.
 *
 * Use it to cite a figure. A field without a source (the struct's header, `known`) is ::TOLL_CONFIDENCE_MISSING.
 *
 * @param table TOLL_TABLE_*
 * @param index index of the row
 * @param field_offset offset of the field in the table's struct, bytes: offsetof() or toll_field.offset_bytes
 * @param[out] fact source, date, confidence; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for table, index, or an offset without a field;
 *         ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_catalog_get_fact(uint32_t table, uint64_t index, int64_t field_offset,
                                           toll_catalog_fact *fact, toll_error *err);

/**
 * Tells whether an engine can start a model in a number format on an accelerator.
 *
 * Use it before an estimate of a combination that nobody named as running: the other functions compute with any facts.
 * toll_catalog_resolve(), toll_catalog_bound_gpus() and toll_catalog_estimate() ask it and refuse ::TOLL_RUN_NO.
 * Two facts are asked of the catalog: does the engine run on this hardware, and does it have kernels for this format
 * there? "No" to either is ::TOLL_RUN_NO, "yes" to both is ::TOLL_RUN_YES, anything else is ::TOLL_RUN_UNKNOWN. The
 * engine is compared by `id`, the precision by `id`, the accelerator by `vendor` and `arch`: a profile of your own with
 * other names is not known.
 *
 * With rows and a layout a third question is computed, for vLLM and SGLang: does every shard hold whole blocks of
 * weights that share a scale (FP8 128, INT4 groups of 128, experts in INT4 32, NVFP4 16), and are KV heads split or
 * repeated evenly? The reason names sizes that work. Example: experts of 1,536 on tp 8 leave shards of 192, which is
 * 1.5 blocks. 10 KV heads are 2.5 on each of 4.
 *
 * Example: trtllm on an MI300X is ::TOLL_RUN_NO, "TensorRT-LLM runs on NVIDIA GPUs alone".
 *
 * @param hw the accelerator
 * @param layers the model's rows; NULL with n_layers 0: shards are not asked about
 * @param n_layers 0 .. 4,096
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param precision the number format
 * @param layout how the model is split; NULL: shards are not asked about
 * @param engine the engine
 * @param[out] run verdict, reason and source; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, whatever the verdict; ::TOLL_E_NULL; ::TOLL_E_STRIDE; any other status of the checks of the
 *         structs and rows.
 *
 * Cost: O(facts + rows).
 */
TOLL_API toll_status toll_catalog_check_run(const toll_hw *hw, const toll_model_layer *layers, uint64_t n_layers,
                                            uint64_t stride_bytes, const toll_model_precision *precision,
                                            const toll_step_layout *layout, const toll_step_engine *engine,
                                            toll_catalog_run *run, toll_error *err);

/**
 * Tells how many tokens a model's tokenizer makes of 1,000 characters of a kind of text.
 *
 * Use it before you compare two models by their prices per token: the same text is not the same number of tokens. The
 * ratio of two models is that of their medians; two models of one tokenizer (the same fact.field) count alike. A
 * character is a Unicode code point.
 *
 * Example: 1,000 characters of Chinese are 1,364 tokens of cl100k (GPT-4) and 935 of o200k (GPT-5): 31 % fewer.
 *
 * Names are compared whole or by their beginning, after the last "/", ASCII case ignored. Which tokenizer a model has
 * is not guessed from its maker: models of an unpublished tokenizer are missing.
 *
 * @param model name of a model, open or sold, `length` bytes
 * @param length 1 .. 128
 * @param text TOLL_TEXT_*
 * @param[out] tokens tokens per 1,000 characters: P10, P50 and P90 of pieces of text of one kind
 * @param[out] fact source, date, confidence and method; `field` is the tokenizer's name; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for length or text; ::TOLL_E_MISSING: the catalog has measured no
 *         tokenizer of this model on this kind of text; ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE;
 *         ::TOLL_E_STRUCT_NEWER.
 *
 * Cost: O(facts).
 */
TOLL_API toll_status toll_catalog_get_token_ratio(const char *model, uint64_t length, uint32_t text, toll_range *tokens,
                                                  toll_catalog_fact *fact, toll_error *err);

/** 8-byte words of memory that hold any deployment of toll_catalog_resolve(). */
#define TOLL_CATALOG_WORDS 512

/**
 * Resolves a deployment from names.
 *
 * Use it for estimates with the catalog's own facts: it looks up the facts and constants and calls toll_step_resolve().
 * To change a fact, call the functions above and then toll_step_resolve(). Names are read as by toll_catalog_find_hw()
 * and toll_catalog_find_model(), but nothing is assumed: a name of several variants is refused, since there is no place
 * for a note.
 *
 * @param hw name of one accelerator, `hw_length` bytes
 * @param hw_length 1 .. 128
 * @param model model's name, `model_length` bytes
 * @param model_length 1 .. 128
 * @param precision precision's id or alias, `precision_length` bytes; ignored if that is 0
 * @param precision_length 1 .. 128; 0: the precision that the model's name states, or that the checkpoint is published
 *        in
 * @param engine engine's id or alias, `engine_length` bytes; ignored if that is 0
 * @param engine_length 1 .. 128; 0: vllm
 * @param layout how the model is split over accelerators
 * @param[out] deployment 8-byte aligned memory, ::TOLL_CATALOG_WORDS words
 * @param deployment_size its size in bytes
 * @param[out] err detail on failure, named after the argument; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_MISSING if no precision is given and the model's own is not known; ::TOLL_E_CONFLICT if
 *         `hw` states several accelerators ("8xH100"): their number is in the layout; the engine can't start it
 *         (toll_catalog_check_run()); any status of toll_catalog_find_hw(), toll_catalog_find(),
 *         toll_catalog_get_constants() and toll_step_resolve().
 */
TOLL_API toll_status toll_catalog_resolve(const char *hw, uint64_t hw_length, const char *model, uint64_t model_length,
                                          const char *precision, uint64_t precision_length, const char *engine,
                                          uint64_t engine_length, const toll_step_layout *layout, void *deployment,
                                          uint64_t deployment_size, toll_error *err);

/**
 * Finds the fewest accelerators that hold a model, from names.
 *
 * Use it to choose tp and pp before any other question. It is toll_step_bound_gpus() on the catalog's facts, with the
 * engine vllm. Only memory counts; speed may need more.
 *
 * Example: llama-3.1-70b in fp8 with 8 sequences of 32,768 tokens needs 3 of h100-sxm5-80gb: tp = 1, pp = 3.
 *
 * @param hw name of one accelerator, NUL-terminated, 1 .. 128 bytes
 * @param model model's name, NUL-terminated, 1 .. 128 bytes
 * @param precision precision's id or alias, NUL-terminated; NULL or empty: the one that the model's name
 *        states, or that the checkpoint is published in
 * @param layout gives ep, dp and the internode link; its tp and pp are ignored. NULL: ep = dp = 1, the link not known
 * @param sequences sequences held at once, 0 .. 10^7
 * @param context_tokens tokens of each, 1 .. 10^9
 * @param max_gpus most accelerators, 1 .. 4,096. More than the scale-up domain counts only with an internode link
 * @param[out] fewest the layout; gpus 0: none fits
 * @param[out] err detail on failure, named after the argument; may be NULL
 * @return ::TOLL_OK, also if nothing fits; ::TOLL_E_NULL; ::TOLL_E_MISSING if no precision is given and the model's own
 *         is not known; ::TOLL_E_CONFLICT if vllm can't start it; any status of toll_catalog_find(),
 *         toll_catalog_get_constants() and toll_step_bound_gpus().
 *
 * Cost: that of toll_step_bound_gpus().
 */
TOLL_API toll_status toll_catalog_bound_gpus(const char *hw, const char *model, const char *precision,
                                             const toll_step_layout *layout, int64_t sequences, int64_t context_tokens,
                                             int64_t max_gpus, toll_step_fewest *fewest, toll_error *err);

/**
 * Estimates speed and cost of a deployment from names, a load and a price.
 *
 * Use it for a first answer. It stands for toll_catalog_resolve() with the engine vllm on tp accelerators,
 * toll_serve_estimate() and toll_serve_estimate_cost(). Call these for another engine or layout, for electricity, for
 * speed without a price, and for many loads of one deployment.
 *
 * Example: llama-3.1-70b in fp8 on 4 x h100-sxm5-80gb at $2.50 an hour each, 1,000 tokens in, 500 out, 32 clients: TTFT
 * 0.25 s, TPOT 16 ms, $1.15 per million output tokens. See the program in README.md.
 *
 * @param hw name of one accelerator, NUL-terminated, 1 .. 128 bytes
 * @param model model's name, NUL-terminated, 1 .. 128 bytes
 * @param precision precision's id or alias, NUL-terminated; NULL or empty: the one that the model's name
 *        states, or that the checkpoint is published in
 * @param tp tensor parallel size, which is the number of accelerators; it must divide the model's attention heads
 * @param load request lengths, and clients or rate; header set by the caller
 * @param usd_per_gpu_hour price of one accelerator-hour, USD, 0 .. 10^6
 * @param[out] result the steady state; header set by the caller
 * @param[out] cost the cost per token; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: hw, model, load, result or cost is NULL
 *   - ::TOLL_E_RANGE: a name's length, tp, usd_per_gpu_hour, a field of load
 *   - ::TOLL_E_UNKNOWN_ID, ::TOLL_E_AMBIGUOUS: a name; the message suggests others
 *   - ::TOLL_E_CONFLICT: tp does not divide the heads; vllm can't start it; the load is beyond saturation, or the
 *     deployment does not fit: then no token has a cost. See toll_serve_load.assume_fit and toll_catalog_bound_gpus()
 *   - any other status of the three functions that it stands for
 *
 * Cost: that of toll_catalog_resolve(), about 0.1 ms; the two estimates add a microsecond.
 */
TOLL_API toll_status toll_catalog_estimate(const char *hw, const char *model, const char *precision, int64_t tp,
                                           const toll_serve_load *load, double usd_per_gpu_hour,
                                           toll_serve_result *result, toll_serve_cost *cost, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
