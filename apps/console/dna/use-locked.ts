import { useEffect, useMemo, useRef, useState } from 'react'
import type { Stretch } from '#services/dna'
import { rates, type Deck } from '../asset/use-deck.ts'
import { lineAt, lineAtSource, toAsset, toSource } from './lock.ts'

export type Side = 'asset' | 'source'

/** Two players that show the same: the source goes where the asset goes. */
export type Locked = {
  playing: boolean
  toggle(): void
  step(frames: number): void
  skip(seconds: number): void
  /** Both to a moment of the one or the other. */
  seek(side: Side, seconds: number): void
  rate: number
  setRate(rate: (typeof rates)[number]): void
  /** Whose sound is heard. */
  sound: Side
  hear(side: Side): void
}

/** So far apart they may run before the source is taken along by its speed, or by a leap. */
const closeSeconds = 0.04
const farSeconds = 0.6
const leapsMilliseconds = 1500
/** How much faster or slower the source runs to come back beside the asset. */
const pull = 0.08

/** Keeps the source beside the asset, at the offset and the speed of the stretch that is looked at. */
export const useLocked = (asset: Deck, source: Deck, stretches: readonly Stretch[]): Locked => {
  const [sound, hear] = useState<Side>('asset')
  const { element: lead, playhead, rate, seek: seekAsset, step, skip, toggle, setRate, speed } = asset
  const { element: beside, playhead: follower, seek: seekSource, framesPerSecond } = source
  const latest = useRef({ rate, seekSource, stretches })
  useEffect(() => {
    latest.current = { rate, seekSource, stretches }
  })

  useEffect(() => {
    if (!lead || !beside) return
    let leaptAt = 0
    const frame = (seconds: number) => Math.floor(Math.max(0, seconds) * framesPerSecond + 0.01)
    const wanted = () => {
      const at = playhead.at(lead)
      const line = lineAt(latest.current.stretches, at)
      return line ? { line, seconds: toSource(line, at) } : undefined
    }
    const stand = () => {
      const at = wanted()
      if (at && frame(at.seconds) !== frame(follower.at(beside))) latest.current.seekSource(at.seconds)
    }
    const follow = () => {
      if (lead.paused || lead.seeking) return stand()
      const at = wanted()
      if (!at || beside.seeking) return
      const behind = at.seconds - follower.at(beside)
      if (Math.abs(behind) > farSeconds) {
        if (performance.now() - leaptAt < leapsMilliseconds) return
        leaptAt = performance.now()
        follower.go(beside, at.seconds)
      }
      const even = latest.current.rate * at.line.speed
      beside.playbackRate = Math.abs(behind) <= closeSeconds ? even : even * (behind > 0 ? 1 + pull : 1 - pull)
    }
    const play = () => {
      if (lead.paused) return
      stand()
      void beside.play().catch(() => {})
    }
    const pause = () => {
      beside.pause()
      stand()
    }
    const wait = () => beside.pause()
    const stop = playhead.watch(follow)
    lead.addEventListener('playing', play)
    lead.addEventListener('pause', pause)
    lead.addEventListener('waiting', wait)
    beside.addEventListener('loadedmetadata', stand)
    return () => {
      stop()
      lead.removeEventListener('playing', play)
      lead.removeEventListener('pause', pause)
      lead.removeEventListener('waiting', wait)
      beside.removeEventListener('loadedmetadata', stand)
    }
  }, [lead, beside, playhead, follower, framesPerSecond])

  return useMemo(
    () => ({
      playing: speed !== 0,
      toggle,
      step,
      skip,
      seek(side, seconds) {
        const line = side === 'source' ? lineAtSource(stretches, seconds) : undefined
        seekAsset(line ? toAsset(line, seconds) : seconds)
      },
      rate,
      setRate,
      sound,
      hear,
    }),
    [speed, toggle, step, skip, stretches, seekAsset, rate, setRate, sound],
  )
}
