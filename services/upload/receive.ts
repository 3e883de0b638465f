import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable, Transform } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { Problem } from '#backbone'
import type { Staging } from '#backbone/objects'
import type { Hashing } from './hashing.ts'
import type { Checksum } from './tus.ts'

/** A body with a checksum is kept in memory until it is verified: no byte is stored that might have to be taken back. */
const verifiedBodyBytes = 64 * 1024 ** 2
const verifiedBodiesBytes = 4 * verifiedBodyBytes
/** A writer that receives nothing for so long has lost its sender, and gives way to the next. */
const silentMilliseconds = 2000

const busy = () =>
  new Problem('upload-busy', 423, 'Another request is sending bytes of this upload', { retryAfterSeconds: 1 })
const mismatch = () => new Problem('checksum-mismatch', 460, 'The bytes are not those that were sent; send them again')
const tooLong = (remainingBytes: number) =>
  new Problem('too-large', 413, 'More bytes came than the upload may have', { remainingBytes })
const tooLongToVerify = () =>
  new Problem('checksum-body-too-large', 413, 'Send at most 64 MiB at once with a checksum', {
    maxBytes: verifiedBodyBytes,
  })
const memoryFull = () => new Problem('busy', 503, 'Too many checksums at once', { retryAfterSeconds: 2 })
const brokenOff = () => new Problem('broken-off', 400, 'The body broke off')

type Writer = { request: IncomingMessage; stop: AbortController; done: Promise<void> }

/** One writer at a time for every upload. Other nodes are kept out by staging itself. */
export const openWriters = () => {
  const writers = new Map<string, Writer>()

  /** Ends a writer whose sender has gone without saying so; `upload-busy` 423 if bytes still come. */
  const makeWay = async (id: string): Promise<void> => {
    const writer = writers.get(id)
    if (!writer) return
    const { bytesRead } = writer.request.socket
    await Promise.race([writer.done, setTimeout(silentMilliseconds)])
    if (writers.get(id) !== writer) return
    if (writer.request.socket.bytesRead !== bytesRead) throw busy()
    writer.stop.abort()
    await writer.done
  }

  return {
    makeWay,
    async write<T>(id: string, request: IncomingMessage, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      await makeWay(id)
      if (writers.has(id)) throw busy()
      const { promise: done, resolve } = Promise.withResolvers<void>()
      const stop = new AbortController()
      writers.set(id, { request, stop, done })
      try {
        return await work(stop.signal)
      } finally {
        writers.delete(id)
        resolve()
      }
    },
    /** Stops whoever writes, and waits for it. */
    async stop(id: string): Promise<void> {
      const writer = writers.get(id)
      writer?.stop.abort()
      await writer?.done
    },
  }
}
export type Writers = ReturnType<typeof openWriters>

let heldBytes = 0

/** Reads a body whole, at most 64 MiB, and compares its checksum; `checksum-mismatch` 460. */
const verified = async (body: IncomingMessage, announced: number | undefined, { algorithm, digest }: Checksum) => {
  if ((announced ?? 0) > verifiedBodyBytes) throw tooLongToVerify()
  const reserved = announced ?? verifiedBodyBytes
  if (heldBytes + reserved > verifiedBodiesBytes) throw memoryFull()
  heldBytes += reserved
  try {
    const chunks: Uint8Array[] = []
    const hash = createHash(algorithm)
    let bytes = 0
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > verifiedBodyBytes) throw tooLongToVerify()
      chunks.push(chunk)
      hash.update(chunk)
    }
    if (!hash.digest().equals(digest)) throw mismatch()
    return { bytes, chunks }
  } catch (error) {
    throw body.destroyed && !body.complete ? brokenOff() : error
  } finally {
    heldBytes -= reserved
  }
}

/** A body of unknown length, cut off after `mostBytes`. */
const cutAfter = (body: IncomingMessage, mostBytes: number) => {
  const state = { cut: false }
  let rest = mostBytes
  const bounded = new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Uint8Array, _, done) {
      const fits = chunk.subarray(0, rest)
      rest -= fits.length
      if (fits.length === chunk.length) return done(null, fits)
      state.cut = true
      body.unpipe(bounded)
      this.push(fits)
      this.push(null)
      return done()
    },
  })
  body.once('error', (error) => bounded.destroy(error))
  body.once('close', () => body.complete || bounded.destroy(new Error('the sender has gone')))
  return { state, bounded: body.pipe(bounded) }
}

type Arrival = {
  id: string
  offset: number
  body: IncomingMessage
  /** The most that may still come. */
  remainingBytes: number
  checksum: Checksum | undefined
  signal: AbortSignal
  /** Absent for parts of other uploads, which nobody asks the hashes of. */
  hashing: Hashing | undefined
}

/** How many bytes a request says its body has; `undefined` for chunked bodies. */
export const announcedBytes = (request: IncomingMessage): number | undefined => {
  const header = request.headers['content-length']
  if (header !== undefined) return Number(header)
  return request.headers['transfer-encoding'] === undefined ? 0 : undefined
}

/** Appends a request's body to an upload and says where it ends now. What came before a break-off stays. */
export const receive = async (staging: Staging, arrival: Arrival): Promise<number> => {
  const { id, offset, body, remainingBytes, checksum, signal, hashing } = arrival
  const announced = announcedBytes(body)
  if ((announced ?? 0) > remainingBytes) throw tooLong(remainingBytes)
  signal.addEventListener('abort', () => body.destroy(), { once: true })
  const options = { signal, disposable: true, ...(hashing && { onChunk: hashing.follow(id, offset) }) }
  if (checksum) {
    const { bytes, chunks } = await verified(body, announced, checksum)
    if (bytes > remainingBytes) throw tooLong(remainingBytes)
    return (await staging.append(id, offset, Readable.from(chunks), options)).offset
  }
  if (announced !== undefined) return (await staging.append(id, offset, body, options)).offset
  const { state, bounded } = cutAfter(body, remainingBytes)
  const appended = await staging.append(id, offset, bounded, options)
  if (state.cut) throw tooLong(0)
  return appended.offset
}
