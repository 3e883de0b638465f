import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { type CmafPiece, parseInit, parseSegment, splitFragments } from './index.ts'

const folder = await temporaryFolder()
const fragmented = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof+cmaf', '-f', 'mp4']
const pieces = async (bytes: Buffer, chunkBytes = 1000): Promise<CmafPiece[]> => {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, i) =>
    bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  )
  return Array.fromAsync(splitFragments(Readable.from(chunks)))
}
const video = await readFile(
  await makeMedia(join(folder, 'v.mp4'), [...picture({ seconds: 2 }), ...quickVideo, '-g', '10', ...fragmented]),
)
const audio = await readFile(
  await makeMedia(join(folder, 'a.mp4'), [...tone(), '-ac', '2', '-c:a', 'aac', ...fragmented]),
)

test('a running stream is split into its header and its segments, whatever the chunks', async () => {
  for (const chunkBytes of [7, 1000, 1_000_000]) {
    const found = await pieces(video, chunkBytes)
    assert.deepEqual(
      found.map((piece) => piece.kind),
      ['init', ...Array.from({ length: 5 }, () => 'segment')],
    )
  }
})

test('a header tells codec, clock and size', async () => {
  const [init] = await pieces(video)
  const found = parseInit(init?.bytes ?? Buffer.alloc(0))
  assert.match(found.codec, /^avc1\.42c0[0-9a-f]{2}$/)
  assert.deepEqual([found.kind, found.timescale, found.width, found.height], ['video', 12_800, 320, 180])
  const [sound] = await pieces(audio)
  const heard = parseInit(sound?.bytes ?? Buffer.alloc(0))
  assert.deepEqual([heard.kind, heard.codec, heard.sampleRate, heard.channels], ['audio', 'mp4a.40.2', 48_000, 2])
})

test('segments tell exactly where they lie', async () => {
  const [init, ...segments] = await pieces(video)
  const header = parseInit(init?.bytes ?? Buffer.alloc(0))
  const parsed = segments.map((segment) => parseSegment(segment.bytes, header))
  assert.deepEqual(
    parsed.map((segment) => segment.startTicks),
    [0, 5120, 10_240, 15_360, 20_480],
  )
  assert.ok(parsed.every((segment) => segment.samples === 10 && segment.durationTicks === 5120))
  assert.ok(parsed.every((segment) => segment.startsWithKeyframe))
})

test('lying sizes and cut-off streams are refused', async () => {
  const [init, segment] = await pieces(video)
  assert.ok(init && segment)
  const header = parseInit(init.bytes)
  const lying = Buffer.from(segment.bytes)
  lying.writeUInt32BE(0xfffffff0, 0)
  assert.throws(() => parseSegment(lying, header), { code: 'broken-segment' })
  const endless = Buffer.from(segment.bytes)
  endless.writeUInt32BE(0xffffffff, endless.indexOf('trun') + 8)
  assert.throws(() => parseSegment(endless, header), { code: 'broken-segment' })
  for (let length = 0; length < init.bytes.length; length += 13)
    assert.throws(() => parseInit(init.bytes.subarray(0, length)), { code: 'broken-segment' })
  await assert.rejects(pieces(video.subarray(0, video.length - 5)), { code: 'broken-segment' })
  const giant = Buffer.from('7fffffff6d646174', 'hex')
  await assert.rejects(pieces(giant), { code: 'broken-segment' })
  const tiny = Buffer.from('000000016d6461740000000000000001', 'hex')
  await assert.rejects(pieces(tiny), { code: 'broken-segment' })
})
