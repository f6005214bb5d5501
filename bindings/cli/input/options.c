/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options, in the order of the help pages. A name may have several rows: --input is tokens of a load for
 * `toll speed`, but a quantity of a bill for `toll price`; the command decides which row is meant. */
#include "input/options.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"

#define DEPLOYED    (COMMAND_FIT | COMMAND_SPEED | COMMAND_COST | COMMAND_CALIBRATE)
#define LOADED      (COMMAND_SPEED | COMMAND_COST | COMMAND_FORMATS)
#define PLANNED     (COMMAND_PLAN | COMMAND_VS) /* a load within limits */
#define ARRIVING    (LOADED | PLANNED)
#define LAID_OUT    (DEPLOYED | COMMAND_TRAIN | COMMAND_FORMATS)
#define SUPPLIED    (COMMAND_COST | COMMAND_FORMATS)
#define PRICED      (SUPPLIED | COMMAND_TRAIN)
#define EMITTING    (COMMAND_SPEED | COMMAND_COST)
#define BILLED      (COMMAND_PRICE | COMMAND_BILL | COMMAND_RECONCILE)
#define LOGGED      (COMMAND_BILL | COMMAND_RECONCILE)
#define CONSTRAINED (COMMAND_OFFERINGS | PLANNED) /* constraints of law, place and people */
#define READING                                                                                                        \
    (LAID_OUT | PLANNED | COMMAND_HW | COMMAND_MODEL | COMMAND_PRICE | COMMAND_BOOK | COMMAND_TCO | COMMAND_CATALOG |  \
     LOGGED)

