/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of the catalog's CSV files: name, type, scale, and the codes that names stand for. */
#include "gen/catalog/gen_schema.h"

#include <string.h>

#include <toll/catalog.h>

static const gen_name topologies[] = {{"none", TOLL_TOPOLOGY_NONE},
                                      {"switch", TOLL_TOPOLOGY_SWITCH},
                                      {"mesh", TOLL_TOPOLOGY_MESH},
                                      {"torus", TOLL_TOPOLOGY_TORUS},
                                      {"pair", TOLL_TOPOLOGY_PAIR},
                                      {"pcie", TOLL_TOPOLOGY_PCIE},
                                      {"", 0}};

static const gen_name rates[] = {{"fp32", TOLL_RATE_FP32},
                                 {"tf32", TOLL_RATE_TF32},
                                 {"fp16", TOLL_RATE_FP16},
                                 {"bf16", TOLL_RATE_BF16},
                                 {"fp8", TOLL_RATE_FP8},
                                 {"int8", TOLL_RATE_INT8},
                                 {"fp4", TOLL_RATE_FP4},
                                 {"*", 0},
                                 {"", 0}};

static const gen_name policies[] = {
    {"whole", TOLL_MEMORY_WHOLE}, {"static", TOLL_MEMORY_STATIC}, {"free", TOLL_MEMORY_FREE}, {"", 0}};

static const gen_name activation_policies[] = {
    {"ratio", TOLL_ACTIVATION_RATIO}, {"stages", TOLL_ACTIVATION_STAGES}, {"graph", TOLL_ACTIVATION_GRAPH}, {"", 0}};

static const gen_name paging_policies[] = {{"pages", TOLL_PAGING_PAGES}, {"blocks", TOLL_PAGING_BLOCKS},
                                           {"pools", TOLL_PAGING_POOLS}, {"cells", TOLL_PAGING_CELLS},
                                           {"whole", TOLL_PAGING_WHOLE}, {"", 0}};

static const gen_name latent_policies[] = {
    {"alone", TOLL_LATENTS_ALONE}, {"twice", TOLL_LATENTS_TWICE}, {"expanded", TOLL_LATENTS_EXPANDED}, {"", 0}};

static const gen_name score_policies[] = {
    {"fused", TOLL_SCORES_FUSED}, {"held", TOLL_SCORES_HELD}, {"expanded", TOLL_SCORES_EXPANDED}, {"", 0}};

static const gen_name price_kinds[] = {{"on_demand", TOLL_PRICE_ON_DEMAND},
                                       {"gpu_part", TOLL_PRICE_GPU_PART},
                                       {"ownership", TOLL_PRICE_OWNERSHIP},
                                       {"rental_3y", TOLL_PRICE_RENTAL_3Y},
                                       {"marketplace", TOLL_PRICE_MARKETPLACE},
                                       {"serverless", TOLL_PRICE_SERVERLESS},
                                       {"", 0}};

static const gen_name verdicts[] = {{"yes", TOLL_RUN_YES}, {"no", TOLL_RUN_NO}, {"unknown", TOLL_RUN_UNKNOWN}, {"", 0}};

static const gen_name permissions[] = {
    {"yes", TOLL_PERMIT_YES}, {"no", TOLL_PERMIT_NO}, {"conditional", TOLL_PERMIT_CONDITIONAL}, {"", 0}};

static const gen_name topics[] = {{"processing", TOLL_TOPIC_PROCESSING},
                                  {"storage", TOLL_TOPIC_STORAGE},
                                  {"telemetry", TOLL_TOPIC_TELEMETRY},
                                  {"home", TOLL_TOPIC_HOME},
                                  {"access_law", TOLL_TOPIC_ACCESS_LAW},
                                  {"subprocessors", TOLL_TOPIC_SUBPROCESSORS},
                                  {"subprocessors_known", TOLL_TOPIC_SUBPROCESSORS_KNOWN},
                                  {"retention_days", TOLL_TOPIC_RETENTION_DAYS},
                                  {"no_training", TOLL_TOPIC_NO_TRAINING},
                                  {"customer_keys", TOLL_TOPIC_CUSTOMER_KEYS},
                                  {"air_gap", TOLL_TOPIC_AIR_GAP},
                                  {"models", TOLL_TOPIC_MODELS},
                                  {"on_premises", TOLL_TOPIC_ON_PREMISES},
                                  {"offline_updates", TOLL_TOPIC_OFFLINE_UPDATES},
                                  {"spares_on_site", TOLL_TOPIC_SPARES_ON_SITE},
                                  {"power_kw", TOLL_TOPIC_POWER_KW},
                                  {"delivery_weeks", TOLL_TOPIC_DELIVERY_WEEKS},
                                  {"people", TOLL_TOPIC_PEOPLE},
                                  {"on_call", TOLL_TOPIC_ON_CALL},
                                  {"soc2", TOLL_TOPIC_SOC2},
                                  {"iso27001", TOLL_TOPIC_ISO27001},
                                  {"iso42001", TOLL_TOPIC_ISO42001},
                                  {"hipaa", TOLL_TOPIC_HIPAA},
                                  {"c5", TOLL_TOPIC_C5},
                                  {"secnumcloud", TOLL_TOPIC_SECNUMCLOUD},
                                  {"hds", TOLL_TOPIC_HDS},
                                  {"fedramp", TOLL_TOPIC_FEDRAMP},
                                  {"", 0}};

