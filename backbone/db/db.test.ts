import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { noStation } from '#backbone'
import { Problem } from '#backbone/problem'
import { testDatabase } from '#testing/postgres'
import { owner } from './owner.ts'
import { isDuplicate, migrate, openDatabase, startEmbeddedPostgres, type Database } from './index.ts'

let scratch: string
let given: Awaited<ReturnType<typeof testDatabase>>
let db: Database

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rongmei-db-'))
  given = await testDatabase()
  db = openDatabase(given.url)
})
after(async () => {
  await db.close()
  await given.drop()
  await rm(scratch, { recursive: true, force: true })
})

/** A folder of migrations with the given files. */
const folder = async (name: string, files: Record<string, string>) => {
  const path = join(scratch, name)
  await mkdir(path, { recursive: true })
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text)
  return pathToFileURL(`${path}/`)
}

const thing = 'create table thing (station uuid not null, name text not null, primary key (station, name));'
const refused = (type: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.deepEqual([error.type, error.status], [type, status])
  return true
}

test('nodes that start at once run each migration once, and a later one is added to what is there', async () => {
  const files = {
    '0001-thing.sql': thing,
    '0002-count.sql': 'create table counted (n int); insert into counted values (1);',
  }
  const migrations = await folder('once', files)
  const nodes = Array.from({ length: 4 }, () => openDatabase(given.url, { connections: 2 }))
  await Promise.all(nodes.map((node) => migrate(node, 'once', migrations)))
  await Promise.all(nodes.map((node) => node.close()))
  const counted = await sql`select n from once.counted`.execute(db.kysely)
  assert.equal(counted.rows.length, 1)

  await folder('once', { '0003-more.sql': 'insert into counted values (2);', 'notes.txt': 'not a migration' })
  await migrate(db, 'once', migrations)
  await migrate(db, 'once', migrations)
  assert.equal((await sql`select n from once.counted`.execute(db.kysely)).rows.length, 2)
})

test('a migration that was changed after it ran is refused', async () => {
  const migrations = await folder('changed', { '0001-thing.sql': thing })
  await migrate(db, 'changed', migrations)
  await folder('changed', { '0001-thing.sql': `${thing} -- improved` })
  await assert.rejects(migrate(db, 'changed', migrations), /changed\/0001-thing\.sql was changed after it had run/)
})

test('a migration that fails leaves nothing behind and can be mended', async () => {
  const migrations = await folder('broken', { '0001-thing.sql': `${thing} select nonsense;` })
  await assert.rejects(migrate(db, 'broken', migrations), /nonsense/)
  await folder('broken', { '0001-thing.sql': thing })
  await migrate(db, 'broken', migrations)
  const { rows } = await sql`select * from broken.thing`.execute(db.kysely)
  assert.deepEqual(rows, [])
})

test('a station reads and writes its own rows only, whatever the query says', async () => {
  const hidden = 'create table secret (n int);'
  await migrate(db, 'fenced', await folder('fenced', { '0001-thing.sql': thing + hidden }))
  const [a, b] = [randomUUID(), randomUUID()]
  for (const station of [a, b]) {
    await db.inStation('fenced', station, (tx) => sql`insert into thing values (${station}, 'mine')`.execute(tx))
  }
  const seen = await db.inStation('fenced', a, (tx) => sql<{ station: string }>`select station from thing`.execute(tx))
  assert.deepEqual(seen.rows, [{ station: a }])
  const dropped = await db.inStation('fenced', a, (tx) => sql`delete from thing`.execute(tx))
  assert.equal(Number(dropped.numAffectedRows), 1)
  const foreign = db.inStation('fenced', a, (tx) => sql`insert into thing values (${b}, 'yours')`.execute(tx))
  await assert.rejects(foreign, /row-level security/)
  const moved = db.inStation('fenced', b, (tx) => sql`update thing set station = ${a}`.execute(tx))
  await assert.rejects(moved, /row-level security/)
  await assert.rejects(
    db.inStation('fenced', a, (tx) => sql`select * from secret`.execute(tx)),
    /permission denied/,
  )
  const all = await db.across('fenced', (tx) => sql`select * from thing`.execute(tx))
  assert.equal(all.rows.length, 1)
})

test('the fence of one transaction is gone in the next, also on the same connection', async () => {
  const one = openDatabase(given.url, { connections: 1 })
  await one.inStation('fenced', randomUUID(), (tx) => sql`select * from thing`.execute(tx))
  const { rows } = await one.across('fenced', (tx) =>
    sql<{ role: string; station: string }>`
      select current_user as role, current_setting('rongmei.station', true) as station`.execute(tx),
  )
  assert.notEqual(rows[0]!.role, 'rongmei_station')
  assert.equal(rows[0]!.station ?? '', '')
  await one.close()
})

