// SPDX-License-Identifier: Apache-2.0
// A page that is opened from disk, with the module and the program inlined, in headless Chromium: in the page and in a
// worker. Usage: node browser.mjs CHROMIUM
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { BUILD, bytesOf, load, PACKAGE } from "./helper.mjs"

const QUESTION = `(async () => {
  const bytes = new Uint8Array(await new Response(new Blob([Uint8Array.from(atob(PACKED), (c) => c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer())
  const t = await load(bytes)
  const bill = t.card("claude-sonnet-4-6", { at: "2026-11-01" }).bill({ input: 12000, cacheRead: 4000, output: 800 })
  const speed = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "fp8", tp: 4 }).serve({ inputTokens: 1000, outputTokens: 500, concurrency: 32 })
  let refused = ""
  try { t.card("gpt-77") } catch (error) { refused = error.code }
  return JSON.stringify([bill.billed, bill.bookHash, bill.lines.length, refused, speed.ttftS.mid])
})()`

/** The program for a page: without import.meta and exports, which scripts that are no modules lack. */
const program = readFileSync(PACKAGE + "/toll.bundle.mjs", "utf8").replace(/^export \{[^}]*\}\n/gm, "").replace(/^export (?=const|class|function|async)/gm, "")
  .replaceAll("import.meta.url", '"https://invalid.example/"').replaceAll("</script", "<\\/script")

function page() {
  const packed = gzipSync(bytesOf("toll.wasm"), { level: 9 }).toString("base64")
  const source = `const PACKED = "${packed}"\n${program}\n`
  return `<!doctype html><meta charset="utf-8"><title>running</title><body><script>
const SOURCE = ${JSON.stringify(source).replaceAll("</script", "<\\/script")}
const run = new Function(SOURCE + ${JSON.stringify(`return ${QUESTION}`)})
const worker = new Worker(URL.createObjectURL(new Blob([SOURCE + ${JSON.stringify(`${QUESTION}.then((text) => postMessage(text), (error) => postMessage(String(error.stack)))`)}])))
const inWorker = new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.onerror = (event) => done(event.message) })
const answer = Promise.all([run(), inWorker])
</script>`
}

/** Asks a page for the value of an expression over Chromium's own pipe (DevTools protocol: JSON texts, each with a NUL). */
async function askPage(chromium, folder, address, expression) {
  const child = spawn(chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
    `--user-data-dir=${folder}/profile`], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] })
  const waiting = new Map(), noise = []
  let last = 0, rest = ""
  child.stdio[4].on("data", (bytes) => {
    const texts = (rest + bytes).split("\0")
    rest = texts.pop()
    for (const message of texts.map((text) => JSON.parse(text))) {
      if (message.id !== undefined) waiting.get(message.id)?.(message)
      else if (/exceptionThrown|requestWillBeSent|entryAdded/.test(message.method)) noise.push(message)
    }
  })
  const send = (method, params = {}, sessionId = undefined) => new Promise((done, fail) => {
    waiting.set(++last, (message) => message.error === undefined ? done(message.result) : fail(new Error(message.error.message)))
    child.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + "\0")
  })
  const late = setTimeout(() => child.kill(), 120000)
  try {
    const { targetId } = await send("Target.createTarget", { url: "about:blank" })
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true })
    for (const domain of ["Runtime", "Network", "Log", "Page"]) await send(domain + ".enable", {}, sessionId)
    await send("Page.navigate", { url: address }, sessionId)
    for (;;) {
      const { result } = await send("Runtime.evaluate", { expression: "typeof answer", returnByValue: true }, sessionId)
      if (result.value === "object") break
      await new Promise((done) => setTimeout(done, 50))
    }
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId)
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception.description)
    return { value: result.value, noise: noise.map(({ method, params }) => params.request?.url ?? `${method}: ${JSON.stringify(params)}`) }
  } finally {
    clearTimeout(late)
    child.kill()
  }
}

const folder = BUILD + "/js/browser"
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(folder + "/page.html", page())
const { value: found, noise } = await askPage(process.argv[2], folder, `file://${folder}/page.html`, "answer")
const outside = noise.filter((text) => !/^(file|blob|data):/.test(text))
if (outside.length > 0) throw new Error(`the page asked or complained: ${outside.join("; ").slice(0, 1000)}`)

const t = await load()
const speed = t.deploy({ hardware: "h100-sxm5-80gb", model: "llama-3.1-70b", precision: "fp8", tp: 4 }).serve({ inputTokens: 1000, outputTokens: 500, concurrency: 32 })
const expected = JSON.stringify(["0.0372", t.book.hash, 3, "E_UNKNOWN_ID", speed.ttftS.mid])
for (const [index, text] of found.entries()) {
  if (text !== expected) throw new Error(`${["page", "worker"][index]}: found ${text}, expected ${expected}`)
}
console.log("page and worker:", expected)