static const gen_name states[] = {{"yes", TOLL_STATE_YES},
                                  {"no", TOLL_STATE_NO},
                                  {"conditional", TOLL_STATE_CONDITIONAL},
                                  {"unknown", TOLL_STATE_UNKNOWN},
                                  {"", 0}};

static const gen_name scopes[] = {
    {"service", TOLL_COVERS_SERVICE}, {"cloud", TOLL_COVERS_CLOUD}, {"company", TOLL_COVERS_COMPANY}, {"", 0}};

static const gen_name deployments[] = {{"api", TOLL_OFFERING_API}, {"on_premises", TOLL_OFFERING_ON_PREMISES}, {"", 0}};

static const gen_name text_kinds[] = {
    {"english", TOLL_TEXT_ENGLISH}, {"code", TOLL_TEXT_CODE}, {"chinese", TOLL_TEXT_CHINESE}, {"", 0}};

static const gen_name directions[] = {{"higher", TOLL_BETTER_HIGHER}, {"lower", TOLL_BETTER_LOWER}, {"", 0}};

static const gen_name layer_kinds[] = {{"attention", TOLL_LAYER_ATTENTION},
                                       {"mla", TOLL_LAYER_MLA},
                                       {"ffn", TOLL_LAYER_FFN},
                                       {"moe", TOLL_LAYER_MOE},
                                       {"gdn", TOLL_LAYER_GDN},
                                       {"mamba2", TOLL_LAYER_MAMBA2},
                                       {"lightning", TOLL_LAYER_LIGHTNING},
                                       {"shared_kv", TOLL_LAYER_SHARED_KV},
                                       {"compressor", TOLL_LAYER_COMPRESSOR},
                                       {"conv", TOLL_LAYER_CONV},
                                       {"", 0}};

static const gen_name layer_flags[] = {{"qkv_bias", TOLL_LAYER_QKV_BIAS},
                                       {"o_bias", TOLL_LAYER_O_BIAS},
                                       {"qk_norm_head", TOLL_LAYER_QK_NORM_HEAD},
                                       {"qk_norm_layer", TOLL_LAYER_QK_NORM_LAYER},
                                       {"out_gate", TOLL_LAYER_OUT_GATE},
                                       {"k_is_v", TOLL_LAYER_K_IS_V},
                                       {"sinks", TOLL_LAYER_SINKS},
                                       {"ffn_bias", TOLL_LAYER_FFN_BIAS},
                                       {"expert_bias", TOLL_LAYER_EXPERT_BIAS},
                                       {"router_bias", TOLL_LAYER_ROUTER_BIAS},
                                       {"shared_gate", TOLL_LAYER_SHARED_GATE},
                                       {"channel_decay", TOLL_LAYER_CHANNEL_DECAY},
                                       {"shared_cache", TOLL_LAYER_SHARED_CACHE},
                                       {"selective", TOLL_LAYER_SELECTIVE},
                                       {"uncached", TOLL_LAYER_UNCACHED},
                                       {"bare", TOLL_LAYER_BARE},
                                       {"encoder", TOLL_LAYER_ENCODER},
                                       {"", 0}};

static const gen_name model_flags[] = {{"tied_embeddings", TOLL_MODEL_TIED_EMBEDDINGS},
                                       {"head_bias", TOLL_MODEL_HEAD_BIAS},
                                       {"no_head", TOLL_MODEL_NO_HEAD},
                                       {"no_kv", TOLL_MODEL_NO_KV},
                                       {"incomplete", TOLL_MODEL_INCOMPLETE},
                                       {"", 0}};

