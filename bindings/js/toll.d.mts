// SPDX-License-Identifier: Apache-2.0
// Types of the package libtoll. Amounts and prices are exact text, never Numbers; estimates are Numbers.
import type {
  Admission, AlternativeFact, Anchor, Batch, BillLine, BillRow, BillTotal, BillBounds, BillCause, BillCharge, BillResidual, BillSum, BookName, Calls, Candidate,
  Category, Constants, Conventions, Correction, Cost, CostSplit, Counts, Energy, Engine, Flip, Hardware, Instance, KvCache, Layer,
  LineFlag, Limits, Load, Memory as StepMemory, MeterInfo, Model, MostGoal, NameMatch, NameRule, Offering, PlanNeed, PlanOption,
  PlanReach, PlanSummary, PlanSupply, Precision, Queue, RiskMetric, Room, ScenarioRow, Series, ServeResult, Site, StepResult, Supply,
  TcoSummary, Terms, Timing, Weights
} from "./generated/abi.mjs"

export * from "./generated/abi.mjs"
export type { Memory as StepMemory } from "./generated/abi.mjs"

/** Exact decimal text: "0.0372". Inputs also take a BigInt or a whole Number, never a fraction as Number. */
export type Exact = string
export type ExactInput = string | bigint | number
/** A whole number: a Number up to 2^53 - 1, beyond it a BigInt. */
export type Count = number | bigint
/** P10, P50 and P90 of an estimate. */
export interface Range { low: number; mid: number; high: number }
/** What an input takes where a result has T: fields may be left out; null says that a fact is not known. */
export type Input<T> =
  T extends Range ? number | readonly [number, number, number] | Range
  : T extends object ? { readonly [K in keyof T]?: Value<T[K]> }
  : Value<T>
export type Value<T> =
  [T] extends [Range] ? number | readonly [number, number, number] | Range
  : [Range] extends [T] ? number | readonly [number, number, number] | Range | null
  : T extends readonly (infer E)[] ? readonly E[]
  : T extends string ? T | bigint | number
  : T extends number | bigint ? Count
  : T
/** A Date, an ISO text with its zone ("2026-11-01", "2026-11-01T09:30:00Z"), or seconds since 1970 UTC. */
export type Instant = Date | string | number | bigint
/** Whole base units by meter: { input: 12000, cacheRead: 4000, output: 800 }. Totals are inclusive. */
export type Usage = { readonly [meter: string]: Count | undefined }

/** What the library refused. */
export class TollError extends Error {
  constructor(message: string, detail?: { status?: number; field?: string; row?: number; struct?: string })
  /** "E_RANGE", "E_UNKNOWN_ID" and so on. */
  code: string
  /** The same as the C library's number, negative. */
  status: number
  /** Name of the wrong field or argument. */
  field: string
  /** Index of the wrong row; -1: none. */
  row: number
  struct: string
}

/** A load that does not fit in memory. */
export class DoesNotFit extends TollError {
  /** Bytes that are free on the fullest accelerator; negative: missing. */
  marginBytes: Count
}

/** Memory inside the module that holds one object. */
export class Memory {
  private constructor()
  size: number
  bytes(): Uint8Array
  dispose(): void
}

/** When, where and how a record was served. */
export interface Context {
  at?: Instant
  /** Service tier as the vendor spells it; "", "default", "auto" and the like: standard. */
  tier?: string
  region?: string
  attributes?: { readonly [key: string]: string | number }
  /** What allowances and volume tiers have seen so far; Bill.counters is after it. */
  counters?: { readonly [name: string]: Count }
  isAggregate?: boolean
  allowAggregate?: boolean
  /** Parts of quantities with attributes of their own. */
  kinds?: readonly { meter: string; quantity: Count; attributes?: { readonly [key: string]: string } }[]
}

