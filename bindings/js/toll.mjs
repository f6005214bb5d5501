// SPDX-License-Identifier: Apache-2.0
// What LLM tokens cost: exact bills, and estimates with ranges, by libtoll compiled to WebAssembly.
//
//   import { load } from "libtoll"
//   const t = await load()
//   t.card("claude-sonnet-4-6").bill({ input: 12000, cacheRead: 4000, output: 800 }).billed  // "0.0372"
//
// Types and a comment for each name are in toll.d.mts.
import { CALLS, CODES, KINDS, VERSION } from "./generated/abi.mjs"
import { Abi, attosOf, exactText, Memory, toBigInt, TollError } from "./marshal.mjs"
import { fileReaders } from "./files.mjs"

export { attosOf, exactText, Memory, TollError, VERSION }

const FILES = { bill: "toll-bill.wasm", core: "toll.wasm", io: "toll-io.wasm" }
const PLACE = { error: 0, context: 1, usage: 2, attributes: 3, counters: 4, bill: 5 }
const ROOM = { usage: 2, text: 5, total: 6 }
const BUFFER = -40, RANGE = -2, AMBIGUOUS = -11, CONFLICT = -30, UNKNOWN_ID = -10, MISSING = -12, SYNTAX = -13
const EVERY_TARIFF = 2 ** 32 - 1
const EVER = -(1n << 63n), FOREVER = (1n << 63n) - 1n
const MOST_LINES = 16384
const TWO_32 = 4294967296
const TABLES = { hardware: 1, models: 2, precisions: 3, engines: 4, instances: 5, defaults: 6, qualities: 7, licenses: 8, offerings: 9 }

const isObject = (value) => value !== null && typeof value === "object"

/** Seconds since 1970 UTC of a Date, an ISO text with its zone, or seconds. */
export function seconds(at, field = "at") {
  if (typeof at === "string") {
    if (!/^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:?\d\d))?$/.test(at)) {
      throw new TollError(`${field} must be a date, or an instant with its zone such as 2026-11-01T00:00:00Z, found "${at}"`, { status: SYNTAX, field })
    }
    return seconds(new Date(at), field)
  }
  if (!(at instanceof Date)) return toBigInt(at, field)
  if (Number.isNaN(at.getTime())) throw new TollError(`${field} is no valid date`, { status: RANGE, field })
  return BigInt(Math.floor(at.getTime() / 1000))
}

const now = () => BigInt(Math.floor(Date.now() / 1000))

/** What does not fit in memory: `marginBytes` are missing (negative) on the fullest accelerator. */
export class DoesNotFit extends TollError {
  constructor(message, marginBytes) {
    super(message, { status: CONFLICT, field: "fit" })
    this.name = "DoesNotFit"
    this.code = "DOES_NOT_FIT"
    this.marginBytes = marginBytes
  }
}

// ---- bills ----------------------------------------------------------------------------------------------------------

/** A bill. The cost is there at once; totals and lines are read from the library's bytes when they are asked for. A record
 * without a context is kept as its counts and billed again then, since that takes less than to keep all lines. */
export class Bill {
  #card
  #usage
  #words
  #total
  #lines
  constructor(card, billed, usage, words, counters, lineKinds) {
    this.#card = card
    this.#usage = usage
    this.#words = words
    /** What is owed, exact text. */
    this.billed = billed
    /** The account's counters after it. */
    this.counters = counters
    this.lineKinds = lineKinds
  }

  #read(start, kind, size) {
    this.#words ??= this.#card.replay(this.#usage)
    return this.#card.readWords(this.#words.subarray(start / 4, (start + size) / 4), kind)
  }

  get total() { return this.#total ??= this.#read(0, KINDS.BillTotal, this.#card.sizes.total) }
  get lines() {
    const { total, line } = this.#card.sizes
    return this.#lines ??= Array.from({ length: this.total.nLines }, (_, index) => this.#read(total + index * line, KINDS.BillLine, line))
  }
  get attos() { return attosOf(this.billed) }
  get contracted() { return this.total.contractedCost }
  get list() { return this.total.listCost }
  get inputCost() { return this.total.inputCost }
  get outputCost() { return this.total.outputCost }
  get otherCost() { return this.total.otherCost }
  get currency() { return this.total.currency }
  get flags() { return this.total.flags }
  get matchedBy() { return this.total.matchedBy }
  get bookHash() { return this.total.bookHash }

  /** Replays the lines from their own figures alone; throws at the first that is wrong. */
  verify() {
    this.#card.verify(this.lines, this.total)
  }

  toJSON() {
    const { billed, contracted, list, inputCost, outputCost, otherCost, currency, flags, matchedBy, bookHash, lines } = this
    return { billed, contracted, list, inputCost, outputCost, otherCost, currency, flags, matchedBy, bookHash, lines }
  }
}

/** Amounts of many records: 16 bytes each, and a status: 0, or the code of what was wrong with that record. */
export class Amounts {
  #words
  constructor(bytes, statuses) {
    this.#words = new BigInt64Array(bytes.buffer)
    this.statuses = statuses
    this.length = statuses.length
  }
  /** Units of 10^-18; null where the record was refused. */
  attos(index) {
    if (this.statuses[index] !== 0) return null
    return BigInt.asIntN(128, this.#words[2 * index + 1] << 64n | BigInt.asUintN(64, this.#words[2 * index]))
  }
  text(index) {
    const attos = this.attos(index)
    return attos === null ? null : exactText(attos, 18)
  }
  /** The exact sum; records that were refused are an error, since a sum without them would be too low. */
  sum() {
    let sum = 0n
    for (let index = 0; index < this.length; index++) {
      const attos = this.attos(index)
      if (attos === null) throw new TollError(`record ${index} was refused`, { status: this.statuses[index], row: index, field: "records" })
      sum += attos
    }
    return exactText(sum, 18)
  }
}

/** A tariff that is ready to bill. */
export class Card {
  #toll
  #abi
  #memory
  constructor(toll, abi, book, memory, found) {
    this.#toll = toll
    this.#abi = abi
    this.#memory = memory
    this.book = book
    /** How the name was read: model, provider, validity, retirement. */
    this.found = found
  }

