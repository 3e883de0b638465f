import { createCipheriv } from 'node:crypto'
import { boxesIn, broken, fields, needBox, type Box } from './box.ts'
import { vectorBytes, type SampleLayout } from './cenc-init.ts'
import { clearBytesOfNal } from './nal.ts'
import { box, fullBox, u16, u32, u8 } from './write.ts'

/** What a segment is encrypted with: the key, and 8 bytes that no other content under this key shares. */
export type SegmentKey = { key: Buffer; salt: Buffer }

const maximumSamples = 100_000
const mostClearBytes = 0xffff

type Sample = { at: number; bytes: number }
type Subsample = { clear: number; secret: number }

/**
 * A segment encrypted by Common Encryption, scheme `cenc` (AES-128 in counter mode, a vector for every sample, pictures
 * in subsamples that leave NAL headers in clear). The same content and key give the same bytes. Throws `broken-segment`.
 */
export const encryptSegment = (segment: Buffer, layout: SampleLayout, { key, salt }: SegmentKey): Buffer => {
  const out: Buffer[] = []
  let moof: Buffer | undefined
  let counted = 0
  let at = 0
  for (const one of boxesIn(segment)) {
    const whole = segment.subarray(at, at + one.bytes)
    at += one.bytes
    if (one.type === 'sidx') continue
    if (one.type === 'moof') {
      if (moof) throw broken('two moof boxes without media between them')
      moof = whole
    } else if (one.type === 'mdat') {
      if (!moof) throw broken('media without a moof before it')
      const done = encryptFragment({ moof, mdat: whole, layout, key, salt, counted })
      counted += done.samples
      out.push(done.moof, done.mdat)
      moof = undefined
    } else out.push(whole)
  }
  if (moof || counted === 0) throw broken('it has no media')
  return Buffer.concat(out)
}

type Fragment = { moof: Buffer; mdat: Buffer; layout: SampleLayout; key: Buffer; salt: Buffer; counted: number }

const encryptFragment = ({ moof, mdat, layout, key, salt, counted }: Fragment) => {
  const inside = boxesIn(moof.subarray(8))
  const trafs = inside.filter(({ type }) => type === 'traf')
  const traf = trafs[0]
  if (!traf || trafs.length !== 1) throw broken(`${trafs.length} tracks where one is meant`)
  const samples = samplesOf(traf.payload, moof.length, layout)
  const secret = Buffer.from(mdat)
  const auxiliary = samples.map((sample, i) => {
    const vector = vectorOf(salt, counted + i)
    if (sample.at + sample.bytes > mdat.length) throw broken('a sample lies outside its mdat')
    const bytes = mdat.subarray(sample.at, sample.at + sample.bytes)
    const parts = layout.coding === 'sound' ? undefined : subsamplesOf(bytes, layout)
    const cipher = createCipheriv('aes-128-ctr', key, vector)
    let from = 0
    for (const part of parts ?? [{ clear: 0, secret: bytes.length }]) {
      from += part.clear
      cipher.update(bytes.subarray(from, from + part.secret)).copy(secret, sample.at + from)
      from += part.secret
    }
    if (!parts) return vector
    return Buffer.concat([vector, u16(parts.length), ...parts.flatMap((p) => [u16(p.clear), u32(p.secret)])])
  })
  return { moof: protectMoof(inside, traf, auxiliary, layout), mdat: secret, samples: samples.length }
}

/** Samples by their number, blocks of a sample by the counter's last four bytes: no two blocks meet the same value. */
const vectorOf = (salt: Buffer, sample: number): Buffer => {
  const vector = Buffer.alloc(vectorBytes)
  salt.copy(vector, 0, 0, 8)
  vector.writeUInt32BE(sample, 8)
  return vector
}

/** Where a fragment's samples lie, in bytes of its mdat (box header included). */
const samplesOf = (traf: Buffer, moofBytes: number, layout: SampleLayout): Sample[] => {
  const header = fields(needBox(traf, ['tfhd']))
  const flags = header.u32() & 0xffffff
  if (flags & 0x01) throw broken('its data is addressed by the file, not by the fragment')
  header.skip(4)
  for (const flag of [0x02, 0x08]) if (flags & flag) header.skip(4)
  const usualBytes = flags & 0x10 ? header.u32() : layout.defaultSampleBytes
  const samples: Sample[] = []
  for (const run of boxesIn(traf).filter(({ type }) => type === 'trun'))
    addRun(run.payload, moofBytes, usualBytes, samples)
  if (samples.length === 0) throw broken('a fragment without samples')
  return samples
}

