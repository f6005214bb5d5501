// SPDX-License-Identifier: Apache-2.0
// Calls of the C library from JavaScript: structs as objects, arrays of rows, texts, columns, opaque memory, errors.
//
// Layouts come from the module itself: toll_field_get() says where each field of a struct lies. abi.mjs says how the
// arguments of a function belong together, one word each:
//
//   in:load:14             an object, written as struct kind 14       out:result:15         a struct, read as an object
//   rows:layers:3          an array -> pointer, count, stride         outrows:options:72    -> pointer, capacity(, stride)
//   array:usage:105        an array -> pointer, count                 outarray:parts:102:L  -> pointer; L says how many
//   column:x:f64           numbers -> pointer                         outcolumn:y:f64:L     -> pointer; L says how many
//   length:count:x         the length of column x                     outvalue:sum:f64      -> pointer to one number
//   text:name  name:hw     UTF-8 with its length; with a NUL          outtext:text          -> pointer, capacity(, needed)
//   objects:raters         Memories -> array of pointers, count       columns:x:i64  masks:valid   -> array of pointers
//   object:card            Memory or bytes -> pointer, size           room:card             -> fresh Memory, pointer, size
//
// L is "@x" (as long as argument x), "=x" (as argument x says) or "*" (sized_rooms() below says).
import { ABI_VERSION, CALLS, CODES, FIELD_CODES, FLAGS, KINDS, STATUSES } from "./generated/abi.mjs"

const DECIMAL = 101, AMOUNT = 102, ERROR_BYTES = 256
const TYPE = { I32: 1, U32: 2, I64: 3, U64: 4, F64: 5, CHARS: 6, RANGE: 7, DECIMAL: 8, AMOUNT: 9, NESTED: 20 }
const SCALAR_BYTES = { i32: 4, u32: 4, i64: 8, u64: 8, f64: 8 }
const BUFFER = -40, RANGE = -2, NOT_FINITE = -3, UNKNOWN_ID = -10, CONFLICT = -30, UNSUPPORTED = -31, NULL = -1, STRING = -8
const LAST_OWN_KIND = 1000
const POINTER_BYTES = 4
const TWO_32 = 4294967296, HIGH_END = 2097152 // of 2^53: its upper word ends at 2^21
const SCRATCH_BYTES = 1 << 18
const CAPACITY = 64, CAPACITY_MAX = 65536
const ATTOS = 10n ** 18n
const I64_MIN = -(1n << 63n), I64_END = 1n << 63n

/** What the library refused: its message, the status as `code` ("E_RANGE"), the field and the row. */
export class TollError extends Error {
  constructor(message, { status = RANGE, field = "", row = -1, struct = "" } = {}) {
    super(message)
    this.name = "TollError"
    this.status = status
    this.code = STATUSES[status] ?? String(status)
    this.field = field
    this.row = row
    this.struct = struct
  }

  toJSON() {
    const { name, message, code, status, field, row, struct } = this
    return { name, message, code, status, field, row, struct }
  }
}

const shown = (value) => typeof value === "bigint" ? `${value}n` : typeof value === "string" ? JSON.stringify(value) : String(value)
const refuse = (field, what, value, status = RANGE) => {
  throw new TollError(`${field} must be ${what}, found ${shown(value)}`, { status, field })
}

export const toCamel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** A whole number as BigInt: a Number must be safe and without a fraction. */
export function toBigInt(value, field) {
  if (typeof value === "bigint") return value
  if (typeof value === "boolean") return value ? 1n : 0n
  if (typeof value !== "number") refuse(field, "a whole number", value)
  if (Number.isSafeInteger(value)) return BigInt(value)
  if (!Number.isFinite(value)) refuse(field, "finite", value, NOT_FINITE)
  if (!Number.isInteger(value)) refuse(field, "a whole number", value)
  return refuse(field, "a BigInt beyond 2^53 - 1, where a Number is not exact", value)
}

function toInt64(value, field) {
  const whole = toBigInt(value, field)
  if (whole < I64_MIN || whole >= I64_END) refuse(field, "in -2^63 .. 2^63 - 1", value)
  return whole
}

function toUint64(value, field) {
  const whole = toBigInt(value, field)
  if (whole < 0n || whole >= 2n * I64_END) refuse(field, "in 0 .. 2^64 - 1", value)
  return whole
}

function toInt32(value, field, isSigned) {
  const whole = Number(toBigInt(value, field))
  const [low, end] = isSigned ? [-(2 ** 31), 2 ** 31] : [0, 2 ** 32]
  if (whole < low || whole >= end) refuse(field, `in ${low} .. ${end - 1}`, value)
  return whole
}

function toDouble(value, field) {
  if (typeof value === "number") return value
  if (typeof value === "bigint") return Number(value)
  return refuse(field, "a number", value)
}

/** A Number where it is exact, else a BigInt. */
const fromInt64 = (whole) => whole >= -9007199254740991n && whole <= 9007199254740991n ? Number(whole) : whole

function withoutZeros(text) {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 48) end--
  return text.slice(0, end)
}

/** Exact text of `digits` decimal places, trailing zeros dropped: (37200000000000000n, 18) is "0.0372". */
export function exactText(whole, digits, keepZeros = false) {
  const isNegative = whole < 0n
  const text = (isNegative ? -whole : whole).toString().padStart(digits + 1, "0")
  let fraction = digits > 0 ? text.slice(-digits) : ""
  if (!keepZeros) fraction = fraction.replace(/0+$/, "")
  return (isNegative ? "-" : "") + text.slice(0, text.length - digits) + (fraction && "." + fraction)
}

