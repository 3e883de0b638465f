import { Problem } from '#backbone'
import {
  addReference,
  dropLeftover,
  findContent,
  insertEssence,
  noteLeftover,
  replaceObject,
  type EssenceRow,
  type StorageKit,
} from './store.ts'

type Staged = {
  staged: string
  name: string
  mediaType: string
  bytes: number
  sha256: string
  md5: string
  by?: string
}
type Admitted = { row: EssenceRow; duplicate: boolean }

const incomplete = (staged: string, bytes: number, expectedBytes: number) =>
  new Problem('staged-incomplete', 409, 'The staged upload is not as long as was said', {
    staged,
    bytes,
    expectedBytes,
  })

/** The key under which a staged upload becomes an object: known beforehand, and the same at every repetition. */
export const objectOf = (station: string, staged: string): string => `essences/${station}/${staged}`

/**
 * Makes an essence of a staged upload. Bears being repeated after a crash at any point, and two at once with the same
 * content: one of them becomes the essence, the other's bytes are dropped.
 */
export const admit = async (kit: StorageKit, station: string, file: Staged): Promise<Admitted> => {
  const object = objectOf(station, file.staged)
  const present = await kit.inStation(station, async (tx) => {
    const found = await findContent(tx, station, file.sha256)
    if (!found || found.damaged) await noteLeftover(tx, station, object)
    else await refer(tx, found, file)
    return found
  })
  if (present?.object === object) return { row: present, duplicate: false }
  if (present && !present.damaged) {
    await kit.objects.staging.discard(file.staged)
    return { row: present, duplicate: true }
  }
  await settleObject(kit, object, file)
  const { row, dropped } = await kit.inStation(station, async (tx) => {
    const fresh = await enter(kit, tx, { ...file, station, object })
    await refer(tx, fresh.row, file)
    await dropLeftover(tx, fresh.row.object)
    if (fresh.dropped) await noteLeftover(tx, station, fresh.dropped)
    return fresh
  })
  if (dropped) await removeObject(kit, station, dropped)
  return { row, duplicate: row.object !== object }
}

/** Whoever brought the content holds it before anybody can find it without an owner and delete it. */
const refer = async (tx: Parameters<typeof addReference>[0], { id, station }: EssenceRow, { by }: Staged) => {
  if (by !== undefined) await addReference(tx, { station, essence: id, by })
}

/** Enters the essence, or finds that somebody else was quicker; `dropped` is the object that is no longer needed. */
const enter = async (
  kit: StorageKit,
  tx: Parameters<typeof insertEssence>[0],
  file: Staged & { station: string; object: string },
): Promise<{ row: EssenceRow; dropped?: string }> => {
  const { station, object, name, bytes, sha256, md5, mediaType: media_type } = file
  const fresh = await insertEssence(tx, { station, object, name, bytes, sha256, md5, media_type })
  if (fresh) {
    await kit.publish(tx, 'stored', { station, subject: fresh.id }, { essence: fresh.id, bytes, sha256 })
    return { row: fresh }
  }
  const present = (await findContent(tx, station, sha256))!
  if (!present.damaged) return present.object === object ? { row: present } : { row: present, dropped: object }
  // The same content has come once more, and whole: it heals what a scrub had found damaged.
  return { row: await replaceObject(tx, present.id, object), dropped: present.object }
}

/** Turns the staged bytes into the object, unless an attempt that died afterwards has done so. */
const settleObject = async ({ objects }: StorageKit, object: string, { staged, bytes }: Staged) => {
  const stagedBytes = await objects.staging.offset(staged)
  if (stagedBytes === undefined) {
    const there = await objects.head(object)
    if (there?.bytes !== bytes) throw new Problem('staged-not-found', 404, 'There is no such staged upload', { staged })
    return
  }
  if (stagedBytes !== bytes) throw incomplete(staged, stagedBytes, bytes)
  await objects.staging.commit(staged, object)
}

/** Removes an object that is noted as left over, and then the note. */
export const removeObject = async (kit: StorageKit, station: string, object: string): Promise<void> => {
  await kit.objects.delete(object)
  await kit.inStation(station, (tx) => dropLeftover(tx, object))
}
