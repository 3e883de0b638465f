import Hls from 'hls.js'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { baseSeconds } from '#media/timeline'
import { chosenStation } from '../shell/api.ts'
import { codecName } from './codecs.ts'
import type { Playhead } from './playhead.ts'

export type Level = { index: number; name: string; height: number; bitsPerSecond: number }
export type Sound = { index: number; name: string }
export type Playback = {
  levels: Level[]
  level: number
  chooseLevel(index: number): void
  /** Tracks of sound, and which of them is heard. */
  sounds: Sound[]
  sound: number
  chooseSound(index: number): void
  broken: boolean
  again(): void
}

const sayCoding = ({ levels }: Hls): boolean =>
  new Set(levels.map(({ videoCodec }) => videoCodec?.slice(0, 4))).size > 1

const nameStation = (request: XMLHttpRequest) => {
  const station = chosenStation()
  if (station) request.setRequestHeader('rongmei-station', station)
}

/**
 * A playlist that grows looks like a live one, but nobody wants to be taken to its end. Sound reaches a hair beyond the
 * last picture: who has played up to there is outside of the list for hls.js, which would put them back by a segment.
 */
class Recorded extends Hls {
  override get liveSyncPosition(): number | null {
    return null
  }
}
const growing = { liveMaxLatencyDuration: Number.POSITIVE_INFINITY, liveSyncDuration: 0.5 }

const mostRecoveries = 4

type Source = {
  address: string | undefined
  /** When it changes, the source is loaded again at the same place. */
  revision: string
  /** Where to begin. */
  startSeconds: number
  /** Is told how the source's clock lies, and stands still while it is loaded again. */
  playhead: Playhead
}

/**
 * Plays a master playlist in a video element. While it is loaded again the last picture stays on `still`, and the
 * playhead where it is, so that nobody sees the change.
 */
export const useHls = (
  element: HTMLVideoElement | null,
  still: RefObject<HTMLCanvasElement | null>,
  { address, revision, startSeconds, playhead }: Source,
): Playback => {
  const hls = useRef<Hls>(undefined)
  const [levels, setLevels] = useState<Level[]>([])
  const [level, setLevel] = useState(-1)
  const [sounds, setSounds] = useState<Sound[]>([])
  const [sound, setSound] = useState(-1)
  const [broken, setBroken] = useState(false)
  const [attempt, setAttempt] = useState(0)
  /** Where to begin is said once; a hair late, for addresses round a frame's edge to milliseconds. */
  const begin = useRef(startSeconds && startSeconds + 0.001)

  useEffect(() => {
    if (!element || !address) return
    if (begin.current > 0) playhead.go(element, begin.current)
    begin.current = 0
    if (!Hls.isSupported()) {
      element.src = address
      return () => element.removeAttribute('src')
    }
    const player = new Recorded({
      enableWorker: false,
      backBufferLength: 60,
      capLevelToPlayerSize: true,
      xhrSetup: nameStation,
      ...growing,
    })
    // Text over the picture is drawn by the page, also such as is only being written.
    player.subtitleDisplay = false
    let recoveries = 0
    hls.current = player
    setBroken(false)
    player.on(Hls.Events.MANIFEST_PARSED, () =>
      setLevels(
        player.levels.map(({ height, name, bitrate, videoCodec }, index) => ({
          index,
          height,
          // Of several codings one says which.
          name: [
            height ? `${height}p` : name,
            ...(sayCoding(player) && videoCodec ? [codecName(videoCodec)] : []),
          ].join(' '),
          bitsPerSecond: bitrate,
        })),
      ),
    )
    const showSounds = () => {
      setSounds(player.audioTracks.map(({ name }, index) => ({ index, name })))
      setSound(player.audioTrack)
    }
    player.on(Hls.Events.AUDIO_TRACKS_UPDATED, showSounds)
    player.on(Hls.Events.AUDIO_TRACK_SWITCHED, showSounds)
    // What is decoded first is zero to hls.js. Where pictures are reordered that is before the first is shown.
    player.on(Hls.Events.INIT_PTS_FOUND, (_event, { id, initPTS, timescale }) => {
      if (id === 'main') playhead.setAhead(baseSeconds - initPTS / timescale)
    })
    player.on(Hls.Events.FRAG_BUFFERED, () => {
      recoveries = 0
    })
    player.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
      if (!fatal) return
      recoveries += 1
      if (recoveries > mostRecoveries) {
        setBroken(true)
        playhead.keep(element)
        return player.destroy()
      }
      if (type === Hls.ErrorTypes.MEDIA_ERROR) return player.recoverMediaError()
      setTimeout(() => hls.current === player && load(player, element, playhead, address), 1000 * recoveries)
    })
    player.attachMedia(element)
    load(player, element, playhead, address)
    return () => {
      hls.current = undefined
      playhead.keep(element)
      player.destroy()
    }
  }, [element, address, attempt, playhead])

  const loaded = useRef(revision)
  useEffect(() => {
    const player = hls.current
    if (!element || !player || !address || loaded.current === revision) return
    loaded.current = revision
    freeze(element, still.current, playhead)
    load(player, element, playhead, address)
  }, [element, still, address, revision, playhead])

  return {
    levels,
    level,
    sounds,
    sound,
    chooseSound(index) {
      if (hls.current) hls.current.audioTrack = index
    },
    broken,
    chooseLevel(index) {
      setLevel(index)
      if (hls.current) hls.current.nextLevel = index
    },
    again: () => setAttempt(attempt + 1),
  }
}

/** (Re)loads where the person is, running if it ran; at first where they asked to begin. */
const load = (player: Hls, element: HTMLVideoElement, playhead: Playhead, address: string) => {
  playhead.keep(element)
  const { paused, playbackRate, muted } = element
  player.config.startPosition = playhead.at(element)
  player.loadSource(address)
  player.once(Hls.Events.MEDIA_ATTACHED, () => {
    element.playbackRate = playbackRate
    element.muted = muted
    if (!paused) void element.play().catch(() => {})
  })
}

const freezeMilliseconds = 4000

/** Leaves the picture that is shown now on the canvas, and the playhead, until the video shows one again. */
const freeze = (element: HTMLVideoElement, canvas: HTMLCanvasElement | null, playhead: Playhead) => {
  if (!canvas || element.videoWidth === 0 || element.currentTime === 0) return
  canvas.width = element.videoWidth
  canvas.height = element.videoHeight
  canvas.getContext('2d')?.drawImage(element, 0, 0)
  canvas.dataset.shown = 'yes'
  const release = playhead.hold()
  const thaw = () => {
    delete canvas.dataset.shown
    release()
    clearTimeout(timer)
    element.removeEventListener('loadeddata', thaw)
  }
  const timer = setTimeout(thaw, freezeMilliseconds)
  element.addEventListener('loadeddata', thaw)
}