  get memory() { return this.#memory }
  dispose() { this.#memory.dispose() }

  /** A card reads its book: both must be there. */
  #check() {
    this.#memory.check()
    this.book.memory.check()
  }

  /** Bills one record. */
  bill(usage, context) {
    this.#check()
    if (context !== undefined) return this.#billInContext(usage, context)
    const quick = this.#toll.quick, counts = quick.write(this, usage, undefined)
    const status = quick.cost(this.#memory.pointer, counts.usage, 0, 0)
    if (status < 0) throw this.#abi.errorAt(quick.error, status)
    return new Bill(this, quick.text(status), quick.keepUsage(counts.usage), undefined, NONE, undefined)
  }

  #billInContext(usage, context) {
    if (context.kinds !== undefined) return this.#billKinds(usage, context)
    const quick = this.#toll.quick, counts = quick.write(this, usage, context)
    const status = quick.bill(this.#memory.pointer, counts.usage, counts.attributes, counts.counters)
    if (status === BUFFER) return this.#billLong(usage, context)
    if (status < 0) throw this.#abi.errorAt(quick.error, status)
    return new Bill(this, quick.text(status), undefined, quick.keepBill(), quick.counters(context), undefined)
  }

  /** Totals and lines of a record without a context, as the library's bytes. */
  replay(usage) {
    this.#check()
    const quick = this.#toll.quick
    quick.writeAgain(this, usage)
    const status = quick.bill(this.#memory.pointer, usage.length / 4, 0, 0)
    if (status === BUFFER) return this.#wordsOf(this.#abi.call("toll_bill_compute", { card: this.#memory, usage: pairsOf(usage), context: {}, capacity: MOST_LINES }))
    if (status < 0) throw this.#abi.errorAt(quick.error, status)
    return quick.keepBill()
  }

  get sizes() { return this.#toll.quick.sizes }

  readWords(words, kind) {
    return this.#abi.borrow(() => {
      const pointer = this.#abi.lend(words.byteLength)
      this.#abi.u32().set(words, pointer / 4)
      return this.#abi.read(pointer, kind)
    })
  }

  verify(lines, total) { this.#abi.call("toll_bill_verify", { lines, total }) }

  /** What one record costs, exact text, without lines. */
  cost(usage, context) {
    this.#check()
    const quick = this.#toll.quick, counts = quick.write(this, usage, context)
    const status = quick.cost(this.#memory.pointer, counts.usage, counts.attributes, counts.counters)
    if (status < 0) throw this.#abi.errorAt(quick.error, status)
    return quick.text(status)
  }

  #arguments(usage, context = {}) {
    return { card: this.#memory, usage: this.#toll.usageRows(usage), context: contextOf(this.book, context),
      attributes: attributesOf(this.book, context.attributes), counters: countersOf(this.book, context.counters) }
  }

  #billLong(usage, context) {
    return this.#wrap(this.#abi.call("toll_bill_compute", { ...this.#arguments(usage, context), capacity: MOST_LINES }), context)
  }

  #billKinds(usage, context) {
    const kinds = context.kinds.map(({ meter, quantity, attributes = {} }) => {
      const pairs = Object.entries(attributes).flat().map((text) => this.book.intern(text))
      if (pairs.length > 4) throw new TollError("a kind has at most two attributes", { status: CONFLICT, field: "attributes" })
      const [key = 0, value = 0, secondKey = 0, secondValue = 0] = pairs
      return { meter: this.#toll.meter(meter), quantity, key, value, secondKey, secondValue }
    })
    return this.#wrap(this.#abi.call("toll_bill_compute_kinds", { ...this.#arguments(usage, context), kinds, capacity: MOST_LINES / 16 }), context)
  }

  #wrap(found, context) {
    const after = Object.fromEntries(Object.keys(context.counters ?? {}).map((key, index) => [key, found.counters[index].used]))
    return new Bill(this, found.total.billedCost, undefined, this.#wordsOf(found), after, found.lineKinds)
  }

  #wordsOf({ lines, total }) {
    const abi = this.#abi, { total: totalBytes, line } = this.sizes
    return abi.borrow(() => {
      const bytes = totalBytes + line * lines.length, pointer = abi.lend(bytes)
      abi.write(pointer, KINDS.BillTotal, total, "total")
      lines.forEach((each, index) => abi.write(pointer + totalBytes + index * line, KINDS.BillLine, each, "line"))
      return abi.u32().slice(pointer / 4, (pointer + bytes) / 4)
    })
  }

  /** Billed amounts of many records in one context: a column of counts for each meter. */
  columns(usage, context = {}) {
    return this.#toll.rows([this], usage, { contexts: [context] })
  }

  /** The card in a context, for columns of these meters; made once and kept for all tables like them. */
  rater(meters, context = {}) {
    this.#check()
    return this.#abi.call("toll_bill_resolve_rater", { card: this.#memory, meters: meters.map((name) => this.#toll.meter(name)),
      context: contextOf(this.book, context), attributes: attributesOf(this.book, context.attributes) })
  }

