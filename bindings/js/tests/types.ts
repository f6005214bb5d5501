// SPDX-License-Identifier: Apache-2.0
// What must compile, and what must not: each ts-expect-error is an error of tsc where the line compiles.
import { load, TollError, DoesNotFit, type Bill, type Exact, type Count, type ServeResult } from "libtoll"

const t = await load()
const card = t.card("claude-sonnet-4-6", { provider: "anthropic", at: new Date() })
const bill: Bill = card.bill({ input: 12000, cacheRead: 4000n, output: 800 }, { tier: "batch", at: "2026-11-01" })
const billed: Exact = bill.billed
const attos: bigint = bill.attos
const quantity: Count | undefined = bill.lines[0]?.quantity
const meter: string | undefined = bill.lines[0]?.meter
// @ts-expect-error an amount is no Number
const wrong: number = bill.billed
// @ts-expect-error a bill is not made by hand
new (await import("libtoll")).Card()
// @ts-expect-error no such field
card.bill({ input: 1 }, { teir: "batch" })

const d = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "fp8", tp: 4 })
const result: ServeResult = d.serve({ inputTokens: 1000, outputTokens: 500, concurrency: 32 })
const p90: number = result.ttftS.high
const isBound: boolean = result.bound === "weights"
// @ts-expect-error no bound is called so
const isNotBound: boolean = result.bound === "wieghts"
const cost = d.cost(result, [2.0, 2.5, 3.0], { utilisationFrac: 0.6 }).usdPerMtokOutput.mid
// @ts-expect-error no such field
d.serve({ inputToken: 1 })
const memory: number | null = t.hardware("h100-sxm5-80gb").tdpW

const { options, summary } = t.plan({ model: "llama-3.1-70b", supplies: { "h100-sxm5-80gb": 2.5 }, requestsPerS: 20, ttftS: 1, precisions: ["fp8"] })
const hardware: string | undefined = options[0]?.hardware
const slow: Count = summary.tooSlow
const npv: number = t.c.financeComputeNpv({ upfrontUsd: -1, flowsUsd: [1, 2], terms: { rateFrac: 0.1 } })
const sum: Exact = t.c.amountAdd({ left: "1", right: 2n })
const book = t.compileBook([{ kind: "tariff", text: "acme/one" }, { kind: "match", text: "one", op: "exact" }, { kind: "price", meter: "input", number: "3", per: 1000000 }])
for (const record of t.usageRecords("{}")) if (record.error instanceof TollError) throw record.error
const missing: (error: DoesNotFit) => Count = (error) => error.marginBytes
export { billed, attos, quantity, meter, wrong, p90, isBound, isNotBound, cost, memory, hardware, slow, npv, sum, book, missing }
