import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { importFiles, signInFirst } from '#testing/console'
import { openLook } from '#testing/looks'
import { removeStation, startStation, type TestStation } from '#testing/station'

const run = promisify(execFile)
const options = { skip: noChromium ?? false }

let station: TestStation
let browser: Browser
let context: BrowserContext
let page: Page

before(async () => {
  if (noChromium) return
  station = await startStation()
  const session = await signInFirst(station)
  const film = join(station.folder, '短片.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-pix_fmt', 'yuv420p']
  await run('ffmpeg', ['-v', 'error', ...source, film])
  await importFiles(station, [film])
  browser = await openChromium()
  context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'light', width: 1440 })
  page = await context.newPage()
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

const testId = (id: string) => page.getByTestId(id)
const open = (path: string) => page.goto(`${station.url}/console${path}`)
const person = () => page.locator('[data-testid=person][data-login=linlin]')
/** What cannot be undone is done by who types its name. */
const confirm = async (name: string) => {
  const ok = page.locator('.confirm-ok')
  await testId('type-name').fill('别的名字')
  assert.ok(await ok.isDisabled(), 'another name is not enough')
  await testId('type-name').fill(name)
  await ok.click()
}
/** Looked at by axe and kept as a picture. */
const withoutFaults = async (name: string) => {
  assert.deepEqual(await accessibilityFaults(page), [])
  await picture(page, `desk-${name}`)
}

test('a person is invited, given another role, disabled and removed', options, async () => {
  await open('/station/people')
  await testId('invite').click()
  const form = testId('invite-drawer')
  await form.locator('input').nth(0).fill('林琳')
  await form.locator('input').nth(1).fill('linlin')
  await form.locator('input[value=viewer]').check()
  await withoutFaults('invite')
  await form.locator('button[type=submit]').click()
  assert.match(await testId('secret').innerText(), /^[a-z0-9]{4}(-[a-z0-9]{4})+$/)
  await page.locator('.secret-kept').click()

  await person().click()
  const drawer = testId('person-drawer')
  await drawer.locator('input[value=reviewer]').check()
  await testId('undo-toast').waitFor()
  await drawer.locator('summary').click()
  await withoutFaults('person')
  await testId('undo').click()
  await drawer.locator('input[value=viewer]:checked').waitFor()
  await testId('undo-toast').waitFor({ state: 'detached' })
  await drawer.locator('input[value=editor]').click()
  await drawer.locator('input[value=editor]:checked').waitFor()
  await testId('disable-person').click()
  await page.locator('[data-table=people] [data-state=disabled]').waitFor()
  await testId('remove-person').click()
  await confirm('林琳')
  await person().waitFor({ state: 'detached' })
})

test('the roles are told apart by what each may do', options, async () => {
  await testId('roles').click()
  await testId('role-table').waitFor()
  await withoutFaults('roles')
})

test('a key is made, used and revoked', options, async () => {
  await open('/station/keys')
  await testId('new-key').click()
  const form = testId('new-key-drawer')
  await form.locator('input').first().fill('播出系统')
  await form.locator('[data-preset=upload]').click()
  await withoutFaults('new-key')
  await form.locator('button[type=submit]').click()
  const secret = await testId('secret').innerText()
  const curl = await testId('curl').innerText()
  assert.ok(curl.includes(secret) && curl.includes(station.url), curl)
  await page.locator('.secret-kept').click()
  const asked = () =>
    fetch(`${station.url}/api/access/session`, { headers: { authorization: `Bearer ${secret}` } }).then(
      async (reply) => ({ status: reply.status, body: (await reply.json()) as { scopes?: string[] } }),
    )
  assert.deepEqual((await asked()).body.scopes?.toSorted(), [
    'assets:read',
    'assets:write',
    'runs:read',
    'uploads:write',
  ])

  await page.locator('[data-testid=key][data-name=播出系统]').click()
  await testId('key-drawer').waitFor()
  await withoutFaults('key')
  await testId('revoke-key').click()
  await confirm('播出系统')
  await page.locator('[data-testid=key]').waitFor({ state: 'detached' })
  assert.equal((await asked()).status, 401)
})

test('the trail is narrowed to what was done to people, and tells the change of a role in words', options, async () => {
  await open('/station/audit')
  await testId('audit-entry').first().waitFor()
  await testId('audit-action').click()
  await page.keyboard.type('人员：全部')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/audit?action=person')
  await page.locator('[data-action="key.created"]').first().waitFor({ state: 'detached' })
  const actions = await testId('audit-entry').evaluateAll((all) => all.map((one) => one.getAttribute('data-action')))
  assert.ok(
    actions.every((action) => action?.startsWith('person.')),
    actions.join(),
  )
  await page.locator('[data-action="person.changed"]').last().click()
  const diff = await testId('diff').innerText()
  assert.deepEqual(diff.split(/\s+/), ['角色', '只看', '审核'])
  await withoutFaults('audit')
})

test('the commands of a step can be copied, and its log is searched', options, async () => {
  await open('/runs')
  await page.locator('[data-table=runs] a[data-open]').last().click()
  await page.locator('[data-testid=step][data-key^="slice-0"]').click()
  const commands = testId('commands')
  await commands.locator('summary').click()
  assert.match(await commands.innerText(), /ffmpeg -nostdin .*libx264/)
  await testId('log-search').fill('[V0]')
  const hits = page.getByTestId('log-hits')
  await page.waitForFunction(() =>
    /^1 \/ \d+$/.test(document.querySelector('[data-testid=log-hits]')?.textContent ?? ''),
  )
  const all = Number((await hits.innerText()).split('/')[1])
  assert.ok(all >= 2, `${all} hits`)
  await testId('log-next').click()
  assert.equal(await hits.innerText(), `2 / ${all}`)
  assert.match(await page.locator('.log-hit.here').innerText(), /\[v0\]/)
  await withoutFaults('step')
  await page.keyboard.press('Escape')
})

test('the list of keys begins with those of the page', options, async () => {
  await page.locator('body').press('?')
  await page.locator('.keys-group').first().waitFor()
  const groups = await testId('keys-help').locator('.keys-group h3').allInnerTexts()
  assert.equal(groups.length, new Set(groups).size)
  assert.ok(groups.indexOf('一个任务') < groups.indexOf('播放器与时间线'))
  await withoutFaults('keys')
})
