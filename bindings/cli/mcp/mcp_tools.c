/* SPDX-License-Identifier: Apache-2.0 */
/* The table of tools. Each argument is an option of the command under a name with its unit, so the command itself checks what it
 * means. Options that name files to read or write, or ask this machine's hardware, are left out on purpose.
 *
 * Ranges are those of the command and the library, so that a schema promises what is answered; tests/cli/mcp_client.py asks
 * at both ends of each. */
#include "mcp/mcp_tools.h"

#include <stddef.h>
#include <string.h>

#define TOKENS_MAX 1e12 /* of a request; a context of today is 1e7 */
#define COUNT_MAX  1e18 /* of a meter: below 2^63 */

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

/* One argument each: name, option, range, help with unit and default. */
#define NEEDED(name, kind, least, most, help)                                                                          \
    {                                                                                                                  \
        name, kind, true, NULL, NULL, least, most, help, NULL                                                          \
    }
#define PLAIN(name, kind, option, help)                                                                                \
    {                                                                                                                  \
        name, kind, false, option, NULL, 0, 0, help, NULL                                                              \
    }
#define RANGED(name, kind, option, least, most, help)                                                                  \
    {                                                                                                                  \
        name, kind, false, option, NULL, least, most, help, NULL                                                       \
    }
#define UNIT(name, kind, option, unit, least, most, help)                                                              \
    {                                                                                                                  \
        name, kind, false, option, unit, least, most, help, NULL                                                       \
    }
#define CHOICE(name, kind, option, most, help, choices)                                                                \
    {                                                                                                                  \
        name, kind, false, option, NULL, 1, most, help, choices                                                        \
    }
#define COUNT(name, option, least, most, help)  RANGED(name, MCP_COUNT, option, least, most, help)
#define NUMBER(name, option, least, most, help) RANGED(name, MCP_NUMBER, option, least, most, help)
#define STRING(name, option, help)              PLAIN(name, MCP_STRING, option, help)

/* ---- arguments that tools share ---- */

#define MOST_ENTRIES(usual)                                                                                            \
    RANGED("most_entries", MCP_MOST, NULL, 1, MCP_ENTRIES_MAX,                                                         \
           "entries that stay of each array at the top of the answer (" usual "); left_out counts the others")
#define MAX_AGE                                                                                                        \
    UNIT("max_age_days", MCP_COUNT, "--max-age", "d", 0, 36500, "age in days from which a price is too old (none)")
#define MODEL NEEDED("model", MCP_WORD, 0, 0, "model of the catalog, or its name on a hub; see the tool find")

#define DEPLOYED                                                                                                       \
    MODEL,                                                                                                             \
        NEEDED("hardware", MCP_WORDS, 1, 8,                                                                            \
               "accelerators or machines, compared side by side: h100-sxm5-80gb, 8xH100, p5.48xlarge"),                \
        COUNT("tp", "--tp", 1, 1024, "tensor parallel size (the smallest that fits)"),                                 \
        COUNT("pp", "--pp", 1, 1024, "pipeline parallel size (1)"),                                                    \
        COUNT("ep", "--ep", 1, 4096, "expert parallel size (1: experts are split by tp)"),                             \
        COUNT("dp", "--dp", 1, 4096, "data parallel size of attention (1)"),                                           \
        NUMBER("internode_gb_per_s", "--internode", 1e-3, 1e5,                                                         \
               "GB/s per GPU between nodes, one way (none known; NDR: 50)"),                                           \
        STRING("precision", "--precision", "number format: bf16, fp8, q4_k_m (the model's own)"),                      \
        STRING("engine", "--engine", "inference engine: sglang, or vllm@0.24 (vllm; GGUF formats: llamacpp)"),         \
        NUMBER("memory_share_frac", "--memory-share", 0.1, 1, "share of the memory that the engine takes (its own)"),  \
        STRING("kv_type", "--kv-type", "format of the KV cache: bf16, fp8, q8_0 (the precision's)"),                   \
        COUNT("batched_tokens", "--batched-tokens", 1, 1e9, "most tokens of a step (the engine's)"),                   \
        COUNT("slots", "--slots", 1, 1e6, "most sequences that run at once (the engine's)")

#define REQUESTED                                                                                                      \
    NUMBER("input_tokens", "--input", 1, 1e8, "prompt tokens of a request (1024)"),                                    \
        NUMBER("output_tokens", "--output", 1, 1e8, "output tokens of a request (1024)"),                              \
        NUMBER("prefix_hit_frac", "--prefix-hit", 0, 1, "share of the prompt in the prefix cache (0)"),                \
        NUMBER("input_cv", "--input-cv", 0, 10, "deviation / mean of the prompt length (0: equal)"),                   \
        NUMBER("output_cv", "--output-cv", 0, 10, "deviation / mean of the answer length (0: equal)"),                 \
        NUMBER("arrival_cv", "--arrival-cv", 0, 10, "deviation / mean of arrival intervals (1: Poisson)")

