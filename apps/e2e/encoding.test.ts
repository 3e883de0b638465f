import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { makeMedia, picture as moving, quickVideo, temporaryFolder, tone } from '#media/testing'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture, playback } from '#testing/chromium'
import { importFiles, signInFirst } from '#testing/console'
import { beyondScreen, looks, nameOfLook, openLook, rawKeys, strayChinese } from '#testing/looks'
import { removeStation, startStation, type TestStation } from '#testing/station'
import { opened } from '#testing/watching'

const options = { skip: noChromium ?? false }
/** Safety only: a busy machine may take long; nothing here is a claim about speed. */
const patience = 60_000
const folder = await temporaryFolder()
const named = 'Online'

let station: TestStation
let browser: Browser
let desk: BrowserContext
let page: Page
let session = ''
let asset = ''
const complaints: string[] = []

before(async () => {
  if (noChromium) return
  station = await startStation()
  session = await signInFirst(station)
  browser = await openChromium()
  desk = await openLook(browser, station, session, looks[0]!)
  page = await desk.newPage()
  page.setDefaultTimeout(patience)
  page.on('pageerror', ({ message }) => complaints.push(message))
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

type Flows = { items: { flow: { id: string; name: string } }[] }
const testId = (id: string) => page.getByTestId(id)
const pickFile = async (button: string, path: string) => {
  const chooser = page.waitForEvent('filechooser')
  await testId(button).click()
  await (await chooser).setFiles(path)
}

test('a logo is brought and laid into its corner, as it will lie over the picture', options, async () => {
  const logo = join(folder, 'Qinghe.png')
  const drawing = 'color=0x0B7A67:s=320x120,format=rgba,drawbox=12:12:296:96:white@0.9:8'
  await makeMedia(logo, ['-f', 'lavfi', '-i', drawing, '-frames:v', '1'])
  await page.goto(`${station.url}/console/station/logos`)
  await pickFile('new-logo', logo)
  const drawer = testId('logo-drawer')
  await drawer.getByText('右上').click()
  const place = await drawer.locator('.logo-preview').evaluate((box) => {
    const [outer, inner] = [box, box.querySelector('.logo-itself')!].map((one) => one.getBoundingClientRect())
    return [outer!.right - inner!.right, inner!.width].map((pixels) => Math.round((pixels / outer!.width) * 100))
  })
  assert.deepEqual(place, [4, 12])
  await testId('save-logo').click()
  await drawer.waitFor({ state: 'hidden' })
  assert.equal(await testId('logo').count(), 1)
})

test('a profile with a further coding and the logo is made, and becomes the default', options, async () => {
  await page.goto(`${station.url}/console/station/encoding`)
  await testId('new-profile').click()
  const drawer = testId('profile-drawer')
  await drawer.locator('#profile-title').fill(named)
  await drawer.getByRole('group', { name: 'AV1' }).getByText('240p').click()
  await drawer.locator('#profile-logo').click()
  await page.getByTitle('Qinghe').last().click()
  await drawer.getByTestId('logo-preview').waitFor()
  await testId('save-profile').click()
  await drawer.waitFor({ state: 'hidden' })
  const row = page.getByRole('row').filter({ hasText: named })
  await row.getByTestId('profile-more').click()
  await page.getByText('设为默认').click()
  await row.getByText('默认', { exact: true }).waitFor()
})

test('what comes in is encoded by it: the player plays AV1 and the second language', options, async () => {
  const film = await makeMedia(join(folder, 'film.mp4'), [
    ...moving({ size: '426x240', seconds: 12 }),
    ...tone({ seconds: 12 }),
    ...tone({ seconds: 12, hertz: 880 }),
    ...'-map 0:v -map 1:a -map 2:a -metadata:s:a:0 language=chi -metadata:s:a:1 language=eng -g 25'.split(' '),
    ...quickVideo,
  ])
  ;[asset = ''] = await importFiles(station, [film])
  await page.goto(`${station.url}/console/assets/${asset}?tab=renditions`)
  await testId('used-profile').getByText(named).waitFor()
  assert.match((await testId('renditions').textContent())!, /240p AV1.*AV1/)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const flows = (await (await page.request.get(`${station.url}/api/slice/sources/${asset}/flows`)).json()) as Flows
  const idOf = (name: string) => flows.items.find(({ flow }) => flow.name === name)!.flow.id
  await testId('player-quality').click()
  await page.getByRole('menuitem', { name: '240p AV1' }).click()
  await testId('player-sound').click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  const { frames } = await playback(page)
  await page.locator('video').evaluate((video: HTMLVideoElement) => video.play())
  await page.waitForFunction((before) => {
    const video = document.querySelector('video')!
    return video.getVideoPlaybackQuality().totalVideoFrames > before + 50 && video.currentTime > 5
  }, frames)
  for (const name of ['240p-av1', 'audio-1'])
    assert.ok(
      asked.some((url) => url.includes(`/${idOf(name)}/`) && url.endsWith('.m4s')),
      name,
    )
  assert.equal((await playback(page)).error, null)
})

test('the frame that is shown becomes the poster, then a picture, then the one from before', options, async () => {
  await page.goto(`${station.url}/console/assets/${asset}?tab=media&t=5`)
  const shown = () => testId('poster-picture').getAttribute('src')
  await testId('poster-picture').waitFor()
  const first = await shown()
  const another = async (than: string | null) =>
    page.waitForFunction(
      (before) => document.querySelector('[data-testid=poster-picture]')?.getAttribute('src') !== before,
      than,
    )
  await testId('poster-frame').click()
  await another(first)
  const second = await shown()
  await pickFile('poster-upload', await makeMedia(join(folder, 'sent.png'), [...moving(), '-frames:v', '1']))
  await another(second)
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('[data-testid=poster-picture]')!.naturalWidth === 320,
  )
  await picture(page, 'asset-poster-zh-light-1440')
  const third = await shown()
  await testId('poster-automatic').click()
  await another(third)
  assert.equal(await shown(), first)
})

test('an asset is encoded again by another profile', options, async () => {
  await page.goto(`${station.url}/console/assets/${asset}?tab=renditions`)
  await testId('asset-more').click()
  await page.getByRole('menuitem', { name: '重新转码' }).click()
  await page.getByRole('dialog').getByRole('combobox').click()
  await page.getByTitle('标准').click()
  await picture(page, 'asset-redo-zh-light-1440')
  await testId('redo-ok').click()
  await testId('used-profile').getByText('标准').waitFor()
  await page.getByText('就绪').first().waitFor()
  assert.doesNotMatch((await testId('renditions').textContent())!, /AV1/)
  assert.deepEqual(complaints, [])
})

test('the public chooses the language of the sound', options, async () => {
  const at = `${station.url}/api/vms/assets/${asset}`
  const headers = { 'sec-fetch-site': 'same-origin', cookie: `rongmei_session=${session}` }
  const tag = (await fetch(at, { headers })).headers.get('etag')!
  const published = await fetch(`${at}/publish`, { method: 'POST', headers: { ...headers, 'if-match': tag } })
  assert.equal(published.status, 200)
  const flows = (await (await page.request.get(`${station.url}/api/slice/sources/${asset}/flows`)).json()) as Flows
  const english = flows.items.find(({ flow }) => flow.name === 'audio-1')!.flow.id
  // What was looked up before it was encoded again is remembered for some seconds.
  for (let tries = 0; ; tries += 1) {
    const master = await (await fetch(`${station.url}/vod/${asset}/master.m3u8`)).text()
    if (master.includes(english)) break
    assert.ok(tries < 300, 'the new sound was never offered')
    await page.waitForTimeout(200)
  }
  const viewer = await opened(browser, complaints, { width: 1440 })
  const asked: string[] = []
  viewer.on('request', (request) => asked.push(request.url()))
  await viewer.goto(`${station.url}/watch/${asset}`)
  await viewer.waitForFunction(() => document.querySelector('video')!.currentTime > 0.2)
  await viewer.mouse.move(600, 400)
  await viewer.locator('#languages').click()
  assert.deepEqual(await viewer.getByRole('menuitemradio').allTextContents(), ['中文', 'English'])
  await picture(viewer, 'watch-languages-zh-light-1440')
  await viewer.getByRole('menuitemradio', { name: 'English' }).click()
  for (let tries = 0; !asked.some((url) => url.includes(`/${english}/`) && url.endsWith('.m4s')); tries += 1) {
    assert.ok(tries < 200, 'the English sound was never asked for')
    await viewer.waitForTimeout(100)
  }
  await viewer.context().close()
})

test('the pages look right in both languages and at both widths', options, async () => {
  for (const look of [looks[1]!, looks[3]!]) {
    const context = await openLook(browser, station, session, look)
    const one = await context.newPage()
    for (const [name, path, ready] of [
      ['profiles', '/station/encoding', 'profile'],
      ['profile', '/station/encoding?item=new-standard', 'save-profile'],
      ['logos', '/station/logos', 'logo'],
    ] as const) {
      await one.goto(`${station.url}/console${path}`)
      await one.getByTestId(ready).first().waitFor()
      await one.waitForTimeout(400)
      const which = `encoding-${name}-${nameOfLook(look)}`
      await picture(one, which)
      assert.ok((await beyondScreen(one)) <= 0, which)
      assert.deepEqual(await rawKeys(one), [], which)
      if (look.language === 'en') assert.deepEqual(await strayChinese(one), [], which)
      assert.deepEqual(await accessibilityFaults(one), [], which)
    }
    await context.close()
  }
})
