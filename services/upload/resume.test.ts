import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Upload as TusUpload } from 'tus-js-client'
import { openDatabase, type Database } from '#backbone/db'
import { openObjects, type Objects } from '#backbone/objects'
import { testDatabase } from '#testing/postgres'
import { hash, tusSender } from '#testing/tus'

const mebibyte = 1024 ** 2
let database: Awaited<ReturnType<typeof testDatabase>>
let db: Database
let folder: string
/** The server's own store, as a node beside it sees it. */
let objects: Objects
let server: { origin: string; kill(): Promise<void> }

/** A server in a process of its own, on this file's database and folder; killing it is kill -9. */
const start = async (): Promise<typeof server> => {
  const program = fileURLToPath(new URL('../../testing/upload-server.ts', import.meta.url))
  const child = spawn(process.execPath, [program, database.url, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    origin: `http://127.0.0.1:${(JSON.parse(line.toString()) as { port: number }).port}`,
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

before(async () => {
  database = await testDatabase()
  db = openDatabase(database.url)
  folder = await mkdtemp(join(tmpdir(), 'rongmei-upload-'))
  objects = await openObjects({ kind: 'disk', folder })
  server = await start()
})
after(async () => {
  await server?.kill()
  await db?.close()
  await database?.drop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

type Finished = { bytes: number; sha256: string; md5: string; state: string; essence: string | null }
/** The upload at an address as its row says, once it is finished. */
const finished = async (path: string): Promise<Finished> => {
  const id = path.split('/').at(-1)!
  for (let waited = 0; ; waited += 50) {
    const { rows } = await db.pool.query<Finished>('select * from upload.upload where id = $1', [id])
    if (rows[0]?.state === 'finished') return rows[0]
    if (waited > 20_000) throw new Error(`still ${rows[0]?.state}`)
    await setTimeout(50)
  }
}
const told = async (path: string) => {
  const subject = path.split('/').at(-1)!
  const { rows } = await db.pool.query(`select 1 from bus.event where type = 'upload.finished' and subject = $1`, [
    subject,
  ])
  return rows.length
}
const staged = () => readdir(join(folder, 'staging'))
/** Begins a PATCH and writes only its beginning; returns once the server has stored some of that. */
const beginning = async (
  me: ReturnType<typeof tusSender>,
  path: string,
  content: Uint8Array,
  offset: number,
  end: number,
) => {
  const { request, status } = me.open(path, offset, content.length - offset)
  request.write(content.subarray(offset, end))
  while ((await staging(path)) <= offset) await setTimeout(20)
  return { request, status }
}
const staging = async (path: string) => (await objects.staging.offset(path.split('/').at(-1)!)) ?? 0

test('an upload goes on after the server was killed, and nothing that was acknowledged is lost', async () => {
  const content = randomBytes(12 * mebibyte)
  const station = randomUUID()
  let me = tusSender(server.origin, station)
  const path = await me.create({ 'upload-length': content.length })
  assert.equal((await me.patch(path, 0, content.subarray(0, 3 * mebibyte))).status, 204)
  const { status } = await beginning(me, path, content, 3 * mebibyte, 8 * mebibyte)
  await server.kill()
  assert.equal(await status, undefined)
  server = await start()

  me = tusSender(server.origin, station)
  const offset = await me.offset(path)
  assert.ok(offset > 3 * mebibyte && offset <= 8 * mebibyte, String(offset))
  assert.equal((await me.patch(path, offset, content.subarray(offset))).status, 204)
  const row = await finished(path)
  assert.deepEqual([row.sha256, row.md5], [hash('sha256', content), hash('md5', content)])
  assert.equal(await told(path), 1)
})

test('an upload goes on after the sender was cut off in the middle of a request', async () => {
  const content = randomBytes(6 * mebibyte)
  const me = tusSender(server.origin)
  const path = await me.create({ 'upload-length': content.length })
  const { request, status } = await beginning(me, path, content, 0, 4 * mebibyte)
  request.destroy()
  assert.equal(await status, undefined)
  const offset = await me.offset(path)
  assert.ok(offset > 0 && offset <= 4 * mebibyte, String(offset))
  for (;;) {
    const at = await me.offset(path)
    if ((await me.patch(path, at, content.subarray(at))).status === 204) break
  }
  assert.equal((await finished(path)).sha256, hash('sha256', content))
})

test('while one request sends bytes, another is told so; one that has fallen silent gives way', async () => {
  const content = randomBytes(5 * mebibyte)
  const me = tusSender(server.origin)
  const path = await me.create({ 'upload-length': content.length })
  const first = await beginning(me, path, content, 0, 2 * mebibyte)
  const dripping = setInterval(() => first.request.write(content.subarray(2 * mebibyte, 2 * mebibyte + 1)), 100)
  const second = await me.patch(path, 0, content)
  assert.deepEqual([second.status, second.headers.get('retry-after')], [423, '1'])
  clearInterval(dripping)
  for (let tries = 0; ; tries++) {
    const at = await me.offset(path)
    const answer = await me.patch(path, at, new Uint8Array())
    if (answer.status === 204) break
    assert.ok(tries < 5, `${answer.status}`)
  }
  assert.equal(await first.status, undefined)
})

test('bytes that were complete when the server was killed become an essence when the sender asks', async () => {
  const content = randomBytes(mebibyte)
  const me = tusSender(server.origin)
  const path = await me.create({ 'upload-length': content.length })
  // What a node leaves that dies after storing the last byte, before anything else.
  await objects.staging.append(path.split('/').at(-1)!, 0, Readable.from([content]))
  assert.equal(await me.offset(path), content.length)
  assert.equal((await finished(path)).sha256, hash('sha256', content))
  assert.equal(await told(path), 1)
})

test('bytes that had moved to storage when the server was killed are finished without anybody asking', async () => {
  const content = randomBytes(mebibyte)
  const me = tusSender(server.origin)
  const path = await me.create({ 'upload-length': content.length })
  const id = path.split('/').at(-1)!
  await objects.staging.append(id, 0, Readable.from([content]))
  await objects.staging.commit(id, `essences/${me.station}/${id}`)
  await db.pool.query(`update upload.upload set received = bytes, touched = now() - interval '1 hour' where id = $1`, [
    id,
  ])
  await server.kill()
  server = await start()
  assert.equal((await finished(path)).sha256, hash('sha256', content))
  assert.equal(await told(path), 1)
})

test('what nobody went on with for a week is given up, and its bytes are discarded', async () => {
  const me = tusSender(server.origin)
  const path = await me.create({ 'upload-length': 100 })
  const id = path.split('/').at(-1)!
  await me.patch(path, 0, randomBytes(50))
  assert.ok((await staged()).includes(id))
  await db.pool.query(`update upload.upload set expires = now() - interval '1 second' where id = $1`, [id])
  assert.equal((await me.send('HEAD', path)).status, 410)
  await server.kill()
  server = await start()
  for (let waited = 0; (await staged()).includes(id) && waited < 20_000; waited += 50) await setTimeout(50)
  assert.ok(!(await staged()).includes(id))
})

test('the usual client uploads in chunks, and in three parts at once', async () => {
  const content = randomBytes(5 * mebibyte + 123)
  const sha256 = hash('sha256', content)
  const send = (options: object) =>
    new Promise<string>((resolve, reject) => {
      const upload = new TusUpload(content, {
        endpoint: `${server.origin}/api/upload/files`,
        headers: { 'rongmei-station': randomUUID() },
        metadata: { filename: '新闻.mov', filetype: 'video/quicktime' },
        retryDelays: [100, 500],
        onError: reject,
        onSuccess: () => resolve(new URL(upload.url!).pathname),
        ...options,
      })
      upload.start()
    })
  const ways = [
    { chunkSize: mebibyte },
    { chunkSize: mebibyte, uploadDataDuringCreation: true },
    { parallelUploads: 3 },
    { chunkSize: 2 * mebibyte, uploadLengthDeferred: true },
  ]
  for (const way of ways) {
    const row = await finished(await send(way))
    assert.deepEqual([row.sha256, Number(row.bytes)], [sha256, content.length], JSON.stringify(way))
  }
})

test('the usual client goes on by itself when the server is killed and comes back', async () => {
  const content = randomBytes(8 * mebibyte)
  let killed: Promise<void> | undefined
  const station = randomUUID()
  const options = (url?: string) => ({
    headers: { 'rongmei-station': station },
    metadata: { filename: 'a.mxf' },
    chunkSize: mebibyte,
    retryDelays: null,
    ...(url ? { uploadUrl: server.origin + url } : { endpoint: `${server.origin}/api/upload/files` }),
  })
  const url = await new Promise<string>((resolve, reject) => {
    const upload = new TusUpload(content, {
      ...options(),
      onProgress: (sent) => (killed ??= sent > 3 * mebibyte ? server.kill() : undefined),
      onSuccess: () => reject(new Error('was not killed')),
      onError: () => resolve(new URL(upload.url!).pathname),
    })
    upload.start()
  })
  await killed
  server = await start()
  await new Promise<void>((resolve, reject) => {
    const upload = new TusUpload(content, { ...options(url), onSuccess: () => resolve(), onError: reject })
    upload.start()
  })
  assert.equal((await finished(url)).sha256, hash('sha256', content))
})
