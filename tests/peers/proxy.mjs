// A socket between two programs that counts what goes through it.

import { connect, createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

/** After so many looks without a byte nothing more comes. Time alone would not do: a busy program reads nothing. */
const SILENT_LOOKS = 30
const LOOK_EVERY_MS = 50

/** A door to a local port: `take` gives the bytes since the last call, both ways. */
export async function countingProxy(to) {
  let bytes = 0
  let silent = 0
  const count = (chunk) => {
    bytes += chunk.length
    silent = 0
  }
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: to, host: "127.0.0.1", noDelay: true })
    for (const [from, into] of [[near, far], [far, near]]) {
      from.on("data", count)
      from.on("error", () => into.destroy())
      from.pipe(into)
    }
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: server.address().port,
    take() {
      const taken = bytes
      bytes = 0
      return taken
    },
    async quiet() {
      for (silent = 0; silent < SILENT_LOOKS; silent++) await sleep(LOOK_EVERY_MS)
    },
    close: () => server.close(),
  }
}
