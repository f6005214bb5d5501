/* SPDX-License-Identifier: Apache-2.0 */
/* Help pages: what a command answers, its options from the table in input/options.c, and examples that run as they
 * stand. */
#include "help.h"

#include "input/options.h"

static const char general[] = "toll - what an LLM token costs\n"
                              "\n"
                              "usage: toll COMMAND [NAME...] [OPTION...]\n"
                              "\n"
                              "  toll fit MODEL HW...     does it fit in memory, and what takes the memory\n"
                              "  toll speed MODEL HW...   latency, throughput, power, and what bounds them\n"
                              "  toll cost MODEL HW...    dollars per million tokens, request and hour\n"
                              "  toll plan MODEL [HW...]  what to deploy for a load: GPUs, layout, cost, or an API\n"
                              "  toll vs A B              two named options on one load: an API, a deployment\n"
                              "  toll formats MODEL [HW]  each number format: bytes, speed, cost, quality\n"
                              "  toll train MODEL HW      training: step time, memory, days, energy, cost\n"
                              "  toll price MODEL...      exact cost of a request at published API prices\n"
                              "  toll bill LOG...         a usage log: exact cost by model, day, account\n"
                              "  toll reconcile LOG...    an invoice against the log: the difference by cause\n"
                              "  toll book                price books: hash, show MODEL, build, lint, verify, diff\n"
                              "  toll catalog             import others' price catalogs; what a book covers\n"
                              "  toll tco FILE            a scenario over years: own, rent or buy tokens\n"
                              "  toll hw                  accelerators: list, show ID, prices ID, find NAME\n"
                              "  toll model               models: list, show ID, find NAME\n"
                              "  toll precision           precisions, in bits per weight\n"
                              "  toll engine              inference engines and their policies\n"
                              "  toll defaults            figures for scenarios: list, find WORD, show ID\n"
                              "  toll offerings           vendors held against law, place and certificates\n"
                              "  toll help COMMAND        options and examples of a command\n"
                              "\n"
                              "  --json                   machine-readable output\n"
                              "  --no-color               plain text (also: NO_COLOR=1)\n"
                              "  --version                versions of command, library and catalog\n"
                              "\n"
                              "MODEL is a name of the catalog, a hub or ollama, or a file: config.json (or its\n"
                              "folder), or GGUF. HW is a name of the catalog, a driver or a cloud, with a count\n"
                              "where one is meant: 8xH100, p5.48xlarge.\n"
                              "Name several accelerators to compare them side by side. Estimates are medians\n"
                              "with an interval that holds 80 % of measurements. Facts carry their source.\n"
                              "Numbers may end in k, M, G (powers of 1,000) and Ki, Mi, Gi (powers of 1,024).\n"
                              "Exit codes: 0 answered, 1 bad input, 2 does not fit, 3 over budget,\n"
                              "4 records left unpriced or unread.\n"
                              "\n"
                              "try: toll cost llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb\n"
                              "     toll price claude-sonnet-5-5 gpt-6-luna --input 8k --output 500\n";

