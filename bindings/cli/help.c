/* SPDX-License-Identifier: Apache-2.0 */
/* Help pages: what a command answers, its options from the table in input/options.c, and examples that run as they
 * stand. */
#include "help.h"

#include "input/options.h"

static const char general[] =
    "toll - what an LLM token costs\n"
    "\n"
    "usage: toll COMMAND [NAME...] [OPTION...]\n"
    "\n"
    "  toll fit MODEL HW...     does it fit in memory, and what takes the memory\n"
    "  toll speed MODEL HW...   latency, throughput and power, and what bounds them\n"
    "  toll cost MODEL HW...    dollars per million tokens, request and hour\n"
    "  toll formats MODEL [HW]  bytes, speed, cost and published quality of each number format\n"
    "  toll train MODEL HW      step time, memory, days, energy and cost of training\n"
    "  toll price MODEL...      what a request costs at published API prices, exactly\n"
    "  toll book                price books: hash, show MODEL, build, lint, diff\n"
    "  toll tco FILE            a scenario over years: own, rent or buy tokens; kinds lists its keys\n"
    "  toll hw                  accelerators: list, show ID, prices ID\n"
    "  toll model               models: list, show ID\n"
    "  toll precision           precisions, in bits per weight\n"
    "  toll engine              inference engines and their policies\n"
    "  toll help COMMAND        options and examples of a command\n"
    "\n"
    "  --json                   machine-readable output\n"
    "  --no-color               plain text (also: NO_COLOR=1)\n"
    "  --version                versions of command, library and catalog\n"
    "\n"
    "MODEL is an id of the catalog or a file: config.json (or the folder that holds it), or GGUF.\n"
    "Name several accelerators to compare them side by side. Estimates are medians with the range that\n"
    "holds 80 % of measurements; facts carry their source. Numbers may end in k, M, G (thousands) and\n"
    "Ki, Mi, Gi (1,024s). Exit codes: 0 answered, 1 bad input, 2 does not fit, 3 over budget.\n"
    "\n"
    "try: toll cost llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb\n"
    "     toll price claude-sonnet-4-5 gpt-5-mini --input 8k --output 500\n";

