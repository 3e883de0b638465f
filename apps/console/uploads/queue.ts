/** What the tray shows of a file on its way. */
export type UploadState =
  | 'waiting'
  | 'sending'
  | 'paused'
  /** The page was loaded anew and the browser no longer gives us the file: the person has to pick it again. */
  | 'missing'
  /** As `missing`, but the browser will hand it out once the person agrees. */
  | 'asking'
  /** The connection broke; it goes on by itself. */
  | 'broken'
  /** Every byte has arrived; the catalogue is making an asset of it. */
  | 'arrived'
  | 'done'
  /** The server does not take it; it says why. */
  | 'refused'

export type UploadItem = {
  id: string
  name: string
  /** Folder it came from, for files dropped as a tree; empty otherwise. */
  folder: string
  bytes: number
  mediaType: string
  lastModified: number
  column?: string
  addedAt: number
  sentBytes: number
  state: UploadState
  /** Where the server keeps what it has, so that the next attempt goes on from there. */
  url?: string
  problem?: { type: string; title: string; [detail: string]: unknown }
  asset?: string
  duplicate?: boolean
  /** It was over before the page was loaded: what came of it has been said. */
  overBefore?: boolean
}

const open: readonly UploadState[] = ['waiting', 'sending', 'broken', 'arrived']
const over: readonly UploadState[] = ['done', 'refused']

/** Goes on without anybody doing anything. */
export const isGoing = (item: UploadItem): boolean => open.includes(item.state)
export const isOver = (item: UploadItem): boolean => over.includes(item.state)
export const needsPerson = (item: UploadItem): boolean => item.state === 'missing' || item.state === 'asking'

/** What the person should see first: what needs them, then what moves, what waits, and what is over. */
const inSight: readonly UploadState[] = [
  'asking',
  'missing',
  'refused',
  'sending',
  'broken',
  'arrived',
  'paused',
  'waiting',
  'done',
]
export const inOrderOfSight = (items: readonly UploadItem[]): UploadItem[] =>
  items.toSorted((a, b) => inSight.indexOf(a.state) - inSight.indexOf(b.state) || a.addedAt - b.addedAt)

/** Which files to begin now, oldest first, when `atOnce` may be under way. */
export const nextToSend = (items: readonly UploadItem[], atOnce: number): UploadItem[] => {
  const free = atOnce - items.filter((item) => item.state === 'sending').length
  return free > 0 ? items.filter((item) => item.state === 'waiting').slice(0, free) : []
}

export type Totals = {
  files: number
  finished: number
  bytes: number
  sentBytes: number
  fraction: number
  going: number
}

/** The uploads of this batch as one; refused files count for nothing. */
export const totalsOf = (items: readonly UploadItem[]): Totals => {
  const counted = items.filter((item) => item.state !== 'refused')
  const bytes = counted.reduce((sum, item) => sum + item.bytes, 0)
  const sentBytes = counted.reduce((sum, item) => sum + (item.state === 'done' ? item.bytes : item.sentBytes), 0)
  return {
    files: counted.length,
    finished: counted.filter((item) => item.state === 'done').length,
    bytes,
    sentBytes,
    fraction: bytes > 0 ? sentBytes / bytes : 0,
    going: counted.filter(isGoing).length,
  }
}

/** Measures a rate over the last seconds: steady enough to read, quick enough to notice a stall. */
export const openMeter = (windowSeconds = 8) => {
  let samples: { at: number; bytes: number }[] = []
  const trim = (now: number) => {
    samples = samples.filter((sample) => sample.at > now - windowSeconds * 1000)
  }
  return {
    note(bytes: number, now = Date.now()) {
      if (bytes > 0) samples.push({ at: now, bytes })
      trim(now)
    },
    bytesPerSecond(now = Date.now()): number {
      trim(now)
      const first = samples[0]
      if (!first) return 0
      const sum = samples.reduce((total, sample) => total + sample.bytes, 0)
      return (sum / Math.max(1000, now - first.at)) * 1000
    },
  }
}

/** Seconds until everything has been sent; undefined while nothing moves. */
export const secondsLeft = (totals: Totals, bytesPerSecond: number): number | undefined =>
  bytesPerSecond > 0 ? (totals.bytes - totals.sentBytes) / bytesPerSecond : undefined

type FileLike = { name: string; size: number; lastModified: number }

/** Whether a file picked again is the one an upload began with. */
export const compareFile = (item: UploadItem, file: FileLike): 'same' | 'other-name' | 'other-size' | 'changed' => {
  if (item.name !== file.name) return 'other-name'
  if (item.bytes !== file.size) return 'other-size'
  return item.lastModified === file.lastModified ? 'same' : 'changed'
}

/** The unfinished upload of the very same file, if there is one: it is gone on with instead of begun twice. */
export const unfinishedTwin = (items: readonly UploadItem[], file: FileLike, folder: string): UploadItem | undefined =>
  items.find((item) => !isOver(item) && item.folder === folder && compareFile(item, file) === 'same')

/** How an upload kept by the browser stands after the page was loaded anew. */
export const revived = (item: UploadItem, file: 'here' | 'asking' | 'gone'): UploadItem => {
  if (isOver(item)) return { ...item, overBefore: true }
  if (item.state === 'arrived') return item
  if (file === 'asking') return { ...item, state: 'asking' }
  if (file === 'gone') return { ...item, state: 'missing' }
  return { ...item, state: item.state === 'paused' ? 'paused' : 'waiting' }
}
