import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openMeter, type Amounts } from './index.ts'

type Told = { station: string; amounts: Amounts<'bytes' | 'answers'> }

test('what is used is told in sums, a station at a time, and once', async () => {
  const told: Told[] = []
  const meter = openMeter<'bytes' | 'answers'>(async (station, amounts) => void told.push({ station, amounts }), {
    failed: assert.fail,
    everyMilliseconds: 20,
  })
  for (let i = 0; i < 100; i += 1) meter.add(i % 2 === 0 ? 'a' : 'b', 'bytes', 10)
  meter.add('a', 'answers', 1)
  meter.add('a', 'bytes', Number.NaN)
  while (told.length < 2) await sleep(5)
  await meter.stop()
  assert.deepEqual(told, [
    { station: 'a', amounts: { bytes: 500, answers: 1 } },
    { station: 'b', amounts: { bytes: 500 } },
  ])
})

test('what could not be told is told later, together with what came meanwhile', async () => {
  const told: Told[] = []
  const failures: unknown[] = []
  const meter = openMeter<'bytes' | 'answers'>(
    async (station, amounts) => {
      if (failures.length === 0) throw new Error('the database is away')
      told.push({ station, amounts })
    },
    { failed: (error) => void failures.push(error), everyMilliseconds: 20 },
  )
  meter.add('a', 'bytes', 1)
  while (failures.length === 0) await sleep(5)
  meter.add('a', 'bytes', 2)
  await meter.stop()
  assert.deepEqual(told, [{ station: 'a', amounts: { bytes: 3 } }])
  assert.equal(failures.length, 1)
})