static const struct {
    uint32_t command;
    const char *usage;
    const char *examples;
} pages[] = {
    {COMMAND_FIT,
     "usage: toll fit MODEL HW... [OPTION...]\n"
     "\n"
     "Does the model fit in the memory of the accelerators, what takes the memory, how many sequences\n"
     "have room, and what to change when it does not fit. Exits with 2 when it fits on none of them.\n",
     "  toll fit llama-3.1-70b h100-sxm5-80gb\n"
     "  toll fit llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb --sequences 32 --context 8Ki\n"
     "  toll fit deepseek-v3 h200-sxm-141gb --precision fp8 --tp 8 --json\n"},
    {COMMAND_SPEED,
     "usage: toll speed MODEL HW... [OPTION...]\n"
     "\n"
     "Time to first token (TTFT), time per output token (TPOT), throughput and power with so many\n"
     "requests in flight, or arriving at a rate, and what bounds them. Exits with 2 when it fits on none\n"
     "of them, or none keeps up with what arrives.\n",
     "  toll speed llama-3.1-8b rtx-4090 --concurrency 8\n"
     "  toll speed llama-3.1-70b h100-sxm5-80gb --rate 2 --output-cv 1 --explain\n"
     "  toll speed llama-3.1-70b h100-sxm5-80gb b200-sxm-180gb --sweep concurrency=1..512 --svg out.svg\n"
     "  toll speed llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb --input 4k --output 500\n"},
    {COMMAND_COST,
     "usage: toll cost MODEL HW... [OPTION...]\n"
     "       toll cost MODEL --instance ID [OPTION...]\n"
     "\n"
     "Dollars per million tokens, per request and per hour. Without a price it takes the lowest\n"
     "on-demand price of the catalog and names it. Exits with 2 when it fits on none of them, with 3\n"
     "when none is within the budget.\n",
     "  toll cost llama-3.1-70b h100-sxm5-80gb --usd-per-gpu-hour 2.50 --utilisation 0.4\n"
     "  toll cost llama-3.1-70b a100-sxm4-80gb h100-sxm5-80gb --budget 1.00\n"},
    {COMMAND_FORMATS,
     "usage: toll formats MODEL [HW] [OPTION...]\n"
     "\n"
     "A model in every number format, from most bytes to fewest: bytes and bits of the weights, and with an\n"
     "accelerator GPUs, time per output token, throughput and dollars per million tokens; beside them what\n"
     "is published of its quality there, with source. Nothing is guessed where nothing is published; what\n"
     "was found of other models stands apart. Exits with 2 when no format fits.\n",
     "  toll formats llama-3.1-8b\n"
     "  toll formats llama-3.1-70b h100-sxm5-80gb --input 4k --output 500 --concurrency 16\n"
     "  toll formats qwen3-32b rtx-4090 --usd-per-gpu-hour 0.40 --json\n"},
    {COMMAND_TRAIN,
     "usage: toll train MODEL HW [OPTION...]\n"
     "\n"
     "What it takes to pre-train a model, or to fine-tune it whole, with LoRA or with QLoRA: does it fit,\n"
     "how long is a step and what bounds it, and of the whole run days, GPU-hours, energy, carbon and\n"
     "cost: rented, as the share of a purchase that is used up, and as the whole purchase. Without a\n"
     "layout it takes the fewest GPUs that fit. Exits with 2 when it does not fit.\n",
     "  toll train llama-3.1-8b h100-sxm5-80gb --method qlora\n"
     "  toll train llama-3.1-70b h100-sxm5-80gb --gpus 512 --tp 8 --sequence-parallel --internode 50\n"
     "  toll train llama-3.1-405b h100-sxm5-80gb --gpus 16384 --tp 8 --pp 16 --virtual 8 --internode 50 \\\n"
     "      --sequence-parallel --sequence 8k --batch 2048 --zero 1 --tokens 15.6e12 --explain\n"},
    {COMMAND_HW,
     "usage: toll hw [list] [--vendor NAME]\n"
     "       toll hw show ID     every figure with its source, date and confidence\n"
     "       toll hw prices ID   what machines with it cost\n",
     "  toll hw --vendor AMD\n"
     "  toll hw show h100-sxm5-80gb\n"
     "  toll hw prices h100-sxm5-80gb\n"},
    {COMMAND_MODEL,
     "usage: toll model [list]\n"
     "       toll model show ID [--precision ID] [--context N]\n"
     "\n"
     "Parameters by class, computed against published, bytes of weights and KV cache: exact figures.\n",
     "  toll model show llama-3.1-70b\n"
     "  toll model show deepseek-v3 --precision fp8 --context 128Ki\n"},
    {COMMAND_PRECISION, "usage: toll precision\n\nHow tensors can be stored and computed.\n",
     "  toll precision --json\n"},
    {COMMAND_ENGINE, "usage: toll engine\n\nWhat inference engines claim and how they batch.\n",
     "  toll engine --json\n"},
    {COMMAND_PRICE,
     "usage: toll price MODEL... --input N --output N [OPTION...]\n"
     "       toll price MODEL... --bound --limit METER=A..B... [OPTION...]\n"
     "\n"
     "What one request costs at API prices, to the last digit: every line with its unit price, the total\n"
     "and the total rounded (half to even), the source of each price and the hash of the price book.\n"
     "MODEL may be PROVIDER/MODEL. A model without a known price is an error, never free.\n"
     "\n"
     "--bound: the most that any request within limits can cost, before it is made. --input, --output and\n"
     "--usage then say the most of a meter, --limit the least and the most; parts without a limit may have\n"
     "all of their total; --tier, --region and --at may be any. What costs something and has no limit is\n"
     "named.\n",
     "  toll price claude-sonnet-4-5 gpt-5-mini --input 8k --output 500\n"
     "  toll price anthropic/claude-sonnet-4-5 --input 100k --cache-read 90k --output 2k --tier batch\n"
     "  toll price deepseek-chat --input 8k --output 500 --at 2026-08-21T20:00:00Z --json\n"
     "  toll price claude-sonnet-4-5 --bound --limit input=8000..8000 --output 500 --usage web_search=0\n"},
    {COMMAND_TCO,
     "usage: toll tco FILE [OPTION...]\n"
     "       toll tco kinds | defaults\n"
     "\n"
     "A scenario over years: what each option costs in all, today (NPV) and per million tokens, what it\n"
     "consists of, when it gets ahead of the first option, what the answer hangs on, and which number of\n"
     "each input would flip the decision. A scenario is a text file, one line an input:\n"
     "\n"
     "  horizon = 36                               # months; `toll tco kinds` lists every key\n"
     "  output_tokens per month = 8G [6G .. 11G]   # P10 and P90 of what you know\n"
     "  [api] An API                               # an option, and its label\n"
     "  cost api per mtok_output = 6\n"
     "  [own] Own nodes\n"
     "  capacity_output = 5.2k                     # tokens/s of a unit: an estimate, or your measurement\n"
     "  buy server per unit = 260k EUR (2026) [235k .. 300k] @ 0 .. 24 x 1\n"
     "  cost support per capex of server per year = 6 %\n"
     "  pue = default(pue_survey_average/world/2025)   # sourced; `toll tco defaults` lists them\n"
     "\n"
     "Each range becomes random draws, the same on every machine for the same seed. A study that would take\n"
     "longer than --max-seconds is refused; Ctrl-C stops one. In --ledger and --focus a label that begins\n"
     "with = + - or @ gets a leading apostrophe, so that a spreadsheet shows it and does not run it.\n",
     "  toll tco docs/examples/own-or-api.toll\n"
     "  toll tco own-or-api.toll --svg cost.svg --ledger lines.csv\n"
     "  toll tco own-or-api.toll --focus charges.csv --start 2027-01-01 --json\n"},
    {COMMAND_BOOK,
     "usage: toll book hash                         SHA-256 of a price book\n"
     "       toll book show [MODEL]                 its tariffs; every row of a model with its source\n"
     "       toll book build ROWS.csv... -o FILE    compiles tariff rows; --over BOOK: over those of a book\n"
     "       toll book lint ROWS.csv                what looks like a slip in rows, or in a book; exits with 1\n"
     "       toll book diff OLD NEW                 rows that changed; --usage RECORDS.csv: costs that did\n"
     "\n"
     "diff takes books, ROWS.csv or \"built-in\", and exits with 0 same, 1 changed, 2 trouble. RECORDS.csv\n"
     "has columns model, at, and if wanted provider, tier, region, and meters: input, output, cache_read ...\n"
     "Rows without a list price that are built --over a book are terms on its tariffs: contracted prices and\n"
     "multipliers beside the list price.\n"
     "\n"
     "One line of ROWS.csv is one row of a tariff: columns kind, meter, op, quantity, number, per, from,\n"
     "until, key, value, text, source, source_date and so on, as in lib/book/data. CSV is UTF-8 with line ends\n"
     "of LF or CRLF. \"-\" is stdin. A book is written whole or not at all.\n",
     "  toll book show claude-sonnet-4-5\n"
     "  toll book lint our-prices.csv\n"
     "  toll book build our-prices.csv -o our.book\n"
     "  toll price our-model --input 8k --output 500 --book our.book\n"
     "  toll book build discount.csv --over built-in -o ours.book\n"
     "  toll book diff built-in ours.book --usage november.csv\n"},
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
