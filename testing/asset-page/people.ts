import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Route } from 'playwright-core'
import { picture } from '../chromium.ts'
import { importFiles } from '../console.ts'
import { options, type Stage } from './stage.ts'

const later = async (route: Route, milliseconds: number) => {
  await setTimeout(milliseconds)
  await route.continue()
}

/** What people say and change of an asset, together and one after the other, and how it is handed on. */
export const peopleTests = (given: () => Stage): void => {
  test('a comment made in one window appears in another, is answered and settled', options, async () => {
    const { page, context, station, asset, listenTo, testId, open, frame } = given()
    const other = await context.newPage()
    listenTo(other)
    await other.goto(`${station.url}/console/assets/${asset}?tab=comments`)
    await other.locator('[data-testid=comments]').waitFor()
    await open('?t=3&tab=comments')
    await testId('comment-text').fill('这里换成航拍')
    await testId('comment-send').click()
    const there = other.locator('[data-testid=comment]').filter({ hasText: '这里换成航拍' })
    await there.waitFor()
    assert.equal(await there.locator('[data-testid=comment-time]').textContent(), '00:00:03:00')
    await other.locator('[data-row=comments] .strip-item').waitFor()
    await there.locator('[data-testid=answer]').click()
    await other.locator('[data-testid=comment-edit]').fill('已经换好')
    await other.keyboard.press('Control+Enter')
    await testId('reply').filter({ hasText: '已经换好' }).waitFor()
    await there.locator('[data-testid=resolve]').click()
    await page.locator('[data-testid=comment] [data-testid=resolve][aria-pressed=true]').waitFor()
    const id = await there.getAttribute('data-comment')
    await other.close()
    // Whatever comes first, the comment, its renditions or the film: the film stands where the comment is.
    await page.route('**/flows?*', (route) => later(route, 300))
    await page.route('**/master.m3u8', (route) => later(route, 900))
    await open(`?comment=${id}`)
    await page.locator(`[data-comment="${id}"].is-open`).waitFor()
    await page.waitForFunction(() => document.querySelector('video')!.currentTime > 2.9)
    assert.equal(await frame(), 75)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await picture(page, 'asset-comments-zh-dark-1440')
  })

  test('an edit shows at once, is taken back, and two people do not overwrite each other', options, async () => {
    const { page, asset, ask, correct, testId, open } = given()
    await open()
    const title = page.locator('#asset-title')
    await title.fill('晚间新闻：定稿')
    await testId('save').click()
    await page.locator('h1', { hasText: '晚间新闻：定稿' }).waitFor()
    await page.locator('[data-testid=undo-toast] [data-testid=undo]').click()
    await page.locator('h1', { hasText: '晚间新闻 11月22日' }).waitFor()
    // The form follows the heading by a moment.
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('#asset-title')?.value === '晚间新闻 11月22日',
    )

    await page.locator('#asset-description').fill('我写的简介')
    await correct({ description: '别人写的简介', tags: ['时政'] })
    await testId('save').click()
    await testId('conflict').waitFor()
    await page.getByText('别人写的简介').waitFor()
    await picture(page, 'asset-conflict-zh-dark-1440')
    await testId('save').click()
    await testId('conflict').waitFor({ state: 'detached' })
    const now = await ask<{ description: string; tags: string[] }>(`/api/vms/assets/${asset}`)
    assert.deepEqual([now.description, now.tags], ['我写的简介', ['时政']])
  })

  test('what the station writes down of its assets is filled in by its own form', options, async () => {
    const { page, asset, ask, testId, open } = given()
    await ask('/api/vms/schemas', {
      name: '新闻',
      fields: [
        { key: 'reporter', label: '记者', type: 'person', required: true },
        { key: 'shotOn', label: '拍摄日期', type: 'date' },
        { key: 'place', label: '地点', type: 'choice', options: ['城区', '乡镇'] },
      ],
    })
    await open()
    await testId('metadata').locator('.ant-select').click()
    await page.locator('.ant-select-item-option', { hasText: '新闻' }).click()
    await testId('metadata').getByLabel('记者').fill('李晓')
    await testId('metadata').getByRole('button', { name: '保存编目' }).click()
    await page.locator('[data-testid=undo-toast]').first().waitFor()
    const { fields } = await ask<{ fields: object }>(`/api/vms/assets/${asset}`)
    assert.deepEqual(fields, { reporter: '李晓' })
  })

  test('history tells who changed what, and leads back to an earlier revision', options, async () => {
    const { page, asset, ask, testId, open } = given()
    await open('?tab=history')
    const changed = page.locator('[data-testid=event][data-action="asset.changed"]')
    await changed.filter({ hasText: '我写的简介' }).first().waitFor()
    assert.ok((await changed.count()) >= 3)
    await picture(page, 'asset-history-zh-dark-1440')
    await testId('history').getByText('修订', { exact: true }).click()
    await testId('compare').last().click()
    await testId('comparison').getByText('我写的简介').waitFor()
    await testId('roll-back').click()
    await page.locator('[data-testid=undo-toast]').first().waitFor()
    const now = await ask<{ description: string }>(`/api/vms/assets/${asset}`)
    assert.equal(now.description, '')
  })

  test('published it is handed on: its page, code to embed, links that end and are revoked', options, async () => {
    const { page, station, asset, testId, open } = given()
    await open('?tab=sharing')
    await testId('publish').click()
    const field = testId('public-link')
    await field.waitFor()
    assert.equal(await field.inputValue(), `${station.url}/watch/${asset}`)
    assert.match(await testId('embed-code').inputValue(), new RegExp(`<iframe src="${station.url}/embed/${asset}"`))
    assert.equal((await fetch(await field.inputValue())).status, 200)
    await shareForReview(given())
    await testId('link-new').click()
    await testId('links').getByRole('textbox').first().fill('给市台')
    await testId('links').getByRole('button', { name: '新建链接' }).click()
    const address = await testId('link-address').inputValue()
    assert.equal((await fetch(address)).status, 200)
    await picture(page, 'asset-sharing-zh-dark-1440')
    await testId('link-revoke').click()
    await page.getByRole('dialog').getByRole('button', { name: '收回' }).click()
    await page.locator('[data-testid=link][data-state=revoked]').waitFor()
    await testId('policy-edit').click()
    await testId('policy').getByText('签名链接').click()
    await testId('policy').getByRole('button', { name: '保存' }).click()
    await page.locator('[data-protection=signed]').waitFor()
  })

  test('relations lead from one asset to another and back', options, async () => {
    const { page, station, asset, ask, testId, open, film } = given()
    const [trailer = ''] = await importFiles(station, [await film('预告', ['testsrc2=s=320x180:r=25:d=2'])])
    await ask(`/api/vms/assets/${trailer}/relations`, { to: asset, kind: 'trailer' })
    await open('?tab=lineage')
    await testId('relation').getByRole('link', { name: '预告' }).click()
    await page.waitForURL(`**/assets/${trailer}`)
    await page.locator('[data-tab=lineage]').click()
    await testId('relation').getByText('预告').first().waitFor()
  })
}

