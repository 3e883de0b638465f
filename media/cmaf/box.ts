import { MediaError } from '#media/ffmpeg'

/** An ISO BMFF box (ISO/IEC 14496-12): its four-character type and its payload. */
export type Box = { type: string; payload: Buffer; bytes: number }

const maximumBoxes = 10_000

/** The refusal of bytes that are not what they claim to be. */
export const broken = (reason: string): MediaError =>
  new MediaError('broken-segment', `The segment is not valid CMAF: ${reason}`)

/** Size and type of a box header; undefined while fewer bytes than a header are there. */
export const boxHeader = (bytes: Buffer, at = 0): { type: string; bytes: number; headerBytes: number } | undefined => {
  if (bytes.length < at + 8) return undefined
  const short = bytes.readUInt32BE(at)
  const type = bytes.toString('latin1', at + 4, at + 8)
  if (short !== 1) {
    // Size 0 means "to the end of the file", which has no meaning in a segment.
    if (short < 8) throw broken(`a ${JSON.stringify(type)} box of ${short} bytes`)
    return { type, bytes: short, headerBytes: 8 }
  }
  if (bytes.length < at + 16) return undefined
  const large = bytes.readBigUInt64BE(at + 8)
  if (large < 16n || large > BigInt(Number.MAX_SAFE_INTEGER))
    throw broken(`a ${JSON.stringify(type)} box of ${large} bytes`)
  return { type, bytes: Number(large), headerBytes: 16 }
}

/** The boxes inside some bytes; throws `broken-segment` where a box is larger than what holds it. */
export const boxesIn = (bytes: Buffer): Box[] => {
  const boxes: Box[] = []
  let at = 0
  while (at < bytes.length) {
    const header = boxHeader(bytes, at)
    if (!header || at + header.bytes > bytes.length) throw broken('a box is larger than what holds it')
    if (boxes.length >= maximumBoxes) throw broken('too many boxes')
    boxes.push({
      type: header.type,
      payload: bytes.subarray(at + header.headerBytes, at + header.bytes),
      bytes: header.bytes,
    })
    at += header.bytes
  }
  return boxes
}

/** The only or first box of a type at the end of a path of types, such as `['moov', 'trak', 'mdia']`. */
export const findBox = (bytes: Buffer, path: readonly string[]): Buffer | undefined => {
  let inside: Buffer | undefined = bytes
  for (const type of path) inside = inside && boxesIn(inside).find((box) => box.type === type)?.payload
  return inside
}

/** As findBox, but its absence is a refusal. */
export const needBox = (bytes: Buffer, path: readonly string[]): Buffer => {
  const found = findBox(bytes, path)
  if (!found) throw broken(`it has no ${path.join('/')}`)
  return found
}

/** Reads big-endian fields one after another and refuses to read beyond the end. */
export const fields = (bytes: Buffer, start = 0) => {
  let at = start
  const take = (count: number): number => {
    if (at + count > bytes.length) throw broken('a box is shorter than its fields')
    at += count
    return at - count
  }
  return {
    u8: () => bytes.readUInt8(take(1)),
    u16: () => bytes.readUInt16BE(take(2)),
    u32: () => bytes.readUInt32BE(take(4)),
    i32: () => bytes.readInt32BE(take(4)),
    u64: () => {
      const value = bytes.readBigUInt64BE(take(8))
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken('a time beyond all measure')
      return Number(value)
    },
    skip: (count: number) => void take(count),
    rest: () => bytes.subarray(at),
  }
}
