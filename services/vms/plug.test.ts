import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '#backbone/db'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import type { Asset } from '#services/vms'
import { openSocket, startPluggable, type Pluggable } from '#testing/pluggable'
import { freezeFfmpeg, programsOn, until } from '#testing/programs'
import { removeStation } from '#testing/station'
import { clip } from '#testing/tus'

const folder = await temporaryFolder()
const started: Pluggable[] = []
after(async () => {
  for (const { station } of started) {
    await station.kill()
    await removeStation(station)
  }
})

let films = 0
const film = async (seconds: number) => {
  const path = join(folder, `${(films += 1)}.mp4`)
  const of = [...picture({ size: '640x360', seconds }), ...tone({ seconds }), ...quickVideo, '-g', '50', '-shortest']
  return readFile(await makeMedia(path, [...of, '-metadata', `title=${films}`]))
}

const start = async (options?: Parameters<typeof startPluggable>[0]) => {
  const house = await startPluggable(options)
  started.push(house)
  return house
}

/** Ready, with every picture and all sound, every segment once. */
const isWhole = async (house: Pluggable, asset: Asset, seconds: number) => {
  const { state, error } = await house.settled(asset.id)
  assert.equal(state, 'ready', JSON.stringify(error))
  const flows = await house.flows(asset.id)
  assert.deepEqual(
    flows.map(({ name }) => name),
    ['240p', '360p', 'audio-0'],
  )
  for (const flow of flows) {
    assert.deepEqual([flow.state, flow.segments], ['complete', flow.places], flow.name)
    if (flow.kind === 'video') assert.equal(flow.seconds, seconds, flow.name)
    else assert.ok(flow.seconds >= seconds && flow.seconds < seconds + 0.05, `${flow.seconds} s of sound`)
  }
}

/** How often each finished step was tried, and when it ended. */
const finished = async (house: Pluggable, asset: Asset) =>
  (await house.steps(asset)).filter(({ state }) => state === 'done').map(({ key, endedAt }) => ({ key, endedAt }))

const pullingThePlug = async (house: Pluggable) => {
  const asset = await house.bring(await film(12), 'evening.mp4')
  const other = await film(4)

  // In the middle of an upload, and of the first step.
  const tus = house.tus()
  const path = await tus.create({ 'upload-length': other.length, 'upload-metadata': clip })
  const acknowledged = Math.round(other.length / 3)
  assert.equal((await tus.patch(path, 0, other.subarray(0, acknowledged))).status, 204)
  const sending = tus.open(path, acknowledged, other.length - acknowledged)
  sending.request.write(other.subarray(acknowledged, acknowledged + 50_000))
  await house.running(asset, 'head')
  await freezeFfmpeg(house.station.folder)
  await house.unplug()

  // In the middle of the plan, which waits for a table that we hold.
  const offset = await house.tus().offset(path)
  assert.ok(offset >= acknowledged, `${offset} of ${acknowledged} acknowledged bytes`)
  await house.hold('lock table transcode.plan in access exclusive mode')
  await house.running(asset, 'plan')
  let done = await finished(house, asset)
  assert.deepEqual(
    done.map(({ key }) => key),
    ['head'],
  )
  await house.unplug()

  // In the middle of sound, pictures and a slice; the upload goes on meanwhile.
  assert.equal((await house.tus().patch(path, offset, other.subarray(offset))).status, 204)
  await house.running(asset, 'slice')
  await freezeFfmpeg(house.station.folder)
  assert.ok((await house.steps(asset)).filter(({ state }) => state === 'running').length >= 1)
  await house.unplug()

  // In the middle of the end, which waits for a row that we hold.
  await house.hold(`select from slice.flow where source = $1 and role = 'preview' for update`, [asset.id])
  await house.running(asset, 'finish')
  done = await finished(house, asset)
  await house.unplug()

  await isWhole(house, asset, 12)
  for (const one of done)
    assert.deepEqual(
      (await finished(house, asset)).find(({ key }) => key === one.key),
      one,
    )
  await isWhole(house, await house.assetOf(path), 4)
  const work = join(house.station.folder, 'work')
  await until('empty work folders', async () =>
    (await Promise.all((await readdir(work)).map((name) => readdir(join(work, name))))).every(
      (in_) => in_.length === 0,
    ),
  )
  assert.deepEqual(await readdir(join(house.station.folder, 'objects/staging')), [])
}

const losingAWorker = async (house: Pluggable) => {
  const worker = await house.worker('transcode=1')
  const asset = await house.bring(await film(30), 'match.mp4')
  const taken = await until(
    'a slice at the worker',
    async () =>
      (await house.steps(asset)).find((step) => step.state === 'running' && step.worker?.endsWith(`/${worker.pid}`)),
    20,
  )
  const gone = new Promise((resolve) => worker.once('exit', resolve))
  const own = () => programsOn(`${house.station.folder}/work/`)
  await freezeFfmpeg(house.station.folder)
  worker.kill('SIGKILL')
  await gone
  for (const { pid } of await programsOn(house.station.folder)) process.kill(pid, 'SIGCONT')
  await isWhole(house, asset, 30)
  const again = (await house.steps(asset)).find(({ key }) => key === taken.key)!
  assert.equal(again.attempt, taken.attempt + 1)
  assert.notEqual(again.worker, taken.worker)
  assert.deepEqual(await own(), [])
}

const losingTheDatabase = async (house: Pluggable) => {
  const asset = await house.bring(await film(6), 'weather.mp4')
  await house.running(asset, 'head')
  const frozen = await freezeFfmpeg(house.station.folder)
  const [server] = await programsOn(`-D ${house.station.folder}/postgres/cluster`)
  process.kill(server!.pid, 'SIGKILL')
  for (const { pid } of frozen) process.kill(pid, 'SIGCONT')
  await isWhole(house, asset, 6)
}

describe('pulled plugs', { concurrency: true }, () => {
  test('a station killed in any step goes on where it was: nothing lost, nothing doubled, nothing left running', async (t) => {
    const house = await start()
    await t.test('in an upload, the preview, the plan, a slice and the end', () => pullingThePlug(house))
    await t.test('a worker killed in the middle of a slice is taken over from', () => losingAWorker(house))
    await t.test('its own database killed in the middle of an ingest comes back', () => losingTheDatabase(house))
  })

  test('while the database is away people are told so, and afterwards the ingest goes on', async () => {
    const cluster = join(folder, 'cluster')
    let database = await startEmbeddedPostgres(cluster)
    const socket = await openSocket(Number(new URL(database.url).port))
    const url = new URL(database.url)
    url.port = String(socket.port)
    try {
      const house = await start({ env: { DATABASE_URL: url.href } })
      const asset = await house.bring(await film(12), 'outage.mp4')
      await house.running(asset, 'head')
      socket.unplug()
      await database.stop()
      const ask = (path: string) => fetch(house.station.url + path, { headers: house.headers })
      for (let waited = 0; waited < 30; waited += 5) {
        const [answer, ready] = await Promise.all([ask('/api/vms/assets'), ask('/readyz')])
        assert.deepEqual([answer.status, ready.status], [503, 503])
        assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/)
        assert.equal(((await answer.json()) as { type: string }).type, '/problems/database-unavailable')
        assert.equal(((await ready.json()) as { database: boolean }).database, false)
        await sleep(5000)
      }
      database = await startEmbeddedPostgres(cluster)
      socket.plug(Number(new URL(database.url).port))
      await until('a ready station', async () => (await ask('/readyz')).status === 200)
      await isWhole(house, asset, 12)
    } finally {
      socket.close()
      await database.stop()
    }
  })
})
