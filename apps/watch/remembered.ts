/** What this browser remembers of its viewer: how loud, how fast, which subtitles, and how far they came. */
export type Remembered = {
  volume: number
  muted: boolean
  speed: number
  /** Language of the subtitles, `off`, or undefined while nothing was chosen. */
  subtitles?: string
  shortcuts: boolean
  /** What the connection carried last, so that the next film begins as well as this one ended. */
  bitsPerSecond?: number
  /** Where films were left, the latest first. */
  places: [film: string, atSeconds: number][]
}

const usual: Remembered = { volume: 1, muted: false, speed: 1, shortcuts: true, places: [] }
const mostPlaces = 60
/** So near to an end a film begins anew. */
const edgeSeconds = 5

const within = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most

/** Reads what was stored, by whatever version of this page: what makes no sense is as if it were not there. */
export const readRemembered = (text: string | null): Remembered => {
  let said: Partial<Record<keyof Remembered, unknown>>
  try {
    said = Object(JSON.parse(text ?? '{}')) as typeof said
  } catch {
    said = {}
  }
  const places = Array.isArray(said.places) ? (said.places as unknown[]) : []
  return {
    volume: within(said.volume, 0, 1) ? said.volume : usual.volume,
    muted: said.muted === true,
    speed: within(said.speed, 0.25, 4) ? said.speed : usual.speed,
    ...(typeof said.subtitles === 'string' ? { subtitles: said.subtitles.slice(0, 40) } : {}),
    shortcuts: said.shortcuts !== false,
    ...(within(said.bitsPerSecond, 1e4, 1e10) ? { bitsPerSecond: said.bitsPerSecond } : {}),
    places: places
      .filter(
        (one): one is [string, number] => Array.isArray(one) && typeof one[0] === 'string' && within(one[1], 0, 1e6),
      )
      .slice(0, mostPlaces),
  }
}

/** The same with a film left at a time; one that was hardly begun, or seen to its end, is forgotten. */
export const left = (
  { places }: Pick<Remembered, 'places'>,
  film: string,
  atSeconds: number,
  lengthSeconds: number,
): Remembered['places'] => {
  const others = places.filter(([one]) => one !== film)
  const midway = atSeconds >= edgeSeconds && atSeconds <= lengthSeconds - edgeSeconds
  return midway ? [[film, Math.floor(atSeconds)] as [string, number], ...others].slice(0, mostPlaces) : others
}

/** Where a film was left. */
export const placeOf = ({ places }: Remembered, film: string): number | undefined =>
  places.find(([one]) => one === film)?.[1]

const key = 'rongmei.watch'

/** Opens what this browser remembers. Where it may not remember anything, it lasts as long as the page. */
export const openMemory = () => {
  const stored = (): string | null => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  let now = readRemembered(stored())
  return {
    get: () => now,
    set: (changes: Partial<Remembered>) => {
      // Another tab may have remembered something meanwhile.
      now = { ...(stored() === null ? now : readRemembered(stored())), ...changes }
      try {
        localStorage.setItem(key, JSON.stringify(now))
      } catch {
        // A full or closed storage is no reason not to play.
      }
    },
  }
}
export type Memory = ReturnType<typeof openMemory>
