import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Outcome } from '#services/vms'
import { inParts } from './in-parts.ts'
import { afterwards, undoing } from './undoing.ts'

const asset = (id: string, rest: Partial<Asset> = {}): Asset => ({
  id,
  title: id,
  description: '',
  tags: [],
  state: 'ready',
  playable: true,
  progress: 1,
  essence: '',
  hasPoster: false,
  createdBy: '',
  createdAt: '',
  updatedAt: '',
  version: 1,
  ...rest,
})

test('moving is undone back into each column that something came from', () => {
  const before = [
    asset('a', { column: '时政' }),
    asset('b', { column: '体育' }),
    asset('c'),
    asset('d', { column: '体育' }),
  ]
  assert.deepEqual(undoing({ kind: 'move', column: '体育' }, before), [
    { ids: ['a'], action: { kind: 'move', column: '时政' } },
    { ids: ['c'], action: { kind: 'move', column: null } },
  ])
})

test('tags that were there already stay when tagging is undone, and removed ones come back', () => {
  const before = [asset('a', { tags: ['x'] }), asset('b', { tags: ['y'] }), asset('c', { tags: ['x', 'y'] })]
  const action = { kind: 'tag' as const, add: ['x'], remove: ['y'] }
  assert.deepEqual(undoing(action, before), [
    { ids: ['b'], action: { kind: 'tag', add: ['y'], remove: ['x'] } },
    { ids: ['c'], action: { kind: 'tag', add: ['y'] } },
  ])
  assert.deepEqual(afterwards(action, before[1]!)?.tags, ['x'])
})

test('what was withdrawn is published again, but nothing that was not', () => {
  const before = [asset('a', { state: 'published' }), asset('b', { state: 'ready' })]
  assert.deepEqual(undoing({ kind: 'withdraw' }, before), [{ ids: ['a'], action: { kind: 'publish' } }])
  assert.deepEqual(undoing({ kind: 'purge' }, before), [])
})

const ids = Array.from({ length: 250 }, (_, n) => `id-${n}`)
const done = async (part: string[]) => ({ items: part.map((id): Outcome => ({ id, outcome: 'done' })) })

test('any number of assets is gone through in calls of a hundred, and counted on the way', async () => {
  const seen: number[] = []
  const { outcomes, left } = await inParts(ids, done, { progress: (count) => void seen.push(count) })
  assert.deepEqual([outcomes.length, left, seen], [250, [], [100, 200, 250]])
})

test('stopped, it leaves the rest alone and knows which that is', async () => {
  const stop = new AbortController()
  const { outcomes, left } = await inParts(ids, done, { signal: stop.signal, progress: () => stop.abort() })
  assert.deepEqual([outcomes.length, left.length, left[0]], [100, 150, 'id-100'])
})

test('a call that fails ends it, and what was done before is known', async () => {
  let calls = 0
  const call = async (part: string[]) => {
    if (++calls === 2) throw new Error('away')
    return done(part)
  }
  const { outcomes, left, error } = await inParts(ids, call)
  assert.deepEqual([outcomes.length, left.length, (error as Error).message], [100, 150, 'away'])
})
