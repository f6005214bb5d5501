// SPDX-License-Identifier: Apache-2.0
// The same figures as the command, which is native code: bills to the last digit and refusals to the last word, for every
// tariff of the book; estimates to 1e-14. (The command words refused tiers and regions by itself.)
import assert from "node:assert/strict"
import { test } from "node:test"
import { camel, command, errorOf, load } from "./helper.mjs"

const AT = "2026-11-01", MOST_NAMES = 16
const t = await load()
const tariffs = [...new Set(t.book.tariffs().map((tariff) => tariff.sku))]
const RECORDS = [{ input: 12000, output: 800, cacheRead: 4000 }, { input: 300001, output: 65537, reasoning: 333 }, { input: 1, output: 0 },
  { request: 3, webSearch: 2, input: 9007199254740991, output: 7 }]
const NOT_KNOWN = { is_known: false, reason: null }
const FIGURES = ["ttft_s", "tpot_s", "e2e_s", "output_tokens_per_s", "requests_per_s"]
const CONTEXTS = [[{}, []], [{ tier: "batch" }, ["--tier", "batch"]], [{ region: "eu" }, ["--region", "eu"]]]
const words = (record) => Object.entries(record).flatMap(([meter, count]) => ["--usage", `${meter.replace(/[A-Z]/g, (c) => "_" + c.toLowerCase())}=${count}`])
const plain = (text) => text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text

/** The road without a context bills the same, unless the tariff depends on the time. */
function shortRoad(card, record, bill, where) {
  const error = errorOf(() => {
    assert.equal(card.cost(record), bill.billed, where)
    assert.deepEqual(card.bill(record).toJSON(), bill.toJSON(), where)
  })
  if (error !== null && error.field !== "at_s") throw error
}

function compare(expected, sku, record, context) {
  const where = `${sku} ${JSON.stringify(record)} ${JSON.stringify(context)}`
  let bill
  try {
    const card = t.card(sku, { at: AT })
    bill = card.bill(record, { ...context, at: AT })
    if (Object.keys(context).length === 0) shortRoad(card, record, bill, where)
    bill.lines
  } catch (error) {
    assert.equal(expected.is_known, false, `${where}: ${error.message}`)
    if (Object.keys(context).length === 0 && expected.reason !== null) assert.equal(error.message, expected.reason.replace(/^at [-0-9T:Z]+: /, ""), where)
    return "refused"
  }
  assert.equal(expected.is_known, true, `${where}: ${expected.reason}`)
  assert.deepEqual([bill.billed, bill.list, bill.contracted, bill.currency, bill.bookHash],
    [plain(expected.cost), plain(expected.list_cost), plain(expected.contracted_cost), expected.currency, expected.book_hash], where)
  assert.deepEqual(bill.lines.map((line) => [line.meter, Number(line.quantity), line.listPrice, line.billFactor, line.billedCost]),
    expected.lines.map((line) => [line.meter, line.quantity, line.list_price, line.bill_factor, plain(line.cost)]), where)
  bill.verify()
  return "billed"
}

test("bills of every tariff equal the command's, and so do refusals", () => {
  const counts = { billed: 0, refused: 0 }
  for (const record of RECORDS) {
    for (const [context, options] of CONTEXTS) {
      for (let from = 0; from < tariffs.length; from += MOST_NAMES) {
        const some = tariffs.slice(from, from + MOST_NAMES)
        const answer = command("price", ...some, ...words(record), ...options, "--at", AT, "--book", "built-in")
        const models = answer?.models ?? some.map(() => NOT_KNOWN)
        assert.equal(models.length, some.length)
        models.forEach((expected, index) => { counts[compare(expected, some[index], record, context)]++ })
      }
    }
  }
  assert.ok(counts.billed > 1000 && counts.refused > 100, JSON.stringify(counts))
})

test("speed and cost of deployments equal the command's to 1e-14", () => {
  for (const [model, hardware, precision, tp] of [["llama-3.1-70b", "h100-sxm5-80gb", "fp8", 4], ["llama-3.1-8b", "l40s-48gb", "bf16", 1], ["qwen3-8b", "mi300x-192gb", "bf16", 1]]) {
    const answer = command("speed", model, hardware, "--precision", precision, "--tp", String(tp), "--input", "1500", "--output", "400", "--concurrency", "16")
    const result = t.deploy({ hardware, model, precision, tp }).serve({ inputTokens: 1500, outputTokens: 400, concurrency: 16 })
    let compared = 0
    for (const name of FIGURES) {
      for (const part of ["low", "mid", "high"]) {
        const [mine, theirs] = [result[camel(name)][part], answer.deployments[0][name][part]]
        assert.ok(Math.abs(mine - theirs) <= 1e-14 * Math.abs(theirs), `${model} ${name}.${part}: ${mine} ${theirs}`)
        compared++
      }
    }
    assert.ok(compared >= 9, `${compared}`)
  }
})
