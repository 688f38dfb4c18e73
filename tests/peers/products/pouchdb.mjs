// PouchDB on leveldb, replicating with express-pouchdb: a document a record.

import { mkdirSync } from "node:fs"
import { join } from "node:path"

import express from "express"
import expressPouchdb from "express-pouchdb"
import PouchDB from "pouchdb"

export const name = "PouchDB"
export const note = "leveldb, not fsynced; express-pouchdb"

const BATCH = 500

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const databases = PouchDB.defaults({ prefix: `${folder}/` })
  const app = express()
  const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: join(folder, "log.txt") }
  app.use("/", expressPouchdb(databases, options))
  return new Promise((resolve) => {
    const server = app.listen(0, "127.0.0.1", () => resolve(server.address().port))
  })
}

export async function open(folder, port) {
  const database = new PouchDB(folder)
  let changed = () => {}
  let running = []
  const feed = database.changes({ live: true, since: "now" }).on("change", () => changed())
  return {
    async put(records) {
      for (let at = 0; at < records.length; at += BATCH) {
        const batch = records.slice(at, at + BATCH)
        const known = await database.allDocs({ keys: batch.map(({ id }) => id), include_docs: true })
        const documents = batch.map(({ id, ...fields }, i) => ({ ...known.rows[i].doc, ...fields, _id: id }))
        await database.bulkDocs(documents)
      }
    },
    get: (id) => database.get(id).catch(() => undefined),
    count: async () => (await database.info()).doc_count,
    onChange(then) {
      changed = then
    },
    async connect() {
      const remote = new PouchDB(`http://127.0.0.1:${port}/bench`)
      running = [database.sync(remote, { live: true, retry: true, batch_size: 1000 })]
    },
    async close() {
      feed.cancel()
      for (const sync of running) sync.cancel()
      await database.close()
    },
  }
}