/** Units of 10^-18 as BigInt of an exact text. */
export function attosOf(text) {
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text) ?? refuse("amount", "decimal text", text)
  const attos = BigInt(whole) * ATTOS + BigInt(fraction.padEnd(18, "0"))
  return sign ? -attos : attos
}

/** Memory inside the module that holds one opaque object: a book, a card, a deployment, a plan, an account. */
export class Memory {
  #abi
  #isOwned
  constructor(abi, pointer, size, isOwned = true) {
    this.#abi = abi
    this.#isOwned = isOwned
    this.pointer = pointer
    this.size = size
    if (isOwned) abi.keep(this, pointer)
  }

  /** A copy of its bytes, to be saved. */
  bytes() {
    this.check()
    return this.#abi.u8().slice(this.pointer, this.pointer + this.size)
  }

  /** Frees it now; otherwise it is freed some time after the last reference is gone. The built-in book stays. */
  dispose() {
    if (!this.#isOwned) return
    if (this.pointer !== 0) this.#abi.release(this, this.pointer)
    this.pointer = 0
  }

  check() {
    if (this.pointer === 0) throw new TollError("the object was disposed of", { status: -41, field: "object" })
  }

  belongsTo(abi) {
    return this.#abi === abi
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.dispose()
  }
}

const toParts = (spec) => spec === "" ? [] : spec.split(" ").map((word) => {
  const [what, name, ...detail] = word.split(":")
  return { what: what.replace("?", ""), isOptional: what.endsWith("?"), name, key: toCamel(name), detail }
})

/** The functions of one module, with its memory. */
export class Abi {
  #structs = new Map()
  #calls = new Map()
  #owned
  #encoder = new TextEncoder()
  #decoder = new TextDecoder()
  #buffer
  #views

  constructor(instance) {
    this.exports = instance.exports
    if (this.exports.toll_abi_version?.() !== ABI_VERSION) {
      throw new TollError(`the module has ABI ${this.exports.toll_abi_version?.()}, this binding needs ${ABI_VERSION}`,
        { status: UNSUPPORTED, field: "abi" })
    }
    this.#owned = typeof FinalizationRegistry === "undefined" ? null
      : new FinalizationRegistry((pointer) => this.exports.toll_js_give(pointer))
    this.scratch = this.take(SCRATCH_BYTES)
    this.top = this.scratch
    this.extra = []
    this.depth = 0
    this.error = this.take(ERROR_BYTES)
  }

  // ---- memory ----

  #refresh() {
    const buffer = this.exports.memory.buffer
    if (buffer !== this.#buffer) {
      this.#buffer = buffer
      this.#views = { u8: new Uint8Array(buffer), u32: new Uint32Array(buffer), f64: new Float64Array(buffer), data: new DataView(buffer) }
    }
    return this.#views
  }

