import type { FileHandle } from 'node:fs/promises'
import { Problem } from '../contract/problem.ts'

const batchBytes = 1024 * 1024
// As many buffers as one system call takes; also keeps a body of one-byte chunks from piling up in memory.
const batchChunks = 1024

/** Writes chunks in order from a position on, a megabyte at a time, the next one collecting while one is written. */
export type FileWriter = {
  /** Takes a chunk; the promise, if any, asks to wait before the next one comes. */
  take(chunk: Uint8Array): Promise<void> | undefined
  /** Writes what is left, makes everything durable, and says where the file now ends. */
  finish(): Promise<number>
  /** Where the bytes that are in the file end. */
  position(): number
}

/** A writer into an open file. `kept` sees exactly the bytes that are in the file, in order, and may free the chunk. */
export function fileWriter(file: FileHandle, start: number, kept?: (chunk: Uint8Array) => void): FileWriter {
  let position = start
  let batch: Uint8Array[] = []
  let batched = 0
  let flight: Promise<void> | undefined
  let failure: unknown

  const write = async (chunks: Uint8Array[]) => {
    let next = 0
    while (next < chunks.length) {
      let { bytesWritten } = await file.writev(next ? chunks.slice(next) : chunks, position)
      position += bytesWritten
      // A short write ends inside a chunk: its head is in the file, its tail is written again.
      for (; next < chunks.length && bytesWritten >= chunks[next]!.length; next++) {
        bytesWritten -= chunks[next]!.length
        kept?.(chunks[next]!)
      }
      if (bytesWritten > 0) {
        kept?.(chunks[next]!.subarray(0, bytesWritten))
        chunks[next] = chunks[next]!.subarray(bytesWritten)
      }
    }
  }
  const send = () => {
    const chunks = batch
    batch = []
    batched = 0
    flight = write(chunks).then(
      () => void (flight = undefined),
      (error: unknown) => {
        failure ??= error
        flight = undefined
      },
    )
  }
  const sendAfter = async (before: Promise<void>) => {
    await before
    if (failure) throw failure
    send()
  }
  const drain = async (): Promise<void> => {
    if (!flight && (!batched || failure)) return
    if (!flight) send()
    await flight
    return drain()
  }
  return {
    take(chunk) {
      if (failure) throw failure
      if (chunk.length === 0) return undefined
      batch.push(chunk)
      batched += chunk.length
      if (batched < batchBytes && batch.length < batchChunks) return undefined
      if (flight) return sendAfter(flight)
      send()
      return undefined
    },
    async finish() {
      await drain()
      await file.datasync()
      if (failure) throw failure
      return position
    },
    position: () => position,
  }
}

/** Turns "no space left" into `storage-full` 507 and leaves every other failure as it is. */
export function storageFull(error: unknown, detail: Record<string, unknown>): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new Problem('storage-full', 507, 'The storage is full', detail)
    : error
}
