import { boxesIn, broken, fields, findBox, needBox } from './box.ts'
import { box, fullBox, rewrite, u16, u32, u8 } from './write.ts'

/** How a track's samples lie in its segments, as far as encrypting them goes by it. */
export type SampleLayout = {
  /** Pictures keep the headers of their NAL units in clear; sound is encrypted whole. */
  coding: 'avc' | 'hevc' | 'sound'
  /** Of the length before each NAL unit. */
  nalLengthBytes: number
  defaultSampleBytes: number
}

/** Bytes of the initialisation vector that every sample carries. */
export const vectorBytes = 16

/** The system id under which W3C's common `pssh` (and so Clear Key) finds the key ids. */
const commonSystem = Buffer.from('1077efecc0b24d02ace33c1e52e2fb4b', 'hex')
const stsd = ['trak', 'mdia', 'minf', 'stbl', 'stsd']

const codings: Record<
  string,
  { coding: SampleLayout['coding']; protectedAs: 'encv' | 'enca'; configuration?: string }
> = {
  avc1: { coding: 'avc', protectedAs: 'encv', configuration: 'avcC' },
  avc3: { coding: 'avc', protectedAs: 'encv', configuration: 'avcC' },
  hvc1: { coding: 'hevc', protectedAs: 'encv', configuration: 'hvcC' },
  hev1: { coding: 'hevc', protectedAs: 'encv', configuration: 'hvcC' },
  mp4a: { coding: 'sound', protectedAs: 'enca' },
}
/** Fixed fields before the boxes inside a sample entry. */
const entryBytes = { encv: 78, enca: 28 }

/** Whether a codec (RFC 6381) can be encrypted sample by sample here. */
export const canEncrypt = (codec: string): boolean => (codec.split('.')[0] ?? '') in codings

const entryOf = (init: Buffer) => {
  const entry = boxesIn(needBox(init, ['moov', ...stsd]).subarray(8))[0]
  const how = entry && codings[entry.type]
  if (!entry || !how) throw broken(`samples of ${JSON.stringify(entry?.type)} cannot be encrypted one by one`)
  return { entry, how }
}

/** What an init segment says about how its samples are to be encrypted; throws `broken-segment`. */
export const sampleLayout = (init: Buffer): SampleLayout => {
  const { entry, how } = entryOf(init)
  const trex = findBox(init, ['moov', 'mvex', 'trex'])
  const defaultSampleBytes = trex ? fields(trex, 16).u32() : 0
  if (how.configuration === undefined) return { coding: how.coding, nalLengthBytes: 0, defaultSampleBytes }
  const configuration = needBox(entry.payload.subarray(entryBytes[how.protectedAs]), [how.configuration])
  const at = how.coding === 'avc' ? 4 : 21
  const lengthByte = configuration[at]
  if (lengthByte === undefined) throw broken('its codec configuration is cut off')
  return { coding: how.coding, nalLengthBytes: (lengthByte & 3) + 1, defaultSampleBytes }
}

/** A version 1 `pssh` of the common system: tells browsers' Clear Key which key is needed. */
export const commonPssh = (kid: Buffer): Buffer => fullBox('pssh', 1, 0, commonSystem, u32(1), kid, u32(0))

/**
 * An init segment whose samples are encrypted by Common Encryption (ISO/IEC 23001-7, scheme `cenc`) with the key `kid`
 * (16 bytes): the sample entry becomes `encv` or `enca`, what it was stands in `sinf`, the key id in `tenc` and `pssh`.
 */
export const protectInit = (init: Buffer, kid: Buffer): Buffer => {
  const { how } = entryOf(init)
  const tenc = fullBox('tenc', 0, 0, u16(0), u8(1), u8(vectorBytes), kid)
  const protectedEntry = (payload: Buffer): Buffer => {
    const entries = boxesIn(payload.subarray(8)).map((entry, i) => {
      if (i > 0) return box(entry.type, entry.payload)
      const frma = box('frma', Buffer.from(entry.type, 'latin1'))
      const schm = fullBox('schm', 0, 0, Buffer.from('cenc'), u32(0x10000))
      return box(how.protectedAs, entry.payload, box('sinf', frma, schm, box('schi', tenc)))
    })
    return box('stsd', payload.subarray(0, 8), ...entries)
  }
  return rewrite(init, ['moov'], (moov) => box('moov', rewrite(moov, stsd, protectedEntry), commonPssh(kid)))
}
