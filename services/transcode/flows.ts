import { createHash } from 'node:crypto'
import type { AudioRendition, VideoRendition } from '#media/ladder'
import { baseTicks } from '#media/timeline'
import type { Flow } from '#services/slice'

/** Whose renditions are meant: those of a source, as made by a profile. */
export type Made = { source: string; tag: string }

/**
 * The id of a source's flow by its rendition's name and the profile's tag (RFC 9562 version 8): every attempt at a step
 * means the same one, and what was made otherwise is another one.
 */
export const flowId = ({ source, tag }: Made, rendition: string): string => {
  const hash = createHash('sha256')
    .update(`${source}/${rendition}${tag === '' ? '' : `/${tag}`}`)
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The flow of a picture rendition, as it is declared before anything is encoded. */
export const pictureFlow = (made: Made, rendition: VideoRendition, role: Flow['role']): Flow => ({
  id: flowId(made, rendition.name),
  source: made.source,
  kind: 'video',
  role,
  name: rendition.name,
  codec: rendition.codec,
  width: rendition.width,
  height: rendition.height,
  frameRate: { num: rendition.frameRate.num, den: rendition.frameRate.den },
  timescale: rendition.timescale,
  originTicks: baseTicks(rendition.timescale),
  state: 'growing',
})

/** The flow of a sound rendition; its clock is the sample rate. */
export const soundFlow = (made: Made, rendition: AudioRendition): Flow => ({
  id: flowId(made, rendition.name),
  source: made.source,
  kind: 'audio',
  role: 'ladder',
  name: rendition.name,
  codec: rendition.codec,
  channels: rendition.channels,
  sampleRate: rendition.sampleRate,
  ...(rendition.language === undefined ? {} : { language: rendition.language }),
  timescale: rendition.sampleRate,
  originTicks: baseTicks(rendition.sampleRate),
  state: 'growing',
})
