import { useSyncExternalStore } from 'react'

/**
 * Where a film is: the time of the picture shown, how long it is by itself, and up to where it is loaded from there. A
 * video element's own clock may be ahead of the film's; nobody but the playhead has to know it.
 */
export type Clock = { atSeconds: number; durationSeconds: number; bufferedSeconds: number }

/**
 * Tells where a film is, once for every picture it shows. Whoever draws it writes to the page directly or reads no more
 * than they need with `usePlayhead`: the page as a whole is not rendered for every picture.
 */
export const createPlayhead = () => {
  let clock: Clock = { atSeconds: 0, durationSeconds: Number.NaN, bufferedSeconds: 0 }
  let aheadSeconds = 0
  /** Where one is to be as soon as the video knows its times. */
  let wantedSeconds: number | undefined
  let holds = 0
  const watchers = new Set<() => void>()
  const set = (next: Clock) => {
    const same =
      next.atSeconds === clock.atSeconds &&
      next.bufferedSeconds === clock.bufferedSeconds &&
      Object.is(next.durationSeconds, clock.durationSeconds)
    if (same || holds > 0) return
    clock = next
    for (const tell of watchers) tell()
  }

  const clockOf = ({ currentTime }: HTMLVideoElement): number => Math.max(0, currentTime - aheadSeconds)
  const at = (video: HTMLVideoElement): number => wantedSeconds ?? clockOf(video)
  const playableUntil = ({ seekable }: HTMLVideoElement): number =>
    seekable.length > 0 ? seekable.end(seekable.length - 1) - aheadSeconds : Number.POSITIVE_INFINITY
  const go = (video: HTMLVideoElement, seconds: number): void => {
    // A source that is still on its way has no place of its own yet, and would forget one that is given to it.
    wantedSeconds = video.readyState === 0 ? Math.max(0, seconds) : undefined
    if (wantedSeconds === undefined) video.currentTime = Math.max(0, seconds) + aheadSeconds
  }
  const arrive = (video: HTMLVideoElement): void => {
    const to = wantedSeconds
    wantedSeconds = undefined
    // At the very end there is nothing left to load, and a player would begin anew.
    if (to !== undefined && Math.abs(at(video) - to) > 0.0001) go(video, Math.min(to, playableUntil(video)))
  }
  return {
    clock: (): Clock => clock,
    /** Where the video itself stands, or is on its way to, in the film. */
    at,
    /** Sends the video to a time of the film, at once or as soon as it knows its times. */
    go,
    /** Keeps the place while the source under it is changed. */
    keep(video: HTMLVideoElement): void {
      wantedSeconds = at(video)
    },
    /** Up to where one can go in the film. */
    playableUntil,
    /** Says how far the video's clock is ahead of the film's. */
    setAhead(seconds: number): void {
      aheadSeconds = seconds
    },
    watch(changed: () => void): () => void {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    /** Stands still while the source is being changed under it; the answer lets it go again. */
    hold(): () => void {
      holds += 1
      let held = true
      return () => {
        if (held) holds -= 1
        held = false
      }
    },
    /** Follows a video until the answer is called. */
    follow(video: HTMLVideoElement): () => void {
      let frame = 0
      const read = (atSeconds = at(video)) =>
        set({
          atSeconds,
          durationSeconds: video.duration - aheadSeconds,
          bufferedSeconds: Math.max(0, loadedUntil(video) - aheadSeconds),
        })
      // Firefox before 132 cannot be asked.
      const tells = 'requestVideoFrameCallback' in video
      // While pictures come, they say themselves when they belong; sound alone has no pictures to say it.
      const pictured = () => tells && !video.paused && !video.seeking && video.videoWidth > 0
      const told = () => {
        if (!pictured()) read()
      }
      let picturedSeconds = Number.NaN
      const shown: VideoFrameRequestCallback = (_now, { mediaTime }) => {
        if (pictured()) read((picturedSeconds = Math.max(0, mediaTime - aheadSeconds)))
        frame = video.requestVideoFrameCallback(shown)
      }
      // Firefox and WebKit may stop on a picture that they have not told of, beside their own clock: the one that was told
      // last is shown again. Of hidden pages none is told.
      const stopped = () => {
        const isLast = Math.abs(picturedSeconds - clockOf(video)) < strayingSeconds
        if (isLast && !video.seeking && !video.ended) go(video, picturedSeconds + hairSeconds)
      }
      let beat = 0
      const tick = () => {
        told()
        beat = video.paused ? 0 : requestAnimationFrame(tick)
      }
      const started = () => {
        if (beat === 0 && !(tells && video.videoWidth > 0)) beat = requestAnimationFrame(tick)
      }
      const known = () => arrive(video)
      video.addEventListener('loadedmetadata', known)
      video.addEventListener('pause', stopped)
      for (const event of quiet) video.addEventListener(event, told)
      video.addEventListener('playing', started)
      if (tells) frame = video.requestVideoFrameCallback(shown)
      told()
      return () => {
        if (tells) video.cancelVideoFrameCallback(frame)
        cancelAnimationFrame(beat)
        video.removeEventListener('loadedmetadata', known)
        video.removeEventListener('pause', stopped)
        for (const event of quiet) video.removeEventListener(event, told)
        video.removeEventListener('playing', started)
      }
    },
  }
}
export type Playhead = ReturnType<typeof createPlayhead>

const strayingSeconds = 0.1
/** Behind a picture's edge, so that the browser shows that picture. */
const hairSeconds = 0.001
const quiet = ['seeking', 'seeked', 'durationchange', 'progress', 'timeupdate', 'pause', 'loadeddata'] as const

const loadedUntil = ({ buffered, currentTime }: HTMLVideoElement): number => {
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) >= currentTime) return buffered.end(i)
  }
  return 0
}

/** One figure of the clock, rendered again only when that figure changes. */
export const usePlayhead = <T extends number | string | boolean>(playhead: Playhead, pick: (clock: Clock) => T): T =>
  useSyncExternalStore(playhead.watch, () => pick(playhead.clock()))
