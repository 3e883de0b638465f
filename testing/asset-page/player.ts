import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { picture } from '../chromium.ts'
import { framesPerSecond, options, type Stage } from './stage.ts'

/** What an editor does to the film itself: keys, timecode, timeline, tabs, technical QC. */
export const playerTests = (given: () => Stage): void => {
  test('editors drive the player by their keys, frame by frame, in and out', options, async () => {
    const { page, testId, open, frame } = given()
    await open()
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight')
    assert.equal(await frame(), 3)
    await page.keyboard.press('ArrowLeft')
    assert.equal(await frame(), 2)
    await page.keyboard.press('Shift+ArrowRight')
    assert.equal(await frame(), 27)
    await page.keyboard.press('i')
    await page.keyboard.press('.')
    assert.equal(await frame(), 277)
    await page.keyboard.press('o')
    const strip = testId('timeline')
    assert.match((await strip.textContent()) ?? '', /00:00:01:02.*00:00:11:02.*00:00:10:00/)
    await page.keyboard.press('Shift+I')
    assert.equal(await frame(), 27)
    await page.keyboard.press('l')
    await page.keyboard.press('l')
    await page.waitForFunction(() => document.querySelector('video')!.playbackRate === 2)
    await page.keyboard.press('k')
    await page.waitForFunction(() => document.querySelector('video')!.paused)
    await page.keyboard.press('End')
    const frames = Number(await strip.getByRole('slider').getAttribute('aria-valuemax'))
    assert.ok(Math.abs((await frame()) - (frames - 1)) <= 1)
    await page.keyboard.press('j')
    await page.waitForFunction(() => document.querySelector('video')!.currentTime < 11.5)
    await page.keyboard.press('k')
    await page.keyboard.press('x')
    assert.match((await strip.textContent()) ?? '', /--:--:--:--/)
  })

  test('a timecode is typed to go to, the frame shown is saved under its name', options, async () => {
    const { page, testId, frame } = given()
    await page.keyboard.press('g')
    await testId('timecode-input').fill('0210')
    await page.keyboard.press('Enter')
    assert.equal(await frame(), 60)
    const saved = page.waitForEvent('download')
    await page.keyboard.press('s')
    const download = await saved
    assert.equal(download.suggestedFilename(), '晚间新闻 11月22日 00-00-02-10.png')
    const bytes = await readFile(await download.path())
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('设入点、出点').waitFor()
    await page.keyboard.press('Escape')
  })

  test('between in and out it loops', options, async () => {
    const { page, open } = given()
    await open('?t=2')
    await page.keyboard.press('i')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('o')
    await page.keyboard.press('r')
    await page.keyboard.press('Shift+I')
    await page.evaluate(() => {
      const video = document.querySelector('video')!
      video.muted = true
      let before = video.currentTime
      let back = 0
      video.addEventListener('timeupdate', () => {
        if (video.currentTime < before - 0.3) back += 1
        before = video.currentTime
        document.body.dataset.loops = String(back)
      })
    })
    await page.keyboard.press('l')
    await page.waitForFunction(() => Number(document.body.dataset.loops) >= 2)
    await page.keyboard.press('k')
    const seconds = await page.evaluate(() => document.querySelector('video')!.currentTime)
    assert.ok(seconds > 1.9 && seconds < 3.5, `${seconds} s`)
  })

  test('the timeline shows pictures and sound, and goes to the frame that is pressed', options, async () => {
    const { page, testId, open, frame } = given()
    await open()
    const strip = testId('timeline')
    for (const row of ['pictures', 'sound']) await strip.locator(`[data-row=${row}] canvas`).waitFor()
    await page.waitForTimeout(500)
    const drawn = await page.evaluate(() =>
      ['pictures', 'sound'].map((row) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid=timeline] [data-row=${row}] canvas`)!
        const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        const columns = new Set<number>()
        let painted = 0
        for (let i = 3; i < data.length; i += 4) {
          if (data[i] === 0) continue
          painted += 1
          columns.add(((i - 3) / 4) % width)
        }
        return { painted, columns: columns.size / width }
      }),
    )
    assert.ok(drawn[0]!.columns > 0.9, `pictures fill ${drawn[0]!.columns}`)
    assert.ok(drawn[1]!.columns > 0.9 && drawn[1]!.painted > 1000, `sound fills ${drawn[1]!.columns}`)
    const box = (await strip.locator('[data-row=sound] canvas').boundingBox())!
    for (const share of [0.25, 0.7]) {
      await page.mouse.click(box.x + box.width * share, box.y + box.height / 2)
      const slider = strip.getByRole('slider')
      const wanted = share * Number(await slider.getAttribute('aria-valuemax'))
      const stands = await frame()
      assert.ok(Math.abs(stands - wanted) <= 1, `${stands} instead of ${wanted}`)
      const said = Number(await slider.getAttribute('aria-valuenow'))
      assert.ok(Math.abs(said - wanted) <= 1, `the playhead says ${said}`)
    }
  })

  test('while it plays nothing but the player and the timeline changes', options, async () => {
    const { page } = given()
    await page.evaluate(() => {
      const changed: string[] = []
      Object.assign(window, { changed })
      const places = '.strip, .seek, .timecode, .screen, .controls'
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement
          if (!element?.closest(places) && changed.length < 20) changed.push(element?.outerHTML.slice(0, 120) ?? '')
        }
      }).observe(document.querySelector('.asset-page')!, { subtree: true, childList: true, attributes: true })
    })
    await page.keyboard.press('Home')
    await page.keyboard.press('l')
    await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1.5)
    await page.keyboard.press('k')
    assert.deepEqual(await page.evaluate(() => (window as unknown as { changed: string[] }).changed), [])
  })

  test('every tab has its address, and back leads to the one before', options, async () => {
    const { page, testId, open } = given()
    await open()
    for (const [tab, there] of [
      ['renditions', 'renditions'],
      ['qc', 'qc'],
      ['comments', 'comments'],
      ['files', 'files'],
      ['media', 'media-info'],
      ['lineage', 'lineage'],
      ['history', 'history'],
      ['sharing', 'sharing'],
    ]) {
      await page.locator(`[data-tab=${tab}]`).click()
      await page.waitForURL(`**?tab=${tab}`)
      await testId(there!).waitFor()
    }
    await page.goBack()
    await testId('history').waitFor()
    await open('?tab=files')
    await testId('sha256').waitFor()
    await page.locator('[data-tab=files]').press('ArrowRight')
    await testId('media-info').waitFor()
  })

  test('what QC has found lies on the timeline, is gone to, and is let pass with a reason', options, async () => {
    const { page, testId, open, frame } = given()
    await open('?tab=qc')
    const black = page.locator('[data-testid=finding][data-kind=black]')
    await black.waitFor()
    await page.locator('[data-testid=finding][data-kind=silence]').waitFor()
    await picture(page, 'asset-qc-zh-dark-1440')
    await black.locator('[data-testid=finding-time]').click()
    assert.ok(Math.abs((await frame()) - 4 * framesPerSecond) <= 1)
    await page.locator('[data-row=qc-silence] .strip-item').click()
    assert.ok(Math.abs((await frame()) - 7 * framesPerSecond) <= 2)
    await page.waitForURL('**finding=*')
    await black.locator('[data-testid=waive]').click()
    await testId('comment-edit').fill('片头有意留黑')
    await page.keyboard.press('Control+Enter')
    await black.getByText('片头有意留黑').waitFor()
    await page.locator('[data-row=qc-black]').waitFor({ state: 'detached' })
  })
}
