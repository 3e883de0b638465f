import assert from 'node:assert/strict'
import { copyFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { accessibilityFaults } from '../accessibility.ts'
import { picture } from '../chromium.ts'
import { importFiles } from '../console.ts'
import { beyondScreen, looks, nameOfLook, openLook, rawKeys, strayChinese } from '../looks.ts'
import { options, type Stage } from './stage.ts'

const all = ['details', 'renditions', 'qc', 'comments', 'files', 'media', 'lineage', 'history', 'sharing']
const wordy = ['details', 'qc', 'comments', 'sharing']
/** What the newsroom of the test wrote itself. */
const written = /晚间新闻|预告|记者|李晓|新闻|航拍|换好|简介|留黑|市台|时政|长片/
type List = { items: { id: string; title: string }[] }

/** The page while it is ingested, failed, overfull, in every look, and for who may only look. */
export const lookTests = (given: () => Stage): void => {
  test('while it is ingested the page tells how far each step is; a broken file is named', options, async () => {
    const { page, station, ask, testId, film } = given()
    const long = await film('长片', ['testsrc2=s=960x540:r=25:d=20', 'sine=d=20'])
    const importing = importFiles(station, [long])
    let growing: string | undefined
    for (let tries = 0; tries < 300 && !growing; tries += 1) {
      const { items } = await ask<List>('/api/vms/assets?state=ingesting')
      growing = items.find(({ title }) => title === '长片')?.id
      if (!growing) await page.waitForTimeout(100)
    }
    await page.goto(`${station.url}/console/assets/${growing}`)
    await page.locator('[data-testid=ingest] .ingest-step').nth(3).waitFor()
    await testId('player').waitFor()
    await picture(page, 'asset-ingesting-zh-dark-1440')
    assert.deepEqual(await accessibilityFaults(page), [])
    await importing
    await page.locator('[data-testid=state][data-state=ready]').first().waitFor()
    await testId('ingest').waitFor({ state: 'detached' })

    const cut = join(station.folder, '断掉的片子.mp4')
    await copyFile(long, cut)
    await truncate(cut, Math.floor((await stat(cut)).size / 2))
    await importFiles(station, [cut]).catch(() => {})
    const { items } = await ask<List>('/api/vms/assets?state=failed')
    await page.goto(`${station.url}/console/assets/${items[0]!.id}`)
    await testId('failure').waitFor()
    assert.match((await testId('failure').innerText()) ?? '', /源文件在 \d+:\d\d 处断掉，标称 0:20/)
    await testId('reingest').waitFor()
    await page.waitForTimeout(500)
    await picture(page, 'asset-failed-zh-dark-1440')
    assert.deepEqual(await accessibilityFaults(page), [])
  })

  for (const look of looks) {
    test(`the page stands in ${nameOfLook(look)}, tab by tab`, options, async () => {
      const { browser, station, session, asset, correct, listenTo } = given()
      if (look === looks[0]) {
        await correct({
          title: `Overlong ${'title that does not end '.repeat(11)}`.trim(),
          description: 'A description. '.repeat(200),
          tags: Array.from({ length: 50 }, (_, i) => `a tag of some length ${i}`),
        })
      }
      const other = await openLook(browser, station, session, look)
      const one = await other.newPage()
      listenTo(one)
      await one.goto(`${station.url}/console/assets/${asset}?t=2.5`)
      await one.locator('[data-testid=timeline] [data-row=sound] canvas').waitFor()
      // All tabs once on the desk and once on the phone, where axe walks them; in Chinese those with the most words.
      for (const tab of look.language === 'en' ? all : wordy) {
        await one.locator(`[data-tab=${tab}]`).click()
        await one.waitForTimeout(350)
        if (look.width === 390) await one.locator(`#pane-${tab}`).scrollIntoViewIfNeeded()
        await picture(one, `asset-${tab}-${nameOfLook(look)}`)
        assert.ok((await beyondScreen(one)) <= 0, `${tab} reaches beyond the screen`)
        assert.deepEqual(await rawKeys(one), [])
        if (look.language !== 'en') continue
        assert.deepEqual(
          (await strayChinese(one)).filter((line) => !written.test(line)),
          [],
        )
        // What lies half under the player that stays in sight is no small target.
        await one.evaluate(() => document.querySelector('.content')!.scrollTo(0, 0))
        assert.deepEqual(await accessibilityFaults(one), [], tab)
      }
      await other.close()
    })
  }

  test('who may only look is shown nothing to press', options, async () => {
    const { browser, station, asset, ask, listenTo } = given()
    const invite = { login: 'guest', name: '客人', role: 'viewer' }
    const { oneTimePassword } = await ask<{ oneTimePassword: string }>('/api/access/people', invite)
    const post = async (path: string, body: object, cookie = '') => {
      const headers = { 'content-type': 'application/json', cookie }
      const reply = await fetch(station.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return reply.headers.getSetCookie()[0]?.split(';')[0]
    }
    const first = await post('/api/access/session', { login: 'guest', password: oneTimePassword })
    const change = { current: oneTimePassword, next: 'a-password-of-a-guest-2026' }
    const cookie = (await post('/api/access/password', change, first)) ?? first!
    const guests = await openLook(browser, station, cookie.split('=')[1]!, looks[1]!)
    const one = await guests.newPage()
    listenTo(one)
    await one.goto(`${station.url}/console/assets/${asset}?tab=comments`)
    await one.locator('[data-testid=comment]').first().waitFor()
    for (const id of ['publish', 'withdraw', 'save', 'comment-text', 'answer']) {
      assert.equal(await one.locator(`[data-testid=${id}]`).count(), 0, id)
    }
    for (const tab of ['qc', 'sharing', 'lineage']) {
      await one.locator(`[data-tab=${tab}]`).click()
      await one.waitForTimeout(300)
    }
    for (const id of ['waive', 'mend', 'qc-again', 'rights-edit', 'link-new', 'policy-edit', 'relate']) {
      assert.equal(await one.locator(`[data-testid=${id}]`).count(), 0, id)
    }
    await guests.close()
  })
}
