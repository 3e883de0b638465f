import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { accessibilityFaults } from '#testing/accessibility'
import { startBenchStation, type BenchStation } from '#testing/bench-station'
import { noChromium, openChromium, picture as screenshot } from '#testing/chromium'
import { signInFirst } from '#testing/console'
import { beyondScreen, openLook } from '#testing/looks'
import { until } from '#testing/programs'

const run = promisify(execFile)
const options = { skip: noChromium ?? false }
const main = join(import.meta.dirname, '../../main.ts')

let station: BenchStation
let browser: Browser
let session: string
let asset: string
const folder = await temporaryFolder()

before(async () => {
  if (noChromium) return
  station = await startBenchStation()
  session = await signInFirst(station)
  const clip = await makeMedia(join(folder, 'clip.mp4'), [...picture({ size: '320x180', seconds: 8 }), ...quickVideo])
  const { id, run: ingest } = await station.assetOf((await station.upload(clip)).upload)
  await station.ended(ingest!)
  const { version } = await station.assets.get({ id })
  const said = { title: '清河县防汛工作会议', column: '晚间新闻', tags: ['汛期'], description: '县委书记张晓明强调' }
  await station.assets.update({ id, version, ...said })
  await station.assets.addComment({ id, kind: 'marker', text: '大坝航拍', inSeconds: 5 })
  asset = id
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await station?.remove()
})

const opened = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${station.url}/console/search`)
  return page
}
const written = async (page: Page, text: string) => {
  const field = page.getByTestId('search-field')
  await field.fill(text)
  await field.press('Enter')
  await page.locator(`[data-testid=results] [data-id="${asset}"]`).waitFor()
}

test('an editor finds a moment by what is marked in it, and is taken there', options, async () => {
  const context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'light', width: 1440 })
  const page = await opened(context)
  await until('the marker in the index', async () => {
    await page.goto(`${station.url}/console/search?text=${encodeURIComponent('大壩')}`)
    return page
      .getByTestId('place-marker')
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      )
  })
  assert.equal(await page.getByTestId('place-marker').locator('mark').innerText(), '大坝')
  await screenshot(page, 'search-wide')
  await page.getByTestId('place-marker').click()
  await page.waitForURL(`**/assets/${asset}?t=5`)
  await page.waitForFunction(() => Math.abs((document.querySelector('video')?.currentTime ?? 0) - 5) < 0.6)
  await context.close()
})

test('pinyin, offers while typing, filters and saved searches', options, async () => {
  const context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'dark', width: 1440 })
  const page = await opened(context)
  await written(page, 'fangxun')
  assert.equal(await page.locator('.search-title mark').innerText(), '防汛')
  await page.getByTestId('facet-tag-汛期').click()
  await page.waitForURL('**tag=*')
  await page.getByTestId('saved').click()
  await page.getByTestId('view-name').fill('汛期素材')
  await page.getByTestId('view-name').press('Enter')
  await page.getByRole('button', { name: '汛期素材', exact: true }).waitFor()
  await page.goto(`${station.url}/console/search`)
  await page.getByTestId('search-field').pressSequentially('汛期', { delay: 30 })
  for (const offer of ['标签', '常用搜索']) await page.locator('.search-offer', { hasText: offer }).first().waitFor()
  await screenshot(page, 'search-offers')
  await page.locator('.search-offer', { hasText: '汛期素材' }).click()
  await page.waitForURL('**text=fangxun&tag=*')
  await context.close()
})

test('a frame of a film finds the film', options, async () => {
  const frame = join(folder, 'frame.jpg')
  await run('ffmpeg', ['-v', 'error', '-ss', '3', '-i', join(folder, 'clip.mp4'), '-frames:v', '1', frame])
  const context = await openLook(browser, station, session, { language: 'en', theme: 'light', width: 1440 })
  const page = await opened(context)
  await page.getByTestId('picture-file').setInputFiles(frame)
  await page.locator(`[data-testid=picture-results] [data-id="${asset}"]`).waitFor()
  const letter = { name: 'letter.jpg', mimeType: 'image/jpeg', buffer: await readFile(main) }
  await page.getByTestId('picture-file').setInputFiles(letter)
  await page.getByRole('alert').waitFor()
  await context.close()
})

test('on a phone nothing is too wide, and the page can be read by everybody', options, async () => {
  const context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'light', width: 390 })
  const page = await opened(context)
  await written(page, '防汛')
  assert.equal(await beyondScreen(page), 0)
  assert.deepEqual(await accessibilityFaults(page), [])
  await screenshot(page, 'search-phone')
  await context.close()
})

test('the command line says what the page says', options, async () => {
  const { stdout } = await run(process.execPath, [main, 'search', '大坝', '--json', '--data', station.folder])
  const { items, how } = JSON.parse(stdout) as { how: string; items: { id: string; places: { inSeconds: number }[] }[] }
  assert.deepEqual([how, items[0]?.id, items[0]?.places[0]?.inSeconds], ['words', asset, 5])
  const { stdout: text } = await run(process.execPath, [main, 'search', '大坝', '--data', station.folder])
  assert.match(text, /00:00:05 {2}«大坝»航拍/)
})
