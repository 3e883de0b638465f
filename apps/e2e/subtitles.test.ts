import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { accessibilityFaults } from '#testing/accessibility'
import { startBenchStation, type BenchStation } from '#testing/bench-station'
import { noChromium, openChromium, picture as screenshot } from '#testing/chromium'
import { signInFirst } from '#testing/console'
import { beyondScreen, openLook, rawKeys, strayChinese, type Look } from '#testing/looks'
import { until } from '#testing/programs'
import { opened as openedByVisitor } from '#testing/watching'

const options = { skip: noChromium ?? false }
const folder = await temporaryFolder()
const desk: Look = { language: 'zh-CN', theme: 'dark', width: 1440 }
const file = join(folder, '晚间新闻.chs.srt')
// In GBK: 各位观众晚上好 / 欢迎收看新闻
const gbk = Buffer.concat([
  Buffer.from('1\r\n00:00:01,000 --> 00:00:03,000\r\n'),
  Buffer.from('b8f7cebbb9dbd6dacdedc9cfbac3', 'hex'),
  Buffer.from('\r\n\r\n2\r\n00:00:04,000 --> 00:00:07,000\r\n'),
  Buffer.from('bbb6d3adcad5bfb4d0c2cec5', 'hex'),
])

let station: BenchStation
let browser: Browser
let session: string
let asset: string
const complaints: string[] = []

before(async () => {
  if (noChromium) return
  await writeFile(file, gbk)
  station = await startBenchStation()
  session = await signInFirst(station)
  const clip = await makeMedia(join(folder, 'clip.mp4'), [...picture({ size: '640x360', seconds: 10 }), ...quickVideo])
  const { id, run } = await station.assetOf((await station.upload(clip)).upload)
  await station.ended(run!)
  asset = id
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await station?.remove()
})

const opened = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(station.url + path)
  return page
}
/** Zero to the video is the first decoding, two pictures before the first is shown. */
const aheadSeconds = 2 / 25
const seek = (page: Page, seconds: number) =>
  page.locator('video').evaluate((video, at) => {
    ;(video as HTMLVideoElement).currentTime = at
  }, seconds + aheadSeconds)
const saved = (page: Page) => page.locator('[data-testid=cue-editor][data-dirty=false]').waitFor()

test(
  'subtitles in GBK are brought, corrected beside the picture, saved, and kept when somebody else was faster',
  options,
  async () => {
    const context = await openLook(browser, station, session, desk)
    const page = await opened(context, `/console/assets/${asset}?tab=subtitles`)
    await page.getByTestId('subtitle-file').setInputFiles(file)
    await page.getByText('已导入 2 句到「简体中文」，文字编码 GBK（GB 18030）').waitFor()
    await page.locator('.track-open').click()
    await page.waitForURL('**track=*')
    await page.getByTestId('cue').nth(1).waitFor()

    // Opening a line goes to its time, and the picture shows what is written at once.
    await page.getByTestId('cue').nth(1).click()
    await page.waitForFunction(() => Math.abs(document.querySelector('video')!.currentTime - 4) < 0.1)
    await page.getByTestId('cue-text').fill('欢迎收看晚间新闻')
    await page.getByTestId('captions').getByText('欢迎收看晚间新闻').waitFor()
    await page.getByTestId('cue-out').fill('6.5')
    await page.keyboard.press('Enter')
    assert.equal(await page.getByTestId('cue-out').inputValue(), '00:00:06.500')
    await screenshot(page, 'subtitles-editor-zh-dark-1440')
    await page.getByTestId('save-cues').click()
    await saved(page)

    // Split, taken back; a new line at the playhead, its end by key.
    await page.getByTestId('cue-text').focus()
    await page.keyboard.press('Control+Home')
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight')
    await page.getByTestId('cue-split').click()
    assert.equal(await page.getByTestId('cue-text').inputValue(), '欢迎收看')
    await page.getByTestId('cue-undo').click()
    assert.equal(await page.getByTestId('cue-text').inputValue(), '欢迎收看晚间新闻')
    await seek(page, 8)
    await page.getByTestId('cue-add').click()
    await page.getByTestId('cue-text').fill('清河县防汛工作会议召开')
    await seek(page, 9.6)
    await page.keyboard.press('Alt+BracketRight')
    assert.match(await page.getByTestId('cue-out').inputValue(), /^00:00:09\.6/)

    // What is not saved is there again after the page was closed.
    await page.waitForTimeout(800)
    page.on('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByTestId('cue').nth(2).getByText('清河县防汛工作会议召开').waitFor()

    // Somebody else moves everything meanwhile: both are there to choose from.
    const { items } = (await (await station.ask(`/api/subtitles/assets/${asset}/tracks`)).json()) as {
      items: { id: string; version: number }[]
    }
    const { id, version } = items[0]!
    await station.ask(`/api/subtitles/tracks/${id}/retime`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
      body: JSON.stringify({ offsetSeconds: 0.5 }),
    })
    await page.getByTestId('save-cues').click()
    await page.getByTestId('conflict').waitFor()
    await screenshot(page, 'subtitles-conflict-zh-dark-1440')
    await page.getByTestId('keep-mine').click()
    await saved(page)
    const text = await (await station.ask(`/api/subtitles/tracks/${id}/file.srt`)).text()
    assert.match(text, /00:00:01,000 --> 00:00:03,000\n各位观众晚上好/)
    assert.match(text, /清河县防汛工作会议召开/)

    // Found and replaced, moved.
    await page.getByTestId('cue-find').click()
    await page.getByTestId('find').fill('观众')
    await page.getByTestId('replace-by').fill('听众')
    await page.getByTestId('replace-all').click()
    await page.getByTestId('cue').first().getByText('各位听众晚上好').waitFor()
    await page.getByTestId('cue-shift').click()
    await page.getByTestId('shift-seconds').fill('-0.5')
    await page.getByTestId('shift-apply').click()
    await page.getByTestId('cue').first().getByText('00:00:00.500').waitFor()
    await page.keyboard.press('Control+s')
    await saved(page)
    await context.close()
  },
)

