import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture, playback } from '#testing/chromium'
import { removeStation, startStation, type TestStation } from '#testing/station'
import { addSubtitles, elsewhere, opened, publishedAndWithdrawn, scriptBytes, type Look } from '#testing/watching'

const options = { skip: noChromium ?? false }
const seconds = 24
const title = 'Evening news 2026-11-22'

let station: TestStation
let browser: Browser
let film = ''
let withdrawn = ''
let link = ''
const complaints: string[] = []

before(async () => {
  if (noChromium) return
  station = await startStation()
  ;[film, withdrawn] = await publishedAndWithdrawn(station, { title, seconds })
  link = `${station.url}/watch/${film}`
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

const open = (look?: Look) => opened(browser, complaints, look)
const plays = (page: Page, fromSeconds = 0) =>
  page.waitForFunction((from) => document.querySelector('video')!.currentTime > from + 0.2, fromSeconds)
const at = async (page: Page) => (await playback(page)).seconds
const video = <T>(page: Page, ask: (video: HTMLVideoElement) => T) =>
  page.locator('video').evaluate(ask as never) as Promise<T>

test('the page plays by itself, shows the picture at the pointer, changes quality and speed', options, async () => {
  const page = await open({ width: 1440 })
  await page.goto(link)
  await plays(page)
  assert.equal((await playback(page)).error, null)
  assert.equal(await page.locator('#length').innerText(), '0:24')

  const bar = (await page.locator('#seek').boundingBox())!
  await page.mouse.move(bar.x + bar.width * 0.75, bar.y + bar.height / 2)
  await page.locator('#still').waitFor()
  assert.equal(await page.locator('#peek-time').innerText(), '0:18')
  const still = await page.locator('#part').evaluate((part) => getComputedStyle(part).backgroundImage)
  assert.match(still, /storyboard-0\.jpg/)
  await picture(page, 'watch-peek-zh-light-1440')
  await page.mouse.down()
  await page.mouse.up()
  await plays(page, 17.5)

  await page.locator('#quality').click()
  const menu = page.getByRole('menu', { name: '清晰度' })
  assert.match((await menu.getByRole('menuitemradio').locator('span').allInnerTexts()).join(' '), /^360p 240p 自动/)
  await picture(page, 'watch-quality-zh-light-1440')
  await menu.getByText('240p').click()
  assert.equal(await page.locator('#quality').innerText(), '240p')
  await page.waitForFunction(() => document.querySelector('video')!.videoHeight === 240)

  await page.locator('#speed').click()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  assert.equal(await video(page, (v) => v.playbackRate), 1.25)
  await page.context().close()
})

test('the keyboard does what players do, says what it can, and can be told to leave off', options, async () => {
  const page = await open({ width: 1440, language: 'en' })
  await page.goto(`${link}?autoplay=0`)
  assert.equal(await page.locator('#stage').getAttribute('data-state'), 'idle')
  await page.keyboard.press('k')
  await plays(page)
  await page.keyboard.press('Space')
  await page.waitForFunction(() => document.querySelector('video')!.paused)
  const press = async (key: string) => {
    await page.keyboard.press(key)
    return Math.round(await at(page))
  }
  assert.equal(await press('5'), 12)
  assert.equal(await press('l'), 22)
  assert.equal(await press('j'), 12)
  assert.equal(await press('ArrowLeft'), 7)
  await page.keyboard.press('m')
  assert.equal(await video(page, (v) => v.muted), true)
  await page.keyboard.press('m')
  await page.keyboard.press('>')
  assert.equal(await video(page, (v) => v.playbackRate), 1.25)
  await page.keyboard.press('<')
  await page.locator('#position').focus()
  await page.keyboard.press('PageDown')
  assert.equal(Math.round(await at(page)), 0)
  await page.locator('#position[aria-valuetext="0 seconds of 24 seconds"]').waitFor()
  await page.keyboard.press('f')
  await page.waitForFunction(() => document.fullscreenElement?.id === 'stage')
  await page.keyboard.press('f')
  await page.waitForFunction(() => document.fullscreenElement === null)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  assert.deepEqual(await accessibilityFaults(page), [])
  await picture(page, 'watch-keys-en-light-1440')
  await page.locator('#keys-on').uncheck()
  await page.keyboard.press('Escape')
  await page.locator('h1').click()
  assert.equal(await press('9'), 0)
  await page.context().close()
})

test('a film is handed on as a link, from where it stands, as code and as a QR code', options, async () => {
  const page = await open({ width: 1440, language: 'en', theme: 'dark' })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${link}?t=15&autoplay=0`)
  assert.equal(await page.locator('#now').innerText(), '0:15')
  await page.locator('#share').click()
  const sheet = page.getByRole('dialog', { name: 'Share this video' })
  assert.equal(await sheet.locator('#share-link').inputValue(), link)
  await sheet.getByLabel('Start at').check()
  await sheet.getByRole('button', { name: 'Copy: Link' }).click()
  await sheet.getByText('Copied').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${link}?t=15`)
  assert.match(await sheet.locator('#share-code').inputValue(), new RegExp(`/embed/${film}\\?t=15" title="${title}"`))
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('#share-qr')!.naturalWidth > 0)
  assert.match((await sheet.locator('#share-qr').getAttribute('src'))!, /qr\.svg\?t=15$/)
  assert.deepEqual(await accessibilityFaults(page), [])
  await picture(page, 'watch-share-en-dark-1440')
  await page.context().close()
})

