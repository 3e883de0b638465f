import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flowFraction, inOrder, revisionOf, type FlowProgress } from './revision.ts'

const flow = (name: string, changes: Partial<FlowProgress['flow']> = {}, segments = 0): FlowProgress => ({
  flow: {
    id: name,
    source: 's',
    kind: 'video',
    role: 'ladder',
    name,
    codec: '',
    timescale: 1,
    originTicks: 0,
    state: 'growing',
    height: Number.parseInt(name, 10) || undefined,
    ...changes,
  } as FlowProgress['flow'],
  segments,
  bytes: 0,
  durationSeconds: segments * 2,
})

test('the player is told again only when something better can be played', () => {
  const first = revisionOf([flow('360p', {}, 1), flow('720p')], false)
  assert.equal(revisionOf([flow('360p', {}, 9), flow('720p', {}, 3)], false), first, 'segments alone reload nothing')
  const better = revisionOf([flow('360p', {}, 9), flow('720p', { state: 'complete' }, 9)], false)
  assert.notEqual(better, first)
  assert.equal(
    revisionOf([flow('360p', { state: 'complete' }, 9), flow('720p', { state: 'complete' }, 9)], false),
    better,
    'a lower rendition that completes later is nothing better',
  )
  assert.notEqual(revisionOf([flow('720p', { state: 'complete' }, 9)], true), better)
})

test('a flow shows how much of the source it covers', () => {
  assert.equal(flowFraction(flow('720p', {}, 5), 20), 0.5)
  assert.equal(flowFraction(flow('720p', { state: 'complete' }, 5), 20), 1)
  assert.equal(flowFraction(flow('720p', {}, 5), undefined), 0)
})

test('renditions stand best first, sound after pictures, previews last', () => {
  const names = inOrder([
    flow('preview', { role: 'preview', height: 360 }),
    flow('sound', { kind: 'audio' }),
    flow('360p'),
    flow('1080p'),
  ]).map(({ flow: { name } }) => name)
  assert.deepEqual(names, ['1080p', '360p', 'sound', 'preview'])
})
