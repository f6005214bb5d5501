// SPDX-License-Identifier: Apache-2.0
// The readers of libtoll-io: models, scenarios, usage logs and price catalogs from the bytes of files.
import { KINDS } from "./generated/abi.mjs"
import { TollError, toCamel } from "./marshal.mjs"

const IO = { unread: 1001, part: 1002, remark: 1003, attribute: 1004, kind: 1005, usage: 1006 }
const USAGE = { NOTHING: 3, AT: 1n, COST: 2n }
const USAGE_FLAGS = ["read_beside", "read_inside", "open_parts", "cut", "merged_kinds", "unread_part", "share"]
const ASSUMED = { model: 1, provider: 2, tier: 3, region: 4, account: 5 }
const FORMATS = { genai_prices: 1, litellm: 2, models_dev: 3, openrouter: 4 }
const REMARKS = ["", "left_out", "not_expressed", "name_lost", "snapped"]
const LAYERS = 4096, SCENARIO_ROWS = 4096, UNREAD_KEYS = 256, PARTS = 64
const BUFFER = -40, UNKNOWN_ID = -10, UNSUPPORTED = -31

class Reader {
  constructor(toll, abi) {
    this.toll = toll
    this.abi = abi
    this.x = abi.exports
  }

  /** Calls with pointers and lengths as they are; the error's place is added. */
  ask(name, ...words) {
    this.abi.throwIf(this.x[name](...words, this.abi.error))
  }

  rows(pointer, kind, count) {
    const { size } = this.abi.struct(kind)
    return Array.from({ length: count }, (_, index) => this.abi.read(pointer + size * index, kind))
  }

  count(pointer) {
    return Number(this.abi.data().getBigUint64(pointer, true))
  }

  fresh(kind) {
    const pointer = this.abi.lend(this.abi.struct(kind).size)
    this.abi.write(pointer, kind, {}, "result")
    return pointer
  }

  /** Rows of a list whose number is not known before: asked once for the number, once for the rows. */
  list(kind, capacity, call) {
    const { abi } = this, { size } = abi.struct(kind), found = abi.lend(8)
    const pointer = abi.lend(size * capacity)
    call(pointer, BigInt(capacity), BigInt(size), found)
    return this.rows(pointer, kind, this.count(found))
  }

  text(value, field) {
    const [pointer, length] = typeof value === "string" ? this.abi.lendText(value, field) : this.abi.lendBytes(value, field)
    return [pointer, BigInt(length)]
  }

  readConfig(text, { quant, allowUnknown = false } = {}) {
    return this.abi.borrow(() => {
      const file = this.text(text, "config"), second = quant === undefined ? [0, 0n] : this.text(quant, "quant")
      const flags = allowUnknown ? 1n : 0n, pointer = this.fresh(KINDS.Model)
      const layers = this.list(KINDS.Layer, LAYERS, (rows, capacity, stride, found) =>
        this.ask("toll_io_parse_config", ...file, ...second, flags, pointer, rows, capacity, stride, found))
      const model = { ...this.abi.read(pointer, KINDS.Model), layers }
      const unread = this.list(IO.unread, UNREAD_KEYS, (...list) => this.ask("toll_io_find_unread", ...file, ...second, flags, ...list))
      const parts = this.list(IO.part, PARTS, (...list) => this.ask("toll_io_find_parts", ...file, flags, ...list))
      return { model, precision: this.#precision(file, second, flags), unread, parts }
    })
  }

  #precision(file, second, flags) {
    const pointer = this.fresh(KINDS.Precision)
    this.ask("toll_io_parse_config_precision", ...file, ...second, flags, pointer)
    return this.abi.read(pointer, KINDS.Precision)
  }

  readGguf(bytes) {
    return this.abi.borrow(() => {
      const file = this.text(bytes, "bytes"), model = this.fresh(KINDS.Model), precision = this.fresh(KINDS.Precision), weights = this.abi.lend(8)
      const layers = this.list(KINDS.Layer, LAYERS, (rows, capacity, stride, found) =>
        this.ask("toll_io_parse_gguf", ...file, 0n, model, rows, capacity, stride, found, precision, weights))
      return { model: { ...this.abi.read(model, KINDS.Model), layers }, precision: this.abi.read(precision, KINDS.Precision),
        weightBytes: this.count(weights), unread: [], parts: [] }
    })
  }

  readScenario(text) {
    return this.abi.borrow(() => {
      const file = this.text(text, "scenario")
      return this.list(KINDS.ScenarioRow, SCENARIO_ROWS, (rows, capacity, stride, found) => {
        const lines = this.abi.lend(4 * Number(capacity))
        this.ask("toll_io_parse_scenario", ...file, rows, lines, capacity, stride, found)
      })
    })
  }

  importPrices(text, { format, source, sourceDate = 0, provider }) {
    if (!Object.hasOwn(FORMATS, format)) throw new TollError(`format must be one of ${Object.keys(FORMATS).join(", ")}, found ${JSON.stringify(format)}`, { status: UNKNOWN_ID, field: "format" })
    return this.abi.borrow(() => {
      const file = this.text(text, "text"), from = this.text(source, "source")[0], seller = provider === undefined ? 0 : this.text(provider, "provider")[0]
      const row = this.abi.struct(KINDS.BillRow).size, remark = this.abi.struct(IO.remark).size, nRows = this.abi.lend(8), nRemarks = this.abi.lend(8)
      const ask = (rows, capacity, remarks, room) => this.ask("toll_io_import_prices", ...file, FORMATS[format], seller, from, BigInt(sourceDate), rows,
        BigInt(capacity), BigInt(row), nRows, remarks, BigInt(room), BigInt(remark), nRemarks)
      try { ask(0, 0, 0, 0) } catch (error) { if (error.status !== BUFFER) throw error }
      const rowCount = this.count(nRows), remarkCount = this.count(nRemarks)
      const rows = this.abi.lend(row * rowCount), remarks = this.abi.lend(remark * remarkCount)
      ask(rows, rowCount, remarks, remarkCount)
      return { rows: this.rows(rows, KINDS.BillRow, rowCount),
        remarks: this.rows(remarks, IO.remark, remarkCount).map((each) => ({ ...each, kind: REMARKS[each.kind] ?? each.kind })) }
    })
  }

