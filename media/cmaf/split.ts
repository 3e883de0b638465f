import type { Readable } from 'node:stream'
import { boxHeader, broken } from './box.ts'

/** A piece of a running fragmented MP4: its header once, then each fragment as soon as it is complete. */
export type CmafPiece = { kind: 'init' | 'segment'; bytes: Buffer }

const maximumBoxBytes = 256 * 1024 * 1024

/**
 * Splits a fragmented MP4 while it is being written: `ftyp` + `moov` come out as init, each `moof` + `mdat` as a
 * segment. Reading stops while the consumer works, which holds the writer back. Throws `broken-segment` where the
 * stream ends inside a box or a box is larger than 256 MiB.
 */
export async function* splitFragments(stream: Readable): AsyncGenerator<CmafPiece> {
  let pending: Buffer[] = []
  for await (const box of topLevelBoxes(stream)) {
    if (box.type === 'sidx' || box.type === 'mfra' || box.type === 'free') continue
    pending.push(box.bytes)
    if (box.type !== 'moov' && box.type !== 'mdat') continue
    yield { kind: box.type === 'moov' ? 'init' : 'segment', bytes: Buffer.concat(pending) }
    pending = []
  }
  if (pending.length > 0) throw broken('it ends after a header')
}

async function* topLevelBoxes(stream: Readable): AsyncGenerator<{ type: string; bytes: Buffer }> {
  let chunks: Buffer[] = []
  let held = 0
  let wanted = 8
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    held += chunk.length
    while (held >= wanted) {
      const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, held)
      chunks = [bytes]
      const header = boxHeader(bytes)
      if (header && header.bytes > maximumBoxBytes) throw broken(`a box of ${header.bytes} bytes`)
      wanted = header?.bytes ?? 16
      if (!header || held < wanted) continue
      yield { type: header.type, bytes: bytes.subarray(0, wanted) }
      chunks = [bytes.subarray(wanted)]
      held -= wanted
      wanted = 8
    }
  }
  if (held > 0) throw broken('it ends inside a box')
}
