import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { MediaError } from '#media/ffmpeg'
import { defaultLimits, longestSeconds, type Probe, probe } from '#media/probe'
import { builtInTemplates, evaluate, inspectFile, sentence } from '#media/qc'
import { temporaryFolder } from '#media/testing'
import { programsOn } from '#testing/programs'
import { reasons } from '../qc/reasons.ts'
import { type BrokenFile, contentOf, isSameContent, makeCorpus } from './index.ts'

const folder = await temporaryFolder()
const word = 'the-salary-list-of-the-station'
const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url!)
  response.end()
})
let files: BrokenFile[] = []
before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const secret = join(folder, 'secret.txt')
  await writeFile(secret, word)
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.ts`
  files = await makeCorpus(folder, { file: secret, address })
})
after(() => server.close())

/** Two at a time, as a small machine works. */
const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>) => {
  let next = 0
  const worker = async () => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all([worker(), worker()])
}

/** Damage of the same kind is looked at in one container of three: all of it in `bench/broken.ts`. */
const isSampled = ({ name }: BrokenFile, i: number) =>
  !/^(bits|few|many|cut|a hole|a piece|noise)/.test(name) || i % 3 === 0

test('what is broken is taken for what it is, or refused in words; nothing it points at is opened', async (t) => {
  assert.ok(files.length >= 350)
  let taken = 0
  const refusals = new Map<string, number>()
  const sample = files.filter(isSampled)
  assert.ok(sample.length >= 220)
  await each(sample, async (file) => {
    const found = await probe({ location: file.path }).catch((error: unknown) => error)
    if (found instanceof Error) {
      assert.ok(found instanceof MediaError, `${file.name}: ${found.stack}`)
      assert.ok(reasons[found.code], `${file.name}: ${found.code}`)
      assert.notEqual(found.code, 'timed-out', file.name)
      assert.equal(JSON.stringify([found.message, found.detail]).includes(word), false, file.name)
      refusals.set(found.code, (refusals.get(found.code) ?? 0) + 1)
      return
    }
    const { durationSeconds, video, audio } = found as Probe
    assert.ok(durationSeconds >= 0 && durationSeconds <= longestSeconds, `${file.name}: ${durationSeconds} s`)
    assert.ok(video || audio.length > 0, file.name)
    if (video) assert.ok(video.codedWidth * video.codedHeight <= defaultLimits.maximumPixels, file.name)
    taken += 1
  })
  t.diagnostic(JSON.stringify({ files: sample.length, taken, refused: Object.fromEntries(refusals) }))
  assert.ok(taken > 60 && refusals.size >= 10)

  assert.deepEqual(asked, [])
  assert.deepEqual(await programsOn(folder), [])
})

/** What is said of damage that gets as far as QC, one file of each kind; nothing where nothing can tell. */
const said: Record<string, string[]> = {
  'few bits of the media.flac': ['corrupt.sound'],
  'a hole of zeros.flac': ['corrupt.short'],
  'many bits of the media.mp3': ['corrupt.sum'],
  'cut near its end.mp3': ['corrupt.cutOff'],
  'noise before.mp3': ['corrupt.before'],
  'noise after.mp3': ['corrupt.sound'],
  'a piece missing.wav': ['corrupt.cutOff'],
  'data of 4 GiB.wav': [],
  'few bits of the media.wav': [],
  'bits of the head.avi': ['corrupt.unknownTrack'],
  'one piece that never ends.ts': ['corrupt.unheard'],
  'an edit of 2^32.mp4': ['corrupt.edits'],
  'an edit at no speed.mp4': ['corrupt.speed'],
  'a matrix of noise.mp4': ['corrupt.tilted'],
  'fragments that begin before time.mp4': ['corrupt.order'],
  'clusters again and again.mkv': ['corrupt.setBack'],
  'index twice.mp4': [],
}

test('damage that can be taken in is found and said in both languages', async () => {
  const found: Record<string, string[]> = {}
  await each(Object.keys(said), async (name) => {
    const { path } = files.find((file) => file.name === name)!
    const probed = await probe({ location: path })
    const { evidence } = await inspectFile({ location: path, demuxer: probed.demuxer }, probed)
    const findings = evaluate(evidence, builtInTemplates.general).filter(({ kind }) => kind === 'corrupt')
    for (const one of findings) {
      assert.doesNotMatch(sentence(one, 'en') + sentence(one, 'zh-CN'), /[{}]/, name)
      assert.ok(one.startSeconds >= 0 && one.endSeconds >= one.startSeconds, name)
    }
    found[name] = findings.map(({ message }) => message)
  })
  assert.deepEqual(Object.fromEntries(Object.keys(said).map((name) => [name, found[name]])), said)
})

test('whether a broken file has been harmed is told by what comes out of it', async () => {
  const isUnharmed = async (name: string) => {
    const { path, seed } = files.find((file) => file.name === name)!
    return isSameContent(await contentOf({ location: seed! }), await contentOf({ location: path }))
  }
  assert.equal(await isUnharmed('noise after.mkv'), true)
  assert.equal(await isUnharmed('few bits of the media.wav'), false)
  assert.equal(await isUnharmed('fragments that begin before time.mp4'), false)
})

test('lies about time are refused before anything is made of them', async () => {
  const location = (name: string) => files.find((file) => file.name === name)!.path
  for (const name of ['said to last 2^32.mp4', 'fragments that begin in 10^9 hours.mp4'])
    await assert.rejects(probe({ location: location(name) }), { code: 'too-long' })
  const later = location('eleven hours later.ts')
  await assert.rejects(inspectFile({ location: later, demuxer: 'mpegts' }, await probe({ location: later })), {
    code: 'clock-jumps',
  })
})

test('a stream that never ends is given up', async () => {
  const packet = Buffer.alloc(188, 0xff)
  packet.set([0x47, 0x1f, 0xff, 0x10])
  const endless = createServer(async (_, response) => {
    while (!response.destroyed) {
      if (!response.write(Buffer.concat(Array.from({ length: 200 }, () => packet)))) await sleep(2)
    }
  })
  await new Promise<void>((resolve) => void endless.listen(0, '127.0.0.1', resolve))
  const location = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/stream.ts`
  await assert.rejects(probe({ location }, { timeoutSeconds: 2 }), MediaError)
  assert.deepEqual(await programsOn(location), [])
  endless.closeAllConnections()
  endless.close()
})
