import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { systemCall } from '#backbone'
import { vms, type Filter, type Sort } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'

/** A catalogue that is filled by hand; nobody ingests anything. */
let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
  await filled()
})
after(() => room?.close())

const day = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * day).toISOString()
type Made = { title: string; state?: string; column?: string; tags?: string[]; by?: string; seconds?: number }
const add = async (made: Made & { daysAgo?: number; error?: object; description?: string; station?: string }) => {
  const station = made.station ?? room.station
  if (made.column)
    await sql`insert into vms."column" (station, name) values (${station}, ${made.column}) on conflict do nothing`.execute(
      room.db.kysely,
    )
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, description, state, "column", tags, created_by,
      duration_seconds, created_at, error, published_at)
    values (${station}, ${randomUUID()}, 'MVI_0001.MP4', ${made.title}, ${made.description ?? ''},
      ${made.state ?? 'ready'}, ${made.column ?? null}, ${made.tags ?? []}, ${made.by ?? '王编辑'}, ${made.seconds ?? 60},
      ${ago(made.daysAgo ?? 0)}, ${made.error ? JSON.stringify(made.error) : null}::jsonb, now())
    returning id`.execute(room.db.kysely)
  return rows[0]!.id
}
const filled = async () => {
  await add({ title: '晚间新闻', state: 'published', column: '新闻', tags: ['防汛', '直播'], seconds: 1800 })
  await add({ title: '防汛指挥部', column: '新闻', tags: ['防汛'], by: '李记者', daysAgo: 3, seconds: 90 })
  await add({ title: '天气预报', column: '天气', daysAgo: 20, seconds: 30, description: '明天有雨，注意防汛' })
  await add({ title: '旧闻', state: 'withdrawn', daysAgo: 400, by: '李记者', seconds: 600 })
  await add({ title: '坏文件', state: 'failed', error: { type: 'not-media', title: 'Not media' }, daysAgo: 1 })
  await add({ title: '别台新闻', column: '新闻', tags: ['防汛'], station: randomUUID() })
}
const api = () => room.api(vms)
const titles = async (filter: Filter, sort: Sort = 'title') =>
  (await api().list({ ...filter, sort }, room.call)).items.map((asset) => asset.title)
const sameAs = async (filter: Filter, expected: string[]) => {
  assert.deepEqual(await titles(filter), expected.toSorted())
  assert.deepEqual(await api().count(filter, room.call), { count: expected.length, more: false })
}

test('assets are found by state, column, tag, person, time, length and failure, one or several of each', async () => {
  await sameAs({ state: 'failed' }, ['坏文件'])
  await sameAs({ state: ['failed', 'withdrawn'] }, ['坏文件', '旧闻'])
  await sameAs({ column: '新闻' }, ['晚间新闻', '防汛指挥部'])
  await sameAs({ column: ['新闻', '天气'] }, ['晚间新闻', '防汛指挥部', '天气预报'])
  await sameAs({ tag: ['直播', '没有'] }, ['晚间新闻'])
  await sameAs({ createdBy: '李记者' }, ['防汛指挥部', '旧闻'])
  const { items } = await api().list({ tag: '防汛' }, room.call)
  await sameAs({ id: [...items.map(({ id }) => id), randomUUID()] }, ['晚间新闻', '防汛指挥部'])
  await sameAs({ createdFrom: ago(7) }, ['晚间新闻', '防汛指挥部', '坏文件'])
  await sameAs({ createdFrom: ago(30), createdTo: ago(2) }, ['防汛指挥部', '天气预报'])
  await sameAs({ durationFromSeconds: 90, durationToSeconds: 1800 }, ['防汛指挥部', '旧闻'])
  await sameAs({ hasError: true }, ['坏文件'])
  await sameAs({ state: 'ready', tag: '防汛', createdFrom: ago(7) }, ['防汛指挥部'])
})

test('a text is found wherever it stands in title, description or file name, from one character on', async () => {
  await sameAs({ text: '汛' }, ['防汛指挥部', '天气预报'])
  await sameAs({ text: '防汛' }, ['防汛指挥部', '天气预报'])
  await sameAs({ text: '闻' }, ['晚间新闻', '旧闻'])
  await sameAs({ text: '有雨，注意' }, ['天气预报'])
  await sameAs({ text: 'mvi_0001.mp4' }, ['晚间新闻', '防汛指挥部', '天气预报', '旧闻', '坏文件'])
  await sameAs({ text: '%' }, [])
  await sameAs({ text: '汛防' }, [])
  await sameAs({ text: `${'长'.repeat(199)}x` }, [])
})

test('assets are sorted by time, change, title and length', async () => {
  assert.deepEqual((await titles({}, 'newest'))[0], '晚间新闻')
  assert.deepEqual((await titles({}, 'oldest'))[0], '旧闻')
  assert.deepEqual((await titles({}, 'longest')).slice(0, 2), ['晚间新闻', '旧闻'])
  const { items } = await api().list({ text: '天气' }, room.call)
  await api().update({ id: items[0]!.id, version: items[0]!.version, description: items[0]!.description }, room.call)
  assert.deepEqual((await titles({}, 'changed'))[0], '天气预报')
})

test('facets are counted under the present filter, each without what it has chosen itself', async () => {
  const facets = await api().facets({ column: '新闻', createdFrom: ago(1) }, room.call)
  assert.deepEqual(facets.states, [{ value: 'published', count: 1 }])
  assert.deepEqual(facets.columns, [{ value: '新闻', count: 1 }])
  assert.deepEqual(facets.tags, [
    { value: '直播', count: 1 },
    { value: '防汛', count: 1 },
  ])
  const times = Object.fromEntries(facets.times.map(({ value, count }) => [value, count]))
  assert.deepEqual(times, { today: 1, '7days': 2, '30days': 2, older: 0 })

  const all = await api().facets({}, room.call)
  assert.deepEqual(
    all.columns.map(({ value, count }) => [value, count]),
    [
      ['新闻', 2],
      ['天气', 1],
    ],
  )
  assert.deepEqual(
    all.people.map(({ value, count }) => [value, count]),
    [
      ['王编辑', 3],
      ['李记者', 2],
    ],
  )
  assert.equal(all.withError, 1)
  const chosen = await api().facets({ state: 'ready' }, room.call)
  assert.deepEqual(chosen.states.map(({ value }) => value).toSorted(), ['failed', 'published', 'ready', 'withdrawn'])
  assert.equal(
    chosen.columns.reduce((sum, { count }) => sum + count, 0),
    2,
  )
  for (const { from, to, count } of chosen.times) {
    const range = { ...(from ? { createdFrom: from } : {}), ...(to ? { createdTo: to } : {}) }
    assert.equal((await api().count({ state: 'ready', ...range }, room.call)).count, count, 'as the list will show')
  }
})

test('filters travel in the address, and what is no filter is refused in words', async () => {
  const ask = async (query: string) => {
    const reply = await room.app.inject({
      url: `/api/vms/${query}`,
      headers: { 'rongmei-station': room.station },
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  const found = await ask(`assets?state=failed&state=withdrawn&createdTo=${ago(0)}&hasError=true&sort=changed`)
  assert.deepEqual(
    found.body.items.map(({ title }: { title: string }) => title),
    ['坏文件'],
  )
  for (const query of ['state=lost', 'createdFrom=yesterday', 'createdFrom=2026-12-31T23:59:60Z', 'sort=best']) {
    assert.equal((await ask(`assets?${query}`)).status, 400, query)
  }
  assert.equal((await ask('assets?createdFrom=0000-01-01T00:00:00Z')).status, 200)
  const other = systemCall(randomUUID(), 'other')
  assert.deepEqual(await api().count({ text: '新闻' }, other), { count: 0, more: false })
  assert.equal((await api().facets({}, other)).states.length, 0)
})