const addRun = (trun: Buffer, moofBytes: number, usualBytes: number, samples: Sample[]): void => {
  const run = fields(trun)
  const flags = run.u32() & 0xffffff
  const count = run.u32()
  if (samples.length + count > maximumSamples) throw broken('more samples than a segment can hold')
  if (!(flags & 0x01)) throw broken('a run that does not say where its data begins')
  let at = run.i32() - moofBytes
  if (at < 8) throw broken('a run whose data begins outside its mdat')
  if (flags & 0x04) run.skip(4)
  for (let i = 0; i < count; i += 1) {
    if (flags & 0x100) run.skip(4)
    const bytes = flags & 0x200 ? run.u32() : usualBytes
    for (const flag of [0x400, 0x800]) if (flags & flag) run.skip(4)
    samples.push({ at, bytes })
    at += bytes
  }
}

/** Clear and encrypted stretches of a picture, in turn; encrypted ones are whole blocks. */
const subsamplesOf = (sample: Buffer, layout: SampleLayout): Subsample[] => {
  const parts: Subsample[] = []
  let clear = 0
  const end = (secret: number) => {
    for (; clear > mostClearBytes; clear -= mostClearBytes) parts.push({ clear: mostClearBytes, secret: 0 })
    if (clear > 0 || secret > 0) parts.push({ clear, secret })
    clear = 0
  }
  for (let at = 0; at < sample.length;) {
    if (at + layout.nalLengthBytes > sample.length) throw broken('a picture that ends inside a length')
    const bytes = sample.readUIntBE(at, layout.nalLengthBytes)
    at += layout.nalLengthBytes
    if (bytes > sample.length - at) throw broken('a NAL unit larger than its picture')
    const open = clearBytesOfNal(sample.subarray(at, at + bytes), layout.coding)
    const secret = Math.max(0, bytes - open) & ~15
    clear += layout.nalLengthBytes + bytes - secret
    if (secret > 0) end(secret)
    at += bytes
  }
  end(0)
  return parts
}

/** The moof with its vectors (`senc`) and where they are (`saiz`, `saio`); runs point on by as much as it has grown. */
const protectMoof = (inside: readonly Box[], traf: Box, auxiliary: readonly Buffer[], layout: SampleLayout): Buffer => {
  const sizes = auxiliary.map((one) => one.length)
  if (sizes.some((bytes) => bytes > 0xff)) throw broken('a picture of more pieces than can be told')
  const alike = sizes.every((bytes) => bytes === sizes[0])
  const saiz = fullBox(
    'saiz',
    0,
    0,
    u8(alike ? (sizes[0] ?? 0) : 0),
    u32(sizes.length),
    alike ? Buffer.alloc(0) : Buffer.from(sizes),
  )
  const senc = fullBox('senc', 0, layout.coding === 'sound' ? 0 : 2, u32(auxiliary.length), ...auxiliary)
  const saioBytes = 20
  const grown = saiz.length + saioBytes + senc.length
  const kept = boxesIn(traf.payload).map((one) =>
    one.type === 'trun' ? box('trun', movedRun(one.payload, grown)) : box(one.type, one.payload),
  )
  const keptBytes = kept.reduce((sum, one) => sum + one.length, 0)
  const before = inside.slice(0, inside.indexOf(traf)).reduce((sum, one) => sum + one.bytes, 0)
  const firstVector = 8 + before + 8 + keptBytes + saiz.length + saioBytes + 16
  const saio = fullBox('saio', 0, 0, u32(1), u32(firstVector))
  const parts = inside.map((one) =>
    one === traf ? box('traf', ...kept, saiz, saio, senc) : box(one.type, one.payload),
  )
  return box('moof', ...parts)
}

const movedRun = (trun: Buffer, by: number): Buffer => {
  const moved = Buffer.from(trun)
  moved.writeInt32BE(moved.readInt32BE(8) + by, 8)
  return moved
}
