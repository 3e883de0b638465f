import type Hls from 'hls.js'
import type { ErrorData } from 'hls.js'
import { baseSeconds } from '#media/timeline'
import { namedLevels, type Level } from './levels.ts'
import type { Refused } from '../shared/refusals.ts'

/** Why it does not play (any more). */
export type Failure = { kind: 'offline' | 'unsupported' } | { kind: 'refused'; refused: Refused & { number?: string } }

/** What brings the media into a video element: hls.js, or the browser itself. */
export type Engine = {
  /** Begins to fetch media, from a time on; until then only playlists are there. */
  load(fromSeconds: number): void
  /** What can be chosen, the best first; nothing where the browser chooses by itself. */
  levels(): Level[]
  /** The chosen level's index; -1 stands for automatic. */
  chosen(): number
  choose(index: number): void
  /** The level that is shown now. */
  shown(): Level | undefined
  /** Tracks of sound, where there are several to choose from. */
  sounds(): Sound[]
  chooseSound(index: number): void
  /** How far the video's clock is ahead of the film's. */
  aheadSeconds(): number
  /** What the connection carries, as far as is known. */
  bitsPerSecond(): number | undefined
  end(): void
}
export type Sound = { index: number; name: string; isHeard: boolean }
export type EngineEvents = { changed(): void; failed(failure: Failure): void }
type Options = { source: string; bitsPerSecond: number | undefined; isLent: boolean; events: EngineEvents }

/** Safari plays HLS better by itself; elsewhere hls.js does, where the browser has Media Source Extensions. */
const playsItself = (video: HTMLVideoElement): boolean =>
  video.canPlayType('application/vnd.apple.mpegurl') !== '' &&
  (navigator.vendor.startsWith('Apple') || !('MediaSource' in window || 'ManagedMediaSource' in window))

/** Opens the engine that suits this browser; with hls.js the playlists are on their way when it returns. */
export const openEngine = async (video: HTMLVideoElement, options: Options): Promise<Engine> => {
  if (playsItself(video)) return openNative(video, options)
  const { default: Hls } = await import('hls.js')
  if (!Hls.isSupported()) {
    options.events.failed({ kind: 'unsupported' })
    return nothing
  }
  return openHls(Hls, video, options)
}

const nothing: Engine = {
  load: () => {},
  levels: () => [],
  chosen: () => -1,
  choose: () => {},
  shown: () => undefined,
  sounds: () => [],
  chooseSound: () => {},
  aheadSeconds: () => 0,
  bitsPerSecond: () => undefined,
  end: () => {},
}

type NativeSound = { label: string; language: string; enabled: boolean }
/** Safari's tracks of sound, of which the types of browsers know nothing. */
const nativeSounds = (video: HTMLVideoElement): NativeSound[] => [
  ...((video as { audioTracks?: Iterable<NativeSound> }).audioTracks ?? []),
]

const openNative = (video: HTMLVideoElement, { source, events }: Options): Engine => {
  const failed = async () => {
    const why = await whyNot(source)
    events.failed(why === 'reachable' ? { kind: 'unsupported' } : why)
  }
  const heard = new AbortController()
  video.addEventListener('error', () => void failed(), { capture: true, signal: heard.signal })
  return {
    ...nothing,
    sounds: () =>
      nativeSounds(video).map(({ label, language, enabled }, index) => ({
        index,
        name: label || language || String(index + 1),
        isHeard: enabled,
      })),
    chooseSound(index) {
      nativeSounds(video).forEach((one, i) => (one.enabled = i === index))
      events.changed()
    },
    load(fromSeconds) {
      if (video.error) video.load()
      if (fromSeconds === 0) return
      const go = () => void (video.currentTime = fromSeconds)
      if (video.readyState > 0) go()
      else video.addEventListener('loadedmetadata', go, { once: true, signal: heard.signal })
    },
    end: () => heard.abort(),
  }
}

const mostRecoveries = 3
/** What is lent by a link goes on for no longer than this when the link has ended. */
const lentAheadSeconds = 6
/** Where nothing is known of the connection: enough for the second rung at once, little enough for a bad day. */
const usualBitsPerSecond = 1_600_000
const mostGuessedBitsPerSecond = 4_000_000

/** What the browser believes its connection carries, halved, for it tells of the best case. */
const guessedBitsPerSecond = (): number => {
  const { connection } = navigator as Navigator & { connection?: { downlink?: number } }
  const megabits = connection?.downlink
  return megabits ? Math.min(mostGuessedBitsPerSecond, megabits * 0.5e6) : usualBitsPerSecond
}

