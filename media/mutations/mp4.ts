import { deflateSync } from 'node:zlib'
import { allOf, type Box, box, boxesIn, bytesOf, without } from './boxes.ts'
import type { Mutant } from './mutant.ts'
import type { Seeds } from './seeds.ts'

const most = 0xffff_ffff
const halfOfMost = 0x7fff_ffff

/** Where the fields of a box lie in its body, which begins with version and flags. */
const fieldsOf = {
  mvhd: { timescale: 12, duration: 16 },
  tkhd: { duration: 20, matrix: 40, width: 76 },
  mdhd: { timescale: 12, duration: 16 },
  stsz: { size: 4, count: 8, sizes: 12 },
  stco: { count: 4, offsets: 8 },
  stts: { count: 4, samples: 8, delta: 12 },
  stsc: { count: 4, samples: 12 },
  ctts: { count: 4, offset: 12 },
  elst: { count: 4, duration: 8, time: 12, rate: 16 },
} as const

/** A change of all boxes of a type, each in a copy of its body. */
const inEach = (type: string, change: (body: Buffer) => Buffer | void) => (file: Buffer) => {
  const boxes = boxesIn(Buffer.from(file))
  for (const one of allOf(boxes, type)) one.body = change(one.body) ?? one.body
  return bytesOf(boxes)
}
const put = (type: keyof typeof fieldsOf, field: string, value: number) =>
  inEach(type, (body) => {
    const at = (fieldsOf[type] as Record<string, number>)[field]!
    if (body.length >= at + 4) body.writeUInt32BE(value >>> 0, at)
  })
const both =
  (...changes: ((file: Buffer) => Buffer)[]) =>
  (file: Buffer) =>
    changes.reduce((bytes, change) => change(bytes), file)
const lacking = (type: string) => (file: Buffer) => bytesOf(without(boxesIn(file), type))
const twice = (type: string) => (file: Buffer) => {
  const double = (boxes: Box[]): Box[] =>
    boxes.flatMap((one) => {
      const copy = one.children ? { ...one, children: double(one.children) } : one
      return one.type === type ? [copy, copy] : [copy]
    })
  return bytesOf(double(boxesIn(file)))
}
/** The header of a box says another length than it has. */
const sized = (type: string, size: number) => (file: Buffer) => {
  const changed = Buffer.from(file)
  const at = changed.indexOf(type, 0, 'latin1') - 4
  changed.writeUInt32BE(size >>> 0, at)
  return changed
}
const inDescription = (change: (entry: Buffer) => void) =>
  inEach('stsd', (body) => {
    change(body.subarray(8))
  })
const elst = (entries: [duration: number, time: number, rate: number][], count = entries.length) =>
  inEach('elst', () => {
    const body = Buffer.alloc(8 + entries.length * 12)
    body.writeUInt32BE(count, 4)
    for (const [i, [duration, time, rate]] of entries.entries()) {
      body.writeUInt32BE(duration >>> 0, 8 + i * 12)
      body.writeInt32BE(time, 12 + i * 12)
      body.writeUInt32BE(rate, 16 + i * 12)
    }
    return body
  })
const nested = (depth: number): Buffer => {
  const headers = Buffer.alloc(depth * 8)
  for (let i = 0; i < depth; i += 1) {
    headers.writeUInt32BE((depth - i) * 8, i * 8)
    headers.write(i === 0 ? 'moov' : 'trak', i * 8 + 4, 'latin1')
  }
  return headers
}
/** An index that is packed, as QuickTime once did it; it says how long it is unpacked. */
const packed = (index: Buffer, said = index.length): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(said >>> 0, 0)
  const moved = box('cmvd', Buffer.concat([length, deflateSync(index)]))
  return box('moov', box('cmov', Buffer.concat([box('dcom', Buffer.from('zlib')), moved])))
}
/** With its index replaced by others. */
const indexed =
  (...indexes: Buffer[]) =>
  (file: Buffer) =>
    Buffer.concat([lacking('moov')(file), ...indexes])
const indexOf = (file: Buffer) => bytesOf(boxesIn(file).filter(({ type }) => type === 'moov'))