export class Bill {
  private constructor()
  /** What is owed. */
  readonly billed: Exact
  /** The same in units of 10^-18. */
  readonly attos: bigint
  readonly contracted: Exact
  readonly list: Exact
  readonly inputCost: Exact
  readonly outputCost: Exact
  readonly otherCost: Exact
  readonly currency: string
  readonly flags: LineFlag[]
  readonly matchedBy: NameRule[]
  /** SHA-256 of the price book. */
  readonly bookHash: string
  readonly lines: BillLine[]
  readonly total: BillTotal
  readonly counters: { readonly [name: string]: Count }
  readonly lineKinds?: Count[]
  /** Replays the lines from their own figures; throws at the first that is wrong. */
  verify(): void
  toJSON(): object
}

/** Amounts of many records. */
export class Amounts {
  private constructor()
  readonly length: number
  /** 0, or the code of what was wrong with a record. */
  readonly statuses: Int32Array
  text(index: number): Exact | null
  attos(index: number): bigint | null
  sum(): Exact
}

export type Column = ArrayLike<number> | ArrayLike<bigint> | BigInt64Array

export class Card {
  private constructor()
  readonly book: Book
  readonly found: BookName
  readonly memory: Memory
  bill(usage: Usage, context?: Context): Bill
  /** Exact text alone: the fast path. */
  cost(usage: Usage, context?: Omit<Context, "kinds">): Exact
  columns(usage: { readonly [meter: string]: Column }, context?: Omit<Context, "kinds" | "counters">): Amounts
  bound(limits: { readonly [meter: string]: Count | readonly [Count, Count] },
    scope?: { tier?: string | null; region?: string | null; since?: Instant; until?: Instant; attributes?: { [key: string]: string }; anyAttributes?: boolean; counters?: { [name: string]: Count } }): BillBounds & { worst: { [meter: string]: Count } }
  unused(context?: Context): string[]
  /** The card in a context, for t.c.billComputeRows(). */
  rater(meters: readonly string[], context?: Omit<Context, "kinds" | "counters">): Memory
  dispose(): void
}

/** A row of a tariff; `op` is a word: of a match "exact", "alias", "dated", of a predicate "gt", "is", "prefix", and so on. */
export type TariffRow = Omit<Input<BillRow>, "op"> & { op?: string | number }
export interface Find { provider?: string; at?: Instant }
export interface Tariff { sku: string; provider: string; currency: string; fromS: Count; untilS: Count; names: string[] }

export class Book {
  private constructor()
  readonly length: number
  readonly hash: string
  readonly memory: Memory
  bytes(): Uint8Array
  row(index: number): BillRow
  verify(tariff?: number): void
  resolve(model: string, find?: Find): BookName
  card(model: string, find?: Find): Card
  /** From when until when (exclusive) a name is answered as at an instant: as long a card may be kept. */
  validity(model: string, find?: Find): { fromS: Count; untilS: Count }
  suggest(model: string, provider?: string): Candidate[]
  tariffs(): Tariff[]
  intern(text: string | number): Count
  internTier(text: string): Count
  overlay(rows: readonly TariffRow[]): Book
  closePeriod(sums: readonly Input<BillSum>[], period?: number): { billed: Exact; total: BillTotal; lines: BillLine[] }
  dispose(): void
}

/** A price per accelerator-hour: a number, three numbers, or a whole supply. */
export type Price = number | readonly [number, number, number] | Range | Input<Supply>