/* Shorthands; every fact's note is the row's unless a closer one is named. */
#define ID(size)                                                                                                       \
    {                                                                                                                  \
        "id", GEN_PLAIN, 0, size, NULL, NULL, NULL                                                                     \
    }
#define PLAIN(name, size)                                                                                              \
    {                                                                                                                  \
        name, GEN_PLAIN, 0, size, NULL, NULL, NULL                                                                     \
    }
#define TEXT(name, size)                                                                                               \
    {                                                                                                                  \
        name, GEN_TEXT, 0, size, NULL, "notes", NULL                                                                   \
    }
#define NUMBER(name, scale)                                                                                            \
    {                                                                                                                  \
        name, GEN_NUMBER, scale, 0, NULL, "notes", NULL                                                                \
    }
#define NOTED(name, scale, note)                                                                                       \
    {                                                                                                                  \
        name, GEN_NUMBER, scale, 0, NULL, note, NULL                                                                   \
    }
#define CODE(name, names)                                                                                              \
    {                                                                                                                  \
        name, GEN_CODE, 0, 0, names, "notes", NULL                                                                     \
    }
#define FLAGS(name, names)                                                                                             \
    {                                                                                                                  \
        name, GEN_FLAGS, 0, 0, names, "notes", NULL                                                                    \
    }
#define IGNORE(name)                                                                                                   \
    {                                                                                                                  \
        name, GEN_IGNORE, 0, 0, NULL, NULL, NULL                                                                       \
    }
#define PROVENANCE                                                                                                     \
    {"source", GEN_SOURCE, 0, 0, NULL, NULL, NULL}, {"as_of", GEN_DATE, 0, 0, NULL, "notes", NULL}, PLAIN("notes", 0)

#define SCHEMA(file, table, n_keys, columns)                                                                           \
    {                                                                                                                  \
        file, table, n_keys, columns, sizeof columns / sizeof columns[0]                                               \
    }

static const gen_column sources[] = {
    ID(0), PLAIN("text", 192), {"as_of", GEN_DATE, 0, 0, NULL, NULL, NULL}, PLAIN("note", 256)};
const gen_schema gen_schema_sources = SCHEMA("sources.csv", "source", 1, sources);

#define LINK "link_note"
static const gen_column hardware[] = {ID(48),
                                      TEXT("name", 48),
                                      TEXT("vendor", 16),
                                      TEXT("arch", 24),
                                      NOTED("memory_bytes", 0, "memory_note"),
                                      NOTED("memory_usable_bytes", 0, "memory_note"),
                                      NUMBER("memory_bytes_per_s", 0),
                                      NOTED("fp32_flop_per_s", 0, "rate_note"),
                                      NOTED("tf32_flop_per_s", 0, "rate_note"),
                                      NOTED("fp16_flop_per_s", 0, "rate_note"),
                                      NOTED("bf16_flop_per_s", 0, "rate_note"),
                                      NOTED("fp8_flop_per_s", 0, "rate_note"),
                                      NOTED("int8_op_per_s", 0, "rate_note"),
                                      NOTED("fp4_flop_per_s", 0, "rate_note"),
                                      NOTED("link_bytes_per_s", 0, LINK),
                                      NOTED("link_pair_bytes_per_s", 0, LINK),
                                      {"link_topology", GEN_CODE, 0, 0, topologies, LINK, NULL},
                                      NOTED("scaleup_gpus", 0, LINK),
                                      NUMBER("pcie_bytes_per_s", 0),
                                      NUMBER("tdp_w", 3),
                                      NUMBER("idle_w", 3),
                                      TEXT("memory_type", 0),
                                      IGNORE("form_factor"),
                                      IGNORE("year"),
                                      IGNORE("price_usd"),
                                      IGNORE("price_as_of"),
                                      IGNORE("price_note"),
                                      PLAIN("memory_note", 0),
                                      PLAIN("rate_note", 0),
                                      PLAIN(LINK, 0),
                                      PROVENANCE};
const gen_schema gen_schema_hardware = SCHEMA("hardware.csv", "hardware", 1, hardware);

