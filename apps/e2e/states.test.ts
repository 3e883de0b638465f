import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { importFiles, signInFirst } from '#testing/console'
import { beyondScreen, looks, nameOfLook, openLook, rawKeys, strayChinese } from '#testing/looks'
import { watchFigures } from '#testing/page-figures'
import { removeStation, startStation, type TestStation } from '#testing/station'

const run = promisify(execFile)
const options = { skip: noChromium ?? false }

let station: TestStation
let browser: Browser
let session = ''

before(async () => {
  if (noChromium) return
  station = await startStation()
  session = await signInFirst(station)
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

const testId = (page: Page, id: string) => page.locator(`[data-testid=${id}]`)
const settled = async (page: Page, name: string, english: boolean) => {
  await page.waitForTimeout(400)
  await picture(page, name)
  assert.ok((await beyondScreen(page)) <= 0, 'the page reaches beyond the screen')
  assert.deepEqual(await rawKeys(page), [])
  if (english) assert.deepEqual(await strayChinese(page), [])
  assert.deepEqual(await accessibilityFaults(page), [])
}

/** Pages with nothing on them yet, and what says so. */
const empty = [
  { name: 'today', path: '/console/today', there: '[data-testid=welcome]' },
  { name: 'library', path: '/console/library', there: '[data-testid=welcome]' },
  { name: 'runs', path: '/console/runs', there: '.blank' },
  { name: 'usage', path: '/console/station/usage', there: '.usage-none' },
]
/** Pages, and which answers they cannot do without. */
const needing = [
  { name: 'today', path: '/console/today', broken: '**/api/desk/**' },
  { name: 'library', path: '/console/library', broken: '**/api/vms/**' },
  { name: 'runs', path: '/console/runs', broken: '**/api/runs/**' },
  { name: 'people', path: '/console/station/people', broken: '**/api/access/people*' },
  { name: 'health', path: '/console/system', broken: '**/api/system/**' },
]

for (const look of looks) {
  const english = look.language === 'en'
  test(`an empty station in ${nameOfLook(look)} says what to do`, options, async (t) => {
    const context = await openLook(browser, station, session, look)
    const page = await context.newPage()
    for (const { name, path, there } of empty) {
      await t.test(name, async () => {
        await page.goto(station.url + path)
        await page.locator(there).first().waitFor()
        await settled(page, `${name}-empty-${nameOfLook(look)}`, english)
      })
    }
    await context.close()
  })

  // The console's own attempts take their time: one wide look and one narrow are enough.
  if ((look.theme === 'dark') === (look.width === 1440)) continue
  test(
    `what fails in ${nameOfLook(look)} is said in words, with the way out`,
    { ...options, concurrency: true },
    async (t) => {
      const context = await openLook(browser, station, session, look)
      // Each waits for the console's own attempts to end: all at once, they wait together.
      const failing = needing.map(({ name, path, broken }) =>
        t.test(name, async () => {
          const page = await context.newPage()
          const problem = { type: '/problems/database-unavailable', title: 'x', status: 503, requestId: 'r-1' }
          await page.route(broken, (route) =>
            route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
          )
          await page.goto(station.url + path)
          const again = page.getByRole('button', { name: english ? 'Try again' : '重试' }).first()
          await again.waitFor({ timeout: 40_000 })
          await settled(page, `${name}-error-${nameOfLook(look)}`, english)
          await page.unroute(broken)
          await again.click()
          await again.waitFor({ state: 'detached', timeout: 20_000 })
          await page.close()
        }),
      )
      await Promise.all(failing)
      await context.close()
    },
  )
}

test('on a slow network there is first a skeleton, and nothing jumps', options, async () => {
  const context = await openLook(browser, station, session, looks[0]!)
  for (const { name, path } of empty) {
    const page = await context.newPage()
    const { read } = await watchFigures(page)
    await page.route('**/api/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, route.request().url().includes('/session') ? 0 : 1500))
      await route.continue().catch(() => {})
    })
    await page.goto(station.url + path)
    await page.locator('.skeleton, [data-state=pending]').first().waitFor()
    await picture(page, `${name}-slow-zh-1440`)
    await page.locator('.skeleton, [data-state=pending]').first().waitFor({ state: 'detached' })
    await page.waitForTimeout(500)
    const { cls } = await read()
    assert.ok(cls <= 0.05, `${name}: things moved by ${cls}`)
    await page.close()
  }
  await context.close()
})

test('an edit made without a connection is kept on the device and sent when it is back', options, async () => {
  const film = join(station.folder, '早间新闻.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-f', 'lavfi', '-i', 'sine=f=440:d=2']
  await run('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', '-shortest', film])
  const [asset] = await importFiles(station, [film])
  const context = await openLook(browser, station, session, looks[0]!)
  const page = await context.newPage()
  await page.goto(`${station.url}/console/assets/${asset}`)
  const title = page.locator('#asset-title')
  await title.fill('早间新闻 第 2 版')
  await context.setOffline(true)
  await testId(page, 'save').click()
  await testId(page, 'offline').waitFor()
  await picture(page, 'offline-zh-1440')
  assert.match(await testId(page, 'offline').innerText(), /1 项修改/)
  await context.setOffline(false)
  await testId(page, 'offline').waitFor({ state: 'detached', timeout: 40_000 })
  const heading = page.locator('h1')
  await heading.filter({ hasText: '早间新闻 第 2 版' }).waitFor()
  await page.reload()
  await heading.filter({ hasText: '早间新闻 第 2 版' }).waitFor()
  await context.close()
})

test('the tour points at real things, and can be left at any stop', options, async () => {
  const context = await openLook(browser, station, session, looks[0]!)
  const page = await context.newPage()
  await page.goto(`${station.url}/console/today`)
  await testId(page, 'me').click()
  await page.getByText('带我看一遍').click()
  const seen: string[] = []
  for (let stop = 1; stop <= 12; stop += 1) {
    const panel = page.locator('.ant-tour').filter({ hasText: new RegExp(`^|${stop} / `) })
    await panel.first().waitFor()
    await page.waitForTimeout(700)
    const text = await panel.first().innerText()
    seen.push(/(\d+) \/ \d+/.exec(text)![1]!)
    if (stop === 4) await picture(page, 'tour-zh-1440')
    const next = panel.getByRole('button', { name: '下一步' })
    if ((await next.count()) === 0) break
    await next.click()
  }
  assert.ok(seen.length >= 8, seen.join(' '))
  assert.deepEqual(
    seen,
    seen.map((_, i) => String(i + 1)),
  )
  await page.getByRole('button', { name: '完成' }).click()
  await page.locator('.ant-tour').waitFor({ state: 'detached' })
  await context.close()
})
