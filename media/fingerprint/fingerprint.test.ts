import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { promisify } from 'node:util'
import { realClip, temporaryFolder } from '#media/testing'
import { copies, copyArgs } from '#testing/copies'
import { inventedHour } from '#testing/synthetic-prints'
import { pictureWindow } from './border.ts'
import {
  extractPicture,
  extractSignals,
  findPicture,
  frameBytes,
  indexedHashes,
  joinStretches,
  type Library,
  matchSignals,
  openHashIndex,
  type Print,
  printOf,
  readPrint,
  secondsOf,
  type Signals,
  type Stretch,
  writePrint,
} from './index.ts'

const run = promisify(execFile)
const folder = await temporaryFolder()
const names = ['real', 'mandelbrot', 'life', 'test picture']
const bunny = join(folder, 'bunny.mp4')
const signals: Signals[] = []
const prints: Print[] = []
const index = openHashIndex()
const library: Library = { index, load: async (owner) => prints[owner] }

const small = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p']
const read = (location: string, sound = false) => extractSignals({ location }, { picture: true, sound })
const soundOf = async (source: string) => {
  const path = join(folder, 'sound.wav')
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-t', '20', '-ac', '1', path])
  return (await extractSignals({ location: path }, { picture: false, sound: true })).sound
}
const match = (query: Pick<Signals, 'frames' | 'sound'>) => matchSignals(query, library)
const ofFrames = ({ frames, sound }: Signals, from: number, to: number) => ({
  frames: frames.subarray(from * frameBytes, to * frameBytes),
  sound: sound.subarray(Math.round(from / 2 / 0.1238), Math.round(to / 2 / 0.1238)),
})

before(async () => {
  await run('ffmpeg', ['-v', 'error', '-i', realClip, '-vf', 'scale=640:360', ...small, '-ac', '1', bunny])
  const made = ['mandelbrot=s=160x90:r=12:end_pts=500', 'life=s=160x90:r=12:ratio=0.3:seed=7', 'testsrc2=s=160x90:r=12']
  signals.push(await read(bunny, true))
  for (const [i, source] of made.entries()) {
    const path = join(folder, `${i}.mp4`)
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-t', '20', ...small, path])
    signals.push(await read(path))
  }
  for (const [owner, one] of signals.entries()) {
    prints.push(printOf(one))
    index.add(owner, indexedHashes(prints[owner]!))
  }
})

test('copies of all thirteen kinds are found by their pictures alone, at the right place, and nothing else is', async (t) => {
  const [startSeconds, durationSeconds] = [11.3, 8]
  for (const [i, copy] of copies(1).entries()) {
    const path = join(folder, `copy-${i}.mp4`)
    await run('ffmpeg', copyArgs(bunny, { startSeconds, durationSeconds }, copy, path))
    const found = await match(await read(path))
    assert.deepEqual(
      found.map(({ owner }) => names[owner]),
      ['real'],
      copy.name,
    )
    const [{ stretches, edits, score }] = found as [(typeof found)[number]]
    const shown = stretches[0]!
    const expected = startSeconds + shown.queryStartSeconds * copy.speed
    const apart = Math.abs(shown.referenceStartSeconds - expected)
    t.diagnostic(`${copy.name}: ${apart.toFixed(2)} s apart, score ${score}, ${edits.join(', ')}`)
    assert.ok(apart <= 0.5, `${copy.name}: ${apart} s`)
    assert.equal(edits.includes('mirrored'), copy.mirrored, copy.name)
  }
})

test('what was done to a copy is told', async () => {
  const seen = async (name: string) => {
    const i = copies(1).findIndex((one) => one.name === name)
    return (await match(await read(join(folder, `copy-${i}.mp4`))))[0]!.edits
  }
  assert.deepEqual(await seen('re-encoded'), ['re-encoded'])
  assert.ok((await seen('cropped by 20 %')).includes('cropped'))
  assert.ok((await seen('logo and lower third')).includes('overlay'))
  assert.ok((await seen('letterboxed')).includes('framed'))
  assert.ok((await seen('picture in picture, 70 %')).includes('framed'))
  assert.deepEqual((await match(ofFrames(signals[0]!, 10, 30)))[0]!.edits, ['identical'])
})

