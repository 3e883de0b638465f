import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { realClip } from '#media/testing'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { importFiles, signInFirst } from '#testing/console'
import { beyondScreen, looks, nameOfLook, openLook, rawKeys, strayChinese, type Look } from '#testing/looks'
import { watchFigures } from '#testing/page-figures'
import { removeStation, startStation, type TestStation } from '#testing/station'

const run = promisify(execFile)
const options = { skip: noChromium ?? false }
/** Safety only: a busy machine may take long. */
const patience = 60_000

let station: TestStation
let browser: Browser
let context: BrowserContext
let page: Page
let session = ''
let bulletin = ''
let clip = ''
let match = ''
let schema = ''
let template = ''

const ask = async <T>(path: string): Promise<T> =>
  (await fetch(station.url + path, { headers: { cookie: `rongmei_session=${session}` } })).json() as Promise<T>

/** A film, and what somebody else made of a part of it: mirrored, and with their logo. */
const films = async (): Promise<string[]> => {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '27', '-ac', '1']
  const whole = join(station.folder, 'Evening bulletin.mp4')
  const part = join(station.folder, 'Web clip.mp4')
  const logo = 'scale=320:180,hflip,drawbox=x=270:y=8:w=40:h=20:color=white:t=fill'
  await run('ffmpeg', ['-v', 'error', '-t', '12', '-i', realClip, '-vf', 'scale=320:180', ...encode, whole])
  await run('ffmpeg', ['-v', 'error', '-ss', '4', '-t', '6', '-i', realClip, '-vf', logo, ...encode, part])
  return [whole, part]
}

before(async () => {
  if (noChromium) return
  station = await startStation()
  session = await signInFirst(station)
  const [whole, part] = await films()
  ;[bulletin = ''] = await importFiles(station, [whole!])
  ;[clip = ''] = await importFiles(station, [part!])
  browser = await openChromium()
  context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'light', width: 1440 })
  context.setDefaultTimeout(patience)
  page = await context.newPage()
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

const testId = (id: string) => page.getByTestId(id)
const open = (path: string) => page.goto(`${station.url}/console${path}`)
/** Where both players stand, once neither is on its way. */
const standing = () =>
  page.waitForFunction(() => {
    const videos = [...document.querySelectorAll('video')]
    const still = videos.length === 2 && videos.every((one) => one.paused && !one.seeking && one.readyState >= 2)
    return still ? videos.map((one) => one.currentTime) : false
  })

test('a copy is seen in the table, compared side by side in step, and confirmed', options, async () => {
  await open('/dna')
  await testId('match').first().click()
  await page.getByRole('heading', { name: '《Web clip》里有6 秒来自《Evening bulletin》，左右镜像' }).waitFor()
  match = new URL(page.url()).pathname.split('/').at(-1)!
  await testId('strip-source').waitFor()
  await standing()
  await testId('compare-on').click()
  await page.waitForFunction(() => document.querySelector('video')!.currentTime > 0.11)
  const [asset, source] = (await (await standing()).jsonValue()) as [number, number]
  assert.ok(Math.abs(source - asset - 4) < 0.05, `${asset} s beside ${source} s`)
  await testId('compare-play').click()
  await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1)
  await testId('compare-play').click()
  const [then, beside] = (await (await standing()).jsonValue()) as [number, number]
  assert.ok(Math.abs(beside - then - 4) < 0.05, `${then} s beside ${beside} s`)

  await testId('decision-note').fill('已获授权')
  await testId('confirm-match').click()
  await page.locator('[data-decision=confirmed]').waitFor()
  await testId('undo').click()
  await page.locator('aside[data-decision=open]').waitFor()
  await testId('confirm-match').click()
  await page.locator('aside[data-decision=confirmed]').waitFor()
  const verdict = await ask<{ decision: string }>(`/api/dna/matches/${match}`)
  assert.equal(verdict.decision, 'confirmed')
})

