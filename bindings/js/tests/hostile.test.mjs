// SPDX-License-Identifier: Apache-2.0
// What a caller or a file can get wrong: the library's message and code, never a wrong amount.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { attosOf, DoesNotFit, errorOf, exactText, load, seconds, TollError, TOP } from "./helper.mjs"

const t = await load("io")
const card = t.card("claude-sonnet-4-6", { at: "2026-11-01" })

test("a bill is exact text, a BigInt, lines, flags and the hash of its book", () => {
  const bill = card.bill({ input: 12000, cacheRead: 4000, output: 800 })
  assert.equal(bill.billed, "0.0372") // 8000 * 3 + 4000 * 0.3 + 800 * 15 dollars a million
  assert.equal(bill.attos, 37200000000000000n)
  assert.deepEqual(bill.lines.map((line) => [line.meter, line.quantity, line.billedCost]),
    [["input", 8000, "0.024"], ["output", 800, "0.012"], ["cache_read", 4000, "0.0012"]])
  assert.equal(bill.bookHash, t.book.hash)
  assert.equal(card.cost({ input: 12000, cache_read: 4000, output: 800 }), "0.0372")
  bill.verify()
})

test("counts above 2^53 are BigInts, and a Number up there is refused", () => {
  assert.equal(card.cost({ input: 2 ** 53 - 1 }), "27021597764.222973")
  assert.equal(card.cost({ input: 9007199254740993n }), "27021597764.222979") // 2^53 + 1: no Number is that
  assert.match(errorOf(() => card.bill({ input: 2 ** 53 })).message, /input must be a BigInt beyond 2\^53 - 1/)
  assert.equal(card.cost({ input: (1n << 63n) - 1n }), "27670116110564.327421")
  assert.equal(errorOf(() => card.bill({ input: 1n << 63n })).code, "E_RANGE")
  assert.equal(errorOf(() => card.bill({ input: -(1n << 63n) - 1n })).code, "E_RANGE")
})

test("NaN, infinity, negative counts, fractions, texts and unknown meters are refused by name", () => {
  for (const [usage, code, words] of [[{ input: NaN }, "E_NOT_FINITE", /input must be finite, found NaN/], [{ input: Infinity }, "E_NOT_FINITE", /input/],
    [{ input: -1 }, "E_RANGE", /input \(-1\) must not be negative/], [{ input: 1.5 }, "E_RANGE", /input must be a whole number, found 1.5/],
    [{ input: "12" }, "E_RANGE", /input must be a whole number, found "12"/], [{ input: null }, "E_RANGE", /input must be a whole number, found null/],
    [{ inptu: 1 }, "E_UNKNOWN_ID", /no meter is called "inptu"/], [{ toString: 1 }, "E_UNKNOWN_ID", /no meter/], [{ __proto__x: 1 }, "E_UNKNOWN_ID", /no meter/],
    [{ input: 1, cacheRead: 2 }, undefined, /cache_read/]]) {
    for (const ask of [() => card.bill(usage), () => card.cost(usage), () => card.bill(usage, { tier: "batch" })]) {
      const error = errorOf(ask)
      assert.ok(error instanceof TollError, Object.keys(usage).join())
      if (code !== undefined) assert.equal(error.code, code)
      assert.match(error.message, words)
    }
  }
  assert.equal(card.cost({ input: 1 }), "0.000003") // nothing of the refused records is left
})

test("an unknown model is an error with the nearest names, never free", () => {
  const error = errorOf(() => t.card("gpt-77"))
  assert.equal(error.code, "E_UNKNOWN_ID")
  assert.match(error.message, /"gpt-77" has no tariff in this book; nearest: openai\/gpt-/)
  for (const bad of ["", "x".repeat(300), "a\u0000b", 5, null]) assert.ok(errorOf(() => t.card(bad)) instanceof TollError, String(bad))
})

test("instants need a zone, and a context that is misspelt is refused", () => {
  assert.equal(seconds("2026-11-01"), 1793491200n)
  assert.equal(seconds(new Date("2026-11-01T00:00:00+01:00")), 1793487600n)
  for (const at of ["2026-11-01T00:00:00", "yesterday", new Date(NaN), 1.5, NaN, {}]) assert.ok(errorOf(() => card.bill({ input: 1 }, { at })) instanceof TollError, String(at))
  assert.match(errorOf(() => card.bill({ input: 1 }, { teir: "batch" })).message, /no field teir/)
  assert.equal(card.bill({ input: 1000 }, { tier: "batch" }).billed, "0.0015")
  assert.equal(card.bill({ input: 1000 }).billed, "0.003") // the context of the call before does not stay
})

