import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildAbsoluteURL, EventEmitter, utf8ArrayToStr } from './hls-needs.ts'

test('a listener hears what is told in its context until it leaves, once-listeners a single time', () => {
  const emitter = new EventEmitter()
  const heard: unknown[] = []
  const context = { name: 'player' }
  const listen = function (this: { name: string }, told: unknown) {
    heard.push([this.name, told])
  }
  emitter.on('loaded', listen as never, context)
  emitter.once('loaded', () => heard.push('once'))
  emitter.emit('loaded', 1)
  emitter.emit('loaded', 2)
  emitter.off('loaded', listen as never, context)
  assert.equal(emitter.emit('loaded', 3), false)
  assert.deepEqual(heard, [['player', 1], 'once', ['player', 2]])
})

test('a listener that leaves while something is told does not disturb the others', () => {
  const emitter = new EventEmitter()
  const heard: string[] = []
  const first = () => {
    heard.push('first')
    emitter.off('x', first)
  }
  emitter.on('x', first)
  emitter.on('x', () => heard.push('second'))
  emitter.emit('x')
  emitter.emit('x')
  assert.deepEqual(heard, ['first', 'second', 'second'])
})

test('addresses in playlists are resolved as browsers do, text ends at its zero byte', () => {
  assert.equal(buildAbsoluteURL('http://s.example/vod/a/master.m3u8', '../b/x.m4s'), 'http://s.example/vod/b/x.m4s')
  assert.equal(buildAbsoluteURL('http://s.example/a', ''), 'http://s.example/a')
  assert.equal(utf8ArrayToStr(new Uint8Array([97, 98, 0, 99]), true), 'ab')
})
