import { useCallback, useMemo, useState } from 'react'
import type { Line } from './lines.ts'

type State = {
  past: readonly (readonly Line[])[]
  now: readonly Line[]
  future: readonly (readonly Line[])[]
  /** What the last change was; the next of the same kind, soon after, is one with it. */
  last: { what: string; at: number } | undefined
}

const mostSteps = 200
const togetherMilliseconds = 1500

/** Lines that are edited, step by step forth and back. */
export const useEdits = (first: () => readonly Line[]) => {
  const [state, set] = useState<State>(() => ({ past: [], now: first(), future: [], last: undefined }))

  /** Takes a step; `what` is the same while somebody goes on typing in one place. */
  const change = useCallback((make: (lines: readonly Line[]) => readonly Line[], what = '') => {
    set((before) => {
      const now = make(before.now)
      if (now === before.now) return before
      const at = Date.now()
      const together = what !== '' && before.last?.what === what && at - before.last.at < togetherMilliseconds
      const past = together ? before.past : [...before.past, before.now].slice(-mostSteps)
      return { past, now, future: [], last: { what, at } }
    })
  }, [])
  const undo = useCallback(
    () =>
      set((before) => {
        const now = before.past.at(-1)
        if (!now) return before
        return { past: before.past.slice(0, -1), now, future: [before.now, ...before.future], last: undefined }
      }),
    [],
  )
  const redo = useCallback(
    () =>
      set((before) => {
        const [now, ...future] = before.future
        return now ? { past: [...before.past, before.now], now, future, last: undefined } : before
      }),
    [],
  )
  return useMemo(
    () => ({ lines: state.now, change, undo, redo, canUndo: state.past.length > 0, canRedo: state.future.length > 0 }),
    [state, change, undo, redo],
  )
}
export type Edits = ReturnType<typeof useEdits>
