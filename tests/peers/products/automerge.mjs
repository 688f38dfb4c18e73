// automerge-repo with its WebSocket adapters and file storage: a document a record, so that each could have its rights.

import { mkdirSync } from "node:fs"

import * as Automerge from "@automerge/automerge"
import { Repo, stringifyAutomergeUrl } from "@automerge/automerge-repo"
import { WebSocketClientAdapter, WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { WebSocketServer } from "ws"

export const name = "automerge-repo"
export const note = "a document a record; files, not fsynced"

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  new Repo({
    network: [new WebSocketServerAdapter(sockets)],
    storage: new NodeFSStorageAdapter(folder),
    sharePolicy: async () => false,
  })
  await new Promise((resolve) => sockets.once("listening", resolve))
  return sockets.address().port
}

/** The document of a record: its 16 bytes are the record's id. */
function urlOf(id) {
  return stringifyAutomergeUrl({ documentId: Uint8Array.from(Buffer.from(id.replaceAll("-", ""), "hex")) })
}

export async function open(folder, port) {
  mkdirSync(folder, { recursive: true })
  const repo = new Repo({ storage: new NodeFSStorageAdapter(folder) })
  const handles = new Map()
  let changed = () => {}
  const keep = (id, handle) => {
    handle.on("change", () => changed())
    handles.set(id, handle)
  }
  return {
    async put(records) {
      for (const { id, ...fields } of records) {
        const handle = handles.get(id)
        if (handle) {
          handle.change((document) => Object.assign(document, fields))
        } else {
          const docId = urlOf(id).slice("automerge:".length)
          keep(id, repo.import(Automerge.save(Automerge.from(fields)), { docId }))
        }
      }
      await repo.flush()
    },
    get: async (id) => handles.get(id)?.doc(),
    count: async () => handles.size,
    onChange(then) {
      changed = then
    },
    async connect(records = []) {
      repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(`ws://127.0.0.1:${port}`))
      await repo.networkSubsystem.whenReady()
      await Promise.all(records.map(async ({ id }) => keep(id, await repo.find(urlOf(id)))))
    },
    close: () => repo.shutdown(),
  }
}
