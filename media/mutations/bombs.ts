import { crc32, deflateSync, gzipSync } from 'node:zlib'
import type { Mutant } from './mutant.ts'
import type { Seeds } from './seeds.ts'

const chunk = (type: string, body: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A black PNG of a few kilobytes, which is `side` × `side` when it is unpacked. */
const pngOf = (side: number): Buffer => {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))))
  const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

/** Every JPEG in a file from the `from`th to the `to`th says it is as large as this. */
const enlarged = (file: Buffer, side: number, frames = { from: 0, to: Number.POSITIVE_INFINITY }): Buffer => {
  const changed = Buffer.from(file)
  const mark = Buffer.from([0xff, 0xc0, 0x00, 0x11, 0x08])
  for (let at = changed.indexOf(mark), i = 0; at >= 0; at = changed.indexOf(mark, at + 1), i += 1) {
    if (i < frames.from || i >= frames.to) continue
    changed.writeUInt16BE(side, at + 5)
    changed.writeUInt16BE(side, at + 7)
  }
  return changed
}

/** An MP3 with a cover, in an ID3 tag of version 2.3. */
const withCover = (sound: Buffer, picture: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from('\0image/png\0\u0003\0', 'latin1'), picture])
  const frame = Buffer.alloc(10)
  frame.write('APIC', 'latin1')
  frame.writeUInt32BE(body.length, 4)
  const size = body.length + 10
  const sevens = [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f)
  return Buffer.concat([Buffer.from('ID3\u0003\0\0', 'latin1'), Buffer.from(sevens), frame, body, sound])
}

/** The head of a JPEG 2000 codestream (ISO/IEC 15444-1, A.5.1) of 2^31 × 2^31 in tiles of the same size. */
const hugeJ2k = (): Buffer => {
  const siz = Buffer.alloc(51)
  siz.set([0xff, 0x4f, 0xff, 0x51, 0x00, 0x2f])
  for (const at of [8, 12, 24, 28]) siz.writeUInt32BE(0x7fff_ffff, at)
  siz.writeUInt16BE(3, 40)
  siz.set([7, 1, 1, 7, 1, 1, 7, 1, 1], 42)
  return Buffer.concat([siz, Buffer.from([0xff, 0x93]), Buffer.alloc(1000)])
}

const gifOf = (side: number): Buffer => {
  const head = Buffer.from(
    'GIF89a\0\0\0\0\u0080\0\0\0\0\0\u00ff\u00ff\u00ff,\0\0\0\0\0\0\0\0\0\u0002\u0002D\u0001\0;',
    'latin1',
  )
  for (const at of [6, 8, 24, 26]) head.writeUInt16LE(side, at)
  return head
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"><rect width="1" height="1"/></svg>'
const lots = 256 * 1024 * 1024
const holeBytes = 16 * 1024 * 1024

/** Little files that are huge when they are unpacked, and files that do not end. */
export const bombs = (seeds: Seeds): Mutant[] => {
  const motion = seeds['mjpeg.avi']!
  return [
    { name: 'a picture of 20000 × 20000.png', bytes: pngOf(20_000) },
    { name: 'a picture of 20000 × 20000 as a film.mp4', bytes: pngOf(20_000) },
    { name: 'a photo of 65500 × 65500.jpg', bytes: enlarged(seeds.jpg!, 65_500) },
    { name: 'a scan of 2^31 × 2^31.j2k', bytes: hugeJ2k() },
    { name: 'an animation of 65535 × 65535.gif', bytes: gifOf(65_535) },
    { name: 'a drawing, packed.svgz', bytes: gzipSync(svg.padEnd(50_000_000)) },
    { name: '256 MiB of nothing, packed.gz', bytes: gzipSync(Buffer.alloc(lots)) },
    { name: 'all pictures of 16000 × 16000.avi', bytes: enlarged(motion, 16_000), seed: 'mjpeg.avi' },
    {
      name: 'pictures that grow to 16000 × 16000.avi',
      bytes: enlarged(motion, 16_000, { from: 8, to: 99 }),
      seed: 'mjpeg.avi',
    },
    {
      name: 'three pictures of 8000 × 8000.avi',
      bytes: enlarged(motion, 8000, { from: 8, to: 11 }),
      seed: 'mjpeg.avi',
    },
    { name: 'a cover of 20000 × 20000.mp3', bytes: withCover(seeds.mp3!, pngOf(20_000)), seed: 'mp3' },
    { name: 'silence without end.wav', bytes: seeds.wav!, seed: 'wav', sparseBytes: holeBytes },
    { name: 'zeros after the film.ts', bytes: seeds.ts!, seed: 'ts', sparseBytes: holeBytes },
    { name: 'zeros after the sound.mp3', bytes: seeds.mp3!, seed: 'mp3', sparseBytes: holeBytes },
    { name: 'zeros after the film.mkv', bytes: seeds.mkv!, seed: 'mkv', sparseBytes: holeBytes },
    { name: 'nothing but zeros.mxf', bytes: Buffer.alloc(16), sparseBytes: holeBytes },
  ]
}