static const gen_column models[] = {ID(64),
                                    TEXT("native_precision", 32),
                                    FLAGS("flags", model_flags),
                                    NUMBER("n_layers", 0),
                                    NUMBER("d_model", 0),
                                    NUMBER("vocab_size", 0),
                                    NUMBER("pos_embed_rows", 0),
                                    NUMBER("final_norm_vectors", 0),
                                    NUMBER("extra_params", 0),
                                    NUMBER("max_context_tokens", 0),
                                    NUMBER("params_total_stated", 0),
                                    NUMBER("params_active_stated", 0),
                                    {"published_total", GEN_NUMBER, 0, 0, NULL, "notes", "params_total"},
                                    {"published_exact", GEN_NUMBER, 0, 0, NULL, "notes", "params_exact"},
                                    {"published_active", GEN_NUMBER, 0, 0, NULL, "notes", "params_active"},
                                    TEXT("family", 32),
                                    TEXT("hf_repo", 96),
                                    TEXT("scope", 64),
                                    TEXT("license", 32),
                                    PLAIN("exception", 192),
                                    PROVENANCE};
const gen_schema gen_schema_models = SCHEMA("models.csv", "model", 1, models);

/* A row of a model has the note and the source of its model. */
#define SHAPE(name)                                                                                                    \
    {                                                                                                                  \
        name, GEN_NUMBER, 0, 0, NULL, NULL, NULL                                                                       \
    }
static const gen_column layers[] = {PLAIN("model", 0),
                                    SHAPE("seq"),
                                    {"kind", GEN_CODE, 0, 0, layer_kinds, NULL, NULL},
                                    {"flags", GEN_FLAGS, 0, 0, layer_flags, NULL, NULL},
                                    SHAPE("count"),
                                    SHAPE("n_heads"),
                                    SHAPE("n_kv_heads"),
                                    SHAPE("head_dim"),
                                    SHAPE("v_head_dim"),
                                    SHAPE("window_tokens"),
                                    SHAPE("q_lora_rank"),
                                    SHAPE("kv_lora_rank"),
                                    SHAPE("qk_nope_dim"),
                                    SHAPE("qk_rope_dim"),
                                    SHAPE("index_heads"),
                                    SHAPE("index_dim"),
                                    SHAPE("index_topk_tokens"),
                                    SHAPE("d_ff"),
                                    SHAPE("ffn_matrices"),
                                    SHAPE("n_experts"),
                                    SHAPE("n_experts_active"),
                                    SHAPE("d_ff_shared"),
                                    SHAPE("d_latent"),
                                    SHAPE("n_groups"),
                                    SHAPE("state_dim"),
                                    SHAPE("conv_width"),
                                    SHAPE("norm_vectors"),
                                    SHAPE("extra_params"),
                                    SHAPE("o_groups"),
                                    SHAPE("o_lora_rank"),
                                    SHAPE("compress_tokens"),
                                    IGNORE("notes")};
const gen_schema gen_schema_layers = SCHEMA("model_layers.csv", "layer", 2, layers);

/* 8 + 32 / 128^2 bits, an FP8 block, has nine decimals. */
#define BITS(name) NUMBER(name, 9)
/* What engines load beside a text model: a file of its own, since most models have none. */
static const gen_column parts[] = {ID(64), NUMBER("beside_params", 0), PROVENANCE};
const gen_schema gen_schema_parts = SCHEMA("model_parts.csv", "part", 1, parts);

/* Which classes of tensors a published checkpoint keeps in other bits than its format's row says. */
static const gen_column checkpoints[] = {ID(0),
                                         PLAIN("model", 64),
                                         PLAIN("format", 32),
                                         BITS("head_bits"),
                                         BITS("attn_bits"),
                                         BITS("attn_v_bits"),
                                         BITS("ffn_bits"),
                                         BITS("ffn_down_bits"),
                                         BITS("expert_bits"),
                                         BITS("expert_down_bits"),
                                         BITS("mixer_bits"),
                                         PROVENANCE};
const gen_schema gen_schema_checkpoints = SCHEMA("checkpoints.csv", "checkpoint", 1, checkpoints);

static const gen_column precisions[] = {ID(32),
                                        BITS("embed_bits"),
                                        BITS("head_bits"),
                                        BITS("attn_bits"),
                                        BITS("attn_v_bits"),
                                        BITS("ffn_bits"),
                                        BITS("ffn_down_bits"),
                                        BITS("expert_bits"),
                                        BITS("expert_down_bits"),
                                        BITS("router_bits"),
                                        BITS("mixer_bits"),
                                        BITS("other_bits"),
                                        BITS("kv_bits"),
                                        BITS("index_bits"),
                                        BITS("state_bits"),
                                        BITS("activation_bits"),
                                        CODE("linear_rate", rates),
                                        CODE("expert_rate", rates),
                                        CODE("attention_rate", rates),
                                        PROVENANCE};
