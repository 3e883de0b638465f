import { finished, type Readable } from 'node:stream'

/** How a body ended: to its end, or broken off, and then by what. */
export type Poured = { complete: true } | { complete: false; reason: unknown }

/**
 * Hands every chunk of a body to `take` as it arrives, without copying; a promise from `take` stops the flow until it
 * is kept. Says how the body ended and throws only what `take` throws, leaving the body paused and open: events instead
 * of `for await`, which would join chunks and destroy the request on whose connection the failure must still be told.
 */
export function pour(
  body: Readable,
  take: (chunk: Uint8Array) => Promise<void> | undefined,
  signal?: AbortSignal,
): Promise<Poured> {
  return new Promise((resolve, reject) => {
    let busy: Promise<void> | undefined
    const abort = () => body.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    const leave = () => {
      body.off('data', receive)
      signal?.removeEventListener('abort', abort)
      stopWatching()
      // An error that comes after we stopped listening is nobody's news, but must not end the process.
      body.on('error', () => {})
    }
    const fail = (error: unknown) => {
      body.pause()
      leave()
      reject(error)
    }
    const receive = (chunk: Uint8Array | string) => {
      try {
        const taking = take(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
        if (!taking) return
        body.pause()
        busy = taking.then(() => void body.resume())
        busy.catch(fail)
      } catch (error) {
        fail(error)
      }
    }
    const stopWatching = finished(body, { writable: false }, (error) => {
      leave()
      const poured: Poured = error
        ? { complete: false, reason: signal?.aborted ? signal.reason : error }
        : { complete: true }
      // A body can break off while its last chunk is still being kept.
      const kept = async () => {
        await busy
        return poured
      }
      resolve(kept())
    })
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    body.on('data', receive)
  })
}

/** Takes a whole body or throws what broke it off. */
export async function pourWhole(
  body: Readable | Uint8Array,
  take: (chunk: Uint8Array) => Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (body instanceof Uint8Array) return take(body)
  const poured = await pour(body, take, signal)
  if (!poured.complete) throw poured.reason
}

/**
 * Frees the memory of a chunk that nobody needs any more. Left to the garbage collector, the chunks of one fast upload
 * make it walk the whole heap several times a second, which costs as much as hashing them.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  // A chunk that shares its memory with others is left alone.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
