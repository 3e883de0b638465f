import { useEffect, useState, type RefObject } from 'react'
import { useKeys } from '../shell/keys.ts'

type TableKeysOptions = {
  box: RefObject<HTMLElement | null>
  ids: readonly string[]
  current: string | undefined
  reveal(index: number): void
  open(index: number): void
  toggle: ((id: string, range: boolean) => void) | undefined
  clear(): void
}

/** j, k and the arrows move through the rows, x chooses, Enter opens, Escape lets go of what is chosen. */
export const useTableKeys = ({ box, ids, current, reveal, open, toggle, clear }: TableKeysOptions) => {
  const [id, set] = useState<string>()
  const [asked, setAsked] = useState(false)
  const index = id === undefined ? -1 : ids.indexOf(id)

  /** Keys are for the table that has the focus, otherwise for the first on the page. */
  const mine = () => {
    const table = document.activeElement?.closest('[data-table]') ?? document.querySelector('[data-table]')
    return table === box.current
  }
  const within = () => box.current?.querySelector('[role=grid]')?.contains(document.activeElement) ?? false
  const go = (to: number): boolean => {
    const next = ids[Math.min(ids.length - 1, Math.max(0, to))]
    if (next === undefined || !mine()) return false
    set(next)
    setAsked(true)
    reveal(ids.indexOf(next))
    return true
  }
  const from = () => (index >= 0 ? index : current === undefined ? -1 : ids.indexOf(current))
  const extend = (by: number): boolean => {
    if (!within()) return false
    if (id !== undefined && mine()) toggle?.(id, false)
    return go(from() + by)
  }
  const withRow = (act: (id: string) => void): boolean => {
    if (id === undefined || index < 0 || !mine()) return false
    act(id)
    return true
  }
  useKeys({
    j: () => go(from() + 1),
    k: () => go(from() - 1),
    ArrowDown: () => within() && go(from() + 1),
    ArrowUp: () => within() && go(from() - 1),
    'Shift+ArrowDown': () => extend(1),
    'Shift+ArrowUp': () => extend(-1),
    Home: () => within() && go(0),
    End: () => within() && go(ids.length - 1),
    x: (event) => withRow((one) => toggle?.(one, event.shiftKey)),
    Enter: () => withRow(() => open(index)),
    Escape: () => {
      if (mine()) clear()
      return false
    },
  })

  // A row that was out of sight is there only after the list has scrolled.
  useEffect(() => {
    if (!asked || index < 0) return
    let tries = 10
    const focus = () => {
      const row = box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
      if (row) {
        row.focus({ preventScroll: true })
        setAsked(false)
      } else if (tries-- > 0) frame = requestAnimationFrame(focus)
    }
    let frame = requestAnimationFrame(focus)
    return () => cancelAnimationFrame(frame)
  }, [asked, index, box])
  return { id: index >= 0 ? id : undefined, set }
}
