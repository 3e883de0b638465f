import type { Film } from '../shared/film.ts'
import { openEngine, type Engine, type Failure } from './engine.ts'
import { left, placeOf, type Memory } from './remembered.ts'

export type State = 'idle' | 'loading' | 'playing' | 'paused' | 'ended' | 'failed'

/** The one film of this page being played, by whatever engine; everything a person can do with it has a name here. */
export type Playback = {
  film: Film
  video: HTMLVideoElement
  state(): State
  /** Where it stands, or will begin. */
  at(): number
  /** How long it is, known before any of it has come; 0 where nobody knows. */
  length(): number
  engine(): Engine | undefined
  /** Fetches player and playlists, so that a press finds everything there. */
  prepare(): Promise<void>
  play(): void
  pause(): void
  toggle(): void
  seek(toSeconds: number): void
  seekBy(seconds: number): void
  setSpeed(speed: number): void
  setVolume(share: number): void
  mute(): void
  again(): void
}
type Hooks = {
  /** State, level or what can be chosen is another now. */
  changed(): void
  failed(failure: Failure): void
  /** It plays, but the browser allows it no sound before somebody has touched the page. */
  silenced(): void
}

const saveMilliseconds = 5000
const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** Makes the page's film playable. */
export const openPlayback = (film: Film, video: HTMLVideoElement, memory: Memory, hooks: Hooks): Playback => {
  let engine: Engine | undefined
  let opening: Promise<void> | undefined
  let state: State = 'idle'
  let attempt = 0
  /** It is to play as soon as it can. */
  let isWanted = false
  let from = film.fromSeconds ?? placeOf(memory.get(), film.id) ?? 0
  if (film.durationSeconds !== undefined && from >= film.durationSeconds) from = 0

  const turn = (to: State) => {
    if (state === to) return
    state = to
    hooks.changed()
  }
  const ahead = () => engine?.aheadSeconds() ?? 0
  const length = () => {
    const duration = video.duration - ahead()
    return Math.max(Number.isFinite(duration) ? duration : 0, film.durationSeconds ?? 0)
  }
  const hasBegun = () => video.readyState > 0
  const at = () => (hasBegun() ? Math.max(0, video.currentTime - ahead()) : from)

  const prepare = (): Promise<void> => {
    const mine = attempt
    const events = {
      changed: hooks.changed,
      failed(failure: Failure) {
        if (mine !== attempt) return
        from = at()
        turn('failed')
        hooks.failed(failure)
      },
    }
    const { source, isLent = false } = film
    opening ??= openEngine(video, { source, isLent, bitsPerSecond: memory.get().bitsPerSecond, events })
      .then((opened) => {
        if (mine !== attempt) return opened.end()
        engine = opened
        if (isWanted) begin()
      })
      .catch(() => events.failed({ kind: 'offline' }))
    return opening
  }
  const begin = () => {
    engine?.load(from)
    video.playbackRate = memory.get().speed
    run()
  }
  const run = () => {
    video.play().catch((error: DOMException) => {
      if (error.name !== 'NotAllowedError') return
      if (video.muted) return pause()
      // Only touched pages may be heard; better seen than not at all.
      video.muted = true
      hooks.silenced()
      video.play().catch(pause)
    })
  }
  const play = () => {
    isWanted = true
    if (state === 'failed') return again()
    if (state === 'ended') video.currentTime = 0
    if (state === 'paused' || state === 'ended') return run()
    turn('loading')
    if (engine) begin()
    else void prepare()
  }
  const pause = () => {
    isWanted = false
    video.pause()
    if (state === 'loading') turn('idle')
  }
  const again = () => {
    attempt += 1
    engine?.end()
    engine = undefined
    opening = undefined
    isWanted = true
    turn('loading')
    void prepare()
  }
  const seek = (to: number) => {
    const wanted = clamp(to, 0, length() || to)
    if (hasBegun()) video.currentTime = wanted + ahead()
    else from = wanted
    if (state === 'ended' && wanted < length()) run()
    hooks.changed()
  }
  const setVolume = (share: number) => {
    video.volume = clamp(Math.round(share * 100) / 100, 0, 1)
    video.muted = video.volume === 0
    memory.set({ volume: video.volume || memory.get().volume, muted: video.muted })
  }
  const setSpeed = (speed: number) => {
    video.playbackRate = speed
    memory.set({ speed })
    hooks.changed()
  }

  video.addEventListener('playing', () => turn('playing'))
  // The keys of a headset and the window of picture-in-picture press play as well.
  video.addEventListener('play', () => state === 'idle' && play())
  video.addEventListener('pause', () => {
    if (!video.ended && state !== 'failed' && state !== 'idle') turn('paused')
    save()
  })
  video.addEventListener('ended', () => turn('ended'))
  for (const name of ['volumechange', 'ratechange', 'durationchange', 'seeked']) {
    video.addEventListener(name, hooks.changed)
  }

  const save = () => {
    if (!hasBegun() || length() === 0) return
    const bitsPerSecond = engine?.bitsPerSecond()
    const places = left(memory.get(), film.id, at(), length())
    memory.set({ places, ...(bitsPerSecond === undefined ? {} : { bitsPerSecond }) })
  }
  setInterval(() => state === 'playing' && save(), saveMilliseconds)
  addEventListener('pagehide', save)

  const { volume, muted, speed } = memory.get()
  video.volume = volume
  video.muted = film.muted || muted
  video.defaultPlaybackRate = speed

  return {
    film,
    video,
    state: () => state,
    at,
    length,
    engine: () => engine,
    prepare,
    play,
    pause,
    toggle: () => (video.paused && !(isWanted && state === 'loading') ? play() : pause()),
    seek,
    seekBy: (seconds) => seek(at() + seconds),
    setSpeed,
    setVolume,
    mute() {
      if (video.muted && video.volume === 0) return setVolume(memory.get().volume || 1)
      video.muted = !video.muted
      memory.set({ muted: video.muted })
    },
    again,
  }
}
