import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { ensureFirstAdmin } from '#backbone/access'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { vms } from '#services/vms'
import { openBrowser } from '#testing/browser'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import { clip, typeOf } from '#testing/tus'

const folder = await temporaryFolder()
let room: Newsroom
before(async () => {
  room = await startNewsroom({ signIn: true })
})
after(() => room?.close())

test('a session that ends in the middle of an upload asks to sign in again, and the upload goes on after that', async () => {
  const password = 'correct horse battery'
  const admin = (await ensureFirstAdmin(room.db, '清河县融媒体中心'))!
  const browser = openBrowser(room.origin)
  const me = browser.client(access)
  await me.login({ login: admin.login, password: admin.oneTimePassword })
  await me.changePassword({ current: admin.oneTimePassword, next: password })

  const bytes = await readFile(await makeMedia(join(folder, 'film.mp4'), [...picture({ seconds: 2 }), ...quickVideo]))
  const half = Math.round(bytes.length / 2)
  const send = (method: string, path: string, headers: Record<string, string | number>, body?: Buffer) =>
    browser.fetch(path, {
      method,
      headers: {
        'tus-resumable': '1.0.0',
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      },
      ...(body && { body: new Uint8Array(body) }),
    })
  const patch = (path: string, offset: number, body: Buffer) =>
    send('PATCH', path, { 'content-type': 'application/offset+octet-stream', 'upload-offset': offset }, body)

  const created = await send('POST', '/api/upload/files', { 'upload-length': bytes.length, 'upload-metadata': clip })
  assert.equal(created.status, 201)
  const path = created.headers.get('location')!
  assert.equal((await patch(path, 0, bytes.subarray(0, half))).status, 204)

  await sql`update access.session set seen_at = now() - interval '1 year'`.execute(room.db.kysely)
  const refused = await patch(path, half, bytes.subarray(half))
  assert.equal(refused.status, 401)
  assert.match(refused.headers.get('content-type')!, /^application\/problem\+json/)
  assert.equal(await typeOf(refused), 'not-signed-in')

  await me.login({ login: admin.login, password })
  const head = await send('HEAD', path, {})
  assert.deepEqual([head.status, head.headers.get('upload-offset')], [200, String(half)])
  assert.equal((await patch(path, half, bytes.subarray(half))).status, 204)
  const catalogue = browser.client(vms)
  const asset = await until('a ready asset', async () => {
    const { items } = await catalogue.list({ state: 'ready' })
    return items[0]
  })
  assert.deepEqual([asset.title, asset.durationSeconds], ['clip', 2])
})
