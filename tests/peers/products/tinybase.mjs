// TinyBase: a mergeable store with a row a record, its WebSocket server, and its file persister.

import { mkdirSync } from "node:fs"
import { join } from "node:path"

import { createMergeableStore } from "tinybase"
import { createFilePersister } from "tinybase/persisters/persister-file"
import { createWsSynchronizer } from "tinybase/synchronizers/synchronizer-ws-client"
import { createWsServer } from "tinybase/synchronizers/synchronizer-ws-server"
import WebSocket, { WebSocketServer } from "ws"

export const name = "TinyBase"
export const note = "one store; saved whole to a JSON file, not fsynced"

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  await new Promise((resolve) => sockets.once("listening", resolve))
  createWsServer(sockets, () => createFilePersister(createMergeableStore(), join(folder, "store.json")))
  return sockets.address().port
}

/** Cells hold strings, numbers and truth values only. */
function cells({ id: _, tags, ...fields }) {
  return tags ? { ...fields, tags: tags.join(",") } : fields
}

export async function open(folder, port) {
  mkdirSync(folder, { recursive: true })
  const store = createMergeableStore()
  const persister = createFilePersister(store, join(folder, "store.json"))
  await persister.load()
  let changed = () => {}
  let synchronizer
  store.addTablesListener(() => changed())
  return {
    async put(records) {
      store.transaction(() => {
        for (const record of records) store.setPartialRow("records", record.id, cells(record))
      })
      // Each save writes the whole store: one edit is left to the network.
      if (records.length > 1) await persister.save()
    },
    get: async (id) => store.getRow("records", id),
    count: async () => store.getRowCount("records"),
    onChange(then) {
      changed = then
    },
    async connect() {
      synchronizer = await createWsSynchronizer(store, new WebSocket(`ws://127.0.0.1:${port}/bench`))
      await synchronizer.startSync()
    },
    async close() {
      await persister.save()
      await synchronizer.destroy()
    },
  }
}
