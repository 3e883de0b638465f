import Hls from 'hls.js'
import { chosenStation } from '../shell/api.ts'
import { useEffect, useRef, useState, type RefObject } from 'react'

export type Level = { index: number; name: string; height: number; bitsPerSecond: number }
export type Playback = {
  levels: Level[]
  level: number
  chooseLevel(index: number): void
  broken: boolean
  again(): void
}

const nameStation = (request: XMLHttpRequest) => {
  const station = chosenStation()
  if (station) request.setRequestHeader('rongmei-station', station)
}

/** A playlist that grows looks like a live one, but nobody wants to be taken to its end. */
const growing = { liveSyncDuration: 0.5, liveMaxLatencyDuration: Number.POSITIVE_INFINITY }

const mostRecoveries = 4

/**
 * Plays a master playlist in a video element. When `revision` changes, the source is loaded again at the same place;
 * meanwhile the last picture stays on `still`, so that nobody sees the change.
 */
export const useHls = (
  video: RefObject<HTMLVideoElement | null>,
  still: RefObject<HTMLCanvasElement | null>,
  address: string | undefined,
  revision: string,
): Playback => {
  const hls = useRef<Hls>(undefined)
  const [levels, setLevels] = useState<Level[]>([])
  const [level, setLevel] = useState(-1)
  const [broken, setBroken] = useState(false)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    const element = video.current
    if (!element || !address) return
    if (!Hls.isSupported()) {
      element.src = address
      return () => element.removeAttribute('src')
    }
    const player = new Hls({
      enableWorker: false,
      backBufferLength: 60,
      capLevelToPlayerSize: true,
      xhrSetup: nameStation,
      ...growing,
    })
    let recoveries = 0
    hls.current = player
    setBroken(false)
    player.on(Hls.Events.MANIFEST_PARSED, () =>
      setLevels(
        player.levels.map(({ height, name, bitrate }, index) => ({
          index,
          height,
          name: height ? `${height}p` : name,
          bitsPerSecond: bitrate,
        })),
      ),
    )
    player.on(Hls.Events.FRAG_BUFFERED, () => {
      recoveries = 0
    })
    player.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
      if (!fatal) return
      recoveries += 1
      if (recoveries > mostRecoveries) {
        setBroken(true)
        return player.destroy()
      }
      if (type === Hls.ErrorTypes.MEDIA_ERROR) return player.recoverMediaError()
      setTimeout(() => hls.current === player && load(player, element, address), 1000 * recoveries)
    })
    player.attachMedia(element)
    load(player, element, address)
    return () => {
      hls.current = undefined
      player.destroy()
    }
  }, [video, address, attempt])

  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    const element = video.current
    const player = hls.current
    if (!element || !player || !address) return
    freeze(element, still.current)
    load(player, element, address)
  }, [video, still, address, revision])

  return {
    levels,
    level,
    broken,
    chooseLevel(index) {
      setLevel(index)
      if (hls.current) hls.current.nextLevel = index
    },
    again: () => setAttempt(attempt + 1),
  }
}

/** (Re)loads where the person is, running if it ran. */
const load = (player: Hls, element: HTMLVideoElement, address: string) => {
  const at = element.currentTime
  const { paused, playbackRate, muted } = element
  player.config.startPosition = at > 0 ? at : 0
  player.loadSource(address)
  player.once(Hls.Events.MEDIA_ATTACHED, () => {
    element.playbackRate = playbackRate
    element.muted = muted
    if (!paused) void element.play().catch(() => {})
  })
  if (at === 0) return
  // At the very end there is nothing left to load, and hls.js would begin anew.
  const back = () => {
    if (Math.abs(element.currentTime - at) > 0.5) element.currentTime = Math.min(at, element.duration)
  }
  element.addEventListener('loadedmetadata', back, { once: true })
}

const freezeMilliseconds = 4000

/** Leaves the picture that is shown now on the canvas until the video shows one again. */
const freeze = (element: HTMLVideoElement, canvas: HTMLCanvasElement | null) => {
  if (!canvas || element.videoWidth === 0 || element.currentTime === 0) return
  canvas.width = element.videoWidth
  canvas.height = element.videoHeight
  canvas.getContext('2d')?.drawImage(element, 0, 0)
  canvas.dataset.shown = 'yes'
  const thaw = () => {
    delete canvas.dataset.shown
    clearTimeout(timer)
    element.removeEventListener('loadeddata', thaw)
  }
  const timer = setTimeout(thaw, freezeMilliseconds)
  element.addEventListener('loadeddata', thaw)
}
