const mebibyte = 1024 * 1024

/**
 * How large part `number` of a multipart upload is. S3 allows 10,000 parts: small ones first, so that most uploads hold
 * 8 MiB in memory, growing later, so that 400 GB fit.
 */
export const partBytes = (number: number): number => (number <= 2000 ? 8 : number <= 4000 ? 16 : 64) * mebibyte

/** Cuts a stream of chunks into parts: one is stored while the next one fills, so memory holds two at most. */
export type PartFiller = {
  /** Takes a chunk; the promise, if any, asks to wait before the next one comes. */
  take(chunk: Uint8Array): Promise<void> | undefined
  /** Waits until every full part is stored and returns what is left, which is less than a part. */
  finish(): Promise<Uint8Array>
}

/**
 * Fills parts: `sizeOf` says how large the part after `stored` others is; `store` keeps one, is never called twice at
 * once, and must be done with the bytes when it returns, for their memory is filled anew.
 */
export function partFiller(
  beginning: Uint8Array,
  sizeOf: (stored: number) => number,
  store: (part: Uint8Array) => Promise<void>,
): PartFiller {
  let handed = 0
  let filled = beginning.length
  let buffer = Buffer.allocUnsafeSlow(Math.max(256 * 1024, filled))
  buffer.set(beginning)
  let flight: Promise<void> = Promise.resolve()
  let failure: unknown
  let storing = false
  let spare: typeof buffer | undefined

  // Chunks are copied, not kept: a body of one-byte chunks would otherwise cost a hundred times its size.
  const makeRoom = (bytes: number, most: number) => {
    if (buffer.length >= bytes) return
    const larger = Buffer.allocUnsafeSlow(Math.min(most, Math.max(bytes, buffer.length * 2)))
    buffer.copy(larger, 0, 0, filled)
    buffer = larger
  }
  const hand = () => {
    const full = buffer
    const part = full.subarray(0, filled)
    buffer = spare ?? Buffer.allocUnsafeSlow(full.length)
    spare = undefined
    filled = 0
    handed++
    storing = true
    flight = store(part)
      .then(() => void (spare = full))
      .catch((error: unknown) => void (failure = error))
      .finally(() => void (storing = false))
  }
  const taken = async (chunk: Uint8Array): Promise<void> => {
    let rest = chunk
    while (rest.length) {
      if (failure) throw failure
      const size = sizeOf(handed)
      const fits = Math.min(rest.length, size - filled)
      makeRoom(filled + fits, size)
      buffer.set(rest.subarray(0, fits), filled)
      filled += fits
      rest = rest.subarray(fits)
      if (filled < size) continue
      if (storing) await flight
      if (failure) throw failure
      hand()
    }
  }
  return {
    take(chunk) {
      if (failure) throw failure
      if (filled + chunk.length >= sizeOf(handed)) return taken(chunk)
      makeRoom(filled + chunk.length, sizeOf(handed))
      buffer.set(chunk, filled)
      filled += chunk.length
      return undefined
    },
    async finish() {
      await flight
      if (failure) throw failure
      return buffer.subarray(0, filled)
    },
  }
}
