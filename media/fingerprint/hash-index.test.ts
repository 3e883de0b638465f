import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHashIndex, type HashIndex } from './hash-index.ts'
import { mostInBucket } from './hash-segment.ts'

/** A generator that always gives the same numbers (Mulberry32). */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (t ^ (t >>> 14)) | 0
}

const ownersOf = (count: number, each: number, next: () => number) =>
  Array.from({ length: count }, () => ({
    words: Int32Array.from({ length: each * 2 }, next),
    places: Uint32Array.from({ length: each }, (_, i) => i),
  }))
const flipped = (words: Int32Array, i: number, bits: number, next: () => number): [number, number] => {
  const word = [words[2 * i]!, words[2 * i + 1]!]
  const chosen = new Set<number>()
  while (chosen.size < bits) chosen.add((next() >>> 0) % 64)
  for (const bit of chosen) word[bit >> 5]! ^= 1 << (bit & 31)
  return [word[0]!, word[1]!]
}
const found = (index: HashIndex, high: number, low: number, radius = 8) => {
  const hits: [number, number, number][] = []
  index.search(high, low, radius, (...hit) => hits.push(hit))
  return hits
}

test('every hash within eight bits is found, each once, wherever in the index it has come to lie', () => {
  const next = numbers(1)
  const index = openHashIndex()
  const owners = ownersOf(60, 1000, next)
  for (const [owner, hashes] of owners.entries()) {
    index.add(owner, hashes)
    // Also right after it came, when it has no tables yet.
    assert.deepEqual(found(index, ...flipped(hashes.words, 7, 8, next)), [[owner, 7, 8]])
  }
  for (let k = 0; k < 1000; k += 1) {
    const [owner, i, bits] = [(next() >>> 0) % 60, (next() >>> 0) % 1000, k % 9]
    assert.deepEqual(found(index, ...flipped(owners[owner]!.words, i, bits, next)), [[owner, i, bits]])
  }
  assert.deepEqual(found(index, ...flipped(owners[3]!.words, 5, 9, next)), [])
  assert.deepEqual(found(index, ...flipped(owners[3]!.words, 5, 4, next), 3), [])
  assert.deepEqual([index.figures().owners, index.figures().hashes], [60, 60_000])
})

test('what is removed is found no more, also after all has been merged and read back from a snapshot', () => {
  const next = numbers(2)
  const index = openHashIndex()
  const owners = ownersOf(30, 1000, next)
  for (const [owner, hashes] of owners.entries()) index.add(owner, hashes)
  for (const owner of [0, 3, 17, 29]) index.remove(owner)
  const again = openHashIndex(new Uint8Array(Buffer.concat(index.snapshot())))
  for (const one of [index, again]) {
    for (const [owner, { words }] of owners.entries()) {
      const expected = [0, 3, 17, 29].includes(owner) ? [] : [[owner, 4, 0]]
      assert.deepEqual(found(one, words[8]!, words[9]!), expected)
      assert.equal(one.has(owner), expected.length > 0)
    }
  }
  assert.equal(again.figures().hashes, 26_000)
  again.add(40, ownersOf(1, 10, next)[0]!)
  assert.equal(again.figures().owners, 27)
  assert.throws(() => openHashIndex(new Uint8Array(40)), RangeError)
  assert.throws(() => openHashIndex(new Uint8Array(Buffer.concat(index.snapshot()).subarray(0, -4))), RangeError)
})

test('when far too many are alike a lookup stays bounded, and what it cannot see is counted', () => {
  const next = numbers(3)
  const index = openHashIndex()
  const many = mostInBucket * 5
  const same = {
    words: new Int32Array(many * 2).fill(0x1234567),
    places: Uint32Array.from({ length: many }, (_, i) => i),
  }
  index.add(1, same)
  const { words } = same
  assert.equal(found(index, words[0]!, words[1]!).length, mostInBucket)
  assert.equal(index.figures().crowdedHashes, many - mostInBucket)
  // The others beside them are all seen.
  const [other] = ownersOf(1, 100, next)
  index.add(2, other!)
  assert.deepEqual(found(index, other!.words[0]!, other!.words[1]!), [[2, 0, 0]])
})