  u8() { return this.#refresh().u8 }
  u32() { return this.#refresh().u32 }
  f64() { return this.#refresh().f64 }
  data() { return this.#refresh().data }

  take(bytes) {
    const pointer = bytes < 2 ** 31 ? this.exports.toll_js_take(bytes) : 0
    if (pointer === 0) throw new TollError(`${bytes} bytes of memory are not left`, { status: BUFFER, field: "memory" })
    return pointer
  }

  keep(object, pointer) {
    this.#owned?.register(object, pointer, object)
  }

  release(object, pointer) {
    this.#owned?.unregister(object)
    this.exports.toll_js_give(pointer)
  }

  /** Memory of a call, zeroed, aligned to 8 bytes; freed when the call ends. */
  lend(bytes) {
    const size = Math.max(8, Math.ceil(bytes / 8) * 8)
    if (!(size < 2 ** 31)) throw new TollError(`${bytes} bytes of memory are not left`, { status: BUFFER, field: "memory" })
    if (this.top + size <= this.scratch + SCRATCH_BYTES) {
      const pointer = this.top
      this.top += size
      this.u8().fill(0, pointer, this.top)
      return pointer
    }
    const pointer = this.take(size)
    this.extra.push(pointer)
    return pointer
  }

  /** Runs `work` and takes back what it borrowed. */
  borrow(work) {
    const top = this.top, kept = this.extra.length
    try {
      return work()
    } finally {
      this.top = top
      while (this.extra.length > kept) this.exports.toll_js_give(this.extra.pop())
    }
  }

  // ---- texts ----

  readText(pointer, limit = 1 << 20) {
    const bytes = this.u8()
    let end = pointer
    while (end < pointer + limit && bytes[end] !== 0) end++
    if (end === pointer) return ""
    return this.#decoder.decode(bytes.subarray(pointer, end))
  }

  /** UTF-8 of a text with a NUL after it: [pointer, bytes without the NUL]. */
  lendText(text, field) {
    if (typeof text !== "string") refuse(field, "a text", text, STRING)
    const bytes = this.#encoder.encode(text)
    const pointer = this.lend(bytes.length + 1)
    this.u8().set(bytes, pointer)
    return [pointer, bytes.length]
  }

  lendBytes(bytes, field) {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
    if (!ArrayBuffer.isView(view)) refuse(field, "bytes", bytes)
    const flat = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    const pointer = this.lend(flat.length)
    this.u8().set(flat, pointer)
    return [pointer, flat.length]
  }

  // ---- structs ----

  /** Layout of a struct: its size, and its fields by their names in JavaScript. */
  struct(kind) {
    let struct = this.#structs.get(kind)
    if (struct === undefined) this.#structs.set(kind, struct = this.#askStruct(kind))
    return struct
  }

  #askStruct(kind) {
    if (kind > LAST_OWN_KIND) return this.#askFileStruct(kind)
    const size = Number(this.exports.toll_struct_size(kind))
    if (size === 0) throw new TollError(`this build has no struct of kind ${kind}`, { status: UNSUPPORTED, field: "struct" })
    const struct = { kind, size, name: this.readText(this.exports.toll_struct_name(kind)), fields: [], byKey: new Map(), known: -1, isHeaded: false }
    this.borrow(() => {
      const at = this.lend(120)
      for (let index = 0; index < this.exports.toll_field_count(kind); index++) {
        this.throwIf(this.exports.toll_field_get(kind, index, at, this.error))
        this.#addField(struct, at)
      }
    })
    return struct
  }

  /** A struct of libtoll-io: wasm_io.c says name, kind, type, offset, size of each field. */
  #askFileStruct(kind) {
    const size = this.exports.toll_js_io_size?.(kind) ?? 0
    if (size === 0) throw new TollError(`this build has no struct of kind ${kind}`, { status: UNSUPPORTED, field: "struct" })
    const struct = { kind, size, name: `kind ${kind}`, fields: [], byKey: new Map(), known: -1, isHeaded: false }
    for (let index = 0, at; (at = this.exports.toll_js_io_field(index)) !== 0; index++) {
      const [name, of, type, offset, bytes] = this.u32().subarray(at / 4, at / 4 + 5)
      if (of !== kind) continue
      const key = toCamel(this.readText(name)), field = { name: key, key, offset, type, size: bytes, bit: -1, codes: undefined }
      if (type !== TYPE.NESTED) struct.fields.push(field)
      struct.byKey.set(key, field)
    }
    return struct
  }

  /** toll_field is frozen: kind, type, offset, size, known bit, min, max, default, name at 56, unit at 96. */
  #addField(struct, at) {
    const data = this.data()
    const name = this.readText(at + 56, 40)
    const offset = Number(data.getBigInt64(at + 8, true))
    const codes = FIELD_CODES[`${struct.kind}.${name}`]
    const field = { name, key: toCamel(name), offset, type: data.getUint32(at + 4, true), size: Number(data.getBigInt64(at + 16, true)),
      bit: Number(data.getBigInt64(at + 24, true)), codes, names: undefined }
    if (name === "struct_size" || name === "struct_kind") { struct.isHeaded = true; return }
    if (name === "known") { struct.known = offset; return }
    if (name === "reserved") return
    struct.fields.push(field)
    struct.byKey.set(field.key, field)
  }

  #codeNames(field) {
    field.names ??= new Map(Object.entries(CODES[field.codes]).map(([name, value]) => [value, name]))
    return field.names
  }

  #toCode(value, field) {
    const codes = CODES[field.codes]
    if (Array.isArray(value)) return value.reduce((sum, each) => sum | toBigInt(this.#toCode(each, field), field.name), 0n)
    if (typeof value !== "string") return value
    if (/^bit \d+$/.test(value)) return BigInt(value.slice(4))
    if (!Object.hasOwn(codes, value)) {
      throw new TollError(`${field.key} must be one of ${Object.keys(codes).join(", ")}, found ${JSON.stringify(value)}`, { status: UNKNOWN_ID, field: field.key })
    }
    return codes[value]
  }

  #fromCode(value, field) {
    const names = this.#codeNames(field)
    if (value === 0 && FLAGS.has(field.codes)) return []
    if (!FLAGS.has(field.codes)) return names.get(Number(value)) ?? (typeof value === "bigint" ? fromInt64(value) : value)
    const found = []
    for (let rest = BigInt(value), bit = 1n; rest > 0n; bit <<= 1n) {
      if (rest & bit) { found.push(names.get(Number(bit)) ?? `bit ${bit}`); rest &= ~bit }
    }
    return found
  }

  /** Writes a struct's defaults, then the object's fields. */
  write(pointer, kind, object, argument) {
    const struct = this.struct(kind)
    this.throwIf(this.exports.toll_struct_init(pointer, BigInt(struct.size), kind, this.error))
    if (kind === DECIMAL || kind === AMOUNT) return this.#writeExact(pointer, kind, object, argument)
    if (kind === KINDS.Range) return this.#writeRange(pointer, object, argument)
    if (object === null || typeof object !== "object") refuse(argument, "an object", object)
    for (const key of Object.keys(object)) {
      const value = object[key]
      if (value === undefined) continue
      const field = struct.byKey.get(key)
      if (field !== undefined) this.#writeField(pointer, struct, field, value, `${argument}.${key}`)
      else if (key !== "layers") throw new TollError(`${argument} has no field ${key}; ${struct.name} has ${[...struct.byKey.keys()].join(", ")}`,
        { status: UNKNOWN_ID, field: key, struct: struct.name })
    }
  }

