import { useEffect, useRef } from 'react'

/** What a key does; `false` leaves it to the browser. */
type Keys = Record<string, (event: KeyboardEvent) => unknown>

/** Whether a key pressed here is text for a field (or belongs to a control that has the focus). */
const isTyping = (event: KeyboardEvent) => {
  const target = event.target as HTMLElement | null
  return (
    event.isComposing ||
    !!target?.closest?.(
      'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], [role="combobox"], [role="dialog"], [role="menu"]',
    )
  )
}

/** Enter presses what has the focus. */
const isPressing = (event: KeyboardEvent) =>
  event.key === 'Enter' && !!(event.target as HTMLElement | null)?.closest?.('a, button, summary, [role="button"]')

/** `ArrowLeft`, `Shift+ArrowLeft`, `j`, `?`: as the person sees the key. */
export const nameOfKey = (event: { key: string; shiftKey: boolean }): string =>
  event.shiftKey && event.key.length > 1
    ? `Shift+${event.key}`
    : event.key.length === 1
      ? event.key.toLowerCase()
      : event.key

/** Single keys for the page that is open; never while somebody types. */
export const useKeys = (keys: Keys): void => {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event) || isPressing(event)) return
      const act = latest.current[nameOfKey(event)]
      if (act && act(event) !== false) event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}
