import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { signInFirst } from '#testing/console'
import { type Look, looks, nameOfLook, openLook, rawKeys, strayChinese } from '#testing/looks'
import { removeStation, startStation, type TestStation } from '#testing/station'

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

const open = async (look: Look, options: { query?: string; heightPixels?: number } = {}): Promise<Page> => {
  const page = await (await openLook(browser, station, session, look)).newPage()
  if (options.heightPixels) await page.setViewportSize({ width: look.width, height: options.heightPixels })
  await page.goto(`${station.url}/console/_components${options.query ?? ''}`)
  await page.locator('[data-table=gallery] [role=row]').nth(3).waitFor()
  await page.locator('[data-drawn=true]').waitFor()
  return page
}

/** How far anything that scrolls sideways by mistake reaches beyond its page. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const content = document.querySelector('#content')!
    return Math.max(document.documentElement.scrollWidth - innerWidth, content.scrollWidth - content.clientWidth)
  })

for (const look of looks) {
  const as = nameOfLook(look)
  test(`every component in ${as} fits, speaks one language and is accessible`, options, async () => {
    const page = await open(look, { heightPixels: look.width === 390 ? 5600 : 4000 })
    await page.waitForTimeout(600)
    await picture(page, `components-${as}`)
    assert.ok((await sideways(page)) <= 0, 'something reaches beyond the screen')
    assert.deepEqual(await rawKeys(page), [])
    if (look.language === 'en') assert.deepEqual(await strayChinese(page), [])
    assert.deepEqual(await accessibilityFaults(page), [])
    await page.context().close()
  })
}

const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex'))
const chosen = (page: Page) => page.locator('[data-table] [aria-selected=true]').count()

test('a table of 10,000 rows is walked, chosen from and opened by keyboard', options, async () => {
  const page = await open({ language: 'zh-CN', theme: 'light', width: 1440 })
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '3')
  await page.keyboard.press('k')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '2')
  await page.keyboard.press('x')
  assert.equal(await chosen(page), 1)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '4')
  await page.keyboard.press('Shift+X')
  assert.equal(await chosen(page), 3, 'with Shift, everything since the last')
  assert.ok(await page.getByTestId('bulk').isVisible())
  await page.keyboard.press('Escape')
  assert.equal(await chosen(page), 0)

  await page.keyboard.press('End')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '10001')
  assert.ok((await page.locator('[data-table] [role=row]').count()) < 80, 'only what is in sight is in the page')
  await page.keyboard.press('Home')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '2')

  await page.keyboard.press('Enter')
  await page.getByTestId('gallery-drawer').waitFor()
  assert.match(page.url(), /sample=sample-0/)
  await page.keyboard.press('j')
  await page.waitForURL(/sample=sample-1/)
  await page.keyboard.press('Escape')
  await page.getByTestId('gallery-drawer').waitFor({ state: 'hidden' })
  assert.doesNotMatch(page.url(), /sample=/)
  assert.ok(await focusedRow(page), 'the focus is back in the list')
  await page.context().close()
})

test('the head of a column sorts, and the address knows it', options, async () => {
  const page = await open({ language: 'en', theme: 'light', width: 1440 })
  const head = page.locator('[data-column=duration]')
  assert.equal(await head.getAttribute('aria-sort'), 'none')
  await head.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/sort=duration/)
  const sorted = (order: string) => page.locator(`[data-column=duration][aria-sort=${order}]`).waitFor()
  await sorted('ascending')
  await page.keyboard.press('Enter')
  await page.waitForURL(/sort=-duration/)
  await sorted('descending')
  await page.goBack()
  await sorted('ascending')

  const before = await head.evaluate((cell) => (cell as HTMLElement).offsetWidth)
  await head.getByRole('separator').focus()
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(
    (width) => (document.querySelector<HTMLElement>('[data-column=duration]')?.offsetWidth ?? 0) > width,
    before,
  )
  await page.reload()
  await page.waitForFunction(
    (width) => (document.querySelector<HTMLElement>('[data-column=duration]')?.offsetWidth ?? 0) > width,
    before,
  )
  await page.context().close()
})

test('a filter is in the address, can be saved as a view, and comes back from it', options, async () => {
  const page = await open({ language: 'en', theme: 'light', width: 1440 })
  await page.getByTestId('table-filter').click()
  await page.getByRole('button', { name: 'Failed', pressed: false }).first().click()
  await page.waitForURL(/state=failed/)
  await page.keyboard.press('Escape')
  await page.getByTestId('table-views').click()
  await page.getByLabel('Name it').fill('What failed')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'What failed', pressed: true }).waitFor()
  await page.getByRole('button', { name: 'All', exact: true, pressed: false }).click()
  await page.waitForFunction(() => !location.search.includes('state='))
  await page.context().close()
})

test('what changes in place is marked, and what was deleted comes back with Ctrl-Z', options, async () => {
  const page = await open({ language: 'en', theme: 'light', width: 1440 })
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByTestId('bulk-update').click()
  await page.locator('.table-dot').first().waitFor()
  await page.getByTestId('bulk-remove').click()
  await page.getByTestId('undo-toast').waitFor()
  assert.equal(await page.getByText('Sample 1', { exact: true }).locator('xpath=ancestor::*[@data-table]').count(), 0)
  await page.keyboard.press('Control+z')
  await page.locator('[data-table]').getByText('Sample 1', { exact: true }).waitFor()
  await page.getByTestId('undo-toast').waitFor({ state: 'detached' })
  await page.context().close()
})

test(
  'the timeline moves by frames, zooms, marks a range, and goes from item to item by keyboard',
  options,
  async () => {
    const page = await open({ language: 'zh-CN', theme: 'dark', width: 1440 })
    const strip = page.getByTestId('gallery-timeline')
    const slider = strip.getByRole('slider')
    const at = () => slider.getAttribute('aria-valuetext')
    await slider.focus()
    await page.keyboard.press('Home')
    assert.equal(await at(), '00:00:00:00')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    assert.equal(await at(), '00:00:00:01')
    await page.keyboard.press('Shift+ArrowRight')
    assert.equal(await at(), '00:00:01:01')
    await page.keyboard.press('End')
    assert.equal(await at(), '00:29:59:24')
    await page.keyboard.press('Home')

    const perPixel = async () => Number(await strip.getAttribute('data-per-pixel'))
    const whole = await perPixel()
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    assert.ok((await perPixel()) < whole / 2)
    await page.keyboard.press('0')
    assert.equal(await perPixel(), whole)

    await page.keyboard.press('i')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('o')
    assert.match(
      (await strip.locator('.strip-range').innerText()).replaceAll(/\s+/g, ' '),
      /00:00:00:00 O 00:00:03:00 00:00:03:00/,
    )

    await strip.locator('[data-row=comments] button').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-item') === 'c2')
    assert.equal(await at(), '00:15:00:00')
    await strip.locator('[data-row=shots] [role=group]').focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-item')?.startsWith('shot-'))
    await page.context().close()
  },
)

test('the wheel zooms the timeline at the pointer, and pressing goes there', options, async () => {
  const page = await open({ language: 'en', theme: 'light', width: 1440 })
  const strip = page.getByTestId('gallery-timeline')
  const ruler = strip.getByRole('slider')
  await ruler.scrollIntoViewIfNeeded()
  const box = (await ruler.boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + 8)
  assert.equal(await ruler.getAttribute('aria-valuetext'), '00:15:00:00')
  const middle = async () =>
    Number(await strip.getAttribute('data-from')) + (box.width / 2) * Number(await strip.getAttribute('data-per-pixel'))
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -400)
  await page.keyboard.up('Control')
  await page.waitForFunction(
    () => Number(document.querySelector('[data-testid=gallery-timeline]')!.getAttribute('data-from')) > 0,
  )
  assert.ok(Math.abs((await middle()) - 900) < 1)
  await page.context().close()
})

test(
  'a form says what is wrong at its fields, takes what the server says, and keeps what was typed',
  options,
  async () => {
    const page = await open({ language: 'zh-CN', theme: 'light', width: 390 })
    const form = page.locator('form.form')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('此项必填').first().waitFor()
    const title = form.getByLabel('标题')
    assert.ok(
      await title.evaluate((field) => field === document.activeElement),
      'the first that is wrong has the focus',
    )
    await title.fill('字'.repeat(41))
    await form.getByLabel('城市').fill('清河')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('最多 40 个字').waitFor()
    await title.fill('晚间新闻')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('格式不对').waitFor()
    assert.equal(await title.inputValue(), '晚间新闻')
    assert.equal(await title.getAttribute('aria-invalid'), 'true')
    await page.context().close()
  },
)

test('on a phone details come as a sheet that holds the focus', options, async () => {
  const page = await open({ language: 'zh-CN', theme: 'dark', width: 390 }, { query: '?sample=sample-2' })
  const sheet = page.getByRole('dialog')
  await sheet.waitFor()
  await page.waitForTimeout(300)
  await picture(page, 'components-sheet-390')
  for (let i = 0; i < 8; i++) await page.keyboard.press('Tab')
  assert.ok(await sheet.evaluate((box) => box.contains(document.activeElement)))
  assert.deepEqual(await accessibilityFaults(page), [])
  await page.context().close()
})
