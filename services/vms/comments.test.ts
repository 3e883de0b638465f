import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import WebSocket from 'ws'
import type { Call } from '#backbone'
import type { Scope } from '#backbone/scopes'
import { vms, type Comment } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'

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
const everything: Scope[] = ['assets:read', 'assets:write']
const as = (name: string, allowed: Scope[] = everything): Call => ({
  ...room.call,
  actor: { kind: 'person', id: `id of ${name}`, name },
  scopes: new Set(allowed),
})
const [wang, li] = ['王编辑', '李主任'].map((name) => (more?: Scope[]) => as(name, more))
const api = () => room.api(vms)

test('a comment on a range of an asset is answered, resolved, and seen by everybody in the room of the asset', async () => {
  const id = await add()
  const socket = new WebSocket(`${room.origin.replace('http', 'ws')}/api/realtime`, {
    headers: { 'rongmei-station': room.station, origin: room.origin },
  })
  const heard: { comment: string; change: string }[] = []
  await new Promise((resolve) => socket.on('open', resolve))
  socket.send(JSON.stringify({ join: [`assets:${id}`] }))
  socket.on('message', (data) => heard.push(...JSON.parse(String(data)).messages))
  await new Promise((resolve) => setTimeout(resolve, 100))

  const said = { id, text: '这里字幕错了', inSeconds: 12.48, outSeconds: 15 }
  const first = await api().addComment(said, li!(['assets:read', 'assets:publish']))
  assert.deepEqual([first.inSeconds, first.outSeconds, first.author.name], [12.48, 15, '李主任'])
  const answer = await api().addComment({ id, text: '已改', replyTo: first.id }, wang!())
  const further = await api().addComment({ id, text: '好', replyTo: answer.id }, li!())
  assert.deepEqual([answer.replyTo, further.replyTo], [first.id, first.id])
  const resolved = await api().resolveComment({ id: first.id, resolved: true }, wang!())
  assert.equal(resolved.resolvedBy, '王编辑')
  await until('the words to arrive', async () => heard.some(({ change }) => change === 'resolved'))
  socket.close()

  const { items } = await api().comments({ id, resolved: false }, wang!())
  assert.deepEqual(
    items.map(({ text }) => text),
    ['已改', '好'],
  )
  const { rows } = await sql<{ change: string }>`
    select data->>'change' as change from bus.event where subject = ${id} and type = 'vms.annotated'
    order by tx, position`.execute(room.db.kysely)
  assert.deepEqual(
    rows.map(({ change }) => change),
    ['added', 'added', 'added', 'resolved'],
  )
})

test('markers are everybody’s who may write, comments their author’s; the administrator may delete both', async () => {
  const id = await add()
  const comment = await api().addComment({ id, text: '开头太长' }, wang!())
  const marker = await api().addComment({ id, kind: 'marker', text: '第二段', inSeconds: 60 }, wang!())
  const edit = (one: Comment, call: Call) =>
    api().editComment({ id: one.id, version: one.version, text: '改', inSeconds: 3 }, call)
  await assert.rejects(edit(comment, li!()), { type: 'not-yours' })
  assert.deepEqual([(await edit(marker, li!())).inSeconds, (await edit(comment, wang!())).text], [3, '改'])
  await assert.rejects(edit(marker, li!()), { type: 'changed-meanwhile' })
  await assert.rejects(api().deleteComment({ id: comment.id }, li!()), { type: 'not-yours' })
  await api().deleteComment({ id: comment.id }, li!(['assets:read', 'assets:publish', 'station:manage']))
  assert.deepEqual(
    (await api().comments({ id, kind: 'comment' }, li!())).items.map((one) => one.id),
    [],
  )
})

test('a comment without sense is refused, and so is who may only look', async () => {
  const [id, other] = [await add(), await add()]
  const say = (more: object, call = wang!()) => api().addComment({ id, text: 'x', ...more }, call)
  await assert.rejects(say({ outSeconds: 3 }), { type: 'bad-range' })
  await assert.rejects(say({ inSeconds: 3, outSeconds: 3 }), { type: 'bad-range' })
  await assert.rejects(say({ id: randomUUID() }), { type: 'asset-not-found' })
  await assert.rejects(say({ replyTo: randomUUID() }), { type: 'comment-not-found' })
  const elsewhere = await api().addComment({ id: other, text: 'x' }, wang!())
  await assert.rejects(say({ replyTo: elsewhere.id }), { type: 'reply-elsewhere' })
  await assert.rejects(say({}, as('观众', ['assets:read'])), { type: 'not-allowed' })
})
