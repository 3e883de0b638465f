import assert from 'node:assert/strict'
import { createDecipheriv } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode, makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { key, openPolicy, type Policy } from '#services/key'
import { startIngestHost, type IngestHost } from '#testing/ingest'
import keyService from '../key/service.ts'
import vodService from './service.ts'

const folder = await temporaryFolder()
const seconds = 25
let host: IngestHost
let origin: string
/** A clip of 25 seconds, ingested and published. */
let film: string
/** What is decoded of it in clear. */
let clear: string

const get = (path: string, init: RequestInit = {}) => fetch(new URL(path, origin), { redirect: 'manual', ...init })
const text = async (path: string) => (await fetch(new URL(path, origin))).text()
const api = () => host.api(key)

before(async () => {
  host = await startIngestHost([keyService, vodService])
  origin = await host.listen()
  const path = await makeMedia(join(folder, 'film.mp4'), [
    ...picture({ size: '426x240', seconds }),
    ...tone({ seconds }),
    ...quickVideo,
  ])
  const { asset, ended } = await host.ingest(path)
  film = asset
  host.published.add(film)
  const run = await ended()
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  await sleep(1000)
  clear = await framesOf(`/vod/${film}/master.m3u8`)
})
after(() => host?.close())

/** A hash of every picture a player shows, in order. */
const framesOf = async (path: string, options: string[] = []) => {
  const input = ['-v', 'error', '-allowed_extensions', 'ALL', ...options, '-i', new URL(path, origin).href]
  const { stdout, stderr } = await decode([...input, '-map', '0:v:0', '-f', 'framehash', '-hash', 'md5', '-'])
  assert.equal(stderr, '')
  const lines = stdout.toString().split('\n')
  return lines.flatMap((line) => (/^\d/.test(line) ? [line.split(',').at(-1)!.trim()] : [])).join('\n')
}
const put = async (changes: Partial<Policy>) => {
  const { version } = await api().policy({ asset: film }, host.call)
  await api().putPolicy({ asset: film, version, policy: { ...openPolicy, ...changes } }, host.call)
  await sleep(750)
}
const link = async () =>
  api().createLink({ asset: film, expiresAt: new Date(Date.now() + 600_000).toISOString() }, host.call)
/** Where a signed link leads: the session's own manifest. */
const enter = async (address: string): Promise<string> => {
  const answer = await get(address)
  assert.equal(answer.status, 302, await answer.text())
  return new URL(answer.headers.get('location')!, new URL(address, origin)).pathname
}
const problemOf = async (answer: Response) => {
  const body = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, type: body.type, keys: Object.keys(body).toSorted(), header: answer.headers }
}

test('what is published and public is as it was: shared caches keep it, for any page', async () => {
  await put({})
  const answer = await get(`/vod/${film}/master.m3u8`)
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=10')
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
})

test('without a link: a clear refusal at every address, that says nothing of the asset', async () => {
  const [, rung] = (await text(`/vod/${film}/master.m3u8`)).match(/([0-9a-f-]{36})\.m3u8/)!
  for (const protection of ['signed', 'encrypted'] as const) {
    await put({ protection })
    const paths = [
      'master.m3u8',
      'manifest.mpd',
      `${rung}.m3u8`,
      `${rung}/init.mp4`,
      `${rung}/0.m4s`,
      'storyboard.vtt',
      'waveform.dat',
      `master.m3u8?link=${'x'.repeat(78)}`,
      `~${'x'.repeat(78)}/master.m3u8`,
      `~${'x'.repeat(78)}/${rung}/0.m4s`,
      `~${'x'.repeat(78)}/k1/0.key`,
    ]
    for (const path of paths) {
      const { status, type, keys, header } = await problemOf(await get(`/vod/${film}/${path}`))
      assert.deepEqual([status, type], [403, '/problems/playback-needs-link'], path)
      assert.deepEqual(keys, ['requestId', 'status', 'title', 'type'])
      assert.equal(header.get('cache-control'), 'no-store')
      assert.equal(header.get('access-control-allow-origin'), '*')
    }
    assert.equal((await get(`/vod/${film}/poster.jpg`)).status, 200)
  }
})

