// SPDX-License-Identifier: Apache-2.0
// The vectors that C, Python, Go and JavaScript pass.
import assert from "node:assert/strict"
import { test } from "node:test"
import { API, camel, golden, load, TollError } from "./helper.mjs"

const TOLERANCE = 1e-14 // relative: libms differ in the last places
const t = await load()
const MODES = { half_even: 0, half_up: 1, down: 2, up: 3 }
const flagged = ({ inexact, ...result }) => [Object.values(result)[0], String(inexact)]
const whole = BigInt

const MONEY = {
  compute: (r) => flagged(t.c.amountCompute({ price: r.a, quantity: whole(r.b), per: whole(r.c), mode: MODES[r.mode] })),
  amount_multiply: (r) => flagged(t.c.amountMultiply({ amount: r.a, factor: r.b, mode: MODES[r.mode] })),
  amount_round: (r) => flagged(t.c.amountRound({ value: r.a, digits: Number(r.b), mode: MODES[r.mode] })),
  amount_add: (r) => [t.c.amountAdd({ left: r.a, right: r.b }), ""],
  amount_subtract: (r) => [t.c.amountSubtract({ left: r.a, right: r.b }), ""],
  amount_compare: (r) => [t.c.amountCompare({ left: r.a, right: r.b }), ""],
  amount_parse: (r) => [t.c.amountParse({ text: r.a }), ""],
  decimal_round: (r) => flagged(t.c.decimalRound({ value: r.a, digits: Number(r.b), mode: MODES[r.mode] })),
  decimal_add: (r) => [t.c.decimalAdd({ left: r.a, right: r.b }), ""],
  decimal_multiply: (r) => [t.c.decimalMultiply({ left: r.a, right: r.b }), ""],
  decimal_compare: (r) => [t.c.decimalCompare({ left: r.a, right: r.b }), ""],
  currency_digits: (r) => [t.c.currencyGetDigits({ code: r.a }), ""],
  allocate: (r) => [t.c.amountAllocate({ total: r.a, weights: r.b.split(" ").filter(Boolean).map(whole), digits: Number(r.c) }).join(" "), ""],
}

function every(name, atLeast, check) {
  test(`every row of ${name} holds`, () => {
    const rows = golden(name)
    assert.ok(rows.length >= atLeast, `${rows.length} rows`)
    for (const row of rows) check(row)
  })
}

every("money.csv", 200, (row) => {
  let found
  try { found = MONEY[row.operation](row) } catch (error) {
    assert.ok(error instanceof TollError, `${JSON.stringify(row)}: ${error.stack}`)
    found = ["TOLL_" + error.code, ""]
  }
  const known = [found[0], row.operation.includes("compare") || found[1] === "undefined" ? row.inexact : found[1]]
  assert.deepEqual(known.map(String), [row.expected, row.inexact], JSON.stringify(row))
})

const close = (found, expected, row) =>
  assert.ok(Math.abs(found - expected) <= TOLERANCE * Math.abs(expected), `${JSON.stringify(row)}: found ${found}`)

/** "time_s.mid" of a record. */
function quantity(record, name) {
  const [field, part = "mid"] = name.split(".")
  assert.ok(camel(field) in record, `${field} in ${Object.keys(record)}`)
  const value = record[camel(field)]
  if (typeof value === "string" && CODED[field] !== undefined) return codeOf(CODED[field] + value.toUpperCase())
  if (Array.isArray(value)) return value.reduce((sum, name) => sum + codeOf("TOLL_FLAG_" + name.toUpperCase()), 0)
  return value !== null && typeof value === "object" ? value[part] : value
}

const CODED = { verdict: "TOLL_FIT_", fit: "TOLL_FIT_", bound: "TOLL_BOUND_", validity: "TOLL_VALIDITY_", link_topology: "TOLL_TOPOLOGY_",
  linear_rate: "TOLL_RATE_", attention_rate: "TOLL_RATE_" }
const codeOf = (name) => API.constants.find((constant) => constant.name === name).value

every("model.csv", 100, (row) => {
  const model = t.model(row.model)
  const found = row.quantity.startsWith("params_") ? quantity(t.count(model), row.quantity)
    : row.quantity === "weights_total_bytes" ? t.weights(model, t.precision(row.precision)).totalBytes
      : quantity(t.kvCache(model, t.precision(row.precision), whole(row.context_tokens)), row.quantity.replace("kv_", ""))
  assert.equal(BigInt(found), whole(row.expected), JSON.stringify(row))
})

const TABLES = { hw: (id) => t.hardware(id), model: (id) => t.model(id), precision: (id) => t.precision(id), engine: (id) => t.engine(id),
  instance: (id) => t.c.catalogGetInstance({ index: t.c.catalogFind({ table: 5, id }) }) }

every("catalog.csv", 20, (row) => {
  const found = quantity(TABLES[row.table](row.id), row.field)
  if (row.expected === "unknown") assert.equal(found, null, JSON.stringify(row))
  else assert.equal(Number(found), Number(row.expected), JSON.stringify(row))
})

every("cost.csv", 11, (row) => {
  const number = (name) => Number(row[name]), [over, under = 1] = row.expected.split("/").map(Number)
  const result = { gpus: number("gpus"), requestsPerS: number("requests_per_s"), inputTokens: number("input_tokens"),
    outputTokens: number("output_tokens"), inputTimeFrac: number("input_time_frac") }
  const cost = t.c.serveEstimateCost({ result, supply: { usdPerGpuHour: number("usd_per_gpu_hour"), utilisationFrac: number("utilisation_frac") } })
  close(quantity(cost, row.quantity), over / under, row)
})

function ask(row) {
  const d = t.deploy({ hardware: row.hw, model: row.model, precision: row.precision, tp: +row.tp, pp: +row.pp, ep: +row.ep, dp: +row.dp })
  try {
    if (row.question === "memory") return quantity(d.fit(+row.x, +row.y), row.quantity)
    if (row.question === "step") return quantity(d.step({ decodeSequences: +row.x, decodeContextTokens: +row.y, prefillTokens: +row.z }), row.quantity)
    const result = d.serve({ inputTokens: +row.x, outputTokens: +row.y, concurrency: +row.z })
    return quantity(row.question === "serve" ? result : d.cost(result, 2.5), row.quantity)
  } finally {
    d.dispose()
  }
}

every("memory.csv", 8, (row) => assert.equal(Number(ask(row)), Number(row.expected), JSON.stringify(row)))
every("deployment.csv", 50, (row) => close(Number(ask(row)), Number(row.expected), row))
