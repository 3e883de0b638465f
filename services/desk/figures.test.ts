import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { system } from '#backbone/bus'
import { startDesk, type Desk } from '#testing/desk'
import { until } from '#testing/programs'
import { desk } from './contract.ts'

let room: Desk
before(async () => {
  room = await startDesk()
})
after(() => room?.host.close())

const timeZone = 'Asia/Shanghai'
const counted = (station: string, at: string, kind: string, amount: number) =>
  room.host.db.across('desk', (tx) =>
    sql`insert into desk.tally (station, at, kind, amount) values (${station}, ${at}, ${kind}, ${amount})`.execute(tx),
  )
const done = (run: string, more: object = {}, station = room.province) =>
  room.tell('runs.ended', {
    subject: run,
    station,
    data: { run, workflow: 'tidy', subject: null, state: 'done', error: null, cpuSeconds: 2, ...more },
  })
const todayIn = async (station: string) => (await room.api.today({ timeZone }, room.person('viewer', station))).today

test('what happens is counted once, however often it is told', async () => {
  const source = randomUUID()
  const asset = room.asset()
  const of = { asset: asset.id, essence: asset.essence }
  const run = randomUUID()
  await room.tell('vms.created', { subject: asset.id, data: of })
  await room.tell('storage.stored', {
    subject: asset.essence,
    data: { essence: asset.essence, bytes: 700, sha256: '' },
  })
  await room.tell('transcode.probed', { subject: source, data: { source, media: { durationSeconds: 30 } } })
  await room.tell('vms.published', { subject: asset.id, data: { asset: asset.id } })
  await room.tell('vms.withdrawn', { subject: asset.id, data: { asset: asset.id } })
  await done(run, { state: 'failed', error: { type: 'x', title: 'x' }, cpuSeconds: 5 })
  // The same run, tried again, ends once more: its time is what it took in all.
  await done(run, { cpuSeconds: 8 })
  await done(randomUUID(), { state: 'cancelled', cpuSeconds: 1 })
  await room.tell('vod.played', { subject: room.province, data: { bytes: 5000, answers: 3, keys: 2 } })
  await room.tell('search.searched', { subject: room.province, data: { searches: 4 } })
  // The same film, planned anew, is no more media.
  await room.tell('transcode.probed', { subject: source, data: { source, media: { durationSeconds: 30 } } })
  const all = { assetsMade: 1, essenceBytes: 700, mediaSeconds: 30, published: 1, withdrawn: 1, runsDone: 1 }
  const expected = { ...all, runsFailed: 1, cpuSeconds: 9, playedBytes: 5000, keysGiven: 2, searches: 4 }
  const operator = room.person('admin')
  const passed = async () =>
    (await room.host.api(system).subscribers({}, operator)).find(({ name }) => name === 'desk')!.behind === 0
  await until('all counts', passed)
  assert.deepEqual(await todayIn(room.province), expected)
  assert.deepEqual(
    Object.values(await todayIn(room.county)).filter((amount) => amount !== 0),
    [],
    'another station counts its own',
  )
  await room.host.api(system).replay({ subscriber: 'desk', position: 0 }, operator)
  await until('the end of the replay', passed)
  assert.deepEqual(await todayIn(room.province), expected)
})

test('days are those of the time zone, and days without anything are 0', async () => {
  const { county: station } = room
  // 23:45 on the 1st and 00:00 on the 2nd in Shanghai; noon on the 4th.
  await counted(station, '2026-03-01T15:45:00Z', 'published', 1)
  await counted(station, '2026-03-01T16:00:00Z', 'published', 2)
  await counted(station, '2026-03-04T04:00:00Z', 'published', 4)
  await counted(station, '2026-03-04T04:00:00Z', 'mediaSeconds', 12.5)
  const call = room.person('viewer', station)
  const span = { from: '2026-02-28T16:00:00Z', to: '2026-03-04T16:00:00Z' }
  const days = await room.api.figures({ ...span, bucket: 'day', timeZone }, call)
  assert.deepEqual(days.starts, [
    '2026-02-28T16:00:00.000Z',
    '2026-03-01T16:00:00.000Z',
    '2026-03-02T16:00:00.000Z',
    '2026-03-03T16:00:00.000Z',
  ])
  assert.deepEqual(days.series.published, [1, 2, 0, 4])
  assert.deepEqual(days.series.runsFailed, [0, 0, 0, 0])
  assert.deepEqual([days.totals.published, days.totals.mediaSeconds], [7, 12.5])
  const inUtc = await room.api.figures({ ...span, from: '2026-03-01T00:00:00Z', bucket: 'day', timeZone: 'UTC' }, call)
  assert.deepEqual(inUtc.series.published, [3, 0, 0, 4])
  const inDelhi = { from: '2026-03-01T15:30:00Z', to: '2026-03-01T17:00:00Z', timeZone: 'Asia/Kolkata' }
  const hours = await room.api.figures({ ...inDelhi, bucket: 'hour' }, call)
  assert.deepEqual(
    hours.starts,
    ['2026-03-01T15:30:00.000Z', '2026-03-01T16:30:00.000Z'],
    'hours of India begin at :30',
  )
  assert.deepEqual(hours.series.published, [3, 0])
})

