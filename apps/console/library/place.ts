import { useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { focusTarget } from './browser-keys.ts'
import type { Selection } from './selection.ts'

type Place = { topPixels: number; focus: string | undefined; chosen: ReadonlySet<string> }

/** Where a person was, by entry of the browser's history. */
const places = new Map<string, Place>()
const mostPlaces = 50

/**
 * Keeps how far a list was scrolled, what was chosen and where the keyboard stood; who comes back finds it as it was.
 * `ready`: the list has its height.
 * `topPixels` is asked with every scroll and must not look at the page, which would be laid out once more for it. Whoever comes anew begins at the top.
 */
export const usePlace = (
  scroller: HTMLElement | null,
  topPixels: () => number,
  selection: Selection,
  ready: boolean,
): void => {
  const { key } = useLocation()
  const back = useNavigationType() === 'POP'
  const settled = useRef<string>(undefined)
  const latest = useRef(topPixels)
  useLayoutEffect(() => {
    latest.current = topPixels
  })

  useLayoutEffect(() => {
    if (!scroller || !ready || settled.current === key) return
    const first = settled.current === undefined
    settled.current = key
    const place = back ? places.get(key) : undefined
    if (place) {
      scroller.scrollTop = place.topPixels
      if (first) selection.set([...place.chosen])
      selection.focusOn(place.focus)
      const id = place.focus
      if (id !== undefined) requestAnimationFrame(() => focusTarget(scroller, id)?.focus({ preventScroll: true }))
    } else if (first) scroller.scrollTop = 0
  }, [scroller, selection, ready, key, back])

  useLayoutEffect(() => {
    if (!scroller || !ready) return
    const keep = () => {
      places.delete(key)
      places.set(key, {
        topPixels: latest.current(),
        focus: selection.focus(),
        chosen: selection.chosen(),
      })
      if (places.size > mostPlaces) places.delete(places.keys().next().value!)
    }
    scroller.addEventListener('scroll', keep, { passive: true })
    const stop = selection.watch(keep)
    return () => {
      scroller.removeEventListener('scroll', keep)
      stop()
    }
  }, [scroller, selection, ready, key])
}
