import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemCall, type Call } from '#backbone'
import { createLocalKey, ensureFirstAdmin } from '#backbone/access'
import { runs } from '#backbone/jobs/contract'
import { client } from '#backbone/client'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { vms, type Asset } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import { metadata, tusSender } from '#testing/tus'

const folder = await temporaryFolder()
let room: Newsroom
let call: Call
let bring: (bytes: Uint8Array, name: string) => Promise<Asset>
before(async () => {
  room = await startNewsroom({ signIn: true })
  await ensureFirstAdmin(room.db, '清河县融媒体中心')
  const scopes = ['assets:read', 'assets:write', 'uploads:write', 'station:read'] as const
  const { secret } = await createLocalKey(room.db, { name: '外采站', scopes: [...scopes] })
  const { id: station } = await firstStation()
  call = systemCall(station, 'tester')
  const tus = tusSender(room.origin, station, { authorization: `Bearer ${secret}` })
  const catalogue = client(vms, { origin: room.origin, token: secret })
  bring = async (bytes, name) => {
    const said = metadata({ filename: name })
    const path = await tus.create({ 'upload-length': bytes.length, 'upload-metadata': said })
    assert.equal((await tus.patch(path, 0, bytes)).status, 204)
    const upload = path.split('/').at(-1)!
    return (await until('an asset', () => catalogue.ofUpload({ upload }).catch(() => undefined))).asset
  }
})
after(() => room?.close())

const firstStation = () =>
  room.db.across<{ station: { id: string } }, { id: string }>('access', (tx) =>
    tx.selectFrom('station').select('id').executeTakeFirstOrThrow(),
  )
const settled = (id: string) =>
  until('the end of an ingest', async () => {
    const asset = await room.api(vms).get({ id }, call)
    return asset.state === 'ingesting' ? undefined : asset
  })
const historyOf = async (id: string) => {
  const api = room.api(vms)
  const whole = await api.history({ id }, call)
  const paged = []
  for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
    const page = await api.history({ id, limit: 1, ...(cursor ? { cursor } : {}) }, call)
    paged.push(...page.items)
    cursor = page.next
    if (!cursor) break
  }
  assert.deepEqual(paged, whole.items, 'page by page it is the same')
  return whole.items
}

test('the history of an asset tells who did what and when, and what was done for it', async () => {
  const film = await readFile(await makeMedia(join(folder, 'film.mp4'), [...picture({ seconds: 1 }), ...quickVideo]))
  const brought = await bring(film, 'evening.mp4')
  const ready = await settled(brought.id)
  assert.equal(ready.state, 'ready', JSON.stringify(ready.error))
  const { id } = ready
  await room.api(vms).update({ id, version: ready.version, title: '晚间新闻' }, call)
  const told = (await historyOf(id)).map(({ action, actor }) => [action, actor?.name])
  assert.deepEqual(told, [
    ['asset.changed', 'tester'],
    ['run.done', undefined],
    ['run.begun', undefined],
    ['asset.created', '外采站'],
  ])
  const [changed] = await historyOf(id)
  assert.deepEqual([changed!.before, changed!.after], [{ title: 'evening' }, { title: '晚间新闻' }])

  const { nodes, edges } = await room.api(vms).lineage({ id }, call)
  const named = new Map(nodes.map((node) => [node.id, `${node.kind} ${node.name}`]))
  const flows = nodes.filter((node) => node.kind === 'flow')
  assert.ok(flows.length > 0 && flows.every((flow) => flow.state === 'complete' && flow.bytes! > 0))
  assert.deepEqual(
    edges.map(({ from, to, kind }) => `${named.get(from)} ${kind} ${named.get(to)}`),
    ['essence evening.mp4 ingested asset 晚间新闻', ...flows.map(({ name }) => `asset 晚间新闻 rendered flow ${name}`)],
  )
})

test('while the run of a failed asset is being retried, the asset is being ingested again', async () => {
  const { id } = await bring(randomBytes(2000), 'noise.mp4')
  const failed = await settled(id)
  assert.equal(failed.state, 'failed')
  await room.jobs.stopWork()
  await room.api(runs).retry({ run: failed.run! }, call)
  const again = await until('the asset to be ingested again', async () => {
    const asset = await room.api(vms).get({ id }, call)
    return asset.state === 'ingesting' ? asset : undefined
  })
  assert.deepEqual([again.error, again.run], [undefined, failed.run])
  await room.jobs.work({ first: 1, ingest: 2, transcode: 1 })
  assert.equal((await settled(id)).state, 'failed')
  const [last] = await historyOf(id)
  assert.deepEqual([last!.action, last!.error?.type], ['run.failed', failed.error!.type])
})

test('of an asset that is not there, or is of another station, nothing is told', async () => {
  const { items } = await room.api(vms).list({}, call)
  for (const ask of [room.api(vms).history, room.api(vms).lineage]) {
    await assert.rejects(ask({ id: items[0]!.id }, room.call), { type: 'asset-not-found' })
  }
})