test('a phone: menus from below, two taps jump, and it goes on where it was left', options, async () => {
  const page = await open({ width: 390, theme: 'dark' })
  await page.goto(link)
  await plays(page)
  await page.locator('#quality').tap()
  const menu = (await page.getByRole('menu').boundingBox())!
  assert.ok(menu.y + menu.height > 843, 'it lies at the lower edge')
  await picture(page, 'watch-quality-zh-dark-390')
  await page.keyboard.press('Escape')
  const surface = (await page.locator('#stage').boundingBox())!
  const from = await at(page)
  for (let taps = 0; taps < 2; taps += 1) await page.touchscreen.tap(surface.width - 30, surface.y + 40)
  await plays(page, from + 9.5)
  assert.match(await page.locator('#flash').innerText(), /前进 10 秒/)
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
  await page.locator('#stage').tap({ position: { x: 195, y: 30 } })
  await picture(page, 'watch-zh-dark-390')
  const left = await at(page)
  await page.goto(link)
  await page.getByText('从头看').waitFor()
  assert.ok((await at(page)) >= Math.floor(left) - 1)
  await picture(page, 'watch-resumed-zh-dark-390')
  await page.getByText('从头看').tap()
  await page.waitForFunction(() => document.querySelector('video')!.currentTime < 3)
  await page.context().close()
})

test('subtitles of the film can be chosen, are drawn above the controls, and are remembered', options, async () => {
  const early = await open({ width: 1440, language: 'en' })
  await early.goto(link)
  await plays(early)
  assert.equal(await early.locator('#subtitles').isVisible(), false, 'no menu where there are none')
  await early.context().close()
  await addSubtitles(station, film)
  // A browser that has just seen the playlist keeps it for ten seconds: this is another one.
  const page = await open({ width: 1440, language: 'en' })
  await page.goto(`${link}?t=1`)
  await page.locator('#subtitles').click()
  const menu = page.getByRole('menu', { name: 'Subtitles' })
  assert.deepEqual(await menu.getByRole('menuitemradio').allInnerTexts(), ['Off', '中文', 'English'])
  await menu.getByText('中文').click()
  await page.locator('#captions').getByText('开头的一句').waitFor()
  await picture(page, 'watch-subtitles-en-light-1440')
  await page.goto(`${link}?t=12`)
  await page.locator('#captions').getByText('中间的一句').waitFor()
  await page.keyboard.press('c')
  await page.locator('#captions').waitFor({ state: 'hidden' })
  await page.context().close()
})

test('whoever may not watch is told why: withdrawn, unknown, elsewhere, not ready yet', options, async () => {
  const page = await open({ width: 390, language: 'en' })
  const gone = await page.goto(`${station.url}/watch/${withdrawn}`)
  assert.equal(gone?.status(), 410)
  assert.equal(await page.locator('h1').innerText(), 'This video was withdrawn')
  await picture(page, 'watch-withdrawn-en-light-390')
  assert.deepEqual(await accessibilityFaults(page), [])
  assert.equal((await page.goto(`${station.url}/watch/nonsense`))?.status(), 404)
  assert.equal(await page.locator('h1').innerText(), 'There is no such video')

  const refuse = (type: string, status: number) =>
    page.route('**/master.m3u8', (route) =>
      route.fulfill({
        status,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: `/problems/${type}`, title: 'In the words of a server', status }),
      }),
    )
  await refuse('playback-elsewhere', 403)
  await page.goto(link)
  await page.getByRole('alert').getByText('Not available where you are').waitFor()
  assert.deepEqual(await accessibilityFaults(page), [])
  await picture(page, 'watch-refused-en-light-390')
  await page.goto(`${link}?lang=zh-CN`)
  await page.getByRole('alert').getByText('你所在的地区看不了').waitFor()
  await page.unroute('**/master.m3u8')
  await refuse('not-playable-yet', 503)
  await page.goto(link)
  await page.getByRole('alert').getByText('Almost ready').waitFor()
  await page.unroute('**/master.m3u8')
  await plays(page)
  assert.equal(await page.locator('#notice').isVisible(), false, 'it began by itself')
  await page.context().close()
})