const openHls = (Player: typeof Hls, video: HTMLVideoElement, options: Options): Engine => {
  const { source, bitsPerSecond, isLent, events } = options
  const hls = new Player({
    enableWorker: false,
    autoStartLoad: false,
    // The first segment is shown, not spent on measuring; what this connection carried last time says enough.
    testBandwidth: false,
    abrEwmaDefaultEstimate: bitsPerSecond ?? guessedBitsPerSecond(),
    capLevelToPlayerSize: true,
    // A phone that cannot keep up is given a smaller picture.
    capLevelOnFPSDrop: true,
    backBufferLength: 30,
    ...(isLent ? { maxBufferLength: lentAheadSeconds, maxMaxBufferLength: lentAheadSeconds } : {}),
    enableCEA708Captions: false,
    enableIMSC1: false,
    // A playlist that grows looks like a live one, but nobody wants to be taken to its end.
    liveSyncDuration: 0.5,
    liveMaxLatencyDuration: Number.POSITIVE_INFINITY,
  })
  let levels: Level[] = []
  let recoveries = 0
  let from: number | undefined
  let aheadSeconds = 0
  let isOver = false
  let timer = 0

  const give = (failure: Failure) => {
    if (isOver) return
    isOver = true
    // Told first: afterwards nobody knows any more where it stood.
    events.failed(failure)
    hls.destroy()
  }
  const recover = async ({ type, details }: ErrorData) => {
    recoveries += 1
    if (details === Player.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) return give({ kind: 'unsupported' })
    if (type === Player.ErrorTypes.MEDIA_ERROR) {
      return recoveries > mostRecoveries ? give({ kind: 'unsupported' }) : hls.recoverMediaError()
    }
    const why = await whyNot(source)
    if (isOver) return
    if (why !== 'reachable' && why.kind === 'refused') return give(why)
    if (recoveries > mostRecoveries)
      return give(why === 'reachable' ? { kind: 'refused', refused: { status: 500 } } : why)
    timer = window.setTimeout(() => {
      hls.loadSource(source)
    }, 1000 * recoveries)
  }
  hls.on(Player.Events.ERROR, (_event, data) => {
    if (data.fatal) void recover(data)
  })
  hls.on(Player.Events.FRAG_BUFFERED, () => {
    recoveries = 0
  })
  hls.on(Player.Events.MANIFEST_PARSED, () => {
    levels = namedLevels(hls.levels)
    events.changed()
    if (from !== undefined) hls.startLoad(video.currentTime || from)
  })
  // What is decoded first is zero to hls.js. Where pictures are reordered that is before the first is shown.
  hls.on(Player.Events.INIT_PTS_FOUND, (_event, { id, initPTS, timescale }) => {
    if (id === 'main') aheadSeconds = baseSeconds - initPTS / timescale
  })
  hls.on(Player.Events.LEVEL_SWITCHED, events.changed)
  hls.on(Player.Events.AUDIO_TRACKS_UPDATED, events.changed)
  hls.on(Player.Events.AUDIO_TRACK_SWITCHED, events.changed)
  // Subtitles are drawn by the page, above its controls; the browser only keeps them.
  hls.subtitleDisplay = false
  video.querySelector('source')?.remove()
  // The browser must open the source at once; what is fetched is decided here.
  video.preload = 'auto'
  hls.attachMedia(video)
  hls.loadSource(source)

  return {
    load(fromSeconds) {
      from = fromSeconds
      if (hls.levels.length > 0) hls.startLoad(fromSeconds)
    },
    levels: () => levels,
    chosen: () => hls.manualLevel,
    choose(index) {
      hls.nextLevel = index
      events.changed()
    },
    shown: () => levels.find(({ index }) => index === hls.currentLevel),
    sounds: () => hls.audioTracks.map(({ name }, index) => ({ index, name, isHeard: index === hls.audioTrack })),
    chooseSound(index) {
      hls.audioTrack = index
    },
    aheadSeconds: () => aheadSeconds,
    bitsPerSecond: () => (from === undefined ? undefined : Math.round(hls.bandwidthEstimate) || undefined),
    end() {
      isOver = true
      clearTimeout(timer)
      hls.destroy()
    },
  }
}

const answerSeconds = 10

/** Asks for the playlist once more to learn why it does not play: hls.js and Safari tell too little of it. */
const whyNot = async (source: string): Promise<Failure | 'reachable'> => {
  try {
    const reply = await fetch(source, { cache: 'no-store', signal: AbortSignal.timeout(answerSeconds * 1000) })
    if (reply.ok) return 'reachable'
    const isProblem = reply.headers.get('content-type')?.startsWith('application/problem+json')
    const said = (isProblem ? await reply.json().catch(() => ({})) : {}) as Partial<Record<string, unknown>>
    const number = reply.headers.get('x-request-id') ?? undefined
    return {
      kind: 'refused',
      refused: {
        status: reply.status,
        ...(typeof said.type === 'string' ? { type: said.type } : {}),
        ...(number === undefined ? {} : { number }),
      },
    }
  } catch {
    return { kind: 'offline' }
  }
}