test(
  'what was written is found by search, and plays on the watch page at its time, with chapters',
  options,
  async () => {
    const at = `/api/subtitles/assets/${asset}/tracks`
    const vtt = 'WEBVTT\n\n00:00.000 --> 00:05.000\n片头\n\n00:05.000 --> 00:10.000\n正文 & 结尾\n'
    const body = JSON.stringify({ kind: 'chapters', file: Buffer.from(vtt).toString('base64') })
    await station.ask(at, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { version } = await station.assets.get({ id: asset })
    await station.assets.publish({ id: asset, version })
    const context = await openLook(browser, station, session, { ...desk, theme: 'light' })
    const page = await opened(context, '/console/')
    await until('the words in the index', async () => {
      await page.goto(`${station.url}/console/search?text=${encodeURIComponent('防汛工作')}`)
      const place = page.getByTestId('place-subtitle')
      const appeared = place.waitFor({ timeout: 2000 })
      return appeared.then(
        () => true,
        () => false,
      )
    })
    await page.getByTestId('place-subtitle').click()
    await page.waitForURL(`**/assets/${asset}?t=7.5`)

    await page.goto(`${station.url}/watch/${asset}?autoplay=0`)
    await page.locator('#chapters').click()
    const menu = page.getByRole('menu', { name: '章节' })
    assert.deepEqual(await menu.getByRole('menuitemradio').allInnerTexts(), ['片头\n0:00', '正文 & 结尾\n0:05'])
    await screenshot(page, 'watch-chapters-zh-light-1440')
    await menu.getByText('正文').click()
    assert.equal(await page.locator('#now').innerText(), '0:05')
    assert.equal(await page.locator('#parts i').count(), 1)
    const bar = (await page.locator('#seek').boundingBox())!
    await page.mouse.move(bar.x + bar.width * 0.2, bar.y + bar.height / 2)
    await page.locator('#peek-chapter').getByText('片头').waitFor()

    await page.goto(`${station.url}/watch/${asset}?t=4`)
    // Who wants less movement begins by pressing.
    await page.locator('#big').click()
    const video = page.locator('video')
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    await page.locator('#subtitles').click()
    await page.getByRole('menu', { name: '字幕' }).getByText('简体中文').click()
    await page.locator('#captions').getByText('欢迎收看晚间新闻').waitFor()
    const seconds = await video.evaluate((element: HTMLVideoElement) => element.currentTime)
    assert.ok(seconds >= 3.5 && seconds < 6.2, `shown at ${seconds}`)
    await screenshot(page, 'watch-own-subtitles-zh-light-1440')
    assert.deepEqual(await accessibilityFaults(page), [])
    await context.close()
  },
)

test('on a phone all of it has room in the bar', options, async () => {
  const page = await openedByVisitor(browser, complaints, { width: 390, theme: 'dark' })
  await page.goto(`${station.url}/watch/${asset}`)
  await page.locator('#subtitles').waitFor()
  await page.locator('#chapters').tap()
  await screenshot(page, 'watch-chapters-zh-dark-390')
  await page.keyboard.press('Escape')
  const { x, width } = (await page.locator('#grow').boundingBox())!
  assert.ok(x + width <= 390, `the last button ends at ${x + width}`)
  await screenshot(page, 'watch-bar-zh-dark-390')
  await page.context().close()
})

const looks: Look[] = [
  { language: 'zh-CN', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 390 },
]
test('list and editor are accessible and fit, on desks and phones', options, async () => {
  for (const look of looks) {
    const context = await openLook(browser, station, session, look)
    const page = await opened(context, `/console/assets/${asset}?tab=subtitles`)
    const name = `${look.language}-${look.theme}-${look.width}`
    await page.getByTestId('track').nth(1).waitFor()
    for (const [stage, selector] of [
      ['list', 'track'],
      ['editor', 'cue'],
    ] as const) {
      if (stage === 'editor') await page.locator('.track-open').first().click()
      await page.getByTestId(selector).first().waitFor()
      if (stage === 'editor') await page.getByTestId('cue').first().click()
      // From the top: what the player hides while it stays in sight is not judged.
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('*')) if (one.scrollTop > 0) one.scrollTop = 0
      })
      assert.deepEqual(await accessibilityFaults(page), [], `${stage} ${name}`)
      if (look.width === 390) {
        await page.getByTestId(stage === 'list' ? 'tracks' : 'cue-editor').scrollIntoViewIfNeeded()
      }
      await screenshot(page, `subtitles-${stage}-${name}`)
      assert.ok((await beyondScreen(page)) <= 0, `${stage} ${name}`)
      assert.deepEqual(await rawKeys(page), [])
    }
    if (look.language === 'en') {
      const said = (await strayChinese(page)).filter((line) => !/新闻|听众|防汛|片头|正文/.test(line))
      assert.deepEqual(said, [])
    }
    await context.close()
  }
  assert.deepEqual(complaints, [])
})
