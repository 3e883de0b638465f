import { useLayoutEffect, useState, type RefObject } from 'react'

/** How high elements are that stick above a list, together; kept up to date. */
export const useStickyPixels = (elements: readonly RefObject<HTMLElement | null>[]): number => {
  const [pixels, setPixels] = useState(0)
  useLayoutEffect(() => {
    const boxes = elements.flatMap(({ current }) => (current ? [current] : []))
    const measure = () => setPixels(boxes.reduce((sum, box) => sum + box.offsetHeight, 0))
    measure()
    const observer = new ResizeObserver(measure)
    for (const box of boxes) observer.observe(box)
    return () => observer.disconnect()
    // The boxes themselves stay as long as the list does.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
  return pixels
}
