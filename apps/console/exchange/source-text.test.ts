import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatOf, textOf } from './source-text.ts'

test('a table, a list and a feed are told apart by how they begin', () => {
  assert.equal(formatOf('\u{FEFF}id,title\n'), 'csv')
  assert.equal(formatOf('  [{"id":1}]'), 'json')
  assert.equal(formatOf('<?xml version="1.0"?><rss/>'), 'mrss')
})

test('a table that a Chinese spreadsheet saved is read', () => {
  assert.equal(textOf(Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4)), '中文')
  assert.equal(textOf(new TextEncoder().encode('中文')), '中文')
  assert.equal(textOf(Uint8Array.of(0xff, 0xfe, 0x2d, 0x4e)), '中')
})
