import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsFor, keyGroups } from './key-table.ts'

const names = (pathname: string) => groupsFor(pathname).here.map(({ name }) => name)

test('the keys of the page one is on are read first, and none is left out', () => {
  assert.deepEqual(names('/assets/1'), ['anywhere', 'drawer', 'forms', 'player', 'subtitles'])
  assert.deepEqual(names('/runs/1'), ['anywhere', 'lists', 'drawer', 'forms', 'run'])
  assert.deepEqual(names('/today'), ['anywhere', 'forms', 'today'])
  for (const pathname of ['/', '/library', '/runs/1', '/station/keys']) {
    const { here, elsewhere } = groupsFor(pathname)
    assert.equal(here.length + elsewhere.length, keyGroups.length)
  }
})

test('no key does two things in one place', () => {
  for (const { name, entries } of keyGroups) {
    const keys = entries.flatMap((entry) => entry.keys)
    assert.equal(new Set(keys).size, keys.length, name)
  }
})
