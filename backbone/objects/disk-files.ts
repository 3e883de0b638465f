import { randomUUID } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { fileWriter } from './file-writer.ts'
import { resolveRange } from './keys.ts'
import type { ByteRange } from './objects.ts'

const leftoverSeconds = 3600

/** What the parts of the disk engine share: its folders, and how a finished file becomes an object. */
export type DiskRooms = {
  objects: string
  staging: string
  scratch: string
  /** Moves a finished, durable file to its key. */
  settle(file: string, key: string, contentType: string | undefined): Promise<void>
}

export const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Passes a value on, and turns "no such file" into `undefined`. */
export const unlessMissing = <T>(promise: Promise<T>): Promise<T | undefined> =>
  promise.catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })

/** Makes the names in a folder durable: a renamed file is only safe from a power cut after this. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder and its parents, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (!first) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Moves a file to its place for good. The folder is made anew when a neighbour's delete has just removed it empty. */
export async function moveInto(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolder(dirname(to))
      await rename(from, to)
      return await syncFolder(dirname(to))
    } catch (error) {
      if (!isMissing(error) || attempt === 5) throw error
    }
  }
}

/** A name in the folder of half-written things; what is found there long untouched was left by a crash. */
export const scratchName = (folder: string) => join(folder, randomUUID())

/** Removes what crashed writers left behind an hour ago or earlier. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const info = await unlessMissing(stat(join(folder, name)))
    if (info && Date.now() - info.mtimeMs > leftoverSeconds * 1000)
      await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Writes a small file so that readers see the old text or the new, nothing between. */
export async function writeWhole(scratch: string, to: string, text: string): Promise<void> {
  const file = await open(scratch, 'wx')
  try {
    const writer = fileWriter(file, 0)
    await writer.take(Buffer.from(text))
    await writer.finish()
    await moveInto(scratch, to)
  } finally {
    await file.close()
    await rm(scratch, { force: true })
  }
}

// A process is known by its id and the moment it started: ids come round again, in containers at every restart.
const startOf = (pid: number | 'self') => {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** This process, in a form that `isAlive` understands from any other process of this machine. */
export const thisProcess = `${process.pid}-${startOf('self')}`

/** Whether the process that wrote this mark still runs. */
export function isAlive(mark: string): boolean {
  const [pid, start] = mark.split('-')
  try {
    return startOf(Number(pid)) === start
  } catch {
    return false
  }
}

/** Opens a span of a file as a stream, which closes the file; an empty one leaves that to the caller. */
export function readSpan(
  file: FileHandle,
  range: ByteRange | undefined,
  totalBytes: number,
  signal?: AbortSignal,
): { body: Readable; bytes: number } {
  if (!range && totalBytes === 0) return { body: Readable.from([]), bytes: 0 }
  const { start, end } = resolveRange(range ?? { start: 0 }, totalBytes)
  const options = { fd: file, start, end, highWaterMark: 256 * 1024 }
  return { body: createReadStream('', signal ? { ...options, signal } : options), bytes: end - start + 1 }
}