  /** The highest bill of any usage within limits: a most by meter, or [least, most]. null for tier or region: any. */
  bound(limits, { tier = "", region = "", since, until, attributes, anyAttributes = false, counters } = {}) {
    const rows = Object.entries(limits).map(([name, limit]) => {
      const [least, most] = Array.isArray(limit) ? limit : [0, limit]
      return { meter: this.#toll.meter(name), least, most }
    })
    const open = [...(tier === null ? ["tier"] : []), ...(region === null ? ["region"] : []), ...(anyAttributes ? ["attributes"] : [])]
    const scope = { serviceTier: this.book.internTier(tier ?? ""), region: this.book.intern(region ?? ""),
      open: open.reduce((sum, name) => sum | CODES.Open[name], 0), fromS: since === undefined ? null : seconds(since, "since"),
      untilS: until === undefined ? null : seconds(until, "until") }
    const { bounds, worst } = this.#abi.call("toll_bill_bound", { card: this.#memory, limits: rows, scope,
      attributes: attributesOf(this.book, attributes), counters: countersOf(this.book, counters) })
    return { ...bounds, worst: Object.fromEntries(worst.map((pair) => [camelOf(pair.meter), pair.quantity])) }
  }

  /** The facts of a context that no price of the card asks for: "region", or an attribute's name. */
  unused(context = {}) {
    const names = Object.keys(context.attributes ?? {})
    const { isRegionUnused, unusedAttributes } = this.#abi.call("toll_bill_find_unused",
      { card: this.#memory, context: contextOf(this.book, context), attributes: attributesOf(this.book, context.attributes) })
    return [...(isRegionUnused ? ["region"] : []), ...names.filter((_, index) => BigInt(unusedAttributes) >> BigInt(index) & 1n)]
  }
}

const pairsOf = (words) => Array.from({ length: words.length / 4 }, (_, index) => ({ meter: words[4 * index],
  quantity: BigInt.asIntN(64, BigInt(words[4 * index + 3]) << 32n | BigInt(words[4 * index + 2])) }))
const camelOf = (name) => String(name).replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
const contextOf = (book, { at, tier = "", region = "", isAggregate = false, allowAggregate = false } = {}) => ({
  atS: at === undefined || at === null ? null : seconds(at), serviceTier: tier === "" ? 0 : book.internTier(tier),
  region: region === "" ? 0 : book.intern(region), isAggregate: Number(isAggregate), allowAggregate: Number(allowAggregate) })
const attributesOf = (book, attributes = {}) => Object.entries(attributes).map(([key, value]) => ({ key: book.intern(key), value: book.intern(value) }))
const countersOf = (book, counters = {}) => Object.entries(counters).map(([key, used]) => ({ key: book.intern(key), used }))
const CONTEXT_KEYS = new Set(["at", "tier", "region", "attributes", "counters", "isAggregate", "allowAggregate", "kinds"])

/** The short road of wasm_bill.c: one area, one call. */
class QuickBill {
  #toll
  #abi
  #words
  #bytes
  #buffer
  #isPlain = false
  #counts = { usage: 0, attributes: 0, counters: 0 }
  constructor(toll, abi) {
    const { toll_js_place: place, toll_js_room: room, toll_js_bill, toll_js_cost } = abi.exports
    this.#toll = toll
    this.#abi = abi
    this.bill = toll_js_bill
    this.cost = toll_js_cost
    this.error = place(PLACE.error)
    this.context = place(PLACE.context)
    this.usage = place(PLACE.usage)
    this.attributes = place(PLACE.attributes)
    this.counterPlace = place(PLACE.counters)
    this.result = place(PLACE.bill)
    this.mostUsage = room(ROOM.usage)
    this.sizes = { text: room(ROOM.text), total: room(ROOM.total), line: abi.struct(KINDS.BillLine).size }
    this.nLinesWord = (this.result + this.sizes.text + abi.struct(KINDS.BillTotal).byKey.get("nLines").offset) >> 2
  }