test('sound alone is enough, and pictures under other sound are told apart from it', async () => {
  const { sound } = ofFrames(signals[0]!, 16, 40)
  const heard = await match({ frames: new Uint8Array(), sound })
  assert.deepEqual(
    heard.map(({ owner, edits }) => [names[owner], edits]),
    [['real', ['audio-only']]],
  )
  const { referenceStartSeconds, durationSeconds } = heard[0]!.stretches[0]!
  assert.ok(Math.abs(referenceStartSeconds - 8) <= 0.5 && Math.abs(durationSeconds - 12) <= 1)
  const other = Uint32Array.from(sound, (item, i) => Math.imul(item ^ (i * 2654435761), 40503) >>> 0)
  const dubbed = await match({ ...ofFrames(signals[0]!, 16, 40), sound: other })
  assert.deepEqual(dubbed[0]!.edits, ['identical', 'picture-only'])
  // Silence and a steady tone sound like any other silence and tone.
  const mute = Uint32Array.from({ length: 200 }, () => 627_964_279)
  prints[9] = { ...prints[1]!, sound: mute }
  index.add(9, indexedHashes(prints[9]))
  assert.deepEqual(await match({ frames: new Uint8Array(), sound: mute }), [])
  // Rain is like any other rain.
  const rain = [await soundOf('anoisesrc=seed=1:c=white'), await soundOf('anoisesrc=seed=2:c=white')]
  prints[10] = { ...prints[1]!, sound: rain[0]! }
  index.add(10, indexedHashes(prints[10]))
  assert.deepEqual(await match({ frames: new Uint8Array(), sound: rain[1]! }), [])
})

test('a stretch within other material is found with its beginning and end in both', async () => {
  const bars = (count: number) =>
    new Uint8Array(count * frameBytes).map((_, i) => (i % 32) * 7 + Math.floor((i % frameBytes) / 32))
  const inserted = signals[0]!.frames.subarray(20 * frameBytes, 36 * frameBytes)
  const frames = new Uint8Array(Buffer.concat([bars(30), inserted, bars(25)]))
  const [found] = await match({ frames, sound: new Uint32Array() })
  assert.equal(names[found!.owner], 'real')
  const { queryStartSeconds, referenceStartSeconds, durationSeconds } = found!.stretches[0]!
  assert.ok(Math.abs(queryStartSeconds - 15) <= 0.5, `${queryStartSeconds}`)
  assert.ok(Math.abs(referenceStartSeconds - 10) <= 0.5, `${referenceStartSeconds}`)
  assert.ok(Math.abs(durationSeconds - 8) <= 1, `${durationSeconds}`)
})

test('what is shown twice within moments is found twice', async () => {
  const { frames } = ofFrames(signals[0]!, 10, 28)
  const [found] = await match({ frames: new Uint8Array(Buffer.concat([frames, frames])), sound: new Uint32Array() })
  assert.equal(found!.stretches.length, 2)
  for (const [k, { queryStartSeconds, referenceStartSeconds }] of found!.stretches.entries()) {
    assert.ok(Math.abs(queryStartSeconds - 9 * k) <= 0.5, `${queryStartSeconds}`)
    assert.ok(Math.abs(referenceStartSeconds - 5) <= 0.5, `${referenceStartSeconds}`)
  }
})

test('where a picture stays as it is, its sound says from which moment it was taken', async () => {
  const still = new Uint8Array(60 * frameBytes)
  for (let i = 0; i < 60; i += 1)
    still.set(signals[0]!.frames.subarray(20 * frameBytes, 21 * frameBytes), i * frameBytes)
  prints[11] = printOf({ frames: still, sound: signals[0]!.sound })
  const alone = openHashIndex()
  alone.add(11, indexedHashes(prints[11]))
  const query = ofFrames({ ...signals[0]!, frames: still }, 22, 46)
  const [found] = await matchSignals(query, { ...library, index: alone })
  const [{ queryStartSeconds, referenceStartSeconds, picture, sound }] = found!.stretches as [Stretch]
  assert.deepEqual([picture, sound, found!.stretches.length], [true, true, 1])
  assert.ok(Math.abs(referenceStartSeconds - queryStartSeconds - 11) <= 0.2, `${referenceStartSeconds}`)
})

