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
import { type BrokenFile, makeCorpus } from './index.ts'

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
  const taken: [BrokenFile, Probe][] = []
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
    taken.push([file, found as Probe])
  })
  t.diagnostic(JSON.stringify({ files: sample.length, taken: taken.length, refused: Object.fromEntries(refusals) }))
  assert.ok(taken.length > 60 && refusals.size >= 10)

  const findings = new Map<string, string[]>()
  const looked = taken.filter((_, i) => i % 28 === 0)
  await each(looked, async ([file, found]) => {
    const source = { location: file.path, demuxer: found.demuxer }
    const said = await inspectFile(source, found, { signal: AbortSignal.timeout(120_000) }).then(
      ({ evidence }) => evaluate(evidence, builtInTemplates.general).map((one) => sentence(one, 'en')),
      (error: unknown) => {
        assert.ok(error instanceof MediaError && reasons[error.code], `${file.name}: ${String(error)}`)
        return [error.message]
      },
    )
    findings.set(file.name, said)
  })
  assert.ok([...findings.values()].some((said) => said.length > 0))
  assert.deepEqual(asked, [])
  assert.deepEqual(await programsOn(folder), [])
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
