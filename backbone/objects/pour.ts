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
        const busy = take(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
        if (!busy) return
        body.pause()
        busy.then(() => body.resume(), fail)
      } catch (error) {
        fail(error)
      }
    }
    const stopWatching = finished(body, { writable: false }, (error) => {
      leave()
      resolve(error ? { complete: false, reason: signal?.aborted ? signal.reason : error } : { complete: true })
    })
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    body.on('data', receive)
  })
}