static const struct {
    const char *name;
    const char *value; /* what the help calls it */
    option_kind kind;
    uint32_t commands;
    const char *help;
} options[OPTION_COUNT] = {
    [OPTION_TP] = {"--tp", "N", OPTION_IS_COUNT, LAID_OUT, "tensor parallel size (the smallest that fits)"},
    [OPTION_PP] = {"--pp", "N", OPTION_IS_COUNT, LAID_OUT, "pipeline parallel size (1)"},
    [OPTION_EP] = {"--ep", "N", OPTION_IS_COUNT, LAID_OUT, "expert parallel size (1: experts are split by tp)"},
    [OPTION_DP] = {"--dp", "N", OPTION_IS_COUNT, LAID_OUT, "data parallel size: of attention, or of training (1)"},
    [OPTION_INTERNODE] = {"--internode", "N", OPTION_IS_NUMBER, LAID_OUT,
                          "GB/s per GPU, one way, between nodes (NDR: 50)"},
    [OPTION_PRECISION] = {"--precision", "ID", OPTION_IS_TEXT, DEPLOYED | COMMAND_MODEL,
                          "see `toll precision` (the model's own)"},
    [OPTION_ENGINE] = {"--engine", "ID", OPTION_IS_TEXT, DEPLOYED | COMMAND_FORMATS,
                       "see `toll engine`; vllm@0.24: a version (vllm; GGUF: llamacpp)"},
    [OPTION_MEMORY_SHARE] = {"--memory-share", "F", OPTION_IS_NUMBER, DEPLOYED,
                             "share of the memory that the engine takes (the version's)"},
    [OPTION_KV_TYPE] = {"--kv-type", "T", OPTION_IS_TEXT, DEPLOYED,
                        "KV cache: bf16, fp8, q8_0, q4_0, ...; K/V: q8_0/f16"},
    [OPTION_BATCHED_TOKENS] = {"--batched-tokens", "N", OPTION_IS_COUNT, DEPLOYED,
                               "most tokens of a step; llama.cpp: of a micro-batch"},
    [OPTION_SLOTS] = {"--slots", "N", OPTION_IS_COUNT, DEPLOYED, "most sequences that run at once"},
    [OPTION_ALLOW_UNKNOWN] = {"--allow-unknown", NULL, OPTION_IS_FLAG, LAID_OUT | PLANNED | COMMAND_MODEL,
                              "read an unknown architecture as a plain decoder"},
    [OPTION_CONTEXT] = {"--context", "N", OPTION_IS_COUNT, COMMAND_FIT | COMMAND_MODEL, "tokens per sequence (8,192)"},
    [OPTION_SEQUENCES] = {"--sequences", "N", OPTION_IS_COUNT, COMMAND_FIT, "sequences in memory at once (1)"},
    [OPTION_INPUT] = {"--input", "N", OPTION_IS_NUMBER, ARRIVING, "prompt tokens per request (1,024)"},
    [OPTION_OUTPUT] = {"--output", "N", OPTION_IS_NUMBER, ARRIVING, "output tokens per request (1,024)"},
    [OPTION_CONCURRENCY] = {"--concurrency", "N", OPTION_IS_NUMBER, LOADED | COMMAND_CALIBRATE,
                            "requests in flight (32)"},
    [OPTION_PREFIX_HIT] = {"--prefix-hit", "F", OPTION_IS_NUMBER, ARRIVING | COMMAND_CALIBRATE,
                           "share of the prompt in the prefix cache (0)"},
    [OPTION_MODE] = {"--mode", "M", OPTION_IS_TEXT, LOADED, "closed or open loop, fixed batch, decode only (closed)"},
    [OPTION_RATE] = {"--rate", "X", OPTION_IS_NUMBER, ARRIVING, "arriving requests per second: an open loop"},
    [OPTION_BURST] = {"--burst", "N", OPTION_IS_NUMBER, LOADED,
                      "requests sent at once and run once: a benchmark's run"},
    [OPTION_ARRIVAL_CV] = {"--arrival-cv", "F", OPTION_IS_NUMBER, ARRIVING,
                           "deviation / mean of arrival intervals (1: Poisson)"},
    [OPTION_INPUT_CV] = {"--input-cv", "F", OPTION_IS_NUMBER, ARRIVING | COMMAND_CALIBRATE,
                         "deviation / mean of the prompt length (0: equal)"},
    [OPTION_OUTPUT_CV] = {"--output-cv", "F", OPTION_IS_NUMBER, ARRIVING | COMMAND_CALIBRATE,
                          "deviation / mean of the answer length (0: equal)"},
    [OPTION_DRAFT] = {"--draft", "N", OPTION_IS_TEXT, LOADED | COMMAND_FIT | COMMAND_CALIBRATE,
                      "tokens drafted per step; or a draft MODEL, or mtp"},
    [OPTION_ACCEPT] = {"--accept", "F", OPTION_IS_NUMBER, LOADED | COMMAND_CALIBRATE,
                       "chance that a drafted token is accepted"},
    [OPTION_DRAFT_TIME] = {"--draft-time", "F", OPTION_IS_NUMBER, LOADED | COMMAND_CALIBRATE,
                           "time to draft a token / time of a decode step (0)"},
    [OPTION_EXPLAIN] = {"--explain", NULL, OPTION_IS_FLAG, COMMAND_SPEED | COMMAND_TRAIN,
                        "the formulas with their numbers"},
    [OPTION_SWEEP] = {"--sweep", "V=A..B", OPTION_IS_TEXT, COMMAND_SPEED,
                      "concurrency=1..512 or rate=0.5..8: doubles from A to B"},
    [OPTION_SVG] = {"--svg", "FILE", OPTION_IS_TEXT, COMMAND_SPEED | COMMAND_TCO,
                    "draw sweep or cumulative cost with a band; -: stdout"},
    [OPTION_CSV] = {"--csv", NULL, OPTION_IS_FLAG, COMMAND_SPEED, "print the sweep as CSV"},
    [OPTION_USD_PER_GPU_HOUR] = {"--usd-per-gpu-hour", "X", OPTION_IS_NUMBER, PRICED, "price of one GPU for an hour"},
    [OPTION_INSTANCE] = {"--instance", "ID", OPTION_IS_TEXT, PRICED,
                         "machine to rent: `toll hw prices` (lowest on demand)"},
    [OPTION_INSTANCES] = {"--instances", "FILE", OPTION_IS_TEXT, PRICED | PLANNED | COMMAND_HW,
                          "own prices of machines, CSV; they replace the catalog's"},
    [OPTION_UTILISATION] = {"--utilisation", "F", OPTION_IS_NUMBER, SUPPLIED,
                            "share of the paid hours that carry this load (1)"},
    [OPTION_GPUS_BILLED] = {"--gpus-billed", "N", OPTION_IS_NUMBER, SUPPLIED, "GPUs paid for (those used)"},
    [OPTION_USD_PER_KWH] = {"--usd-per-kwh", "X", OPTION_IS_NUMBER, PRICED | COMMAND_PLAN,
                            "electricity paid on top (none)"},
    [OPTION_PUE] = {"--pue", "F", OPTION_IS_NUMBER, LOADED | COMMAND_TRAIN | COMMAND_PLAN,
                    "facility power / IT power (for a cost: 1)"},
    [OPTION_SERVER_POWER] = {"--server-power", "F", OPTION_IS_NUMBER, LOADED | COMMAND_TRAIN | COMMAND_PLAN,
                             "host power / GPU power (cost: 0; energy, plan: typical)"},
    [OPTION_CARBON_LOCATION] = {"--carbon-location", "X", OPTION_IS_NUMBER, EMITTING,
                                "kg CO2e per kWh, location-based; needs --pue"},
    [OPTION_CARBON_MARKET] = {"--carbon-market", "X", OPTION_IS_NUMBER, EMITTING,
                              "kg CO2e per kWh, market-based; needs --pue"},
    [OPTION_BUDGET] = {"--budget", "X", OPTION_IS_NUMBER, COMMAND_COST,
                       "limit for a million blended tokens, $; exit 3 if over"},
    [OPTION_VENDOR] = {"--vendor", "NAME", OPTION_IS_TEXT, COMMAND_HW, "list only this vendor's"},
    [OPTION_INPUT_TOKENS] = {"--input", "N", OPTION_IS_COUNT, COMMAND_PRICE, "all prompt tokens, cached ones included"},
    [OPTION_OUTPUT_TOKENS] = {"--output", "N", OPTION_IS_COUNT, COMMAND_PRICE, "all output tokens, reasoning included"},
    [OPTION_CACHE_READ] = {"--cache-read", "N", OPTION_IS_COUNT, COMMAND_PRICE,
                           "input tokens that are read from a prompt cache"},
    [OPTION_CACHE_WRITE] = {"--cache-write", "N", OPTION_IS_COUNT, COMMAND_PRICE,
                            "input tokens that are written to a prompt cache"},
    [OPTION_CACHE_WRITE_1H] = {"--cache-write-1h", "N", OPTION_IS_COUNT, COMMAND_PRICE,
                               "cache writes that are kept for an hour"},
    [OPTION_REASONING] = {"--reasoning", "N", OPTION_IS_COUNT, COMMAND_PRICE, "output tokens that are reasoning"},
    [OPTION_USAGE] = {"--usage", "METER=N", OPTION_IS_PAIR, COMMAND_PRICE,
                      "any meter, in base units (web_search=3); repeatable"},
    [OPTION_TIER] = {"--tier", "T", OPTION_IS_TEXT, BILLED, "service tier (standard): batch, flex, priority, ..."},
    [OPTION_REGION] = {"--region", "R", OPTION_IS_TEXT, BILLED, "region that serves the request (none stated)"},
    [OPTION_ATTRIBUTE] = {"--attribute", "KEY=VALUE", OPTION_IS_PAIR, BILLED,
                          "another fact of the request (speed=fast); repeatable"},
    [OPTION_AT] = {"--at", "INSTANT", OPTION_IS_TEXT, BILLED | PRICED | PLANNED | COMMAND_BOOK | COMMAND_TCO,
                   "2026-08-21 or 2026-08-21T09:30:00Z (now)"},
    [OPTION_MAX_AGE] = {"--max-age", "60d", OPTION_IS_TEXT,
                        COMMAND_PRICE | COMMAND_BILL | COMMAND_COST | PLANNED | COMMAND_TCO | COMMAND_BOOK,
                        "exit 4 where a price used is older: days or weeks (8w)"},
    [OPTION_PROVIDER] = {"--provider", "P", OPTION_IS_TEXT, BILLED | COMMAND_BOOK, "provider of every model"},
    [OPTION_BOOK] = {"--book", "FILE", OPTION_IS_TEXT, BILLED | PLANNED | COMMAND_BOOK | COMMAND_CATALOG | COMMAND_TCO,
                     "price book (the built-in one)"},
    [OPTION_OUT] = {"--out", "FILE", OPTION_IS_TEXT, COMMAND_BOOK | COMMAND_CATALOG, "file to write (also: -o FILE)"},
    [OPTION_FROM] = {"--from", "FORM", OPTION_IS_TEXT, COMMAND_CATALOG,
                     "genai-prices, litellm, models.dev, openrouter, skypilot"},
    [OPTION_CATALOG_PROVIDER] = {"--provider", "P", OPTION_IS_TEXT, COMMAND_CATALOG,
                                 "import this provider alone (all)"},
    [OPTION_SOURCE] = {"--source", "TEXT", OPTION_IS_TEXT, COMMAND_CATALOG,
                       "source that each row names (the catalog's name)"},
    [OPTION_SOURCE_DATE] = {"--source-date", "DATE", OPTION_IS_TEXT, COMMAND_CATALOG,
                            "day of that reading: 2026-11-20 (not known)"},
    [OPTION_METHOD] = {"--method", "M", OPTION_IS_TEXT, COMMAND_TRAIN, "pretrain, finetune, lora or qlora (pretrain)"},
    [OPTION_TOKENS] = {"--tokens", "N", OPTION_IS_NUMBER, COMMAND_TRAIN | COMMAND_PLAN,
                       "to train on (20 per parameter; fine-tuning: 10 M), or to serve"},
    [OPTION_GPUS] = {"--gpus", "N", OPTION_IS_COUNT, COMMAND_TRAIN,
                     "number of GPUs (the fewest that fit); alone: fastest layout"},
    [OPTION_CP] = {"--cp", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "context parallel size (1)"},
    [OPTION_VIRTUAL] = {"--virtual", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "interleaved chunks per pipeline stage (1)"},
    [OPTION_SEQUENCE] = {"--sequence", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "tokens per sequence (4,096)"},
    [OPTION_MICRO_BATCH] = {"--micro-batch", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "sequences per micro-batch (1)"},
    [OPTION_BATCH] = {"--batch", "N", OPTION_IS_COUNT, COMMAND_TRAIN,
                      "sequences per step (256, or what the ranks need)"},
    [OPTION_ZERO] = {"--zero", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "ZeRO stage: 0, 1, 2, or 3 = FSDP (3)"},
    [OPTION_RECOMPUTE] = {"--recompute", "R", OPTION_IS_TEXT, COMMAND_TRAIN,
                          "none, selective or full (the least that fits)"},
    [OPTION_OPTIMISER] = {"--optimiser", "O", OPTION_IS_TEXT, COMMAND_TRAIN,
                          "adam[-8bit|-bf16|-fp32], sgd-momentum or sgd (adam)"},
    [OPTION_ATTENTION] = {"--attention", "A", OPTION_IS_TEXT, COMMAND_TRAIN, "fused or unfused (fused)"},
    [OPTION_FORMAT] = {"--format", "F", OPTION_IS_TEXT, COMMAND_TRAIN,
                       "format of the projections: bf16, fp16, fp8 (bf16)"},
    [OPTION_LORA_RANK] = {"--lora-rank", "N", OPTION_IS_COUNT, COMMAND_TRAIN, "rank of the adapters (16)"},
    [OPTION_SEQUENCE_PARALLEL] = {"--sequence-parallel", NULL, OPTION_IS_FLAG, COMMAND_TRAIN,
                                  "split norms and dropout over tp too"},
    [OPTION_DROPOUT] = {"--dropout", NULL, OPTION_IS_FLAG, COMMAND_TRAIN, "with dropout"},
    [OPTION_TP_OVERLAP] = {"--tp-overlap", "F", OPTION_IS_NUMBER, COMMAND_TRAIN,
                           "share of tp's communication that is hidden (0)"},
    [OPTION_EP_OVERLAP] = {"--ep-overlap", "F", OPTION_IS_NUMBER, COMMAND_TRAIN,
                           "share of ep's communication that is hidden (0)"},
    [OPTION_DP_OVERLAP] = {"--dp-overlap", "F", OPTION_IS_NUMBER, COMMAND_TRAIN,
                           "share of backward pass that hides dp communication (1)"},
    [OPTION_SOFTWARE] = {"--software", "F", OPTION_IS_NUMBER, COMMAND_TRAIN,
                         "speed of the kernels / that of the catalog (1)"},
    [OPTION_LOSS] = {"--loss", "L", OPTION_IS_TEXT, COMMAND_TRAIN,
                     "plain or fused cross-entropy (pretrain: fused; else plain)"},
    [OPTION_STACK] = {"--stack", "NAME", OPTION_IS_TEXT, COMMAND_TRAIN,
                      "training software, a name of --stacks (none: 0.7 to 2 times)"},
    [OPTION_STACKS] = {"--stacks", NULL, OPTION_IS_FLAG, COMMAND_TRAIN, "list the stacks with published runs"},
    [OPTION_MFU] = {"--mfu", "F", OPTION_IS_NUMBER, COMMAND_TRAIN, "measured MFU; replaces the model of the step"},
    [OPTION_BETWEEN_INTERRUPTIONS] = {"--gpu-hours-between-interruptions", "X", OPTION_IS_NUMBER, COMMAND_TRAIN,
                                      "model failures (none)"},
    [OPTION_CHECKPOINT] = {"--checkpoint", "S", OPTION_IS_NUMBER, COMMAND_TRAIN,
                           "seconds that a checkpoint stops the job (60)"},
    [OPTION_RESTART] = {"--restart", "S", OPTION_IS_NUMBER, COMMAND_TRAIN, "seconds that a restart takes (600)"},
    [OPTION_GOODPUT] = {"--goodput", "F", OPTION_IS_NUMBER, COMMAND_TRAIN, "share of the time that makes progress"},
    [OPTION_GPU_WATTS] = {"--gpu-watts", "X", OPTION_IS_NUMBER, COMMAND_TRAIN, "mean power of a GPU (estimated)"},
    [OPTION_KG_PER_KWH] = {"--kg-per-kwh", "X", OPTION_IS_NUMBER, COMMAND_TRAIN,
                           "carbon intensity of the electricity (none)"},
    [OPTION_USD_PER_GPU] = {"--usd-per-gpu", "X", OPTION_IS_NUMBER, COMMAND_TRAIN,
                            "GPU purchase price, server and network included (none)"},
    [OPTION_LIFE] = {"--life", "Y", OPTION_IS_NUMBER, COMMAND_TRAIN, "years over which a purchase is spread (5)"},
    [OPTION_OVER] = {"--over", "FILE", OPTION_IS_TEXT, COMMAND_BOOK, "build: lay the rows over this book, or built-in"},
    [OPTION_USAGE_FILE] = {"--usage", "FILE", OPTION_IS_TEXT, COMMAND_BOOK,
                           "diff: records to bill by both books (CSV)"},
    [OPTION_VOCABULARY] = {"--vocabulary", NULL, OPTION_IS_FLAG, COMMAND_BOOK,
                           "show: meters, tiers, regions, attributes by provider"},
    [OPTION_BOUND] = {"--bound", NULL, OPTION_IS_FLAG, COMMAND_PRICE, "the most that a request within limits can cost"},
    [OPTION_LIMIT] = {"--limit", "METER=A..B", OPTION_IS_PAIR, COMMAND_PRICE,
                      "with --bound: range of a meter; repeatable"},
    [OPTION_COUNTER] = {"--counter", "NAME=N", OPTION_IS_PAIR, BILLED,
                        "used of an allowance or volume tier; repeatable"},
    [OPTION_DRAWS] = {"--draws", "N", OPTION_IS_COUNT, COMMAND_TCO,
                      "random draws for the ranges, 0 .. 100,000 (1,000)"},
    [OPTION_SEED] = {"--seed", "N", OPTION_IS_COUNT, COMMAND_TCO, "seed of the draws: same seed, same figures (1)"},
    [OPTION_LEDGER] = {"--ledger", "FILE", OPTION_IS_TEXT, COMMAND_TCO, "file for every cost line, as CSV; -: stdout"},
    [OPTION_FOCUS] = {"--focus", "FILE", OPTION_IS_TEXT, COMMAND_TCO,
                      "file for FOCUS charges, as CSV, one an option; needs --start"},
    [OPTION_START] = {"--start", "DATE", OPTION_IS_TEXT, COMMAND_TCO,
                      "first day of the horizon for --focus: 2027-01-01"},
    [OPTION_MAX_SECONDS] = {"--max-seconds", "S", OPTION_IS_NUMBER, COMMAND_TCO,
                            "longest study to begin, by an estimate (20)"},
    [OPTION_MODEL] = {"--model", "NAME", OPTION_IS_TEXT, LOGGED, "model of records that tell none"},
    [OPTION_ACCOUNT] = {"--account", "NAME", OPTION_IS_TEXT, LOGGED, "account of records that tell none"},
    [OPTION_SHAPE] = {"--shape", "NAME", OPTION_IS_TEXT, LOGGED, "shape of all records (told by their keys)"},
    [OPTION_MAP] = {"--map", "T=KEY,...", OPTION_IS_TEXT, LOGGED,
                    "own keys or columns: input=n_prompt,output=n_answer"},
    [OPTION_MAP_MODEL] = {"--map-model", "OLD=NEW", OPTION_IS_PAIR, LOGGED,
                          "model of a name, or a file of such lines; repeatable"},
    [OPTION_BY] = {"--by", "C,...", OPTION_IS_TEXT, COMMAND_BILL,
                   "day, month, hour, model, provider, tier, region, account, shape (model)"},
    [OPTION_SINCE] = {"--since", "INSTANT", OPTION_IS_TEXT, LOGGED, "first instant that counts"},
    [OPTION_UNTIL] = {"--until", "INSTANT", OPTION_IS_TEXT, LOGGED, "the instant before which records count"},
    [OPTION_TOP] = {"--top", "N", OPTION_IS_COUNT, COMMAND_BILL, "groups on the screen (20)"},
    [OPTION_BILL_BUDGET] = {"--budget", "X", OPTION_IS_TEXT, COMMAND_BILL, "limit of the total; exit 3 if over"},
    [OPTION_BILL_CSV] = {"--csv", NULL, OPTION_IS_FLAG, LOGGED, "print each record with its cost as CSV"},
    [OPTION_SORT] = {"--sort", NULL, OPTION_IS_FLAG, LOGGED, "bill in the order of time (keeps all records in memory)"},
    [OPTION_CLOSE] = {"--close", NULL, OPTION_IS_FLAG, COMMAND_BILL,
                      "close months that the log may not have all of: minimum spend, caps, fees"},
    [OPTION_RESET] = {"--reset", "PERIOD", OPTION_IS_TEXT, LOGGED,
                      "when counters begin anew: day, month or never (month)"},
    [OPTION_FORECAST] = {"--forecast", NULL, OPTION_IS_FLAG, COMMAND_BILL,
                         "this month's end, as a range; --budget is then of the month"},
    [OPTION_POOL] = {"--pool", "X", OPTION_IS_TEXT, COMMAND_BILL,
                     "cost to charge to accounts: 12000USD, 12000USD/month, .../day"},
    [OPTION_SHARE] = {"--share", "BASIS", OPTION_IS_TEXT, COMMAND_BILL,
                      "with --pool: by tokens, cost or time (tokens)"},
    [OPTION_SHARED] = {"--shared", "X", OPTION_IS_TEXT, COMMAND_BILL, "with --pool: the part that is nobody's use (0)"},
    [OPTION_CAPACITY] = {"--capacity", "N", OPTION_IS_TEXT, COMMAND_BILL,
                         "with --pool: tokens, or GPU-hours, that could be used"},
    [OPTION_IDLE] = {"--idle", "RULE", OPTION_IS_TEXT, COMMAND_BILL,
                     "with --pool: proportional, even, owner=NAME, separate (the first)"},
    [OPTION_AS] = {"--as", "MODEL,...", OPTION_IS_TEXT, COMMAND_BILL, "what the same usage costs as other models"},
    [OPTION_AS_TIER] = {"--as-tier", "NAME", OPTION_IS_TEXT, COMMAND_BILL, "the same usage in another service tier"},
    [OPTION_AS_BATCH] = {"--as-batch", NULL, OPTION_IS_FLAG, COMMAND_BILL,
                         "the same as batch; where none is sold, as it ran"},
    [OPTION_AS_PROVIDER] = {"--as-provider", "NAME", OPTION_IS_TEXT, COMMAND_BILL, "the same bought elsewhere"},
    [OPTION_AS_BOOK] = {"--as-book", "FILE", OPTION_IS_TEXT, COMMAND_BILL, "the same under another price book"},
    [OPTION_AS_AT] = {"--as-at", "INSTANT", OPTION_IS_TEXT, COMMAND_BILL,
                      "the same at the prices of an instant (each record's own)"},
    [OPTION_BILL_FOCUS] = {"--focus", "FILE", OPTION_IS_TEXT, COMMAND_BILL,
                           "file for FOCUS 1.2 charges, as CSV; one an account"},
    [OPTION_FOCUS_VERSION] = {"--focus-version", "V", OPTION_IS_TEXT, COMMAND_BILL | COMMAND_TCO,
                              "with --focus: 1.2 or 1.0 (1.2)"},
    [OPTION_CHARGE_PERIOD] = {"--charge-period", "P", OPTION_IS_TEXT, COMMAND_BILL,
                              "with --focus: day, hour, month or record (day)"},
    [OPTION_ROUND] = {"--round", NULL, OPTION_IS_FLAG, COMMAND_BILL, "with --focus: rows that round invoices to cents"},
    [OPTION_CURRENCY] = {"--currency", "CODE", OPTION_IS_TEXT, COMMAND_BILL, "currency of all costs: EUR"},
    [OPTION_RATES] = {"--rates", "FILE", OPTION_IS_TEXT, COMMAND_BILL,
                      "dated rates to it, as CSV: from,to,rate,date,source"},
    [OPTION_RATE_DAYS] = {"--rate-days", "N", OPTION_IS_COUNT, COMMAND_BILL,
                          "age at which a rate is too old, in days (7)"},
    [OPTION_TAX] = {"--tax", "FILE", OPTION_IS_TEXT, COMMAND_BILL,
                    "taxes, as CSV: name,rate_percent,country,account,from,until"},
    [OPTION_COUNTRY] = {"--country", "CC", OPTION_IS_TEXT, COMMAND_BILL, "with --tax: country of the accounts"},
    [OPTION_INVOICE] = {"--invoice", "FILE", OPTION_IS_TEXT, COMMAND_RECONCILE,
                        "invoice or cost report of the vendor, CSV"},
    [OPTION_INVOICE_MAP] = {"--invoice-map", "T=COL,...", OPTION_IS_TEXT, COMMAND_RECONCILE,
                            "its columns: date=day,model=product,amount=net"},
    [OPTION_TEST_TAX] = {"--tax", "F,...", OPTION_IS_TEXT, COMMAND_RECONCILE, "taxes to test: 0.19,0.20"},
    [OPTION_DISCOUNT] = {"--discount", "F,...", OPTION_IS_TEXT, COMMAND_RECONCILE, "discounts to test: 0.05"},
    [OPTION_AGREED_RATE] = {"--rate", "X", OPTION_IS_TEXT, COMMAND_RECONCILE,
                            "units of the invoice's currency for one of ours (1)"},
    [OPTION_OTHER_RATE] = {"--other-rate", "X,...", OPTION_IS_TEXT, COMMAND_RECONCILE,
                           "rates that the vendor may have used"},
    [OPTION_TOLERANCE] = {"--tolerance", "X", OPTION_IS_TEXT, COMMAND_RECONCILE,
                          "unexplained amount that is no failure (0)"},
    [OPTION_OFFERED_MODEL] = {"--model", "NAME", OPTION_IS_TEXT, COMMAND_OFFERINGS, "model that is to be served"},
    [OPTION_DATA_REGION] = {"--region", "PLACES", OPTION_IS_TEXT, CONSTRAINED,
                            "requests are computed and kept there: eu, or de,ch"},
    [OPTION_HOME] = {"--home", "PLACES", OPTION_IS_TEXT, CONSTRAINED, "where the operator is at home"},
    [OPTION_ACCESS_LAW] = {"--access-law", "PLACES", OPTION_IS_TEXT, CONSTRAINED,
                           "whose laws alone may compel disclosure"},
    [OPTION_TELEMETRY] = {"--telemetry", "PLACES", OPTION_IS_TEXT, CONSTRAINED, "where metrics and logs may go; none"},
    [OPTION_SUBPROCESSORS] = {"--subprocessors", "PLACES", OPTION_IS_TEXT, CONSTRAINED, "where sub-processors may be"},
    [OPTION_LISTED_SUBPROCESSORS] = {"--listed-subprocessors", NULL, OPTION_IS_FLAG, CONSTRAINED,
                                     "their list is public"},
    [OPTION_AIR_GAP] = {"--air-gap", NULL, OPTION_IS_FLAG, CONSTRAINED,
                        "no connection to the outside, and what follows from it"},
    [OPTION_ON_PREMISES] = {"--on-premises", NULL, OPTION_IS_FLAG, CONSTRAINED, "on the customer's own site"},
    [OPTION_CERTIFIED] = {"--certified", "C,...", OPTION_IS_TEXT, CONSTRAINED,
                          "soc2, iso27001, iso42001, hipaa, c5, secnumcloud, hds, fedramp"},
    [OPTION_RETENTION_DAYS] = {"--retention-days", "N", OPTION_IS_NUMBER, CONSTRAINED,
                               "prompts and answers are kept for N days at most"},
    [OPTION_NO_TRAINING] = {"--no-training", NULL, OPTION_IS_FLAG, CONSTRAINED, "prompts and answers train no model"},
    [OPTION_CUSTOMER_KEYS] = {"--customer-keys", NULL, OPTION_IS_FLAG, CONSTRAINED,
                              "the customer holds the encryption keys"},
    [OPTION_ON_CALL] = {"--on-call", NULL, OPTION_IS_FLAG, CONSTRAINED,
                        "of an own site: somebody at any hour, so 6 people"},
    [OPTION_OWN_SITE] = {"--own-site", "COUNTRY", OPTION_IS_TEXT, CONSTRAINED,
                         "a site of your own there: it runs the model"},
    [OPTION_COMMERCIAL] = {"--commercial", NULL, OPTION_IS_FLAG, CONSTRAINED,
                           "of an own site: the licence permits business use"},
    [OPTION_HOSTING] = {"--hosting", NULL, OPTION_IS_FLAG, CONSTRAINED,
                        "of an own site: it permits a service for others"},
    [OPTION_EU_DOMICILE] = {"--eu-domicile", NULL, OPTION_IS_FLAG, CONSTRAINED,
                            "of an own site: it permits users domiciled in the EU"},
    [OPTION_MONTHLY_USERS] = {"--monthly-users", "N", OPTION_IS_NUMBER, CONSTRAINED,
                              "of an own site: it permits so many users"},
    [OPTION_YEARLY_REVENUE] = {"--yearly-revenue", "X", OPTION_IS_NUMBER, CONSTRAINED,
                               "of an own site: it permits this revenue, USD"},
    [OPTION_STRICT] = {"--strict", NULL, OPTION_IS_FLAG, CONSTRAINED, "what is not known is rejected"},
    [OPTION_LENIENT] = {"--lenient", NULL, OPTION_IS_FLAG, CONSTRAINED,
                        "what is not known needs a check (the default)"},
    [OPTION_TTFT_P50] = {"--ttft-p50", "TIME", OPTION_IS_TEXT, PLANNED,
                         "time to first token that half of the requests keep: 500ms"},
    [OPTION_TTFT_P95] = {"--ttft-p95", "TIME", OPTION_IS_TEXT, PLANNED, "... that 95 % keep (no limit)"},
    [OPTION_TTFT_P99] = {"--ttft-p99", "TIME", OPTION_IS_TEXT, PLANNED, "... that 99 % keep"},
    [OPTION_TPOT_P50] = {"--tpot-p50", "TIME", OPTION_IS_TEXT, PLANNED,
                         "time per output token that half of the requests keep: 40ms"},
    [OPTION_TPOT_P95] = {"--tpot-p95", "TIME", OPTION_IS_TEXT, PLANNED, "... that 95 % keep (no limit)"},
    [OPTION_TPOT_P99] = {"--tpot-p99", "TIME", OPTION_IS_TEXT, PLANNED, "... that 99 % keep"},
    [OPTION_VS] = {"--vs", "MODEL,...", OPTION_IS_TEXT, COMMAND_PLAN,
                   "API models to set beside it, on the same tokens"},
    [OPTION_PLAN_BUDGET] = {"--budget", "X/PERIOD", OPTION_IS_TEXT, COMMAND_PLAN,
                            "20k/month, /year, /day or /hour: most load for it; exit 3 if over"},
    [OPTION_MAX_GPUS] = {"--max-gpus", "N", OPTION_IS_COUNT, COMMAND_PLAN, "most GPUs in all (no limit)"},
    [OPTION_MAX_REPLICA_GPUS] = {"--max-replica-gpus", "N", OPTION_IS_COUNT, PLANNED, "most GPUs of one replica (8)"},
    [OPTION_CONFIDENCE] = {"--confidence", "F", OPTION_IS_NUMBER, PLANNED,
                           "keep the limits at this quantile of the estimate, 0.5 .. 0.99 (0.5)"},
    [OPTION_SPARE] = {"--spare", "K", OPTION_IS_COUNT, PLANNED, "replicas that may fail: N + K are paid (0)"},
    [OPTION_PLAN_PRECISION] = {"--precision", "ID,...", OPTION_IS_TEXT, PLANNED,
                               "formats to try, or any (the model's own; of 16 bits also 8)"},
    [OPTION_PLAN_ENGINE] = {"--engine", "ID,...", OPTION_IS_TEXT, PLANNED,
                            "engines to try (vllm, sglang, trtllm; GGUF formats: llamacpp)"},
    [OPTION_OWN_PRICE] = {"--price", "HW=USD", OPTION_IS_PAIR, PLANNED,
                          "your price of a GPU-hour; repeatable (lowest on demand)"},
    [OPTION_TRY_UNKNOWN] = {"--try-unknown", NULL, OPTION_IS_FLAG, PLANNED,
                            "also engines of which no source says that they start there"},
    [OPTION_EVERY] = {"--all", NULL, OPTION_IS_FLAG, COMMAND_PLAN, "every option and every rejected accelerator"},
    [OPTION_COMMANDS] = {"--commands", NULL, OPTION_IS_FLAG, COMMAND_PLAN,
                         "launch lines, Kubernetes and docker compose, load test"},
    [OPTION_HOURS] = {"--hours", "SHAPE", OPTION_IS_TEXT, COMMAND_PLAN,
                      "load of 24 or 168 hours, --rate at the highest: 1,1,2,..., a file, or office"},
    [OPTION_COLD_START] = {"--cold-start", "TIME", OPTION_IS_TEXT, COMMAND_PLAN,
                           "from the start of a replica to its first answer, paid ahead (5min)"},
    [OPTION_RESERVED_PRICE] = {"--reserved", "HW=USD", OPTION_IS_PAIR, COMMAND_PLAN,
                               "price of a reserved GPU-hour; repeatable (the machine's for a year)"},
    [OPTION_AVAILABLE] = {"--available", "HW=N", OPTION_IS_PAIR, COMMAND_PLAN,
                          "GPUs that can be had; repeatable (no limit). Mixed fleets are tried then"},
    [OPTION_SPLIT_POOLS] = {"--split-pools", "GB/S", OPTION_IS_NUMBER, COMMAND_PLAN,
                            "prefill and decode apart; the cache is sent at this rate per GPU (RDMA 400G: 50)"},
    [OPTION_TTFT_P90] = {"--ttft-p90", "TIME", OPTION_IS_TEXT, PLANNED, "TTFT that 90 % of the requests keep"},
    [OPTION_TPOT_P90] = {"--tpot-p90", "TIME", OPTION_IS_TEXT, PLANNED, "TPOT that 90 % of the requests keep"},
    [OPTION_SAVE] = {"--save", "FILE", OPTION_IS_TEXT, COMMAND_PLAN,
                     "write the need as a file that toll plan reads; -: stdout"},
    [OPTION_REPORT] = {"--report", "FILE", OPTION_IS_TEXT, COMMAND_PLAN | COMMAND_TCO,
                       "two pages for others, .html with charts or .md"},
    [OPTION_MAX_INPUT] = {"--max-input", "BYTES", OPTION_IS_COUNT, READING,
                          "largest file (book 64Mi, CSV 256Mi, scenario 1Mi)"},
    [OPTION_HERE] = {"--here", NULL, OPTION_IS_FLAG,
                     COMMAND_HW | COMMAND_FIT | COMMAND_SPEED | COMMAND_COST | COMMAND_FORMATS | COMMAND_PLAN,
                     "the accelerators of this machine"},
    [OPTION_OFFLOAD] = {"--offload", "N", OPTION_IS_NUMBER, DEPLOYED,
                        "on the host: GiB of weights per GPU; llama.cpp: layers"},
    [OPTION_GPU_LAYERS] = {"--gpu-layers", "N", OPTION_IS_COUNT, DEPLOYED,
                           "llama.cpp: layers on the GPU, the output counts as one"},
    [OPTION_DRAFT_TOKENS] = {"--draft-tokens", "N", OPTION_IS_NUMBER, COMMAND_SPEED | COMMAND_COST,
                             "tokens that the model of --draft drafts per step"},
    [OPTION_ALL_FORMATS] = {"--all", NULL, OPTION_IS_FLAG, COMMAND_FORMATS, "every format, refused ones too"},
    [OPTION_JSON] = {"--json", NULL, OPTION_IS_FLAG, COMMAND_ALL, "machine-readable output"},
    [OPTION_NO_COLOR] = {"--no-color", NULL, OPTION_IS_FLAG, COMMAND_ALL, "plain text (also: NO_COLOR=1)"},
    [OPTION_HELP] = {"--help", NULL, OPTION_IS_FLAG, COMMAND_ALL, "this page"},
    [OPTION_VERSION] = {"--version", NULL, OPTION_IS_FLAG, 0, "versions of command, library and catalog"},
    [OPTION_GROWTH] = {"--growth", "F%/PERIOD", OPTION_IS_TEXT, COMMAND_PLAN,
                       "compound growth of the rate: 10%/month, 80%/year (none)"},
    [OPTION_HORIZON] = {"--horizon", "TIME", OPTION_IS_TEXT, COMMAND_PLAN,
                        "rank by the cost over it: 3y, 18months (with --growth: 3y)"},
    [OPTION_PRICE_TREND] = {"--price-trend", "F%/PERIOD", OPTION_IS_TEXT, COMMAND_PLAN,
                            "change of prices: -20%/year; gpu=-20%/year,api=-30%/year (none)"},
    [OPTION_PLAN_DISCOUNT] = {"--discount", "F%", OPTION_IS_TEXT, COMMAND_PLAN,
                              "rate per year at which later money counts less: 8% (0)"},
    [OPTION_PLAN_POWER] = {"--power", "W", OPTION_IS_TEXT, COMMAND_PLAN,
                           "40kW or 1.5MW to provision: most load for it (no limit)"},
    [OPTION_USD_PER_MTOK] = {"--usd-per-mtok", "X", OPTION_IS_NUMBER, COMMAND_PLAN,
                             "from which load on do a million tokens cost so little?"},
    [OPTION_LEVERS] = {"--levers", NULL, OPTION_IS_FLAG, COMMAND_PLAN, "all levers by the money that they save"},
    [OPTION_WITHIN] = {"--within", "TIME", OPTION_IS_TEXT, COMMAND_PLAN,
                       "offline: finish --tokens in 48h, without a latency limit"},
    [OPTION_SPOT_LOST] = {"--spot-lost", "F", OPTION_IS_NUMBER, COMMAND_PLAN,
                          "offline: share of the work that spot machines lose (0.1)"},
    [OPTION_STAFF] = {"--staff", "N", OPTION_IS_TEXT, PLANNED, "people who run it, 1.5 or ROLE=N,... (not counted)"},
    [OPTION_SALARY] = {"--salary", "X/year", OPTION_IS_TEXT, PLANNED,
                       "what one costs, all included (`toll defaults find salary`)"},
    [OPTION_RAMP_UP] = {"--ramp-up", "M/N", OPTION_IS_TEXT, PLANNED,
                        "M months of pay before the start, borne by N of service"},
    [OPTION_SITE_POWER] = {"--site-power", "40kW", OPTION_IS_TEXT, COMMAND_PLAN,
                           "power that the own site has; what needs more is rejected"},
    [OPTION_START_WITHIN] = {"--start-within", "TIME", OPTION_IS_TEXT, CONSTRAINED,
                             "weeks until it runs, at most: 4weeks"},
    [OPTION_DELIVERY] = {"--delivery", "TIME", OPTION_IS_TEXT, COMMAND_PLAN,
                         "until the hardware of the own site runs: 12weeks"},
    [OPTION_TEXT_KIND] = {"--text", "KIND", OPTION_IS_TEXT, COMMAND_PLAN,
                          "english, code, chinese: APIs count its tokens their way"},
    [OPTION_FOLDER] = {"--folder", "DIR", OPTION_IS_TEXT, COMMAND_MCP,
                       "folder whose model files and logs tools may read (none)"},
    [OPTION_MEASURED_MODEL] = {"--model", "NAME", OPTION_IS_TEXT, COMMAND_CALIBRATE,
                               "the model that was measured (the files')"},
    [OPTION_MEASURED_HW] = {"--hw", "NAME", OPTION_IS_TEXT, COMMAND_CALIBRATE,
                            "the accelerator that was measured (the files')"},
    [OPTION_WRITE] = {"--write", "FILE", OPTION_IS_TEXT, COMMAND_CALIBRATE, "file for the calibration; -: stdout"},
    [OPTION_CALIBRATION] = {"--calibration", "FILE", OPTION_IS_TEXT, EMITTING,
                            "your measurements, by toll calibrate --write"},
    [OPTION_TARIFF] = {"--tariff", "FILE", OPTION_IS_TEXT, COMMAND_PLAN,
                       "file for the plan as tariff rows: toll book build, toll bill"},
};

