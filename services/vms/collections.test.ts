import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { vms } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'

let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
})
after(() => room?.close())

const add = async (title: string) => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    values (${room.station}, ${randomUUID()}, 'a.mp4', ${title}, 'ready', '王编辑') returning id`.execute(
    room.db.kysely,
  )
  return rows[0]!.id
}
const api = () => room.api(vms)
const titles = async (id: string) => {
  const seen: string[] = []
  for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
    const page = await api().collected({ id, limit: 2, ...(cursor ? { cursor } : {}) }, room.call)
    seen.push(...page.items.map(({ title }) => title))
    cursor = page.next
    if (!cursor) break
  }
  return seen.join('')
}

test('a collection holds assets in an order of its own, page by page', async () => {
  const [a, b, c, d] = [await add('甲'), await add('乙'), await add('丙'), await add('丁')]
  const { id, assets } = await api().addCollection({ title: '两会专题', assets: [a, b, c] }, room.call)
  assert.equal(assets, 3)
  assert.equal(await titles(id), '甲乙丙')
  await api().collect({ id, assets: [d], before: b }, room.call)
  assert.equal(await titles(id), '甲丁乙丙')
  await api().collect({ id, assets: [a, c], before: d }, room.call)
  assert.equal(await titles(id), '甲丙丁乙')
  for (let times = 0; times < 120; times += 1) {
    await api().collect({ id, assets: [times % 2 === 0 ? a : c], before: d }, room.call)
  }
  assert.equal(await titles(id), '甲丙丁乙', 'however often they are put between the same two')
  await api().uncollect({ id, assets: [c] }, room.call)
  await api().delete({ id: d }, room.call)
  assert.equal(await titles(id), '甲乙')
  assert.equal((await api().collection({ id }, room.call)).assets, 2)
  await api().restore({ id: d }, room.call)
  assert.equal(await titles(id), '甲丁乙')

  assert.equal((await api().count({ collection: id }, room.call)).count, 3)
  const of = async (asset: string) => (await api().collections({ asset }, room.call)).items.map((one) => one.title)
  assert.deepEqual([await of(a), await of(c)], [['两会专题'], []])
  await assert.rejects(api().collect({ id, assets: [a], before: c }, room.call), { type: 'asset-not-collected' })
  await assert.rejects(api().collect({ id, assets: [randomUUID()] }, room.call), { type: 'asset-not-found' })
})

test('a collection is renamed, found by its words, and deleted without its assets', async () => {
  const asset = await add('留下')
  const made = await api().addCollection({ title: '客户审片', assets: [asset] }, room.call)
  const { id, version } = made
  const renamed = await api().changeCollection({ id, version, description: '周五前 50%' }, room.call)
  await assert.rejects(api().changeCollection({ id, version, title: 'x' }, room.call), { type: 'changed-meanwhile' })
  assert.equal(renamed.description, '周五前 50%')
  const found = async (text: string) => (await api().collections({ text }, room.call)).items.map((one) => one.id)
  assert.deepEqual([await found('审片'), await found('50%'), await found('%%')], [[id], [id], []])
  const other = { ...room.call, station: randomUUID() }
  await assert.rejects(api().collection({ id }, other), { type: 'collection-not-found' })
  await assert.rejects(api().collect({ id, assets: [asset] }, other), { type: 'collection-not-found' })
  await api().deleteCollection({ id }, room.call)
  await assert.rejects(api().collected({ id }, room.call), { type: 'collection-not-found' })
  assert.equal((await api().get({ id: asset }, room.call)).title, '留下')
})

test('what assets are to one another is seen from each of them', async () => {
  const [whole, cut, trailer, far] = [await add('全片'), await add('精编'), await add('预告'), await add('译制')]
  await api().relate({ id: cut, to: whole, kind: 'derived' }, room.call)
  await api().relate({ id: cut, to: whole, kind: 'derived' }, room.call)
  await api().relate({ id: trailer, to: cut, kind: 'trailer' }, room.call)
  await api().relate({ id: far, to: trailer, kind: 'translation' }, room.call)
  for (const id of [whole, cut, trailer, far]) {
    const { nodes, edges } = await api().lineage({ id }, room.call)
    const named = new Map(nodes.map((node) => [node.id, node.name]))
    const told = edges.map(({ from, to, kind }) => `${named.get(from)} ${kind} ${named.get(to)}`).toSorted()
    assert.deepEqual(told, ['全片 derived 精编', '精编 trailer 预告', '预告 translation 译制'].toSorted())
  }
  await api().unrelate({ id: cut, to: whole, kind: 'derived' }, room.call)
  assert.deepEqual((await api().lineage({ id: whole }, room.call)).edges, [])
  await assert.rejects(api().relate({ id: cut, to: cut, kind: 'related' }, room.call), { type: 'relation-to-itself' })
  await assert.rejects(api().relate({ id: cut, to: randomUUID(), kind: 'related' }, room.call), {
    type: 'asset-not-found',
  })
})
