/* SPDX-License-Identifier: Apache-2.0 */
/* The table of tools. Each argument is an option of the command under a name with its unit, so the command itself checks what it
 * means. Options that name files to read or write, or ask this machine's hardware, are left out on purpose.
 *
 * Ranges bound the work: no search is longer for a larger number, but a size beyond them is a slip of the pen. */
#include "mcp/mcp_tools.h"

#include <stddef.h>
#include <string.h>

#define TOKENS_MAX   1e12 /* of a request; a context of today is 1e7 */
#define REQUESTS_MAX 1e9
#define GPUS_MAX     1e6
#define USD_MAX      1e15

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

#define MOST_ENTRIES(usual)                                                                                            \
    {                                                                                                                  \
        "most_entries", MCP_MOST, false, NULL, NULL, 1, MCP_ENTRIES_MAX,                                               \
            "entries that stay of each array at the top of the answer (" usual "); left_out counts the others", NULL   \
    }

#define DEPLOYED                                                                                                        \
    {                                                                                                                   \
        "model", MCP_WORD, true, NULL, NULL, 0, 0, "model of the catalog, or its name on a hub; see the tool find",     \
        NULL},                                                                                                          \
        {"hardware", MCP_WORDS,                                                                                         \
         true,       NULL,                                                                                              \
         NULL,       0,                                                                                                 \
         0,          "accelerators or machines, compared side by side: h100-sxm5-80gb, 8xH100, p5.48xlarge",            \
         NULL},                                                                                                         \
        {"tp", MCP_COUNT, false, "--tp", NULL, 1, GPUS_MAX, "tensor parallel size (the smallest that fits)", NULL},     \
        {"pp", MCP_COUNT, false, "--pp", NULL, 1, GPUS_MAX, "pipeline parallel size (1)", NULL},                        \
        {"ep", MCP_COUNT, false, "--ep", NULL, 1, GPUS_MAX, "expert parallel size (1: experts are split by tp)", NULL}, \
        {"dp", MCP_COUNT, false, "--dp", NULL, 1, GPUS_MAX, "data parallel size of attention (1)", NULL},               \
        {"precision", MCP_STRING, false, "--precision",                                                                 \
         NULL,        0,          0,     "number format: bf16, fp8, q4_k_m (the model's own)",                          \
         NULL},                                                                                                         \
        {"engine", MCP_STRING,                                                                                          \
         false,    "--engine",                                                                                          \
         NULL,     0,                                                                                                   \
         0,        "inference engine, with a version where one is meant: vllm@0.24 (vllm; GGUF formats: llamacpp)",     \
         NULL},                                                                                                         \
        {"memory_share_frac",                                                                                           \
         MCP_NUMBER,                                                                                                    \
         false,                                                                                                         \
         "--memory-share",                                                                                              \
         NULL,                                                                                                          \
         0,                                                                                                             \
         1,                                                                                                             \
         "share of the memory that the engine takes (the version's)",                                                   \
         NULL},                                                                                                         \
        {"kv_type", MCP_STRING, false, "--kv-type",                                                                     \
         NULL,      0,          0,     "format of the KV cache: bf16, fp8, q8_0 (the format's)",                        \
         NULL},                                                                                                         \
        {"batched_tokens",                                                                                              \
         MCP_COUNT,                                                                                                     \
         false,                                                                                                         \
         "--batched-tokens",                                                                                            \
         NULL,                                                                                                          \
         1,                                                                                                             \
         TOKENS_MAX,                                                                                                    \
         "most tokens of a step (the engine's)",                                                                        \
         NULL},                                                                                                         \
    {                                                                                                                   \
        "slots", MCP_COUNT, false, "--slots", NULL, 1, REQUESTS_MAX, "most sequences that run at once (the engine's)",  \
            NULL                                                                                                        \
    }

#define REQUESTED                                                                                                       \
    {"input_tokens", MCP_NUMBER, false, "--input", NULL, 1, TOKENS_MAX, "prompt tokens of a request (1024)", NULL},     \
        {"output_tokens",                                                                                               \
         MCP_NUMBER,                                                                                                    \
         false,                                                                                                         \
         "--output",                                                                                                    \
         NULL,                                                                                                          \
         1,                                                                                                             \
         TOKENS_MAX,                                                                                                    \
         "output tokens of a request (1024)",                                                                           \
         NULL},                                                                                                         \
        {"prefix_hit_frac",                                                                                             \
         MCP_NUMBER,                                                                                                    \
         false,                                                                                                         \
         "--prefix-hit",                                                                                                \
         NULL,                                                                                                          \
         0,                                                                                                             \
         1,                                                                                                             \
         "share of the prompt in the prefix cache (0)",                                                                 \
         NULL},                                                                                                         \
        {"input_cv", MCP_NUMBER, false, "--input-cv", NULL, 0, 100, "deviation / mean of the prompt length (0)", NULL}, \
        {"output_cv", MCP_NUMBER, false, "--output-cv", NULL, 0, 100, "deviation / mean of the answer length (0)",      \
         NULL},                                                                                                         \
    {                                                                                                                   \
        "arrival_cv", MCP_NUMBER, false, "--arrival-cv", NULL, 0, 100,                                                  \
            "deviation / mean of arrival intervals (1: Poisson)", NULL                                                  \
    }

