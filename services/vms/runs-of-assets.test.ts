import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { vms } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'

/** A newsroom whose workers are all away: what is to be done waits. */
let newsroom: Newsroom
before(async () => {
  newsroom = await startNewsroom({ queues: {} })
})
after(() => newsroom?.close())

test('the ingest of a deleted asset is not begun any more, also when no worker has come to it yet', async () => {
  const { id, run } = await newsroom.bring(randomBytes(1000), 'news.mp4')
  assert.equal((await newsroom.run(run!)).state, 'waiting')
  await newsroom.api(vms).delete({ id }, newsroom.call)
  await until('the end of the run', async () => (await newsroom.run(run!)).state === 'cancelled')
})

test('an asset is ingested again by one run only, also when the one that failed is being retried', async () => {
  const { id, run } = await newsroom.bring(randomBytes(1000), 'again.mp4')
  await sql`update vms.asset set state = 'failed' where id = ${id}`.execute(newsroom.db.kysely)
  const asset = await newsroom.api(vms).reingest({ id }, newsroom.call)
  assert.deepEqual([asset.state, asset.run === run], ['ingesting', false])
  assert.deepEqual([(await newsroom.run(run!)).state, (await newsroom.run(asset.run!)).state], ['cancelled', 'waiting'])
})

test('of two people who ingest a failed asset again at the same moment one is told that it is under way', async () => {
  const { id } = await newsroom.bring(randomBytes(1000), 'twice.mp4')
  await sql`update vms.asset set state = 'failed' where id = ${id}`.execute(newsroom.db.kysely)
  const again = () => newsroom.api(vms).reingest({ id }, newsroom.call)
  const ends = await Promise.allSettled([again(), again(), again()])
  const [made, ...more] = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  assert.equal(more.length, 0)
  assert.equal((await newsroom.run(made!.run!)).state, 'waiting')
})

test('what the public sees is deleted only by who may take it back from the public', async () => {
  const { id } = await newsroom.bring(randomBytes(1000), 'shown.mp4')
  await sql`update vms.asset set state = 'published', published_at = now() where id = ${id}`.execute(newsroom.db.kysely)
  const remove = (scopes: string) =>
    newsroom.app.inject({
      method: 'DELETE',
      url: `/api/vms/assets/${id}`,
      headers: { 'rongmei-station': newsroom.station, 'test-scopes': scopes },
    })
  const refused = await remove('assets:write')
  assert.deepEqual([refused.statusCode, refused.json().needs], [403, 'assets:publish'])
  assert.equal((await remove('assets:write,assets:publish')).statusCode, 204)
})
