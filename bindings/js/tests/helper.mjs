// SPDX-License-Identifier: Apache-2.0
// The built package, the repository's vectors, and the command beside which figures are held.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const TOP = fileURLToPath(new URL("../../../", import.meta.url))
export const BUILD = process.env.BUILD || TOP + "build"
export const PACKAGE = BUILD + "/js/package"
export const { load, TollError, DoesNotFit, attosOf, exactText, seconds, VERSION } = await import(PACKAGE + "/toll.mjs")
export const API = JSON.parse(readFileSync(TOP + "bindings/api.json", "utf8"))

export const bytesOf = (name) => readFileSync(`${PACKAGE}/${name}`)

/** Rows of tests/golden: no quotes, no commas inside a cell. */
export function golden(name) {
  const lines = readFileSync(`${TOP}tests/golden/${name}`, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#"))
  const columns = lines[0].split(",")
  return lines.slice(1).map((line) => Object.fromEntries(line.split(",").map((cell, index) => [columns[index], cell])))
}

export function command(...args) {
  try {
    return JSON.parse(execFileSync(BUILD + "/toll", [...args, "--json"], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] }))
  } catch (error) {
    if (!error.stdout && !/price not known/.test(error.stderr)) throw new Error(`toll ${args.join(" ")}: ${error.stderr}`)
    if (!error.stdout) return null // it knows none of the prices
    return JSON.parse(error.stdout)
  }
}

/** The error that a call throws; null: none. */
export function errorOf(work) {
  try { work() } catch (error) { return error }
  return null
}

export const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
