import { useLayoutEffect, useState, type RefObject } from 'react'

/** The box around an element that scrolls it up and down; the page's own when none does. */
export const scrollerOf = (element: Element): HTMLElement => {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box)
    if (overflowY === 'auto' || overflowY === 'scroll') return box
  }
  return document.documentElement
}

export type ScrollPlace = { scroller: HTMLElement | null; topPixels: number; widthPixels: number }

/** What scrolls an element, how far down in it the element begins, and how wide it is; kept up to date. */
export const useScrollPlace = (element: RefObject<HTMLElement | null>): ScrollPlace => {
  const [place, setPlace] = useState<ScrollPlace>({ scroller: null, topPixels: 0, widthPixels: 0 })
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const scroller = scrollerOf(box)
    const measure = () => {
      const topPixels = box.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
      const next = { scroller, topPixels: Math.round(topPixels), widthPixels: box.clientWidth }
      setPlace((before) =>
        before.scroller === scroller && before.topPixels === next.topPixels && before.widthPixels === next.widthPixels
          ? before
          : next,
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    // What stands above it may grow or go.
    observer.observe(box.offsetParent ?? scroller)
    for (const child of scroller.children) observer.observe(child)
    return () => observer.disconnect()
  }, [element])
  return place
}
