import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inReadingOrder, layOut, withNews, type GraphStep } from './graph.ts'

const step = (key: string, kind: string, changes: Partial<GraphStep> = {}): GraphStep => ({
  key,
  kind,
  title: key,
  state: 'waiting',
  progress: 0,
  after: [],
  ...changes,
})

/** An ingest as it looks after planning. */
const ingest = (slices: number): GraphStep[] => [
  step('head', 'head', { state: 'done' }),
  step('plan', 'plan', { state: 'done' }),
  step('audio', 'audio', { grewFrom: 'plan', state: 'running', progress: 0.5 }),
  step('thumbnails', 'thumbnails', { grewFrom: 'plan' }),
  ...Array.from({ length: slices }, (_, i) =>
    step(`slice-${i}`, 'slice', { grewFrom: 'plan', state: i % 3 === 0 ? 'done' : 'ready' }),
  ),
  step('finish', 'finish', {
    grewFrom: 'plan',
    after: ['head', 'audio', 'thumbnails', ...Array.from({ length: slices }, (_, i) => `slice-${i}`)],
  }),
]

test('steps stand to the right of what they wait for or grew out of', () => {
  const { columns } = layOut(ingest(2))
  assert.deepEqual(
    columns.map((column) => column.map(({ id }) => id)),
    [['head', 'plan'], ['audio', 'thumbnails', 'slice-0', 'slice-1'], ['finish']],
  )
})

test('three hundred slices are one box that tells how many stand how', () => {
  const { columns } = layOut(ingest(300))
  const slices = columns[1]!.find(({ kind }) => kind === 'slice')!
  assert.equal(columns.flat().length, 6)
  assert.equal(slices.steps.length, 300)
  assert.deepEqual(slices.counts, { done: 100, ready: 200 })
  assert.equal(slices.state, 'running')
  assert.ok(Math.abs(slices.progress - 1 / 3) < 1e-9)
})

test('a single failed slice shows on the box of all of them', () => {
  const steps = ingest(10).map((one) => (one.key === 'slice-3' ? { ...one, state: 'failed' as const } : one))
  assert.equal(layOut(steps).columns[1]!.find(({ kind }) => kind === 'slice')!.state, 'failed')
})

test('an edge that a longer way implies is left out', () => {
  const { edges } = layOut(ingest(300))
  assert.ok(!edges.some(({ from, to }) => from === 'plan' && to === 'finish'))
  assert.ok(edges.some(({ from, to }) => from === 'head' && to === 'finish'))
  assert.ok(edges.some(({ from, to }) => from === 'plan' && to === 'audio'))
})

test('a long chain of steps is laid out step by step', () => {
  const chain = Array.from({ length: 2000 }, (_, i) => step(`s${i}`, `k${i}`, { after: i > 0 ? [`s${i - 1}`] : [] }))
  assert.equal(layOut(chain).columns.length, 2000)
})

test('steps are gone through column by column, slices by their number', () => {
  const steps = ingest(12)
  assert.deepEqual(
    inReadingOrder(layOut(steps)).map(({ key }) => key),
    steps.map(({ key }) => key),
  )
})

test('news of one slice of three hundred leaves all other steps and the shape of the graph as they were', () => {
  const steps = ingest(300)
  const next = withNews(steps, [{ key: 'slice-7', state: 'running', progress: 0.4 }])!
  assert.deepEqual(
    next.filter((step, i) => step !== steps[i]).map(({ key }) => key),
    ['slice-7'],
    'only what has moved is drawn again',
  )
  const shape = (graph: ReturnType<typeof layOut>) => graph.columns.map((column) => column.map(({ id }) => id))
  assert.deepEqual(shape(layOut(next)), shape(layOut(steps)))
  assert.deepEqual(layOut(next).edges, layOut(steps).edges)
})

test('news of known steps is put in place, news of an unknown one asks to look again', () => {
  const steps = ingest(2)
  const next = withNews(steps, [{ key: 'audio', state: 'done', progress: 1, note: 'done' }])
  assert.equal(next?.find(({ key }) => key === 'audio')?.state, 'done')
  assert.equal(withNews(steps, [{ key: 'new', state: 'ready', progress: 0 }]), undefined)
})
