import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { boundView, panned, showing, wholeView, zoomed, type Strip, type View } from './timeline-view.ts'

const wheelZoom = 0.0035
const keyZoom = 1.6

export type TimelineWindow = {
  strip: Strip
  view: View
  /** All is in sight. */
  whole: boolean
  /** Closer or farther around a pixel; around the playhead or the middle where none is given. */
  zoom(factor: number, pixel?: number): void
  pan(byPixels: number): void
  fit(): void
  closer(): void
  farther(): void
}

/** The window on a timeline: its width by its box, its stretch by wheel, pinch and keys; it follows the playhead. */
export const useTimeline = (
  track: RefObject<HTMLElement | null>,
  durationSeconds: number,
  framesPerSecond: number,
  at: number | undefined,
): TimelineWindow => {
  const [widthPixels, setWidth] = useState(0)
  const strip = useMemo(
    () => ({ durationSeconds, framesPerSecond, widthPixels }),
    [durationSeconds, framesPerSecond, widthPixels],
  )
  const [asked, setAsked] = useState<View>()
  const view = useMemo(() => (asked ? boundView(asked, strip) : wholeView(strip)), [asked, strip])

  useLayoutEffect(() => {
    const box = track.current
    if (!box) return
    const observer = new ResizeObserver(() => setWidth(box.clientWidth))
    setWidth(box.clientWidth)
    observer.observe(box)
    return () => observer.disconnect()
  }, [track])

  const change = useCallback(
    (next: (view: View) => View) => setAsked((before) => next(before ? boundView(before, strip) : wholeView(strip))),
    [strip],
  )
  const zoom = useCallback(
    (factor: number, pixel?: number) => change((view) => zoomed(view, factor, pixel ?? focus(view, at, strip), strip)),
    [change, strip, at],
  )
  const pan = useCallback((byPixels: number) => change((view) => panned(view, byPixels, strip)), [change, strip])

  // It goes along when the playhead leaves the window, but lets the person look elsewhere meanwhile.
  const before = useRef(at)
  useEffect(() => {
    if (at === undefined || at === before.current) return
    before.current = at
    setAsked((view) => (view ? showing(view, at, strip) : view))
  }, [at, strip])

  useEffect(() => {
    const box = track.current
    if (!box) return
    const turned = (event: WheelEvent) => {
      const left = box.getBoundingClientRect().left
      if (event.ctrlKey || event.metaKey || event.altKey) {
        event.preventDefault()
        zoom(Math.exp(-event.deltaY * wheelZoom), event.clientX - left)
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault()
        pan(event.deltaX || event.deltaY)
      }
    }
    box.addEventListener('wheel', turned, { passive: false })
    return () => box.removeEventListener('wheel', turned)
  }, [track, zoom, pan])

  return {
    strip,
    view,
    whole: view.secondsPerPixel >= wholeView(strip).secondsPerPixel * 0.999,
    zoom,
    pan,
    fit: () => setAsked(undefined),
    closer: () => zoom(keyZoom),
    farther: () => zoom(1 / keyZoom),
  }
}

/** Around which pixel to zoom when nobody points: the playhead if it is in sight. */
const focus = (view: View, at: number | undefined, { widthPixels }: Strip): number => {
  const pixel = at === undefined ? -1 : (at - view.fromSeconds) / view.secondsPerPixel
  return pixel >= 0 && pixel <= widthPixels ? pixel : widthPixels / 2
}