  #refresh() {
    this.#buffer = this.#abi.exports.memory.buffer
    this.#words = new Uint32Array(this.#buffer)
    this.#bytes = new Uint8Array(this.#buffer)
  }

  /** Writes a record into the area: how many entries of each part. */
  write(card, usage, context) {
    if (this.#buffer !== this.#abi.exports.memory.buffer) this.#refresh()
    const counts = this.#counts
    if (context === undefined) {
      if (!this.#isPlain) this.#writeContext(card, {})
      this.#isPlain = true
      counts.attributes = 0
      counts.counters = 0
    } else {
      this.#writeContext(card, context)
      this.#isPlain = false
    }
    counts.usage = this.#writeUsage(usage)
    return counts
  }

  #writeUsage(usage) {
    const meters = this.#toll.meterNumbers, words = this.#words
    let at = this.usage >> 2, count = 0
    for (const name in usage) {
      const quantity = usage[name]
      if (quantity === undefined) continue
      if (count === this.mostUsage) throw new TollError(`usage has more than ${this.mostUsage} meters`, { status: RANGE, field: "usage" })
      words[at] = meters[name] ?? this.#toll.meter(name)
      words[at + 1] = 0
      if (typeof quantity === "number" && quantity >= 0 && quantity <= Number.MAX_SAFE_INTEGER && Math.floor(quantity) === quantity) {
        words[at + 2] = quantity >>> 0
        words[at + 3] = quantity / TWO_32
      } else {
        this.#writeLong(at + 2, quantity, name)
      }
      at += 4
      count++
    }
    return count
  }

  #writeLong(at, quantity, name) {
    const whole = toBigInt(quantity, name)
    if (whole !== BigInt.asIntN(64, whole)) throw new TollError(`${name} must be in -2^63 .. 2^63 - 1, found ${quantity}`, { status: RANGE, field: name })
    this.#words[at] = Number(whole & 0xffffffffn)
    this.#words[at + 1] = Number(whole >> 32n & 0xffffffffn)
  }

  #writeContext(card, context) {
    for (const key of Object.keys(context)) {
      if (!CONTEXT_KEYS.has(key)) throw new TollError(`context has no field ${key}; it has ${[...CONTEXT_KEYS].join(", ")}`, { status: UNKNOWN_ID, field: key })
    }
    const attributes = attributesOf(card.book, context.attributes), counters = countersOf(card.book, context.counters)
    if (attributes.length > 16 || counters.length > 16) throw new TollError("a context has at most 16 attributes and 16 counters", { status: RANGE, field: "context" })
    this.#abi.write(this.context, KINDS.BillContext, contextOf(card.book, context), "context")
    attributes.forEach((each, index) => this.#abi.write(this.attributes + 16 * index, KINDS.BillAttribute, each, "attributes"))
    counters.forEach((each, index) => this.#abi.write(this.counterPlace + 16 * index, KINDS.BillCounter, each, "counters"))
    this.#counts.attributes = attributes.length
    this.#counts.counters = counters.length
    if (this.#buffer !== this.#abi.exports.memory.buffer) this.#refresh()
  }

  text(length) {
    const bytes = this.#bytes, start = this.result
    let text = ""
    for (let at = start; at < start + length; at++) text += DIGITS[bytes[at] - 45]
    return text
  }

  /** The counts of the last record: meter, 0, low half, high half of each. */
  keepUsage(count) {
    const at = this.usage >> 2
    return this.#words.slice(at, at + 4 * count)
  }

  writeAgain(card, usage) {
    this.write(card, NONE, undefined)
    this.#words.set(usage, this.usage >> 2)
  }

  /** Totals and lines of the last bill. */
  keepBill() {
    const words = this.#words, from = (this.result + this.sizes.text) >> 2
    return words.slice(from, from + ((this.sizes.total + this.sizes.line * words[this.nLinesWord]) >> 2))
  }

  counters(context) {
    if (context?.counters === undefined) return NONE
    const names = Object.keys(context.counters)
    return Object.fromEntries(names.map((name, index) => [name, this.#abi.read(this.counterPlace + 16 * index, KINDS.BillCounter).used]))
  }
}

const NONE = Object.freeze({})
const DIGITS = ["-", ".", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

/** A compiled price book. */
export class Book {
  #toll
  #abi
  #texts = new Map()
  #tiers = new Map()
  constructor(toll, abi, memory) {
    this.#toll = toll
    this.#abi = abi
    this.memory = memory
  }

  get length() { return this.#abi.call("toll_book_count", { book: this.memory }) }
  get hash() { return this.#abi.call("toll_book_get_hash", { book: this.memory }) }
  bytes() { return this.memory.bytes() }
  row(index) { return this.#abi.call("toll_book_get_row", { book: this.memory, index }) }
  dispose() { this.memory.dispose() }

  /** Checks every row and proves the hash; of one tariff if it is given. */
  verify(tariff = EVERY_TARIFF) { this.#abi.call("toll_book_verify", { book: this.memory, tariff }) }

  /** What a name means, as logs and people write it. */
  resolve(model, { provider = "", at } = {}) {
    return this.#find(model, provider, at).found
  }

  #find(model, provider, at) {
    return this.#abi.call("toll_book_resolve", { book: this.memory, provider: provider === "" ? null : provider, model,
      atS: at === undefined || at === null ? now() : seconds(at) })
  }

  /** The card of a name at an instant (default: now). */
  card(model, { provider = "", at } = {}) {
    const { card, found } = this.#find(model, provider, at)
    return new Card(this.#toll, this.#abi, this, card, found)
  }

  /** From when until when (exclusive) a name is answered as at an instant: as long a card may be kept. */
  validity(model, { provider = "", at } = {}) {
    return this.#abi.call("toll_book_find_validity", { book: this.memory, provider, model, atS: at === undefined || at === null ? now() : seconds(at) })
  }

  /** Names near to one, best first. */
  suggest(model, provider = "") {
    return this.#abi.call("toll_book_suggest", { book: this.memory, provider, model, capacity: 8 }).candidates
  }

  /** Every tariff: provider, sku, currency, validity in seconds, names. */
  tariffs() {
    const found = []
    for (let index = 0; ; index++) {
      let row
      try { row = this.row(index) } catch (error) {
        if (error.status === RANGE) return found
        throw error
      }
      if (row.kind === "tariff") found.push({ sku: row.text, provider: row.key, currency: row.value, fromS: row.fromS, untilS: row.untilS, names: [] })
      else if (row.kind === "match") found.at(-1).names.push(row.text)
    }
  }

  /** This book's number of a text of a record's context; 0 for the empty one. */
  intern(text) { return this.#intern(this.#texts, "toll_book_intern", text) }
  internTier(text) { return this.#intern(this.#tiers, "toll_book_intern_tier", text) }

  #intern(known, name, text) {
    let number = known.get(text)
    if (number !== undefined) return number
    number = this.#abi.call(name, { book: this.memory, text: typeof text === "number" ? String(text) : text })
    if (known.size >= 4096) known.clear()
    known.set(text, number)
    return number
  }

  /** This book with negotiated terms laid over it. */
  overlay(rows) {
    const { book, usedBytes } = this.#abi.call("toll_book_overlay", { base: this.memory, rows: this.#toll.tariffRows(rows) })
    book.size = Number(usedBytes)
    return new Book(this.#toll, this.#abi, book)
  }

  /** Closes an account's period: fees, minimum spend, caps, from sums of each tariff. */
  closePeriod(sums, period = 0) {
    const { lines, total } = this.#abi.call("toll_bill_close_period", { book: this.memory, period, sums })
    return { billed: total.billedCost, total, lines }
  }
}

// ---- deployments ----------------------------------------------------------------------------------------------------

const supplyOf = (price, more = {}) => isObject(price) && !Array.isArray(price) && !("mid" in price) ? price : { usdPerGpuHour: price, ...more }
const loadOf = (load) => load.requestsPerS > 0 && load.mode === undefined ? { ...load, mode: "open" } : load

/** A model in a precision on accelerators, run by an engine. */
export class Deployment {
  #abi
  constructor(abi, memory, names) {
    this.#abi = abi
    this.memory = memory
    this.names = names
  }

  dispose() { this.memory.dispose() }
  #ask(name, args) { return this.#abi.call(name, { deployment: this.memory, ...args }) }

  #fitted(result, load) {
    if (!result.flags.includes("no_fit") || load.assumeFit) return result
    const context = Math.ceil((load.inputTokens ?? 1000) + (load.outputTokens ?? 500))
    const { marginBytes } = this.fit(1, context)
    throw new DoesNotFit(`${this.names.model} ${this.names.precision ?? ""} on ${this.names.hardware} does not fit with a request of ${context} tokens: `
      + `${(-Number(marginBytes) / 1e9).toFixed(1)} GB are missing on the fullest accelerator; assumeFit: 1 estimates it nevertheless`, marginBytes)
  }

  /** Memory of the fullest accelerator with so many sequences; "does not fit" is an answer. */
  fit(sequences, contextTokens) { return this.#ask("toll_step_estimate_memory", { sequences, contextTokens }) }
  mostSequences(contextTokens) { return this.#ask("toll_step_bound_sequences", { contextTokens }) }
  longestContext(sequences) { return this.#ask("toll_step_bound_context", { sequences }) }
  step(batch) { return this.#ask("toll_step_estimate", { batch }) }
  /** Steady state: latencies, rates, power as ranges. */
  serve(load) { return this.#fitted(this.#ask("toll_serve_estimate", { load: loadOf(load) }), load) }
  /** Arrivals at a rate: waits and their quantiles. */
  queue(load) { return this.#fitted(this.#ask("toll_serve_estimate_queue", { load: loadOf(load) }), load) }
  terms(load) { return this.#ask("toll_serve_estimate_terms", { load: loadOf(load) }) }
  boundRate(load, limits) { return this.#ask("toll_serve_bound_rate", { load: { mode: "open", ...load }, limits }) }
  admission(batch, load, price) { return this.#ask("toll_serve_estimate_admission", { batch, load: loadOf(load), supply: supplyOf(price) }) }
  split(load, price) { return this.#ask("toll_serve_estimate_split", { load: loadOf(load), supply: supplyOf(price) }) }
  /** Medians at many loads. */
  serveColumns(inputTokens, outputTokens, concurrency) { return this.#ask("toll_serve_estimate_columns", { inputTokens, outputTokens, concurrency }) }
  calibrate(anchors) { return this.#ask("toll_serve_calibrate", { anchors }) }
  corrected(load, correction) { return this.#fitted(this.#ask("toll_serve_estimate_corrected", { load: loadOf(load), correction }), load) }
  /** Cost per million tokens of a steady state: a price per accelerator-hour, or a whole supply. */
  cost(result, price, more) { return this.#abi.call("toll_serve_estimate_cost", { result, supply: supplyOf(price, more) }) }
  energy(result, site = {}) { return this.#abi.call("toll_serve_estimate_energy", { result, site }) }
}

/** A cost scenario, planned once and evaluated many times. */
export class Scenario {
  #abi
  constructor(abi, rows) {
    this.#abi = abi
    this.rows = rows
    this.memory = abi.call("toll_tco_resolve", { rows })
    this.conventions = abi.call("toll_tco_get_conventions", { plan: this.memory })
  }

  dispose() { this.memory.dispose() }

  get options() { return this.rows.filter((row) => row.kind === "option").map((row) => row.text) }

  #option(option) {
    if (typeof option !== "string") return option
    const row = this.rows.find((each) => each.kind === "option" && each.text === option)
    if (row !== undefined) return row.option
    throw new TollError(`option "${option}" is not declared; there are: ${this.options.join(", ")}`, { status: UNKNOWN_ID, field: "option" })
  }

  /** Evaluates an option, at the medians or at one number a row. */
  estimate(option, values) {
    const account = this.#abi.call("toll_tco_estimate", { plan: this.memory, option: this.#option(option), values })
    return new Account(this.#abi, this, account)
  }

  #question({ option, against, metric = "npv", timing, fixedSizing = false }) {
    return { option: this.#option(option), against: against === undefined ? 0 : this.#option(against), metric,
      ...(timing === undefined ? {} : { timing }), fixedSizing: Number(fixedSizing) }
  }

  /** Tornado: rows with a range and the answer at their ends, widest first. */
  swings(question) {
    const { atLow, atHigh, atMedians } = this.#abi.call("toll_risk_estimate_swings",
      { plan: this.memory, question: this.#question(question), count: this.rows.length })
    const swings = this.rows.map((_, row) => ({ row, atLow: atLow[row], atHigh: atHigh[row], width: Math.abs(atHigh[row] - atLow[row]) }))
    return { atMedians, swings: swings.filter((swing) => swing.width > 0).sort((a, b) => b.width - a.width) }
  }

  /** Answers of seeded draws; NaN: no value. */
  draws(question, count, { seed = 0, first = 0 } = {}) {
    return this.#abi.call("toll_risk_estimate_draws", { plan: this.memory, question: this.#question(question), seed, first, count })
  }

  /** The smallest change of a row's number that makes the other option cheaper. */
  flip(question, row, low, high) {
    const value = this.rows[row]?.value
    return this.#abi.call("toll_risk_find_flip", { plan: this.memory, question: this.#question(question), row,
      low: low ?? value?.low ?? value, high: high ?? value?.high ?? value })
  }
}

/** An evaluated option. */
export class Account {
  #abi
  #scenario
  constructor(abi, scenario, memory) {
    this.#abi = abi
    this.#scenario = scenario
    this.memory = memory
  }
  dispose() { this.memory.dispose() }
  get summary() { return this.#abi.call("toll_tco_get_summary", { account: this.memory }) }
  get amounts() { return this.#abi.call("toll_tco_get_amounts", { account: this.memory, amountCount: this.#scenario.conventions.rows }) }
  get lines() { return this.#abi.call("toll_tco_get_lines", { plan: this.#scenario.memory, account: this.memory, capacity: 65536 }).lines }
  /** One number a period, then that of the close. */
  series(series, category) {
    const code = codeOf("Series", series) + 256 * (category === undefined ? 0 : codeOf("Category", category))
    return this.#abi.call("toll_tco_get_series", { account: this.memory, series: code, numberCount: this.#scenario.conventions.periods + 1 })
  }
}

function codeOf(enumeration, name) {
  if (typeof name === "number") return name
  if (Object.hasOwn(CODES[enumeration], name)) return CODES[enumeration][name]
  throw new TollError(`${enumeration} must be one of ${Object.keys(CODES[enumeration]).join(", ")}, found ${JSON.stringify(name)}`, { status: UNKNOWN_ID, field: enumeration })
}

// ---- the library ----------------------------------------------------------------------------------------------------

const OPS = { match: "Match", multiplier: "Factor", minimum: "MinimumOf", step: "StepRounding", derive: "Derive", volume: "Volume", allowance: "Ratio",
  fee: "Period", floor: "Period", cap: "Period" }
const ROW_DEFAULTS = { tariff: { fromS: EVER, untilS: FOREVER, origin: "public" }, match: { op: "exact" }, multiplier: { op: "list" }, minimum: { op: "line" },
  step: { op: "up" }, derive: { op: "up", per: 1 }, volume: { op: "marginal" }, allowance: { op: "given" }, calendar: { fromS: EVER, untilS: FOREVER },
  zone: { fromS: EVER, untilS: FOREVER }, when_instant: { fromS: EVER, untilS: FOREVER } }

function tariffRow(row) {
  const full = { ...ROW_DEFAULTS[row?.kind], ...row }
  return typeof full.op === "string" ? { ...full, op: codeOf(OPS[full.kind] ?? "Op", full.op) } : full
}

/** The library in one module. */
export class Toll {
  #abi
  #quick
  #public
  constructor(instance) {
    const abi = this.#abi = new Abi(instance)
    /** Every function of the C library, its arguments by name: t.c.finance... */
    this.c = {}
    for (const name of Object.keys(CALLS)) this.c[camelOf(name.slice("toll_".length))] = (args) => abi.call(name, args)
    this.meters = Array.from({ length: abi.call("toll_bill_meter_count") }, (_, index) => abi.call("toll_bill_meter_get", { meter: index + 1 }))
    this.meterNumbers = Object.create(null)
    this.meters.forEach((each, index) => { this.meterNumbers[each.name] = this.meterNumbers[camelOf(each.name)] = index + 1 })
    Object.assign(this, fileReaders(this, abi))
  }

  get version() { return this.#abi.call("toll_version_string") }
  /** Date of the catalog's facts. */
  get catalogVersion() { return this.#abi.call("toll_catalog_version") }
  get quick() { return this.#quick ??= new QuickBill(this, this.#abi) }

  /** Number of a meter by its name, "cacheRead" or "cache_read". */
  meter(name) {
    if (typeof name === "number") return name
    const known = this.meterNumbers[name]
    if (known !== undefined) return known
    throw new TollError(`usage: no meter is called ${JSON.stringify(name)}; there are ${this.meters.map((each) => camelOf(each.name)).join(", ")}`,
      { status: UNKNOWN_ID, field: String(name) })
  }

  usageRows(usage) {
    return Object.entries(usage).filter(([, quantity]) => quantity !== undefined).map(([name, quantity]) => ({ meter: this.meter(name), quantity }))
  }

  // ---- books and bills ----

  /** The built-in book of published prices. */
  get book() { return this.#public ??= new Book(this, this.#abi, this.#abi.call("toll_book_get_public")) }

  /** A book that was saved; for one from a stranger, call verify() as well. */
  openBook(bytes) {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
    if (!ArrayBuffer.isView(view)) throw new TollError("a book must be bytes", { status: RANGE, field: "book" })
    const memory = new Memory(this.#abi, this.#abi.take(view.byteLength), view.byteLength)
    this.#abi.u8().set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), memory.pointer)
    try { this.#abi.call("toll_book_open", { book: memory }) } catch (error) { memory.dispose(); throw error }
    return new Book(this, this.#abi, memory)
  }

  /** Rows of a tariff as the library takes them: words of `op`, defaults of kind, validity and origin. */
  tariffRows(rows) {
    if (!Array.isArray(rows)) throw new TollError("rows must be an array", { status: RANGE, field: "rows" })
    return rows.map(tariffRow)
  }

  compileBook(rows) {
    const { book, usedBytes } = this.#abi.call("toll_book_compile", { rows: this.tariffRows(rows) })
    book.size = Number(usedBytes)
    return new Book(this, this.#abi, book)
  }

  /** The card of a model in the built-in book, or in `book`. */
  card(model, { provider, at, book = this.book } = {}) { return book.card(model, { provider, at }) }

  /**
   * Billed amounts of the rows of a table. `cards` has a card, or null for a model that is not known; `cardOfRow` says
   * which one a row has (default: the first); `contexts` one context for each card; `at` an instant for each row.
   */
  rows(cards, usage, { cardOfRow, contexts = [], at } = {}) {
    const names = Object.keys(usage), quantities = names.map((name) => usage[name])
    const raters = cards.map((card, index) => card === null ? null : card.rater(names, contexts[index] ?? contexts[0]))
    try {
      return this.#abi.borrow(() => this.#rows(raters, names, quantities, cardOfRow, at))
    } finally {
      for (const rater of raters) rater?.dispose()
    }
  }

  /** Straight to the function, since a row that is refused is an answer here, and amounts stay bytes. */
  #rows(raters, names, quantities, cardOfRow, at) {
    const abi = this.#abi, count = quantities[0]?.length ?? 0
    const amounts = abi.lend(16 * count), statuses = abi.lend(4 * count)
    const words = abi.words("toll_bill_compute_rows", { raters, raterOfRow: cardOfRow, meters: names.map((name) => this.meter(name)), quantities,
      atS: at === undefined ? undefined : Array.from(at, (each) => seconds(each)) })
    const status = abi.exports.toll_bill_compute_rows(...words, amounts, statuses, abi.error)
    const rows = new Int32Array(abi.u8().buffer.slice(statuses, statuses + 4 * count))
    if (status < 0 && rows.every((row) => row === 0)) throw abi.errorAt(abi.error, status)
    return new Amounts(abi.u8().slice(amounts, amounts + 16 * count), rows)
  }

  reconcile(rows) { return this.#abi.call("toll_bill_reconcile", { rows, capacity: 4096 }) }

  // ---- catalog ----

  #table(table) {
    if (Object.hasOwn(TABLES, table)) return TABLES[table]
    throw new TollError(`table must be one of ${Object.keys(TABLES).join(", ")}, found ${JSON.stringify(table)}`, { status: UNKNOWN_ID, field: "table" })
  }

  /** Ids of a table: hardware, models, precisions, engines, instances, ... */
  ids(table) {
    const code = this.#table(table), count = this.#abi.call("toll_catalog_count", { table: code })
    return Array.from({ length: count }, (_, index) => this.#abi.call("toll_catalog_get_id", { table: code, index }))
  }

  /** What a name of hardware or of a model is read as, with what was assumed. */
  find(table, name) {
    return this.#abi.call(this.#table(table) === TABLES.models ? "toll_catalog_find_model" : "toll_catalog_find_hw", { name })
  }

  /** The row, unless something had to be assumed: a call that returns a row has no place for a note. */
  #sure(table, name) {
    const match = this.find(table, name)
    if (match.how.includes("variant")) throw new TollError(`name stands for several: ${match.id}, ${match.also}`, { status: AMBIGUOUS, field: "name" })
    if (match.count > 1) throw new TollError(`name states ${match.count} accelerators; give one's name`, { status: CONFLICT, field: "name" })
    return match
  }

  hardware(name) { return this.#abi.call("toll_catalog_get_hw", { index: this.#sure("hardware", name).index }) }

  /** A model with its layers. */
  model(name) {
    const { index } = this.#sure("models", name)
    return { ...this.#abi.call("toll_catalog_get_model", { index }), layers: this.#abi.call("toll_catalog_get_layers", { index, capacity: 4096 }).layers }
  }

  precision(name, model) { return this.#abi.call("toll_catalog_find_precision", { name, model }) }
  engine(name, hw) { return this.#abi.call("toll_catalog_find_engine", { name, hw }) }
  constants(hw, precision, engine) { return this.#abi.call("toll_catalog_get_constants", { hw, precision, engine }) }
  instances() { return this.#tableRows(TABLES.instances, "toll_catalog_get_instance") }
  offerings() { return this.#tableRows(TABLES.offerings, "toll_catalog_get_offering") }
  #tableRows(table, name) {
    return Array.from({ length: this.#abi.call("toll_catalog_count", { table }) }, (_, index) => this.#abi.call(name, { index }))
  }

  count(model) { return this.#abi.call("toll_model_count", { model, layers: model.layers }) }
  weights(model, precision) { return this.#abi.call("toll_model_compute_weights", { model, layers: model.layers, precision }) }
  kvCache(model, precision, contextTokens) { return this.#abi.call("toll_model_compute_kv", { model, layers: model.layers, precision, contextTokens }) }

  // ---- deployments and plans ----

  #statedPrecision(name) {
    const match = this.#sure("models", name)
    if (match.how.includes("other_precision")) {
      throw new TollError("precision must be given: the one that the model's name states is not in the catalog", { status: MISSING, field: "precision" })
    }
    return match.precisionId
  }

  /** A deployment from catalog names, or from rows of your own. */
  deploy({ hardware, model, precision, engine = "vllm", tp = 1, pp = 1, ep = 1, dp = 1, internodeBytesPerS = null, constants, ...rest }) {
    for (const key of Object.keys(rest)) throw new TollError(`a deployment has no field ${key}; it has hardware, model, precision, engine, tp, pp, ep, dp, internodeBytesPerS, constants`, { status: UNKNOWN_ID, field: key })
    const layout = { tp, pp, ep, dp, internodeBytesPerS }
    const label = (row) => typeof row === "string" ? row : row?.id
    const names = { hardware: label(hardware), model: label(model), precision: label(precision), engine: label(engine) }
    const isNamed = [hardware, model, precision ?? "", engine].every((each) => typeof each === "string") && constants === undefined
    if (isNamed) {
      return new Deployment(this.#abi, this.#abi.call("toll_catalog_resolve", { hw: hardware, model, precision: precision ?? "", engine, layout }), names)
    }
    const wanted = precision ?? (typeof model === "string" ? this.#statedPrecision(model) || undefined : undefined)
    const hw = typeof hardware === "string" ? this.hardware(hardware) : hardware
    const row = typeof model === "string" ? this.model(model) : model
    const bits = this.#precisionOf(wanted ?? row?.nativePrecision, row)
    const software = typeof engine === "string" ? this.engine(engine, hw) : engine
    const memory = this.#abi.call("toll_step_resolve", { hw, model: row, layers: row?.layers, precision: bits, layout, engine: software,
      constants: constants ?? this.constants(hw, bits, software) })
    return new Deployment(this.#abi, memory, names)
  }

  #precisionOf(precision, model) {
    if (isObject(precision)) return precision
    if (!precision) throw new TollError("precision must be given: the model's own is not known", { status: MISSING, field: "precision" })
    return this.precision(precision, model)
  }

  #mask(table, names) {
    return names === undefined ? 0n : names.reduce((mask, name) => mask | 1n << BigInt(this.#abi.call("toll_catalog_find", { table, id: name })), 0n)
  }

  #supplies(supplies) {
    const own = [], offers = Array.isArray(supplies) ? supplies : Object.entries(supplies).map(([hardware, price]) => ({ hardware, usdPerGpuHour: price }))
    const rows = offers.map(({ hardware, ...offer }) => {
      if (!isObject(hardware)) return { hw: this.#sure("hardware", hardware).index, ...offer }
      own.push(hardware)
      return { hw: own.length - 1, ...offer, flags: [...(offer.flags ?? []), "own_hw"] }
    })
    return { offers, rows, own }
  }

  #plan(name, { model, supplies, precisions, engines, capacity = 64, ...need }, more) {
    const row = typeof model === "string" ? this.model(model) : model
    const { offers, rows, own } = this.#supplies(supplies)
    const found = this.#abi.call(name, { model: row, layers: row?.layers, supplies: rows, ownHw: own, capacity, ...more,
      need: { ...need, precisions: this.#mask(TABLES.precisions, precisions), engines: this.#mask(TABLES.engines, engines) } })
    const named = (table, index) => this.#abi.call("toll_catalog_get_id", { table, index })
    const options = found.options.map((option, index) => ({ ...option, hardware: isObject(offers[option.supply].hardware)
      ? offers[option.supply].hardware.id : named(TABLES.hardware, option.hw), precision: named(TABLES.precisions, option.precision),
    engine: named(TABLES.engines, option.engine), ...(found.reaches === undefined ? {} : { reach: found.reaches[index] }) }))
    return { options, summary: found.summary }
  }

  /** The cheapest deployments that carry a load within its limits. No option is an answer: `summary` says why. */
  plan(question) { return this.#plan("toll_plan_search", question) }
  /** The most load within caps, the lowest price, or the load from which on it is that cheap. */
  most({ goal, usdPerHour, powerW, usdPerMtok, pue, hostPowerFrac, ...question }) {
    const most = Object.fromEntries(Object.entries({ goal, usdPerHour, powerW, usdPerMtok, pue, hostPowerFrac }).filter(([, value]) => value !== undefined))
    return this.#plan("toll_plan_find_most", question, { most })
  }

  /** A cost scenario from rows. */
  scenario(rows) { return new Scenario(this.#abi, rows) }
}

/** Bytes of the module: from beside this file, an address, a Response, or as they are. */
async function moduleOf(source) {
  if (source instanceof WebAssembly.Module) return source
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source)
  if (typeof Response !== "undefined" && source instanceof Response) return WebAssembly.compile(await source.arrayBuffer())
  const url = new URL(source, import.meta.url)
  if (url.protocol === "file:" && globalThis.process?.versions?.node !== undefined) {
    const { readFile } = await import("node:fs/promises")
    return WebAssembly.compile(await readFile(url))
  }
  const response = await fetch(url)
  if (!response.ok) throw new TollError(`${url} can't be loaded: ${response.status} ${response.statusText}`, { status: MISSING, field: "source" })
  return WebAssembly.compile(await response.arrayBuffer())
}

/** Loads the library. `source`: "core" (default), "bill", "io", an address, bytes, a Response or a WebAssembly.Module. */
export async function load(source = "core") {
  const given = await source
  const from = typeof given === "string" && Object.hasOwn(FILES, given) ? `./${FILES[given]}` : given
  const found = await WebAssembly.instantiate(await moduleOf(from), {})
  return new Toll(found)
}
