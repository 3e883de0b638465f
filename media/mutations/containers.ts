import { dice } from '#media/testing'
import type { Mutant } from './mutant.ts'
import type { Seeds } from './seeds.ts'

/** Puts other bytes in the place of those after the first `id`, `skip` bytes behind it. */
const after = (file: Buffer, id: readonly number[] | string, skip: number, bytes: readonly number[]): Buffer => {
  const wanted = typeof id === 'string' ? Buffer.from(id, 'latin1') : Buffer.from(id)
  const at = file.indexOf(wanted)
  const changed = Buffer.from(file)
  if (at >= 0) Buffer.from(bytes).copy(changed, at + wanted.length + skip)
  return changed
}
const ff = (count: number) => Array.from({ length: count }, () => 0xff)

/** An element of Matroska (RFC 8794): its id, its size in eight bytes, its content. */
const element = (id: readonly number[], content: Buffer, bytes = content.length): Buffer => {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE((1n << 56n) | BigInt(bytes))
  return Buffer.concat([Buffer.from(id), size, content])
}
const segment = [0x18, 0x53, 0x80, 0x67]
const info = [0x15, 0x49, 0xa9, 0x66]
const cluster = [0x1f, 0x43, 0xb6, 0x75]
const tags = [0x12, 0x54, 0xc3, 0x67]
const tag = [0x73, 0x73]
const simpleTag = [0x67, 0xc8]
const attachments = [0x19, 0x41, 0xa4, 0x69]
const attached = [0x61, 0xa7]

/** Something more in the segment, which then is of unknown size; ids that are followed by others name linked files. */
const withMore = (file: Buffer, more: Buffer): Buffer => {
  const at = file.indexOf(Buffer.from(info))
  const unknown = after(file, segment, 0, [0x01, ...ff(7)])
  return Buffer.concat([unknown.subarray(0, at), more, unknown.subarray(at)])
}
const nested = (depth: number): Buffer => {
  let inner: Buffer = Buffer.alloc(0)
  for (let i = 0; i < depth; i += 1) inner = element(simpleTag, inner)
  return element(tags, element(tag, inner))
}
const uid = (id: readonly number[], fill: number) => element(id, Buffer.alloc(16, fill))

