import { open } from 'node:fs/promises'
import { MediaError } from './error.ts'
import { isUrl, type MediaSource } from './source.ts'

const patienceMilliseconds = 60_000

/**
 * The bytes of a source from one on, at most so many (fewer where it ends before). Throws MediaError
 * `source-unreadable`.
 */
export const readBytes = async (
  source: MediaSource,
  span: { from: number; bytes: number },
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Buffer> => {
  try {
    return await (isUrl(source) ? readRemote(source, span, options.signal) : readLocal(source, span))
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof MediaError) throw error
    throw new MediaError('source-unreadable', 'The media file could not be read', { reason: (error as Error).name })
  }
}

type Span = { from: number; bytes: number }

const readLocal = async ({ location }: MediaSource, { from, bytes }: Span): Promise<Buffer> => {
  const file = await open(location)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const readRemote = async (
  { location }: MediaSource,
  { from, bytes }: Span,
  signal: AbortSignal | undefined,
): Promise<Buffer> => {
  const patience = AbortSignal.timeout(patienceMilliseconds)
  const answer = await fetch(location, {
    headers: { range: `bytes=${from}-${from + bytes - 1}` },
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  })
  const pastTheEnd = answer.status === 416
  if (pastTheEnd || answer.status !== 206 || !answer.body) {
    await answer.body?.cancel()
    if (pastTheEnd) return Buffer.alloc(0)
    throw new MediaError('source-unreadable', 'The media file could not be read', { status: answer.status })
  }
  const pieces: Uint8Array[] = []
  let taken = 0
  for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
    pieces.push(piece)
    taken += piece.length
    if (taken >= bytes) break
  }
  return Buffer.concat(pieces).subarray(0, bytes)
}
