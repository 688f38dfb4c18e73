// Yjs with Hocuspocus and its database extension: one document of all records, a map each. No rights within it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { existsSync } from "node:fs"
import { join } from "node:path"

import { Database } from "@hocuspocus/extension-database"
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider"
import { Server } from "@hocuspocus/server"
import WebSocket from "ws"
import * as Y from "yjs"

export const name = "Yjs + Hocuspocus"
export const note = "one document; saved whole to a file 2 s after an edit, not fsynced"

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, "document")
  const database = new Database({
    fetch: async () => (existsSync(file) ? readFileSync(file) : null),
    store: async ({ state }) => writeFileSync(file, state),
  })
  const server = new Server({ address: "127.0.0.1", port: 0, quiet: true, extensions: [database] })
  await server.listen()
  return server.address.port
}

export async function open(folder, port) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, "document")
  const document = new Y.Doc()
  if (existsSync(file)) Y.applyUpdate(document, readFileSync(file))
  const records = document.getMap("records")
  let changed = () => {}
  let socket
  let provider
  document.on("update", () => changed())
  const save = () => writeFileSync(file, Y.encodeStateAsUpdate(document))
  return {
    async put(edited) {
      document.transact(() => {
        for (const { id, ...fields } of edited) {
          if (!records.has(id)) records.set(id, new Y.Map())
          for (const [key, value] of Object.entries(fields)) records.get(id).set(key, value)
        }
      })
      // Each edit would write the whole document: one edit is left to the network, as the server does for two seconds.
      if (edited.length > 1) save()
    },
    get: async (id) => records.get(id)?.toJSON(),
    count: async () => records.size,
    onChange(then) {
      changed = then
    },
    async connect() {
      socket = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${port}`, WebSocketPolyfill: WebSocket })
      provider = new HocuspocusProvider({ websocketProvider: socket, name: "bench", document })
      provider.attach()
    },
    async close() {
      save()
      provider.destroy()
      socket.destroy()
    },
  }
}
