import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { Problem, systemCall, type Call } from '#backbone'
import type { Scope } from '#backbone/scopes'
import { readSubtitles } from '#media/subtitles'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { vms } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import { subtitles, type Cue } from './contract.ts'

let room: Newsroom
let wang: Call
const indexed = new Map<string, string[]>()
before(async () => {
  const texts = async ({ asset, source, cues }: { asset: string; source: string; cues: { text: string }[] }) => {
    indexed.set(
      `${asset} ${source}`,
      cues.map(({ text }) => text),
    )
    return {}
  }
  const stationOf = async ({ id }: { id: string }) => ({ id, name: '清河县融媒体中心', createdAt: '', version: 1 })
  room = await startNewsroom({ given: { access: { stationOf }, search: { texts } } })
  wang = as('王编辑')
})
after(() => room?.close())

const api = () => room.api(subtitles)
const asset = async (column: string | null = null) => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by, "column")
    values (${room.station}, ${randomUUID()}, 'a.mp4', '晚间新闻 / 11月', 'ready', '王编辑', ${column}) returning id
  `.execute(room.db.kysely)
  return rows[0]!.id
}
const wangId = randomUUID()
const as = (name: string, allowed: Scope[] = ['assets:read', 'assets:write']): Call => ({
  ...room.call,
  actor: { kind: 'person', id: name === '王编辑' ? wangId : randomUUID(), name },
  scopes: new Set(allowed),
})
const refused = (type: string) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.equal(error.type, type)
  return true
}
const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64')
// In GBK: 各位观众晚上好 / 欢迎收看新闻
const gbk = Buffer.concat([
  Buffer.from('1\r\n00:00:01,000 --> 00:00:03,000\r\n'),
  Buffer.from('b8f7cebbb9dbd6dacdedc9cfbac3', 'hex'),
  Buffer.from('\r\n\r\n2\r\n00:00:03,500 --> 00:00:05,000\r\n'),
  Buffer.from('bbb6d3adcad5bfb4d0c2cec5', 'hex'),
])
const found = (id: string, language: string, texts: string[]) =>
  until(`${texts.join()} in the index`, async () => {
    const now = indexed.get(`${id} subtitles/${language}`)
    return JSON.stringify(now) === JSON.stringify(texts)
  })

test('a file in GBK becomes a track, is corrected, moved, found, and had again in every format', async () => {
  const id = await asset()
  const made = await api().create({ asset: id, language: 'zh-cn', file: base64(gbk) }, wang)
  assert.deepEqual(
    [made.kind, made.language, made.label, made.origin, made.format, made.encoding, made.cueCount, made.shown],
    ['subtitles', 'zh-CN', '简体中文', 'upload', 'srt', 'gb18030', 2, true],
  )
  const { cues, version } = await api().track({ id: made.id }, wang)
  assert.deepEqual(cues[0], { startSeconds: 1, endSeconds: 3, text: '各位观众晚上好' })
  await found(id, 'zh-CN', ['各位观众晚上好', '欢迎收看新闻'])

  const better: Cue[] = [
    { ...cues[1]!, text: '欢迎收看<i>晚间</i>新闻<script>' },
    { ...cues[0]!, text: '各位观众，晚上好' },
  ]
  const saved = await api().replace({ id: made.id, version, cues: better }, as('李记者'))
  assert.deepEqual(
    saved.cues.map(({ text }) => text),
    ['各位观众，晚上好', '欢迎收看<i>晚间</i>新闻'],
  )
  assert.deepEqual([saved.changedBy, saved.createdBy, saved.version], ['李记者', '王编辑', 2])
  await found(id, 'zh-CN', ['各位观众，晚上好', '欢迎收看晚间新闻'])
  await assert.rejects(api().replace({ id: made.id, version, cues }, wang), refused('changed-meanwhile'))

  const moved = await api().retime({ id: made.id, version: 2, offsetSeconds: 1.5 }, wang)
  assert.deepEqual([moved.cues[0]!.startSeconds, moved.cues[1]!.endSeconds], [2.5, 6.5])
  const early = { id: made.id, version: 3, offsetSeconds: -3 }
  await assert.rejects(api().retime(early, wang), refused('before-the-beginning'))

  for (const format of ['srt', 'vtt', 'ass', 'ttml']) {
    const reply = await room.app.inject({
      url: `/api/subtitles/tracks/${made.id}/file.${format}`,
      headers: { 'rongmei-station': room.station },
    })
    assert.equal(reply.statusCode, 200)
    assert.match(reply.headers['content-disposition'] as string, new RegExp(`filename="subtitles.zh-CN.${format}"`))
    assert.match(decodeURIComponent(reply.headers['content-disposition'] as string), /晚间新闻 {3}11月\.zh-CN\./)
    const back = readSubtitles(reply.rawPayload)
    assert.equal(back.format, format)
    assert.deepEqual(back.cues, moved.cues)
  }
})

test('of the tracks one chooses from, one is the default; what is hidden is not found', async () => {
  const id = await asset()
  const file = base64('WEBVTT\n\n00:01.000 --> 00:02.000\nGood evening\n')
  const english = await api().create({ asset: id, language: 'en', isDefault: true, file }, wang)
  assert.equal(english.label, 'English')
  await found(id, 'en', ['Good evening'])
  const empty = await api().create({ asset: id, kind: 'captions', isDefault: true, shown: false }, wang)
  const chapters = await api().create({ asset: id, kind: 'chapters', isDefault: true }, wang)
  const { items } = await api().tracks({ asset: id }, wang)
  assert.deepEqual(
    items.map(({ isDefault }) => isDefault),
    [false, true, true],
  )
  assert.deepEqual([empty.origin, empty.cueCount], ['editor', 0])
  const { version } = items[0]!
  await api().change({ id: english.id, version, shown: false, language: 'eng', label: 'English (UK)' }, wang)
  await found(id, 'en', [])
  await api().delete({ id: chapters.id }, wang)
  assert.equal((await api().tracks({ asset: id }, wang)).items.length, 2)
  const bad = { id: empty.id, version: 1, language: 'a1' }
  await assert.rejects(api().change(bad, wang), refused('bad-language'))
})

test('what cannot be read is refused in words, with the line', async () => {
  const id = await asset()
  const send = (file: string | Buffer) => api().create({ asset: id, file: base64(file) }, wang)
  await assert.rejects(send('1\n00:00:05,000 --> 00:00:02,000\nx\n'), (error: Problem) => {
    assert.deepEqual([error.type, error.status, error.detail.line], ['subtitles-damaged', 422, 2])
    return true
  })
  await assert.rejects(send('To whom it may concern'), refused('subtitles-not-understood'))
  await assert.rejects(send(Buffer.alloc(1000, 0xff)), refused('subtitles-encoding'))
  const cues = [{ startSeconds: 5, endSeconds: 2, text: 'x' }]
  const { id: track, version } = await api().create({ asset: id }, wang)
  await assert.rejects(api().replace({ id: track, version, cues }, wang), refused('subtitles-damaged'))
  const long = await room.app.inject({
    method: 'POST',
    url: `/api/subtitles/assets/${id}/tracks`,
    headers: { 'rongmei-station': room.station },
    payload: { file: 'A'.repeat(6_700_001) },
  })
  assert.equal(long.statusCode, 400)
  assert.equal((await api().tracks({ asset: id }, wang)).items.length, 1)
})

test('only who may edit an asset edits its texts, and no other station sees them', async () => {
  const stranger = { ...systemCall(randomUUID(), 'other') }
  const { id: column } = await room.api(vms).addColumn({ name: '专题', editors: [wangId] }, room.call)
  assert.ok(column)
  const id = await asset('专题')
  const track = await api().create({ asset: id, file: base64(gbk) }, wang)
  const of = { id: track.id, version: track.version }
  const li = as('李记者')
  await assert.rejects(api().create({ asset: id }, li), refused('not-in-column'))
  await assert.rejects(api().replace({ ...of, cues: [] }, li), refused('not-in-column'))
  await assert.rejects(api().change({ ...of, shown: false }, li), refused('not-in-column'))
  await assert.rejects(api().delete({ id: track.id }, li), refused('not-in-column'))
  assert.equal((await api().track({ id: track.id }, li)).cues.length, 2)

  await assert.rejects(api().track({ id: track.id }, stranger), refused('track-not-found'))
  await assert.rejects(api().tracks({ asset: id }, stranger), refused('asset-not-found'))
  await assert.rejects(api().delete({ id: track.id }, stranger), refused('track-not-found'))
  const reply = await room.app.inject({
    url: `/api/subtitles/tracks/${track.id}/file.srt`,
    headers: { 'rongmei-station': stranger.station },
  })
  assert.equal(reply.statusCode, 404)
})

test('subtitles and chapters in a file become tracks while it is ingested, once, and go with their asset', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'zh.srt'), '1\n00:00:00,500 --> 00:00:01,500\n第一句\n')
  await writeFile(join(folder, 'en.srt'), '1\n00:00:00,600 --> 00:00:01,600\nOne\n')
  await writeFile(
    join(folder, 'chapters.txt'),
    ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=片头\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=正文\n',
  )
  const film = await makeMedia(join(folder, 'film.mkv'), [
    ...picture({ seconds: 2, size: '160x90' }),
    ...['zh.srt', 'en.srt', 'chapters.txt'].flatMap((name) => ['-i', join(folder, name)]),
    ...'-map 0:v -map 1:s -map 2:s -map_chapters 3 -c:s copy'.split(' '),
    ...'-metadata:s:s:0 language=chi -metadata:s:s:1 language=eng -disposition:s:0 default'.split(' '),
    ...quickVideo,
  ])
  const { asset, run } = await room.ingested(await readFile(film), 'film.mkv')
  assert.equal(asset.state, 'ready', JSON.stringify(run.error))
  const { items } = await api().tracks({ asset: asset.id }, room.call)
  assert.deepEqual(
    items.map(({ kind, language, label, origin, isDefault, cueCount }) => [
      kind,
      language,
      label,
      origin,
      isDefault,
      cueCount,
    ]),
    [
      ['subtitles', 'zh', '简体中文', 'embedded', true, 1],
      ['subtitles', 'en', 'English', 'embedded', false, 1],
      ['chapters', 'zh-CN', '简体中文', 'embedded', true, 2],
    ],
  )
  await found(asset.id, 'en', ['One'])
  await found(asset.id, 'zh-CN', ['片头', '正文'])
  await room.deleted(asset)
  const left = () => sql<{ n: number }>`select count(*)::int n from subtitles.track where asset = ${asset.id}`
  await until('no tracks', async () => (await left().execute(room.db.kysely)).rows[0]!.n === 0)
})
