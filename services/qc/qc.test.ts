import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeMedia, picture, plant, quickVideo, temporaryFolder, tone } from '#media/testing'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import { vms } from '#services/vms'
import { qc } from './contract.ts'

const folder = await temporaryFolder()
let room: Newsroom
const judge = () => room.api(qc)

before(async () => {
  room = await startNewsroom()
})
after(() => room.close())

const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-c:a', 'aac']
const size = { width: 320, height: 180 }

/** A clip with a black stretch, a standstill and a silence, ingested. */
const faulty = async (name: string, seed: number) => {
  const faults = { picture: ['black', 'freeze'], sound: ['silence'] }
  const { path, planted } = await plant(join(folder, name), { seed, seconds: 14, size, coding, faults })
  const { asset, run } = await room.ingested(await readFile(path), name)
  assert.equal(asset.state, 'ready', JSON.stringify(run.error))
  return { asset, planted, run }
}
const documentOf = (asset: string, form: string, language = 'zh-CN') =>
  fetch(`${room.origin}/api/qc/assets/${asset}/report.${form}?language=${language}`, {
    headers: { 'rongmei-station': room.station },
  })

test('what comes in is judged: faults lie on the timeline with words for them, and can be had as a document', async () => {
  const { asset, planted } = await faulty('faulty.mp4', 11)
  const report = await judge().report({ asset: asset.id }, room.call)
  assert.deepEqual(
    [report.verdict, report.stopsPublish, report.template.id, report.counts.warn],
    ['warn', false, 'general', 3],
  )
  assert.ok(report.loudness!.integratedLufs! < -15)
  const { items } = await judge().findings({ asset: asset.id }, room.call)
  const told = items.filter(({ severity }) => severity !== 'info')
  assert.deepEqual(
    told.map(({ kind }) => kind),
    planted.map(({ kind }) => kind),
  )
  for (const [i, one] of planted.entries()) {
    assert.ok(Math.abs(told[i]!.startSeconds - one.startSeconds) <= 0.045, one.kind)
    assert.ok(Math.abs(told[i]!.endSeconds - one.endSeconds) <= 0.045, one.kind)
  }
  const black = told.find(({ kind }) => kind === 'black')!
  assert.match(black.sentence, /画面全黑 [\d.]+ 秒/)
  assert.match(black.startTimecode, /^00:00:\d\d:\d\d$/)
  const english = await judge().findings({ asset: asset.id }, { ...room.call, language: 'en' })
  assert.match(english.items.find(({ id }) => id === black.id)!.sentence, /The picture is black/)
  const { items: listed } = await judge().reports({ assets: [asset.id] }, room.call)
  assert.deepEqual(
    listed.map((one) => one.asset),
    [asset.id],
  )

  const html = await (await documentOf(asset.id, 'html')).text()
  assert.match(html, /技术审查报告/)
  assert.ok(!/<script/i.test(html))
  const json = (await (await documentOf(asset.id, 'json', 'en')).json()) as { report: { verdict: string } }
  assert.equal(json.report.verdict, 'warn')
  const pdf = await documentOf(asset.id, 'pdf')
  if (existsSync('/usr/bin/chromium')) {
    assert.equal(pdf.status, 200)
    assert.equal(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5), '%PDF-')
  } else assert.equal(pdf.status, 501)
})

test('a template that stops publishing does so until what it found is waived, with a reason', async () => {
  const rules = { rules: { black: { severity: 'fail', minimumSeconds: 0.5 } } } as const
  const made = await judge().addTemplate({ title: '播出', stopsPublish: 'fail', rules }, room.call)
  await judge().chooseTemplate({ template: made.id }, room.call)
  const { asset } = await faulty('held.mp4', 13)
  const report = await judge().report({ asset: asset.id }, room.call)
  assert.deepEqual([report.verdict, report.stopsPublish, report.template.title], ['fail', true, '播出'])
  const publish = async () =>
    room
      .api(vms)
      .publish({ id: asset.id, version: (await room.api(vms).get({ id: asset.id }, room.call)).version }, room.call)
  await until('the hold', async () => {
    const refusal = await publish().then(
      () => undefined,
      (error: { type: string }) => error,
    )
    return refusal?.type === 'asset-held' ? refusal : undefined
  })
  const { items } = await judge().findings({ asset: asset.id }, room.call)
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ['black'],
  )
  const waived = await judge().waive({ asset: asset.id, finding: items[0]!.id, reason: '片头设计' }, room.call)
  assert.deepEqual([waived.verdict, waived.counts.waived], ['pass', 1])
  await until('the end of the hold', () => publish().then(Boolean, () => undefined))

  const { run } = await judge().judge({ asset: asset.id }, room.call)
  await until('judged again', async () => (await room.run(run)).state === 'done')
  const again = await judge().report({ asset: asset.id }, room.call)
  assert.deepEqual([again.verdict, again.counts.waived], ['pass', 1])

  await assert.rejects(judge().dropTemplate({ id: made.id }, room.call), { type: 'template-in-use' })
  await judge().chooseTemplate({ template: 'general' }, room.call)
  await judge().dropTemplate({ id: made.id }, room.call)
  const { items: templates } = await judge().templates({}, room.call)
  assert.ok(templates.every(({ builtIn }) => builtIn))
  assert.deepEqual(
    templates.filter(({ isDefault }) => isDefault).map(({ id }) => id),
    ['general'],
  )
})

test('mending makes another asset that no longer has the fault, and leaves the first as it is', async () => {
  const { path } = await plant(join(folder, 'faint.mp4'), { seed: 12, seconds: 6, size, coding, gainDecibels: -20 })
  const { asset } = await room.ingested(await readFile(path), 'faint.mp4')
  const { items } = await judge().findings({ asset: asset.id }, room.call)
  assert.deepEqual(
    items.filter(({ severity }) => severity !== 'info').map(({ kind, fix }) => [kind, fix]),
    [['loudness', 'loudness']],
  )
  await assert.rejects(judge().fix({ asset: asset.id, fixes: ['crop'] }, room.call), { type: 'nothing-to-mend' })
  const { run } = await judge().fix({ asset: asset.id, fixes: ['loudness'] }, room.call)
  const ended = await until('the mending', async () => {
    const found = await room.run(run)
    return found.endedAt ? found : undefined
  })
  assert.equal(ended.state, 'done', JSON.stringify(ended.error))
  const { items: made } = await judge().fixes({ asset: asset.id }, room.call)
  const mended = await room.settled(made[0]!.made)
  assert.equal(mended.state, 'ready')
  const report = await judge().report({ asset: mended.id }, room.call)
  assert.equal(report.verdict, 'pass')
  assert.ok(Math.abs(report.loudness!.integratedLufs! + 23) < 1)
})

test('a file that cannot be taken in has a report that says why', async () => {
  const path = await makeMedia(join(folder, 'cut.mp4'), [
    ...picture({ seconds: 4 }),
    ...tone({ seconds: 4 }),
    ...quickVideo,
  ])
  await truncate(path, 20_000)
  const { asset } = await room.ingested(await readFile(path), 'cut.mp4')
  assert.equal(asset.state, 'failed')
  const report = await until('a report', () =>
    judge()
      .report({ asset: asset.id }, room.call)
      .catch(() => undefined),
  )
  assert.equal(report.verdict, 'fail')
  const { items } = await judge().findings({ asset: asset.id }, room.call)
  assert.deepEqual(
    items.map(({ kind, message }) => [kind, message]),
    [['corrupt', 'corrupt.unreadable']],
  )
})