#define LOADED                                                                                                         \
    REQUESTED,                                                                                                         \
        {"requests_per_s",                                                                                             \
         MCP_NUMBER,                                                                                                   \
         false,                                                                                                        \
         "--rate",                                                                                                     \
         NULL,                                                                                                         \
         0,                                                                                                            \
         REQUESTS_MAX,                                                                                                 \
         "arriving requests per second: an open loop (none: concurrency)",                                             \
         NULL},                                                                                                        \
        {"concurrency", MCP_NUMBER, false,        "--concurrency",                                                     \
         NULL,          1,          REQUESTS_MAX, "requests in flight: a closed loop (32)",                            \
         NULL},                                                                                                        \
    {                                                                                                                  \
        "mode", MCP_STRING, false, "--mode", NULL, 0, 0, "loop of the load (closed)", "closed open batch decode"       \
    }

#define CONTEXT                                                                                                          \
    {"tier", MCP_STRING, false, "--tier", NULL, 0, 0, "service tier: batch, flex, priority (standard)", NULL},           \
        {"region", MCP_STRING, false, "--region", NULL, 0, 0, "region that serves the request (none stated)", NULL},     \
        {"provider", MCP_STRING, false, "--provider", NULL, 0, 0, "provider of every model (told by the name)", NULL},   \
        {"attributes", MCP_TEXTS, false, "--attribute", NULL, 0, 0, "other facts of the request: {\"speed\": \"fast\"}", \
         NULL},                                                                                                          \
        {"counters", MCP_COUNTS, false, "--counter",                                                                     \
         NULL,       0,          1e18,  "used so far of an allowance or volume tier, by name, in its unit (0)",          \
         NULL},                                                                                                          \
    {                                                                                                                    \
        "at", MCP_STRING, false, "--at", NULL, 0, 0,                                                                     \
            "instant of the prices, 2026-08-21 or 2026-08-21T09:30:00Z (now)", NULL                                      \
    }

#define MAX_AGE                                                                                                        \
    {                                                                                                                  \
        "max_age_days", MCP_COUNT, false, "--max-age", "d", 0, 36500,                                                  \
            "age in days from which a price is called too old (no limit)", NULL                                        \
    }

static const mcp_argument price_arguments[] = {
    {"models", MCP_WORDS, true, NULL, NULL, 0, 0, "API models, PROVIDER/MODEL or as logs name them", NULL},
    {"input_tokens", MCP_COUNT, false, "--input", NULL, 0, TOKENS_MAX, "all prompt tokens, cached ones included (none)",
     NULL},
    {"output_tokens", MCP_COUNT, false, "--output", NULL, 0, TOKENS_MAX, "all output tokens, reasoning included (none)",
     NULL},
    {"cache_read_tokens", MCP_COUNT, false, "--cache-read", NULL, 0, TOKENS_MAX,
     "input tokens that are read from a prompt cache (none)", NULL},
    {"cache_write_tokens", MCP_COUNT, false, "--cache-write", NULL, 0, TOKENS_MAX,
     "input tokens that are written to a prompt cache (none)", NULL},
    {"cache_write_1h_tokens", MCP_COUNT, false, "--cache-write-1h", NULL, 0, TOKENS_MAX,
     "cache writes that are kept for an hour (none)", NULL},
    {"reasoning_tokens", MCP_COUNT, false, "--reasoning", NULL, 0, TOKENS_MAX,
     "output tokens that are reasoning (none)", NULL},
    {"usage", MCP_COUNTS, false, "--usage", NULL, 0, 1e18, "any other meter in its base unit: {\"web_search\": 3}",
     NULL},
    CONTEXT,
    MAX_AGE,
    {"bound", MCP_FLAG, false, "--bound", NULL, 0, 0,
     "true: the counts are maxima, and the answer is the most that a request within them can cost (false)", NULL},
    {"limits", MCP_TEXTS, false, "--limit", NULL, 0, 0,
     "with bound: minimum and maximum of a meter, {\"input\": \"8000..8000\"}", NULL},
    MOST_ENTRIES("100")};

