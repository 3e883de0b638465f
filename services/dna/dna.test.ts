import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { systemCall } from '#backbone'
import { extractSignals } from '#media/fingerprint'
import { realClip, temporaryFolder } from '#media/testing'
import { dna } from '#services/dna'
import { vms, type Asset } from '#services/vms'
import { copies, copyArgs } from '#testing/copies'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'

const run = promisify(execFile)
const folder = await temporaryFolder()
const small = ['-vf', 'scale=320:180', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-ac', '1']

let house: Newsroom
let original: Asset
let copy: Asset
const api = () => house.api(dna)

/** A stretch of the real clip, small, as a file of its own; or a copy of it as others would make it. */
const excerpt = async (name: string, startSeconds: number, durationSeconds: number, kind?: string) => {
  const path = join(folder, name)
  const how = copies(0).find((one) => one.name === kind)
  const args = how
    ? copyArgs(realClip, { startSeconds, durationSeconds }, how, path)
    : ['-v', 'error', '-ss', `${startSeconds}`, '-t', `${durationSeconds}`, '-i', realClip, ...small, path]
  await run('ffmpeg', args)
  return path
}
const brought = async (name: string, ...of: [number, number, string?]) =>
  (await house.ingested(await readFile(await excerpt(name, ...of)), name)).asset

before(async () => {
  house = await startNewsroom()
  original = await brought('original.mp4', 0, 14)
  copy = await brought('copy.mp4', 4, 8, 'mirrored')
})
after(() => house?.close())

test('a copy that comes in is recognised: which source, where in both, and what was done to it', async () => {
  assert.deepEqual([original.state, copy.state], ['ready', 'ready'])
  const { items } = await api().matches({ asset: copy.id }, house.call)
  assert.equal(items.length, 1)
  const [match] = items
  assert.equal(match!.source, original.id)
  assert.deepEqual([match!.edits, match!.action, match!.decision], [['mirrored'], 'flag', 'open'])
  const [stretch] = match!.stretches
  assert.ok(Math.abs(stretch!.referenceStartSeconds - stretch!.queryStartSeconds - 4) <= 0.5, JSON.stringify(stretch))
  assert.ok(stretch!.durationSeconds >= 7)
  assert.ok(stretch!.sound && stretch!.picture)
  assert.deepEqual(await api().match({ id: match!.id }, house.call), match)
  const elsewhere = systemCall(randomUUID(), 'somebody')
  await assert.rejects(api().match({ id: match!.id }, elsewhere), { type: 'match-not-found', status: 404 })
  const print = await api().fingerprint({ asset: original.id }, house.call)
  assert.equal(print.state, 'ready')
  assert.ok(Math.abs(print.durationSeconds! - 14) <= 0.5)
})

test('a story says where it was used again, and which parts of it', async () => {
  const reuse = await api().reuse({ asset: original.id }, house.call)
  assert.deepEqual([reuse.assets, reuse.usedIn.map(({ asset }) => asset)], [1, [copy.id]])
  assert.equal(reuse.parts.length, 1)
  assert.ok(Math.abs(reuse.parts[0]!.startSeconds - 4) <= 0.75 && Math.abs(reuse.parts[0]!.endSeconds - 12) <= 0.75)
  const { items } = await api().report({}, house.call)
  assert.deepEqual(
    items.map(({ source, assets }) => [source, assets]),
    [[original.id, 1]],
  )
})

test('what the station blocks cannot be published until somebody has cleared it', async () => {
  const policy = { source: { kind: 'asset' as const, asset: original.id }, action: 'block' as const, minimumSeconds: 3 }
  const { id } = await api().putPolicy(policy, house.call)
  const publish = async () => {
    const { version } = await house.api(vms).get({ id: copy.id }, house.call)
    return house.api(vms).publish({ id: copy.id, version }, house.call)
  }
  // The catalogue hears of it a moment later.
  await until('the hold', async () => {
    const published = await publish().catch((error) => (error.type === 'asset-held' ? undefined : assert.fail(error)))
    if (!published) return true
    await house.api(vms).withdraw({ id: copy.id, version: published.version }, house.call)
    return undefined
  })
  const { items } = await api().matches({ asset: copy.id }, house.call)
  assert.equal(items[0]!.action, 'block')
  assert.equal((await api().verdict({ asset: copy.id }, house.call)).verdict, 'block')
  await api().decide({ id: items[0]!.id, decision: 'cleared', note: 'our own trailer' }, house.call)
  assert.equal((await api().verdict({ asset: copy.id }, house.call)).verdict, 'clear')
  await until('the end of the hold', () =>
    publish().catch((e) => (e.type === 'asset-held' ? undefined : assert.fail(e))),
  )
  await api().dropPolicy({ id }, house.call)
  assert.deepEqual((await api().policies({}, house.call)).items, [])
})

test('a frame finds the asset and the moment', async () => {
  const path = join(folder, 'frame.jpg')
  await run('ffmpeg', ['-v', 'error', '-ss', '9', '-i', realClip, '-frames:v', '1', '-vf', 'scale=640:-2', path])
  const picture = (await readFile(path)).toString('base64')
  const { items } = await api().findPicture({ picture }, house.call)
  assert.ok(
    items.some(({ asset, atSeconds }) => asset === original.id && Math.abs(atSeconds - 9) <= 1),
    JSON.stringify(items),
  )
  assert.ok(items.some(({ asset, mirrored }) => asset === copy.id && mirrored))
  const nonsense = Buffer.from('this is a letter, no picture').toString('base64')
  await assert.rejects(api().findPicture({ picture: nonsense }, house.call), { type: 'not-a-picture', status: 422 })
})

test('a file that is not in the station is compared and nothing of it is kept; other stations find nothing', async () => {
  const path = await excerpt('elsewhere.mp4', 2, 6, 'cropped by 10 %')
  const { frames, sound } = await extractSignals({ location: path }, { picture: true, sound: true })
  const asked = { frames: Buffer.from(frames).toString('base64'), sound: Buffer.from(sound.buffer).toString('base64') }
  const { matches, searchedAssets } = await api().compare(asked, house.call)
  assert.equal(searchedAssets, 2)
  assert.deepEqual(matches.map(({ source }) => source).toSorted(), [original.id, copy.id].toSorted())
  const best = matches.find(({ source }) => source === original.id)!.stretches[0]!
  assert.ok(Math.abs(best.referenceStartSeconds - best.queryStartSeconds - 2) <= 0.5)

  const elsewhere = systemCall(randomUUID(), 'somebody')
  assert.deepEqual((await api().compare(asked, elsewhere)).matches, [])
  assert.deepEqual((await api().matches({}, elsewhere)).items, [])
  assert.equal((await api().fingerprint({ asset: original.id }, elsewhere)).state, 'none')
})

test('what a station shares, others find too, and learn whose it is', async () => {
  const policy = { source: { kind: 'asset' as const, asset: original.id }, action: 'flag' as const, minimumSeconds: 3 }
  const { id } = await api().putPolicy({ ...policy, share: true }, house.call)
  const { frames } = await extractSignals({ location: join(folder, 'original.mp4') }, { picture: true, sound: false })
  const asked = { frames: Buffer.from(frames.subarray(0, 20 * 1024)).toString('base64'), sound: '' }
  const elsewhere = systemCall(randomUUID(), 'somebody')
  const { matches } = await api().compare(asked, elsewhere)
  assert.deepEqual(
    matches.map((one) => [one.source, one.sourceStation]),
    [[original.id, house.station]],
  )
  await api().dropPolicy({ id }, house.call)
  assert.deepEqual((await api().compare(asked, elsewhere)).matches, [])
})

test('with an asset its fingerprint and its matches go', async () => {
  await house.deleted(copy)
  await until(
    'the end of its matches',
    async () => (await api().matches({}, house.call)).items.length === 0 || undefined,
  )
  assert.equal((await api().fingerprint({ asset: copy.id }, house.call)).state, 'none')
  assert.equal((await api().reuse({ asset: original.id }, house.call)).assets, 0)
  await until('one in the index', async () => (await api().index({}, house.call)).assets === 1 || undefined)
})
