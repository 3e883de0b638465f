import { useEffect, useState } from 'react'
import { useKeys } from './keys.ts'

/** j and k move through a list, Enter opens. Answers which entry has the mark; -1 before the first key. */
export const useListKeys = (count: number, open: (index: number) => void): number => {
  const [focused, setFocused] = useState(-1)
  const step = (by: number) => setFocused((i) => Math.min(count - 1, Math.max(0, i + by)))
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => {
      if (focused >= 0 && focused < count) open(focused)
    },
  })
  useEffect(() => {
    if (focused >= 0) document.querySelector('.focused')?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  return focused
}
