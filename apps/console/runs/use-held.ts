import { useEffect, useMemo, useRef, useState } from 'react'
import { scrollerOf } from '../components/scroll-place.ts'

export type Held = {
  /** Asks for the list anew, at once or when it is let go; names what has newly come, if something has. */
  ask(newcomer?: string): void
  /** How many have newly come and are not shown yet. */
  newcomers: number
  /** Shows them. */
  show(): void
  /** Goes on the box around the list. */
  box: { ref(box: HTMLElement | null): void; onPointerEnter(): void; onPointerLeave(): void }
}

/** Scrolled further than this, rows that come in at the top would push away what is read. */
const readingPixels = 80

/** A list is held while the pointer is over it or it is scrolled: nothing moves under a hand that is about to press. */
export const useHeld = (refresh: () => void): Held => {
  const element = useRef<HTMLElement>(null)
  const inside = useRef(false)
  const asked = useRef(false)
  const [newcomers, setNewcomers] = useState<ReadonlySet<string>>(none)
  const latest = useRef(refresh)
  useEffect(() => {
    latest.current = refresh
  })
  return useMemo(() => {
    const show = () => {
      asked.current = false
      setNewcomers(none)
      latest.current()
    }
    const isHeld = () => inside.current || (element.current && scrollerOf(element.current).scrollTop > readingPixels)
    return {
      ask(newcomer) {
        if (!isHeld()) return show()
        asked.current = true
        if (newcomer !== undefined)
          setNewcomers((before) => (before.has(newcomer) ? before : new Set([...before, newcomer])))
      },
      show,
      newcomers: newcomers.size,
      box: {
        ref: (box) => {
          element.current = box
        },
        onPointerEnter: () => {
          inside.current = true
        },
        onPointerLeave: () => {
          inside.current = false
          if (asked.current && !isHeld()) show()
        },
      },
    }
  }, [newcomers])
}
const none: ReadonlySet<string> = new Set()