test('by a signed link HLS and DASH play, and everything they name carries the session', async () => {
  await put({ protection: 'signed' })
  const { hls, dash } = await link()
  const master = await enter(hls)
  assert.match(master, new RegExp(`^/vod/${film}/~[\\w-]{78}/master.m3u8$`))
  assert.equal(await framesOf(hls), clear)
  // ffmpeg reads a manifest's addresses against the one it was given, not the one it was sent to; browsers do not.
  assert.equal(await framesOf(await enter(dash)), clear)
  const [, rung] = (await text(master)).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const segment = await get(master.replace('master.m3u8', `${rung}/0.m4s`))
  assert.equal(segment.headers.get('cache-control'), 'private, max-age=31536000, immutable')
  assert.equal(segment.headers.get('access-control-allow-origin'), '*')
})

test('the station’s own people look at everything in clear, without a link', async () => {
  await put({ protection: 'encrypted', from: new Date(Date.now() + 3_600_000).toISOString() })
  const own = { headers: { 'rongmei-station': host.station } }
  const master = await get(`/vod/${film}/master.m3u8`, own)
  assert.equal(master.status, 200)
  assert.match(master.headers.get('cache-control')!, /^private/)
  const [, rung] = (await master.text()).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const playlist = await (await get(`/vod/${film}/${rung}.m3u8`, own)).text()
  assert.doesNotMatch(playlist, /EXT-X-KEY/)
  assert.equal((await get(`/vod/${film}/${rung}/0.m4s`, own)).status, 200)
})