test('the asset tells where it was used, and a policy settles what follows', options, async () => {
  await open(`/assets/${bulletin}?tab=copies`)
  await page.locator('[data-testid=pair]', { hasText: 'Web clip' }).waitFor()
  await page.locator('[data-row=used-in]').waitFor()
  await open('/dna/policies')
  await testId('new-dna-policy').first().click()
  await testId('dna-policy-drawer').locator('input[value=block]').check()
  await testId('dna-policy-drawer').locator('button[type=submit]').click()
  await testId('dna-policy').waitFor()
  await open(`/assets/${clip}?tab=copies`)
  await page.locator('[data-testid=copies][data-verdict=block]').waitFor()
  await open('/dna/policies')
  await testId('drop-dna-policy').click()
  await testId('dna-policy').waitFor({ state: 'detached' })
})

test('the policy of the station is changed and taken back', options, async () => {
  await open('/station/playback')
  await testId('station-policy-edit').click()
  await testId('station-policy').locator('input[value=signed]').check()
  await testId('station-policy').locator('button[type=submit]').click()
  await page.locator('[data-from=station][data-protection=signed]').waitFor()
  await testId('undo').click()
  await page.locator('[data-protection=public]').waitFor()
  await open('/station/playback/regions?item=new')
  await testId('region-name').fill('House')
  await testId('region-networks').fill('network,site\n10.0.0.0/8,studio\n192.168.7.0/24,tower')
  await testId('region-save').click()
  await page.locator('[data-testid=region]', { hasText: 'House' }).waitFor()
  await open('/station/playback/keys')
  await testId('rotate').click()
  await testId('signing-key').first().waitFor()
})

test('a QC template is made after a built-in one and tried on an asset', options, async () => {
  await open('/qc/templates/general')
  await testId('copy-template').click()
  await testId('template-title').fill('House rules')
  await page.locator('[data-kind=frameRate] .ant-segmented-item').nth(3).click()
  await testId('template-save').click()
  await testId('try-template').waitFor()
  template = new URL(page.url()).pathname.split('/').at(-1)!
  await testId('try-asset').click()
  await page.locator('.ant-select-item-option', { hasText: 'Web clip' }).click()
  await testId('try-judge').click()
  await testId('tried').waitFor()
  await open('/qc')
  await page.locator('[data-table=qc]', { hasText: 'House rules' }).waitFor()
})

test('a metadata schema is made, filled in, and changed into a second version', options, async () => {
  await open('/station/metadata/new')
  await testId('schema-name').fill('News')
  await testId('add-field').click()
  const field = testId('schema-field')
  await field.first().locator('input').first().fill('Air place')
  await field.first().locator('button[role=switch]').first().click()
  await testId('schema-save').click()
  await page.getByRole('heading', { name: 'News' }).waitFor()
  schema = new URL(page.url()).pathname.split('/').at(-1)!
  await testId('add-field').click()
  await field.nth(1).locator('input').first().fill('Reporter')
  await testId('schema-save').click()
  await testId('schema-version').waitFor()

  await open(`/assets/${clip}`)
  await testId('metadata').locator('.ant-select').click()
  await page.locator('.ant-select-item-option', { hasText: 'News' }).click()
  await testId('metadata').locator('textarea').first().fill('Qinghe')
  await testId('metadata').locator('button[type=submit]').click()
  await testId('undo-toast').waitFor()
  const { fields } = await ask<{ fields: Record<string, string> }>(`/api/vms/assets/${clip}`)
  assert.deepEqual(fields, { airPlace: 'Qinghe' })
})

