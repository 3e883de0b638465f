import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayPass, passes, refusalOf } from './refusals.ts'

test('a refusal is told by the type of its problem', () => {
  assert.equal(refusalOf({ type: '/problems/playback-elsewhere', status: 403 }), 'playback-elsewhere')
  assert.equal(refusalOf({ type: 'https://tv.example/problems/playback-link-over', status: 403 }), 'playback-link-over')
})

test('a problem nobody has words for is told by its status', () => {
  const of = (status: number) => refusalOf({ type: '/problems/something-new', status })
  assert.deepEqual(
    [401, 403, 404, 410, 429, 451, 500, 503].map(of),
    ['refused', 'refused', 'asset-not-found', 'asset-withdrawn', 'too-many-requests', 'refused', 'out-of-order'].concat(
      'out-of-order',
    ),
  )
  assert.equal(refusalOf({ status: 404 }), 'asset-not-found')
})

test('only what is being prepared is asked for again by itself; what is gone stays gone', () => {
  assert.ok(passes('not-playable-yet') && !passes('refused'))
  assert.ok(mayPass('out-of-order') && !mayPass('asset-withdrawn') && !mayPass('playback-link-over'))
})