test('a day on which the clock was set is 23 hours long, and none is missing or told twice', async () => {
  const call = room.person('viewer', room.county)
  const span = { from: '2026-03-28T00:00:00Z', to: '2026-03-31T00:00:00Z', timeZone: 'Europe/Berlin' }
  const { starts } = await room.api.figures({ ...span, bucket: 'day' }, call)
  assert.deepEqual(starts, [
    '2026-03-27T23:00:00.000Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ])
})

test('yesterday is compared up to the same time of day', async () => {
  const { rows } = await sql<{ since: Date }>`select date_trunc('day', now(), ${timeZone}) as since`.execute(
    room.host.db.kysely,
  )
  const midnight = rows[0]!.since.getTime()
  const at = (milliseconds: number) => new Date(milliseconds).toISOString()
  const dayMilliseconds = 86_400_000
  const station = (await room.admin.client(access).createStation({ name: '二台' })).id
  await counted(station, at(midnight - dayMilliseconds), 'published', 3)
  await counted(station, at(midnight - 900_000), 'published', 5)
  await counted(station, at(midnight - dayMilliseconds - 900_000), 'published', 7)
  await counted(station, at(midnight), 'published', 11)
  const { since, today, yesterday } = await room.api.today({ timeZone }, room.person('viewer', station))
  assert.equal(since, at(midnight))
  const lastQuarter = Date.now() - midnight >= dayMilliseconds - 900_000
  assert.deepEqual([today.published, yesterday.published], [11, lastQuarter ? 8 : 3])
})

test('storage says how fast it fills and how long that can go on', async () => {
  const station = room.county
  const call = room.person('viewer', station)
  Object.assign(room.stored, { bytes: 3000, segmentBytes: 1000, quotaBytes: 5000, freeBytes: 1_000_000 })
  const first = (await room.api.today({}, call)).storage
  const now = { essenceBytes: 3000, segmentBytes: 1000, quotaBytes: 5000, freeBytes: 1_000_000 }
  assert.deepEqual(first, now, 'of growth nothing is known yet')
  await sql`insert into desk.stock (station, at, essence_bytes, segment_bytes)
    values (${station}, now() - interval '10 days', 1000, 500),
      (${station}, now() - interval '20 days', 0, 0)`.execute(room.host.db.kysely)
  const { growthBytesPerDay, daysLeft } = (await room.api.today({}, call)).storage
  assert.ok(Math.abs(growthBytesPerDay! - 250) < 1, `${growthBytesPerDay}`)
  assert.ok(Math.abs(daysLeft! - 10) < 0.1, 'of the quota: 2000 left, 200 a day')
  Object.assign(room.stored, { bytes: 1000, segmentBytes: 0 })
  assert.equal('daysLeft' in (await room.api.today({}, call)).storage, false, 'it shrank')
})

test('spans and time zones that make no sense are refused in words', async () => {
  const api = room.admin.client(desk)
  const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' }
  const refused = async (change: object, type: string) =>
    assert.rejects(
      api.figures({ ...span, bucket: 'day', ...change }),
      (error: { type: string }) => error.type === type || assert.fail(error.type),
    )
  await refused({ to: span.from }, 'bad-span')
  await refused({ from: '1990-01-01T00:00:00Z' }, 'bad-span')
  await refused({ from: '2025-01-01T00:00:00Z', bucket: 'hour' }, 'bad-span')
  await refused({ from: '2016-12-31T23:59:60Z' }, 'bad-span')
  await refused({ from: 'yesterday' }, 'invalid-input')
  await refused({ bucket: 'month' }, 'invalid-input')
  await refused({ timeZone: 'Mars/Olympus' }, 'unknown-time-zone')
  await refused({ timeZone: 'UTC+8' }, 'unknown-time-zone')
  await refused({ timeZone: "x'; drop table" }, 'invalid-input')
  await assert.rejects(api.today({ timeZone: 'Nowhere' }), { type: 'unknown-time-zone' })
})