test("books of one's own: allowances, counters, kinds, overlays, damaged bytes", () => {
  const book = t.compileBook([{ kind: "tariff", text: "acme/one", key: "acme", value: "USD" }, { kind: "match", text: "one" },
    { kind: "price", meter: "input", number: "3", per: 1000000 },
    { kind: "price", meter: "web_search", number: "0.005", per: 1 },
    { kind: "rule", text: "code" }, { kind: "when_attribute", key: "tool", text: "code" }, { kind: "price", meter: "web_search", number: "0.003", per: 1 }])
  const own = t.card("one", { provider: "acme", book })
  assert.equal(own.bill({ input: 1000000 }).billed, "3")
  const kinds = own.bill({ webSearch: 5 }, { kinds: [{ meter: "webSearch", quantity: 2, attributes: { tool: "code" } }] })
  assert.deepEqual([kinds.billed, kinds.lineKinds], ["0.021", [0, 1]]) // 3 * 0.005 + 2 * 0.003
  kinds.verify()
  const saved = t.openBook(book.bytes())
  assert.equal(saved.hash, book.hash)
  const bytes = book.bytes()
  bytes[bytes.length >> 1] ^= 255
  const damaged = errorOf(() => { const read = t.openBook(bytes); read.verify() })
  assert.equal(damaged.code, "E_OBJECT")
  assert.ok(errorOf(() => t.openBook(new Uint8Array(3))) instanceof TollError)
  assert.match(errorOf(() => t.compileBook([{ kind: "price", meter: "input", number: 0.1, per: 1 }])).message, /must be exact text such as "0.25"/)
})

test("columns: exact, one status a record, refused sums", () => {
  const amounts = card.columns({ input: [1000, -5, 3000], output: BigInt64Array.of(10n, 20n, 30n) })
  assert.deepEqual([amounts.text(0), amounts.text(1), amounts.text(2)], ["0.00315", null, "0.00945"])
  assert.equal(amounts.statuses[1], -2)
  assert.ok(errorOf(() => amounts.sum()) instanceof TollError)
  assert.equal(card.columns({ input: [1, 2], output: [0, 0] }).sum(), "0.000009")
  assert.equal(errorOf(() => card.columns({ input: [1], output: [1, 2] })).code, "E_CONFLICT")
  assert.ok(errorOf(() => card.columns({ input: [1.5] })) instanceof TollError)
  assert.equal(card.columns({ input: [] }).length, 0)
  for (const big of [[2 ** 40], BigInt64Array.of(1n << 40n), [1n << 40n], Float64Array.of(2 ** 40)]) {
    assert.equal(card.columns({ input: big }).text(0), "3298534.883328") // 2^40 * 3 / 10^6
  }
})

test("rows of a table: a card and an instant for each, one unknown model is a status", () => {
  const other = t.card("gpt-4.1", { at: "2026-11-01" })
  const usage = { input: [1000, 1000, 1000, 1000], cacheRead: [0, 400, 0, 0], output: [10, 10, 10, 10] }
  const amounts = t.rows([card, other, null], usage, { cardOfRow: [0, 1, 2, 0], at: Array(4).fill("2026-11-01") })
  assert.deepEqual([0, 1, 2, 3].map((row) => amounts.text(row)), [card.cost({ input: 1000, output: 10 }),
    other.cost({ input: 1000, cacheRead: 400, output: 10 }), null, card.cost({ input: 1000, output: 10 })])
  assert.equal(amounts.statuses[2], -10)
  assert.ok(errorOf(() => t.rows([card], usage, { cardOfRow: [0, 0, 0] })) instanceof TollError)
  assert.ok(errorOf(() => t.rows([card], usage, { at: [0] })) instanceof TollError)
  const far = t.rows([card], usage, { cardOfRow: [0, 0, 0, 7] })
  assert.deepEqual([far.text(2), far.text(3)], ["0.00315", null])
})

test("a card whose book is gone is refused, and the built-in book can't be freed", () => {
  const book = t.openBook(t.book.bytes()), own = t.card("gpt-4.1", { at: "2026-11-01", book })
  assert.equal(own.cost({ input: 1000 }), "0.002")
  book.dispose()
  const other = t.openBook(t.book.bytes()) // most likely in the same place
  for (const ask of [() => own.cost({ input: 1 }), () => own.bill({ input: 1 }), () => own.columns({ input: [1] }), () => own.bound({ input: 1 })]) {
    assert.equal(errorOf(ask).code, "E_OBJECT")
  }
  other.dispose()
  t.book.dispose()
  assert.equal(t.card("gpt-4.1", { at: "2026-11-01" }).cost({ input: 1000 }), "0.002")
})

