import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { signInFirst } from '#testing/console'
import { fillLibrary, type FullLibrary } from '#testing/full-library'
import {
  cards,
  counts,
  focused,
  openLibrary,
  passes,
  query,
  scrolled,
  titled,
  total,
  type LibraryLook,
} from '#testing/library-pages'
import type { Asset } from '#services/vms'
import { removeStation, startStation, type TestStation } from '#testing/station'

const options = { skip: noChromium ?? false }
const patience = 30_000
const count = 2000

let station: TestStation
let browser: Browser
let session = ''
let library: FullLibrary
const complaints: string[] = []

const open = (look?: LibraryLook) => openLibrary(browser, { url: station.url, session, complaints, patience }, look)

/** Waits for what the page shows already and the station is about to do. */
const until = async (so: () => Promise<boolean>) => {
  for (let tries = 0; !(await so()); tries += 1) {
    assert.ok(tries < 100, 'it did not come to be so')
    await sleep(100)
  }
}

before(async () => {
  if (noChromium) return
  station = await startStation()
  session = await signInFirst(station)
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await library?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

test('an empty library greets; filled, it looks right in both languages, themes and widths', options, async () => {
  const empty = await open({ there: '[data-testid=welcome]' })
  await passes(empty, 'library-empty-zh-light-1440')
  await empty.context().close()
  library = await fillLibrary(station, count)
  for (const language of ['zh-CN', 'en'] as const) {
    for (const width of [1440, 390] as const) {
      const theme = (language === 'en') === (width === 390) ? 'light' : 'dark'
      for (const view of ['grid', 'list']) {
        const page = await open({ language, theme, width, query: view === 'list' ? '?view=list' : '' })
        await passes(page, `library-${view}-${language}-${theme}-${width}`)
        await page.context().close()
      }
    }
  }
})

test('filters narrow the library, stand in the address, and go one by one', options, async () => {
  const page = await open()
  await counts(page, '2,001')
  await page.getByTestId('facet-column-新闻').click()
  await page.getByTestId('facet-state-ready').click()
  await page.getByTestId('facet-state-withdrawn').click()
  await page.getByTestId('facet-tag-现场').click()
  await counts(page, '300')
  assert.equal(query(page), '?state=ready&state=withdrawn&column=新闻&tag=现场')
  const ofState = async (state: string) =>
    (await page.getByTestId(`facet-state-${state}`).innerText()).split('\n').at(-1)
  assert.deepEqual([await ofState('ready'), await ofState('published')], ['200', '100'], 'under the rest of the filter')
  await passes(page, 'library-filtered-zh-light-1440')

  await page.reload()
  await cards(page).first().waitFor()
  assert.equal(await page.getByTestId('chips').getByRole('button').count(), 5)
  await page.getByTestId('chip-state withdrawn').click()
  await counts(page, '200')
  await page.goBack()
  await counts(page, '300')
  await page.getByTestId('clear-filters').click()
  await page.getByTestId('facet-time-7days').click()
  await page.waitForFunction(() => location.search === '?time=7days')
  await until(async () => Number(await total(page)) < 510)

  await page.getByTestId('library-search').fill('没有这样的素材')
  await page.getByText('没有找到').waitFor()
  await passes(page, 'library-none-found-zh-light-1440')
  await page.context().close()
})

test('a filter is kept as a view for the station and gone back to', options, async () => {
  const page = await open({ query: '?column=体育&sort=title' })
  await page.getByTestId('views').click()
  await page.getByTestId('view-name').fill('体育待发')
  await page.getByText('全站都能看到').click()
  await page.keyboard.press('Escape')
  await page.getByTestId('views').click()
  await page.getByTestId('view-name').press('Enter')
  await page.getByTestId('views').filter({ hasText: '体育待发' }).waitFor()
  await page.locator('.views').getByRole('button', { name: '全部素材' }).click()
  await page.waitForFunction(() => location.search === '')
  await page.getByTestId('views').click()
  await page.waitForTimeout(200)
  await picture(page, 'library-views-zh-light-1440')
  await page.locator('.views').getByRole('button', { name: '体育待发', exact: true }).click()
  await page.waitForFunction(() => location.search !== '')
  assert.equal(query(page), '?column=体育&sort=title')
  await page.context().close()
})

test('keys walk through grid and list alike; who comes back finds place, choice and focus', options, async () => {
  const page = await open()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowRight')
  assert.equal(await page.locator('[aria-selected=true]').count(), 2)
  const id = await focused(page)
  for (let i = 0; i < 8; i += 1) await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.querySelector('#content')!.scrollTop > 600)
  const [place, standing] = [await scrolled(page), await focused(page)]
  assert.notEqual(standing, id)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/assets/${standing}`)
  await page.goBack()
  await page.waitForFunction(
    (id) => document.activeElement?.closest('[data-id]')?.getAttribute('data-id') === id,
    standing,
  )
  assert.ok(Math.abs((await scrolled(page)) - place) < 3)
  await page.getByTestId('selection').getByText('已选 2 项').waitFor()

  await page.getByTestId('view').locator('label').nth(1).click()
  await page.locator('[data-testid=assets][data-view=list]').waitFor()
  assert.equal(await page.getByTestId('selection').getByText('已选 2 项').count(), 1, 'the choice is the same')
  await page.keyboard.press('k')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'row')
  await page.keyboard.press('Control+a')
  await page.getByText(/已载入的 \d+ 个全部选中；符合条件的共 2,001 个/).waitFor()
  await picture(page, 'library-all-chosen-zh-light-1440')
  await page.keyboard.press('Escape')
  await page.getByTestId('selection').waitFor({ state: 'detached' })
  await page.context().close()
})

test('many are tagged, moved and published at once; each can be undone, and what fails says why', options, async () => {
  const page = await open({ query: '?state=ready&column=体育&by=王小明' })
  const titles = ['清河新闻 第 2 期', '清河新闻 第 10 期', '清河新闻 第 22 期']
  await library.outOfTime(titles[2]!)
  const choose = async () => {
    for (const title of titles) await titled(page, title).getByRole('checkbox').click()
  }
  const now = async (what: (asset: Asset) => unknown) => (await Promise.all(titles.map(library.find))).map(what).join()
  await choose()
  await page.keyboard.press('t')
  await page.getByTestId('tag-name').fill('头条')
  await page.getByTestId('tag-name').press('Enter')
  await passes(page, 'library-tags-zh-light-1440')
  await page.getByTestId('apply-tags').click()
  await page.getByTestId('undo-toast').waitFor()
  await page.getByTestId('facet-tag-头条').waitFor()
  assert.equal(await now(({ tags }) => tags.includes('头条')), 'true,true,true')

  await choose()
  await page.keyboard.press('m')
  await page.getByPlaceholder('把 3 个素材移动到…').fill('文')
  await page.waitForTimeout(200)
  await picture(page, 'library-move-zh-light-1440')
  await page.keyboard.press('Enter')
  await titled(page, titles[0]!).waitFor({ state: 'detached' })
  await page.getByText('已把 3 个素材移到「文艺」').waitFor()
  await counts(page, '197')
  assert.equal(await now(({ column }) => column), '文艺,文艺,文艺')
  await page.keyboard.press('Control+z')
  await titled(page, titles[0]!).waitFor()
  await counts(page, '200')
  assert.equal(await now(({ column }) => column), '体育,体育,体育')

  await choose()
  await page.getByTestId('bulk-publish').click()
  await page.getByText('发布 3 个素材').waitFor()
  assert.equal(await now(({ state }) => state), 'ready,ready,ready', 'nobody outside has seen it yet')
  await page.getByText('3 个里有 1 个没有成功').waitFor()
  await page.locator('.ant-notification').getByText(titles[2]!).waitFor()
  await picture(page, 'library-outcome-zh-light-1440')
  await page.getByTestId('choose-failed').click()
  await page.getByText('已选 1 项').waitFor()
  assert.equal(await now(({ state }) => state), 'published,published,ready')
  await titled(page, titles[2]!).waitFor()
  await page.context().close()
})

test('what is deleted lies in the bin, comes back, or goes for good once its name is typed', options, async () => {
  const page = await open({ query: '?text=第 7' })
  const titles = ['乡村纪实 第 7 期', '晚间新闻 第 72 期']
  for (const title of titles) await titled(page, title).getByRole('checkbox').click()
  await page.keyboard.press('Delete')
  await titled(page, titles[0]!).waitFor({ state: 'detached' })
  await page.mouse.move(700, 400)
  await page.getByTestId('undo-toast').waitFor({ state: 'detached' })
  await page.getByTestId('to-bin').click()
  const bin = page.getByTestId('bin')
  await bin.getByText(titles[0]!).waitFor()
  await bin.getByText('还剩 30 天').first().waitFor()
  await passes(page, 'bin-zh-light-1440')
  const row = (title: string) => bin.getByRole('row').filter({ hasText: title })
  await row(titles[0]!).getByTestId('restore').click()
  await row(titles[0]!).waitFor({ state: 'detached' })
  await until(async () => (await library.find(titles[0]!))?.title === titles[0])

  await row(titles[1]!).hover()
  await row(titles[1]!).getByRole('checkbox').click()
  await page.getByTestId('bulk-purge').click()
  await page.getByTestId('type-name').fill('晚间新闻')
  assert.ok(await page.getByTestId('confirm-name').isDisabled())
  await page.getByTestId('type-name').fill(titles[1]!)
  await page.getByTestId('confirm-name').click()
  await page.getByText('回收站是空的').waitFor()
  await passes(page, 'bin-empty-zh-light-1440')
  await page.context().close()
})

test('assets are dragged onto a column, all that are chosen together', options, async () => {
  const page = await open({ query: '?text=早间快报' })
  const titles = ['早间快报 第 1 期', '早间快报 第 9 期']
  for (const title of titles) await titled(page, title).getByRole('checkbox').click()
  await titled(page, titles[0]!).locator('.media-title').dragTo(page.getByTestId('facet-column-文艺'))
  await page.getByText('已把 2 个素材移到「文艺」').waitFor()
  const columnOf = async (title: string) => (await library.find(title))?.column
  await until(async () => (await columnOf(titles[0]!)) === '文艺' && (await columnOf(titles[1]!)) === '文艺')
  await page.context().close()
})

test('what comes in meanwhile waits at the top and moves nothing under the pointer', options, async () => {
  const page = await open()
  await page.mouse.move(900, 500)
  await page.mouse.wheel(0, 900)
  await page.waitForFunction(() => document.querySelector('#content')!.scrollTop > 500)
  const { essence } = await library.assets.get({ id: library.film })
  await library.assets.create({ essence, title: '刚刚到的画面' })
  await page.getByTestId('news').getByText('1 个新素材').waitFor()
  assert.equal(await titled(page, '刚刚到的画面').count(), 0)
  await picture(page, 'library-news-zh-light-1440')
  await page.getByTestId('news').click()
  await titled(page, '刚刚到的画面').waitFor()
  assert.equal(await scrolled(page), 0)
  await page.context().close()
})

test(
  'two thousand assets are scrolled through to the last, and only those in sight are in the page',
  options,
  async () => {
    const page = await open({ query: '?sort=oldest' })
    await page.keyboard.press('j')
    let most = 0
    for (let rounds = 0; rounds < 60; rounds += 1) {
      await page.keyboard.press('End')
      await page.waitForTimeout(60)
      most = Math.max(most, await cards(page).count())
      if ((await titled(page, '刚刚到的画面').count()) > 0) break
    }
    await titled(page, '刚刚到的画面').waitFor()
    assert.ok(most < 60, `${most} cards at once`)
    await page.context().close()
  },
)

test(
  'on a phone a long press begins choosing, filters come from below, and failures say what to do',
  options,
  async () => {
    const page = await open({ width: 390, theme: 'dark' })
    const box = (await cards(page).nth(2).boundingBox())!
    const touch = await page.context().newCDPSession(page)
    const point = { x: box.x + 40, y: box.y + 40 }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
    await page.waitForTimeout(600)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.getByTestId('selection').waitFor()
    await cards(page).nth(3).tap()
    await page.getByText('已选 2 项').waitFor()
    await passes(page, 'library-choosing-zh-dark-390')
    await page.getByTestId('selection').getByRole('button').first().tap()
    await page.getByTestId('open-filters').tap()
    await page.getByTestId('facet-state-failed').tap()
    await page.getByTestId('close-filters').filter({ hasText: '查看 400 个素材' }).waitFor()
    await passes(page, 'library-sheet-zh-dark-390')
    await page.getByTestId('close-filters').tap()
    await counts(page, '400')

    await page.route('**/api/vms/assets?*', (route) =>
      route.fulfill({ status: 400, json: { type: '/problems/busy', title: 'Busy', status: 400 } }),
    )
    await page.goto(`${station.url}/console/library?tag=空镜`)
    await page.getByRole('button', { name: '重试' }).waitFor()
    await passes(page, 'library-failed-zh-dark-390')
    await page.context().close()
  },
)

test('the browser had nothing to complain about', options, () => {
  assert.deepEqual(complaints, [])
})