test('moments, black films and films without sound do no harm; six hours are looked through like one', async () => {
  const black = new Uint8Array(240 * frameBytes).fill(16)
  assert.equal(indexedHashes(printOf({ frames: black, sound: new Uint32Array() })).places.length, 0)
  for (const count of [0, 1, 2, 240]) {
    const frames = black.subarray(0, count * frameBytes)
    assert.deepEqual(await match({ frames, sound: new Uint32Array(count) }), [])
  }
  const moment = ofFrames(signals[0]!, 20, 22)
  assert.ok((await match(moment)).every(({ owner }) => owner === 0))
  const long = inventedHour(1, prints[1]!.hashes, 6)
  long.hashes.set(prints[0]!.hashes, 36_000 * 8)
  prints[12] = { ...readPrint(writePrint(long)), sound: new Uint32Array() }
  const alone = openHashIndex()
  alone.add(12, indexedHashes(prints[12]))
  const { frames } = ofFrames(signals[0]!, 10, 30)
  const [found] = await matchSignals({ frames, sound: new Uint32Array() }, { ...library, index: alone })
  const [{ referenceStartSeconds, durationSeconds }] = found!.stretches as [Stretch]
  assert.ok(Math.abs(referenceStartSeconds - 18_005) <= 0.5 && durationSeconds >= 9.5, `${referenceStartSeconds}`)
})

test('a single picture leads to its moment, mirrored and cropped too', async () => {
  for (const filter of ['null', 'hflip', 'crop=iw*0.8:ih*0.8']) {
    const path = join(folder, 'frame.png')
    await run('ffmpeg', ['-v', 'error', '-y', '-ss', '17.5', '-i', bunny, '-vf', filter, '-frames:v', '1', path])
    const frame = await extractPicture({ location: path, demuxer: 'png_pipe' })
    const [best] = await findPicture(frame, library, 5)
    assert.equal(names[best!.owner], 'real', filter)
    assert.ok(Math.abs(best!.atSeconds - 17.5) <= 1.5, `${filter}: ${best!.atSeconds}`)
    assert.equal(best!.mirrored, filter === 'hflip')
  }
})

test('bars are found to a fraction of a pixel, and none where there are none', () => {
  assert.deepEqual(pictureWindow(signals[0]!.frames), { left: 0, top: 0, right: 1, bottom: 1 })
  const framed = new Uint8Array(40 * frameBytes).map((_, i) => {
    const y = Math.floor((i % frameBytes) / 32)
    const picture = 40 + ((i * 2654435761) >>> 24) * 0.7
    return y < 4 || y > 27 ? 16 : y === 4 ? (16 + picture) / 2 : picture
  })
  const { top, bottom } = pictureWindow(framed)
  assert.ok(Math.abs(top - 4.5 / 32) < 0.02 && Math.abs(bottom - 28 / 32) < 0.02, `${top} ${bottom}`)
})

test('a fingerprint is written and read again, and is small enough', () => {
  const bytes = writePrint(prints[0]!)
  assert.deepEqual(readPrint(bytes), prints[0])
  const hour = writePrint({ ...prints[0]!, hashes: new Int32Array(7200 * 8), sound: new Uint32Array(29_077) })
  assert.ok(hour.length <= 350_000, `${hour.length} bytes an hour`)
  assert.ok(Math.abs(secondsOf(prints[0]!) - 30) <= 0.5)
  for (const broken of [new Uint8Array(), bytes.subarray(4), bytes.subarray(0, -4), new Uint8Array(64)])
    assert.throws(() => readPrint(broken), { code: 'not-a-fingerprint' })
})

test('parts of one stretch that were looked at one by one become one', () => {
  const part = { durationSeconds: 300, speed: 1, score: 0.9, picture: true, sound: true, edits: ['cropped' as const] }
  const joined = joinStretches([
    { ...part, queryStartSeconds: 300, referenceStartSeconds: 1300.2 },
    { ...part, queryStartSeconds: 0, referenceStartSeconds: 1000 },
    { ...part, queryStartSeconds: 700, referenceStartSeconds: 400 },
  ])
  assert.deepEqual(
    joined.map(({ queryStartSeconds, durationSeconds }) => [queryStartSeconds, durationSeconds]),
    [
      [0, 600],
      [700, 300],
    ],
  )
})
