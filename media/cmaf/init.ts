import { av1CodecOf, hevcCodecOf } from './codec-names.ts'
import { boxesIn, broken, fields, findBox, needBox } from './box.ts'

/** What a CMAF header (init segment) says about its one track. Codec as in RFC 6381. */
export type CmafInit = {
  kind: 'video' | 'audio'
  codec: string
  timescale: number
  width?: number
  height?: number
  channels?: number
  sampleRate?: number
  /** Used by segments that state no duration or flags of their own. */
  defaultSampleDurationTicks: number
  defaultSampleFlags: number
}

const maximumInitBytes = 1024 * 1024

/** Reads an init segment of one track; throws MediaError `broken-segment`. */
export const parseInit = (bytes: Buffer): CmafInit => {
  if (bytes.length > maximumInitBytes) throw broken('an init segment of more than a megabyte')
  const tracks = boxesIn(needBox(bytes, ['moov'])).filter((box) => box.type === 'trak')
  const track = tracks[0]?.payload
  if (!track || tracks.length !== 1) throw broken(`${tracks.length} tracks where one is meant`)
  const entries = fields(needBox(track, ['mdia', 'minf', 'stbl', 'stsd']))
  entries.skip(8)
  const entry = boxesIn(entries.rest())[0]
  if (!entry) throw broken('it describes no codec')
  return { ...describeEntry(entry.type, entry.payload), timescale: parseTimescale(track), ...parseDefaults(bytes) }
}

const parseTimescale = (track: Buffer): number => {
  const header = fields(needBox(track, ['mdia', 'mdhd']))
  const version = header.u8()
  header.skip(3 + (version === 1 ? 16 : 8))
  const timescale = header.u32()
  if (timescale === 0) throw broken('a clock that stands still')
  return timescale
}

const parseDefaults = (bytes: Buffer) => {
  const trex = findBox(bytes, ['moov', 'mvex', 'trex'])
  if (!trex) return { defaultSampleDurationTicks: 0, defaultSampleFlags: 0 }
  const box = fields(trex, 12)
  const defaultSampleDurationTicks = box.u32()
  box.skip(4)
  return { defaultSampleDurationTicks, defaultSampleFlags: box.u32() }
}

const describeEntry = (
  type: string,
  payload: Buffer,
): Omit<CmafInit, 'timescale' | 'defaultSampleDurationTicks' | 'defaultSampleFlags'> => {
  const entry = fields(payload)
  if (type === 'avc1' || type === 'avc3') {
    entry.skip(24)
    const [width, height] = [entry.u16(), entry.u16()]
    entry.skip(50)
    const avcC = needBox(entry.rest(), ['avcC'])
    if (avcC.length < 4) throw broken('an avcC box without a profile')
    return { kind: 'video', codec: `${type}.${avcC.toString('hex', 1, 4)}`, width, height }
  }
  const described = type === 'hvc1' || type === 'av01' ? codecs[type] : undefined
  if (described) {
    entry.skip(24)
    const [width, height] = [entry.u16(), entry.u16()]
    entry.skip(50)
    return { kind: 'video', codec: described.name(needBox(entry.rest(), [described.box])), width, height }
  }
  if (type === 'mp4a') {
    entry.skip(16)
    const channels = entry.u16()
    entry.skip(6)
    const sampleRate = entry.u16()
    entry.skip(2)
    return { kind: 'audio', codec: audioCodec(needBox(entry.rest(), ['esds'])), channels, sampleRate }
  }
  throw broken(`it is coded as ${JSON.stringify(type)}`)
}

const codecs = {
  hvc1: { box: 'hvcC', name: hevcCodecOf },
  av01: { box: 'av1C', name: av1CodecOf },
}

/** The object type and, for AAC, the audio object type out of the MPEG-4 descriptors (ISO/IEC 14496-1). */
const audioCodec = (esds: Buffer): string => {
  const stream = descriptor(esds.subarray(4), 0x03).subarray(3)
  const config = descriptor(stream, 0x04)
  const objectType = config[0] ?? 0
  if (objectType !== 0x40) return `mp4a.${objectType.toString(16).padStart(2, '0')}`
  const specific = descriptor(config.subarray(13), 0x05)
  return `mp4a.40.${(specific[0] ?? 0) >> 3}`
}

const descriptor = (bytes: Buffer, tag: number): Buffer => {
  if (bytes[0] !== tag) throw broken('its audio description is not understood')
  let length = 0
  let at = 1
  for (; at <= 4; at += 1) {
    const byte = bytes[at] ?? 0
    length = (length << 7) | (byte & 0x7f)
    if ((byte & 0x80) === 0) break
  }
  if (at + 1 + length > bytes.length) throw broken('its audio description is cut off')
  return bytes.subarray(at + 1, at + 1 + length)
}
