import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { frameTests } from '#testing/asset-page/frames'
import { lookTests } from '#testing/asset-page/looks'
import { peopleTests } from '#testing/asset-page/people'
import { playerTests } from '#testing/asset-page/player'
import { options, startStage, type Stage } from '#testing/asset-page/stage'

let stage: Stage | undefined
const given = () => stage!

before(async () => {
  if (!options.skip) stage = await startStage()
})
after(() => stage?.stop())

playerTests(given)
frameTests(given)
peopleTests(given)
lookTests(given)

test('the browser had nothing to complain about', options, () => {
  assert.deepEqual(given().complaints, [])
})
