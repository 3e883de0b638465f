import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { filmOf, type Watched } from './film.ts'
import { filmAt, oEmbedOf, oEmbedXml, roomOf } from './oembed.ts'

const id = '0197c0de-0000-7000-8000-000000000001'
const origin = 'https://tv.example'
const asset: Watched = {
  id,
  title: '早间新闻 <"&"> \u0007',
  description: '',
  station: '青山县融媒体中心',
  hasPoster: true,
  publishedAt: '2026-07-01T22:00:00.000Z',
  durationSeconds: 30.02,
  width: 1920,
  height: 1080,
}
const film = (changes: Partial<Watched> = {}, t?: string) =>
  filmOf({ ...asset, ...changes }, { language: 'zh-CN', origin, embedded: true, wishes: { t } })
const shown = (width?: string, height?: string, changes: Partial<Watched> = {}) =>
  oEmbedOf(film(changes), roomOf(width, height), origin)

test('only addresses of this site name a film, by http or https', () => {
  assert.deepEqual(filmAt(`${origin}/watch/${id}?t=83&lang=en`, 'tv.example'), { id, t: '83' })
  assert.equal(filmAt(`http://tv.example/embed/${id.toUpperCase()}`, 'tv.example')?.id, id)
  for (const other of [
    `https://else.example/watch/${id}`,
    `${origin}/console/assets/${id}`,
    `${origin}/watch/${id}/more`,
    `${origin}/watch/1`,
    `ftp://tv.example/watch/${id}`,
    'nonsense',
    '',
  ])
    assert.equal(filmAt(other, 'tv.example'), undefined, other)
})

test('a film fits the room a site has, in its own shape', () => {
  const size = (width?: string, height?: string, changes?: Partial<Watched>) => {
    const said = shown(width, height, changes)
    return [said.width, said.height]
  }
  assert.deepEqual(size(), [640, 360])
  assert.deepEqual(size('320'), [320, 180])
  assert.deepEqual(size('800', '90'), [160, 90])
  assert.deepEqual(size(undefined, '720'), [1280, 720])
  assert.deepEqual(size('0', 'much'), [640, 360])
  assert.deepEqual(size(undefined, undefined, { width: 1080, height: 1920 }), [360, 640])
  assert.match(String(shown('320').html), /width="320" height="180"/)
})

test('a thumbnail keeps within the room too, or is left out', () => {
  assert.deepEqual([shown().thumbnail_width, shown().thumbnail_height], [1280, 720])
  assert.equal(shown('1280', '720').thumbnail_url, `${origin}/vod/${id}/poster.jpg`)
  assert.equal(shown('1279').thumbnail_url, undefined)
  assert.equal(shown(undefined, undefined, { hasPoster: false }).thumbnail_url, undefined)
})

test('the start of the address is kept, and a title stays text in HTML and XML', () => {
  const said = oEmbedOf(film({}, '1m23s'), {}, origin)
  assert.match(String(said.html), new RegExp(`src="${origin}/embed/${id}\\?t=83"`))
  assert.ok(!String(said.html).includes('<"&">'))
  const xml = oEmbedXml(said)
  assert.equal(XMLValidator.validate(xml), true)
  const read = new XMLParser({ parseTagValue: false }).parse(xml).oembed as Record<string, string>
  assert.equal(read.html, String(said.html).replace('\u0007', ''))
  assert.equal(read.title, '早间新闻 <"&">')
  assert.equal(read.width, '640')
})
