import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fastify from 'fastify'
import { Problem } from '#backbone'
import { answerPublic } from './public-pages.ts'

const id = '0197c0de-0000-7000-8000-000000000001'
const assets = { scripts: ['/w.js'], styles: ['/w.css'], icon: '/mark.svg' }
let refusal: Problem | undefined

const app = fastify()
app.setErrorHandler((error: Problem, _request, reply) => reply.code(error.status ?? 500).send({ type: error.type }))
const watch = async ({ id }: { id: string }) => {
  if (refusal) throw refusal
  return {
    id,
    title: '早间新闻',
    description: '',
    station: '青山县融媒体中心',
    hasPoster: true,
    publishedAt: '2026-07-01T22:00:00.000Z',
    durationSeconds: 30,
    width: 1280,
    height: 720,
  }
}
const lent = {
  asset: id,
  title: '样片',
  description: '',
  station: '青山县融媒体中心',
  playable: true,
  hasPoster: true,
  durationSeconds: 30,
}
const guest = 'g'.repeat(43)
const notValid = () => new Problem('playback-needs-link', 403, 'No')
answerPublic(
  app,
  {
    vms: {
      watch,
      openShare: async ({ token }) => {
        if (token !== guest) throw new Problem('share-ended', 404, 'Over')
        return { ...lent, expiresAt: '2026-12-01T04:00:00.000Z' }
      },
      lent: async () => lent,
      playback: async () => ({ station: id, published: refusal === undefined, lendable: true, title: '样片' }),
    },
    key: {
      async lends({ link }) {
        if (link !== 'good') throw notValid()
        return { beforePublication: true, expiresAt: '2026-12-01T04:00:00.000Z' }
      },
      async mayShow({ referrer }) {
        if (referrer?.includes('evil')) throw new Problem('playback-other-site', 403, 'Not here')
        return { everywhere: referrer === undefined }
      },
    },
    subtitles: { hasChapters: async () => ({ hasChapters: false }) },
  },
  assets,
)
after(() => app.close())

const get = async (url: string, headers: Record<string, string> = {}) => {
  const { statusCode, headers: said, body } = await app.inject({ url, headers: { host: 'tv.example', ...headers } })
  return { status: statusCode, headers: said as Record<string, string>, body }
}
const page = encodeURIComponent(`http://tv.example/watch/${id}`)

test('any site may frame the embed, and none the page', async () => {
  const own = await get(`/watch/${id}`)
  assert.equal(own.status, 200)
  assert.match(own.headers['content-security-policy']!, /frame-ancestors 'self'/)
  const embed = await get(`/embed/${id}`)
  assert.match(embed.headers['content-security-policy']!, /frame-ancestors \*/)
  assert.equal(embed.headers['cross-origin-resource-policy'], 'cross-origin')
  for (const { headers } of [own, embed]) {
    assert.match(headers['content-security-policy']!, /script-src 'self';/)
    assert.match(headers['cache-control']!, /^public, max-age=60$/)
    assert.equal(headers['set-cookie'], undefined)
  }
})

test('the page speaks the language of the address, then of the browser', async () => {
  const english = { 'accept-language': 'en-GB,en;q=0.9' }
  assert.match((await get(`/watch/${id}`)).body, /<html lang="zh-CN"/)
  assert.match((await get(`/watch/${id}`, english)).body, /<html lang="en"/)
  assert.match((await get(`/watch/${id}?lang=zh-CN`, english)).body, /<html lang="zh-CN"/)
})

test('a refusal keeps its status and is told in words; what a signed link opens is not for shared caches', async () => {
  assert.equal((await get('/watch/nonsense')).status, 404)
  refusal = new Problem('asset-withdrawn', 410, 'Withdrawn')
  const gone = await get(`/embed/${id}`)
  assert.equal(gone.status, 410)
  assert.match(gone.body, /视频已撤回/)
  assert.match(gone.headers['content-security-policy']!, /frame-ancestors \*/)
  assert.equal(gone.headers['cache-control'], 'no-store')
  refusal = new Problem('playback-over', 403, 'Over')
  assert.match((await get(`/watch/${id}?lang=en`)).body, /The rights to show this video have ended/)
  refusal = undefined
  assert.equal((await get(`/watch/${id}?link=abc`)).headers['cache-control'], 'no-store')
})