  #writeField(pointer, struct, field, value, path) {
    if (value === null && field.bit < 0) refuse(path, "given", value, NULL)
    if (field.bit >= 0) this.#setKnown(pointer + struct.known, field.bit, value !== null)
    if (value === null) return
    this.#writeValue(pointer + field.offset, struct, field, field.codes === undefined ? value : this.#toCode(value, field), path)
  }

  #setKnown(at, bit, isKnown) {
    const data = this.data(), mask = 1n << BigInt(bit), word = data.getBigUint64(at, true)
    data.setBigUint64(at, isKnown ? word | mask : word & ~mask, true)
  }

  #writeValue(at, struct, field, value, path) {
    switch (field.type) {
      case TYPE.I32: return this.data().setInt32(at, toInt32(value, path, true), true)
      case TYPE.U32: return this.data().setUint32(at, toInt32(value, path, false), true)
      case TYPE.I64: return this.data().setBigInt64(at, toInt64(value, path), true)
      case TYPE.U64: return this.data().setBigUint64(at, this.#bits(struct, field, value, path), true)
      case TYPE.F64: return this.data().setFloat64(at, toDouble(value, path), true)
      case TYPE.CHARS: return this.#writeChars(at, field, value, path)
      case TYPE.RANGE: return this.#writeRange(at, value, path)
      case TYPE.DECIMAL: return this.#writeExact(at, DECIMAL, value, path)
      default: return this.#writeExact(at, AMOUNT, value, path)
    }
  }

  /** A word of bits; `unverified` is a list of names of fields. */
  #bits(struct, field, value, path) {
    if (field.name !== "unverified" || !Array.isArray(value)) return toUint64(value, path)
    return value.reduce((word, key) => {
      const bit = /^bit \d+$/.test(key) ? Number(key.slice(4)) : struct.byKey.get(key)?.bit ?? -1
      if (bit < 0) refuse(path, "names of fields that may be unknown", key, UNKNOWN_ID)
      return word | 1n << BigInt(bit)
    }, 0n)
  }

  #writeChars(at, field, value, path) {
    if (typeof value !== "string") refuse(path, "a text", value, STRING)
    const bytes = this.#encoder.encode(value)
    if (bytes.length >= field.size) refuse(path, `at most ${field.size - 1} bytes of UTF-8`, value, STRING)
    if (bytes.includes(0)) refuse(path, "a text without NUL", value, STRING)
    this.u8().fill(0, at, at + field.size).set(bytes, at)
  }

  #writeRange(at, value, path) {
    const [low, mid, high] = typeof value === "number" || typeof value === "bigint" ? [value, value, value]
      : Array.isArray(value) && value.length === 3 ? value
        : value !== null && typeof value === "object" && !Array.isArray(value) ? [value.low, value.mid, value.high]
          : refuse(path, "a number, [low, mid, high] or {low, mid, high}", value)
    const data = this.data()
    for (const [index, end] of [low, mid, high].entries()) data.setFloat64(at + 8 * index, toDouble(end, path), true)
  }

  #writeExact(at, kind, value, path) {
    const text = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value)) ? String(value) : value
    if (typeof text !== "string") refuse(path, `exact text such as "0.25", a BigInt or a whole Number`, value)
    const parse = kind === DECIMAL ? this.exports.toll_decimal_parse : this.exports.toll_amount_parse
    this.borrow(() => {
      const [pointer, length] = this.lendText(text, path)
      this.throwIf(parse(pointer, BigInt(length), at, this.error))
    })
  }

  /** Reads a struct as an object: null where a fact is not known. */
  read(pointer, kind) {
    if (kind === DECIMAL || kind === AMOUNT) return this.#readExact(pointer, kind)
    if (kind === KINDS.Range) return this.#readRange(pointer)
    const struct = this.struct(kind), data = this.data(), object = {}
    const known = struct.known >= 0 ? data.getBigUint64(pointer + struct.known, true) : 0n
    for (const field of struct.fields) {
      object[field.key] = field.bit >= 0 && !(known >> BigInt(field.bit) & 1n) ? null : this.#readField(pointer + field.offset, struct, field)
    }
    return object
  }

  #readField(at, struct, field) {
    const value = this.#readValue(at, field)
    if (field.name === "unverified") return this.#unverified(struct, this.data().getBigUint64(at, true))
    return field.codes === undefined ? value : this.#fromCode(value, field)
  }

  #unverified(struct, word) {
    const names = []
    for (let bit = 0; word >> BigInt(bit) > 0n; bit++) {
      if (word >> BigInt(bit) & 1n) names.push(struct.fields.find((field) => field.bit === bit)?.key ?? `bit ${bit}`)
    }
    return names
  }

  #readValue(at, field) {
    const data = this.data()
    switch (field.type) {
      case TYPE.I32: return data.getInt32(at, true)
      case TYPE.U32: return data.getUint32(at, true)
      case TYPE.I64: return this.#whole(at, true)
      case TYPE.U64: return this.#whole(at, false)
      case TYPE.F64: return data.getFloat64(at, true)
      case TYPE.CHARS: return this.readText(at, field.size)
      case TYPE.RANGE: return this.#readRange(at)
      case TYPE.DECIMAL: return this.#readExact(at, DECIMAL)
      default: return this.#readExact(at, AMOUNT)
    }
  }

  /** A count: without a BigInt where a Number holds it. */
  #whole(at, isSigned) {
    const data = this.data(), high = data.getInt32(at + 4, true)
    if (high >= 0 && high < HIGH_END) return high * TWO_32 + data.getUint32(at, true)
    return fromInt64(isSigned ? data.getBigInt64(at, true) : data.getBigUint64(at, true))
  }

  #readRange(at) {
    const data = this.data()
    return { low: data.getFloat64(at, true), mid: data.getFloat64(at + 8, true), high: data.getFloat64(at + 16, true) }
  }

  /** toll_decimal: coefficient, scale. toll_amount: low word, high word, units of 10^-18. */
  #readExact(at, kind) {
    const data = this.data()
    if (kind === DECIMAL) {
      const coefficient = this.#whole(at, true), scale = data.getInt32(at + 8, true)
      return scale === 0 ? String(coefficient) : exactText(BigInt(coefficient), scale, true)
    }
    if (data.getUint32(at, true) === 0 && data.getUint32(at + 4, true) === 0 && data.getBigInt64(at + 8, true) === 0n) return "0"
    return exactText(BigInt.asIntN(128, data.getBigInt64(at + 8, true) << 64n | data.getBigUint64(at, true)), 18)
  }

  // ---- errors ----

  throwIf(status) {
    if (status >= 0) return
    throw this.errorAt(this.error, status)
  }

  errorAt(pointer, status) {
    const data = this.data(), kind = data.getUint32(pointer + 4, true)
    const message = this.readText(pointer + 64, 192) || this.readText(this.exports.toll_status_message(status))
    return new TollError(message, { status, field: this.readText(pointer + 24, 40), row: Number(data.getBigInt64(pointer + 16, true)),
      struct: kind === 0 ? "" : this.readText(this.exports.toll_struct_name(kind)) })
  }

  // ---- calls ----

  /** Calls a function of the library by its C name with its arguments by name. */
  call(name, args = {}) {
    const call = this.plan(name)
    for (const key of Object.keys(args)) {
      if (!call.keys.has(key)) {
        throw new TollError(`${name} has no argument ${key}; it has ${[...call.keys].join(", ") || "none"}`, { status: UNKNOWN_ID, field: key })
      }
    }
    for (let capacity = Number(args.capacity ?? CAPACITY); ; capacity = Math.min(16 * capacity, CAPACITY_MAX)) {
      const result = this.borrow(() => this.#callOnce(call, args, capacity))
      if (result !== undefined) return result.value
      if (capacity >= CAPACITY_MAX || args.capacity !== undefined) this.throwIf(BUFFER)
    }
  }

  plan(name) {
    let call = this.#calls.get(name)
    if (call !== undefined) return call
    const described = CALLS[name]
    if (described === undefined) throw new TollError(`no function is called ${name}`, { status: UNKNOWN_ID, field: "name" })
    if (this.exports[name] === undefined) {
      throw new TollError(`this build of the module has no ${name}: load toll.wasm or toll-io.wasm`, { status: UNSUPPORTED, field: name })
    }
    const [returns, hasError, spec] = described
    const items = toParts(spec)
    const keys = new Set(items.filter((item) => !/^(out|length|stride|room)/.test(item.what)).map((item) => item.key))
    if (items.some((item) => item.what === "outrows" || item.detail.includes("=capacity"))) keys.add("capacity")
    call = { name, returns, hasError, items, keys }
    this.#calls.set(name, call)
    return call
  }

  /** The words of a function's inputs, for a caller who reads the results itself; within borrow(). */
  words(name, args) {
    const frame = { call: this.plan(name), args, capacity: 0, words: [], results: [], counts: new Map() }
    for (const item of frame.call.items) if (!item.what.startsWith("out")) this.#put(frame, item)
    return frame.words
  }

  #callOnce(call, args, capacity) {
    if (!Number.isSafeInteger(capacity) || capacity < 0 || capacity > CAPACITY_MAX) refuse("capacity", `in 0 .. ${CAPACITY_MAX}`, capacity)
    const frame = { call, args, capacity, words: [], results: [], counts: new Map() }
    for (const item of call.items) this.#put(frame, item)
    if (call.hasError) frame.words.push(this.error)
    const returned = this.exports[call.name](...frame.words)
    if (call.returns !== "") return { value: this.#returned(call, returned, frame) }
    if (returned === BUFFER && call.keys.has("capacity")) return this.#giveUp(frame)
    if (returned < 0) this.#giveUp(frame)
    this.throwIf(returned)
    return { value: this.#collect(frame) }
  }

  #giveUp(frame) {
    for (const { memory } of frame.results) memory?.dispose()
  }

  #returned(call, value, frame) {
    if (call.returns === "text") return this.readText(value)
    if (call.returns === "book") return new Memory(this, value, Number(this.data().getBigUint64(frame.results[0].pointer, true)), false)
    return call.returns === "u64" ? fromInt64(value) : value >>> 0
  }

  #put(frame, item) {
    const value = frame.args[item.key]
    const isAbsent = value === undefined || value === null
    switch (item.what) {
      case "value": return this.#putValue(frame, item, value)
      case "text": case "name": return this.#putText(frame, item, value, isAbsent)
      case "object": return this.#putObject(frame, item, value)
      case "in": return this.#putStruct(frame, item, value, isAbsent)
      case "rows": case "rows0": case "array": case "counters": return this.#putRows(frame, item, value, isAbsent)
      case "column": return this.#putColumn(frame, item, value, isAbsent)
      case "objects": return this.#putObjects(frame, item, isAbsent ? [] : value)
      case "columns": case "masks": return this.#putColumns(frame, item, isAbsent ? [] : value)
      case "length": return this.#putLength(frame, item)
      case "stride": return frame.words.push(BigInt(this.struct(Number(item.detail[0])).size))
      case "room": return this.#putRoom(frame, item)
      default: return this.#putResult(frame, item)
    }
  }

  #putValue(frame, item, value) {
    const [type] = item.detail, path = item.key
    const given = value ?? (item.name === "capacity" ? frame.capacity : undefined)
    if (given === undefined) refuse(path, "given", given, NULL)
    frame.words.push(type === "i64" ? toInt64(given, path) : type === "u64" ? toUint64(given, path)
      : type === "f64" ? toDouble(given, path) : toInt32(given, path, type === "i32"))
  }

  #putText(frame, item, value, isAbsent) {
    if (isAbsent && !item.isOptional) refuse(item.key, "given", value, NULL)
    const [pointer, length] = isAbsent ? [0, 0] : this.lendText(value, item.key)
    frame.words.push(pointer)
    if (item.what === "text") frame.words.push(BigInt(length))
  }

  #putObject(frame, item, value) {
    if (value instanceof Memory) {
      value.check()
      if (!value.belongsTo(this)) refuse(item.key, "an object of this module", "one of another")
      frame.words.push(value.pointer, BigInt(value.size))
      return
    }
    const [pointer, size] = this.lendBytes(value, item.key)
    frame.words.push(pointer, BigInt(size))
  }

  #putStruct(frame, item, value, isAbsent) {
    if (isAbsent && item.isOptional) return frame.words.push(0)
    const kind = Number(item.detail[0])
    const pointer = this.lend(this.struct(kind).size)
    this.write(pointer, kind, isAbsent ? {} : value, item.key)
    return frame.words.push(pointer)
  }

  #putRows(frame, item, value, isAbsent) {
    const kind = Number(item.detail[0]), rows = isAbsent ? [] : value
    if (!Array.isArray(rows)) refuse(item.key, "an array", rows)
    const { size } = this.struct(kind)
    const pointer = rows.length === 0 && item.isOptional ? 0 : this.lend(size * rows.length)
    rows.forEach((row, index) => this.write(pointer + size * index, kind, row, `${item.key}[${index}]`))
    frame.words.push(pointer)
    if (item.what !== "rows0") frame.words.push(BigInt(rows.length))
    else if (pointer !== 0 && rows.length !== Number(frame.args.count)) refuse(item.key, `as long as count, ${frame.args.count}`, rows.length, CONFLICT)
    if (item.what === "rows") frame.words.push(BigInt(size))
    frame.counts.set(item.name, rows.length)
    if (item.what === "counters") frame.results.push({ item, pointer, kind, count: rows.length })
  }

  #putColumn(frame, item, value, isAbsent) {
    if (isAbsent && !item.isOptional) refuse(item.key, "given", value, NULL)
    if (isAbsent) return frame.words.push(0)
    if (typeof value !== "object" || !Number.isSafeInteger(value.length)) refuse(item.key, "an array of numbers", value)
    const fixed = item.detail[1] === undefined ? value.length : frame.counts.get(item.detail[1].slice(1)) ?? 0
    if (value.length !== fixed) refuse(item.key, `${fixed} numbers`, value.length, CONFLICT)
    const pointer = this.lend(SCALAR_BYTES[item.detail[0]] * value.length)
    this.#fillColumn(pointer, item, value)
    frame.counts.set(item.name, value.length)
    return frame.words.push(pointer)
  }

  #putObjects(frame, item, value) {
    if (!Array.isArray(value)) refuse(item.key, "an array", value)
    const pointer = this.lend(POINTER_BYTES * value.length)
    value.forEach((each, index) => {
      if (each === null) return
      if (!(each instanceof Memory)) refuse(`${item.key}[${index}]`, "an object of this module, or null", each)
      each.check()
      if (!each.belongsTo(this)) refuse(`${item.key}[${index}]`, "an object of this module", "one of another")
      this.u32()[pointer / POINTER_BYTES + index] = each.pointer
    })
    frame.words.push(pointer, BigInt(value.length))
  }

  /** Columns of one length each, or masks of enough bytes for them; one pointer for each of the meters. */
  #putColumns(frame, item, value) {
    if (!Array.isArray(value)) refuse(item.key, "an array", value)
    const meters = frame.counts.get("meters")
    if (value.length !== meters && (value.length > 0 || item.what === "columns")) refuse(item.key, `one for each of ${meters} meters`, value.length, CONFLICT)
    const pointer = value.length === 0 ? 0 : this.lend(POINTER_BYTES * value.length)
    value.forEach((column, index) => {
      const at = item.what === "masks" ? this.#lendMask(frame, column, `${item.key}[${index}]`) : this.#lendColumn(frame, item, column, index)
      this.u32()[pointer / POINTER_BYTES + index] = at
    })
    frame.words.push(pointer)
  }

  #lendColumn(frame, item, column, index) {
    const path = `${item.key}[${index}]`
    if (column === null || typeof column !== "object" || !Number.isSafeInteger(column.length)) refuse(path, "an array of numbers", column)
    const count = frame.counts.get(item.name) ?? column.length
    if (column.length !== count) refuse(path, `as long as the first, ${count}`, column.length, CONFLICT)
    frame.counts.set(item.name, count)
    const pointer = this.lend(SCALAR_BYTES[item.detail[0]] * count)
    this.#fillColumn(pointer, { key: path, detail: item.detail }, column)
    return pointer
  }

  #lendMask(frame, mask, path) {
    if (mask === null) return 0
    if (!(mask instanceof Uint8Array) || mask.length < Math.ceil(frame.counts.get("quantities") / 8)) refuse(path, "a bit for each row", mask?.length, CONFLICT)
    return this.lendBytes(mask, path)[0]
  }

  #fillColumn(pointer, item, value) {
    const [type] = item.detail
    if (type === "f64" && value instanceof Float64Array) return this.f64().set(value, pointer / 8)
    if (type === "i64" && value instanceof BigInt64Array) return new BigInt64Array(this.u8().buffer, pointer, value.length).set(value)
    if (type === "i64") return this.#fillCounts(pointer, item, value)
    const data = this.data(), bytes = SCALAR_BYTES[type]
    for (let index = 0; index < value.length; index++) {
      const at = pointer + bytes * index, path = item.key
      if (type === "f64") data.setFloat64(at, toDouble(value[index], path), true)
      else if (type === "u64") data.setBigUint64(at, toUint64(value[index], path), true)
      else data.setUint32(at, toInt32(value[index], path, type === "i32"), true)
    }
  }

  /** Counts as two halves each: a BigInt for each would cost 100 ns. */
  #fillCounts(pointer, item, value) {
    const words = this.u32(), start = pointer / 4
    for (let index = 0; index < value.length; index++) {
      const count = value[index], at = start + 2 * index
      if (typeof count === "number" && count >= 0 && count <= Number.MAX_SAFE_INTEGER && Math.floor(count) === count) {
        words[at] = count >>> 0
        words[at + 1] = count / TWO_32
      } else {
        this.data().setBigInt64(4 * at, toInt64(count, `${item.key}[${index}]`), true)
      }
    }
  }

  #putLength(frame, item) {
    if (item.detail[0] === "*") return frame.words.push(BigInt(this.#sized(frame, item)))
    const lengths = item.detail[0].split(",").map((name) => frame.counts.get(name)).filter((length) => length !== undefined)
    if (lengths.some((length) => length !== lengths[0])) refuse(item.detail[0], "of one length", lengths.join(" and "), CONFLICT)
    return frame.words.push(BigInt(lengths[0] ?? 0))
  }

  /** How many entries a result has, where no argument says so. */
  #lengthOf(frame, detail, item) {
    if (detail === "*") return this.#sized(frame, item)
    if (detail[0] === "@") return frame.counts.get(detail.slice(1)) ?? 0
    if (detail === "=capacity") return frame.capacity
    if (detail[0] === "=") return Number(toUint64(frame.args[toCamel(detail.slice(1))] ?? refuse(detail.slice(1), "given", undefined, NULL), detail.slice(1)))
    return Number(detail)
  }

  #sized(frame, item) {
    const length = sized_rooms[frame.call.name]?.(this, frame, item)
    if (length === undefined) throw new TollError(`${frame.call.name}: the size of ${item.key} is not known`, { status: UNSUPPORTED, field: item.key })
    return length
  }

  #putRoom(frame, item) {
    const size = this.#sized(frame, item)
    if (item.name === "work") return frame.words.push(this.lend(size), BigInt(size))
    const memory = new Memory(this, this.take(size), size)
    frame.results.push({ item, memory })
    return frame.words.push(memory.pointer, BigInt(size))
  }

  #putResult(frame, item) {
    if (item.what === "outvalue" || item.what === "outtext") return this.#putSimple(frame, item)
    if (item.what === "outcolumn") {
      const count = this.#lengthOf(frame, item.detail[1], item), pointer = this.lend(SCALAR_BYTES[item.detail[0]] * count)
      frame.results.push({ item, pointer, count })
      return frame.words.push(pointer)
    }
    const kind = Number(item.detail[0]), { size } = this.struct(kind)
    const count = item.what === "out" ? 1 : item.what === "outrows" ? frame.capacity : this.#lengthOf(frame, item.detail[1], item)
    const pointer = this.lend(size * count)
    for (let index = 0; index < count; index++) this.throwIf(this.exports.toll_struct_init(pointer + size * index, BigInt(size), kind, this.error))
    frame.results.push({ item, pointer, kind, count })
    frame.words.push(pointer)
    if (item.what === "outrows") frame.words.push(BigInt(count))
    if (item.detail.includes("strided") || item.what === "outrow") frame.words.push(BigInt(size))
    return undefined
  }

  #putSimple(frame, item) {
    const room = item.what === "outtext" ? 1024 : 8
    const pointer = this.lend(room)
    frame.results.push({ item, pointer, count: 1 })
    frame.words.push(pointer)
    if (item.what === "outtext") frame.words.push(BigInt(room))
    if (item.detail[0] === "needed") frame.words.push(this.lend(8))
  }

  #collect(frame) {
    const found = {}
    for (const result of frame.results) found[result.item.key] = this.#result(frame, result)
    trim(frame, found)
    const keys = Object.keys(found)
    return keys.length === 0 ? undefined : keys.length === 1 ? found[keys[0]] : found
  }

  #result(frame, { item, pointer, kind, count, memory }) {
    if (memory !== undefined) return memory
    if (item.what === "outtext") return this.readText(pointer, 1024)
    if (item.what === "outvalue") return this.#scalar(pointer, item.detail[0])
    if (item.what === "outcolumn") return this.#column(pointer, item.detail[0], count)
    const { size } = this.struct(kind)
    if (item.what === "out" || (item.what === "outrow" && count === 1)) return this.read(pointer, kind)
    const filled = Math.min(count, this.#filled(frame, item, count))
    return Array.from({ length: filled }, (_, index) => this.read(pointer + size * index, kind))
  }

  /** Entries of an array that were written: the count that follows it, or that of the totals. */
  #filled(frame, item, count) {
    const after = frame.call.items.slice(frame.call.items.indexOf(item) + 1).find(({ what, name }) => what === "outvalue" && /^(n_|count$)/.test(name))
    if (item.what === "outrows" || item.detail.includes("=capacity")) {
      const counter = after && frame.results.find((result) => result.item === after)
      if (counter !== undefined) return Number(this.#scalar(counter.pointer, after.detail[0]))
    }
    return count
  }

  #scalar(pointer, type) {
    const data = this.data()
    switch (type) {
      case "i32": return data.getInt32(pointer, true)
      case "u32": return data.getUint32(pointer, true)
      case "i64": return fromInt64(data.getBigInt64(pointer, true))
      case "u64": return fromInt64(data.getBigUint64(pointer, true))
      default: return data.getFloat64(pointer, true)
    }
  }

  #column(pointer, type, count) {
    if (type === "f64") return this.f64().slice(pointer / 8, pointer / 8 + count)
    return Array.from({ length: count }, (_, index) => this.#scalar(pointer + SCALAR_BYTES[type] * index, type))
  }
}

