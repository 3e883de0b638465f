import { useEffect, useRef, type RefObject } from 'react'
import type { Selection } from './selection.ts'

type BrowserKeys = {
  box: RefObject<HTMLElement | null>
  ids: readonly string[]
  /** Cards in a line; 1 in a list. */
  across: number
  selection: Selection
  reveal(index: number): void
  /** Which stands first in sight: where keys begin. */
  start(): number
  open(id: string): void
  /** Single letters that do something with what is chosen, or with where the keyboard stands. */
  deeds: Readonly<Record<string, () => void>>
}

const isBusy = (target: HTMLElement | null) =>
  !!target?.closest?.(
    'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=combobox], [role=dialog], [role=menu], .ant-popover',
  )

/** What takes the focus for an asset: its row in a list, its link on a card. */
export const focusTarget = (box: HTMLElement | null, id: string): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] :is([role=row], .media-link)`) ?? null

/**
 * j, k and the arrows move, x or blank chooses, with Shift a range, Ctrl/⌘-A all that have been fetched, Enter opens,
 * Escape lets go. The same in grid and list.
 */
export const useBrowserKeys = (given: BrowserKeys): void => {
  const latest = useRef(given)
  useEffect(() => {
    latest.current = given
  })
  const range = useRef<{ from: number; base: readonly string[] }>(undefined)

  useEffect(() => {
    let frame = 0
    /** What was out of sight is there only after the list has scrolled. */
    const focus = (id: string, tries = 12) => {
      cancelAnimationFrame(frame)
      const target = focusTarget(latest.current.box.current, id)
      if (target) target.focus({ preventScroll: true })
      else if (tries > 0) frame = requestAnimationFrame(() => focus(id, tries - 1))
    }
    const at = () => {
      const focus = latest.current.selection.focus()
      return focus === undefined ? -1 : latest.current.ids.indexOf(focus)
    }
    const go = (to: number, extend: boolean) => {
      const { ids, selection, reveal } = latest.current
      const from = at()
      const index = Math.min(ids.length - 1, Math.max(0, to))
      const id = ids[index]
      if (id === undefined) return
      if (extend) {
        range.current ??= { from: Math.max(0, from), base: [...selection.chosen()] }
        const [low, high] = [Math.min(range.current.from, index), Math.max(range.current.from, index)]
        selection.set([...range.current.base, ...ids.slice(low, high + 1)])
      } else range.current = undefined
      selection.focusOn(id)
      reveal(index)
      focus(id)
    }
    const step = (by: 1 | -1, extend: boolean) => go(at() === -1 ? latest.current.start() : at() + by, extend)
    const toggle = (extend: boolean) => {
      const { ids, selection } = latest.current
      const id = ids[at()]
      if (id !== undefined) selection.toggle(id, extend, ids)
    }
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null
      if (event.defaultPrevented || event.isComposing || isBusy(target)) return
      const { box, ids, across, selection, open, deeds } = latest.current
      const inside = box.current?.contains(target) ?? false
      const free = inside || target === document.body || target?.id === 'content'
      const shift = event.shiftKey
      const actions: Record<string, (() => void) | false> = {
        j: () => step(1, shift),
        k: () => step(-1, shift),
        x: () => toggle(shift),
        ' ': inside && !target?.closest('button, input') && (() => toggle(shift)),
        ArrowDown: inside && (() => go(at() + across, shift)),
        ArrowUp: inside && (() => at() >= across && go(at() - across, shift)),
        ArrowRight: inside && across > 1 && (() => go(at() + 1, shift)),
        ArrowLeft: inside && across > 1 && (() => go(at() - 1, shift)),
        Home: inside && (() => go(0, shift)),
        End: inside && (() => go(ids.length - 1, shift)),
        Enter: free && !target?.closest('a, button, input') && at() >= 0 && (() => open(ids[at()]!)),
        Escape: selection.chosen().size > 0 && (() => selection.clear()),
        ...(shift ? {} : deeds),
      }
      const all = event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !shift && !event.altKey
      if (!all && (event.ctrlKey || event.metaKey || event.altKey)) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      const action = all ? free && (() => selection.set(ids)) : actions[key]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', pressed)
    return () => {
      removeEventListener('keydown', pressed)
      cancelAnimationFrame(frame)
    }
  }, [])
}