test('without script there is the native player with its source, and every word about the film', options, async () => {
  const page = await open({ width: 1440, script: false })
  await page.goto(link)
  assert.equal(await page.locator('h1').innerText(), title)
  assert.equal(await page.locator('video').getAttribute('controls'), '')
  assert.equal(await page.locator('#controls').isVisible(), false)
  assert.match(await page.locator('.note').innerText(), /浏览器关闭了脚本/)
  const source = (await page.locator('video source').getAttribute('src'))!
  assert.match(await (await fetch(station.url + source)).text(), /#EXT-X-STREAM-INF/)
  await picture(page, 'watch-without-script-zh-light-1440')
  // Chromium since 142 plays HLS itself, as phones have long done.
  if (await video(page, (v) => v.canPlayType('application/vnd.apple.mpegurl'))) {
    await video(page, (v) => v.play())
    assert.ok((await playback(page)).width > 0)
  }
  await page.context().close()
})

test('a site elsewhere embeds it, hears and steers it; the page itself is framed by nobody', options, async () => {
  const oembed = `${station.url}/oembed?url=${encodeURIComponent(link)}&maxwidth=480`
  const said = (await (await fetch(oembed)).json()) as { html: string; width: number; height: number; title: string }
  assert.deepEqual([said.width, said.height, said.title], [480, 270, title])

  const site = await elsewhere(`<h1>Another site</h1>${said.html}<iframe id="page" src="${link}"></iframe>`)
  const page = await open({ width: 1440 })
  await page.goto(site.url)
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    addEventListener('message', ({ data }) => heard.push(data))
  })
  const embed = page.frameLocator('iframe').first()
  assert.equal(await embed.locator('#stage').getAttribute('data-state'), 'idle', 'it waits to be asked')
  await picture(page, 'embed-zh-light-1440')
  await embed.getByRole('button', { name: '播放', exact: true }).first().click()
  type Told = { source: string; event: string; seconds: number }
  const heard = (event: string, fromSeconds = 0) =>
    page.waitForFunction(
      ([event, from]) =>
        (window as unknown as { heard: Told[] }).heard.some(
          (one) => one.source === 'rongmei' && one.event === event && one.seconds >= Number(from),
        ),
      [event, fromSeconds] as const,
    )
  await heard('play')
  await heard('time', 0.2)
  const ask = (asked: object) =>
    page.evaluate((asked) => window.frames[0]!.postMessage({ to: 'rongmei', ...asked }, '*'), asked)
  await ask({ do: 'seek', seconds: 15 })
  await heard('time', 15)
  await ask({ do: 'pause' })
  await heard('pause')
  assert.ok(page.frames().some((frame) => frame.url().startsWith('chrome-error')))
  await page.context().close()
})

const looks: (Look & { name: string })[] = [
  { name: 'zh-light-1440', width: 1440 },
  { name: 'en-dark-1440', width: 1440, language: 'en', theme: 'dark' },
  { name: 'en-light-390', width: 390, language: 'en' },
]
test('in both languages, themes and sizes it is accessible, and nothing moves while it loads', options, async (t) => {
  for (const look of looks) {
    await t.test(look.name, async () => {
      const page = await open(look)
      await page.goto(link)
      await plays(page)
      await picture(page, `watch-${look.name}`)
      assert.deepEqual(await accessibilityFaults(page), [])
      const moved = await page.evaluate(() => (window as unknown as { moved: number }).moved)
      assert.ok(moved <= 0.05, `moved by ${moved}`)
      if (look.language === 'en') {
        const text = await page.evaluate(() => document.body.innerText.replaceAll(/融媒体中心|中文/g, ''))
        assert.doesNotMatch(text, /\p{Script=Han}/u)
      }
      await page.context().close()
    })
  }
  const embed = await open({ width: 390, language: 'en' })
  await embed.goto(`${station.url}/embed/${film}`)
  await embed.locator('#big').waitFor()
  assert.deepEqual(await accessibilityFaults(embed), [])
  await embed.context().close()
})

test('all script of the page, player and engine weigh at most 150 kB as they are sent', options, async () => {
  const bytes = await scriptBytes()
  assert.ok(bytes > 50_000 && bytes <= 150_000, `${bytes} bytes`)
})

test('the browser had nothing to complain about', options, () => {
  assert.deepEqual(complaints, [])
})
