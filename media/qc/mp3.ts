import { type MediaSource, readBytes } from '#media/ffmpeg'
import type { ContainerFault } from './types.ts'

const headBytes = 16_384
const pieceBytes = 4 * 1024 * 1024
/** Nobody has an MP3 longer than this; of what pretends to be one, no sum is made. */
const mostBytes = 2 ** 31
/** Whoever tagged it anew may have left the tag before in its place. */
const mostTags = 10

/** CRC-16 (ANSI), least bit first, as MPEG audio encoders sum up what they made. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1
  return sum
})
const summed = (bytes: Uint8Array, from = 0): number => {
  let sum = from
  for (const byte of bytes) sum = (sum >> 8) ^ table[(sum ^ byte) & 0xff]!
  return sum
}

/**
 * What an MP3 says of itself (Xing and LAME tags, in its first frame) against what is in it: bytes before it, bytes
 * missing, and the sum over all its sound.
 */
export const mp3Faults = async (
  source: MediaSource,
  endSeconds: number,
  signal?: AbortSignal,
): Promise<ContainerFault[]> => {
  let start = 0
  for (let tags = 0; tags < mostTags; tags += 1) {
    const bytes = tagBytes(await readBytes(source, { from: start, bytes: 10 }, { signal }))
    if (bytes === 0) break
    start += bytes
  }
  const head = await readBytes(source, { from: start, bytes: headBytes }, { signal })
  // After a tag there may be room for a longer one.
  const padding = Math.max(
    0,
    head.findIndex((byte) => byte !== 0),
  )
  const frame = head.subarray(padding)
  const begins = frame[0] === 0xff && (frame[1]! & 0xe0) === 0xe0
  if (!begins && frame.length > 4 && frame[0] !== 0)
    return [{ startSeconds: 0, endSeconds: 0, message: 'corrupt.before', atMost: 'warn' }]
  const said = tagIn(frame)
  if (!said || said.bytes > mostBytes) return []
  const end = start + padding + said.bytes
  const last = await readBytes(source, { from: end - 1, bytes: 1 }, { signal })
  if (last.length === 0) return [{ startSeconds: endSeconds, endSeconds, message: 'corrupt.cutOff' }]
  if (said.sum === undefined) return []
  let sum = 0
  for (let from = start + padding + said.frameBytes; from < end; from += pieceBytes) {
    const piece = { from, bytes: Math.min(pieceBytes, end - from) }
    sum = summed(await readBytes(source, piece, { signal }), sum)
  }
  // There are tools that set the level of every frame anew, and leave the sum as it was.
  return sum === said.sum ? [] : [{ startSeconds: 0, endSeconds, message: 'corrupt.sum', atMost: 'warn' }]
}

/** The length of the ID3 tag that begins here. */
const tagBytes = (head: Buffer): number => {
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0
  const footBytes = (head[5]! & 0x10) === 0 ? 0 : 10
  return 10 + [...head.subarray(6, 10)].reduce((size, byte) => size * 128 + (byte & 0x7f), 0) + footBytes
}

type Said = { bytes: number; frameBytes: number; sum: number | undefined }

const kilobits = {
  mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}

/** What the first frame says of the whole file; undefined where it is sound like any other. */
const tagIn = (frame: Buffer): Said | undefined => {
  const [, version = 0, rates = 0, mode = 0] = frame
  const isFirst = (version & 0x18) === 0x18
  const isMono = mode >> 6 === 3
  const at = 4 + (isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17)
  const name = frame.toString('latin1', at, at + 4)
  if (name !== 'Xing' && name !== 'Info') return undefined
  if (frame.length < at + 160) return undefined
  const flags = frame.readUInt32BE(at + 4)
  if ((flags & 2) === 0) return undefined
  const counted = at + 8 + (flags & 1 ? 4 : 0)
  const bytes = frame.readUInt32BE(counted)
  if (bytes === 0) return undefined
  const lame = counted + 4 + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  const rate = [44_100, 48_000, 32_000][(rates >> 2) & 3] ?? 0
  const sampleRate = isFirst ? rate : (version & 0x18) === 0x10 ? rate / 2 : rate / 4
  const kilobit = kilobits[isFirst ? 'mpeg1' : 'mpeg2'][rates >> 4] ?? 0
  const frameBytes = Math.floor(((isFirst ? 144 : 72) * kilobit * 1000) / sampleRate) + ((rates >> 1) & 1)
  // Bytes 28 to 31 repeat how long the sound is: where they do not, the tag is of another kind.
  const isSame = frame.readUInt32BE(lame + 28) === bytes
  const sum = frame.readUInt16BE(lame + 32)
  return { bytes, frameBytes, sum: isSame && sum !== 0 && Number.isFinite(frameBytes) ? sum : undefined }
}
