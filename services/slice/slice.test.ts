import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Objects } from '#backbone/objects'
import { service, systemCall, type Problem } from '#backbone'
import { startTestHost, type TestHost } from '#testing/host'
import { slice, type Flow, type Segment } from './contract.ts'
import sliceService from './service.ts'

let host: TestHost
let objects: Objects
const told: { type: string; data: { source: string; flow: string } }[] = []

/** Hears what slice tells, and lends its object store to the tests. */
const listener = service<object>()({
  contract: { name: 'listener', summary: 'Hears events', operations: {}, events: {} },
  uses: { slice },
  start(kit) {
    objects = kit.objects
    const hear = async ({ type, data }: (typeof told)[number]) => void told.push({ type, data })
    return { api: {}, on: { 'slice.playable': hear, 'slice.completed': hear } }
  },
})

before(async () => {
  host = await startTestHost({ services: [sliceService, listener], queues: {} })
})
after(() => host.close())

const api = () => host.api(slice)
const timescale = 90_000
const origin = 10 * timescale
const gop = 2 * timescale

const flowOf = (source: string, more: Partial<Flow> = {}): Flow => ({
  id: randomUUID(),
  source,
  kind: 'video',
  role: 'ladder',
  name: '720p',
  codec: 'avc1.64001f',
  width: 1280,
  height: 720,
  frameRate: { num: 25, den: 1 },
  timescale,
  originTicks: origin,
  state: 'growing',
  ...more,
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const segmentOf = (flow: Flow, sequence: number, content = 'as it is'): Segment => ({
  sequence,
  startTicks: origin + sequence * gop,
  durationTicks: gop,
  bytes: 1000 + sequence,
  sha256: sha256(`${flow.id} ${sequence} ${content}`),
  object: `slice/${host.station}/${flow.source}/${flow.id}/${sequence}.m4s`,
})

const initOf = (flow: Flow, content = 'init') => ({
  object: `slice/${host.station}/${flow.source}/${flow.id}/init.mp4`,
  bytes: 700,
  sha256: sha256(content),
})

const segmentsOf = (flow: Flow, count: number) => Array.from({ length: count }, (_, i) => segmentOf(flow, i))

const refused = (type: string) => (error: Problem) => error.type === type && error.status === 409

const until = async (what: () => boolean | Promise<boolean>) => {
  const deadline = Date.now() + 20_000
  while (!(await what())) {
    assert.ok(Date.now() < deadline, 'it did not come about')
    await sleep(25)
  }
}

const openWith = async (flow: Flow, segments: Segment[]) => {
  await api().openFlow(flow, host.call)
  await api().register({ id: flow.id, init: initOf(flow), segments }, host.call)
}

test('segments registered in any order stand on the timeline in order, with the init before them', async () => {
  const flow = flowOf(randomUUID())
  await openWith(flow, [segmentOf(flow, 3), segmentOf(flow, 1)])
  await api().register({ id: flow.id, segments: [segmentOf(flow, 2), segmentOf(flow, 0)] }, host.call)
  const { items } = await api().timeline({ source: flow.source }, host.call)
  assert.deepEqual(items, [{ flow, init: initOf(flow), segments: segmentsOf(flow, 4) }])
  const page = await api().segments({ id: flow.id, from: 1, limit: 2 }, host.call)
  assert.deepEqual(page.segments, [segmentOf(flow, 1), segmentOf(flow, 2)])
})

test('an outline says of every segment when and how large it is, while it grows and afterwards', async () => {
  const flow = flowOf(randomUUID())
  const late = 40 * 3600 * timescale
  const all = [0, 1, 2].map((i) => ({ ...segmentOf(flow, i), startTicks: late + i * gop }))
  const columns = (segments: Segment[]) => ({
    sequence: segments.map(({ sequence }) => sequence),
    startTicks: segments.map(({ startTicks }) => startTicks),
    durationTicks: segments.map(({ durationTicks }) => durationTicks),
    bytes: segments.map(({ bytes }) => bytes),
  })
  const outlines = async (call = host.call) => (await api().outlines({ source: flow.source }, call)).items
  const from = { ...flow, originTicks: late }
  await api().openFlow(from, host.call)
  assert.deepEqual(await outlines(), [{ flow: from, segments: columns([]) }])
  await api().register({ id: flow.id, init: initOf(flow), segments: [all[2]!, all[0]!] }, host.call)
  assert.deepEqual(await outlines(), [{ flow: from, init: initOf(flow), segments: columns([all[0]!, all[2]!]) }])
  await api().register({ id: flow.id, segments: [all[1]!] }, host.call)
  const done = await api().complete({ id: flow.id, segments: 3 }, host.call)
  assert.deepEqual(await outlines(), [{ flow: done, init: initOf(flow), segments: columns(all) }])
  assert.deepEqual(await outlines(systemCall(randomUUID(), 'tester')), [])
  await api().drop({ source: flow.source }, host.call)
  await openWith(from, [all[1]!])
  assert.deepEqual((await outlines())[0]?.segments, columns([all[1]!]), 'nothing is left of what was dropped')
})

test('a slice done twice changes nothing, and a zombie with other bytes is refused', async () => {
  const flow = flowOf(randomUUID())
  await openWith(flow, segmentsOf(flow, 3))
  await openWith(flow, segmentsOf(flow, 3))
  const other = { id: flow.id, segments: [segmentOf(flow, 3), segmentOf(flow, 1, 'otherwise')] }
  await assert.rejects(api().register(other, host.call), refused('segment-differs'))
  const otherInit = { id: flow.id, init: initOf(flow, 'another'), segments: [segmentOf(flow, 3)] }
  await assert.rejects(api().register(otherInit, host.call), refused('init-differs'))
  const otherFlow = { ...flow, source: randomUUID() }
  await assert.rejects(api().openFlow(otherFlow, host.call), refused('flow-differs'))
  const { items } = await api().timeline({ source: flow.source }, host.call)
  assert.deepEqual(items[0]?.segments, segmentsOf(flow, 3), 'what was refused left nothing behind')
})

test('many workers may register on one flow at once', async () => {
  const flow = flowOf(randomUUID())
  await api().openFlow(flow, host.call)
  const one = (segment: Segment) => api().register({ id: flow.id, init: initOf(flow), segments: [segment] }, host.call)
  await Promise.all([...segmentsOf(flow, 12), ...segmentsOf(flow, 12)].map(one))
  const done = await api().complete({ id: flow.id, segments: 12 }, host.call)
  assert.equal(done.state, 'complete')
})

test('a flow with a gap cannot be completed, and a complete one does not grow', async () => {
  const flow = flowOf(randomUUID())
  await openWith(flow, [segmentOf(flow, 0), segmentOf(flow, 2)])
  const gap = (error: Problem) => refused('timeline-gap')(error) && error.detail.missingBefore === 2
  await assert.rejects(api().complete({ id: flow.id, segments: 3 }, host.call), gap)
  await api().register({ id: flow.id, segments: [segmentOf(flow, 1)] }, host.call)
  await assert.rejects(api().complete({ id: flow.id, segments: 4 }, host.call), refused('timeline-gap'))
  await api().complete({ id: flow.id, segments: 3 }, host.call)
  await api().complete({ id: flow.id, segments: 3 }, host.call)
  await api().register({ id: flow.id, segments: [segmentOf(flow, 1)] }, host.call)
  const more = { id: flow.id, segments: [segmentOf(flow, 3)] }
  await assert.rejects(api().register(more, host.call), refused('flow-complete'))

  const shifted = flowOf(randomUUID())
  await openWith(shifted, [{ ...segmentOf(shifted, 0), startTicks: origin + 2 }])
  await assert.rejects(api().complete({ id: shifted.id, segments: 1 }, host.call), refused('timeline-gap'))
})

test('that a source can be played is told once, at its first picture', async () => {
  const source = randomUUID()
  const sound = flowOf(source, { kind: 'audio', name: 'audio-0', timescale: 48_000, originTicks: 480_000 })
  const [picture, second] = [flowOf(source, { role: 'preview' }), flowOf(source)]
  for (const flow of [picture, second, sound]) await api().openFlow(flow, host.call)
  const first = (flow: Flow, sequence: number) =>
    api().register({ id: flow.id, init: initOf(flow), segments: [segmentOf(flow, sequence)] }, host.call)
  await first(sound, 0)
  await first(second, 1)
  await Promise.all([first(picture, 0), first(second, 0), first(picture, 0)])
  const soundOnly = flowOf(randomUUID(), { kind: 'audio' })
  await openWith(soundOnly, segmentsOf(soundOnly, 2))
  const playable = (of: string) => told.filter((one) => one.type === 'slice.playable' && one.data.source === of)
  await until(() => playable(source).length > 0 && playable(soundOnly.source).length > 0)
  await api().complete({ id: soundOnly.id, segments: 2 }, host.call)
  await until(() => told.some((one) => one.type === 'slice.completed' && one.data.flow === soundOnly.id))
  assert.equal(playable(source).length, 1)
  assert.ok([picture.id, second.id].includes(playable(source)[0]!.data.flow))
})

test('dropping a flow deletes its objects, except those that another flow refers to', async () => {
  const flow = flowOf(randomUUID())
  for (const { object } of segmentsOf(flow, 3)) await objects.put(object, Buffer.from('bytes'))
  await objects.put(initOf(flow).object, Buffer.from('init'))
  await openWith(flow, segmentsOf(flow, 3))
  const clip = flowOf(randomUUID())
  await openWith(clip, [segmentOf(flow, 1)])
  await api().drop({ source: flow.source }, host.call)
  assert.deepEqual((await api().timeline({ source: flow.source }, host.call)).items, [])
  const kept = async () => (await objects.list(`slice/${host.station}/${flow.source}/`)).keys.map((one) => one.key)
  await until(async () => (await kept()).length === 1)
  assert.deepEqual(await kept(), [segmentOf(flow, 1).object])
  await api().drop({ source: clip.source, role: 'preview' }, host.call)
  assert.equal((await api().timeline({ source: clip.source }, host.call)).items.length, 1, 'another role stays')
  await api().drop({ source: clip.source }, host.call)
  await until(async () => (await kept()).length === 0)
})

test('a flow to be dropped later plays until then, unless it is declared again', async () => {
  const [gone, kept] = [flowOf(randomUUID(), { role: 'preview' }), flowOf(randomUUID(), { role: 'preview' })]
  for (const flow of [gone, kept]) {
    await openWith(flow, segmentsOf(flow, 1))
    await api().drop({ source: flow.source, role: 'preview', afterSeconds: 1 }, host.call)
  }
  await api().openFlow(kept, host.call)
  assert.equal((await api().timeline({ source: gone.source }, host.call)).items[0]?.segments.length, 1)
  await until(async () => {
    await api().drop({ source: randomUUID() }, host.call)
    return (await api().timeline({ source: gone.source }, host.call)).items.length === 0
  })
  assert.equal((await api().timeline({ source: kept.source }, host.call)).items[0]?.segments.length, 1)
})

test('a station sees its own flows only, and what they come to', async () => {
  const station = randomUUID()
  const call = systemCall(station, 'tester')
  const flow = flowOf(randomUUID())
  await api().openFlow(flow, call)
  await api().register({ id: flow.id, segments: segmentsOf(flow, 2) }, call)
  assert.deepEqual(await api().usage({}, call), { segments: 2, bytes: 2001 })
  await api().complete({ id: flow.id, segments: 2 }, call)
  assert.deepEqual(await api().usage({}, call), { segments: 2, bytes: 2001 })
  const { items } = await api().flows({ source: flow.source }, call)
  assert.deepEqual(items, [{ flow: { ...flow, state: 'complete' }, segments: 2, bytes: 2001, durationSeconds: 4 }])
  assert.deepEqual((await api().timeline({ source: flow.source }, host.call)).items, [])
  const unknown = (error: Problem) => error.status === 404
  await assert.rejects(api().register({ id: flow.id, segments: [segmentOf(flow, 9)] }, host.call), unknown)
  await assert.rejects(api().openFlow(flow, host.call), refused('flow-differs'))
})