const gen_schema gen_schema_precisions = SCHEMA("precisions.csv", "precision", 1, precisions);

/* What a version changes of an engine's policies. */
#define MEMORY_RULES                                                                                                   \
    CODE("memory_policy", policies), CODE("activation_policy", activation_policies),                                   \
        CODE("paging_policy", paging_policies), CODE("score_policy", score_policies), NUMBER("profile_tokens", 0),     \
        NUMBER("profile_sequences", 0), NUMBER("stage_ffn_vectors", 6), NUMBER("stage_width_vectors", 6),              \
        NUMBER("sampler_bytes", 6), NUMBER("workspace_bytes", 0), NUMBER("vision_bytes", 0),                           \
        NUMBER("device_bytes", 0), NUMBER("shared_frac", 6), NUMBER("state_blocks", 0), NUMBER("state_ratio", 6),      \
        CODE("latent_policy", latent_policies), NUMBER("workspace_context_bytes", 6), NUMBER("cache_sequences", 0)

static const gen_column engines[] = {ID(16),
                                     TEXT("epoch", 16),
                                     NUMBER("memory_frac", 6),
                                     NUMBER("is_claiming", 0),
                                     NUMBER("runtime_bytes", 0),
                                     NUMBER("runtime_parallel_bytes", 0),
                                     NUMBER("graph_token_bytes", 0),
                                     NUMBER("graph_sequences", 0),
                                     NUMBER("kv_block_tokens", 0),
                                     NUMBER("prefill_chunk_tokens", 0),
                                     NUMBER("max_sequences", 0),
                                     NUMBER("activation_tp1", 6),
                                     NUMBER("activation_tp2", 6),
                                     NUMBER("activation_tp4", 6),
                                     NUMBER("activation_moe_factor", 6),
                                     MEMORY_RULES,
                                     PROVENANCE};
const gen_schema gen_schema_engines = SCHEMA("engines.csv", "engine", 1, engines);

/* From which version, and on cards of how much memory, an engine's policies differ; an empty cell leaves them. */
static const gen_column epochs[] = {ID(0),
                                    PLAIN("family", 16),
                                    PLAIN("version", 16),
                                    PLAIN("memory_gib", 0),
                                    NUMBER("memory_frac", 6),
                                    NUMBER("runtime_bytes", 0),
                                    NUMBER("runtime_parallel_bytes", 0),
                                    NUMBER("graph_token_bytes", 0),
                                    NUMBER("kv_block_tokens", 0),
                                    MEMORY_RULES,
                                    PROVENANCE};
const gen_schema gen_schema_epochs = SCHEMA("engine_epochs.csv", "epoch", 1, epochs);

/* Times need 0.1 us and half lengths reach thousands of tokens: 10^-9 holds both exactly in 53 bits. */
static const gen_column constants[] = {PLAIN("field", 0),  PLAIN("arch", 0),   CODE("rate", rates),
                                       PLAIN("engine", 0), NUMBER("value", 9), PROVENANCE};
const gen_schema gen_schema_constants = SCHEMA("constants.csv", "constant", 4, constants);

static const gen_column instances[] = {ID(96),
                                       TEXT("provider", 24),
                                       TEXT("instance", 56),
                                       TEXT("region", 32),
                                       TEXT("hw_id", 48),
                                       TEXT("gpu_name", 48),
                                       NUMBER("gpus", 0),
                                       NUMBER("vcpus", 0),
                                       NUMBER("host_memory_bytes", 0),
                                       NUMBER("on_demand_usd_per_hour", 6),
                                       NUMBER("reserved_1y_usd_per_hour", 6),
                                       NUMBER("reserved_3y_usd_per_hour", 6),
                                       NUMBER("spot_usd_per_hour", 6),
                                       CODE("price_kind", price_kinds),
                                       PROVENANCE};
const gen_schema gen_schema_instances = SCHEMA("instances.csv", "instance", 1, instances);

/* Machine types by name alone, for those that no price list of the catalog has. */
static const gen_column machines[] = {ID(0), TEXT("hw_id", 48), NUMBER("gpus", 0), PROVENANCE};
const gen_schema gen_schema_machines = SCHEMA("machines.csv", "machine", 1, machines);

/* The scenarios' defaults: one number a row, in the unit that the row names. */
static const gen_column defaults[] = {ID(72),           TEXT("name", 56),   TEXT("region", 16), TEXT("vintage", 16),
                                      TEXT("unit", 56), NUMBER("value", 6), PROVENANCE};
