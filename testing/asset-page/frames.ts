import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importFiles } from '../console.ts'
import { framesPerSecond, options, type Stage } from './stage.ts'

const frames = 100
const bits = 7
/** Every picture says its number: a white block in the top row for every binary digit that is 1, the smallest first. */
const numbered = [
  `color=c=0x303030:s=640x360:r=${framesPerSecond}:d=${frames / framesPerSecond}`,
  ...Array.from(
    { length: bits },
    (_, bit) => `drawbox=x=${bit * 80}:y=0:w=80:h=80:t=fill:c=white:enable='mod(floor(n/${2 ** bit}),2)'`,
  ),
].join(',')

/** That what the page calls a frame is the picture that is shown, to the frame. */
export const frameTests = (given: () => Stage): void => {
  test('the timecode is that of the picture shown, wherever one goes', options, async () => {
    const { page, station, film, testId } = given()
    const sound = `sine=f=440:d=${frames / framesPerSecond}`
    const [asset = ''] = await importFiles(station, [await film('编号画面', [numbered, sound])])
    const open = async (path: string) => {
      await page.goto(`${station.url}/console/assets/${asset}${path}`)
      await testId('player').waitFor()
      await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
    }
    const shown = async (): Promise<number> => {
      await page.waitForFunction(() => {
        const { seeking, paused, readyState } = document.querySelector('video')!
        return !seeking && paused && readyState >= 2
      })
      // A picture comes a moment after its seek.
      await page.waitForTimeout(150)
      const picture = await page.evaluate((digits) => {
        const canvas = document.createElement('canvas')
        canvas.width = 640
        canvas.height = 360
        const brush = canvas.getContext('2d')!
        brush.drawImage(document.querySelector('video')!, 0, 0, 640, 360)
        const isWhite = (bit: number) => brush.getImageData(bit * 80 + 40, 40, 1, 1).data[0]! > 128
        return Array.from({ length: digits }, (_, bit) => (isWhite(bit) ? 2 ** bit : 0)).reduce((a, b) => a + b)
      }, bits)
      const said = /\d\d:\d\d:\d\d:\d\d/.exec((await testId('timecode').textContent()) ?? '')?.[0]
      const timecode = `00:00:0${Math.floor(picture / framesPerSecond)}:${String(picture % framesPerSecond).padStart(2, '0')}`
      assert.equal(said, timecode, `picture ${picture} is called ${said}`)
      return picture
    }
    const press = async (key: string) => {
      await page.keyboard.press(key)
      return shown()
    }

    await open('?t=2.48')
    assert.equal(await shown(), 62)
    await open('')
    assert.equal(await shown(), 0)
    assert.equal(await press('ArrowRight'), 1)
    assert.equal(await press('ArrowLeft'), 0)
    for (const [typed, frame] of [
      ['0100', 25],
      ['0212', 62],
      ['0322', 97],
    ] as const) {
      await page.keyboard.press('g')
      await testId('timecode-input').fill(typed)
      assert.equal(await press('Enter'), frame)
      assert.equal(await press('ArrowRight'), frame + 1)
      assert.equal(await press('ArrowLeft'), frame)
    }
    assert.equal(await press('End'), frames - 1)
    assert.equal(await press('ArrowLeft'), frames - 2)
    assert.equal(await press('Home'), 0)
    await page.keyboard.press('l')
    await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1)
    const stopped = await press('k')
    assert.ok(stopped >= 22 && stopped < frames, `stopped on ${stopped}`)
    assert.equal(await press('ArrowRight'), stopped + 1)
  })
}
