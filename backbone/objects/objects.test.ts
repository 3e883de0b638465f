import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { eachEngine, essence } from './each-engine.ts'
import { type Objects, openObjects } from './index.ts'

const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex')
const chunked = (bytes: Buffer, size = 65_521) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })(),
    { objectMode: false },
  )
const read = async (objects: Objects, key: string, range?: { start: number; end?: number }) =>
  buffer((await objects.get(key, range)).body)

await eachEngine((objects, config) => {
  test('what is put is got back, with its size, media type and both hashes', async () => {
    const bytes = essence(20_000_003)
    const stored = await objects.put('show/one.mxf', chunked(bytes))
    assert.deepEqual(stored, {
      key: 'show/one.mxf',
      bytes: bytes.length,
      sha256: hex('sha256', bytes),
      md5: hex('md5', bytes),
    })
    const opened = await objects.get('show/one.mxf')
    assert.equal(opened.bytes, bytes.length)
    assert.equal(opened.totalBytes, bytes.length)
    assert.equal(opened.contentType, 'application/mxf')
    assert.ok(bytes.equals(await buffer(opened.body)))
    assert.ok((await objects.head('show/one.mxf'))!.modified.getTime() > Date.now() - 60_000)
  })

  test('an empty object and a body given as bytes are stored like any other', async () => {
    const stored = await objects.put('empty', new Uint8Array())
    assert.equal(stored.sha256, hex('sha256', new Uint8Array()))
    assert.equal((await read(objects, 'empty')).length, 0)
    assert.equal((await objects.head('empty'))?.bytes, 0)
    assert.equal((await objects.put('some', essence(1000), { bytes: 1000 })).md5, hex('md5', essence(1000)))
  })

  test('a media type the key does not tell is kept, and replaced with the object', async () => {
    await objects.put('odd/thing', Buffer.from('a'), { contentType: 'application/x-odd' })
    assert.equal((await objects.head('odd/thing'))?.contentType, 'application/x-odd')
    await objects.put('odd/thing', Buffer.from('b'))
    assert.equal((await objects.get('odd/thing').then(drop)).contentType, 'application/octet-stream')
  })

  test('any range of an object can be read', async () => {
    const bytes = essence(300_000)
    await objects.put('ranged', bytes)
    const cases: [number, number | undefined][] = [
      [0, 0],
      [0, 99],
      [299_999, 299_999],
      [299_000, undefined],
      [100_000, 199_999],
      [299_990, 400_000],
    ]
    for (const [start, end] of cases) {
      const opened = await objects.get('ranged', end === undefined ? { start } : { start, end })
      const expected = bytes.subarray(start, (end ?? 299_999) + 1)
      assert.equal(opened.bytes, expected.length)
      assert.equal(opened.totalBytes, 300_000)
      assert.ok(expected.equals(await buffer(opened.body)), `${start}-${end}`)
    }
    for (const range of [{ start: 300_000 }, { start: -1 }, { start: 5, end: 4 }, { start: 0.5 }])
      await assert.rejects(objects.get('ranged', range), { type: 'range-not-satisfiable', status: 416 })
  })

  test('what is not there is said to be missing, and deleting it is no error', async () => {
    await assert.rejects(objects.get('no/such/thing'), { type: 'object-not-found', status: 404 })
    await assert.rejects(objects.source('no/such/thing'), { type: 'object-not-found' })
    assert.equal(await objects.head('no/such/thing'), undefined)
    await objects.delete('no/such/thing')
    await objects.put('gone/soon', essence(10))
    await objects.delete('gone/soon')
    assert.equal(await objects.head('gone/soon'), undefined)
    await objects.put('gone', essence(10))
    assert.equal((await objects.head('gone'))?.bytes, 10)
  })

  test('keys are listed in bytewise order, a page at a time', async () => {
    const keys = ['l/a', 'l/a-b/c', 'l/a.b', 'l/a0/1', 'l/a0/2', 'l/b/c/d', 'l/b/e', 'l/B', 'l/z_', 'lm'].toSorted()
    for (const key of keys.toReversed()) await objects.put(key, Buffer.from(key))
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await objects.list('l/', after === undefined ? { limit: 2 } : { limit: 2, after })
      assert.ok(page.keys.length <= 2)
      for (const { key, bytes } of page.keys) assert.equal(bytes, key.length)
      seen.push(...page.keys.map(({ key }) => key))
      after = page.next
    } while (after)
    assert.deepEqual(
      seen,
      keys.filter((key) => key.startsWith('l/')),
    )
    assert.deepEqual(await objects.list('l/a0/', { after: 'l/a0/1' }), { keys: [{ key: 'l/a0/2', bytes: 6 }] })
    assert.equal((await objects.list('l/a')).keys.length, 5)
    assert.equal((await objects.list('l')).keys.length, keys.length)
    assert.deepEqual(await objects.list('nothing/here/'), { keys: [] })
  })

  test('of many writers of one key the last wins whole', async () => {
    const versions = [1, 2, 3, 4].map((number) => Buffer.alloc(700_000, number))
    await Promise.all(versions.map((bytes) => objects.put('contested', chunked(bytes))))
    const kept = await read(objects, 'contested')
    assert.ok(versions.some((bytes) => bytes.equals(kept)))
  })

  test('a body that breaks off, is too short or is aborted leaves what was there before', async () => {
    const old = essence(1000)
    await objects.put('steady', old)
    const breaking = (bytes: number) =>
      Readable.from(
        (async function* () {
          yield essence(bytes)
          throw new Error('line cut')
        })(),
        { objectMode: false },
      )
    await assert.rejects(objects.put('steady', breaking(9_000_000)), /line cut/)
    await assert.rejects(objects.put('fresh', breaking(100)), /line cut/)
    await assert.rejects(objects.put('steady', essence(99), { bytes: 100 }), { type: 'length-mismatch', status: 400 })
    const stop = new AbortController()
    const stalled = new Readable({ read() {} })
    stalled.push(essence(500))
    const put = objects.put('steady', stalled, { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('changed my mind')), 50)
    await assert.rejects(put, /changed my mind/)
    assert.ok(old.equals(await read(objects, 'steady')))
    assert.equal(await objects.head('fresh'), undefined)
  })

  test('keys that could mean something else are refused', async () => {
    const hostile = ['', '/', '/etc/passwd', 'a//b', 'a/', '../a', 'a/../b', 'a/..', '.', 'a/./b', 'a\\b', 'a b', 'ä']
    for (const key of [...hostile, 'a\0', 'a\n', 'a%2e', 'x'.repeat(513), `${'y'.repeat(256)}/z`]) {
      const refused = { type: 'bad-key', status: 400 }
      await assert.rejects(objects.put(key, essence(1)), refused, JSON.stringify(key))
      await assert.rejects(objects.get(key), refused)
      await assert.rejects(objects.delete(key), refused)
      await assert.rejects(objects.source(key), refused)
      await assert.rejects(objects.staging.create(key), refused)
    }
    await assert.rejects(objects.list('../'), { type: 'bad-key' })
    const longest = `${'k'.repeat(255)}/${'k'.repeat(250)}.mp4`
    await objects.put(longest, essence(5))
    assert.equal((await objects.head(longest))?.contentType, 'video/mp4')
  })

  test('a key cannot be the folder of another', async () => {
    await objects.put('house/door', essence(1))
    await assert.rejects(objects.put('house', essence(1)), { type: 'key-conflict', status: 409 })
    await assert.rejects(objects.put('house/door/knob', essence(1)), { type: 'key-conflict', status: 409 })
    assert.equal(await objects.head('house'), undefined)
    await assert.rejects(objects.get('house/door/knob'), { type: 'object-not-found' })
  })

  test('a source can be opened by another program, and only by who was given it', async () => {
    const bytes = essence(100_000)
    await objects.put('clip.ts', bytes)
    const { location, local } = await objects.source('clip.ts')
    const url = await objects.presign('clip.ts', { expiresSeconds: 60, method: 'GET' })
    if (local) {
      assert.ok(bytes.equals(await readFile(location)))
      assert.equal(url, undefined)
      assert.ok((await objects.freeBytes())! > 0)
    } else {
      for (const given of [location, url!]) {
        const answer = await fetch(given, { headers: { range: 'bytes=10-99999' } })
        assert.ok(bytes.subarray(10).equals(Buffer.from(await answer.arrayBuffer())))
      }
      assert.equal((await fetch(location.split('?')[0]!)).status, 403)
      assert.equal(await objects.freeBytes(), undefined)
    }
  })

  if (config.kind === 's3') {
    test('a store that cannot be used says why', async () => {
      const refusal = (change: Partial<typeof config>, problem: object) =>
        assert.rejects(openObjects({ ...config, ...change }), problem)
      await refusal({ bucket: 'no-such-bucket' }, { type: 'object-store-without-bucket', status: 503 })
      await refusal({ secretAccessKey: 'wrong' }, { type: 'object-store-refused', status: 500 })
      await refusal({ endpoint: 'http://127.0.0.1:9' }, { type: 'object-store-unreachable', status: 503 })
    })

    test('bytes that change on the way to the store are refused', async () => {
      const upstream = new URL(config.endpoint)
      const bad = createServer((from) => {
        const to = connect(Number(upstream.port), upstream.hostname)
        for (const socket of [from, to]) socket.on('error', () => {})
        from.on('data', (chunk) => to.write(chunk.toString('latin1').replaceAll('untouched', 'TOUCHED!!'), 'latin1'))
        from.on('close', () => to.destroy())
        to.pipe(from)
      }).listen(0, '127.0.0.1')
      await once(bad, 'listening')
      const endpoint = `http://127.0.0.1:${(bad.address() as AddressInfo).port}`
      const through = await openObjects({ ...config, endpoint })
      await assert.rejects(through.put('way', Buffer.from('untouched')), { type: 'object-corrupted' })
      assert.equal(await objects.head('way'), undefined)
      await objects.staging.create('way')
      const part = Buffer.alloc(9_000_000, 'untouched ')
      await assert.rejects(through.staging.append('way', 0, chunked(part)), { type: 'object-corrupted' })
      assert.equal(await objects.staging.offset('way'), 0)
      await objects.staging.append('way', 0, chunked(part))
      await objects.staging.commit('way', 'way')
      assert.ok(part.equals(await read(objects, 'way')))
      through.close()
      bad.close()
    })
  }
})

async function drop<T extends { body: Readable }>(opened: T): Promise<T> {
  await buffer(opened.body)
  return opened
}