static const struct {
    const char *name;
    uint32_t command;
} commands[] = {{"fit", COMMAND_FIT},
                {"speed", COMMAND_SPEED},
                {"cost", COMMAND_COST},
                {"hw", COMMAND_HW},
                {"model", COMMAND_MODEL},
                {"precision", COMMAND_PRECISION},
                {"engine", COMMAND_ENGINE},
                {"price", COMMAND_PRICE},
                {"book", COMMAND_BOOK},
                {"train", COMMAND_TRAIN},
                {"tco", COMMAND_TCO},
                {"formats", COMMAND_FORMATS},
                {"defaults", COMMAND_DEFAULTS},
                {"catalog", COMMAND_CATALOG},
                {"bill", COMMAND_BILL},
                {"reconcile", COMMAND_RECONCILE},
                {"offerings", COMMAND_OFFERINGS},
                {"plan", COMMAND_PLAN},
                {"vs", COMMAND_VS},
                {"mcp", COMMAND_MCP},
                {"calibrate", COMMAND_CALIBRATE}};

#define COMMAND_NAMES (int)(sizeof commands / sizeof commands[0])

uint32_t command_find(const char *name)
{
    for (int i = 0; i < COMMAND_NAMES; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return commands[i].command;
        }
    }
    return 0;
}

