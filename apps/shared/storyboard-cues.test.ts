import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cueAt, parseStoryboard } from './storyboard-cues.ts'

const vtt = `WEBVTT

00:00:00.000 --> 00:00:02.000
storyboard-0.jpg#xywh=0,0,160,90

1
00:02.000 --> 00:04.000
storyboard-0.jpg#xywh=160,0,160,90

NOTE nothing to see

01:00:00.000 --> 01:00:02.000
storyboard-1.jpg
`

test('a storyboard is read with and without hours and cue names; what shows no region is passed over', () => {
  const cues = parseStoryboard(vtt, 'http://station.example/vod/a/storyboard.vtt?station=s')
  assert.equal(cues.length, 2)
  assert.deepEqual(cues[1], {
    fromSeconds: 2,
    toSeconds: 4,
    sheet: 'http://station.example/vod/a/storyboard-0.jpg',
    x: 160,
    y: 0,
    width: 160,
    height: 90,
  })
})

test('the picture at a time is the last that has begun', () => {
  const cues = parseStoryboard(vtt, 'http://station.example/')
  assert.equal(cueAt(cues, 1.9)?.x, 0)
  assert.equal(cueAt(cues, 99)?.x, 160)
  assert.equal(cueAt([], 1), undefined)
})
