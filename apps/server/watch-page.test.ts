import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gonePage, watchPage, type Watched } from './watch-page.ts'

const assets = {
  script: '/watch-assets/assets/watch.js',
  styles: ['/watch-assets/assets/watch.css'],
  icon: '/mark.svg',
}
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
const show = (changes: Partial<Watched>, language: 'zh-CN' | 'en' = 'zh-CN') =>
  watchPage({ asset: { ...asset, ...changes }, language, origin: 'https://tv.example', assets })

test('a link preview finds title, picture and address without running any script', () => {
  const page = show({})
  assert.match(page, /<meta property="og:title" content="早间新闻" \/>/)
  assert.match(
    page,
    /og:image" content="https:\/\/tv\.example\/vod\/0197c0de-0000-7000-8000-000000000001\/poster\.jpg"/,
  )
  assert.match(page, /rel="canonical" href="https:\/\/tv\.example\/watch\/0197c0de-/)
  assert.match(page, /<html lang="zh-CN">/)
  assert.match(show({}, 'en'), /Published/)
})

test('a title that tries to be markup stays text, in the page and in attributes', () => {
  const evil = `"><script>alert('x')</script>&`
  const page = show({ title: evil, description: evil, station: evil })
  assert.ok(!page.includes('<script>alert'))
  assert.ok(page.includes('content="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"'))
  assert.equal(page.match(/<script/g)?.length, 1)
})

test('nothing in the page needs an inline style or script', () => {
  for (const page of [show({}), gonePage('en', assets)]) assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style/)
})

test('without a poster none is asked for; a long description is folded', () => {
  const page = show({ hasPoster: false, description: '长'.repeat(300) })
  assert.doesNotMatch(page, /poster\.jpg/)
  assert.match(page, /<summary>简介<\/summary>/)
})