const matroska: Record<string, (file: Buffer) => Buffer> = {
  'a segment of unknown size': (file) => after(file, segment, 0, [0x01, ...ff(7)]),
  'a segment of 10 bytes': (file) => after(file, segment, 0, [0x01, 0, 0, 0, 0, 0, 0, 10]),
  'a segment of 2^55': (file) => after(file, segment, 0, [0x01, 0x7f, ...ff(6)]),
  'a cluster longer than the file': (file) => after(file, cluster, 0, [0x1f, 0xff, 0xff, 0xff]),
  'a length that is not a number': (file) => after(file, [0x44, 0x89, 0x88], 0, [0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
  'a length of 10^300': (file) => after(file, [0x44, 0x89, 0x88], 0, [0x7e, 0x37, 0xe4, 0x3c, 0x88, 0, 0x75, 0x9c]),
  'a negative length': (file) => after(file, [0x44, 0x89, 0x88], 0, [0xc1, 0x2e, 0x84, 0x80, 0, 0, 0, 0]),
  'a timescale of 0': (file) => after(file, [0x2a, 0xd7, 0xb1, 0x83], 0, [0, 0, 0]),
  'a timescale of 2^24': (file) => after(file, [0x2a, 0xd7, 0xb1, 0x83], 0, ff(3)),
  'a picture of 255 × 255': (file) => after(file, [0xb0, 0x81], 0, [0xff]),
  'a frame every nothing': (file) => after(file, [0x23, 0xe3, 0x83, 0x84], 0, [0, 0, 0, 1]),
  'a codec nobody knows': (file) => after(file, [0x86], 1, [0x56, 0x5f, 0x45, 0x56, 0x49, 0x4c]),
  'tags in each other': (file) => withMore(file, nested(300)),
  'an attachment of 2^40': (file) => withMore(file, element(attachments, element(attached, Buffer.alloc(64), 2 ** 40))),
  'linked segments': (file) =>
    withMore(
      file,
      element(info, Buffer.concat([uid([0x73, 0xa4], 1), uid([0x3c, 0xb9, 0x23], 2), uid([0x3e, 0xb9, 0x23], 3)])),
    ),
  'a head that asks for 8-byte ids': (file) => after(file, [0x42, 0xf2, 0x81], 0, [8]),
  'clusters again and again': (file) => {
    const from = file.indexOf(Buffer.from(cluster))
    return Buffer.concat([file.subarray(0, from), ...Array.from({ length: 60 }, () => file.subarray(from))])
  },
}

const packetBytes = 188
const packetsOf = (file: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(file.length / packetBytes) }, (_, i) =>
    Buffer.from(file.subarray(i * packetBytes, (i + 1) * packetBytes)),
  )
const eachPacket =
  (change: (packet: Buffer, i: number, roll: () => number) => Buffer | Buffer[] | undefined) => (file: Buffer) => {
    const roll = dice(77)
    return Buffer.concat(packetsOf(file).flatMap((packet, i) => change(packet, i, roll) ?? []))
  }
const nothingInIt = Buffer.from([0x47, 0x1f, 0xff, 0x10, ...ff(packetBytes - 4)])
/** A packet's clock, where it has one. */
const hasClock = (packet: Buffer) => (packet[3]! & 0x20) !== 0 && packet[4]! > 6 && (packet[5]! & 0x10) !== 0

const transport: Record<string, (file: Buffer, seeds: Seeds) => Buffer> = {
  'every third packet missing': eachPacket((packet, i) => (i > 4 && i % 3 === 0 ? undefined : packet)),
  'packets out of order': eachPacket((packet, i) => (i % 10 === 9 ? [packet, packet] : packet)),
  'wrong first bytes': eachPacket((packet, i) => (i % 4 === 0 ? Buffer.from([0x46, ...packet.subarray(1)]) : packet)),
  'no tables': eachPacket((packet, i) => (i < 3 ? undefined : packet)),
  'only tables': eachPacket((packet, i) => (i < 3 ? packet : nothingInIt)),
  'nothing but filling': () => Buffer.concat(Array.from({ length: 3000 }, () => nothingInIt)),
  'a clock that jumps': eachPacket((packet, _, roll) => {
    if (hasClock(packet)) packet.writeUInt32BE(Math.floor(roll() * 2 ** 32), 6)
    return packet
  }),
  'counters of dice': eachPacket((packet, _, roll) => {
    packet[3] = (packet[3]! & 0xf0) | Math.floor(roll() * 16)
    return packet
  }),
  'fields longer than their packets': eachPacket((packet, i) => {
    if (i % 7 === 6) [packet[3], packet[4]] = [packet[3]! | 0x20, 0xff]
    return packet
  }),
  'everything scrambled': eachPacket((packet, i) => {
    if (i > 3) packet[3] = packet[3]! | 0xc0
    return packet
  }),
  'one piece that never ends': eachPacket((packet, i) => {
    if (i > 6) packet[1] = packet[1]! & 0xbf
    return packet
  }),
  'packets of 192 bytes': eachPacket((packet) => Buffer.concat([Buffer.alloc(4), packet])),
  'the same again and again': (file) => Buffer.concat(Array.from({ length: 40 }, () => file)),
  'eleven hours later': (file, seeds) => Buffer.concat([file, seeds['late.ts']!]),
  'eleven hours earlier': (file, seeds) => Buffer.concat([seeds['late.ts']!, file]),
}

const others: Record<string, [seed: string, change: (file: Buffer) => Buffer]> = {
  'a list of 4 GiB.avi': ['avi', (file) => after(file, 'RIFF', 0, ff(4))],
  'a list of nothing.avi': ['avi', (file) => after(file, 'LIST', 0, [0, 0, 0, 0])],
  'frames that last nothing.avi': ['avi', (file) => after(file, 'avih', 4, [0, 0, 0, 0])],
  'a scale of 0.avi': ['avi', (file) => after(file, 'strh', 24, [0, 0, 0, 0])],
  '2^32 frames.avi': ['avi', (file) => after(file, 'avih', 20, ff(4))],
  'a picture of 2^31.avi': ['avi', (file) => after(file, 'strf', 8, [0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f])],
  'an index of noise.avi': ['avi', (file) => after(file, 'idx1', 8, ff(400))],
  '65535 channels.wav': ['wav', (file) => after(file, 'fmt ', 6, [0xff, 0xff])],
  'no channels.wav': ['wav', (file) => after(file, 'fmt ', 6, [0, 0])],
  '2^32 samples a second.wav': ['wav', (file) => after(file, 'fmt ', 8, ff(4))],
  'no samples a second.wav': ['wav', (file) => after(file, 'fmt ', 8, [0, 0, 0, 0])],
  'blocks of nothing.wav': ['wav', (file) => after(file, 'fmt ', 16, [0, 0, 0, 0])],
  'data of 4 GiB.wav': ['wav', (file) => after(file, 'data', 0, ff(4))],
  'tags of 16 MiB.flv': ['flv', (file) => after(file, 'FLV', 11, ff(3))],
  'a script without end.flv': ['flv', (file) => after(file, 'onMetaData', 0, [8, ...ff(4)])],
  'times that jump.flv': ['flv', (file) => after(file, [0x09], 3, ff(4))],
  'a head of noise.mxf': ['mxf', (file) => after(file, [0x06, 0x0e, 0x2b, 0x34], 13, ff(40))],
  'a partition beyond the file.mxf': ['mxf', (file) => after(file, [0x06, 0x0e, 0x2b, 0x34], 30, ff(16))],
  'an edit rate of 0.mxf': [
    'mxf',
    (file) => after(file, [0x00, 0x00, 0x00, 0x19, 0x00, 0x00, 0x00, 0x01], -8, [0, 0, 0, 0]),
  ],
  'a picture of noise.mxf': ['mxf', (file) => after(file, [0x00, 0x00, 0x01, 0xb3], 0, ff(8))],
  'a tag of 256 MiB.mp3': [
    'mp3',
    (file) => Buffer.concat([Buffer.from('ID3\u0004\0\0\x7f\x7f\x7f\x7f', 'latin1'), file]),
  ],
  'frames of noise.mp3': ['mp3', (file) => Buffer.from(file.map((byte, i) => (i % 40 === 39 ? 0xff : byte)))],
  'a head of noise.flac': ['flac', (file) => after(file, 'fLaC', 4, ff(20))],
  'a cover of 16 MiB.flac': ['flac', (file) => after(file, 'fLaC', 0, [0x06, ...ff(3)])],
  'a picture of 4095 × 4095.mpg': ['mpg', (file) => after(file, [0x00, 0x00, 0x01, 0xb3], 0, [0xff, 0xff, 0xff])],
  'packs of nothing.mpg': ['mpg', (file) => Buffer.from(file.map((byte, i) => (i % 2048 === 5 ? 0 : byte)))],
}

/** What is wrong in the other containers: lengths, clocks, counts and links that lie. */
export const containerLies = (seeds: Seeds): Mutant[] => [
  ...Object.entries(matroska).map(([name, change]): Mutant => ({
    name: `${name}.mkv`,
    bytes: change(seeds.mkv!),
    seed: 'mkv',
  })),
  ...Object.entries(transport).map(([name, change]): Mutant => ({
    name: `${name}.ts`,
    bytes: change(seeds.ts!, seeds),
    seed: 'ts',
  })),
  ...Object.entries(others).map(([name, [seed, change]]): Mutant => ({ name, bytes: change(seeds[seed]!), seed })),
]
