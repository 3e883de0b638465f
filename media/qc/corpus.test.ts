import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { probe } from '#media/probe'
import { temporaryFolder } from '#media/testing'
import { compare, plant, planters, type PlantedOptions } from '#media/testing'
import { builtInTemplates, evaluate, inspectFile } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)

const findingsIn = async (path: string) => {
  const found = await probe({ location: path })
  const { evidence } = await inspectFile({ location: path, demuxer: found.demuxer }, found)
  return evaluate(evidence, builtInTemplates.general)
}

const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-c:a', 'aac']
const mpeg2 = ['-c:v', 'mpeg2video', '-b:v', '4M', '-g', '12', '-bf', '2', '-c:a', 'mp2', '-b:a', '256k']
const clips: [string, PlantedOptions][] = [
  ['all.mp4', { seed: 1, seconds: 16, coding: x264, faults: { picture: planters.picture, sound: planters.sound } }],
  ['all.ts', { seed: 2, seconds: 16, coding: mpeg2, faults: { picture: planters.picture, sound: planters.sound } }],
  [
    'all.mkv',
    {
      seed: 3,
      seconds: 16,
      coding: [...x264.slice(0, -1), 'pcm_s16le'],
      faults: { picture: planters.picture.toReversed(), sound: planters.sound.toReversed() },
    },
  ],
  ['fields.mp4', { seed: 4, seconds: 6, coding: x264, isInterlaced: true }],
  ['loud.mp4', { seed: 5, seconds: 6, coding: x264, gainDecibels: 10 }],
  ['faint.mp4', { seed: 6, seconds: 6, coding: x264, gainDecibels: -20 }],
  ['clean.mp4', { seed: 7, seconds: 12, coding: x264 }],
  ['clean.ts', { seed: 8, seconds: 12, coding: mpeg2 }],
]

test('faults put into clips are found, each to the frame, and nothing else is', async () => {
  const all = []
  for (const [name, options] of clips) {
    const { path, planted } = await plant(at(name), options)
    const compared = compare(planted, await findingsIn(path))
    all.push({ name, ...compared })
  }
  assert.deepEqual(
    all.flatMap(({ name, missed, invented }) => [...missed, ...invented].map((one) => ({ name, ...one }))),
    [],
  )
  assert.ok(all.reduce((sum, { found }) => sum + found, 0) >= 27)
})