/** Arrays whose count is a field of another result. */
function trim(frame, found) {
  const counts = { lines: found.total?.nLines, lineKinds: found.total?.nLines, worst: found.bounds?.nUsage, rootsFrac: found.result?.roots,
    causes: found.residual?.nCauses, reasons: found.verdict && frame.counts.get("constraints") }
  for (const [key, count] of Object.entries(counts)) {
    if (count !== undefined && found[key] !== undefined && found[key].length > count) found[key] = found[key].slice(0, Number(count))
  }
}

const size = (abi, name, args) => Number(abi.call(name, args))
const riskWork = (abi, { args }) => size(abi, "toll_risk_work_size", { plan: args.plan })
const searchWork = (abi, { args, capacity }) => size(abi, "toll_plan_search_size",
  { nLayers: args.layers?.length ?? 0, nSupplies: args.supplies?.length ?? 0, capacity })
const cardSize = (abi) => size(abi, "toll_bill_card_size")
const stepSize = (abi, { args }) => size(abi, "toll_step_size", { nLayers: args.layers?.length ?? 0 })
const billRows = (frame) => {
  const meters = frame.counts.get("meters"), quantities = frame.counts.get("quantities") ?? 0
  if (meters > 0 && quantities % meters !== 0) refuse("quantities", `a multiple of ${meters}: one column for each meter`, quantities, CONFLICT)
  return meters > 0 ? quantities / meters : 0
}

