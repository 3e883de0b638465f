import { createHash } from 'node:crypto'
import { open, readdir, readFile, rm, rmdir, stat, statfs, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  makeFolder,
  moveInto,
  readSpan,
  removeLeftovers,
  scratchName,
  unlessMissing,
  writeWhole,
} from './disk-files.ts'
import { fileWriter, storageFull } from './file-writer.ts'
import { checkKey, checkPrefix, contentTypeOf, keyConflict, lengthMismatch, objectNotFound, pageLimit } from './keys.ts'
import type { Objects } from './objects.ts'
import { pourWhole } from './pour.ts'
import { diskStaging } from './staging-disk.ts'

/** The disk engine: `objects/<key>` in a folder, written in `tmp/`, made durable, then renamed into place. */
export async function openDiskObjects(folder: string): Promise<Objects> {
  const root = resolve(folder)
  const [objects, staging, scratch, types] = ['objects', 'staging', 'tmp', 'types'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const room of [objects, staging, scratch, types]) await makeFolder(room)
  await removeLeftovers(scratch)

  const pathOf = (key: string) => join(objects, checkKey(key))

  // Most keys tell their media type by their ending; only the others keep a note, in a file named by the key's hash.
  const typePath = (key: string) => {
    const name = createHash('sha256').update(key).digest('hex')
    return join(types, name.slice(0, 2), name)
  }
  const noteType = async (key: string, contentType: string | undefined) => {
    if (contentType && contentType !== contentTypeOf(key))
      await writeWhole(scratchName(scratch), typePath(key), contentType)
    else await rm(typePath(key), { force: true })
  }
  const readType = async (key: string) => (await unlessMissing(readFile(typePath(key), 'utf8'))) ?? contentTypeOf(key)

  const settle = async (file: string, key: string, contentType: string | undefined) => {
    const path = pathOf(key)
    try {
      await noteType(key, contentType)
      await moveInto(file, path)
    } catch (error) {
      throw isConflict(error) ? keyConflict(key) : error
    }
  }

  return {
    async put(key, body, { contentType, bytes: expectedBytes, signal } = {}) {
      checkKey(key)
      signal?.throwIfAborted()
      const path = scratchName(scratch)
      const sha256 = createHash('sha256')
      const md5 = createHash('md5')
      const file = await open(path, 'wx')
      try {
        const writer = fileWriter(file, 0, (chunk) => {
          sha256.update(chunk)
          md5.update(chunk)
        })
        await pourWhole(body, writer.take, signal)
        const bytes = await writer.finish()
        if (expectedBytes !== undefined && bytes !== expectedBytes) throw lengthMismatch(key, bytes, expectedBytes)
        signal?.throwIfAborted()
        await settle(path, key, contentType)
        return { key, bytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') }
      } catch (error) {
        throw storageFull(error, { key })
      } finally {
        await file.close()
        await rm(path, { force: true })
      }
    },

    async get(key, range, { signal } = {}) {
      signal?.throwIfAborted()
      const file = await open(pathOf(key), 'r').catch(noneAt)
      if (!file) throw objectNotFound(key)
      try {
        const info = await file.stat()
        if (!info.isFile()) throw objectNotFound(key)
        const totalBytes = info.size
        const contentType = await readType(key)
        const { body, bytes } = readSpan(file, range, totalBytes, signal)
        if (bytes === 0) await file.close()
        return { body, bytes, totalBytes, contentType }
      } catch (error) {
        await file.close()
        throw error
      }
    },

    async head(key) {
      const info = await stat(pathOf(key)).catch(noneAt)
      if (!info?.isFile()) return undefined
      return { bytes: info.size, contentType: await readType(key), modified: info.mtime }
    },

    async list(prefix, { after = '', limit } = {}) {
      checkPrefix(prefix)
      const most = pageLimit(limit)
      const keys: { key: string; bytes: number }[] = []
      for await (const key of walk(objects, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix, after)) {
        const info = await unlessMissing(stat(join(objects, key)))
        if (!info) continue
        if (keys.length === most) return { keys, next: keys.at(-1)!.key }
        keys.push({ key, bytes: info.size })
      }
      return { keys }
    },

    async delete(key) {
      const path = pathOf(key)
      await rm(typePath(key), { force: true })
      await removeWithEmptyFolders(path, objects)
    },

    async source(key) {
      const location = pathOf(key)
      if (!(await stat(location).catch(noneAt))?.isFile()) throw objectNotFound(key)
      return { location, local: true }
    },

    async presign(key) {
      checkKey(key)
      return undefined
    },

    staging: diskStaging({ objects, staging, scratch, settle }),

    async freeBytes() {
      const { bavail, bsize } = await statfs(root)
      return bavail * bsize
    },

    close() {},
  }
}

// A key below another key's file does not exist either.
const noneAt = (error: unknown) => {
  if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
  throw error
}

const isConflict = (error: unknown) =>
  ['ENOTDIR', 'EEXIST', 'EISDIR', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')

async function removeWithEmptyFolders(path: string, root: string): Promise<void> {
  const folderOrNone = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EPERM'])
  try {
    await unlink(path)
  } catch (error) {
    if (folderOrNone.has((error as NodeJS.ErrnoException).code ?? '')) return
    throw error
  }
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    const removed = await rmdir(folder).then(
      () => true,
      () => false,
    )
    if (!removed) return
  }
}

/** Keys in bytewise order: a folder sorts as its name with the slash, so `a-b` < `a.b` < `a/b` < `a0`. */
async function* walk(root: string, folder: string, prefix: string, after: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(noneAt)
  const names = (entries ?? [])
    .map((entry) => folder + entry.name + (entry.isDirectory() ? '/' : ''))
    .toSorted(bytewise)
  for (const name of names) {
    const mayHold = name.startsWith(prefix) || prefix.startsWith(name)
    if (!mayHold) continue
    if (!name.endsWith('/')) {
      if (name > after && name.startsWith(prefix)) yield name
    } else if (name > after || after.startsWith(name)) yield* walk(root, name, prefix, after)
  }
}

const bytewise = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