const char *command_nearest(const char *word)
{
    const char *names[COMMAND_NAMES + 1] = {"help"};
    for (int i = 0; i < COMMAND_NAMES; i++) {
        names[i + 1] = commands[i].name;
    }
    return nearest_name(word, names, COMMAND_NAMES + 1);
}

const char *option_name(option which)
{
    return options[which].name;
}

option_kind option_kind_of(option which)
{
    return options[which].kind;
}

/* --help and --version are understood before a command too. */
static bool is_taken(option which, uint32_t command)
{
    return (options[which].commands & command) != 0 || which == OPTION_HELP || which == OPTION_VERSION ||
           (command == 0 && options[which].commands == COMMAND_ALL);
}

void option_complain_unknown(const char *name, int length, uint32_t command)
{
    const char *names[OPTION_COUNT];
    char wanted[64];
    int n_names = 0;
    bool is_other = false;
    snprintf(wanted, sizeof wanted, "%.*s", length, name);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (is_taken((option)i, command)) {
            names[n_names++] = options[i].name;
        }
        is_other = is_other || strcmp(wanted, options[i].name) == 0;
    }
    const char *nearest = nearest_name(wanted, names, n_names);
    if (is_other) {
        complain("this command takes no %s: see its --help", wanted);
    } else if (nearest != NULL) {
        complain("unknown option %s: did you mean %s?", wanted, nearest);
    } else {
        complain("unknown option %s: see toll --help", wanted);
    }
}

