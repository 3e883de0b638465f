import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filmOf, type Watched, type Wishes } from './film.ts'
import { languages, type Language } from './language.ts'
import { words } from './watch-words.ts'
import { embedPage, refusalPage, watchPage } from './watch-page.ts'

const assets = {
  scripts: ['/watch-assets/static/watch.js', '/watch-assets/static/hls.js'],
  styles: ['/watch-assets/static/watch.css'],
  icon: '/mark.svg',
}
const origin = 'https://tv.example'
const asset: Watched = {
  id: '0197c0de-0000-7000-8000-000000000001',
  title: '早间新闻',
  description: '6 点档',
  station: '青山县融媒体中心',
  hasPoster: true,
  publishedAt: '2026-07-01T22:00:00.000Z',
  durationSeconds: 30.02,
  width: 1920,
  height: 1080,
}
type How = { language?: Language; embedded?: boolean; wishes?: Wishes }
const film = (changes: Partial<Watched>, { language = 'zh-CN', embedded = false, wishes = {} }: How = {}) =>
  filmOf({ ...asset, ...changes }, { language, origin, embedded, wishes })
const show = (changes: Partial<Watched>, how: How = {}) => {
  const shown = { asset: { ...asset, ...changes }, film: film(changes, how), assets }
  return how.embedded ? embedPage(shown) : watchPage(shown)
}
const dataOf = (page: string, type: string) =>
  JSON.parse(new RegExp(`<script type="${type}"[^>]*>(.*?)</script>`).exec(page)![1]!) as Record<string, unknown>

test('a link preview finds title, picture, player and address without running any script', () => {
  const page = show({})
  assert.match(page, /<meta property="og:title" content="早间新闻" \/>/)
  assert.match(page, /og:image" content="https:\/\/tv\.example\/vod\/0197c0de-[0-9a-f-]+\/poster\.jpg"/)
  assert.match(page, /og:video" content="https:\/\/tv\.example\/embed\/0197c0de-/)
  assert.match(page, /og:video:secure_url" content="https:/)
  assert.match(page, /<meta name="twitter:card" content="player" \/>/)
  assert.match(page, /twitter:player" content="https:\/\/tv\.example\/embed\/0197c0de-/)
  assert.match(page, /twitter:player:height" content="720"/)
  assert.match(page, /rel="canonical" href="https:\/\/tv\.example\/watch\/0197c0de-[0-9a-f-]+"/)
  assert.match(page, /hreflang="en" href="https:\/\/tv\.example\/watch\/0197c0de-[0-9a-f-]+\?lang=en"/)
  assert.match(page, /type="application\/json\+oembed" href="https:\/\/tv\.example\/oembed\?url=https%3A%2F%2Ftv/)
  assert.match(page, /type="text\/xml\+oembed"/)
  assert.match(page, /<html lang="zh-CN"/)
  assert.match(show({}, { language: 'en' }), /Published/)
})

test('search engines read the film as schema.org has it', () => {
  const said = dataOf(show({}), 'application/ld\\+json')
  assert.equal(said['@type'], 'VideoObject')
  assert.equal(said.name, '早间新闻')
  assert.equal(said.duration, 'PT30S')
  assert.equal(said.uploadDate, asset.publishedAt)
  assert.deepEqual(said.thumbnailUrl, [`${origin}/vod/${asset.id}/poster.jpg`])
  assert.equal(said.embedUrl, `${origin}/embed/${asset.id}`)
})

test('a title that tries to be markup stays text: in the page, in attributes, in data', () => {
  const evil = `"><script>alert('x')</script>&</title><!--`
  for (const embedded of [false, true]) {
    const page = show({ title: evil, description: evil, station: evil }, { embedded })
    assert.ok(!page.includes('<script>alert'))
    assert.ok(page.includes('content="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;'))
    assert.equal(page.match(/<script/g)?.length, 3)
    assert.equal(dataOf(page, 'application/json').title, evil)
    assert.equal(dataOf(page, 'application/ld\\+json').name, evil)
  }
})

test('nothing in the pages needs an inline style or script', () => {
  const gone = refusalPage({ status: 404 }, { language: 'en', assets, kind: 'watch' })
  for (const page of [show({}), show({}, { embedded: true }), gone]) {
    // What is shown to be copied is text, not a style of the page.
    const markup = page.replaceAll(/value="&lt;iframe.*?"/gs, '')
    assert.doesNotMatch(markup, /\sstyle=|\son\w+=|<style/)
    assert.doesNotMatch(page, /<script(?! type="(module" src|application\/))/)
  }
})

test('without script there is a native video with its source, and none of our controls', () => {
  const page = show({})
  assert.match(page, /<video[^>]*\scontrols\s[^>]*>\s*<source src="\/vod\/[^"]+\/master\.m3u8"/)
  for (const id of ['controls', 'middle', 'surface', 'notice', 'share'])
    assert.match(page, new RegExp(`id="${id}"[^>]*\\shidden`), id)
})

test('without a poster none is asked for; a long description is folded', () => {
  const page = show({ hasPoster: false, description: '长'.repeat(300) })
  assert.doesNotMatch(page, /poster\.jpg|storyboard\.vtt/)
  assert.match(page, /<summary>简介<\/summary>/)
})

test('the own page begins by itself and may be told not to; an embed waits until it is told to', () => {
  assert.equal(film({}).autoplay, true)
  assert.equal(film({}, { wishes: { autoplay: '0' } }).autoplay, false)
  assert.equal(film({}, { embedded: true }).autoplay, false)
  const told = film({}, { embedded: true, wishes: { autoplay: '1', muted: '1', t: '1m5s' } })
  assert.deepEqual([told.autoplay, told.muted, told.fromSeconds], [true, true, 65])
  assert.doesNotMatch(show({}, { embedded: true }), /modulepreload" href="[^"]*hls/)
})

test('whoever may not watch is told why, by the type of the problem, and search engines keep nothing', () => {
  const told = (type: string, status: number, language: Language = 'zh-CN') =>
    refusalPage({ type: `/problems/${type}`, status, requestId: 'r-1' }, { language, assets, kind: 'embed' })
  assert.match(told('asset-withdrawn', 410), /视频已撤回/)
  assert.match(told('asset-not-found', 404, 'en'), /There is no such video/)
  assert.match(told('playback-elsewhere', 403), /你所在的地区看不了/)
  assert.match(told('something-new', 403, 'en'), /Not available now[\s\S]*<code>r-1<\/code>/)
  assert.match(told('asset-withdrawn', 410), /name="robots" content="noindex"/)
})

test('both languages say the same things with the same places for values', () => {
  const shape = (value: unknown): unknown => {
    if (typeof value === 'string') return value.split('{}').length
    if (Array.isArray(value)) return value.length
    return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, shape(one)]))
  }
  const [chinese, english] = languages.map((language) => words[language])
  assert.deepEqual(shape(chinese!.player), shape(english!.player))
  assert.doesNotMatch(JSON.stringify(english), /\p{Script=Han}/u)
})

test('a signed link opens the media, but is not handed on with the page', () => {
  const page = show({}, { wishes: { link: 'v1.abc-DEF_1' } })
  assert.match(page, /<source src="\/vod\/[^"]+\/master\.m3u8\?link=v1\.abc-DEF_1"/)
  assert.equal(
    page.replace(/<source.*?>|rel="preload" as="fetch".*?>|"(source|storyboard)":"[^"]*"/gs, '').includes('v1.abc'),
    false,
  )
  assert.doesNotMatch(show({}, { wishes: { link: '"><script>' } }), /link=/)
})
