import assert from 'node:assert/strict'
import { test } from 'node:test'
import { left, placeOf, readRemembered } from './remembered.ts'

test('nothing, nonsense and values out of bounds are as if nothing were remembered', () => {
  const usual = { volume: 1, muted: false, speed: 1, shortcuts: true, places: [] }
  for (const text of [null, '', '{', '7', 'null', '[]', '{"volume":9,"speed":"fast","places":[1,["a"],["a","b"]]}'])
    assert.deepEqual(readRemembered(text), usual)
})

test('what was remembered is read back', () => {
  const said = {
    volume: 0.4,
    muted: true,
    speed: 1.5,
    subtitles: 'zh',
    shortcuts: false,
    bitsPerSecond: 4e6,
    places: [['a', 12]],
  }
  assert.deepEqual(readRemembered(JSON.stringify(said)), said)
})

test('a film left midway is found again; hardly begun or seen to its end it is forgotten', () => {
  const once = readRemembered(JSON.stringify({ places: left({ places: [] }, 'a', 61.8, 600) }))
  assert.equal(placeOf(once, 'a'), 61)
  assert.equal(placeOf(once, 'b'), undefined)
  assert.deepEqual(left(once, 'a', 597, 600), [])
  assert.deepEqual(left(once, 'a', 3, 600), [])
})

test('the latest film comes first, and only so many are kept', () => {
  let places: [string, number][] = []
  for (let film = 0; film < 100; film += 1) places = left({ places }, `film ${film}`, 10, 100)
  assert.equal(places.length, 60)
  assert.deepEqual(places[0], ['film 99', 10])
})