  families() {
    return Array.from({ length: this.x.toll_io_count_families() }, (_, index) => this.abi.readText(this.x.toll_io_get_family(index)))
  }

  usageShapes() {
    return Array.from({ length: this.x.toll_io_usage_count_shapes() }, (_, index) => this.abi.readText(this.x.toll_io_usage_get_shape(index)))
  }

  /** Every record of a log, one after another; a line that is refused gives a record with `error`. */
  *usageRecords(text, options = {}) {
    const reader = this.abi.borrow(() => this.#open(options))
    try {
      let number = 0
      for (const line of typeof text === "string" ? linesOf(text) : text) {
        number++
        if (line.trim() !== "") yield* this.#readLine(reader, line, number)
      }
      yield* this.#finish(reader)
    } finally {
      this.x.toll_io_usage_close(reader)
    }
  }

  readUsage(text, options) {
    return [...this.usageRecords(text, options)]
  }

  #open({ shape, assume = {} }) {
    const place = this.abi.lend(8), [name, length] = shape === undefined ? [0, 0n] : this.text(shape, "shape")
    this.ask("toll_io_usage_open", name, length, place)
    const reader = this.abi.u32()[place / 4]
    for (const [field, value] of Object.entries(assume)) {
      if (!Object.hasOwn(ASSUMED, field)) throw new TollError(`assume must be one of ${Object.keys(ASSUMED).join(", ")}, found ${JSON.stringify(field)}`, { status: UNKNOWN_ID, field })
      const [pointer, bytes] = this.text(value, field)
      this.ask("toll_io_usage_assume", reader, ASSUMED[field], pointer, bytes)
    }
    return reader
  }

  #readLine(reader, line, number) {
    return this.abi.borrow(() => {
      const { size } = this.abi.struct(IO.usage), record = this.abi.lend(size), [pointer, length] = this.text(line, "line"), records = []
      this.#keep(records, number, record, this.x.toll_io_usage_read(reader, pointer, length, record, BigInt(size), this.abi.error))
      while (this.x.toll_io_usage_count_left(reader) > 0n) {
        this.#keep(records, number, record, this.x.toll_io_usage_next(reader, record, BigInt(size), this.abi.error))
      }
      return records
    })
  }

  #finish(reader) {
    return this.abi.borrow(() => {
      const { size } = this.abi.struct(IO.usage), record = this.abi.lend(size), records = []
      this.#keep(records, 0, record, this.x.toll_io_usage_finish(reader, record, BigInt(size), this.abi.error))
      return records
    })
  }

  #keep(records, line, record, status) {
    if (status < 0) records.push({ line, error: this.abi.errorAt(this.abi.error, status) })
    else if (this.abi.data().getUint32(record, true) !== USAGE.NOTHING) records.push({ line, ...this.#record(record) })
  }

  #record(pointer) {
    const { known, nUsage, nAttributes, nKinds, ...read } = this.abi.read(pointer, IO.usage), bits = BigInt(known)
    const place = (key) => pointer + this.abi.struct(IO.usage).byKey.get(key).offset
    const pairs = this.rows(place("usage"), KINDS.BillUsage, nUsage), kinds = this.rows(place("kinds"), IO.kind, nKinds)
    return { shape: this.abi.readText(this.x.toll_io_usage_get_shape(read.shape)), snapshot: read.kind === 2, model: read.model, provider: read.provider, tier: read.tier,
      region: read.region, account: read.account, at: bits & USAGE.AT ? read.atS : null, id: [read.idHigh, read.idLow],
      usage: Object.fromEntries(pairs.map((pair) => [toCamel(pair.meter), pair.quantity])),
      attributes: Object.fromEntries(this.rows(place("attributes"), IO.attribute, nAttributes).map(({ key, value }) => [key, value])),
      kinds: kinds.map(({ meter, quantity, key, value }) => ({ meter: toCamel(this.toll.meters[Number(meter) - 1].name), quantity, attributes: { [key]: value } })),
      statedCost: bits & USAGE.COST ? read.statedCost : null, currency: read.currency,
      flags: USAGE_FLAGS.filter((_, bit) => BigInt(read.flags) >> BigInt(bit) & 1n) }
  }
}

/** Lines one at a time: a log of 100 MB is not cut into an array first. */
function* linesOf(text) {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start)
    yield text.slice(start, end < 0 ? text.length : end)
    start = end < 0 ? text.length : end + 1
  }
}

/** The readers as functions of a library; without libtoll-io they say which build has them. */
export function fileReaders(toll, abi) {
  const names = ["readConfig", "readGguf", "readScenario", "readUsage", "usageRecords", "importPrices", "families", "usageShapes"]
  const reader = abi.exports.toll_io_parse_config === undefined ? null : new Reader(toll, abi)
  return Object.fromEntries(names.map((name) => [name, (...args) => {
    if (reader === null) throw new TollError(`this build of the module has no ${name}(): load("io")`, { status: UNSUPPORTED, field: name })
    return reader[name](...args)
  }]))
}
