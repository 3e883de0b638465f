import type { Asset } from '#services/vms'
import { changedFields, draftOf, rebase, updateOf, type Draft } from '../asset/edit.ts'

/** An edit that could not be saved yet: what the person wrote, and what it was written over. */
export type Pending = {
  asset: string
  base: Draft
  draft: Draft
  at: number
  /** Somebody else changed the same meanwhile, or it was refused: the person has to decide. */
  stuck?: boolean
}

/** What the outbox asks of the station. */
export type Station = {
  get(id: string): Promise<Asset>
  update(input: { id: string; version: number } & ReturnType<typeof updateOf>): Promise<Asset>
}

export type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
const mostPending = 200

/** Edits kept in the browser until the station can be reached again; the latest edit of an asset replaces earlier ones. */
export const openOutbox = (key: string, storage: Kept) => {
  const watchers = new Set<() => void>()
  let items = read(storage, key)
  let sending: Promise<Asset[]> | undefined

  const set = (next: readonly Pending[]) => {
    items = next
    if (next.length === 0) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(next))
    for (const changed of watchers) changed()
  }
  const without = (asset: string) => items.filter((one) => one.asset !== asset)

  /** One edit brought onto what holds now. Undefined: it could not be, and stays. */
  const settle = async (pending: Pending, station: Station): Promise<Asset | undefined> => {
    const theirs = await station.get(pending.asset)
    const { draft, both } = rebase(pending.base, pending.draft, draftOf(theirs))
    if (both.length > 0) return
    if (changedFields(draftOf(theirs), draft).length === 0) return theirs
    return station.update({ id: pending.asset, version: theirs.version, ...updateOf(draftOf(theirs), draft) })
  }

  const sendAll = async (station: Station, stillAway: (error: unknown) => boolean): Promise<Asset[]> => {
    const saved: Asset[] = []
    for (const pending of items.filter(({ stuck }) => !stuck)) {
      try {
        const asset = await settle(pending, station)
        // Written once more while it was being sent: the newer words wait for the next turn.
        if (items.find((one) => one.asset === pending.asset) !== pending) continue
        if (asset) saved.push(asset)
        set(asset ? without(pending.asset) : [...without(pending.asset), { ...pending, stuck: true }])
      } catch (error) {
        if (stillAway(error)) break
        set([...without(pending.asset), { ...pending, stuck: true }])
      }
    }
    return saved
  }

  return {
    items: (): readonly Pending[] => items,
    of: (asset: string): Pending | undefined => items.find((one) => one.asset === asset),
    watch(changed: () => void) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    /** Keeps an edit; one of the same asset that waits already keeps what it was first written over. */
    put(edit: Omit<Pending, 'at'>) {
      const earlier = items.find((one) => one.asset === edit.asset)
      const kept = { ...edit, base: earlier?.base ?? edit.base, at: Date.now() }
      set([...without(edit.asset), kept].slice(-mostPending))
    },
    drop: (asset: string) => set(without(asset)),
    /** Sends what waits, one after another; answers the assets as they are now. Two calls at once are one. */
    send(station: Station, stillAway: (error: unknown) => boolean): Promise<Asset[]> {
      sending ??= sendAll(station, stillAway).finally(() => {
        sending = undefined
      })
      return sending
    },
  }
}

export type Outbox = ReturnType<typeof openOutbox>

const read = (storage: Kept, key: string): readonly Pending[] => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? (kept as Pending[]) : []
  } catch {
    return []
  }
}
