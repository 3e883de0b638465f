import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { eachEngine, essence } from './each-engine.ts'
import { type Objects, openObjects } from './index.ts'

const body = (bytes: Uint8Array) => Readable.from([bytes], { objectMode: false })
const read = async (objects: Objects, key: string) => buffer((await objects.get(key)).body)

await eachEngine((objects, config) => {
  const { staging } = objects

  test('an upload goes on where it broke off and becomes the object, hashed on the way', async () => {
    const bytes = essence(21_000_000)
    const hash = createHash('sha256')
    const onChunk = (chunk: Uint8Array) => void hash.update(chunk)
    await staging.create('resumed', { key: 'up/resumed.mp4' })
    let offset = 0
    for (const next of [1, 1_000_000, 6_000_000, 6_000_001, 20_000_000]) {
      const broken = Readable.from(
        (async function* () {
          yield bytes.subarray(offset, next)
          throw new Error('line cut')
        })(),
        { objectMode: false },
      )
      const appended = await staging.append('resumed', offset, broken, { onChunk })
      assert.deepEqual(appended, { offset: next, complete: false })
      assert.equal(await staging.offset('resumed'), next)
      offset = next
    }
    assert.deepEqual(await staging.append('resumed', offset, body(bytes.subarray(offset)), { onChunk }), {
      offset: bytes.length,
      complete: true,
    })
    assert.equal(await objects.head('up/resumed.mp4'), undefined)
    assert.deepEqual(await staging.commit('resumed', 'up/resumed.mp4'), { key: 'up/resumed.mp4', bytes: bytes.length })
    assert.ok(bytes.equals(await read(objects, 'up/resumed.mp4')))
    assert.equal((await objects.head('up/resumed.mp4'))?.contentType, 'video/mp4')
    assert.equal(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'))
    assert.equal(await staging.offset('resumed'), undefined)
  })

  test('an upload may become an object of another name or type than was said', async () => {
    for (const size of [0, 100, 9_000_000]) {
      await staging.create('renamed', { key: 'up/planned.mp4' })
      if (size) await staging.append('renamed', 0, body(essence(size)))
      await staging.commit('renamed', `up/final-${size}`, { contentType: 'video/x-final' })
      assert.ok(essence(size).equals(await read(objects, `up/final-${size}`)))
      assert.equal((await objects.head(`up/final-${size}`))?.contentType, 'video/x-final')
      assert.equal(await objects.head('up/planned.mp4'), undefined)
    }
  })

  test('a wrong offset, an unknown upload and a name already taken are refused', async () => {
    await staging.create('strict')
    await staging.append('strict', 0, body(essence(100)))
    const conflict = { type: 'offset-conflict', status: 409, detail: { id: 'strict', offset: 100 } }
    await assert.rejects(staging.append('strict', 99, body(essence(5))), conflict)
    await assert.rejects(staging.append('strict', 101, body(essence(5))), conflict)
    await assert.rejects(staging.create('strict'), { type: 'staged-exists', status: 409 })
    await assert.rejects(staging.append('unknown', 0, body(essence(5))), { type: 'staged-not-found', status: 404 })
    await assert.rejects(staging.commit('unknown', 'up/unknown'), { type: 'staged-not-found' })
    assert.equal(await staging.offset('unknown'), undefined)
    assert.ok(essence(100).equals(await buffer((await staging.read('strict'))!)))
    assert.ok(
      essence(100)
        .subarray(10, 20)
        .equals(await buffer((await staging.read('strict', { start: 10, end: 19 }))!)),
    )
    await staging.discard('strict')
  })

  test('of two writers at the same offset one wins and nothing is torn', async () => {
    for (const size of [50_000, 18_000_000]) {
      await staging.create('contested')
      const writers = [1, 2].map((number) => {
        const mine = Buffer.alloc(size, number)
        return staging.append('contested', 0, Readable.from(slices(mine), { objectMode: false }))
      })
      const results = await Promise.allSettled(writers)
      const lost = results.find((result) => result.status === 'rejected')
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
      assert.equal(lost?.reason.type, 'offset-conflict')
      await staging.commit('contested', 'up/contested')
      const kept = await read(objects, 'up/contested')
      assert.ok(kept.equals(Buffer.alloc(size, kept[0])))
      assert.equal(kept.length, size)
    }
  })

  test('an aborted append keeps what had come', async () => {
    await staging.create('aborted')
    const stop = new AbortController()
    const stalled = new Readable({ read() {} })
    stalled.push(essence(70_000))
    setTimeout(() => stop.abort(), 50)
    const appended = await staging.append('aborted', 0, stalled, { signal: stop.signal })
    assert.deepEqual(appended, { offset: 70_000, complete: false })
    await staging.discard('aborted')
  })

  test('uploads made in parallel become one', async () => {
    const bytes = essence(12_000_000)
    const cuts = [0, 9_000_000, 9_000_010, 12_000_000]
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      await staging.create(`piece-${index}`)
      await staging.append(`piece-${index}`, 0, body(bytes.subarray(start, cuts[index + 1])))
    }
    const pieces = ['piece-0', 'piece-1', 'piece-2']
    assert.deepEqual(await staging.concat('whole', pieces, { key: 'up/whole' }), { offset: bytes.length })
    await staging.commit('whole', 'up/whole')
    assert.ok(bytes.equals(await read(objects, 'up/whole')))
    assert.deepEqual(await staging.concat('again', pieces), { offset: bytes.length })
    await assert.rejects(staging.concat('never', ['piece-0', 'missing']), { type: 'staged-not-found' })
    assert.equal(await staging.offset('never'), undefined)
    for (const id of [...pieces, 'again']) await staging.discard(id)
  })

  test('staged uploads are listed with their age, never among the objects, and can be thrown away', async () => {
    await staging.create('old')
    await staging.create('big')
    await staging.append('big', 0, body(essence(9_000_000)))
    const found = (await Array.fromAsync(staging.list())).toSorted((a, b) => a.id.localeCompare(b.id))
    assert.deepEqual(
      found.map(({ id, bytes }) => ({ id, bytes })),
      [
        { id: 'big', bytes: 9_000_000 },
        { id: 'old', bytes: 0 },
      ],
    )
    assert.ok(found.every(({ modified }) => Math.abs(Date.now() - modified.getTime()) < 60_000))
    assert.deepEqual((await objects.list('staging/')).keys, [])
    for (const id of ['old', 'big', 'old']) await staging.discard(id)
    assert.deepEqual(await Array.fromAsync(staging.list()), [])
  })

  test('a process killed in mid-append has lost nothing it acknowledged', { timeout: 120_000 }, async () => {
    const acknowledged = 3_000_001
    const child = spawn(process.execPath, ['--input-type=module', '--eval', writer], {
      env: { ...process.env, CONFIG: JSON.stringify(config), ACKNOWLEDGED: String(acknowledged) },
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(createInterface(child.stdout), 'line')
    while ((await staging.offset('killed'))! < acknowledged + 6_000_000) await wait(20)
    await assert.rejects(staging.append('killed', acknowledged, body(essence(1))), { type: 'offset-conflict' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const survived = (await staging.offset('killed'))!
    assert.ok(survived >= acknowledged + 6_000_000)
    const bytes = essence(survived + 500_000)
    const again = await staging.read('killed')
    if (again) assert.ok(bytes.subarray(0, survived).equals(await buffer(again)))
    await staging.append('killed', survived, body(bytes.subarray(survived)))
    await staging.commit('killed', 'up/killed')
    assert.ok(bytes.equals(await read(objects, 'up/killed')))
  })

  if (config.kind === 'disk') {
    test('what crashed writers left is removed at the next start, once it is old', async () => {
      const [old, young] = ['old', 'young'].map((name) => join(config.folder, 'tmp', name)) as [string, string]
      await writeFile(old, 'half')
      await writeFile(young, 'half')
      await utimes(old, new Date(), new Date(Date.now() - 2 * 3600_000))
      await openObjects(config)
      assert.deepEqual(await readdir(join(config.folder, 'tmp')), ['young'])
      assert.ok(await stat(young))
    })

    test('a full disk is told, what fitted stays, and the upload goes on once there is room', async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'rongmei-full-'))
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' })
      } catch {
        return t.skip('only root may mount a tiny file system')
      }
      try {
        const tiny = await openObjects({ kind: 'disk', folder })
        const bytes = essence(9_000_000)
        await assert.rejects(tiny.put('large', body(bytes)), { type: 'storage-full', status: 507 })
        assert.equal(await tiny.head('large'), undefined)
        const seen: Uint8Array[] = []
        const options = { onChunk: (chunk: Uint8Array) => void seen.push(chunk) }
        await tiny.staging.create('full')
        const upload = Readable.from(slices(bytes), { objectMode: false })
        await assert.rejects(tiny.staging.append('full', 0, upload, options), { type: 'storage-full', status: 507 })
        assert.equal(upload.destroyed, false)
        const offset = (await tiny.staging.offset('full'))!
        assert.ok(offset > 3_000_000 && offset < 5_000_000)
        assert.ok(bytes.subarray(0, offset).equals(Buffer.concat(seen)))
        execFileSync('mount', ['-o', 'remount,size=32m', folder])
        await tiny.staging.append('full', offset, body(bytes.subarray(offset)))
        await tiny.staging.commit('full', 'large')
        assert.ok(bytes.equals(await read(tiny, 'large')))
      } finally {
        execFileSync('umount', [folder])
        await rm(folder, { recursive: true })
      }
    })
  }
})

function* slices(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

// Another process: acknowledges one append on stdout, then writes on and on until it is killed.
const writer = `
  import { Readable } from 'node:stream'
  import { setTimeout } from 'node:timers/promises'
  const { openObjects } = await import('./index.ts')
  const { essence } = await import('./each-engine.ts')
  const { staging } = await openObjects(JSON.parse(process.env.CONFIG))
  const acknowledged = Number(process.env.ACKNOWLEDGED)
  const bytes = essence(60_000_000)
  await staging.create('killed', { key: 'up/killed' })
  const { offset } = await staging.append('killed', 0, Readable.from([bytes.subarray(0, acknowledged)]))
  console.log(offset)
  async function* endless() {
    for (let at = acknowledged; at < bytes.length; at += 65536) {
      yield bytes.subarray(at, at + 65536)
      await setTimeout(2)
    }
  }
  await staging.append('killed', acknowledged, Readable.from(endless(), { objectMode: false }))
`