#define LOADED                                                                                                         \
    REQUESTED, NUMBER("requests_per_s", "--rate", 1e-12, 1e6, "arriving requests per second: an open loop (none)"),    \
        NUMBER("concurrency", "--concurrency", 1, 1e7, "requests in flight: a closed loop (32)"),                      \
        CHOICE("mode", MCP_STRING, "--mode", 1, "closed or open loop, fixed batch, decode only (closed)",              \
               "closed open batch decode")

#define CONTEXT                                                                                                        \
    STRING("tier", "--tier", "service tier: batch, flex, priority (standard)"),                                        \
        STRING("region", "--region", "region that serves the request (none stated)"),                                  \
        STRING("provider", "--provider", "provider of every model (told by the name)"),                                \
        PLAIN("attributes", MCP_TEXTS, "--attribute", "other facts of the request: {\"speed\": \"fast\"} (none)"),     \
        RANGED("counters", MCP_COUNTS, "--counter", 0, COUNT_MAX,                                                      \
               "used so far of an allowance or volume tier, by its name (0)"),                                         \
        STRING("at", "--at", "instant of the prices: 2026-08-21 or 2026-08-21T09:30:00Z (now)")

/* ---- the arguments of each tool ---- */

static const mcp_argument price_arguments[] = {
    NEEDED("models", MCP_WORDS, 1, 16, "API models: PROVIDER/MODEL, or as logs name them"),
    COUNT("input_tokens", "--input", 0, TOKENS_MAX, "all prompt tokens, cached ones included (none)"),
    COUNT("output_tokens", "--output", 0, TOKENS_MAX, "all output tokens, reasoning included (none)"),
    COUNT("cache_read_tokens", "--cache-read", 0, TOKENS_MAX, "input tokens that are read from a prompt cache (none)"),
    COUNT("cache_write_tokens", "--cache-write", 0, TOKENS_MAX,
          "input tokens that are written to a prompt cache (none)"),
    COUNT("cache_write_1h_tokens", "--cache-write-1h", 0, TOKENS_MAX, "cache writes that are kept for an hour (none)"),
    COUNT("reasoning_tokens", "--reasoning", 0, TOKENS_MAX, "output tokens that are reasoning (none)"),
    RANGED("usage", MCP_COUNTS, "--usage", 0, COUNT_MAX,
           "any other meter in its base unit: {\"web_search\": 3} (none)"),
    CONTEXT,
    MAX_AGE,
    PLAIN("bound", MCP_FLAG, "--bound",
          "true: counts are maxima, and the answer is the most that a request can cost (false)"),
    PLAIN("limits", MCP_TEXTS, "--limit", "with bound: least and most of a meter: {\"input\": \"8000..8000\"} (none)"),
    MOST_ENTRIES("100")};

static const mcp_argument bill_arguments[] = {
    PLAIN("records", MCP_RECORDS, NULL,
          "usage records as they come: responses of vendors, lines of batches, spans, gateways' logs; at most 10000"),
    PLAIN("log", MCP_WORD, NULL, "in place of records: path of a log, where the server was started with --folder"),
    CHOICE("by", MCP_LIST, "--by", 6, "groups of the bill ([\"model\"])",
           "day month hour model provider tier region account shape"),
    CONTEXT,
    STRING("model", "--model", "model of records that tell none (none)"),
    STRING("account", "--account", "account of records that tell none (none)"),
    STRING("shape", "--shape", "shape of all records (told by their keys)"),
    STRING("since", "--since", "first instant that counts (all)"),
    STRING("until", "--until", "instant before which records count (all)"),
    NUMBER("budget", "--budget", 0, 1e15, "limit of the total, in its currency (none)"),
    RANGED("as_models", MCP_LIST, "--as", 1, 8, "the same usage priced as these models, too (none)"),
    STRING("as_tier", "--as-tier", "the same usage in another service tier, too (none)"),
    PLAIN("close_months", MCP_FLAG, "--close",
          "true: close months that records may be missing of: minimum spend, fees (false)"),
    PLAIN("forecast", MCP_FLAG, "--forecast", "true: this month's end as a range (false)"),
    MAX_AGE,
    MOST_ENTRIES("100")};

