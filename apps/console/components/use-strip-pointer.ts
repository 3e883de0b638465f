import { useRef, useState } from 'react'
import type { TimelineWindow } from './use-timeline.ts'
import { onFrame, secondsAt } from './timeline-view.ts'

type Touch = { x: number; startX: number }

const tapPixels = 6

/**
 * Pressing goes there, dragging on the ruler scrubs; with a finger dragging on the rows moves the window and two
 * fingers zoom. Answers where the pointer hovers, in pixels.
 */
export const useStripPointer = (window: TimelineWindow, seek: (seconds: number) => void) => {
  const { strip, view } = window
  const [hover, setHover] = useState<number>()
  const touches = useRef(new Map<number, Touch>())
  const scrubbing = useRef(false)
  const pixelOf = (event: React.PointerEvent<HTMLElement>) =>
    Math.min(strip.widthPixels, Math.max(0, event.clientX - event.currentTarget.getBoundingClientRect().left))
  const to = (pixel: number) => seek(onFrame(secondsAt(view, pixel), strip))
  const spread = () => {
    const [one, two] = [...touches.current.values()]
    return one && two ? { pixels: Math.abs(one.x - two.x), middle: (one.x + two.x) / 2 } : undefined
  }

  const onPointerDown = (event: React.PointerEvent<HTMLElement>) => {
    const target = event.target as HTMLElement
    if (event.button !== 0 || target.closest('button')) return
    const pixel = pixelOf(event)
    const ruler = target.closest('.strip-ruler') !== null
    if (event.pointerType === 'touch' && !ruler) {
      touches.current.set(event.pointerId, { x: pixel, startX: pixel })
      return
    }
    event.currentTarget.setPointerCapture(event.pointerId)
    scrubbing.current = true
    to(pixel)
  }
  const onPointerMove = (event: React.PointerEvent<HTMLElement>) => {
    const pixel = pixelOf(event)
    const touch = touches.current.get(event.pointerId)
    if (touch) {
      const before = spread()
      const by = touch.x - pixel
      touch.x = pixel
      const after = spread()
      if (before && after) window.zoom(after.pixels / Math.max(1, before.pixels), after.middle)
      else window.pan(by)
      return
    }
    if (event.pointerType !== 'touch') setHover(pixel)
    if (scrubbing.current) to(pixel)
  }
  const end = (event: React.PointerEvent<HTMLElement>) => {
    const touch = touches.current.get(event.pointerId)
    touches.current.delete(event.pointerId)
    scrubbing.current = false
    if (touch && event.type === 'pointerup' && Math.abs(touch.x - touch.startX) < tapPixels) to(touch.x)
  }
  return {
    hover,
    listen: {
      onPointerDown,
      onPointerMove,
      onPointerUp: end,
      onPointerCancel: end,
      onPointerLeave: (event: React.PointerEvent<HTMLElement>) => {
        setHover(undefined)
        if (event.pointerType === 'touch') end(event)
      },
    },
  }
}
