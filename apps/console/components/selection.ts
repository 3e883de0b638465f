import { useCallback, useMemo, useRef, useState } from 'react'

/** The chosen after one more press; with `from`, everything from there to `id` is set as `id` is. */
export const choose = (
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  from?: string,
): ReadonlySet<string> => {
  const next = new Set(chosen)
  const start = from === undefined ? -1 : ids.indexOf(from)
  const end = ids.indexOf(id)
  const touched = start === -1 || end === -1 ? [id] : ids.slice(Math.min(start, end), Math.max(start, end) + 1)
  for (const one of touched) {
    if (chosen.has(id)) next.delete(one)
    else next.add(one)
  }
  return next
}

export type Selection = {
  chosen: ReadonlySet<string>
  /** Chooses one or takes it back; `range` does so with everything since the last. */
  toggle(id: string, range: boolean): void
  all(): void
  clear(): void
}

/** Which of the entries are chosen. Those that left the list are no longer. */
export const useSelection = (ids: readonly string[]): Selection => {
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string>(undefined)
  const chosen = useMemo(() => {
    if (kept.size === 0) return kept
    const here = new Set(ids)
    return new Set([...kept].filter((id) => here.has(id)))
  }, [kept, ids])
  const toggle = (id: string, range: boolean) => {
    setKept(choose(chosen, ids, id, range ? last.current : undefined))
    last.current = id
  }
  const clear = useCallback(() => setKept(new Set()), [])
  return { chosen, toggle, clear, all: () => setKept(new Set(ids)) }
}