test("the highest bill within limits has a witness", () => {
  const bounds = card.bound({ input: [1000, 1000], output: 500, webSearch: 0, request: 1 })
  assert.match(bounds.verdict, /attained|bounded/)
  assert.ok(attosOf(bounds.highestBilled) >= attosOf(card.cost({ input: 1000, output: 500 })))
  assert.equal(card.bound({ input: 10 }).verdict, "unbounded")
})

test("what does not fit is an error that says by how much, unless it is meant", () => {
  const d = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "bf16" })
  const error = errorOf(() => d.serve({ inputTokens: 1000, outputTokens: 500, concurrency: 4 }))
  assert.ok(error instanceof DoesNotFit && error.marginBytes < 0)
  assert.ok(d.serve({ inputTokens: 1000, outputTokens: 500, concurrency: 4, assumeFit: 1 }).tpotS.mid > 0)
  assert.equal(d.fit(1, 1500).verdict, "no")
  assert.equal(errorOf(() => d.serve({ inputTokens: NaN })).code, "E_NOT_FINITE")
  assert.equal(errorOf(() => t.deploy({ hardware: "8xh100-sxm5-80gb", model: t.model("llama-3.1-8b") })).code, "E_CONFLICT")
  assert.equal(errorOf(() => t.hardware("h100")).code, "E_AMBIGUOUS")
})

test("plans, scenarios and the plan's command agree with what was asked", () => {
  const asked = { model: "llama-3.1-70b", supplies: { "h100-sxm5-80gb": 2.5, "mi300x-192gb": 2 }, requestsPerS: 20, inputTokens: 1500, outputTokens: 400,
    ttftS: 1, tpotS: 0.04, precisions: ["fp8", "bf16"] }
  const { options } = t.plan(asked)
  assert.equal(options[0].usdPerHour.mid, { "h100-sxm5-80gb": 2.5, "mi300x-192gb": 2 }[options[0].hardware] * options[0].gpusPaid)
  assert.equal(options[0].gpus, options[0].replicas * options[0].tp * options[0].pp * options[0].dp)
  const none = t.plan({ ...asked, ttftS: 0.001 })
  assert.ok(none.options.length === 0 && none.summary.tooSlow > 0)
  assert.ok(t.most({ ...asked, requestsPerS: 0, usdPerHour: 10 }).options.every((option) => option.usdPerHour.mid <= 10 && option.reach.requestsPerS > 0))
  const scenario = t.scenario(t.readScenario("horizon = 36\noutput_tokens per month = 2G [1G .. 4G]\n[api]\ncost api per mtok_output = 1.5\n"))
  const account = scenario.estimate("api")
  assert.equal(account.summary.totalMoney, 108000) // 36 months of 2,000 Mtok at 1.50
  assert.equal(account.series("cash").length, 37)
  assert.deepEqual(scenario.swings({ option: "api" }).swings.map((swing) => [swing.row, swing.atLow, swing.atHigh]), [[1, 54000, 216000]])
  assert.match(errorOf(() => scenario.estimate("own")).message, /not declared; there are: api/)
})

test("usage logs: every line is a record or an error with its line", () => {
  const log = [JSON.stringify({ model: "gpt-4.1", usage: { prompt_tokens: 12000, completion_tokens: 800, prompt_tokens_details: { cached_tokens: 4000 } } }),
    "", '{"x":1}', "{bad", JSON.stringify({ model: "gpt-4.1", usage: { prompt_tokens: -1, completion_tokens: 1 } })].join("\n")
  const records = t.readUsage(log)
  assert.deepEqual(records[0].usage, { input: 12000, output: 800, cacheRead: 4000 })
  assert.deepEqual(records.map((each) => [each.line, each.error?.code]), [[1, undefined], [3, "E_MISSING"], [4, "E_SYNTAX"], [5, "E_RANGE"]])
  assert.equal(records[0].at, null)
  const dated = t.readUsage(JSON.stringify({ model: "gpt-4.1", created: 1793491200, usage: { prompt_tokens: 2 ** 40, completion_tokens: 1 } }))
  assert.deepEqual([dated[0].at, dated[0].usage], [1793491200, { input: 2 ** 40, output: 1 }])
  const some = t.usageRecords(log)
  assert.equal(some.next().value.line, 1)
  some.return() // cancelled: the reader is closed
  assert.equal(errorOf(() => t.readUsage("{}", { shape: "no-such" })).code, "E_UNKNOWN_ID")
})