export class Deployment {
  private constructor()
  readonly memory: Memory
  readonly names: { hardware: string; model: string; precision?: string; engine: string }
  fit(sequences: Count, contextTokens: Count): StepMemory
  mostSequences(contextTokens: Count): Room
  longestContext(sequences: Count): Room
  step(batch: Input<Batch>): StepResult
  serve(load: Input<Load>): ServeResult
  queue(load: Input<Load>): Queue
  terms(load: Input<Load>): Terms
  boundRate(load: Input<Load>, limits: Input<Limits>): number
  admission(batch: Input<Batch>, load: Input<Load>, price: Price): Admission
  split(load: Input<Load>, price: Price): CostSplit
  serveColumns(inputTokens: ArrayLike<number>, outputTokens: ArrayLike<number>, concurrency: ArrayLike<number>): { ttftS: Float64Array; tpotS: Float64Array; outputTokensPerS: Float64Array; statuses: Count[] }
  calibrate(anchors: readonly Input<Anchor>[]): Correction
  corrected(load: Input<Load>, correction: Input<Correction>): ServeResult
  cost(result: Input<ServeResult>, price: Price, more?: Omit<Input<Supply>, "usdPerGpuHour">): Cost
  energy(result: Input<ServeResult>, site?: Input<Site>): Energy
  dispose(): void
}

export interface Question { option: string | number; against?: string | number; metric?: RiskMetric; timing?: Timing; fixedSizing?: boolean }
export interface Swing { row: number; atLow: number; atHigh: number; width: number }

export class Scenario {
  private constructor()
  readonly rows: readonly Input<ScenarioRow>[]
  readonly conventions: Conventions
  readonly options: string[]
  readonly memory: Memory
  estimate(option: string | number, values?: ArrayLike<number>): Account
  swings(question: Question): { atMedians: number; swings: Swing[] }
  draws(question: Question, count: number, seed?: { seed?: Count; first?: Count }): Float64Array
  flip(question: Question, row: number, low?: number, high?: number): Flip
  dispose(): void
}

export class Account {
  private constructor()
  readonly summary: TcoSummary
  readonly amounts: Float64Array
  readonly lines: import("./generated/abi.mjs").TcoLine[]
  readonly memory: Memory
  series(series: Series | number, category?: Category | number): Float64Array
  dispose(): void
}

export type Table = "hardware" | "models" | "precisions" | "engines" | "instances" | "defaults" | "qualities" | "licenses" | "offerings"
export type ModelWithLayers = Model & { layers: Layer[] }
export type InputModel = Input<Model> & { layers: readonly Input<Layer>[] }
export type Offer = Omit<Input<PlanSupply>, "hw"> & { hardware: string | Input<Hardware> }
export type PlanQuestion = Omit<Input<PlanNeed>, "precisions" | "engines"> & {
  model: string | InputModel
  supplies: { readonly [hardware: string]: number | null } | readonly Offer[]
  precisions?: readonly string[]
  engines?: readonly string[]
  capacity?: number
}
export type NamedOption = Omit<PlanOption, "precision" | "engine"> & { hardware: string; precision: string; engine: string }

export class Toll {
  private constructor()
  readonly version: string
  readonly catalogVersion: string
  readonly meters: MeterInfo[]
  /** Every function of the C library, its arguments by name. */
  readonly c: Calls
  readonly book: Book
  openBook(bytes: Uint8Array | ArrayBuffer): Book
  compileBook(rows: readonly TariffRow[]): Book
  card(model: string, find?: Find & { book?: Book }): Card
  /** Billed amounts of the rows of a table, each under the card that it names; null stands for a model that is not known. */
  rows(cards: readonly (Card | null)[], usage: { readonly [meter: string]: Column },
    options?: { cardOfRow?: ArrayLike<number>; contexts?: readonly Omit<Context, "kinds" | "counters">[]; at?: ArrayLike<Instant> }): Amounts
  reconcile(rows: readonly Input<BillCharge>[]): { causes: BillCause[]; residual: BillResidual }
  ids(table: Table): string[]
  find(table: "hardware" | "models", name: string): NameMatch
  hardware(name: string): Hardware
  model(name: string): ModelWithLayers
  precision(name: string, model?: Input<Model>): Precision
  engine(name: string, hw?: Input<Hardware>): Engine
  constants(hw: Input<Hardware>, precision: Input<Precision>, engine: Input<Engine>): Constants
  instances(): Instance[]
  offerings(): Offering[]
  count(model: InputModel): Counts
  weights(model: InputModel, precision: Input<Precision>): Weights
  kvCache(model: InputModel, precision: Input<Precision>, contextTokens: Count): KvCache
  deploy(deployment: {
    hardware: string | Input<Hardware>; model: string | InputModel; precision?: string | Input<Precision>; engine?: string | Input<Engine>
    tp?: Count; pp?: Count; ep?: Count; dp?: Count; internodeBytesPerS?: number | null; constants?: Input<Constants>
  }): Deployment
  plan(question: PlanQuestion): { options: NamedOption[]; summary: PlanSummary }
  most(question: PlanQuestion & { goal?: MostGoal; usdPerHour?: number; powerW?: number; usdPerMtok?: number; pue?: number; hostPowerFrac?: number }): { options: (NamedOption & { reach: PlanReach })[]; summary: PlanSummary }
  scenario(rows: readonly Input<ScenarioRow>[]): Scenario

