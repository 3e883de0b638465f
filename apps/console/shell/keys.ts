import { useEffect, useRef } from 'react'

type Keys = Record<string, (event: KeyboardEvent) => void>

/** Whether a key pressed here is text for a field (or belongs to a control that has the focus). */
const isTyping = (event: KeyboardEvent) => {
  const target = event.target as HTMLElement | null
  return (
    event.isComposing ||
    !!target?.closest?.(
      'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="dialog"], [role="menu"]',
    )
  )
}

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
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return
      const act = latest.current[nameOfKey(event)]
      if (!act) return
      event.preventDefault()
      act(event)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}