static const mcp_argument fit_arguments[] = {
    DEPLOYED, COUNT("context_tokens", "--context", 1, 1e9, "tokens of a sequence (8192)"),
    COUNT("sequences", "--sequences", 1, 1e7, "sequences in memory at once (1)"), MOST_ENTRIES("100")};

static const mcp_argument speed_arguments[] = {DEPLOYED, LOADED, MOST_ENTRIES("100")};

static const mcp_argument cost_arguments[] = {
    DEPLOYED,
    LOADED,
    NUMBER("usd_per_gpu_hour", "--usd-per-gpu-hour", 0, 1e6,
           "price of one GPU for an hour, USD (the lowest on demand)"),
    NUMBER("utilisation_frac", "--utilisation", 1e-6, 1, "share of the paid hours that carry this load (1)"),
    NUMBER("usd_per_kwh", "--usd-per-kwh", 0, 1000, "electricity paid on top, USD per kWh (none)"),
    NUMBER("pue", "--pue", 1, 3, "facility power / IT power (1)"),
    NUMBER("budget_usd_per_mtok", "--budget", 0, 1e6, "limit for a million blended tokens, USD (none)"),
    MOST_ENTRIES("100")};

#define LIMIT(name, option, who) UNIT(name, MCP_NUMBER, option, "s", 1e-9, 1e8, who " keep, s (no limit)")

static const mcp_argument plan_arguments[] = {
    MODEL,
    RANGED("hardware", MCP_WORDS, NULL, 1, 8, "accelerators to try (all of the catalog)"),
    NUMBER("requests_per_s", "--rate", 1e-9, 1e8,
           "arriving requests per second (none: the most load for the budget or max_gpus)"),
    REQUESTED,
    LIMIT("ttft_p50_s", "--ttft-p50", "time to first token that half of the requests"),
    LIMIT("ttft_p95_s", "--ttft-p95", "time to first token that 95 % of the requests"),
    LIMIT("ttft_p99_s", "--ttft-p99", "time to first token that 99 % of the requests"),
    LIMIT("tpot_p50_s", "--tpot-p50", "time per output token that half of the requests"),
    LIMIT("tpot_p95_s", "--tpot-p95", "time per output token that 95 % of the requests"),
    LIMIT("tpot_p99_s", "--tpot-p99", "time per output token that 99 % of the requests"),
    UNIT("budget_usd_per_month", MCP_NUMBER, "--budget", "/month", 0.01, 1e9,
         "limit of the cost of a month, USD (none)"),
    COUNT("max_gpus", "--max-gpus", 1, 1e6, "most GPUs in all (no limit)"),
    COUNT("max_replica_gpus", "--max-replica-gpus", 1, 64, "most GPUs of one replica (8)"),
    COUNT("spare_replicas", "--spare", 0, 1e6, "replicas that may fail (0)"),
    NUMBER("confidence_frac", "--confidence", 0.5, 0.99, "quantile of the estimate at which limits are kept (0.5)"),
    RANGED("precisions", MCP_LIST, "--precision", 1, 16,
           "formats to try, or [\"any\"] (the model's own; of 16 bits also 8)"),
    RANGED("engines", MCP_LIST, "--engine", 1, 4, "engines to try (vllm, sglang, trtllm; GGUF formats: llamacpp)"),
    RANGED("usd_per_gpu_hour", MCP_NUMBERS, "--price", 0, 1e6,
           "your price of a GPU-hour, USD, by accelerator: {\"h100-sxm5-80gb\": 1.9} (the lowest on demand)"),
    RANGED("vs_models", MCP_LIST, "--vs", 1, 8, "API models to set beside it, on the same tokens (none)"),
    STRING("region", "--region", "requests are computed and kept there: eu, or de,ch (anywhere)"),
    STRING("growth", "--growth", "compound growth of the rate: 10%/month (none)"),
    STRING("horizon", "--horizon", "rank by the cost over it: 3y, 18months (today's cost)"),
    MAX_AGE,
    MOST_ENTRIES("10")};

static const mcp_subject source_subjects[] = {{"api_price", "book", "show", true},
                                              {"price_book", "book", "age", false},
                                              {"accelerator", "hw", "show", true},
                                              {"accelerator_price", "hw", "prices", true},
                                              {"model", "model", "show", true}};

static const mcp_argument source_arguments[] = {
    NEEDED("about", MCP_SUBJECT, 0, 0,
           "api_price: rows of a tariff; price_book: its hash and the ages of its prices; accelerator: facts of one; "
           "accelerator_price: machines that rent it; model: facts and licence of one"),
    PLAIN("name", MCP_WORD, NULL, "name of the model or accelerator; about price_book takes none"),
    MOST_ENTRIES("100")};