/** A link for guests is made, opens the film, says how often it was opened, and ends at once when it is revoked. */
const shareForReview = async ({ page, testId }: Stage) => {
  const links = testId('reviews')
  await links.getByText('没有审片链接').waitFor()
  await testId('review-new').click()
  await links.getByLabel('给谁看').fill('市台王主任')
  await links.getByText('选日期').click()
  await links.getByLabel('到什么时候').fill('2020-01-01T00:00')
  await links.getByRole('button', { name: '新建审片链接' }).click()
  await links.getByText('结束要晚于开始，链接最长一年').waitFor()
  await links.getByText('7 天').click()
  await links.getByRole('button', { name: '新建审片链接' }).click()
  const address = await testId('review-address').inputValue()
  await links.locator('.qr').waitFor()
  assert.equal((await fetch(address)).status, 200)
  await page.reload()
  const link = page.locator('[data-testid=review][data-state=open]').filter({ hasText: '市台王主任' })
  await link.getByText('打开 1 次').waitFor()
  assert.equal(await testId('review-address').count(), 0, 'its address is shown once')
  await picture(page, 'asset-review-links-zh-dark-1440')
  await testId('review-revoke').click()
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click()
  await page.locator('[data-testid=review][data-state=revoked]').waitFor()
  assert.equal((await fetch(address)).status, 403)
}
