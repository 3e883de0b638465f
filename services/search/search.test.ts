import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { systemCall, type Call } from '#backbone'
import { runs } from '#backbone/jobs/contract'
import { search, type Found, type Wanted } from '#services/search'
import { vms, type Asset } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import sliceService from '../slice/service.ts'
import storageService from '../storage/service.ts'
import transcodeService from '../transcode/service.ts'
import uploadService from '../upload/service.ts'
import vmsService from '../vms/service.ts'
import searchService from './service.ts'

let house: Newsroom
const api = () => house.api(search)
const catalogue = () => house.api(vms)
type Said = Partial<Pick<Asset, 'title' | 'description' | 'tags' | 'column'>>

before(async () => {
  const services = [storageService, uploadService, sliceService, transcodeService, vmsService, searchService]
  house = await startNewsroom({ services, queues: { ingest: 1 } })
})
after(() => house?.close())

const find = async (text: string, more: Wanted = {}, call: Call = house.call) =>
  (await api().find({ text, ...more }, call)).items
const titles = (items: Found[]) => items.map(({ title }) => title.text)
const corrected = async (id: string, said: Said) => {
  const { version } = await catalogue().get({ id }, house.call)
  return catalogue().update({ id, version, ...said }, house.call)
}
/** An asset of that name, without a film. */
const asset = async (title: string, { column, ...said }: Said = {}) => {
  const id = await insert(title)
  await tell('vms.created', id)
  if (Object.keys(said).length > 0 || column) await corrected(id, { ...said, ...(column ? { column } : {}) })
  await found(title, id)
  await until('the rest', async () => {
    const [one] = (await find(`"${title}"`)).filter((item) => item.id === id)
    return one && (one.column?.text ?? '') === (column ?? '') && one.tags.length === (said.tags?.length ?? 0)
  })
  return id
}
const insert = async (title: string, station = house.station) => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    values (${station}, ${randomUUID()}, 'a.mp4', ${title}, 'ready', '王编辑') returning id`.execute(house.db.kysely)
  return rows[0]!.id
}
const tell = (type: string, id: string) =>
  house.db.across('bus', (tx) =>
    house.bus.publish(tx, { type, station: house.station, subject: id, data: { asset: id, essence: id } }),
  )
const found = (text: string, id: string) =>
  until(`${id} by ${text}`, async () => (await find(text)).find((one) => one.id === id))
const gone = (text: string, id: string) =>
  until(`${id} no more by ${text}`, async () => !(await find(text)).some((one) => one.id === id))
const marksOf = ({ text, marks }: Found['title']) => marks.map(({ from, to }) => text.slice(from, to))

test('what is written is found a moment after it was saved, with the place of the words', async (t) => {
  const id = await asset('清河县召开防汛工作会议', { column: '晚间新闻', tags: ['汛期', '时政'] })
  const began = Date.now()
  await corrected(id, { description: '县委书记张晓明到云上清河融媒体中心调研' })
  const one = await found('张晓明', id)
  t.diagnostic(`found ${Date.now() - began} ms after saving`)
  assert.deepEqual(marksOf(one.description!), ['张晓明'])
  assert.deepEqual(marksOf((await found('防汛会议', id)).title), ['防汛', '会议'])
  assert.deepEqual(marksOf((await found('晚间新闻', id)).column!), ['晚间新闻'])
  assert.deepEqual(titles(await find('汛期')), ['清河县召开防汛工作会议'])
})

test('one character, two characters across words, and names that no dictionary knows are found', async () => {
  const id = await asset('暴雪橙色预警')
  for (const text of ['雪', '色预', '橙色', '预警'])
    assert.ok(
      (await find(text)).some((one) => one.id === id),
      text,
    )
  assert.deepEqual(titles(await find('晓明')), ['清河县召开防汛工作会议'])
})

test('traditional, full-width and capital letters find what is written otherwise, and the other way round', async () => {
  const id = await asset('台湾烏龍茶 ＣＣＴＶ１３ Documentary')
  for (const text of ['臺灣', '乌龙茶', 'cctv13', 'ｃｃｔｖ', 'DOCUMENTARIES', '烏龍']) {
    assert.ok(
      (await find(text)).some((one) => one.id === id),
      text,
    )
  }
})

test('a wrong character, a wrong letter and a word too many still lead to the title, and it is said so', async () => {
  const id = await asset('Typhoon 过境后的抢修')
  const spelt = await api().find({ text: 'typhon' }, house.call)
  assert.deepEqual([spelt.how, spelt.instead, spelt.items[0]?.id], ['spelling', 'typhoon', id])
  const alike = await api().find({ text: '抢休' }, house.call)
  assert.deepEqual([alike.how, alike.items[0]?.id], ['sound', id])
  const part = await api().find({ text: '过境 抢修 马拉松' }, house.call)
  assert.deepEqual([part.how, part.items[0]?.id], ['part', id])
  assert.deepEqual(await find('没有的抢事'), [])
})

test('the title comes before tags, tags before the description, the description before comments', async () => {
  const noted = await asset('第四条')
  await catalogue().addComment({ id: noted, text: '这里应该提到珊瑚礁', inSeconds: 42 }, house.call)
  const described = await asset('第三条', { description: '潜水员看望珊瑚礁' })
  const tagged = await asset('第二条', { tags: ['珊瑚礁'] })
  const titled = await asset('珊瑚礁的颜色')
  await found('珊瑚礁', noted)
  const items = await find('珊瑚礁')
  assert.deepEqual(
    items.map(({ id }) => id),
    [titled, tagged, described, noted],
  )
  assert.deepEqual(titles(await find('"珊瑚礁的颜色"')), ['珊瑚礁的颜色'])
  assert.deepEqual(titles(await find('珊瑚礁 -颜色')).includes('珊瑚礁的颜色'), false)
})

test('subtitles, comments and markers are found with their moment', async () => {
  const id = await asset('访谈第一期')
  const cues = Array.from({ length: 120 }, (_, i) => ({
    text: i === 100 ? '我們決定修建跨海隧道' : `这是第${i}句话`,
    inSeconds: i * 3,
    outSeconds: i * 3 + 2.5,
  }))
  await api().texts({ asset: id, source: 'subtitles/zh-TW', cues }, house.call)
  await catalogue().addComment({ id, kind: 'marker', text: '隧道口航拍', inSeconds: 7.5 }, house.call)
  const [one] = await until('both places', async () => {
    const items = await find('隧道')
    return items[0]?.places.length === 2 && items
  })
  assert.deepEqual(
    one!.places.map(({ kind, inSeconds }) => [kind, inSeconds]),
    [
      ['marker', 7.5],
      ['subtitle', 300],
    ],
  )
  assert.deepEqual(marksOf(one!.places[1]!), ['隧道'])
  assert.deepEqual(titles(await find('决定修建跨海隧道')), ['访谈第一期'])
  assert.deepEqual(titles(await find('隧道', { kind: 'subtitle' })), ['访谈第一期'])
  assert.deepEqual(await find('航拍', { kind: 'subtitle' }), [])
  const { items } = await api().places({ id, text: '这是 句话' }, house.call)
  assert.equal(items.length, 119)

  await api().texts({ asset: id, source: 'subtitles/zh-TW', cues: [] }, house.call)
  assert.deepEqual(await find('跨海'), [])
})

test('a word of the station is one word from then on, also in what was there before', async () => {
  const scattered = await asset('清河的云上有雨')
  const named = await asset('云上清河客户端上线')
  const before = await api().find({ text: '云上清河' }, house.call)
  assert.ok([scattered, named].every((id) => before.items.some((one) => one.id === id)))
  const { run } = await api().addWords({ words: ['雲上清河'] }, house.call)
  await until('the end of the run', async () => (await house.run(run!)).state === 'done')
  const after = await api().find({ text: '云上清河' }, house.call)
  assert.equal(after.items[0]!.id, named)
  assert.ok(!after.items.some(({ id }) => id === scattered))
  const { items } = await api().words({}, house.call)
  assert.deepEqual(
    items.map(({ word }) => word),
    ['雲上清河'],
  )
  assert.equal((await api().addWords({ words: ['云上清河'] }, house.call)).added, 0)
  await assert.rejects(api().addWords({ words: ['two words'] }, house.call), { type: 'not-a-word' })
  await api().removeWord({ id: items[0]!.id }, house.call)
  await assert.rejects(api().removeWord({ id: items[0]!.id }, house.call), { type: 'word-not-found' })
})

test('filters, facets and pages agree; each facet is counted as if it did not choose', async () => {
  for (const n of [1, 2, 3, 4, 5]) await asset(`龙舟赛第${n}场`, { column: n < 4 ? '体育' : '民生', tags: [`场${n}`] })
  const wanted = { text: '龙舟赛', column: '体育' }
  const first = await api().find({ ...wanted, limit: 2 }, house.call)
  const second = await api().find({ ...wanted, limit: 2, cursor: first.next! }, house.call)
  assert.deepEqual(titles([...first.items, ...second.items]), ['龙舟赛第3场', '龙舟赛第2场', '龙舟赛第1场'])
  assert.equal(second.next, undefined)
  const facets = await api().facets(wanted, house.call)
  assert.deepEqual([facets.counted, facets.more], [3, false])
  assert.deepEqual(facets.columns, [
    { value: '体育', count: 3 },
    { value: '民生', count: 2 },
  ])
  assert.equal(facets.kinds.find(({ value }) => value === 'title')?.count, 3)
  assert.deepEqual(titles(await find('龙舟赛', { tag: '场4' })), ['龙舟赛第4场'])
  const newest = await api().find({ column: '体育', limit: 2 }, house.call)
  assert.deepEqual(titles(newest.items), ['龙舟赛第3场', '龙舟赛第2场'])
  const rest = await api().find({ column: '体育', limit: 2, cursor: newest.next! }, house.call)
  assert.deepEqual(titles(rest.items), ['龙舟赛第1场'])
  assert.deepEqual(await find('龙舟赛', { createdTo: '2020-01-01T00:00:00Z' }), [])
  assert.equal((await find('龙舟赛', { createdFrom: '2020-01-01T00:00:00Z' })).length, 5)

  const { items } = await catalogue().columns({}, house.call)
  const { id, version } = items.find(({ name }) => name === '体育')!
  await catalogue().changeColumn({ id, version, name: '体育世界' }, house.call)
  await until('the new name', async () => (await find('龙舟赛', { column: '体育世界' })).length === 3)
})

test('while somebody types, titles, tags and columns are offered', async () => {
  await asset('春节联欢晚会彩排', { column: '文艺', tags: ['春节'] })
  const offered = async (text: string) =>
    (await api().suggest({ text }, house.call)).items.map((one) => `${one.kind} ${one.text}`)
  assert.deepEqual(await offered('春'), ['tag 春节', 'asset 春节联欢晚会彩排'])
  for (const text of ['联欢晚', 'chunjie', 'cjlh', 'chunj']) {
    assert.ok((await offered(text)).includes('asset 春节联欢晚会彩排'), text)
  }
  assert.deepEqual(await offered('wenyi'), ['column 文艺'])
  assert.deepEqual(await offered('typhono'), ['spelling typhoon'])
  assert.deepEqual(await offered('，。!'), [])
})

test('what is binned or deleted is found no more, what is restored is; another station finds nothing', async () => {
  const id = await asset('磁悬浮列车试跑')
  await api().texts({ asset: id, source: 'subtitles/zh', cues: [{ text: '时速六百公里', inSeconds: 1 }] }, house.call)
  assert.equal((await find('时速六百公里')).length, 1)
  const elsewhere = systemCall(randomUUID(), 'tester')
  assert.deepEqual(await find('磁悬浮', {}, elsewhere), [])
  assert.deepEqual((await api().suggest({ text: '磁悬浮' }, elsewhere)).items, [])
  await assert.rejects(api().places({ id, text: '磁悬浮' }, elsewhere), { type: 'asset-not-found' })
  await assert.rejects(api().texts({ asset: id, source: 'subtitles/zh', cues: [] }, elsewhere), { status: 404 })

  await catalogue().delete({ id }, house.call)
  await gone('磁悬浮', id)
  await catalogue().restore({ id }, house.call)
  await found('时速六百公里', id)
  await catalogue().delete({ id }, house.call)
  await catalogue().purge({ id }, house.call)
  await gone('磁悬浮', id)
  await assert.rejects(api().places({ id, text: '磁悬浮' }, house.call), { status: 404 })
})

test('facts told again, and a rebuild, change nothing', async () => {
  const id = await asset('粮食丰收在望')
  for (const type of ['vms.created', 'vms.changed', 'vms.changed', 'vms.published', 'vms.annotated'])
    await tell(type, id)
  await tell('vms.deleted', randomUUID())
  const { assets } = await api().status({}, house.call)
  const { run } = await api().rebuild({}, house.call)
  await until('the end of the run', async () => (await house.run(run)).state === 'done')
  assert.deepEqual(titles(await find('粮食丰收')), ['粮食丰收在望'])
  const status = await api().status({}, house.call)
  assert.equal(status.assets, assets)
  assert.ok(status.builtAt)
  assert.equal((await house.api(runs).get({ run }, house.call)).state, 'done')
})

test('a station that had assets before it had an index finds them as well', async () => {
  const older = systemCall(randomUUID(), 'tester')
  for (let n = 0; n < 3; n++) await insert(`老片${n}`, older.station)
  assert.equal((await find('老片', {}, older)).length, 3)
  const { builtAt, run } = await api().status({}, older)
  assert.ok(builtAt && run === undefined)

  const large = systemCall(randomUUID(), 'tester')
  await sql`insert into vms.asset (station, essence, file_name, title, state, created_by)
    select ${large.station}::uuid, uuidv7(), 'a.mp4', '馆藏胶片', 'ready', '王编辑' from generate_series(1, 60)`.execute(
    house.db.kysely,
  )
  assert.equal((await api().find({ text: '馆藏' }, large)).building, true)
  await until('the whole index', async () => (await api().status({}, large)).builtAt)
  assert.equal((await api().facets({ text: '馆藏' }, large)).counted, 60)
})

test('the public finds what is published, by what it may know', async () => {
  const id = await asset('龙泉青瓷开窑', { description: '非遗传承人' })
  await catalogue().addComment({ id, text: '内部意见：重新配音' }, house.call)
  await found('重新配音', id)
  const asked = { station: house.station, text: '青瓷' }
  assert.deepEqual((await api().published(asked, house.call)).items, [])
  const { version } = await catalogue().get({ id }, house.call)
  await catalogue().publish({ id, version }, house.call)
  await until('the published', async () => (await api().published(asked, house.call)).items.length === 1)
  for (const text of ['重新配音', '配音']) {
    assert.deepEqual((await api().published({ ...asked, text }, house.call)).items, [], text)
  }
  assert.equal((await api().published({ ...asked, text: '传承' }, house.call)).items.length, 1)
})

test('whatever is written is answered', async () => {
  const odd = ["'", '\\', "a'b & !c", '-', '"', '""', ':*', '%', '的', '😀', '(((', 'ｱ', '~qing', '@', '\u202E']
  for (const text of [...odd, '长'.repeat(200), 'a'.repeat(200)]) {
    const { items } = await api().find({ text }, house.call)
    assert.ok(Array.isArray(items), text)
    assert.ok(Array.isArray((await api().suggest({ text: text.slice(0, 100) }, house.call)).items), text)
  }
  await assert.rejects(api().find({ text: '龙舟', cursor: 'nonsense' }, house.call), { type: 'bad-cursor' })
})
