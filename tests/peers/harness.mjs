// Measures another product on the records of Campo's benches: `node harness.mjs PEER WORKLOAD OUT`.
//
// A peer is a module with `name`, `note` (how durable it is), `serve(folder)`, which runs in a process of its own and
// gives a port, and `open(folder, url)`, which gives a device: put, get, count, connect, onChange, close. Two devices
// play: A makes the records and edits them, B has them first anew and then after a break. Bytes are counted on the
// socket, both ways; a synchronization ends when B holds everything.

import { spawn } from "node:child_process"
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

import { countingProxy } from "./proxy.mjs"

/** Live edits that are timed. */
const LIVE = 200

/** No step takes longer, ms. */
const PATIENCE = 120_000

const [peerName, workload, out] = process.argv.slice(2)
const peer = await import(`./products/${peerName}.mjs`)

if (workload === "serve") {
  console.log(await peer.serve(out))
} else {
  await measure()
  process.exit(0)
}

async function measure() {
  const records = lines("records.jsonl")
  const changed = lines("changed.jsonl")
  const folder = mkdtempSync(join(tmpdir(), "campo-peer-"))
  const say = (row, unit, samples) => {
    const measure = { row, subject: peer.name, records: records.length, unit, samples, cpu: [], note: peer.note }
    console.log(`${row}: ${samples.map((sample) => sample.toFixed(2)).join(", ")} ${unit}`)
    appendFileSync(out, `${JSON.stringify(measure)}\n`)
  }
  const server = await start(join(folder, "server"))
  try {
    await play({ records, changed, folder, port: server.port, say })
  } finally {
    server.process.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  }
}

async function play({ records, changed, folder, port, say }) {
  const proxy = await countingProxy(port)
  const open = (name) => peer.open(join(folder, name), proxy.port)

  const a = await open("a")
  const made = await timed(() => a.put(records))
  say("bulk create in 500s, a record", "us", [(made * 1000) / records.length])
  await a.connect()
  await proxy.quiet()

  let b = await open("b")
  proxy.take()
  const first = await timed(async () => {
    await b.connect(records)
    await until(async () => (await b.count()) >= records.length)
  })
  say("first sync: bytes on the socket, a record", "B", [proxy.take() / records.length])
  say("first sync: until all is there, a record", "us", [(first * 1000) / records.length])
  await proxy.quiet()
  await b.close()
  say("file after the first sync, a record", "B", [size(join(folder, "b")) / records.length])

  await a.put(changed)
  await proxy.quiet()
  b = await open("b")
  proxy.take()
  const again = await timed(async () => {
    await b.connect(records)
    for (const edit of changed) await until(async () => (await b.get(edit.id))?.amount === edit.amount)
  })
  await proxy.quiet()
  say("reconnect, 1 % edited: bytes on the socket, an edit", "B", [proxy.take() / changed.length])
  say("reconnect, 1 % edited: until all is there", "ms", [again])
  await b.close()

  b = await open("b")
  proxy.take()
  await b.connect(records)
  await proxy.quiet()
  say("reconnect, nothing changed: bytes on the socket", "B", [proxy.take()])

  const live = await liveEdits(a, b, records)
  say("live: committed by A, shown by B, p50", "ms", [quantile(live, 0.5)])
  say("live: committed by A, shown by B, p99", "ms", [quantile(live, 0.99)])
  await Promise.all([a.close(), b.close()])
  proxy.close()
}

/** How long each of many edits of A took to be seen by B, ms. */
async function liveEdits(a, b, records) {
  const samples = []
  for (let round = 0; round < LIVE; round++) {
    const { id } = records[(round * 7919) % records.length]
    const amount = 2_000_000 + round
    const seen = new Promise((resolve) => {
      b.onChange(async () => {
        if ((await b.get(id))?.amount === amount) resolve()
      })
    })
    await a.put([{ id, amount }])
    const started = performance.now()
    await withPatience(seen)
    samples.push(performance.now() - started)
  }
  return samples
}

async function start(folder) {
  const process = spawn(globalThis.process.execPath, [fileURLToPath(import.meta.url), peerName, "serve", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const reader = createInterface({ input: process.stdout })
  const port = await withPatience(new Promise((resolve) => reader.once("line", (line) => resolve(Number(line)))))
  return { process, port }
}

async function timed(work) {
  const started = performance.now()
  await withPatience(work())
  return performance.now() - started
}

async function until(holds) {
  while (!(await holds())) await sleep(1)
}

function withPatience(promise) {
  const late = sleep(PATIENCE, undefined, { ref: false }).then(() => {
    throw new Error(`${peerName}: not done after ${PATIENCE / 1000} s`)
  })
  return Promise.race([promise, late])
}

function lines(file) {
  return readFileSync(join(workload, file), "utf8").trim().split("\n").map((line) => JSON.parse(line))
}

function quantile(samples, share) {
  const sorted = samples.toSorted((x, y) => x - y)
  return sorted[Math.round((sorted.length - 1) * share)]
}

function size(path) {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.size
  return readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0)
}