/* What the engines themselves call it: vLLM, SGLang, llama.cpp. */
static const struct {
    const char *name;
    option which;
} engine_names[] = {{"--gpu-memory-utilization", OPTION_MEMORY_SHARE},
                    {"--mem-fraction-static", OPTION_MEMORY_SHARE},
                    {"--kv-cache-dtype", OPTION_KV_TYPE},
                    {"--max-num-batched-tokens", OPTION_BATCHED_TOKENS},
                    {"--chunked-prefill-size", OPTION_BATCHED_TOKENS},
                    {"--ubatch-size", OPTION_BATCHED_TOKENS},
                    {"--max-num-seqs", OPTION_SLOTS},
                    {"--max-running-requests", OPTION_SLOTS},
                    {"--parallel", OPTION_SLOTS},
                    {"--cpu-offload-gb", OPTION_OFFLOAD},
                    {"--n-gpu-layers", OPTION_GPU_LAYERS}};

static option find_engine_name(const char *text, int length, uint32_t command)
{
    for (size_t i = 0; i < sizeof engine_names / sizeof engine_names[0]; i++) {
        const char *name = engine_names[i].name;
        if ((int)strlen(name) == length && strncmp(name, text, (size_t)length) == 0 &&
            is_taken(engine_names[i].which, command)) {
            return engine_names[i].which;
        }
    }
    return OPTION_COUNT;
}

/* The option that `text` ("--tp" or "--tp=4") names; OPTION_COUNT: none. */
option option_find(const char *text, int length, uint32_t command)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        bool is_same = (int)strlen(options[i].name) == length && strncmp(options[i].name, text, (size_t)length) == 0;
        if (is_same && is_taken((option)i, command)) {
            return (option)i;
        }
    }
    if (strcmp(text, "-h") == 0) {
        return OPTION_HELP;
    }
    if (strcmp(text, "-o") == 0 && is_taken(OPTION_OUT, command)) {
        return OPTION_OUT;
    }
    return find_engine_name(text, length, command);
}

void options_print(uint32_t command)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char name[48];
        if ((options[i].commands & command) == 0) {
            continue;
        }
        snprintf(name, sizeof name, "%s %s", options[i].name, options[i].value != NULL ? options[i].value : "");
        printf("  %-22s %s\n", name, options[i].help);
    }
}
