import type { Readable } from 'node:stream'
import type { Probe, Rational } from '#media/probe'
import { scanKey } from './graph.ts'
import { pictureMeter } from './measure.ts'
import { smallSize } from './size.ts'
import { firstStillFrom, stillFrame, stillMaker, stillSide } from './stills.ts'
import { columnNames, emptyColumns } from './columns.ts'
import { type Complaint, type PictureSignals, scans } from './types.ts'

/** Luma of a source in full range as luma of video range. */
const toVideoRange = Uint8Array.from({ length: 256 }, (_, luma) => Math.round(16 + (luma * 219) / 255))

const idetNames: Record<string, (typeof scans)[number]> = {
  progressive: 'progressive',
  tff: 'topFieldFirst',
  bff: 'bottomFieldFirst',
}

/**
 * Takes what the filters of `measureFilters` put out for a run of frames: `readers` are to be given the small pictures
 * and the text; `signals` tells afterwards what was measured. Frames beyond the run are left out.
 */
export const pictureReader = (
  probe: Probe,
  run: { frameRate: Rational; startFrame: number; frames: number },
): {
  readers: [(stream: Readable) => Promise<void>, (stream: Readable) => Promise<void>]
  signals(complaints: Complaint[]): PictureSignals
} => {
  const { width, height } = smallSize(probe)
  const meter = pictureMeter(width, height)
  const still = stillMaker(width, height)
  const columns = emptyColumns(run.frames)
  const stills: Uint8Array[] = []
  const firstIndex = firstStillFrom(run.startFrame, run.frameRate)
  const isFullRange = probe.video?.colorRange === 'pc' || probe.video?.pixelFormat.startsWith('yuvj') === true
  let frames = 0
  let first: Uint8Array = new Uint8Array(0)
  let before: Uint8Array = new Uint8Array(0)
  let fields = 0

  const takePicture = (raw: Uint8Array): void => {
    if (frames === run.frames) return
    const now = isFullRange ? raw.map((luma) => toVideoRange[luma]!) : raw
    const measured = {
      ...meter.look(now),
      ...(frames > 0 ? meter.change(before, now) : {}),
    }
    for (const [name, value] of Object.entries(measured)) columns[name as keyof typeof measured][frames] = value
    if (frames === 0) first = now
    // At less than two frames a second the same frame is several stills.
    while (stillFrame(firstIndex + stills.length, run.frameRate) === run.startFrame + frames) stills.push(still(now))
    before = now
    frames += 1
  }

  const takeText = (line: string): void => {
    if (line.startsWith('frame:')) fields += 1
    else if (fields > run.frames) return
    else if (line.startsWith(`${scanKey}=`))
      columns.scan[fields - 1] = scans.indexOf(idetNames[line.slice(scanKey.length + 1)] ?? 'undetermined')
  }

  return {
    readers: [(stream) => eachPicture(stream, width * height, takePicture), eachLineOf(takeText)],
    signals: (complaints) => ({
      frameRate: run.frameRate,
      startFrame: run.startFrame,
      frames,
      width,
      height,
      columns: Object.fromEntries(
        columnNames.map((name) => [name, columns[name].slice(0, frames)]),
      ) as PictureSignals['columns'],
      first,
      last: before,
      stills: { firstIndex, count: stills.length, pixels: joined(stills) },
      complaints,
    }),
  }
}

const joined = (stills: Uint8Array[]): Uint8Array => {
  const pixels = new Uint8Array(stills.length * stillSide * stillSide)
  for (const [i, still] of stills.entries()) pixels.set(still, i * stillSide * stillSide)
  return pixels
}

/** A reader of text that hands over line by line. */
export const eachLineOf =
  (take: (line: string) => void) =>
  async (stream: Readable): Promise<void> => {
    let rest = ''
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    }
  }

/** Hands over pictures of a fixed size one after another, each in memory of its own. */
export const eachPicture = async (
  stream: Readable,
  bytes: number,
  take: (picture: Uint8Array) => void,
): Promise<void> => {
  let picture = new Uint8Array(bytes)
  let filled = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    while (from < chunk.length) {
      const part = chunk.subarray(from, from + bytes - filled)
      picture.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < bytes) continue
      take(picture)
      picture = new Uint8Array(bytes)
      filled = 0
    }
  }
}
