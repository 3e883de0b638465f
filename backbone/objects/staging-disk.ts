import { constants } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open, opendir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type DiskRooms,
  isAlive,
  isMissing,
  readSpan,
  scratchName,
  syncFolder,
  thisProcess,
  unlessMissing,
} from './disk-files.ts'
import { fileWriter, storageFull } from './file-writer.ts'
import { checkId, checkKey, offsetConflict, stagedExists, stagedNotFound } from './keys.ts'
import type { Staged, Staging } from './objects.ts'
import { freeChunk, pour } from './pour.ts'

/**
 * Staged uploads on disk: `staging/<id>/data` grows, and a second, empty file says who may write it: `free`, or
 * `held@<process>`. Taking hold is one rename, which only one process can win, and a dead process's hold can be taken
 * over the same way. All files of an upload appear and vanish together, by a rename of its folder.
 */
export function diskStaging({ staging, scratch, settle }: DiskRooms): Staging {
  const folderOf = (id: string) => join(staging, checkId(id))
  const dataOf = (id: string) => join(folderOf(id), 'data')

  const offset = async (id: string) => (await unlessMissing(stat(dataOf(id))))?.size

  const hold = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const folder = folderOf(id)
    const free = join(folder, 'free')
    const held = join(folder, `held@${thisProcess}`)
    const take = (from: string) =>
      rename(from, held).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) return false
          throw error
        },
      )
    if (!(await take(free))) {
      const names = await unlessMissing(readdir(folder))
      if (!names) throw stagedNotFound(id)
      const dead = names.find((name) => name.startsWith('held@') && !isAlive(name.slice('held@'.length)))
      if (!dead || !(await take(join(folder, dead)))) throw offsetConflict(id, await offset(id))
    }
    try {
      return await work()
    } finally {
      await unlessMissing(rename(held, free))
    }
  }

  // Everything in the scratch folder first, so that a crash in between leaves no upload rather than half of one.
  const createWith = async (id: string, fill: (path: string) => Promise<void>) => {
    const folder = folderOf(id)
    const draft = scratchName(scratch)
    try {
      await mkdir(draft)
      await fill(join(draft, 'data'))
      await writeFile(join(draft, 'free'), '')
      await syncFolder(draft)
      await rename(draft, folder)
      await syncFolder(staging)
    } catch (error) {
      await rm(draft, { recursive: true, force: true })
      const code = (error as NodeJS.ErrnoException).code
      throw code === 'ENOTEMPTY' || code === 'EEXIST' ? stagedExists(id) : storageFull(error, { id })
    }
  }

  const discard = async (id: string) => {
    const grave = scratchName(scratch)
    await unlessMissing(rename(folderOf(id), grave))
    await rm(grave, { recursive: true, force: true })
  }

  return {
    create: (id) => createWith(id, (path) => writeFile(path, '')),

    append: (id, offset, body, { signal, onChunk, disposable } = {}) =>
      hold(id, async () => {
        signal?.throwIfAborted()
        const file = await unlessMissing(open(dataOf(id), 'r+'))
        if (!file) throw stagedNotFound(id)
        try {
          const { size } = await file.stat()
          if (size !== offset) throw offsetConflict(id, size)
          const writer = fileWriter(file, offset, (chunk) => {
            onChunk?.(chunk)
            if (disposable) freeChunk(chunk)
          })
          try {
            const { complete } = await pour(body, writer.take, signal)
            return { offset: await writer.finish(), complete }
          } catch (error) {
            await writer.finish().catch(() => {})
            throw storageFull(error, { id, offset: writer.position() })
          }
        } finally {
          await file.close()
        }
      }),

    offset,

    async read(id, range) {
      const file = await unlessMissing(open(dataOf(id), 'r'))
      if (!file) throw stagedNotFound(id)
      try {
        const { body, bytes } = readSpan(file, range, (await file.stat()).size)
        if (bytes === 0) await file.close()
        return body
      } catch (error) {
        await file.close()
        throw error
      }
    },

    async concat(id, fromIds) {
      let total = 0
      await createWith(id, async (path) => {
        const [first, ...others] = fromIds
        if (first === undefined) await writeFile(path, '')
        else await copyFile(await present(first), path, constants.COPYFILE_FICLONE)
        const file = await open(path, 'r+')
        try {
          total = (await file.stat()).size
          for (const other of others) total += await appendFile(file, total, await present(other))
          await file.datasync()
        } finally {
          await file.close()
        }
      })
      return { offset: total }
    },

    async commit(id, key, { contentType } = {}) {
      checkKey(key)
      const bytes = await hold(id, async () => {
        const bytes = await offset(id)
        if (bytes === undefined) throw stagedNotFound(id)
        await settle(dataOf(id), key, contentType)
        return bytes
      })
      await discard(id)
      return { key, bytes }
    },

    discard,

    async *list(): AsyncGenerator<Staged> {
      for await (const entry of await opendir(staging)) {
        const id = entry.name
        // An upload without data was being committed when its process died: it still has to expire.
        const info = (await unlessMissing(stat(dataOf(id)))) ?? (await unlessMissing(stat(folderOf(id))))
        if (info) yield { id, bytes: info.isFile() ? info.size : 0, modified: info.mtime }
      }
    },
  }

  async function present(id: string): Promise<string> {
    if ((await offset(id)) === undefined) throw stagedNotFound(id)
    return dataOf(id)
  }
}

async function appendFile(to: FileHandle, position: number, path: string): Promise<number> {
  const from = await open(path, 'r')
  try {
    const writer = fileWriter(to, position)
    const poured = await pour(from.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false }), writer.take)
    if (!poured.complete) throw poured.reason
    return (await writer.finish()) - position
  } finally {
    await from.close()
  }
}
