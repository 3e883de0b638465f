import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networksIn } from './regions.ts'

test('networks are read from lines and from tables, each once', () => {
  const text = '\u{FEFF}network,country\r\n1.0.1.0/24,CN\r\n"2001:db8::/32";x\n\n# note\n10.0.0.1 office\n1.0.1.0/24\n'
  assert.deepEqual(networksIn(text), { networks: ['1.0.1.0/24', '2001:db8::/32', '10.0.0.1'], strange: [1] })
})

test('a line with a first and a last address is told, not guessed at', () => {
  assert.deepEqual(networksIn('1.0.0.0,1.0.0.255\nnothing here'), { networks: [], strange: [1, 2] })
})