static const mcp_argument bill_arguments[] = {
    {"records", MCP_RECORDS, false, NULL, NULL, 0, 0,
     "usage records as they come: responses of vendors, lines of batches, spans, gateways' logs; at most 10000", NULL},
    {"log", MCP_WORD, false, NULL, NULL, 0, 0,
     "in place of records: path of a log, where the server was started with --folder", NULL},
    {"by", MCP_LIST, false, "--by", NULL, 0, 0, "groups of the bill ([\"model\"])",
     "day month hour model provider tier region account shape"},
    CONTEXT,
    {"model", MCP_STRING, false, "--model", NULL, 0, 0, "model of records that tell none", NULL},
    {"account", MCP_STRING, false, "--account", NULL, 0, 0, "account of records that tell none", NULL},
    {"shape", MCP_STRING, false, "--shape", NULL, 0, 0, "shape of all records (told by their keys)", NULL},
    {"since", MCP_STRING, false, "--since", NULL, 0, 0, "first instant that counts (all)", NULL},
    {"until", MCP_STRING, false, "--until", NULL, 0, 0, "instant before which records count (all)", NULL},
    {"budget", MCP_NUMBER, false, "--budget", NULL, 0, USD_MAX, "limit of the total, in its currency (none)", NULL},
    {"as_models", MCP_LIST, false, "--as", NULL, 0, 0, "the same usage priced as these models, too", NULL},
    {"as_tier", MCP_STRING, false, "--as-tier", NULL, 0, 0, "the same usage in another service tier, too", NULL},
    {"close_months", MCP_FLAG, false, "--close", NULL, 0, 0,
     "true: close months that the records may not have all of: minimum spend, fees (false)", NULL},
    {"forecast", MCP_FLAG, false, "--forecast", NULL, 0, 0, "true: this month's end as a range (false)", NULL},
    MAX_AGE,
    MOST_ENTRIES("100")};

static const mcp_argument fit_arguments[] = {
    DEPLOYED,
    {"context_tokens", MCP_COUNT, false, "--context", NULL, 1, TOKENS_MAX, "tokens of a sequence (8192)", NULL},
    {"sequences", MCP_COUNT, false, "--sequences", NULL, 1, REQUESTS_MAX, "sequences in memory at once (1)", NULL},
    MOST_ENTRIES("100")};

static const mcp_argument speed_arguments[] = {DEPLOYED, LOADED, MOST_ENTRIES("100")};

static const mcp_argument cost_arguments[] = {
    DEPLOYED,
    LOADED,
    {"usd_per_gpu_hour", MCP_NUMBER, false, "--usd-per-gpu-hour", NULL, 0, USD_MAX,
     "price of one GPU for an hour, USD (the lowest on demand)", NULL},
    {"utilisation_frac", MCP_NUMBER, false, "--utilisation", NULL, 0, 1,
     "share of the paid hours that carry this load (1)", NULL},
    {"usd_per_kwh", MCP_NUMBER, false, "--usd-per-kwh", NULL, 0, USD_MAX, "electricity paid on top, USD per kWh (none)",
     NULL},
    {"pue", MCP_NUMBER, false, "--pue", NULL, 1, 100, "facility power / IT power (1)", NULL},
    {"budget_usd_per_mtok", MCP_NUMBER, false, "--budget", NULL, 0, USD_MAX,
     "limit for a million blended tokens, USD (none)", NULL},
    MOST_ENTRIES("100")};

