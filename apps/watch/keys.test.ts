import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionOf, nextSpeed } from './keys.ts'

test('the keys of players work on the whole page', () => {
  assert.deepEqual(actionOf({ key: ' ' }, 'page'), { does: 'toggle' })
  assert.deepEqual(actionOf({ key: 'K' }, 'page'), { does: 'toggle' })
  assert.deepEqual(actionOf({ key: 'j' }, 'page'), { does: 'seekBy', seconds: -10 })
  assert.deepEqual(actionOf({ key: 'ArrowRight' }, 'page'), { does: 'seekBy', seconds: 5 })
  assert.deepEqual(actionOf({ key: '7' }, 'page'), { does: 'seekTo', share: 0.7 })
  assert.deepEqual(actionOf({ key: '>' }, 'page'), { does: 'speedBy', steps: 1 })
  assert.deepEqual(actionOf({ key: '？' }, 'page'), { does: 'help' })
})

test('arrows up and down scroll the page, and are the volume only in the player', () => {
  assert.equal(actionOf({ key: 'ArrowUp' }, 'page'), undefined)
  assert.deepEqual(actionOf({ key: 'ArrowUp' }, 'player'), { does: 'volumeBy', share: 0.05 })
  assert.deepEqual(actionOf({ key: 'End' }, 'player'), { does: 'seekTo', share: 1 })
})

test('whoever types, picks from a menu, presses a button or uses the browser is left alone', () => {
  assert.equal(actionOf({ key: 'k' }, 'field'), undefined)
  assert.equal(actionOf({ key: 'ArrowDown' }, 'menu'), undefined)
  assert.equal(actionOf({ key: ' ' }, 'player', { onButton: true }), undefined)
  assert.deepEqual(actionOf({ key: 'k' }, 'page', { onButton: true }), { does: 'toggle' })
  assert.equal(actionOf({ key: 'f', ctrlKey: true }, 'page'), undefined)
  assert.equal(actionOf({ key: 'Enter' }, 'page'), undefined)
  assert.equal(actionOf({ key: 'F5' }, 'player'), undefined)
})

test('single keys can be switched off outside the player', () => {
  assert.equal(actionOf({ key: 'k' }, 'page', { single: false }), undefined)
  assert.equal(actionOf({ key: ' ' }, 'page', { single: false }), undefined)
  assert.deepEqual(actionOf({ key: 'k' }, 'player', { single: false }), { does: 'toggle' })
})

test('the speed goes up and down through what is offered, and stays at the ends', () => {
  assert.deepEqual(
    [nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(1.1, 1), nextSpeed(3, 1), nextSpeed(0.5, -1)],
    [1.25, 0.75, 1.25, 3, 0.5],
  )
})
