import { type MediaSource, readBytes } from '#media/ffmpeg'
import type { ContainerFault } from './types.ts'

const mostIndexBytes = 64 * 1024 * 1024
const mostBoxes = 200
const mostEdits = 10_000
/** Edits are written in ticks of the film, which are coarser than those of its tracks. */
const toleranceSeconds = 1

/** What the edit lists of an MP4 or QuickTime file ask for that cannot be: speeds, and times that are not there. */
export const editFaults = async (
  source: MediaSource,
  endSeconds: number,
  signal?: AbortSignal,
): Promise<ContainerFault[]> => {
  const index = await indexOf(source, signal)
  if (!index) return []
  const at = { startSeconds: 0, endSeconds, atMost: 'warn' as const }
  const movie = clockOf(boxIn(index, 'mvhd'))
  const faults = new Set<string>()
  for (const track of boxesIn(index).filter(({ type }) => type === 'trak')) {
    const list = boxIn(boxIn(track.body, 'edts'), 'elst')
    const media = clockOf(boxIn(boxIn(track.body, 'mdia'), 'mdhd'))
    if (!list || !movie || !media) continue
    const edits = editsIn(list)
    if (!edits) faults.add('corrupt.edits')
    for (const { ticks, time, rate } of edits ?? []) {
      const [from, lasts] = [time / media.timescale, ticks / movie.timescale]
      // Fragments follow an index that says nothing of their length.
      const ends = media.duration > 0 ? media.duration / media.timescale : Number.POSITIVE_INFINITY
      if (rate !== 1) faults.add('corrupt.speed')
      else if (time < 0 ? lasts > endSeconds + toleranceSeconds : from + lasts > ends + toleranceSeconds)
        faults.add('corrupt.edits')
    }
  }
  return [...faults].map((message) => ({ ...at, message }))
}

type Box = { type: string; body: Buffer }

/** The index of a file, wherever it lies; undefined where it is not found, packed, or too large to be looked at. */
const indexOf = async (source: MediaSource, signal: AbortSignal | undefined): Promise<Buffer | undefined> => {
  let from = 0
  for (let i = 0; i < mostBoxes; i += 1) {
    const head = await readBytes(source, { from, bytes: 16 }, { signal })
    if (head.length < 8) return undefined
    const isLong = head.readUInt32BE(0) === 1 && head.length === 16
    const bytes = isLong ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0)
    if (bytes < 8 || !Number.isSafeInteger(from + bytes)) return undefined
    if (head.toString('latin1', 4, 8) === 'moov') {
      if (bytes > mostIndexBytes) return undefined
      return (await readBytes(source, { from, bytes }, { signal })).subarray(isLong ? 16 : 8)
    }
    from += bytes
  }
  return undefined
}

/** One by one: a file may say that it has millions. */
function* boxesIn(bytes: Buffer | undefined): Generator<Box, undefined> {
  for (let at = 0; bytes && at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) }
    at += size
  }
}

const boxIn = (bytes: Buffer | undefined, type: string): Buffer | undefined =>
  boxesIn(bytes).find((one) => one.type === type)?.body

/** Ticks a second and length in ticks, of a film (`mvhd`) or a track's media (`mdhd`). */
const clockOf = (body: Buffer | undefined): { timescale: number; duration: number } | undefined => {
  const isLong = body?.[0] === 1
  if (!body || body.length < (isLong ? 32 : 20)) return undefined
  const timescale = body.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(body.readBigUInt64BE(24)) : body.readUInt32BE(16)
  // All ones: not known.
  const isKnown = duration < (isLong ? 2 ** 63 : 0xffff_ffff)
  return timescale > 0 ? { timescale, duration: isKnown ? duration : 0 } : undefined
}

type Edit = { ticks: number; time: number; rate: number }

/** The entries of an edit list (ISO/IEC 14496-12, 8.6.6); undefined where it says it has more than it has. */
const editsIn = (body: Buffer): Edit[] | undefined => {
  if (body.length < 8) return undefined
  const isLong = body[0] === 1
  const entryBytes = isLong ? 20 : 12
  const count = body.readUInt32BE(4)
  if (8 + count * entryBytes > body.length) return undefined
  return Array.from({ length: Math.min(count, mostEdits) }, (_, i) => {
    const at = 8 + i * entryBytes
    return {
      ticks: isLong ? Number(body.readBigUInt64BE(at)) : body.readUInt32BE(at),
      time: isLong ? Number(body.readBigInt64BE(at + 8)) : body.readInt32BE(at + 4),
      rate: body.readInt32BE(at + entryBytes - 4) / 65_536,
    }
  })
}