  // The readers of files: with load("io") alone, else they throw a TollError that says so.
  readConfig(text: string | Uint8Array, options?: { quant?: string | Uint8Array; allowUnknown?: boolean }): ReadModel
  /** The head of a GGUF file: its first megabytes are enough. */
  readGguf(bytes: Uint8Array | ArrayBuffer): ReadModel & { weightBytes: number }
  readScenario(text: string): ScenarioRow[]
  readUsage(text: string | Iterable<string>, options?: UsageOptions): UsageRecord[]
  /** The same one by one, for progress and cancellation: stop iterating, and the reader is closed. */
  usageRecords(text: string | Iterable<string>, options?: UsageOptions): Generator<UsageRecord, void, undefined>
  importPrices(text: string | Uint8Array, options: { format: PriceFormat; source: string; sourceDate?: number; provider?: string }): { rows: BillRow[]; remarks: ImportRemark[] }
  families(): string[]
  usageShapes(): string[]
}

export interface UsageOptions {
  shape?: string
  assume?: { model?: string; provider?: string; tier?: string; region?: string; account?: string }
}

/** A model that was read from a file. */
export interface ReadModel {
  model: ModelWithLayers
  precision: Precision | null
  /** Keys of a config.json that are not understood. */
  unread: { key: string; value: string }[]
  /** Towers and draft layers that lie beside the text model. */
  parts: { name: string; type: string; params: Count; isCounted: number }[]
}
export type PriceFormat = "litellm" | "genai_prices" | "openrouter" | "models_dev"
export interface ImportRemark { kind: "left_out" | "not_expressed" | "name_lost" | "snapped"; entry: string; field: string; reason: string }
/** One request of a usage log; `error` is set where a line was refused. */
export interface UsageRecord {
  /** From 1; 0: a stream that was open at the end. */
  line: number
  error?: TollError
  /** One of several states of a request: of those with one id the last counts. */
  snapshot?: boolean
  id?: Count[]
  shape?: string
  model?: string
  provider?: string
  tier?: string
  region?: string
  account?: string
  at?: number | null
  usage?: { [meter: string]: Count }
  attributes?: { [key: string]: string }
  kinds?: { meter: string; quantity: Count; attributes: { [key: string]: string } }[]
  statedCost?: Exact | null
  currency?: string
  flags?: string[]
}

/** Seconds since 1970 UTC. */
export function seconds(at: Instant, field?: string): bigint
/** Units of 10^-18 of an exact text. */
export function attosOf(text: Exact): bigint
/** Exact text of a whole number of units of 10^-digits. */
export function exactText(whole: bigint, digits: number): Exact
export const VERSION: string

/** Loads the library: "core" (default: all of it), "bill" (bills alone), "io" (with the readers of files), an address, bytes, a Response or a WebAssembly.Module. */
export function load(source?: "core" | "bill" | "io" | string | URL | ArrayBuffer | Uint8Array | WebAssembly.Module | Response | Promise<Response>): Promise<Toll>
