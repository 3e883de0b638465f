import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { decode, makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import {
  canEncrypt,
  encryptSegment,
  parseInit,
  parseSegment,
  protectInit,
  sampleLayout,
  splitFragments,
} from './index.ts'

const folder = await temporaryFolder()
const fragmented = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof+cmaf', '-f', 'mp4']
const made = async (name: string, args: string[]) => {
  const bytes = await readFile(await makeMedia(join(folder, name), [...args, ...fragmented]))
  const [init, ...segments] = await Array.fromAsync(splitFragments(Readable.from([bytes])))
  assert.ok(init && segments.length > 0)
  return { name, init: init.bytes, segments: segments.map((one) => one.bytes) }
}
type Track = Awaited<ReturnType<typeof made>>

const size = picture({ seconds: 2, size: '320x180' })
const tracks = [
  await made('h264.mp4', [...size, ...quickVideo, '-g', '10', '-bf', '2', '-slices', '3']),
  await made('hevc.mp4', [...size, '-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1', '-g', '25']),
  await made('aac.mp4', [...tone({ seconds: 2 }), '-ac', '2', '-c:a', 'aac', '-frag_duration', '500000']),
]
const kid = randomBytes(16)
const key = randomBytes(16)
const salt = (bytes: Buffer) => createHash('sha256').update(bytes).digest().subarray(0, 8)

const encrypted = ({ init, segments }: Track): Buffer => {
  const layout = sampleLayout(init)
  const secret = segments.map((one) => encryptSegment(one, layout, { key, salt: salt(one) }))
  return Buffer.concat([protectInit(init, kid), ...secret])
}

/** A hash of every decoded picture or stretch of sound, with its time. */
const frames = async (name: string, bytes: Buffer, options: string[] = []) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  // Read as a stream, as players read segments: ffmpeg 5.1 loses count of the vectors when it jumps between fragments.
  const stream = ['-seekable', '0']
  const { stdout, stderr } = await decode(['-v', 'warning', ...stream, ...options, '-i', path, '-f', 'framemd5', '-'])
  return { hashes: stdout.toString(), stderr }
}

for (const track of tracks) {
  test(`${track.name}: who has the key sees and hears every frame as it was; who has another sees none of it`, async () => {
    const clear = await frames(`clear-${track.name}`, Buffer.concat([track.init, ...track.segments]))
    const secret = encrypted(track)
    const again = await frames(`secret-${track.name}`, secret, ['-decryption_key', key.toString('hex')])
    assert.equal(again.stderr, '')
    assert.ok(clear.hashes.split('\n').length > 50)
    assert.equal(again.hashes, clear.hashes)
    const wrong = await frames(`wrong-${track.name}`, secret, [
      '-decryption_key',
      randomBytes(16).toString('hex'),
    ]).catch(() => ({ hashes: '', stderr: 'not decodable' }))
    assert.notEqual(wrong.hashes, clear.hashes)
  })
}

test('an encrypted header names the codec it hides, and its segments keep their times', () => {
  for (const { init, segments } of tracks) {
    const secret = protectInit(init, kid)
    for (const name of [init.includes('mp4a') ? 'enca' : 'encv', 'frma', 'cenc', 'tenc', 'pssh'])
      assert.ok(secret.includes(name))
    assert.ok(secret.includes(kid))
    if (init.includes('hvc1')) continue
    const header = parseInit(init)
    for (const segment of segments) {
      const hidden = encryptSegment(segment, sampleLayout(init), { key, salt: salt(segment) })
      assert.deepEqual(parseSegment(hidden, header), parseSegment(segment, header))
    }
  }
})

test('the same content comes out the same, other content shares no vector with it', () => {
  const [{ init, segments }] = tracks as [Track]
  const layout = sampleLayout(init)
  const [first, second] = segments as [Buffer, Buffer]
  const once = encryptSegment(first, layout, { key, salt: salt(first) })
  assert.deepEqual(encryptSegment(first, layout, { key, salt: salt(first) }), once)
  assert.ok(once.includes(salt(first)))
  assert.ok(!encryptSegment(second, layout, { key, salt: salt(second) }).includes(salt(first)))
})

test('segments that lie about their samples are refused', () => {
  const [{ init, segments }] = tracks as [Track]
  const layout = sampleLayout(init)
  const [segment] = segments as [Buffer]
  const salted = { key, salt: salt(segment) }
  const trun = segment.indexOf('trun')
  const lying: [name: string, change: (bytes: Buffer) => void][] = [
    ['a run that begins before its moof', (bytes) => bytes.writeInt32BE(-5, trun + 12)],
    ['a run that begins after everything', (bytes) => bytes.writeInt32BE(0x7fffffff, trun + 12)],
    ['more samples than there can be', (bytes) => bytes.writeUInt32BE(0xffffffff, trun + 8)],
    ['a sample of four gigabytes', (bytes) => bytes.writeUInt32BE(0xffffffff, trun + 20)],
    ['a NAL unit of four gigabytes', (bytes) => bytes.writeUInt32BE(0xffffffff, bytes.indexOf('mdat') + 4)],
  ]
  for (const [name, change] of lying) {
    const bytes = Buffer.from(segment)
    change(bytes)
    assert.throws(() => encryptSegment(bytes, layout, salted), { code: 'broken-segment' }, name)
  }
  for (let length = 1; length < segment.length; length += 997)
    assert.throws(() => encryptSegment(segment.subarray(0, length), layout, salted), { code: 'broken-segment' })
  for (let length = 0; length < init.length; length += 13)
    assert.throws(() => sampleLayout(init.subarray(0, length)), { code: 'broken-segment' })
})

test('codecs that cannot be encrypted sample by sample are known beforehand', () => {
  assert.deepEqual(['avc1.64001f', 'hvc1.1.6.L93.B0', 'mp4a.40.2', 'av01.0.04M.08', 'opus'].map(canEncrypt), [
    true,
    true,
    true,
    false,
    false,
  ])
})
