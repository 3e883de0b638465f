import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type CmafInit, parseInit, parseSegment, splitFragments } from '#media/cmaf'
import { MediaError } from '#media/ffmpeg'
import type { EncodedInit, EncodeOptions } from './types.ts'

/** What the stream of one rendition must be: where it starts and, for pictures, how its segments divide. */
export type StreamPlan = {
  rendition: string
  codec: string
  firstSequence: number
  /** Pictures only: the tick and the length every segment must have; anything else is a fault of ours. */
  grid?: { startTicks: number; ticksPerFrame: number; gopFrames: number; frames: number }
}

/** What became of one rendition's stream. */
export type StreamResult = { init: EncodedInit; segments: number; frames: number }

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Reads a rendition's fragmented MP4 from ffmpeg, writes init and segments to disk and reports each when it is done. */
export const writeStream = async (
  stream: Readable,
  plan: StreamPlan,
  options: EncodeOptions,
): Promise<StreamResult> => {
  const folder = join(options.folder, plan.rendition)
  await mkdir(folder, { recursive: true })
  let init: EncodedInit | undefined
  let [segments, frames] = [0, 0]
  for await (const piece of splitFragments(stream)) {
    if (piece.kind === 'init') {
      init = await writeInit(piece.bytes, folder, plan, options)
      continue
    }
    if (!init) throw new MediaError('broken-segment', 'A segment came before its header')
    const parsed = parseSegment(piece.bytes, init.description)
    if (plan.grid) checkGrid(plan, frames, parsed)
    const sequence = plan.firstSequence + segments
    const path = join(folder, `${sequence}.m4s`)
    await writeFile(path, piece.bytes)
    segments += 1
    frames += parsed.samples
    await options.onSegment?.({
      rendition: plan.rendition,
      sequence,
      path,
      startTicks: parsed.startTicks,
      durationTicks: parsed.durationTicks,
      bytes: piece.bytes.length,
      sha256: sha256(piece.bytes),
    })
  }
  if (!init) throw new MediaError('nothing-encoded', 'The media could not be processed: nothing came out')
  return { init, segments, frames }
}

const writeInit = async (
  bytes: Buffer,
  folder: string,
  plan: StreamPlan,
  options: EncodeOptions,
): Promise<EncodedInit> => {
  const { rendition } = plan
  const description: CmafInit = parseInit(bytes)
  const init = { rendition, path: join(folder, 'init.mp4'), bytes: bytes.length, sha256: sha256(bytes), description }
  const expected = options.initSha256?.[rendition]
  if (expected !== undefined && expected !== init.sha256)
    throw new MediaError('init-differs', 'A slice was encoded unlike the ones before it', { rendition })
  if (description.codec !== plan.codec)
    throw new MediaError('init-differs', 'The encoder did not make what was asked', {
      rendition,
      asked: plan.codec,
      made: description.codec,
    })
  await writeFile(init.path, bytes)
  await options.onInit?.(init)
  return init
}

type Parsed = ReturnType<typeof parseSegment>

/** A segment off the grid would be a gap or a jump in the player, so it is never reported as made. */
const checkGrid = (plan: StreamPlan, framesBefore: number, segment: Parsed): void => {
  if (!plan.grid) return
  const { startTicks, ticksPerFrame, gopFrames, frames } = plan.grid
  const expectedStart = startTicks + framesBefore * ticksPerFrame
  const expectedFrames = Math.min(gopFrames, frames - framesBefore)
  const onGrid = segment.startTicks === expectedStart
  const early = segment.samples < expectedFrames
  if (onGrid && segment.startsWithKeyframe && (early || segment.durationTicks === expectedFrames * ticksPerFrame))
    return
  throw new MediaError('off-grid', 'A segment does not lie where it must on the timeline', {
    rendition: plan.rendition,
    expectedStart,
    ...segment,
  })
}
