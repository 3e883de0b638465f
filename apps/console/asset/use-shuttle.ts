import { useCallback, useEffect, useRef, useState } from 'react'
import type { Playhead } from './playhead.ts'
import { shuttle, type Speed } from './shuttle.ts'

/** Drives a video forwards by its own rate and backwards by seeking, as fast as pictures come. */
export const useShuttle = (element: HTMLVideoElement | null, playhead: Playhead) => {
  const [speed, setSpeed] = useState<Speed>(0)
  const frame = useRef(0)

  const run = useCallback(
    (next: Speed) => {
      if (!element) return
      cancelAnimationFrame(frame.current)
      setSpeed(next)
      if (next > 0) {
        element.playbackRate = next
        void element.play().catch(() => setSpeed(0))
        return
      }
      element.pause()
      element.playbackRate = 1
      if (next === 0) return
      let before = performance.now()
      const back = (now: number) => {
        if (!element.seeking) {
          playhead.go(element, playhead.at(element) + (next * (now - before)) / 1000)
          before = now
        }
        if (playhead.at(element) <= 0) return setSpeed(0)
        frame.current = requestAnimationFrame(back)
      }
      frame.current = requestAnimationFrame(back)
    },
    [element, playhead],
  )

  useEffect(() => {
    if (!element) return
    // The video can be started and stopped from elsewhere: a headset's button, its end.
    const played = () => setSpeed((now) => (now > 0 ? now : element.playbackRate))
    const paused = () => setSpeed((now) => (now > 0 ? 0 : now))
    element.addEventListener('play', played)
    element.addEventListener('pause', paused)
    return () => {
      cancelAnimationFrame(frame.current)
      element.removeEventListener('play', played)
      element.removeEventListener('pause', paused)
    }
  }, [element])

  const press = useCallback((key: 'j' | 'k' | 'l') => run(shuttle(speed, key)), [run, speed])
  return { speed, run, press }
}
