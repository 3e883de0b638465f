import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Call } from '#backbone'
import { vms, type MetadataField } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'

let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
})
after(() => room?.close())

const add = async () => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    values (${room.station}, ${randomUUID()}, 'a.mp4', '一条', 'ready', '王编辑') returning id`.execute(room.db.kysely)
  return rows[0]!.id
}
const api = () => room.api(vms)
type Update = Omit<Parameters<ReturnType<typeof api>['update']>[0], 'id' | 'version'>
const update = async (id: string, changes: Update, call: Call = room.call) => {
  const { version } = await api().get({ id }, room.call)
  return api().update({ id, version, ...changes }, call)
}
const fields: MetadataField[] = [
  { key: 'reporter', label: '记者', type: 'person', required: true, many: true },
  { key: 'shotOn', label: '拍摄日期', type: 'date', required: true },
  { key: 'kind', label: '体裁', type: 'choice', options: ['消息', '专题', '评论'] },
  { key: 'episode', label: '期数', type: 'number', minimum: 1 },
  { key: 'live', label: '直播', type: 'boolean' },
  { key: 'source', label: '出处', type: 'url' },
  { key: 'place', label: '地点', type: 'text' },
]

test('a station settles what is written down of its news, and nothing is published before the required is there', async () => {
  const { id: schema } = await api().addSchema({ name: '新闻', fields }, room.call)
  const id = await add()
  const said = { kind: '消息', episode: 46, live: true, source: 'https://example.org/a', place: '县城东关' }
  const filled = await update(id, { schema, fields: said })
  assert.deepEqual([filled.schema, filled.schemaVersion, filled.fields], [schema, 1, said])
  const publish = async () => api().publish({ id, version: (await api().get({ id }, room.call)).version }, room.call)
  await assert.rejects(publish(), { type: 'metadata-incomplete', detail: { missing: ['reporter', 'shotOn'] } })
  const more = await update(id, { fields: { reporter: ['李记者', '王编辑'], shotOn: '2026-02-28', place: null } })
  assert.deepEqual(Object.keys(more.fields!).toSorted(), ['episode', 'kind', 'live', 'reporter', 'shotOn', 'source'])
  assert.equal((await publish()).state, 'published')

  const found = async (field: string | string[]) => (await api().count({ field }, room.call)).count
  const queries = ['reporter=李记者', 'episode=46', 'live=true', 'kind=专题', 'episode=0046', 'shotOn=2026-02-28', 'x']
  assert.deepEqual(await Promise.all(queries.map(found)), [1, 1, 1, 0, 1, 1, 0])
  assert.equal(await found(['kind=专题', 'kind=消息']), 1)
})

test('what does not suit its field is refused, with the field and the reason', async () => {
  const { id: schema } = await api().addSchema({ name: '严格', fields }, room.call)
  const id = await add()
  const wrong: Record<string, [unknown, string]> = {
    reporter: ['李记者', 'is no list'],
    shotOn: ['2026-02-30', 'is no day such as 2026-03-01'],
    kind: ['综述', 'is none of the options'],
    episode: [0, 'is less than 1'],
    live: ['yes', 'is neither yes nor no'],
    source: ['javascript:alert(1)', 'is no address of the web'],
    place: [' ', 'is empty'],
    other: ['x', 'is no field of the schema'],
  }
  const values = Object.fromEntries(Object.entries(wrong).map(([key, [value]]) => [key, value as string]))
  const refused = await update(id, { schema, fields: values }).catch((error: unknown) => error)
  const { type, detail } = refused as { type: string; detail: { fields: { key: string; why: string }[] } }
  assert.equal(type, 'metadata-invalid')
  assert.deepEqual(
    detail.fields.map(({ key, why }) => [key, why]),
    Object.entries(wrong).map(([key, [, why]]) => [key, why]),
  )
  await assert.rejects(update(id, { fields: { place: 'x' } }), { type: 'metadata-invalid' })
  await assert.rejects(update(id, { schema: randomUUID() }), { type: 'schema-not-found' })
  for (const bad of [
    [fields[0]!, fields[0]!],
    [{ key: 'a', label: 'a', type: 'choice' as const }],
    [{ key: 'a', label: 'a', type: 'number' as const, many: true }],
  ]) {
    await assert.rejects(api().addSchema({ name: 'x', fields: bad }, room.call), { type: 'bad-schema' })
  }
})

test('a schema changes by versions: assets keep theirs until they are changed, and the old one can be read', async () => {
  const first = await api().addSchema({ name: '专题', fields: [fields[2]!] }, room.call)
  const id = await add()
  await update(id, { schema: first.id, fields: { kind: '评论' } })
  const next = [{ ...fields[2]!, options: ['消息', '专题'] }, fields[6]!]
  const second = await api().changeSchema({ id: first.id, version: 1, fields: next }, room.call)
  assert.deepEqual([second.version, second.fields.length], [2, 2])
  await assert.rejects(api().changeSchema({ id: first.id, version: 1, name: 'x' }, room.call), {
    type: 'changed-meanwhile',
  })
  assert.equal((await api().get({ id }, room.call)).schemaVersion, 1)
  await assert.rejects(update(id, { fields: { place: '东关' } }), { type: 'metadata-invalid' })
  assert.equal((await update(id, { fields: { kind: '专题', place: '东关' } })).schemaVersion, 2)
  assert.equal((await api().schema({ id: first.id, of: 1 }, room.call)).fields.length, 1)
  await api().changeSchema({ id: first.id, version: 2, retired: true }, room.call)
  await assert.rejects(update(await add(), { schema: first.id }), { type: 'schema-retired' })
  assert.equal((await update(id, { fields: { place: '西关' } })).fields?.place, '西关')
  const { items } = await api().schemas({}, room.call)
  assert.deepEqual(
    items.filter((one) => one.id === first.id).map(({ version, retired }) => [version, retired]),
    [[3, true]],
  )
})

test('every change of an asset is a version that can be compared and gone back to', async () => {
  const id = await add()
  const li: Call = { ...room.call, actor: { kind: 'person', id: randomUUID(), name: '李主任' } }
  await update(id, { title: '初稿', tags: ['防汛'] })
  await update(id, { title: '定稿', column: '新闻' }, li)
  const { items } = await api().versions({ id }, room.call)
  assert.deepEqual(
    items.map(({ by, changed }) => [by.name, changed]),
    [
      ['李主任', ['title', 'column']],
      ['tester', ['title', 'tags']],
      ['王编辑', []],
    ],
  )
  const [last, , first] = items.map(({ version }) => version)
  const compared = await api().compare({ id, from: first!, to: last! }, room.call)
  assert.deepEqual(compared.items, [
    { key: 'title', before: '一条', after: '定稿' },
    { key: 'tags', before: [], after: ['防汛'] },
    { key: 'column', after: '新闻' },
  ])
  const { version } = await api().get({ id }, room.call)
  const back = await api().rollBack({ id, version, to: first! }, room.call)
  assert.deepEqual([back.title, back.tags, back.column, back.version], ['一条', [], undefined, version + 1])
  assert.equal((await api().versions({ id, limit: 1 }, room.call)).items[0]!.changed.length, 3)
  const page = await api().versions({ id, limit: 2 }, room.call)
  const rest = await api().versions({ id, cursor: page.next! }, room.call)
  assert.deepEqual([page.items.length, rest.items.length], [2, 2])
  await assert.rejects(api().rollBack({ id, version: back.version, to: 9999 }, room.call), {
    type: 'version-not-found',
  })
  await assert.rejects(api().rollBack({ id, version, to: first! }, room.call), { type: 'changed-meanwhile' })
})
