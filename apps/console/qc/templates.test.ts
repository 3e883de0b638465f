import assert from 'node:assert/strict'
import { test } from 'node:test'
import { qc } from '#services/qc'
import { groups, readNumber, readSize, tidied, weightsOf } from './templates.ts'

test('every kind of finding stands in one group of the editor', () => {
  const kinds = Object.keys(qc.operations.addTemplate.input.properties.rules.properties.rules.properties)
  assert.deepEqual(Object.values(groups).flat().toSorted(), kinds.toSorted())
})

test('what asks for nothing is not sent', () => {
  const rules = { black: { severity: 'fail' }, gop: { severity: 'off' } } as const
  const empty = tidied({ rules, picture: { sizes: [], frameRates: [25] }, sound: { codecs: [] }, containers: [] })
  assert.deepEqual(empty, { rules, picture: { frameRates: [25] } })
  assert.deepEqual(weightsOf(empty), { fail: 1, warn: 0, info: 0 })
})

test('sizes and numbers are read as people type them', () => {
  assert.deepEqual(readSize('1920 × 1080'), { width: 1920, height: 1080 })
  assert.equal(readSize('large'), undefined)
  assert.equal(readNumber('29,97'), 29.97)
  assert.equal(readNumber('-1'), undefined)
})
