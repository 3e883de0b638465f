import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curveIn, linesNeeded, neighbour, peaksIn, placeItems, tilesIn, valueY } from './timeline-layout.ts'
import { boundView, onFrame, panned, pixelAt, secondsAt, showing, ticksOf, wholeView, zoomed } from './timeline-view.ts'

const strip = { durationSeconds: 600, framesPerSecond: 25, widthPixels: 1000 }
const whole = wholeView(strip)

test('at first all of it is in sight', () => {
  assert.equal(pixelAt(whole, 0), 0)
  assert.equal(pixelAt(whole, 600), 1000)
})

test('the time under the pointer stays there while zooming', () => {
  const closer = zoomed(whole, 4, 500, strip)
  assert.equal(secondsAt(closer, 500), 300)
  assert.equal(closer.secondsPerPixel, 0.15)
  assert.deepEqual(zoomed(closer, 1 / 4, 500, strip), whole)
})

test('zooming ends at single frames, and beyond the whole there is nothing', () => {
  let view = whole
  for (let i = 0; i < 40; i++) view = zoomed(view, 2, 300, strip)
  assert.ok(Math.abs(1 / 25 / view.secondsPerPixel - 24) < 1e-9, 'a frame is 24 px')
  assert.deepEqual(zoomed(whole, 0.5, 300, strip), whole)
  assert.deepEqual(panned(whole, 500, strip), whole)
  assert.equal(panned(zoomed(whole, 2, 0, strip), 1e9, strip).fromSeconds, 300)
})

test('a clip shorter than the window is shown whole', () => {
  const short = { durationSeconds: 0.2, framesPerSecond: 25, widthPixels: 1000 }
  assert.deepEqual(boundView(wholeView(short), short), wholeView(short))
})

test('the window goes on when the playhead leaves it, and stays while it is inside', () => {
  const view = zoomed(whole, 10, 0, strip)
  assert.equal(showing(view, 59, strip), view)
  const next = showing(view, 61, strip)
  assert.ok(pixelAt(next, 61) > 100 && pixelAt(next, 61) < 200)
})

test('times fall on frames, never after the last', () => {
  assert.equal(onFrame(1.05, strip), 1.04)
  assert.equal(onFrame(700, strip), 599.96)
  assert.equal(onFrame(-1, strip), 0)
})

test('the ruler counts in steps that people know, far enough apart to be read', () => {
  const labels = ticksOf(whole, strip).filter((tick) => tick.labelled)
  assert.deepEqual(
    labels.map((tick) => tick.atSeconds),
    [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600],
  )
  let view = whole
  for (let i = 0; i < 40; i++) view = zoomed(view, 2, 300, strip)
  const close = ticksOf(view, strip).filter((tick) => tick.labelled)
  assert.ok(close[1]!.pixel - close[0]!.pixel >= 96)
  assert.ok(Math.abs((close[1]!.atSeconds - close[0]!.atSeconds) * 25 - 5) < 1e-6, 'five frames')
})

const item = (id: string, fromSeconds: number, toSeconds?: number) => ({
  id,
  fromSeconds,
  label: id,
  ...(toSeconds === undefined ? {} : { toSeconds }),
})

test('what overlaps stands on lines of its own, what is out of sight is not drawn', () => {
  const items = [item('a', 0, 100), item('b', 50, 150), item('c', 120, 130), item('d', 590, 600)]
  assert.equal(linesNeeded(items, 3), 2)
  const placed = placeItems(items, zoomed(whole, 2, 0, strip), 1000, 2)
  assert.deepEqual(
    placed.map(({ item: { id }, line }) => `${id}${line}`),
    ['a0', 'b1', 'c0'],
  )
})

test('the shortest item can still be seen and pressed', () => {
  const [tiny, moment] = placeItems([item('a', 10, 10.04), item('b', 20)], whole, 1000, 1)
  assert.equal(tiny!.widthPixels, 3)
  assert.equal(moment!.widthPixels, 9)
  assert.ok(Math.abs(moment!.leftPixels + 4.5 - pixelAt(whole, 20)) < 1e-9, 'a moment is centred on its time')
})

test('no peak is lost when many fall on one pixel', () => {
  const values = new Float32Array(6000)
  values[3003] = 0.9
  const drawn = peaksIn({ perSecond: 10, values }, whole, 1000)
  assert.equal(drawn.length, 1000)
  assert.ok(Math.abs(drawn[500]! - 0.9) < 1e-6)
  assert.equal(drawn[499], 0)
})

test('a curve breaks where nothing was measured and keeps one point a pixel', () => {
  const points = Array.from({ length: 6000 }, (_, i) => ({ atSeconds: i / 10, value: i === 3000 ? Number.NaN : -23 }))
  const box = { widthPixels: 1000, heightPixels: 42, least: -60, most: 0 }
  const lines = curveIn(points, whole, box)
  assert.equal(lines.length, 2)
  assert.ok(lines[0]!.length <= 501)
  assert.ok(valueY(0, box) < valueY(-23, box))
  assert.equal(valueY(-100, box), 41)
})

const cues = Array.from({ length: 60 }, (_, i) => ({
  fromSeconds: i * 10,
  toSeconds: i * 10 + 10,
  sheet: 'sheet.jpg',
  x: i,
  y: 0,
  width: 160,
  height: 90,
}))

test('pictures are bound to time: they stand still while the window moves', () => {
  const view = zoomed(whole, 4, 500, strip)
  const moved = panned(view, 30, strip)
  const [before, after] = [tilesIn(cues, view, 1000, 45), tilesIn(cues, moved, 1000, 45)]
  assert.equal(before[0]!.widthPixels, 80)
  const same = after.find((tile) => Math.abs(tile.leftPixels - (before[3]!.leftPixels - 30)) < 1e-6)
  assert.equal(same?.cue.x, before[3]!.cue.x)
})

test('from item to item by time', () => {
  const items = [item('a', 10, 20), item('b', 30), item('c', 50)]
  assert.equal(neighbour(items, 'a', 1, 0)?.id, 'b')
  assert.equal(neighbour(items, 'c', 1, 0), undefined)
  assert.equal(neighbour(items, undefined, 1, 25)?.id, 'b')
  assert.equal(neighbour(items, undefined, -1, 25)?.id, 'a')
})
