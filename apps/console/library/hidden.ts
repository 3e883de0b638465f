import { useSyncExternalStore } from 'react'

/** How many deeds that can still be undone have taken an asset out of sight. */
const counts = new Map<string, number>()
const watchers = new Set<() => void>()
let now: ReadonlySet<string> = new Set()

const add = (ids: readonly string[], by: 1 | -1) => {
  for (const id of ids) {
    const count = (counts.get(id) ?? 0) + by
    if (count > 0) counts.set(id, count)
    else counts.delete(id)
  }
  now = new Set(counts.keys())
  for (const changed of watchers) changed()
}

/** Takes assets out of sight until `show` is called for them as often. */
export const hide = (ids: readonly string[]): void => add(ids, 1)
export const show = (ids: readonly string[]): void => add(ids, -1)

const watch = (changed: () => void) => {
  watchers.add(changed)
  return () => void watchers.delete(changed)
}

/** Assets that a deed has just taken away and an undo would bring back. */
export const useHidden = (): ReadonlySet<string> => useSyncExternalStore(watch, () => now)