test('no transaction begins in what is not a station', async () => {
  const look = (station: string) => (): unknown => db.inStation('fenced', station, async () => {})
  for (const nobody of [noStation, '', "' or true", 'x'.repeat(36)]) assert.throws(look(nobody), /not a station/)
})

test('a taken key is told apart from other failures', async () => {
  const station = randomUUID()
  const add = () => db.inStation('fenced', station, (tx) => sql`insert into thing values (${station}, 'x')`.execute(tx))
  await add()
  assert.equal(isDuplicate(await add().catch((error: unknown) => error)), true)
  assert.equal(isDuplicate(new Error('other')), false)
})

test('what the database cannot keep is the caller’s to mend: zero characters and numbers out of range', async () => {
  const keep = (value: string | number) =>
    db.across('once', (tx) => sql`insert into counted values (${value})`.execute(tx))
  await assert.rejects(keep(1e12), refused('invalid-input', 400))
  const name = `a${String.fromCharCode(0)}b`
  const put = db.across('fenced', (tx) => sql`insert into thing values (${randomUUID()}, ${name})`.execute(tx))
  await assert.rejects(put, refused('invalid-input', 400))
  const json = db.across('once', (tx) => sql`select ${JSON.stringify({ name })}::jsonb`.execute(tx))
  await assert.rejects(json, refused('invalid-input', 400))
})

test('the pool outlives a restart of the database, and says meanwhile that it is away', async () => {
  const data = join(scratch, 'own')
  let server = await startEmbeddedPostgres(data, { durable: false })
  // The embedded server takes another port each time; an operator's does not: a forwarder stands for that.
  const sockets = new Set<Socket>()
  const forward = createServer((from) => {
    const to = connect(Number(new URL(server.url).port), '127.0.0.1')
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => other.destroy())
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => forward.listen(0, '127.0.0.1', resolve))
  const url = new URL(server.url)
  url.port = String((forward.address() as { port: number }).port)
  const pool = openDatabase(url.href, { connections: 3 })
  const ask = () => pool.across('public', (tx) => sql<{ n: number }>`select 1 as n`.execute(tx))
  await Promise.all([ask(), ask(), ask()])

  const waiting = pool.across('public', (tx) => sql`select pg_sleep(20)`.execute(tx)).catch((error: unknown) => error)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await server.stop()
  refused('database-unavailable', 503)(await waiting)
  await assert.rejects(ask(), refused('database-unavailable', 503))
  server = await startEmbeddedPostgres(data, { durable: false })
  const answers = await Promise.all([ask(), ask(), ask()])
  assert.ok(answers.every(({ rows }) => rows[0]!.n === 1))

  await pool.close()
  forward.close()
  for (const socket of sockets) socket.destroy()
  await server.stop()
})

test('an embedded database that is killed comes back by itself with everything it had promised', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-db-'))
  const server = await startEmbeddedPostgres(folder)
  const db = openDatabase(server.url)
  try {
    await db.pool.query('create table promise (kept int)')
    await db.pool.query('insert into promise values (1)')
    const pid = Number((await readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
    process.kill(pid, 'SIGKILL')
    const kept = async () => (await db.pool.query('select kept from promise').catch(() => undefined))?.rows
    let rows = await kept()
    for (let tries = 0; tries < 300 && !rows; tries += 1) {
      await sleep(100)
      rows = await kept()
    }
    assert.deepEqual(rows, [{ kept: 1 }])
  } finally {
    await db.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test(
  'root can have its packages and its data in a folder closed to everybody else',
  { skip: process.getuid?.() === 0 ? false : 'not root' },
  async () => {
    const closed = await mkdtemp(join(tmpdir(), 'rongmei-closed-'))
    const program = join(closed, 'program')
    await writeFile(program, '#!/bin/sh\necho it runs\n', { mode: 0o755 })
    const { through, uid } = await owner()
    assert.ok(uid)
    // As initdb does: first asks whether the program may be run, then runs it.
    const look = `require('node:fs').accessSync(process.argv[1], 1); process.stdout.write(require('node:child_process').execFileSync(process.argv[1]))`
    const [command, ...before] = [...through, process.execPath]
    const { stdout } = await promisify(execFile)(command!, [...before, '-e', look, program], { timeout: 20_000 })
    assert.equal(stdout, 'it runs\n')
    await rm(closed, { recursive: true })
  },
)