test('a table is tried line by line before anything is changed by it', options, async () => {
  await open('/exchange')
  const table =
    'fileName,title,airPlace\nWeb clip.mp4,Web clip,Yunzhou\nEvening bulletin.mp4,Evening bulletin,\nno.mp4,None,\n'
  await testId('import-file').setInputFiles({ name: 'assets.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await testId('import-try').click()
  await page.locator('[data-testid=import-outcome][data-dry=true][data-problems="1"]').waitFor()
  const outcomes = await testId('import-line').evaluateAll((lines) =>
    lines.map((line) => (line as HTMLElement).dataset.outcome),
  )
  assert.deepEqual(outcomes, ['changed', 'unchanged', 'problem'])
  const place = async () => (await ask<{ fields: Record<string, string> }>(`/api/vms/assets/${clip}`)).fields.airPlace
  assert.equal(await place(), 'Qinghe')
  await testId('import-do').click()
  await page.locator('[data-testid=import-outcome][data-dry=false]').waitFor()
  assert.equal(await place(), 'Yunzhou')
  const exported = await (
    await fetch(`${station.url}/api/vms/export?format=csv&id=${clip}`, {
      headers: { cookie: `rongmei_session=${session}` },
    })
  ).text()
  assert.match(exported, /Yunzhou/)
  assert.ok(!exported.includes('bulletin'))
})

/** Every page of these rooms, and what must be on it before it is looked at. */
const pages = () => [
  { name: 'matches', path: '/dna', there: '[data-testid=match]' },
  { name: 'compare', path: `/dna/matches/${match}`, there: '[data-testid=strip-source]' },
  { name: 'reuse', path: '/dna/reuse', there: '[data-testid=reused]' },
  { name: 'reuse-of', path: `/dna/reuse?item=${bulletin}`, there: '[data-testid=pair]' },
  { name: 'dna-policies', path: '/dna/policies?item=new', there: '[data-testid=dna-policy-drawer] form' },
  { name: 'prints', path: '/dna/prints', there: '[data-testid=prints]' },
  { name: 'playback', path: '/station/playback', there: '[data-testid=station-policy]' },
  { name: 'links', path: '/station/playback/links', there: '[data-testid=all-links]' },
  { name: 'sessions', path: '/station/playback/sessions', there: '[data-testid=sessions]' },
  { name: 'regions', path: '/station/playback/regions', there: '[data-testid=region]' },
  { name: 'content-keys', path: `/station/playback/keys?asset=${clip}`, there: '[data-testid=signing-key]' },
  { name: 'verdicts', path: '/qc', there: '[data-testid=qc-row]' },
  { name: 'templates', path: '/qc/templates', there: '[data-testid=qc-template]' },
  { name: 'template', path: `/qc/templates/${template}`, there: '[data-testid=template-editor]' },
  { name: 'template-built-in', path: '/qc/templates/web', there: '[data-testid=template-text]' },
  { name: 'schemas', path: '/station/metadata', there: '[data-testid=schema]' },
  { name: 'schema', path: `/station/metadata/${schema}`, there: '[data-testid=schema-field]' },
  { name: 'exchange', path: '/exchange', there: '[data-testid=import]' },
]

/** Each page in two looks: both languages, grounds and widths are seen. */
const looksOf = (at: number): Look[] => (at % 2 === 0 ? [looks[0]!, looks[2]!] : [looks[1]!, looks[3]!])

/** Goes on as a link inside the console does, without loading it anew; things begin to be watched for moving. */
const goOn = (seen: Page, path: string) =>
  seen.evaluate((path) => {
    window.seenVitals!.cls = 0
    history.pushState({}, '', `/console${path}`)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  }, path)

test(
  'the pages of these rooms fit the screen, hold still, speak one language and are accessible',
  options,
  async (t) => {
    const opened = new Map<Look, Page>()
    for (const look of looks) {
      const own = await openLook(browser, station, session, look)
      own.setDefaultTimeout(patience)
      const seen = await own.newPage()
      await watchFigures(seen)
      await seen.goto(`${station.url}/console/station/settings`)
      await seen.locator('.settings-group').first().waitFor()
      opened.set(look, seen)
    }
    for (const [at, { name, path, there }] of pages().entries()) {
      await t.test(name, async () => {
        const look = async (look: Look) => {
          const seen = opened.get(look)!
          await goOn(seen, path)
          await seen.locator(there).first().waitFor()
          await seen.waitForTimeout(350)
          const as = nameOfLook(look)
          await picture(seen, `rooms-${name}-${as}`)
          assert.ok((await beyondScreen(seen)) <= 0, `${as} reaches beyond the screen`)
          assert.deepEqual(await rawKeys(seen), [], as)
          if (look.language === 'en') assert.deepEqual(await strayChinese(seen), [], as)
          assert.deepEqual(await accessibilityFaults(seen), [], as)
          const moved = await seen.evaluate(() => window.seenVitals!.cls)
          assert.ok(moved <= 0.05, `${as}: things moved by ${moved}`)
        }
        await Promise.all(looksOf(at).map(look))
      })
    }
    for (const seen of opened.values()) await seen.context().close()
  },
)
