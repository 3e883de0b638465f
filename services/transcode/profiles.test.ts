import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runs } from '#backbone/jobs/contract'
import { decode, makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { slice } from '#services/slice'
import { startIngestHost, type IngestHost } from '#testing/ingest'
import { transcode, type Logo, type ProfileSettings } from './contract.ts'

const folder = await temporaryFolder()
let host: IngestHost
let origin: string
let film: string
before(async () => {
  host = await startIngestHost([])
  origin = await host.listen()
  film = await makeMedia(join(folder, 'film.mp4'), [
    ...picture({ seconds: 1 }),
    ...tone({ seconds: 1 }),
    ...quickVideo,
    '-shortest',
  ])
})
after(() => host?.close())

const api = () => host.api(transcode)
const plain: ProfileSettings = { shortSides: [180, 120], crf: 24, audioBitsPerSecond: 96_000, additional: [] }
const flowsOf = async (source: string) => (await host.api(slice).timeline({ source }, host.call)).items
const ladderOf = async (source: string) =>
  (await flowsOf(source))
    .filter(({ flow }) => flow.role === 'ladder')
    .map(({ flow }) => `${flow.name} ${flow.codec.split('.')[0]} ${flow.state}`)
    .toSorted()
const sendLogo = (title: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/transcode/logos?title=${encodeURIComponent(title)}`, {
    method: 'POST',
    headers: { 'rongmei-station': host.station, 'content-type': 'image/png', ...headers },
    body,
  })
const problemOf = async (answer: Response) =>
  `${answer.status} ${((await answer.json()) as { type: string }).type.split('/').at(-1)}`

/** The whole of a flow as the first picture's pixels, three bytes each. */
const firstPicture = async ({ init, segments, flow }: Awaited<ReturnType<typeof flowsOf>>[number]) => {
  const parts = await Promise.all(
    [init!.object, segments[0]!.object].map(async (key) => readFile(join(host.folder, 'objects/objects', key))),
  )
  const path = join(folder, `${flow.id}.mp4`)
  await writeFile(path, Buffer.concat(parts))
  const args = ['-v', 'error', '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  return (await decode(args)).stdout
}

test('a profile says the sizes, the codings beside H.264 and the logo; a column has its own, and hands it down', async () => {
  const path = join(folder, 'logo.png')
  await makeMedia(path, ['-f', 'lavfi', '-i', 'color=red:s=400x200,format=rgba', '-frames:v', '1'])
  const answer = await sendLogo('台标', await readFile(path))
  assert.equal(answer.status, 201)
  const logo = (await answer.json()) as Logo
  assert.deepEqual([logo.title, logo.width, logo.height, logo.corner], ['台标', 400, 200, 'top-left'])
  const shown = await fetch(`${origin}/api/transcode/logos/${logo.id}/picture`, {
    headers: { 'rongmei-station': host.station },
  })
  assert.equal(shown.headers.get('content-type'), 'image/png')
  assert.equal((await shown.arrayBuffer()).byteLength > 100, true)
  await api().changeLogo({ id: logo.id, version: 1, widthPercent: 25, marginPercent: 0 }, host.call)

  const settings: ProfileSettings = {
    ...plain,
    additional: [
      { coding: 'hevc', shortSides: [180] },
      { coding: 'av1', shortSides: [120] },
    ],
    logo: logo.id,
  }
  const profile = await api().addProfile({ title: '新闻高清', settings }, host.call)
  const [above, column] = [randomUUID(), randomUUID()]
  await api().chooseForColumn({ column: above, profile: profile.id }, host.call)
  const { asset, ended } = await host.ingest(film, { columns: [column, above] })
  const run = await ended()
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  const rungs = ['120p avc1', '120p-av1 av01', '180p avc1', '180p-hevc hvc1', 'audio-0 mp4a']
  assert.deepEqual(
    await ladderOf(asset),
    rungs.map((rung) => `${rung} complete`),
  )
  assert.deepEqual(await api().usedProfile({ source: asset }, host.call), {
    id: profile.id,
    title: '新闻高清',
    settings,
    logoTitle: '台标',
  })
  for (const one of (await flowsOf(asset)).filter(({ flow }) => flow.kind === 'video')) {
    const pixels = await firstPicture(one)
    const at = (x: number, y: number) => [...pixels.subarray((y * one.flow.width! + x) * 3).subarray(0, 3)]
    const [red, green] = at(6, 6)
    assert.ok(red! > 200 && green! < 60, `${one.flow.name}: ${at(6, 6)}`)
  }

  // What is deleted or changed later says nothing of what was made before; nothing is deleted that is in use.
  await assert.rejects(api().dropLogo({ id: logo.id }, host.call), { type: 'logo-in-use' })
  await assert.rejects(api().dropProfile({ id: profile.id }, host.call), { type: 'profile-in-use' })
  await api().chooseForColumn({ column: above, profile: null }, host.call)
  await api().dropProfile({ id: profile.id }, host.call)
  await api().dropLogo({ id: logo.id }, host.call)
  assert.equal((await api().usedProfile({ source: asset }, host.call)).logoTitle, '台标')
  const done = await host.api(runs).get({ run: run.id }, host.call)
  const key = done.steps.find((one) => one.key.startsWith('slice-'))!.key
  await host.api(runs).redo({ run: run.id, step: key }, host.call)
  assert.equal((await ended()).state, 'done', 'a slice done again needs neither')
})

test('the station has a default, an ingest may name another one, and made again otherwise it is other flows', async () => {
  const small = await api().addProfile({ title: '小', settings: { ...plain, shortSides: [120] } }, host.call)
  assert.equal((await api().chooseProfile({ profile: small.id }, host.call)).isDefault, true)
  const first = await host.ingest(film)
  await first.ended()
  assert.deepEqual(await ladderOf(first.asset), ['120p avc1 complete', 'audio-0 mp4a complete'])
  const before = (await flowsOf(first.asset)).map(({ flow }) => flow.id)

  await assert.rejects(api().dropProfile({ id: small.id }, host.call), { type: 'profile-in-use' })
  await api().chooseProfile({ profile: 'standard' }, host.call)
  const large = await api().addProfile({ title: '大', settings: plain }, host.call)
  await host.api(slice).drop({ source: first.asset }, host.call)
  const again = await host.ingest(film, { asset: first.asset, profile: large.id })
  assert.equal((await again.ended()).state, 'done')
  const now = await flowsOf(first.asset)
  assert.deepEqual(
    await ladderOf(first.asset),
    ['120p avc1', '180p avc1', 'audio-0 mp4a'].map((one) => `${one} complete`),
  )
  assert.ok(
    now.every(({ flow }) => !before.includes(flow.id)),
    'nobody takes one for the other',
  )
  const nowhere = await host.ingest(film, { profile: randomUUID() })
  assert.equal((await nowhere.ended()).error?.type, 'profile-not-found')
})

test('only what is a small PNG becomes a logo, and only who manages the station brings one', async () => {
  const jpeg = await makeMedia(join(folder, 'photo.jpg'), [...picture(), '-frames:v', '1'])
  assert.equal(await problemOf(await sendLogo('照片', await readFile(jpeg))), '422 not-a-logo')
  assert.equal(await problemOf(await sendLogo('大', new Uint8Array(3 * 1024 * 1024))), '413 too-large')
  const lying = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(300, 1)])
  assert.equal(await problemOf(await sendLogo('假', lying)), '422 not-a-logo')
  const editor = { 'test-scopes': 'assets:read,assets:write' }
  assert.equal(await problemOf(await sendLogo('无权', lying, editor)), '403 not-allowed')
  const settings = { ...plain, logo: randomUUID() }
  await assert.rejects(api().addProfile({ title: '无标', settings }, host.call), { type: 'logo-not-found' })
})

test('of two who change a profile the second is told, and another station sees none of it', async () => {
  const made = await api().addProfile({ title: '一', settings: plain }, host.call)
  const change = (title: string) => api().changeProfile({ id: made.id, version: 1, title }, host.call)
  assert.equal((await change('二')).version, 2)
  await assert.rejects(change('三'), { type: 'changed-meanwhile' })
  const other = { ...host.call, station: randomUUID() }
  const { items } = await api().profiles({}, other)
  assert.deepEqual(
    items.map(({ id, isDefault }) => [id, isDefault]),
    [['standard', true]],
  )
  await assert.rejects(api().chooseProfile({ profile: made.id }, other), { type: 'profile-not-found' })
})
