import { broken, fields } from './box.ts'

const profileSpaces = ['', 'A', 'B', 'C']

/** The RFC 6381 name of an HEVC track by its `hvcC` box (ISO/IEC 14496-15, E.3), whose parameter sets are in the header. */
export const hevcCodecOf = (hvcC: Buffer): string => {
  const box = fields(hvcC)
  box.skip(1)
  const first = box.u8()
  const compatibility = box.u32()
  const constraints = [box.u32(), box.u16()]
  const level = box.u8()
  const bytes = Buffer.alloc(6)
  bytes.writeUInt32BE(constraints[0]!)
  bytes.writeUInt16BE(constraints[1]!, 4)
  // Bytes of constraints from the last on that say nothing are left out.
  const said = bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1)
  return [
    'hvc1',
    `${profileSpaces[first >> 6]}${first & 0x1f}`,
    reversed(compatibility).toString(16).toUpperCase(),
    `${first & 0x20 ? 'H' : 'L'}${level}`,
    ...[...said].map((byte) => byte.toString(16).toUpperCase()),
  ].join('.')
}

/** 32 bits in the opposite order. */
const reversed = (value: number): number => {
  let out = 0
  for (let i = 0; i < 32; i += 1) out = (out << 1) | ((value >>> i) & 1)
  return out >>> 0
}

/** The name of an AV1 track by its `av1C` box (AV1 Codec ISO Media File Format Binding, 5), of unspecified colours. */
export const av1CodecOf = (av1C: Buffer): string => {
  const box = fields(av1C)
  if (box.u8() !== 0x81) throw broken('an av1C box of another version')
  const [first, second] = [box.u8(), box.u8()]
  const isHigh = (second & 0x40) !== 0
  const depth = isHigh ? (second & 0x20 ? '12' : '10') : '08'
  const level = String(first & 0x1f).padStart(2, '0')
  return `av01.${first >> 5}.${level}${second & 0x80 ? 'H' : 'M'}.${depth}`
}
