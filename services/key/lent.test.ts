import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { refused, startPlayback, type Playback } from '#testing/playback'

let playback: Playback
let host: Playback['host']
let api: Playback['api']
let soon: Playback['soon']
let put: Playback['put']
let link: Playback['link']
let begin: Playback['begin']
let admit: Playback['admit']
const asset = () => randomUUID()
before(async () => {
  playback = await startPlayback()
  ;({ host, api, soon, put, link, begin, admit } = playback)
})
after(() => playback?.close())

test('a link for one address plays at no other; one for looking over plays what is not published', async () => {
  const id = asset()
  await put(id, { protection: 'signed', from: soon(3600) })
  const bound = await link(id, { address: '2001:db8::1', beforePublication: true })
  const there = { address: '2001:db8:0:0::1' }
  const session = await begin(id, bound.token, there)
  await admit(id, session, { ...there, published: false })
  // What lies in the bin, or whose rights are over, is lent to nobody, by whatever link.
  await refused(admit(id, session, { ...there, published: false, lendable: false }), 'not-found', 404)
  await refused(admit(id, session), 'playback-elsewhere')
  await refused(begin(id, bound.token), 'playback-elsewhere')
  const plain = await link(id)
  await refused(begin(id, plain.token), 'playback-not-begun')
  await refused(begin(id, plain.token, { published: false }), 'not-found', 404)
  await refused(begin(id, 'x'.repeat(78), { published: false }), 'not-found', 404)
  await refused(admit(id, undefined, { published: false }), 'not-found', 404)
})

test('who was lent an asset by the catalogue plays it before publication, for no longer, and not when that is ended', async () => {
  const id = asset()
  await put(id, { protection: 'signed', referrers: ['partner.example'] })
  await sleep(700)
  const hidden = { published: false }
  await refused(begin(id, undefined, hidden), 'not-found', 404)
  const share = { id: randomUUID(), expiresAt: soon(2) }
  const player = { ...hidden, userAgent: 'one player' }
  const [first, again] = await Promise.all([
    begin(id, undefined, { ...player, share }),
    begin(id, undefined, { ...player, share }),
  ])
  assert.equal(first, again, 'a player that asks twice at once is one session')
  assert.equal((await admit(id, first, hidden)).byToken, true)
  const [session] = (await api().sessions({ asset: id }, host.call)).items
  assert.deepEqual([session!.share, session!.link], [share.id, undefined])
  await sleep(2000)
  await refused(admit(id, first, hidden), 'playback-link-over')

  const [early, late] = [await link(id, { beforePublication: true }), await link(id)]
  const lends = (text: string) => api().lends({ station: host.station, asset: id, link: text }, host.call)
  assert.equal((await lends(early.token)).beforePublication, true)
  assert.equal((await lends(late.token)).beforePublication, false)
  await api().revokeLink({ id: early.id }, host.call)
  await refused(lends(early.token), 'playback-link-over')
})

test('a page of somebody else may show an asset where its policy names that page, and pages of this site always may', async () => {
  const id = asset()
  const mayShow = (referrer?: string) =>
    api().mayShow({ station: host.station, asset: id, ...(referrer ? { referrer } : {}) }, host.call)
  assert.deepEqual(await mayShow('https://evil.example/'), { everywhere: true })
  await put(id, { referrers: ['*.partner.example'] })
  await sleep(700)
  assert.deepEqual(await mayShow('https://news.partner.example/page'), { everywhere: false })
  await refused(mayShow('https://evil.example/'), 'playback-other-site')
  await refused(admit(id, undefined, { referrer: 'https://evil.example/' }), 'playback-other-site')
  assert.equal((await admit(id, undefined, { referrer: 'https://tv.example/embed/1', ownPage: true })).shareable, false)
})
