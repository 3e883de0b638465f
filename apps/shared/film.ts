import type { RefusalType, Told } from './refusals.ts'

/** What the page tells its script of the film that it shows (as JSON in the element `film`). */
export type Film = {
  id: string
  title: string
  station: string
  language: 'zh-CN' | 'en'
  /** The master playlist. */
  source: string
  poster?: string
  storyboard?: string
  /** WebVTT, where there are any. */
  chapters?: string
  durationSeconds?: number
  /** The page of the film, whole, for handing on. */
  address: string
  embedAddress: string
  width: number
  height: number
  /** Stands in a page of somebody else. */
  embedded: boolean
  /** By a link that may end at any moment: little is fetched ahead. */
  isLent?: boolean
  autoplay: boolean
  muted: boolean
  fromSeconds?: number
  words: PlayerWords
}

/** What the player says beyond what already stands in the page; `{}` is where a value goes. */
export type PlayerWords = {
  play: string
  pause: string
  replay: string
  mute: string
  unmute: string
  fullscreen: string
  leaveFullscreen: string
  of: string
  quality: string
  automatic: string
  automaticNow: string
  perHour: string
  speed: string
  normalSpeed: string
  languages: string
  subtitles: string
  chapters: string
  off: string
  on: string
  volume: string
  forward: string
  back: string
  double: string
  resumed: string
  fromStart: string
  copied: string
  tapForSound: string
  offline: Told
  unsupported: Told
  refusals: Record<RefusalType, Told>
}
