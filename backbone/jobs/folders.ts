import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../db/index.ts'
import { findLost } from './start.ts'

const name = /^([0-9a-f-]{36})-(\d+)$/

/** Removes the folders that attempts of killed workers left behind. */
export const sweepFolders = async (db: Database, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const attempts = (await readdir(folder)).flatMap((entry) => {
    const [, step, attempt] = name.exec(entry) ?? []
    return step ? [{ step, attempt: Number(attempt) }] : []
  })
  if (attempts.length === 0) return
  for (const { step, attempt } of await findLost(db, attempts)) {
    const path = join(folder, `${step}-${attempt}`)
    const found = await stat(path).catch(() => undefined)
    // A moment's grace: another process of this node may be cleaning up after its own attempt.
    if (found && Date.now() - found.mtimeMs > 60_000) await rm(path, { recursive: true, force: true })
  }
}
