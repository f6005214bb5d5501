// SPDX-License-Identifier: Apache-2.0
// genai-prices for JavaScript: prints its name, then bills all records for every line that it is sent.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [folder, file] = process.argv.slice(2)
const load = createRequire(join(folder, 'package.json'))
let peer
let version
try {
  peer = load('@pydantic/genai-prices')
  version = JSON.parse(readFileSync(join(folder, 'node_modules/@pydantic/genai-prices/package.json'), 'utf8')).version
} catch {
  process.exit(1)
}
const { models, records } = JSON.parse(readFileSync(file, 'utf8'))
const calls = records.map((r) => [
  { input_tokens: r.input, cache_read_tokens: r.read, cache_write_tokens: r.write, output_tokens: r.output },
  models[r.model][1],
  { providerId: models[r.model][0] },
])

console.log(`genai-prices ${version}, JavaScript`)
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'again') break
  const start = process.hrtime.bigint()
  const costs = calls.map(([usage, model, options]) => peer.calcPrice(usage, model, options)?.total_price ?? null)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  console.log(JSON.stringify({ seconds, costs }))
}
