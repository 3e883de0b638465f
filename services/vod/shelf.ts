import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import type { Objects } from '#backbone/objects'
import { remember } from '#backbone/remember'
import type { Piece } from './library.ts'

const heldBytes = 64 * 1024 * 1024
const heldMilliseconds = 20_000
/** What is larger is streamed. */
const mostBytes = 4 * 1024 * 1024
/** What may be on its way to viewers from memory at once; slow viewers of many different things are streamed to. */
const mostLentBytes = 256 * 1024 * 1024

/**
 * What many watch at the same time is read once and held for a moment, and sent from memory: a quarter of the work of
 * streaming it to each of them, and on S3 one request instead of a thousand.
 */
export const openShelf = (objects: Objects) => {
  const held = remember<Buffer>({
    ask: async (key) => buffer((await objects.get(key)).body),
    heaviest: heldBytes,
    weigh: (bytes) => bytes.length,
    keepMilliseconds: (answer) => (answer ? heldMilliseconds : 0),
  })
  const lent = new Map<string, number>()
  let lentBytes = 0

  const giveBack = ({ object, bytes }: Piece) => {
    const left = (lent.get(object) ?? 1) - 1
    if (left > 0) return lent.set(object, left)
    lentBytes -= bytes
    return lent.delete(object)
  }

  return {
    /** The bytes of a piece, from memory until `over` is called, or as a stream. */
    async open(piece: Piece, whenOver: (over: () => void) => void): Promise<Buffer | Readable> {
      const { object, bytes } = piece
      const isLent = lent.has(object)
      if (bytes > mostBytes || (!isLent && lentBytes + bytes > mostLentBytes)) return (await objects.get(object)).body
      if (!isLent) lentBytes += bytes
      lent.set(object, (lent.get(object) ?? 0) + 1)
      whenOver(() => giveBack(piece))
      return held(object)
    },
  }
}
export type Shelf = ReturnType<typeof openShelf>