const mp4: Record<string, (file: Buffer) => Buffer> = {
  'index twice': twice('moov'),
  'media twice': twice('mdat'),
  'track twice': twice('trak'),
  'index before media, its offsets not moved': (file) => {
    const [moov, rest] = [indexOf(file), without(boxesIn(file), 'moov')]
    return Buffer.concat([bytesOf(rest.slice(0, 1)), moov, bytesOf(rest.slice(1))])
  },
  'boxes backwards': (file) => bytesOf(boxesIn(file).toReversed()),
  ...Object.fromEntries(
    [
      'ftyp',
      'moov',
      'mdat',
      'mvhd',
      'tkhd',
      'mdhd',
      'hdlr',
      'minf',
      'stbl',
      'stsd',
      'stts',
      'stsc',
      'stsz',
      'stco',
    ].map((type) => [`without ${type}`, lacking(type)]),
  ),
  'a count of sizes of 2^32': put('stsz', 'count', most),
  'samples of 2 GiB each': put('stsz', 'size', halfOfMost),
  'a first sample of 4 GiB': put('stsz', 'sizes', most),
  'offsets beyond the file': put('stco', 'offsets', most - 5),
  'offsets into its own head': inEach('stco', (body) => void body.fill(0, 8)),
  'a count of offsets of 2^32': put('stco', 'count', most),
  'a count of times of 2^32': put('stts', 'count', most),
  '2^31 samples of the same length': put('stts', 'samples', halfOfMost),
  'samples that last nothing': put('stts', 'delta', 0),
  'samples of 46 hours': put('stts', 'delta', halfOfMost),
  'samples of a negative length': put('stts', 'delta', most - 512),
  'a count of chunks of 2^32': put('stsc', 'count', most),
  'chunks of 2^31 samples': put('stsc', 'samples', halfOfMost),
  'timescale 0': both(put('mdhd', 'timescale', 0), put('mvhd', 'timescale', 0)),
  'timescale 1': put('mdhd', 'timescale', 1),
  'timescale 2^32': put('mdhd', 'timescale', most),
  'timescale negative': put('mdhd', 'timescale', 0x8000_0001),
  'said to last 2^32': both(put('mvhd', 'duration', most - 1), put('mdhd', 'duration', most - 1)),
  'said to last nothing': both(put('mvhd', 'duration', 0), put('mdhd', 'duration', 0), put('tkhd', 'duration', 0)),
  'a picture of 65535 × 65535': inDescription((entry) => void entry.fill(0xff, 32, 36)),
  'a picture of 0 × 0': both(
    inDescription((entry) => void entry.fill(0, 32, 36)),
    put('tkhd', 'width', 0),
  ),
  'a matrix of nothing': inEach('tkhd', (body) => void body.fill(0, 40, 76)),
  'a matrix of noise': inEach('tkhd', (body) => void body.fill(0x5a, 40, 76)),
  'a codec nobody knows': inDescription((entry) => void entry.write('evil', 4, 'latin1')),
  'a codec that is another': inDescription((entry) => void entry.write('hvc1', 4, 'latin1')),
  'a description of 4 GiB': inDescription((entry) => void entry.writeUInt32BE(most, 0)),
  'no parameter sets': (file) => {
    const changed = Buffer.from(file)
    const at = changed.indexOf('avcC', 0, 'latin1') + 4
    changed.fill(0xff, at, at + 20)
    return changed
  },
  'an edit beyond the end': elst([[1200, halfOfMost, 0x10000]]),
  'an edit of 2^32': elst([[most, 0, 0x10000]]),
  'an empty edit of 2^32': elst([[most, -1, 0x10000], [1200, 0, 0x10000]]), // prettier-ignore
  'an edit at no speed': elst([[1200, 0, 0]]),
  'an edit at 32767 times the speed': elst([[1200, 0, halfOfMost]]),
  '20,000 edits': elst(Array.from({ length: 20_000 }, () => [1, 0, 0x10000])),
  'a count of edits of 2^32': elst([[1200, 0, 0x10000]], most),
  'an index up to the end': sized('moov', 0),
  'an index of 7 bytes': sized('moov', 7),
  'an index of 4 GiB': sized('moov', most),
  'a table of 4 GiB': sized('stbl', most),
  'media of 4 GiB': sized('mdat', most),
  'a length in 64 bits that is none': sized('mdat', 1),
  '4000 boxes in each other': indexed(nested(4000)),
  'an index that is packed': (file) => indexed(packed(indexOf(file)))(file),
  'a packed index of 256 MiB': indexed(packed(Buffer.alloc(1 << 28))),
  'a packed index that says 4 GiB': (file) => indexed(packed(indexOf(file), most))(file),
  'a title of 8 MiB': (file) => {
    const name = Buffer.alloc(8 << 20, 'x')
    const title = box('\u00a9nam', box('data', Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), name])))
    const handler = box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0', 'latin1'))
    const meta = box('meta', Buffer.concat([Buffer.alloc(4), handler, box('ilst', title)]))
    return indexed(box('moov', Buffer.concat([indexOf(file).subarray(8), box('udta', meta)])))(file)
  },
}

const uint64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}
/** `tfdt` of version 1: when a fragment begins. */
const begins = (at: bigint) => inEach('tfdt', () => Buffer.concat([Buffer.from([1, 0, 0, 0]), uint64(at)]))

const fragments: Record<string, (file: Buffer) => Buffer> = {
  'fragments that begin in 10^9 hours': begins(1n << 55n),
  'fragments that begin in 50 hours': begins(BigInt(50 * 3600 * 12_800)),
  'fragments that begin before time': begins((1n << 64n) - 5n),
  'a run of 2^32 samples': inEach('trun', (body) => void body.writeUInt32BE(most, 4)),
  'fragments without runs': lacking('trun'),
  'fragments without tracks': lacking('traf'),
  'fragments without times': lacking('tfdt'),
  'tracks that nobody declared': inEach('tfhd', (body) => void body.writeUInt32BE(77, 4)),
  '20,000 empty fragments': (file) =>
    Buffer.concat([file, ...Array.from({ length: 20_000 }, () => box('moof', box('mfhd', Buffer.alloc(8))))]),
  'fragments without defaults': lacking('mvex'),
  'fragments again and again': (file) => {
    const all = boxesIn(file)
    const first = all.findIndex(({ type }) => type === 'moof')
    const pair = bytesOf(all.slice(first, first + 2))
    return Buffer.concat([bytesOf(all.slice(0, first)), ...Array.from({ length: 200 }, () => pair)])
  },
}

/** What is wrong in the boxes of MP4: missing, twice, in another order, and lying in every field there is. */
export const mp4Lies = (seeds: Seeds): Mutant[] => [
  ...Object.entries(mp4).map(([name, change]): Mutant => ({
    name: `${name}.mp4`,
    bytes: change(seeds.mp4!),
    seed: 'mp4',
  })),
  ...Object.entries(fragments).map(([name, change]): Mutant => ({
    name: `${name}.mp4`,
    bytes: change(seeds['fragments.mp4']!),
    seed: 'fragments.mp4',
  })),
]