test("models from files, hostile ones refused", () => {
  const config = { model_type: "llama", hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32,
    num_key_value_heads: 8, vocab_size: 128256, torch_dtype: "bfloat16" }
  const { model, precision, unread } = t.readConfig(JSON.stringify(config))
  assert.deepEqual([t.count(model).paramsTotal, precision.id, unread], [8030261248, "bf16", []])
  assert.deepEqual(t.readConfig(JSON.stringify({ ...config, cross_layer_width: 512 })).unread, [{ key: "cross_layer_width", value: "512" }])
  for (const text of ["", "{", "[]", "null", "\u0000", '{"model_type":"llama"}', '{"model_type":"nothing-known"}', JSON.stringify({ ...config, hidden_size: -1 })]) {
    assert.ok(errorOf(() => t.readConfig(text)) instanceof TollError, text)
  }
  for (const bytes of [new Uint8Array(0), new Uint8Array(64), new TextEncoder().encode("GGUF" + "\xff".repeat(64))]) assert.ok(errorOf(() => t.readGguf(bytes)) instanceof TollError)
  assert.equal(t.importPrices(JSON.stringify({ "gpt-x": { litellm_provider: "openai", mode: "chat", input_cost_per_token: 3e-6, output_cost_per_token: 1.5e-5 } }),
    { format: "litellm", source: "a test" }).rows.filter((row) => row.kind === "price").map((row) => row.number).join(), "3,15")
})

test("results that do not fit are asked for again with more room, unless the room was given", () => {
  const index = t.ids("models").indexOf("llama-3.1-70b")
  assert.ok(t.c.financeComputeFleet({ unitCapacity: 1, usdPerMachine: 1, usdPerUnit: 0, machinesMin: 1, machinesMax: 1000, spares: 0 }).pieces.length >= 999)
  assert.equal(errorOf(() => t.c.financeComputeFleet({ unitCapacity: 1, usdPerMachine: 1, usdPerUnit: 0, machinesMin: 1, machinesMax: 1000, spares: 0, capacity: 3 })).code, "E_BUFFER")
  assert.equal(errorOf(() => t.c.catalogGetLayers({ index, capacity: 70000 })).code, "E_RANGE")
})

test("a card may be kept as long as its name is answered alike", () => {
  const { found } = card, { fromS, untilS } = t.book.validity("claude-sonnet-4-6", { at: "2026-11-01" })
  assert.ok(fromS <= seconds("2026-11-01") && seconds("2026-11-01") < untilS)
  assert.ok(BigInt(fromS) >= BigInt(found.fromS) && BigInt(untilS) <= BigInt(found.untilS))
  const book = t.compileBook([1, 2].flatMap((price) => [{ kind: "tariff", text: "acme/one", key: "acme", value: "USD", fromS: price === 1 ? 0 : 1000, untilS: price === 1 ? 1000 : 5000 },
    { kind: "match", text: "one" }, { kind: "price", meter: "input", number: price, per: 1 }]))
  assert.deepEqual(book.validity("one", { at: 10 }), { fromS: 0, untilS: 1000 })
  assert.deepEqual([10, 1000].map((at) => t.card("one", { book, at }).cost({ input: 1 })), ["1", "2"])
})

test("README's figures are those of today", () => {
  const d = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "fp8", tp: 4 })
  const speed = d.serve({ inputTokens: 1000, outputTokens: 500, concurrency: 32 })
  const text = readFileSync(TOP + "bindings/js/README.md", "utf8")
  const { low, mid, high } = speed.tpotS
  assert.ok(text.includes(`{ low: ${low.toFixed(4)}, mid: ${mid.toFixed(4)}, high: ${high.toFixed(4)} }`), JSON.stringify(speed.tpotS))
  assert.ok(text.includes(`// ${d.cost(speed, 2.5).usdPerMtokOutput.mid.toFixed(2)} dollars`))
  assert.equal(t.c.financeComputeNpv({ upfrontUsd: -100, flowsUsd: [60, 60], terms: { rateFrac: 0.1 } }).toFixed(2), "18.58") // months: -100 + 60 / 1.1^(1/12) + 60 / 1.1^(2/12)
})

test("exact text and units of 10^-18 are two forms of one amount", () => {
  for (const [text, attos] of [["0.0372", 37200000000000000n], ["-1.5", -1500000000000000000n], ["0", 0n], ["0.000000000000000001", 1n]]) {
    assert.equal(attosOf(text), attos)
    assert.equal(exactText(attos, 18), text)
  }
  for (const text of ["", "1e3", "0x1", "1.", ".5", "1.0000000000000000001"]) assert.ok(errorOf(() => attosOf(text)) instanceof TollError, text)
})