static const mcp_argument plan_arguments[] = {
    {"model", MCP_WORD, true, NULL, NULL, 0, 0, "model of the catalog, or its name on a hub; see the tool find", NULL},
    {"hardware", MCP_WORDS, false, NULL, NULL, 0, 0, "accelerators to try (all of the catalog)", NULL},
    {"requests_per_s", MCP_NUMBER, false, "--rate", NULL, 0, REQUESTS_MAX,
     "arriving requests per second; without it the most load within the budget or max_gpus", NULL},
    REQUESTED,
    {"ttft_p50_s", MCP_NUMBER, false, "--ttft-p50", "s", 0, 1e6,
     "time to first token that half of the requests keep, s (no limit)", NULL},
    {"ttft_p95_s", MCP_NUMBER, false, "--ttft-p95", "s", 0, 1e6, "time to first token that 95 % keep, s (no limit)",
     NULL},
    {"ttft_p99_s", MCP_NUMBER, false, "--ttft-p99", "s", 0, 1e6, "time to first token that 99 % keep, s (no limit)",
     NULL},
    {"tpot_p50_s", MCP_NUMBER, false, "--tpot-p50", "s", 0, 1e6,
     "time per output token that half of the requests keep, s (no limit)", NULL},
    {"tpot_p95_s", MCP_NUMBER, false, "--tpot-p95", "s", 0, 1e6, "time per output token that 95 % keep, s (no limit)",
     NULL},
    {"tpot_p99_s", MCP_NUMBER, false, "--tpot-p99", "s", 0, 1e6, "time per output token that 99 % keep, s (no limit)",
     NULL},
    {"budget_usd_per_month", MCP_NUMBER, false, "--budget", "/month", 0, USD_MAX,
     "limit of the cost of a month, USD (none)", NULL},
    {"max_gpus", MCP_COUNT, false, "--max-gpus", NULL, 1, GPUS_MAX, "most GPUs in all (no limit)", NULL},
    {"max_replica_gpus", MCP_COUNT, false, "--max-replica-gpus", NULL, 1, GPUS_MAX, "most GPUs of one replica (8)",
     NULL},
    {"spare_replicas", MCP_COUNT, false, "--spare", NULL, 0, GPUS_MAX, "replicas that may fail (0)", NULL},
    {"confidence_frac", MCP_NUMBER, false, "--confidence", NULL, 0.5, 0.99,
     "quantile of the estimate at which the limits are kept (0.5)", NULL},
    {"precisions", MCP_LIST, false, "--precision", NULL, 0, 0,
     "formats to try, or [\"any\"] (the model's own; of 16 bits also 8)", NULL},
    {"engines", MCP_LIST, false, "--engine", NULL, 0, 0,
     "engines to try (vllm, sglang, trtllm; GGUF formats: llamacpp)", NULL},
    {"usd_per_gpu_hour", MCP_NUMBERS, false, "--price", NULL, 0, USD_MAX,
     "your price of a GPU-hour in USD by accelerator: {\"h100-sxm5-80gb\": 1.9} (the lowest on demand)", NULL},
    {"vs_models", MCP_LIST, false, "--vs", NULL, 0, 0, "API models to set beside it, on the same tokens", NULL},
    {"region", MCP_STRING, false, "--region", NULL, 0, 0,
     "requests are computed and kept there: eu, or de,ch (anywhere)", NULL},
    {"growth", MCP_STRING, false, "--growth", NULL, 0, 0, "compound growth of the rate: 10%/month (none)", NULL},
    {"horizon", MCP_STRING, false, "--horizon", NULL, 0, 0, "rank by the cost over it: 3y, 18months (now)", NULL},
    MAX_AGE,
    MOST_ENTRIES("10")};

static const mcp_subject source_subjects[] = {{"api_price", "book", "show", true},
                                              {"price_book", "book", "age", false},
                                              {"accelerator", "hw", "show", true},
                                              {"accelerator_price", "hw", "prices", true},
                                              {"model", "model", "show", true}};

static const mcp_argument source_arguments[] = {
    {"about", MCP_SUBJECT, true, NULL, NULL, 0, 0,
     "api_price: rows of a tariff; price_book: its hash and the ages of its prices; accelerator: facts of one; "
     "accelerator_price: "
     "machines that rent it; model: facts and licence of one",
     NULL},
    {"name", MCP_WORD, false, NULL, NULL, 0, 0, "name of the model or accelerator; about price_book takes none", NULL},
    MOST_ENTRIES("100")};

static const mcp_subject find_subjects[] = {
    {"api_model", "book", "find", true}, {"accelerator", "hw", "find", true}, {"model", "model", "find", true}};

static const mcp_argument find_arguments[] = {
    {"about", MCP_SUBJECT, true, NULL, NULL, 0, 0,
     "api_model: models with a price per token; accelerator: what the other tools call hardware; model: open models to "
     "deploy",
     NULL},
    {"names", MCP_WORDS, true, NULL, NULL, 0, 0, "names as people, drivers, clouds or logs write them", NULL},
    MOST_ENTRIES("100")};

#define LOADS_OF(verb)                                                                                                 \
    verb " It answers with P10, P50 and P90 (low, mid, high) and says when the estimate leaves its calibrated range."

const mcp_tool mcp_tools[] = {
    {"price", "Cost of a request at an API",
     "The exact cost of one request at published API prices: each line with its unit price, the total, source and age "
     "of each "
     "price, the hash of the price book. A model without a known price is an error, never free.",
     "price", price_arguments, LENGTH(price_arguments), NULL, 0, 100,
     "models:{model}: {cost} {currency}, tariff {tariff}|{reason}"},
    {"bill", "Exact bill of usage records",
     "What usage records cost, exactly and record by record, summed by model, day, account. Records that can't be read "
     "and models "
     "without a price are listed: the total lacks them.",
     "bill", bill_arguments, LENGTH(bill_arguments), NULL, 0, 100,
     "totals:{cost} {currency}, records: {records}\n:without a price: {unpriced_records}, unreadable: {bad_records}"},
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
     ":{command}, catalog of {catalog_version}\nages:prices from {oldest_price} to {newest_price}"},
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
