import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { vms } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { csvLine, parseCsv } from './csv.ts'
import { parseFeed } from './feed.ts'

let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
})
after(() => room?.close())

let files = 0
const add = async (name = `MVI_${(files += 1)}.MP4`, title = '旧题') => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    values (${room.station}, ${randomUUID()}, ${name}, ${title}, 'ready', '王编辑') returning id`.execute(
    room.db.kysely,
  )
  return { id: rows[0]!.id, name }
}
const api = () => room.api(vms)
const get = (id: string) => api().get({ id }, room.call)
type Input = Parameters<ReturnType<typeof api>['importMetadata']>[0]
const take = (input: Input) => api().importMetadata(input, room.call)
const outcomes = (report: Awaited<ReturnType<typeof take>>) =>
  report.lines.map(({ line, outcome, problem }) => `${line} ${problem?.type ?? outcome}`)
const exported = async (query: string) => {
  const url = `/api/vms/export?${query}`
  return room.app.inject({ url, headers: { 'rongmei-station': room.station } })
}

test('a table corrects assets line by line, and each line says what became of it', async () => {
  const { id: schema } = await api().addSchema(
    {
      name: '新闻',
      fields: [
        { key: 'reporter', label: '记者', type: 'person', many: true },
        { key: 'episode', label: '期数', type: 'number' },
      ],
    },
    room.call,
  )
  const [a, b, twin] = [await add(), await add(), await add('twin.mp4')]
  await add('twin.mp4')
  const text = [
    '\uFEFF文件名,id,标题,标签,栏目,记者,episode,state',
    `${a.name},,"防汛 ""第一线""\n特别报道",防汛;直播,新闻,李记者；王编辑,46,ready`,
    `,${b.id},,,,,,`,
    `,${b.id},新题,,,,四十六,`,
    'nowhere.mp4,,x,,,,,',
    'twin.mp4,,x,,,,,',
    `,${twin.id},孪生,,,,,`,
    '',
    `,${'9'.repeat(8)},x,,,,,`,
  ].join('\r\n')
  const told = [
    '2 changed',
    '4 changed',
    '5 metadata-invalid',
    '6 asset-not-found',
    '7 asset-ambiguous',
    '8 changed',
    '10 bad-line',
  ]
  const dry = await take({ format: 'csv', text, schema, dryRun: true })
  assert.deepEqual(outcomes(dry), told)
  assert.deepEqual(dry.lines[0]!.changed?.toSorted(), [
    'column',
    'fields.episode',
    'fields.reporter',
    'schema',
    'tags',
    'title',
  ])
  assert.equal((await get(a.id)).title, '旧题', 'a dry run changes nothing')
  assert.deepEqual((await api().columns({}, room.call)).items, [])

  const report = await take({ format: 'csv', text, schema })
  assert.deepEqual(outcomes(report), told)
  assert.deepEqual([report.changed, report.unchanged, report.problems], [3, 0, 4])
  const { title, tags, column, fields } = await get(a.id)
  assert.deepEqual(
    [title, tags, column, fields],
    ['防汛 "第一线"\n特别报道', ['防汛', '直播'], '新闻', { reporter: ['李记者', '王编辑'], episode: 46 }],
  )
  const again = await take({ format: 'csv', text, schema })
  assert.deepEqual([again.changed, again.unchanged, again.problems], [0, 3, 4])
  assert.equal((await api().versions({ id: a.id }, room.call)).items[0]!.changed.length, 6)
})

test('what was exported comes back in unchanged, and a spreadsheet runs nothing of it', async () => {
  const { id } = await add('=cmd.mp4', '=HYPERLINK("http://x","y")')
  const { id: other } = await add('plain.mp4', '逗号，"引号",和\n换行')
  const reply = await exported(`text=${encodeURIComponent('.mp4')}`)
  assert.equal(reply.statusCode, 200)
  assert.match(reply.headers['content-disposition'] as string, /assets\.csv/)
  const rows = parseCsv(reply.body)
  assert.ok(reply.body.includes(`,"'=HYPERLINK(""http://x"",""y"")",`), 'as text')
  assert.equal(rows.find(({ cells }) => cells[0] === other)!.cells[2], '逗号，"引号",和\n换行')
  assert.equal(rows.find(({ cells }) => cells[0] === id)!.cells[2], '=HYPERLINK("http://x","y")')
  const report = await take({ format: 'csv', text: reply.body })
  assert.deepEqual([report.changed, report.problems], [0, 0])

  const list = await exported('format=json&hasError=false')
  const items = list.json() as { id: string; title: string }[]
  assert.ok(items.length >= 5 && items.some((one) => one.id === id))
  const back = await take({ format: 'json', text: list.body })
  assert.deepEqual([back.changed, back.problems], [0, 0])
  const nobody = await room.app.inject('/api/vms/export')
  assert.equal(nobody.statusCode, 401)
  assert.equal((await exported('state=lost')).statusCode, 400)
})

test('an export goes over all pages', async () => {
  for (let made = 0; made < 3; made += 1)
    await sql`insert into vms.asset (station, essence, file_name, title, state, created_by)
      select ${room.station}, uuidv7(), 'bulk.mov', 'b' || n, 'ready', 'x' from generate_series(1, 400) n`.execute(
      room.db.kysely,
    )
  const reply = await exported('createdBy=x')
  const rows = parseCsv(reply.body)
  assert.deepEqual([rows.length, new Set(rows.map(({ cells }) => cells[0])).size], [1201, 1201])
})

test('a list says what it changes, and nonsense in it is told where it stands', async () => {
  const { id, name } = await add()
  const text = JSON.stringify([
    { fileName: name, title: '新题', tags: ['a', 'a'] },
    { id, column: null, description: '说明' },
    'x',
    { title: 'no id' },
    { id, tags: 'a' },
    { id, title: '' },
    { id, fields: { a: { b: 1 } } },
    { id, fields: { nothing: 1 } },
    { id: randomUUID(), title: 'x' },
  ])
  const report = await take({ format: 'json', text })
  assert.deepEqual(outcomes(report), [
    '1 changed',
    '2 changed',
    '3 bad-line',
    '4 bad-line',
    '5 bad-line',
    '6 bad-line',
    '7 bad-line',
    '8 metadata-invalid',
    '9 asset-not-found',
  ])
  assert.deepEqual((await get(id)).tags, ['a'])
  for (const bad of ['{', '3', '{"items":4}']) {
    await assert.rejects(take({ format: 'json', text: bad }), { type: 'bad-list' })
  }
  const many = JSON.stringify(Array.from({ length: 2001 }, () => ({ id })))
  await assert.rejects(take({ format: 'json', text: many }), { type: 'too-many-lines' })
})

test('a feed corrects the assets whose files it names', async () => {
  const [a, b] = [await add('evening news.mp4'), await add()]
  const feed = `<?xml version="1.0"?>
    <rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>台</title>
      <item><title>&#26202;间 &amp; 新闻</title><description><![CDATA[<b>正文</b>]]></description>
        <media:keywords>防汛, 直播</media:keywords><category>新闻</category>
        <media:group><media:content url="https://cdn.example/v/evening%20news.mp4?x=1" type="video/mp4"/></media:group></item>
      <item><guid isPermaLink="false">${b.id}</guid><media:title>按号</media:title></item>
      <item><title>无处</title></item></channel></rss>`
  const report = await take({ format: 'mrss', text: feed })
  assert.deepEqual(outcomes(report), ['1 changed', '2 changed', '3 bad-line'])
  const first = await get(a.id)
  assert.deepEqual(
    [first.title, first.description, first.tags, first.column],
    ['晚间 & 新闻', '<b>正文</b>', ['防汛', '直播'], '新闻'],
  )
  assert.equal((await get(b.id)).title, '按号')
})

test('a feed that would grow, lead elsewhere or dig deep is refused at once', () => {
  const bombs = [
    `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`,
    `<!doctype x SYSTEM "file:///etc/passwd"><rss/>`,
    `<rss><channel>${'<item>'.repeat(100_000)}`,
    `<rss><channel>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</channel></rss>`,
    `<rss><channel><title>x</title></channel></rss>`,
    'not xml',
    '',
  ]
  for (const text of bombs) assert.throws(() => parseFeed(text), { type: 'bad-feed' }, text.slice(0, 40))
  const [item] = parseFeed('<rss><channel><item><title>&own; &#0; &#xD800; &#x4E2D;</title></item></channel></rss>')
  assert.equal(item!.title, '&own; &#0; &#xD800; 中')
})

test('a table is read as spreadsheets write it', () => {
  const cells = (text: string) => parseCsv(text).map((row) => [row.line, ...row.cells])
  assert.deepEqual(cells('a;b\n1;"x;y"\n\n2;'), [
    [1, 'a', 'b'],
    [2, '1', 'x;y'],
    [4, '2', ''],
  ])
  assert.deepEqual(cells('a\tb\r\n"1\r\n2"\t3'), [
    [1, 'a', 'b'],
    [2, '1\r\n2', '3'],
  ])
  assert.throws(() => parseCsv('a,b\n"open,1\n2'), { type: 'bad-table', detail: { line: 2 } })
  const odd = ['-5', '-x', '@a', '=1', "'", 'a"b', 'a,b', ' ']
  assert.deepEqual(parseCsv(csvLine(odd))[0]!.cells, odd)
})

test('a table without a head that says which asset is meant is refused', async () => {
  const refused = (text: string, type: string) => assert.rejects(take({ format: 'csv', text }), { type })
  await refused('title\nx', 'bad-table')
  await refused('', 'bad-table')
  await refused('id,colour\nx,red', 'unknown-columns')
})