/** Bytes of memory, or entries of an array, that a function needs. */
const sized_rooms = {
  toll_book_compile: (abi, { args }) => size(abi, "toll_book_size", { nRows: args.rows?.length ?? 0 }),
  toll_book_overlay: (abi, { args }) => size(abi, "toll_book_overlay_size", { base: args.base, rows: args.rows }),
  toll_book_find: cardSize,
  toll_book_resolve: cardSize,
  toll_book_estimate_rows: () => 4,
  toll_bill_resolve_rater: (abi) => size(abi, "toll_bill_rater_size"),
  toll_bill_compute_columns: (_, frame) => billRows(frame),
  toll_bill_reconcile: (abi, { args }) => size(abi, "toll_bill_reconcile_size", { count: args.rows?.length ?? 0 }),
  toll_step_resolve: stepSize,
  toll_step_bound_gpus: stepSize,
  toll_catalog_resolve: () => 8 * 512,
  toll_tco_resolve: (abi, { args }) => size(abi, "toll_tco_plan_size", { count: args.rows?.length ?? 0 }),
  toll_tco_estimate: (abi, { args }) => Number(abi.call("toll_tco_get_conventions", { plan: args.plan }).accountBytes),
  toll_risk_estimate: riskWork, toll_risk_estimate_swings: riskWork, toll_risk_estimate_draws: riskWork,
  toll_risk_estimate_outcomes: (abi, frame, item) => item.name === "work" ? riskWork(abi, frame)
    : Number(frame.args.count) * frame.counts.get("metrics"),
  toll_risk_estimate_slopes: riskWork, toll_risk_find_flip: riskWork, toll_risk_find_scale_flip: riskWork,
  toll_plan_search: searchWork, toll_plan_find_most: searchWork,
  toll_plan_estimate_shadows: (abi, { args }) => size(abi, "toll_plan_shadow_size",
    { nCandidates: args.candidates?.length ?? 0, nDrops: args.drops?.length ?? 0, draws: args.draws }),
}
