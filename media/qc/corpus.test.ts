import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeSlice } from '#media/encode'
import { ladderFor } from '#media/ladder'
import { joinSignals, type PictureSignals } from '#media/picture'
import { probe } from '#media/probe'
import { keyframeTimes, planSlices } from '#media/slices'
import { compare, gathered, plant, planters, type PlantedOptions, temporaryFolder } from '#media/testing'
import { builtInTemplates, evaluate, inspectFile } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)

const inspect = async (location: string) => {
  const found = await probe({ location })
  const source = { location, demuxer: found.demuxer }
  const { evidence } = await inspectFile(source, found)
  return { found, source, evidence, findings: evaluate(evidence, builtInTemplates.general) }
}

/** What is measured of a file's picture while it is encoded in slices of about two seconds. */
const sliced = async ({ found, source }: Awaited<ReturnType<typeof inspect>>): Promise<PictureSignals> => {
  const slices = planSlices(found, await keyframeTimes(source), { targetSeconds: 2 })
  assert.ok(slices.length > 4)
  const pieces: PictureSignals[] = []
  for (const slice of slices) {
    const options = { folder: at('ladder'), ...gathered(), measure: true }
    const { signals } = await encodeSlice(source, found, slice, ladderFor(found).video.slice(-1), options)
    pieces.push(signals!)
  }
  return joinSignals(pieces)
}

const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-c:a', 'aac']
const lossless = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-c:a', 'pcm_s16le']
const mpeg2 = ['-c:v', 'mpeg2video', '-b:v', '4M', '-g', '12', '-bf', '2', '-c:a', 'mp2', '-b:a', '256k']
const turned = { picture: planters.picture.toReversed(), sound: planters.sound.toReversed() }
const faulty: [string, PlantedOptions][] = [
  ['all.mp4', { seed: 1, seconds: 16, coding: x264, faults: planters }],
  ['all.ts', { seed: 2, seconds: 16, coding: mpeg2, faults: planters }],
  ['all.mkv', { seed: 3, seconds: 16, coding: lossless, faults: turned }],
  ['fields.mp4', { seed: 4, seconds: 6, coding: x264, isInterlaced: true }],
  ['loud.mp4', { seed: 5, seconds: 6, coding: x264, gainDecibels: 10 }],
  ['faint.mp4', { seed: 6, seconds: 6, coding: x264, gainDecibels: -20 }],
]

test('faults put into clips are found, each to the frame, and also where slices meet', async () => {
  const wrong = []
  let found = 0
  for (const [name, options] of faulty) {
    const { path, planted } = await plant(at(name), options)
    const whole = await inspect(path)
    const compared = compare(planted, whole.findings)
    found += compared.found
    wrong.push(...[...compared.missed, ...compared.invented].map((one) => ({ name, ...one })))
    if (name !== 'all.mp4') continue
    const picture = await sliced(whole)
    assert.deepEqual(evaluate({ ...whole.evidence, picture }, builtInTemplates.general), whole.findings)
  }
  assert.deepEqual(wrong, [])
  assert.equal(found, 3 * 8 + 3)
})

test('a clip without faults is not accused of any', async () => {
  for (const [name, options] of [
    ['clean.mp4', { seed: 7, seconds: 12, coding: x264 }],
    ['clean.ts', { seed: 8, seconds: 12, coding: mpeg2 }],
  ] as const) {
    const { path } = await plant(at(name), options)
    const { findings } = await inspect(path)
    assert.deepEqual(findings, [], name)
  }
})
