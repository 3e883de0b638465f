import { createHash, type Hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Staging } from '#backbone/objects'

export type Hashes = { sha256: string; md5: string }
/** How far one upload is hashed (`bytes`) and how far it is known to have come (`seen`). */
type Tally = {
  bytes: number
  seen: number
  sha256: Hash
  md5: Hash
  reading?: Promise<void> | undefined
  unreadable?: boolean
}

/** More than any node receives at once; beyond it the oldest is forgotten and hashed anew when needed. */
const tallies = 2000

const newTally = (): Tally => ({ bytes: 0, seen: 0, sha256: createHash('sha256'), md5: createHash('md5') })
const add = (tally: Tally, chunk: Uint8Array) => {
  tally.sha256.update(chunk)
  tally.md5.update(chunk)
  tally.bytes += chunk.length
}

/**
 * Hashes uploads while they arrive. What another node received, or this one before it was restarted, is read back from
 * staging beside the arriving bytes, so that the hashes are there soon after the last one.
 */
export const openHashing = (staging: Staging) => {
  const running = new Map<string, Tally>()

  const tallyOf = (id: string): Tally => {
    const tally = running.get(id) ?? newTally()
    running.delete(id)
    running.set(id, tally)
    const [oldest] = running.keys()
    if (running.size > tallies && oldest !== undefined) running.delete(oldest)
    return tally
  }

  const catchUp = async (id: string, tally: Tally) => {
    while (tally.bytes < tally.seen) {
      const before = tally.bytes
      const body = await staging.read(id, { start: tally.bytes, end: tally.seen - 1 })
      if (!body) {
        tally.unreadable = true
        return
      }
      for await (const chunk of body) add(tally, chunk as Uint8Array)
      if (tally.bytes === before) return
    }
  }
  const reading = (id: string, tally: Tally): Promise<void> =>
    (tally.reading ??= catchUp(id, tally).finally(() => (tally.reading = undefined)))

  return {
    /** What an append at `offset` shows its chunks to. */
    follow(id: string, offset: number): (chunk: Uint8Array) => void {
      const tally = tallyOf(id)
      let position = offset
      tally.seen = offset
      return (chunk) => {
        const behind = tally.bytes < position
        if (!behind && !tally.reading) add(tally, chunk)
        position += chunk.length
        tally.seen = position
        // Should reading fail here, it is tried once more when the upload is complete.
        if (behind && !tally.unreadable) reading(id, tally).catch(() => (tally.unreadable = true))
      }
    },

    /** The hashes of the whole upload; `undefined` where staging cannot be read back. */
    async of(id: string, bytes: number): Promise<Hashes | undefined> {
      const tally = tallyOf(id)
      await tally.reading?.catch(() => {})
      tally.seen = bytes
      await reading(id, tally)
      if (tally.bytes !== bytes) return undefined
      return { sha256: tally.sha256.copy().digest('hex'), md5: tally.md5.copy().digest('hex') }
    },

    forget(id: string): void {
      running.delete(id)
    },
  }
}
export type Hashing = ReturnType<typeof openHashing>

/** The hashes of a stream, which is read to its end. */
export const hashesOf = async (body: Readable): Promise<Hashes> => {
  const tally = newTally()
  for await (const chunk of body) add(tally, chunk as Uint8Array)
  return { sha256: tally.sha256.digest('hex'), md5: tally.md5.digest('hex') }
}
