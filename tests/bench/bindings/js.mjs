// SPDX-License-Identifier: Apache-2.0
// Nanoseconds of CPU time of a bill in JavaScript, beside the same sum in plain Numbers, which is not exact.
// Lines: binding,what,ns_per_call_or_row,peer,peer_ns,ratio; medians of 15 rounds that take turns. Usage: node js.mjs [PACKAGE]
import { existsSync } from "node:fs"
import { resolve } from "node:path"

const folder = resolve(process.argv[2] ?? `${process.env.BUILD ?? "build"}/js/package`)
if (!existsSync(folder + "/toll.mjs")) {
  console.error("the JavaScript package is not built: make js-package")
  process.exit(77)
}
const { load } = await import(folder + "/toll.mjs")
const ROUNDS = 15, CALLS = 100000, ROWS = 100000
const t = await load()
const card = t.card("claude-sonnet-4-6", { at: "2026-11-01" })
const deployment = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "fp8", tp: 4 })
const price = { input: 3e-6, cacheRead: 0.3e-6, output: 15e-6 }

// Counts differ from call to call: a compiler would take the sum out of the loop, and the engine keeps texts of Numbers.
const record = { input: 0, cacheRead: 0, output: 0 }
let turn = 0
function next() {
  turn = (turn + 1) % 1000003
  record.input = 80000 + turn
  record.cacheRead = 40000 - (turn & 32767)
  record.output = 800 + (turn & 4095)
  return record
}
const column = (name) => Float64Array.from({ length: ROWS }, () => next()[name])
const columns = { input: column("input"), cacheRead: column("cacheRead"), output: column("output") }
const load32 = { inputTokens: 1000, outputTokens: 500, concurrency: 32 }
let kept = 0

const plainText = ({ input, cacheRead, output }) => String((input - cacheRead) * price.input + cacheRead * price.cacheRead + output * price.output)
function plainColumns() {
  const { input, cacheRead, output } = columns, costs = new Float64Array(ROWS)
  for (let row = 0; row < ROWS; row++) costs[row] = (input[row] - cacheRead[row]) * price.input + cacheRead[row] * price.cacheRead + output[row] * price.output
  return costs.length
}
const each = (work) => () => { for (let call = 0; call < CALLS; call++) kept += work(next()).length }

function cpu(work, units) {
  const start = process.cpuUsage()
  work()
  const used = process.cpuUsage(start)
  return (used.user + used.system) * 1e3 / units
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1]

function compare(what, work, peer, peerWork, units) {
  const mine = [], theirs = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(cpu(work, units))
    theirs.push(cpu(peerWork, units))
  }
  const [ns, peerNs] = [median(mine), median(theirs)]
  console.log(["js", what, ns.toFixed(1), peer, peerNs.toFixed(1), (ns / peerNs).toFixed(2)].join(","))
}

const plain = each(plainText)
compare("cost() to exact text", each((usage) => card.cost(usage)), "Numbers to text", plain, CALLS)
compare("bill().billed", each((usage) => card.bill(usage).billed), "Numbers to text", plain, CALLS)
compare("bill() with its lines read", () => { for (let call = 0; call < 2000; call++) kept += card.bill(next()).lines.length },
  "Numbers to text", () => { for (let call = 0; call < 2000; call++) kept += plainText(next()).length }, 2000)
compare("columns() a row", () => { kept += card.columns(columns).length }, "Numbers in a loop", () => { kept += plainColumns() }, ROWS)
compare("serve()", () => { for (let call = 0; call < 2000; call++) kept += deployment.serve(load32).gpus }, "Numbers to text",
  () => { for (let call = 0; call < 2000; call++) kept += plainText(next()).length }, 2000)
compare("serveColumns() a row", () => { kept += deployment.serveColumns(columns.input, columns.output, new Float64Array(ROWS).fill(32)).ttftS.length },
  "Numbers in a loop", () => { kept += plainColumns() }, ROWS)
if (kept === 0) throw new Error("nothing was computed")
