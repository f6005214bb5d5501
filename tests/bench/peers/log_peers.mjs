// SPDX-License-Identifier: Apache-2.0
// A log billed in JavaScript, line by line: as ccusage does (a table of prices per token, sums of doubles), or by
// genai-prices. Prints seconds without start-up, and the cost of each model.
import { createReadStream, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [way, log, extra] = process.argv.slice(2)

function tablePricer(path) {
  const table = JSON.parse(readFileSync(path, 'utf8'))
  return (model, usage) => {
    const price = table[model]
    if (!price) return null
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0
    return (
      (usage.prompt_tokens - cached) * price.input_cost_per_token +
      cached * (price.cache_read_input_token_cost ?? price.input_cost_per_token) +
      usage.completion_tokens * price.output_cost_per_token
    )
  }
}

function genaiPricer(folder) {
  const peer = createRequire(join(folder, 'package.json'))('@pydantic/genai-prices')
  return (model, usage) =>
    peer.calcPrice(
      {
        input_tokens: usage.prompt_tokens,
        cache_read_tokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
        output_tokens: usage.completion_tokens,
      },
      model,
      { providerId: 'openai' },
    )?.total_price ?? null
}

const price = way === 'table' ? tablePricer(extra) : genaiPricer(extra)
const costs = {}
let unpriced = 0
const start = process.hrtime.bigint()
for await (const line of createInterface({ input: createReadStream(log) })) {
  const record = JSON.parse(line)
  const cost = price(record.model, record.usage)
  if (cost === null) unpriced++
  else costs[record.model] = (costs[record.model] ?? 0) + cost
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9
console.log(JSON.stringify({ seconds, costs, unpriced }))