const gen_schema gen_schema_defaults = SCHEMA("defaults.csv", "default", 1, defaults);

static const gen_column quality[] = {ID(96),
                                     TEXT("model", 48),
                                     TEXT("model_id", 48),
                                     NUMBER("params", 0),
                                     TEXT("method", 32),
                                     TEXT("format", 32),
                                     TEXT("precision_id", 32),
                                     TEXT("metric", 56),
                                     CODE("direction", directions),
                                     TEXT("baseline_format", 16),
                                     NUMBER("value", 6),
                                     NUMBER("baseline_value", 6),
                                     NUMBER("ratio_low", 6),
                                     NUMBER("ratio_high", 6),
                                     PROVENANCE};
const gen_schema gen_schema_quality = SCHEMA("quality.csv", "quality", 1, quality);

static const gen_column licenses[] = {ID(32),
                                      TEXT("name", 64),
                                      CODE("commercial", permissions),
                                      CODE("hosting", permissions),
                                      CODE("eu", permissions),
                                      NUMBER("monthly_users_max", 0),
                                      NUMBER("yearly_revenue_usd_max", 2),
                                      PLAIN("condition", 192),
                                      PROVENANCE};
const gen_schema gen_schema_licenses = SCHEMA("licenses.csv", "license", 1, licenses);

static const gen_column stacks[] = {ID(32),
                                    TEXT("name", 64),
                                    NUMBER("dense_software_factor", 2),
                                    NUMBER("dense_log_sd", 3),
                                    NUMBER("dense_runs", 0),
                                    NUMBER("expert_software_factor", 2),
                                    NUMBER("expert_log_sd", 3),
                                    NUMBER("expert_runs", 0),
                                    PROVENANCE};
const gen_schema gen_schema_stacks = SCHEMA("stacks.csv", "stack", 1, stacks);

/* An offering, what sources say of it, and what a constraint implies: see README.md in the folder of the data. */
static const gen_column offerings[] = {
    ID(40),    PLAIN("provider", 24), PLAIN("service", 64), CODE("deployment", deployments), PLAIN("model_class", 40),
    PROVENANCE};
const gen_schema gen_schema_offerings = SCHEMA("offerings.csv", "offering", 1, offerings);

static const gen_column offering_facts[] = {ID(64),
                                            PLAIN("offering", 40),
                                            CODE("topic", topics),
                                            CODE("state", states),
                                            NUMBER("value", 3),
                                            PLAIN("words", 128),
                                            CODE("scope", scopes),
                                            PLAIN("text", 224),
                                            NUMBER("is_disputed", 0),
                                            PROVENANCE};
const gen_schema gen_schema_offering_facts = SCHEMA("offering_facts.csv", "offering_fact", 1, offering_facts);

static const gen_column implications[] = {ID(32),
                                          CODE("topic", topics),
                                          CODE("implies", topics),
                                          NUMBER("value", 3),
                                          PLAIN("words", 128),
                                          PLAIN("reason", 160),
                                          PROVENANCE};
const gen_schema gen_schema_implications = SCHEMA("implications.csv", "implication", 1, implications);

/* What an engine runs. The four columns of names are patterns; an empty reason: it runs. */
static const gen_column runs[] = {ID(32),
                                  PLAIN("engines", 0),
                                  PLAIN("vendors", 0),
                                  PLAIN("archs", 0),
                                  PLAIN("formats", 0),
                                  CODE("verdict", verdicts),
                                  PLAIN("reason", 160),
                                  PROVENANCE};
const gen_schema gen_schema_runs = SCHEMA("runs.csv", "run", 1, runs);

/* Tokens per 1,000 characters of a kind of text; the column of models holds patterns. */
static const gen_column tokenizers[] = {ID(32),
                                        PLAIN("models", 0),
                                        PLAIN("tokenizer", 40),
                                        CODE("text", text_kinds),
                                        NUMBER("vocab_size", 0),
                                        NUMBER("tokens_low", 1),
                                        NUMBER("tokens_mid", 1),
                                        NUMBER("tokens_high", 1),
                                        PROVENANCE};
const gen_schema gen_schema_tokenizers = SCHEMA("tokenizers.csv", "tokenizer", 1, tokenizers);

int gen_schema_find_name(const gen_name *names, const char *name, size_t length, int64_t *value)
{
    for (; names->name[0]; names++) {
        if (strlen(names->name) != length || memcmp(names->name, name, length) != 0)
            continue;
        *value = names->value;
        return 1;
    }
    return 0;
}