static const struct {
    uint32_t command;
    const char *usage;
    const char *examples;
} pages[] = {
    {COMMAND_FIT,
     "usage: toll fit MODEL HW... [OPTION...]\n"
     "\n"
     "Tells whether the model fits in the memory of the accelerators, and what takes\n"
     "the memory. It gives the number of sequences that fit, and what to change when\n"
     "the model does not fit. Exits with 2 when it fits on none of them.\n",
     "  toll fit llama-3.1-70b h100-sxm5-80gb\n"
     "  toll fit llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb \\\n"
     "      --sequences 32 --context 8Ki\n"
     "  toll fit deepseek-v3 h200-sxm-141gb --precision fp8 --tp 8 --json\n"},
    {COMMAND_SPEED,
     "usage: toll speed MODEL HW... [OPTION...]\n"
     "\n"
     "Time to first token (TTFT), time per output token (TPOT), throughput, power,\n"
     "and what bounds them. The load is a number of requests in flight\n"
     "(--concurrency) or an arrival rate (--rate). Exits with 2 when the model fits\n"
     "on none of them, or when the rate is above the saturation rate of all of them.\n",
     "  toll speed llama-3.1-8b rtx-4090 --concurrency 8\n"
     "  toll speed llama-3.1-70b h100-sxm5-80gb --rate 2 --output-cv 1 --explain\n"
     "  toll speed llama-3.1-70b h100-sxm5-80gb b200-sxm-180gb \\\n"
     "      --sweep concurrency=1..512 --svg out.svg\n"
     "  toll speed llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb \\\n"
     "      --input 4k --output 500\n"},
    {COMMAND_COST,
     "usage: toll cost MODEL HW... [OPTION...]\n"
     "       toll cost MODEL --instance ID [OPTION...]\n"
     "\n"
     "Dollars per million tokens, per request and per hour. Without a price it takes\n"
     "the lowest on-demand price of the catalog, names it with its date and age, and\n"
     "warns of one older than 90 days. Exits with 2 when the model fits on none of the\n"
     "accelerators, with 3 when none is within the budget.\n"
     "\n"
     "--instances FILE gives your own prices: CSV with columns provider, instance,\n"
     "region, hw_id, gpus, on_demand_usd_per_hour (of the machine) and as_of, as\n"
     "`toll catalog import --from skypilot` writes them. For an accelerator that is in\n"
     "the file, its rows replace the catalog's. One bad row refuses the file.\n",
     "  toll cost llama-3.1-70b h100-sxm5-80gb --usd-per-gpu-hour 2.50 \\\n"
     "      --utilisation 0.4\n"
     "  toll cost llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb --budget 1.00\n"
     "  toll cost llama-3.1-70b h100-sxm5-80gb --instances our-prices.csv\n"},
    {COMMAND_VS,
     "usage: toll vs A B --rate N [OPTION...]\n"
     "\n"
     "Two options on one load: cost a month, per million tokens and per request,\n"
     "latency, power, where the data goes, and the load and the prices at which the\n"
     "cheaper one changes. Each is an API model, or \"MODEL on HARDWARE\" with a number\n"
     "in front of the hardware and formats or engines behind it. A number is paid for\n"
     "in whole; without one there are as many as the load needs. A machine by its name\n"
     "(p5.48xlarge) is rented at its own price. Figures are those of `toll plan`.\n"
     "\n"
     "Exits with 2 when one of them can't be compared: it does not serve the load, has\n"
     "no price, or is not permitted.\n",
     "  toll vs gpt-5-mini \"llama-3.1-70b on h100-sxm5-80gb\" --rate 20 --input 1.5k \\\n"
     "      --output 400 --ttft-p95 1s\n"
     "  toll vs \"llama-3.1-70b on 4 x h100-sxm5-80gb fp8\" \"llama-3.1-70b on mi300x-192gb\" --rate 5\n"
     "  toll vs gpt-5.4 claude-haiku-4-5 --rate 1 --region eu --json\n"},
    {COMMAND_PLAN,
     "usage: toll plan MODEL [HW...] --rate N [OPTION...]\n"
     "       toll plan MODEL [HW...] --budget 20k/month | --power 40kW [OPTION...]\n"
     "       toll plan MODEL [HW...] --tokens 5G --within 48h [OPTION...]\n"
     "       toll plan NEED.toll [HW...] [OPTION...]\n"
     "\n"
     "What to deploy for a load under latency limits, and what it costs: accelerators,\n"
     "machines, format, engine, layout and replicas, cheapest first. Without HW every\n"
     "accelerator of the catalog is tried. Its price is the lowest on demand, --price\n"
     "gives yours; one without a price is rejected, never free. The limits are kept at\n"
     "one quantile of the requests (p50, p90, p95 or p99) by the median of the estimate;\n"
     "\"at 90 %\" is the cost where its P90 keeps them.\n"
     "\n"
     "--vs prices the same tokens at an API, and tells the load from which GPUs are\n"
     "cheaper. APIs are other models: their quality is not compared. --commands prints\n"
     "what starts the plan, and the load test that would check it.\n"
     "\n"
     "--growth 10%/month and --horizon 3y rank options and APIs by their cost over the\n"
     "horizon, with --price-trend and --discount, and tell when --budget and --max-gpus\n"
     "break. An API that ends within it is shown, marked ~, and not ranked.\n"
     "\n"
     "Constraints of law, place and people (--region eu --certified soc2 --air-gap)\n"
     "are those of `toll help offerings`: what they rule out is rejected with a reason,\n"
     "and the answer says what they cost. What has a --price stands on --own-site.\n"
     "\n"
     "Without --rate, --budget, --power and --max-gpus plan for the most load that they\n"
     "carry, and --usd-per-mtok for the least load whose tokens are that cheap. With\n"
     "--tokens and --within the work is offline: a deadline instead of a latency.\n"
     "A need file has a line for each option: \"ttft p95 = 1 s\". --save writes one.\n"
     "Several files are planned one by one, with their sum: toll plan a.toll b.toll\n"
     "--report writes two pages for others: .html with drawings, or .md.\n"
     "\n"
     "The total holds machines, people (--staff 1.5 --salary 120k/year) and, on your own\n"
     "site, power (--usd-per-kwh). What is not counted is named. --site-power rejects\n"
     "what the site can't feed, --start-within what comes too late (--delivery).\n"
     "--tariff own.csv writes the plan as prices of tokens, which hold at its rate.\n"
     "\n"
     "Exits with 2 when nothing meets the need, 3 when the plan is over the budget.\n",
     "  toll plan llama-3.1-70b --rate 20 --input 1.5k --output 400 \\\n"
     "      --ttft-p95 1s --tpot-p95 40ms --vs gpt-5-mini,claude-haiku-4-5\n"
     "  toll plan qwen3-32b h100-sxm5-80gb --rate 5 --price h100-sxm5-80gb=1.90 --spare 1\n"
     "  toll plan llama-3.1-8b --budget 5k/month --ttft-p95 500ms --commands\n"
     "  toll plan llama-3.1-70b --rate 20 --vs gpt-5-mini --growth 10%/month --horizon 3y\n"
     "  toll plan llama-3.1-70b --tokens 5G --within 48h --vs gpt-5-mini\n"},
    {COMMAND_FORMATS,
     "usage: toll formats MODEL [HW] [OPTION...]\n"
     "\n"
     "A model in every number format, from most bytes to fewest: bytes and bits of\n"
     "the weights. With an accelerator also GPUs, time per output token, throughput\n"
     "and dollars per million tokens. The published quality of the model in that\n"
     "format is shown with its source. Nothing is guessed where nothing is published.\n"
     "Results of other models stand in a separate table. Exits with 2 when no format\n"
     "fits.\n",
     "  toll formats llama-3.1-8b\n"
     "  toll formats llama-3.1-70b h100-sxm5-80gb --input 4k --output 500 \\\n"
     "      --concurrency 16\n"
     "  toll formats qwen3-32b rtx-4090 --usd-per-gpu-hour 0.40 --json\n"},
    {COMMAND_TRAIN,
     "usage: toll train MODEL HW [OPTION...]\n"
     "\n"
     "Pre-training, full fine-tuning, LoRA or QLoRA: memory, step time and what\n"
     "bounds it; days, GPU-hours, energy, carbon and cost of the whole run. The cost\n"
     "has three bases: rented, amortised (the share of a purchase that the run uses\n"
     "up) and acquisition (the whole purchase). Without a layout it takes the fewest\n"
     "GPUs that fit. Exits with 2 when it does not fit.\n",
     "  toll train llama-3.1-8b h100-sxm5-80gb --method qlora\n"
     "  toll train llama-3.1-70b h100-sxm5-80gb --gpus 512 --tp 8 \\\n"
     "      --sequence-parallel --internode 50\n"
     "  toll train llama-3.1-405b h100-sxm5-80gb --gpus 16384 --tp 8 --pp 16 \\\n"
     "      --virtual 8 --internode 50 --sequence-parallel --sequence 8k \\\n"
     "      --batch 2048 --zero 1 --tokens 15.6e12 --explain\n"},
    {COMMAND_HW,
     "usage: toll hw [list] [--vendor NAME]\n"
     "       toll hw show ID     every figure with its source, date and confidence\n"
     "       toll hw prices ID   what machines with it cost; --instances FILE: yours\n"
     "       toll hw find NAME.. what names mean: those of nvidia-smi, rocm-smi and\n"
     "                           torch, machine types of clouds, \"8xH100\"; - reads\n"
     "                           standard input. Exits with 1 when one is unknown\n",
     "  toll hw --vendor AMD\n"
     "  toll hw show h100-sxm5-80gb\n"
     "  toll hw prices h100-sxm5-80gb\n"
     "  toll hw find \"NVIDIA H100 80GB HBM3\" p5.48xlarge --json\n"},
    {COMMAND_MODEL,
     "usage: toll model [list]\n"
     "       toll model show ID [--precision ID] [--context N]\n"
     "       toll model find NAME..   what names mean: those of hubs, ollama, GGUF\n"
     "                                files; - reads standard input. Exits with 1\n"
     "                                when one is unknown\n"
     "\n"
     "Exact figures: parameters by class, computed and published, and bytes of\n"
     "weights and KV cache.\n",
     "  toll model show llama-3.1-70b\n"
     "  toll model show deepseek-v3 --precision fp8 --context 128Ki\n"
     "  toll model find Qwen/Qwen3-32B-FP8 llama3.1:70b\n"},
    {COMMAND_PRECISION,
     "usage: toll precision\n"
     "\n"
     "The formats in which tensors can be stored and computed.\n",
     "  toll precision --json\n"},
    {COMMAND_ENGINE,
     "usage: toll engine\n"
     "\n"
     "Inference engines: the memory that they claim, and how they batch.\n",
     "  toll engine --json\n"},
    {COMMAND_DEFAULTS,
     "usage: toll defaults [list]\n"
     "       toll defaults find WORD...  rows whose id, unit or source hold every word\n"
     "       toll defaults show ID       one figure with its source, date and note\n"
     "\n"
     "Sourced figures that a scenario may start from: electricity prices and grid\n"
     "carbon of states and countries, PUE, lives, salaries, ownership costs.\n",
     "  toll defaults find electricity us-va\n"
     "  toll defaults find carbon gcp europe\n"
     "  toll defaults show dc_opex/2013\n"},
    {COMMAND_OFFERINGS,
     "usage: toll offerings [OPTION...]\n"
     "       toll offerings show ID      all facts of one, with their sources\n"
     "\n"
     "Services of vendors held against constraints: allowed, needs an action first, or\n"
     "rejected, with the reason and its source for each. What no source says is\n"
     "unknown: a question to the vendor, or with --strict a rejection. Where nothing\n"
     "is left it says which constraint to give up first, and exits with 2. A filter\n"
     "and no legal advice.\n",
     "  toll offerings --region eu --certified soc2 --retention-days 0\n"
     "  toll offerings --model llama-4-scout --own-site de --eu-domicile\n"
     "  toll offerings show openai/api\n"},
    {COMMAND_BILL,
     "usage: toll bill LOG... [OPTION...]\n"
     "\n"
     "What the requests of a usage log cost, exactly. LOG is JSON lines, a JSON array\n"
     "or CSV, plain or gzip; -: stdin. Each record's shape is told by its keys:\n"
     "responses of vendors, lines of batches, streams, sessions of coding agents,\n"
     "spans, gateways' logs. What a record does not tell, options do.\n"
     "\n"
     "Records that can't be read, and models without a known price, are listed: the\n"
     "total lacks them, and the exit code is 4. A cost that a record states is shown\n"
     "next to the computed one. Amounts of several currencies are never added.\n"
     "\n"
     "--as and its companions price the same records once more. Both sums hold the\n"
     "records that have both prices alone; what has no such price is listed.\n"
     "--pool charges a cost of your own to accounts, in whole coins that sum to it.\n"
     "\n"
     "--focus writes the bill as charges of FOCUS 1.2, one file an account: of several\n"
     "accounts, out.csv becomes out-ACCOUNT.csv. Its BilledCost sums to the bill. For\n"
     "--currency each record takes the rate of its day, or the last one before it.\n"
     "Taxes are lines of their own.\n",
     "  toll bill november.jsonl\n"
     "  toll bill november.jsonl --by day,model --since 2026-11-01 --budget 500\n"
     "  toll bill calls.csv --map input=n_prompt,output=n_answer --model gpt-5\n"
     "  toll bill november.jsonl --forecast --budget 500\n"
     "  toll bill own.jsonl --pool 12000USD/month --capacity 5G --idle even\n"
     "  toll bill november.jsonl --as claude-haiku-4-5,gpt-5-mini\n"
     "  gzip -dc calls.jsonl.gz | toll bill - --json\n"},
    {COMMAND_RECONCILE,
     "usage: toll reconcile LOG... --invoice FILE [OPTION...]\n"
     "\n"
     "Compares an invoice, or a vendor's cost report, with what the logs cost, and\n"
     "explains the difference cause by cause, in exact amounts: missing or duplicate\n"
     "calls, a stale price, another tier or region, cached tokens billed twice,\n"
     "discount, tax, exchange, rounding. What no cause explains stays unexplained.\n"
     "\n"
     "FILE is CSV: cost exports of OpenAI, Anthropic, AWS (CUR 2.0), Azure and Google\n"
     "Cloud, FOCUS, or any columns by --invoice-map. Exit code 0: all explained,\n"
     "4: more than --tolerance is not.\n",
     "  toll reconcile october.jsonl --invoice cost_report.csv\n"
     "  toll reconcile october.jsonl --invoice cost.csv --tax 0.19,0.20 --tolerance 0.01\n"
     "  toll reconcile calls.csv --invoice eur.csv --rate 0.92 --other-rate 0.93\n"
     "  toll reconcile *.jsonl --invoice i.csv --invoice-map date=day,item=what,amount=net\n"},
    {COMMAND_PRICE,
     "usage: toll price MODEL... --input N --output N [OPTION...]\n"
     "       toll price MODEL... --bound --limit METER=A..B... [OPTION...]\n"
     "\n"
     "The exact cost of one request at API prices: every line with its unit price,\n"
     "the total, and the total rounded half to even. Each price carries its source,\n"
     "and the answer the hash of the price book. MODEL may be PROVIDER/MODEL, or a\n"
     "name as logs write it: `toll book find` says how names are read. A model\n"
     "without a known price is an error, never free.\n"
     "\n"
     "Prices are those of the built-in book, which was reviewed; a name of which it\n"
     "knows nothing is looked for in full.book, and the answer says so. full.book is\n"
     "looked for next to the command, in share/libtoll, in the data folders (XDG), and\n"
     "in TOLL_BOOK. --book FILE replaces both books, --book built-in leaves the\n"
     "built-in one. Each price says how many days old it is; with --max-age 60d the\n"
     "command exits with 4 when one is older, or has no date.\n"
     "\n"
     "--bound: the most that any request within limits can cost, before it is made.\n"
     "--input, --output and --usage then give the maximum of a meter, --limit its\n"
     "minimum and maximum. A part without a limit may be as large as its total.\n"
     "--tier, --region and --at may be \"any\". A meter that has a price but no limit\n"
     "is named.\n",
     "  toll price claude-sonnet-5-5 gpt-6-luna --input 8k --output 500\n"
     "  toll price anthropic/claude-sonnet-5-5 --input 100k --cache-read 90k \\\n"
     "      --output 2k --tier batch\n"
     "  toll price deepseek-v4-pro --input 8k --output 500 --json \\\n"
     "      --at 2026-08-21T20:00:00Z\n"
     "  toll price claude-sonnet-5-5 --bound --limit input=8000..8000 \\\n"
     "      --output 500 --usage web_search=0\n"},
    {COMMAND_TCO,
     "usage: toll tco FILE [OPTION...]\n"
     "       toll tco kinds | defaults\n"
     "\n"
     "A scenario over years. For each option: the total cost, its present value\n"
     "(NPV), the cost per million tokens, and what they consist of. It also shows\n"
     "when an option overtakes the first one, which inputs the answer depends on\n"
     "most, and which number of each input would flip the decision. A scenario is a\n"
     "text file, one line per input:\n"
     "\n"
     "  horizon = 36                  # months; `toll tco kinds` lists every key\n"
     "  output_tokens per month = 8G [6G .. 11G]   # your P10 and P90\n"
     "  [api] An API                  # an option, and its label\n"
     "  cost api per mtok_output = 6\n"
     "  [own] Own nodes\n"
     "  capacity_output = 5.2k        # tokens/s of a unit: estimated or measured\n"
     "  buy server per unit = 260k EUR (2026) [235k .. 300k] @ 0 .. 24 x 1\n"
     "  cost support per capex of server per year = 6 %\n"
     "  pue = default(pue_survey_average/world/2025)\n"
     "  request = 1500 in, 400 out, 30 % cached     # what the next two ask for\n"
     "  deploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 4   # capacities, power\n"
     "  cost api = price(claude-sonnet-4-6)         # or price(NAME, book=our.book)\n"
     "  start = 2027-01-01            # dates count from here: a model's retirement\n"
     "  ends units = 2029-03-31       # then the API serves, or nobody\n"
     "  cost cloud = instance(p5.48xlarge, us-east-1)\n"
     "                                # sourced: `toll tco defaults` lists them\n"
     "\n"
     "Each range becomes random draws. The same seed gives the same draws on every\n"
     "machine. A study that would take longer than --max-seconds is refused; Ctrl-C\n"
     "stops one. In --ledger and --focus, a label that begins with = + - or @ gets a\n"
     "leading apostrophe: a spreadsheet then shows it and does not run it.\n",
     "  toll tco docs/examples/own-or-api.toll\n"
     "  toll tco own-or-api.toll --svg cost.svg --ledger lines.csv\n"
     "  toll tco own-or-api.toll --focus charges.csv --start 2027-01-01 --json\n"},
    {COMMAND_BOOK,
     "usage: toll book hash                     SHA-256 of a price book\n"
     "       toll book age [BOOK]               age of its prices, by provider\n"
     "       toll book find NAME...             what names of logs mean; -: names on stdin\n"
     "       toll book show [MODEL]             tariffs; or every row of a model\n"
     "       toll book build ROWS.csv... -o FILE\n"
     "       toll book lint FILE                suspicious rows; exits with 1\n"
     "       toll book verify FILE              damaged tariffs; exits with 1\n"
     "       toll book diff OLD NEW             rows that changed\n"
     "\n"
     "find reads names as logs write them and says which rules it needed: prefixes of\n"
     "routers, providers and regions, ARNs, dates, case. A date is read only where the\n"
     "book says that every snapshot costs the same; a bare name is its maker's. It\n"
     "exits with 1 when a name is not known. Names that the built-in book lacks are\n"
     "looked for in full.book (see `toll help price`).\n"
     "\n"
     "age counts days from the date of each price to --at, or now, and lists the\n"
     "provider with the oldest price first; with --max-age 60d it exits with 4 when\n"
     "one is older. Versions that have ended are not counted.\n"
     "\n"
     "build compiles tariff rows. With --over BOOK it lays them over the tariffs of\n"
     "that book: rows without a list price are then negotiated terms, contracted\n"
     "prices and multipliers that stand next to the list price. A tariff with a list\n"
     "price is a new version: the open version of its SKU in BOOK ends where it\n"
     "begins, which is told, with all rows that change. In a higher layer it holds\n"
     "before that version, which then stays as it is.\n"
     "\n"
     "diff takes books, ROWS.csv or \"built-in\". It exits with 0 when they are the\n"
     "same, 1 when they differ, 2 on trouble. With --usage RECORDS.csv it bills the\n"
     "records by both books. The columns of RECORDS.csv are model, at, optionally\n"
     "provider, tier and region, and meters: input, output, cache_read ...\n"
     "\n"
     "One line of ROWS.csv is one row of a tariff: columns kind, meter, op, quantity,\n"
     "number, per, from, until, key, value, text, source, source_date and so on, as\n"
     "in lib/book/data. CSV is UTF-8 with line ends of LF or CRLF. \"-\" is stdin. A\n"
     "book is written whole or not at all.\n",
     "  toll book find vertex_ai/gemini-2.5-flash gpt-4o-2024-08-06 --at 2026-11-01\n"
     "  toll book show claude-sonnet-5-5\n"
     "  toll book lint our-prices.csv\n"
     "  toll book build our-prices.csv -o our.book\n"
     "  toll book verify our.book\n"
     "  toll price our-model --input 8k --output 500 --book our.book\n"
     "  toll book build discount.csv --over built-in -o ours.book\n"
     "  toll book diff built-in ours.book --usage november.csv\n"},
    {COMMAND_CATALOG,
     "usage: toll catalog import FILE... --from FORM [-o ROWS.csv]\n"
     "       toll catalog coverage [--book FILE]\n"
     "\n"
     "import reads price catalogs that others maintain and writes tariff rows:\n"
     "  genai-prices   data.json of pydantic/genai-prices\n"
     "  litellm        model_prices_and_context_window.json of BerriAI/litellm\n"
     "  models.dev     api.json\n"
     "  openrouter     the answer of /api/v1/models\n"
     "  skypilot       CSV of a cloud's instances: rows of instances, not of tariffs\n"
     "Prices are read as decimal text. What rows can't say is counted by field, each\n"
     "with an example, and --json lists all of it. A model that would be billed\n"
     "wrongly is left out.\n"
     "\n"
     "coverage counts what a book holds, by provider: models, tariffs (versions),\n"
     "models whose last tariff has an end, prices, names, service tiers beside the\n"
     "standard one, and models with a batch tier.\n",
     "  toll catalog import data.json --from genai-prices -o rows.csv \\\n"
     "      --source \"genai-prices 0.2.3\" --source-date 2026-11-10\n"
     "  toll book build rows.csv -o mine.book\n"
     "  toll catalog coverage --book mine.book\n"},
};

void help_print(uint32_t command)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (pages[i].command == command) {
            printf("%s\noptions (default):\n", pages[i].usage);
            options_print(command);
            printf("\nexamples:\n%s", pages[i].examples);
            return;
        }
    }
    fputs(general, stdout);
}
