import { useCallback, useSyncExternalStore } from 'react'
import { choose } from '../components/selection.ts'

/**
 * Which assets are chosen and where the keyboard stands; whoever shows one asset hears only of that one. `may`: who can do
 * nothing with what they choose chooses nothing.
 */
export const openSelection = (may: boolean) => {
  let chosen: ReadonlySet<string> = new Set()
  let anchor: string | undefined
  let focus: string | undefined
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const changed of watchers) changed()
  }
  const set = (next: ReadonlySet<string>) => {
    if (!may || (next.size === 0 && chosen.size === 0)) return
    chosen = next
    tell()
  }
  return {
    may,
    watch(changed: () => void) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    chosen: () => chosen,
    focus: () => focus,
    has: (id: string) => chosen.has(id),
    /** One more or one less; `range`: everything from the last one pressed to this, in the order of `ids`. */
    toggle(id: string, range: boolean, ids: readonly string[]) {
      const next = choose(chosen, ids, id, range ? anchor : undefined)
      anchor = id
      set(next)
    },
    set: (ids: readonly string[]) => set(new Set(ids)),
    clear() {
      anchor = undefined
      set(new Set())
    },
    focusOn(id: string | undefined) {
      if (focus === id) return
      focus = id
      tell()
    },
    /** Lets go of what is no longer there. */
    retain(there: ReadonlySet<string>) {
      const left = [...chosen].filter((id) => there.has(id))
      if (left.length < chosen.size) set(new Set(left))
    },
  }
}
export type Selection = ReturnType<typeof openSelection>

export const useChosen = (selection: Selection): ReadonlySet<string> =>
  useSyncExternalStore(selection.watch, selection.chosen)
export const useIsChosen = (selection: Selection, id: string): boolean =>
  useSyncExternalStore(
    selection.watch,
    useCallback(() => selection.has(id), [selection, id]),
  )
export const useIsFocus = (selection: Selection, id: string, first: boolean): boolean =>
  useSyncExternalStore(
    selection.watch,
    useCallback(() => (selection.focus() === undefined ? first : selection.focus() === id), [selection, id, first]),
  )
/** Whether anything is chosen at all. */
export const useIsChoosing = (selection: Selection): boolean =>
  useSyncExternalStore(
    selection.watch,
    useCallback(() => selection.chosen().size > 0, [selection]),
  )