test('encrypted HLS changes its key as told, and plays every picture as it was', async () => {
  await put({ protection: 'encrypted', rotationSeconds: 10 })
  const { hls } = await link()
  const master = await enter(hls)
  assert.equal(await framesOf(master), clear)
  const base = master.replace('master.m3u8', '')
  const [, rung] = (await text(master)).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const playlist = await text(`${base}${rung}.m3u8`)
  const keys = [...playlist.matchAll(/#EXT-X-KEY:METHOD=AES-128,URI="([^"]+)"\n/g)].map(([, uri]) => uri!)
  assert.equal(keys.length, 3)
  assert.match(playlist, /#EXT-X-MAP[^\n]+\n#EXT-X-KEY/, 'the init is in clear')

  const [segment] = playlist.match(/\.\.\/k\d+\/[^\n]+\/0\.m4s/)!
  const secret = await get(new URL(segment, new URL(base, origin)).pathname)
  assert.equal(secret.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  const bytes = Buffer.from(await secret.arrayBuffer())
  const delivered = await get(`${base}${keys[0]}`)
  assert.equal(delivered.headers.get('cache-control'), 'no-store')
  const value = Buffer.from(await delivered.arrayBuffer())
  assert.equal(value.length, 16)
  const decipher = createDecipheriv('aes-128-cbc', value, Buffer.alloc(16))
  const opened = Buffer.concat([decipher.update(bytes), decipher.final()])
  const own = { headers: { 'rongmei-station': host.station } }
  const kept = await get(`/vod/${film}/${rung}/0.m4s`, own)
  assert.deepEqual(opened, Buffer.from(await kept.arrayBuffer()))

  const part = await get(new URL(segment, new URL(base, origin)).pathname, { headers: { range: 'bytes=16-31' } })
  assert.equal(part.status, 206)
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(16, 32))
  const [set] = keys[0]!.split('/')
  for (const nothing of [`${set}/99.key`, 'k99/0.key', 'c1/0.key', `${rung}/0.m4s`, `${rung}/init.mp4`]) {
    assert.equal((await get(base + nothing)).status, 404, nothing)
  }
})

test('encrypted DASH is opened with the key that a Clear Key request gets, and with no other', async () => {
  await put({ protection: 'encrypted' })
  const manifest = await enter((await link()).dash)
  const mpd = await text(manifest)
  const [, kid] = /cenc:default_KID="([^"]+)"/.exec(mpd)!
  const [, license] = /<dashif:Laurl>([^<]+)</.exec(mpd)!
  assert.ok(license!.startsWith(origin))
  const wanted = Buffer.from(kid!.replaceAll('-', ''), 'hex').toString('base64url')
  const request = (kids: unknown) =>
    get(license!, { method: 'POST', body: JSON.stringify({ kids, type: 'temporary' }) })
  const answer = (await (await request([wanted])).json()) as { keys: { kty: string; kid: string; k: string }[] }
  assert.deepEqual([answer.keys.length, answer.keys[0]!.kty, answer.keys[0]!.kid], [1, 'oct', wanted])
  const value = Buffer.from(answer.keys[0]!.k, 'base64url').toString('hex')

  const [, set, rung] = /(\.\.\/c\d+\/)([0-9a-f-]{36})\/init\.mp4"[^>]*>\s*<SegmentTimeline/.exec(mpd)!
  const pieces = ['init.mp4', ...Array.from({ length: Math.ceil(seconds / 2) }, (_, i) => `${i}.m4s`)]
  const bytes = await Promise.all(
    pieces.map(async (piece) =>
      Buffer.from(
        await (await get(new URL(`${set}${rung}/${piece}`, new URL(manifest, origin)).pathname)).arrayBuffer(),
      ),
    ),
  )
  const path = join(folder, 'secret.mp4')
  await writeFile(path, Buffer.concat(bytes))
  const open = (secret: string) =>
    decode([
      '-v',
      'error',
      '-seekable',
      '0',
      '-decryption_key',
      secret,
      '-i',
      path,
      '-map',
      '0:v',
      '-f',
      'framehash',
      '-hash',
      'md5',
      '-',
    ])
  const { stdout } = await open(value)
  const hashes = stdout
    .toString()
    .split('\n')
    .flatMap((line) => (/^\d/.test(line) ? [line.split(',').at(-1)!.trim()] : []))
  assert.equal(hashes.join('\n'), clear)
  const wrong = await open('00'.repeat(16)).catch(() => ({ stdout: Buffer.alloc(0) }))
  assert.notEqual(wrong.stdout.toString(), stdout.toString())

  assert.equal((await request(['AAAAAAAAAAAAAAAAAAAAAA'])).status, 404)
  for (const nonsense of ['{', '[]', '{"kids":1}']) {
    assert.equal((await get(license!, { method: 'POST', body: nonsense })).status, 400)
  }
  const bad = license!.replace(/~[\w-]{78}/, `~${'x'.repeat(78)}`)
  assert.equal((await get(bad, { method: 'POST', body: JSON.stringify({ kids: [wanted] }) })).status, 403)
})

test('a session that is revoked stops within a second: manifests, keys and segments', async () => {
  await put({ protection: 'signed' })
  const master = await enter((await link()).hls)
  const [, rung] = (await text(master)).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const base = master.replace('master.m3u8', '')
  const paths = [master, `${base}${rung}.m3u8`, `${base}${rung}/1.m4s`]
  for (const path of paths) assert.equal((await get(path)).status, 200)
  await api().revokeAll({ asset: film }, host.call)
  await sleep(900)
  for (const path of paths) {
    const { status, type } = await problemOf(await get(path))
    assert.deepEqual([status, type], [403, '/problems/playback-link-over'])
  }
})

test('where sessions are counted, players are sent to one, and encrypted segments carry it too', async () => {
  await put({ protection: 'public', sessionsAtOnce: 1 })
  assert.equal(await framesOf(`/vod/${film}/master.m3u8`), clear)
  const turned = await problemOf(await get(`/vod/${film}/master.m3u8`, { headers: { 'user-agent': 'another' } }))
  assert.equal(turned.type, '/problems/playback-too-many')
  await api().revokeAll({ asset: film }, host.call)
  await put({ protection: 'encrypted', sessionsAtOnce: 5 })
  const { hls, dash } = await link()
  assert.equal(await framesOf(hls), clear)
  const master = await enter(hls)
  const [, rung] = (await text(master)).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const playlist = await text(master.replace('master.m3u8', `${rung}.m3u8`))
  const [, segment] = /\n(k\d+\/[^\n]+\/0\.m4s)/.exec(playlist)!
  assert.equal((await get(master.replace('master.m3u8', segment!))).status, 200)
  assert.equal((await get(`/vod/${film}/${segment}`)).status, 403)
  assert.match(await text(await enter(dash)), /media="c\d+\//)
})

test('nobody keeps a film beyond the end of its time', async () => {
  await put({ until: new Date(Date.now() + 30_000).toISOString() })
  const [, rung] = (await text(`/vod/${film}/master.m3u8`)).match(/\n([0-9a-f-]{36})\.m3u8/)!
  const kept = (await get(`/vod/${film}/${rung}/0.m4s`)).headers.get('cache-control')!
  const [, age] = /^public, max-age=(\d+)$/.exec(kept)!
  assert.ok(Number(age) > 10 && Number(age) <= 30)
  await put({ until: new Date(Date.now() - 1000).toISOString() })
  assert.equal((await problemOf(await get(`/vod/${film}/${rung}/0.m4s`))).type, '/problems/playback-over')
})
