import { createHash } from 'node:crypto'
import { Problem } from '#backbone'
import { noteScrub, type EssenceRow, type StorageKit } from './store.ts'

/** Reads an essence's object and compares its hashes; a missing object is as damaged as a changed one. */
export const scrubEssence = async (kit: StorageKit, row: EssenceRow, signal: AbortSignal): Promise<EssenceRow> => {
  const damaged = !(await isWhole(kit, row, signal))
  return kit.inStation(row.station, async (tx) => {
    const noted = await noteScrub(tx, row, damaged)
    if (damaged && noted && !row.damaged) {
      await kit.publish(tx, 'damaged', { station: row.station, subject: row.id }, { essence: row.id })
    }
    return noted ?? row
  })
}

const isWhole = async ({ objects }: StorageKit, row: EssenceRow, signal: AbortSignal): Promise<boolean> => {
  try {
    const { body, totalBytes } = await objects.get(row.object, undefined, { signal })
    if (totalBytes !== Number(row.bytes)) {
      body.destroy()
      return false
    }
    const sha256 = createHash('sha256')
    const md5 = createHash('md5')
    for await (const chunk of body) {
      sha256.update(chunk)
      md5.update(chunk)
    }
    return sha256.digest('hex') === row.sha256 && md5.digest('hex') === row.md5
  } catch (error) {
    if (error instanceof Problem && error.type === 'object-not-found') return false
    throw error
  }
}
