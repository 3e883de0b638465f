import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Range } from '../components/timeline-strip.tsx'
import { createPlayhead, usePlayhead, type Playhead } from './playhead.ts'
import { frameOn, type Speed } from './shuttle.ts'
import { useShuttle } from './use-shuttle.ts'

/** How fast "play" plays. */
export const rates = [0.25, 0.5, 1, 1.25, 1.5, 2] as const

/** What plays, and everything that drives it: the player, the timeline and the panels beside it share one. */
export type Deck = {
  element: HTMLVideoElement | null
  attach(element: HTMLVideoElement | null): void
  playhead: Playhead
  framesPerSecond: number
  /** Of the whole, also while only its beginning can be played; 0 while nobody knows. */
  durationSeconds: number
  /** Where it stands, to the hair: the time of the picture shown, or of the one that was asked for last. */
  now(): number
  /** Negative is backwards, 0 stands. */
  speed: Speed
  rate: number
  setRate(rate: number): void
  pause(): void
  toggle(): void
  press(key: 'j' | 'k' | 'l'): void
  /** To the beginning of the frame a time lies in. */
  seek(seconds: number): void
  skip(seconds: number): void
  step(frames: number): void
  range: Range
  setRange(range: Range): void
  mark(end: keyof Range): void
  toMark(end: keyof Range): void
  loop: boolean
  setLoop(loop: boolean): void
}

export const useDeck = (framesPerSecond: number, sourceSeconds: number | undefined): Deck => {
  const [element, attach] = useState<HTMLVideoElement | null>(null)
  const [playhead] = useState(createPlayhead)
  const [rate, chooseRate] = useState(1)
  const [range, setRange] = useState<Range>({})
  const [loop, setLoop] = useState(false)
  const { speed, run, press } = useShuttle(element, playhead)
  const ownSeconds = usePlayhead(playhead, ({ durationSeconds }) => durationSeconds)
  const durationSeconds = Math.max(sourceSeconds ?? 0, Number.isFinite(ownSeconds) ? ownSeconds : 0)

  useEffect(() => (element ? playhead.follow(element) : undefined), [element, playhead])

  const seek = useCallback(
    (seconds: number) => {
      if (!element) return
      const last = Math.max(0, durationSeconds - 1 / framesPerSecond)
      // While the source grows one cannot seek past what is there.
      const wanted = Math.min(Math.max(0, seconds), last, playhead.playableUntil(element))
      playhead.go(element, frameOn(wanted, 0, framesPerSecond))
    },
    [element, playhead, durationSeconds, framesPerSecond],
  )
  useLoop(element, playhead, loop, range, seek)

  return useMemo<Deck>(() => {
    // Standing or seeking, the video itself knows best: several steps may be asked for before one is shown.
    const now = () =>
      element && (element.paused || element.seeking) ? playhead.at(element) : playhead.clock().atSeconds
    const onFrame = (seconds: number) => Math.floor(seconds * framesPerSecond + 0.01) / framesPerSecond
    return {
      element,
      attach,
      playhead,
      framesPerSecond,
      durationSeconds,
      now,
      speed,
      rate,
      setRate(next) {
        chooseRate(next)
        if (speed > 0) run(next)
      },
      pause: () => run(0),
      toggle: () => run(speed === 0 ? rate : 0),
      press,
      seek,
      skip: (seconds) => seek(now() + seconds),
      step(frames) {
        run(0)
        seek(frameOn(now(), frames, framesPerSecond))
      },
      range,
      setRange,
      mark(end) {
        const next = { ...range, [end]: onFrame(now()) }
        const crossed =
          next.fromSeconds !== undefined && next.toSeconds !== undefined && next.fromSeconds >= next.toSeconds
        setRange(crossed ? { [end]: next[end] } : next)
      },
      toMark(end) {
        const seconds = range[end]
        if (seconds !== undefined) seek(seconds)
      },
      loop,
      setLoop,
    }
  }, [element, playhead, framesPerSecond, durationSeconds, speed, rate, run, press, seek, range, loop])
}

/** Plays what lies between in and out again and again; all of it where nothing is marked. */
const useLoop = (
  element: HTMLVideoElement | null,
  playhead: Playhead,
  loop: boolean,
  range: Range,
  seek: (seconds: number) => void,
) => {
  const latest = useRef({ range, seek })
  useEffect(() => {
    latest.current = { range, seek }
  })
  useEffect(() => {
    if (!element || !loop) return
    const back = () => latest.current.seek(latest.current.range.fromSeconds ?? 0)
    const watch = () => {
      const { toSeconds, fromSeconds = 0 } = latest.current.range
      if (toSeconds === undefined || element.paused || element.seeking || element.playbackRate < 0) return
      if (playhead.clock().atSeconds >= toSeconds && toSeconds > fromSeconds) back()
    }
    const ended = () => {
      back()
      void element.play().catch(() => {})
    }
    const stop = playhead.watch(watch)
    element.addEventListener('ended', ended)
    return () => {
      stop()
      element.removeEventListener('ended', ended)
    }
  }, [element, playhead, loop])
}