static const mcp_subject find_subjects[] = {
    {"api_model", "book", "find", true}, {"accelerator", "hw", "find", true}, {"model", "model", "find", true}};

static const mcp_argument find_arguments[] = {
    NEEDED("about", MCP_SUBJECT, 0, 0,
           "api_model: models with a price per token; accelerator: the hardware of the other tools; model: open models "
           "to deploy"),
    NEEDED("names", MCP_WORDS, 1, 15, "names as people, drivers, clouds or logs write them"), MOST_ENTRIES("100")};

/* ---- tools ---- */

#define LOADS_OF(verb)                                                                                                 \
    verb " It answers with P10, P50 and P90 (low, mid, high) and says when the estimate leaves its calibrated range."

const mcp_tool mcp_tools[] = {
    {"price", "Cost of a request at an API",
     "The exact cost of one request at published API prices: each line with its unit price, the total, source and age "
     "of each "
     "price, the hash of the price book. A model without a known price is an error, never free.",
     "price", price_arguments, LENGTH(price_arguments), NULL, 0, 100,
     "models:{model}: {cost} {currency}, tariff {tariff}|{model}: at most {at_most} {currency}|{reason}\nages:prices "
     "of {oldest_price} to {newest_price}"},
    {"bill", "Exact bill of usage records",
     "What usage records cost, exactly and record by record, summed by model, day, account. Records that can't be read "
     "and models "
     "without a price are listed: the total lacks them.",
     "bill", bill_arguments, LENGTH(bill_arguments), NULL, 0, 100,
     "totals:{cost} {currency}, records: {records}\n:without a price: {unpriced_records}, unreadable: "
     "{bad_records}\nages:prices of {oldest_price} to {newest_price}"},
    {"fit", "Does a model fit in memory",
     "Whether a model fits in the memory of accelerators, what takes the memory, and how many sequences fit.", "fit",
     fit_arguments, LENGTH(fit_arguments), NULL, 0, 100,
     "deployments:{deployment.gpus} x {deployment.hw}, {deployment.precision}: {verdict}, {max_sequences} sequences at "
     "most"},
    {"speed", "Latency and throughput of a deployment",
     LOADS_OF(
         "Time to first token (TTFT), time per output token (TPOT), throughput and power of a model on accelerators."),
     "speed", speed_arguments, LENGTH(speed_arguments), NULL, 0, 100,
     "deployments:{deployment.gpus} x {deployment.hw}: TTFT {ttft_s.mid} s, TPOT {tpot_s.mid} s, "
     "{output_tokens_per_s.mid} output "
     "tokens/s"},
    {"cost", "Cost of tokens on own or rented accelerators",
     LOADS_OF("Dollars per million tokens, request and hour of a model on accelerators, at the lowest on-demand price "
              "or yours."),
     "cost", cost_arguments, LENGTH(cost_arguments), NULL, 0, 100,
     "deployments:{deployment.gpus} x {deployment.hw}: {usd_per_mtok_blended.mid} USD per million tokens, "
     "{usd_per_hour.mid} USD an "
     "hour, price of {price.as_of}"},
    {"plan", "What to deploy for a load",
     LOADS_OF("The cheapest accelerators, format, engine, layout and replicas that carry a load within latency limits, "
              "beside API "
              "models on the same tokens. It needs requests_per_s, budget_usd_per_month or max_gpus."),
     "plan", plan_arguments, LENGTH(plan_arguments), NULL, 0, 10, "verdict:{text}"},
    {"sources", "Where facts and prices come from",
     "Source, date, confidence and age of the facts and prices behind the other tools' answers.", NULL,
     source_arguments, LENGTH(source_arguments), source_subjects, LENGTH(source_subjects), 100,
     ":{command}, catalog of {catalog_version}\nages:prices of {oldest_price} to {newest_price}\nrows:{says}: "
     "{source}, {source_date}|{says}"},
    {"find", "Names of models and accelerators",
     "What a name stands for in the catalog or the price book, or why it stands for nothing, with candidates. Ask it "
     "when another "
     "tool doesn't know a name.",
     NULL, find_arguments, LENGTH(find_arguments), find_subjects, LENGTH(find_subjects), 100,
     "names:{name} is {id}|{name} is {tariff}|{name}: {reason}"}};

const int mcp_tool_count = LENGTH(mcp_tools);

const mcp_tool *mcp_tool_find(const char *name)
{
    for (int i = 0; i < mcp_tool_count; i++) {
        if (strcmp(mcp_tools[i].name, name) == 0) {
            return &mcp_tools[i];
        }
    }
    return NULL;
}