test('oEmbed answers as json and xml, to any site', async () => {
  const json = await get(`/oembed?url=${page}&maxwidth=480`)
  assert.equal(json.headers['access-control-allow-origin'], '*')
  assert.match(json.headers['content-type']!, /^application\/json/)
  const said = JSON.parse(json.body) as Record<string, unknown>
  assert.deepEqual([said.version, said.type, said.width, said.height], ['1.0', 'video', 480, 270])
  const xml = await get(`/oembed?url=${page}&format=xml`)
  assert.match(xml.headers['content-type']!, /^text\/xml/)
  assert.match(xml.body, /<oembed>[\s\S]*<type>video<\/type>/)
})

test('oEmbed refuses as its standard says', async () => {
  const status = async (query: string) => (await get(`/oembed?${query}`)).status
  assert.equal(await status('format=json'), 400)
  assert.equal(await status(`url=${page}&format=yaml`), 501)
  assert.equal(await status(`url=${encodeURIComponent(`http://else.example/watch/${id}`)}`), 404)
  refusal = new Problem('asset-withdrawn', 410, 'Withdrawn')
  assert.equal(await status(`url=${page}`), 404)
  refusal = new Problem('playback-needs-link', 403, 'By link only')
  assert.equal(await status(`url=${page}`), 401)
  refusal = undefined
})

test('the QR code is a picture of the address, with the start it is asked for', async () => {
  const plain = await get(`/watch/${id}/qr.svg`)
  assert.match(plain.headers['content-type']!, /^image\/svg\+xml/)
  assert.match(plain.body, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  assert.notEqual((await get(`/watch/${id}/qr.svg?t=83`)).body, plain.body)
  assert.equal((await get(`/watch/${id}/qr.svg?t=nonsense`)).body, plain.body)
  assert.equal((await get('/watch/nonsense/qr.svg')).status, 404)
})

test('a guest’s link has a page of its own that fetches everything by the link, and is nothing for search engines', async () => {
  const { status, headers, body } = await get(`/share/${guest}`)
  assert.equal(status, 200)
  assert.equal(headers['cache-control'], 'no-store')
  assert.match(body, /<meta name="robots" content="noindex"/)
  assert.match(body, new RegExp(`/vod/${id}/master.m3u8\\?share=${guest}`))
  assert.match(body, new RegExp(`/vod/${id}/poster.jpg\\?share=${guest}`))
  assert.doesNotMatch(body, /og:|share-sheet|\/embed\/"/)
  const over = await get(`/share/${'x'.repeat(43)}`)
  assert.equal(over.status, 403)
  assert.match(over.body, /链接已失效/)
  assert.equal((await get(`/share/${guest}`, {})).status, 200)
  assert.equal((await app.inject({ method: 'HEAD', url: `/share/${guest}` })).statusCode, 404)
})

test('a signed link shows what is not published yet; a wrong one does not tell that anything is there', async () => {
  refusal = new Problem('asset-not-found', 404, 'Not here')
  const page = await get(`/watch/${id}?link=good`)
  assert.equal(page.status, 200)
  assert.match(page.body, new RegExp(`/vod/${id}/master.m3u8\\?link=good`))
  assert.equal(page.headers['cache-control'], 'no-store')
  assert.equal((await get(`/watch/${id}?link=wrong`)).status, 404)
  assert.equal((await get(`/embed/${id}?link=good`)).status, 404)
  refusal = undefined
})

test('a page of a site that may not show a film gets the refusal in its frame; this site always may', async () => {
  const elsewhere = await get(`/embed/${id}`, { referer: 'https://evil.example/' })
  assert.equal(elsewhere.status, 403)
  assert.match(elsewhere.body, /不能在这个网站播放/)
  assert.match(elsewhere.headers['content-security-policy']!, /frame-ancestors \*/)
  const there = await get(`/embed/${id}`, { referer: 'https://good.example/' })
  assert.deepEqual([there.status, there.headers['cache-control']], [200, 'no-store'])
  assert.equal((await get(`/embed/${id}`, { referer: `http://tv.example/evil` })).status, 200)
  assert.match((await get(`/embed/${id}`)).headers['cache-control']!, /^public/)
})
