import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { decode, makeMedia, picture, quickVideo, realClip, temporaryFolder, tone } from '#media/testing'
import { noValue, type Interval, readLanes, soundSignals, writeLanes } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)

/** A sound whose channels are expressions of the time t, one by one. */
const from = (channels: string[], options: { seconds: number; layout?: string; rate?: number }): string[] => [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc='${channels.join('|')}':s=${options.rate ?? 48_000}:d=${options.seconds}` +
    (options.layout ? `:c=${options.layout}` : ''),
]
const pcm = ['-c:a', 'pcm_s16le']
const heard = async (name: string, args: string[]) => {
  const found = await soundSignals({ location: await makeMedia(at(name), args) })
  assert.ok(found)
  return found
}
const near = (found: number | null | undefined, wanted: number, by: number) =>
  assert.ok(found !== null && found !== undefined && Math.abs(found - wanted) <= by, `${found} is not ${wanted}`)
const spans = (found: Interval[], wanted: [number, number][], by = 0.001) => {
  assert.equal(found.length, wanted.length, JSON.stringify(found))
  wanted.forEach(([start, end], i) => {
    near(found[i]?.startSeconds, start, by)
    near(found[i]?.endSeconds, end, by)
  })
}
const sine = (dbfs: number, hertz = 997) => `${10 ** (dbfs / 20)}*sin(${2 * Math.PI * hertz}*t)`

test('a calibrated tone has the loudness it was made for (EBU Tech 3341, cases 1 to 3)', async () => {
  const steady = await heard('steady.wav', [...from([sine(-23), sine(-23)], { seconds: 5 }), ...pcm])
  const { loudness } = steady.signals
  near(loudness.integratedLufs, -23, 0.1)
  near(loudness.maximumMomentaryLufs, -23, 0.1)
  near(loudness.maximumShortTermLufs, -23, 0.1)
  near(loudness.truePeakDbtp, -23, 0.1)
  near(loudness.rangeLu, 0, 0.1)
  // What is ten decibels softer lies below the relative gate and does not count.
  const steps = `if(between(t,3,33),${10 ** (-20 / 20)},${10 ** (-33 / 20)})*sin(${2 * Math.PI * 997}*t)`
  const gated = await heard('gated.wav', [...from([steps], { seconds: 36, rate: 16_000 }), ...pcm])
  near(gated.signals.loudness.integratedLufs, -23, 0.1)
})

test('range follows soft and loud passages (EBU Tech 3342, case 1 shortened)', async () => {
  const steps = `if(lt(t,20),${10 ** (-20 / 20)},${10 ** (-30 / 20)})*sin(${2 * Math.PI * 997}*t)`
  const { signals } = await heard('range.wav', [...from([steps], { seconds: 40, rate: 16_000 }), ...pcm])
  near(signals.loudness.rangeLu, 10, 1)
})

test('surround counts by its channels: a tone in the centre, behind, and in the bass channel', async () => {
  const only = (channel: number) => Array.from({ length: 6 }, (_, i) => (i === channel ? sine(-20) : '0'))
  const measure = async (channel: number) =>
    (await heard(`surround${channel}.wav`, [...from(only(channel), { seconds: 2, layout: '5.1' }), ...pcm])).signals
  near((await measure(2)).loudness.integratedLufs, -23, 0.1)
  near((await measure(4)).loudness.integratedLufs, -21.5, 0.1)
  const bass = await measure(3)
  assert.equal(bass.loudness.integratedLufs, null)
  assert.deepEqual(
    bass.perChannel.map(({ name }) => name),
    ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  )
  assert.deepEqual(bass.deadChannels, [], 'where there is no sound at all, no channel is missing')
})

test('real sound measures as ffmpeg measures it', async () => {
  const found = await soundSignals({ location: realClip })
  const { stderr } = await decode(['-i', realClip, '-map', '0:a', '-af', 'ebur128=peak=true', '-f', 'null', '-'])
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
  const stated = (name: string) => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1])
  near(found?.signals.loudness.integratedLufs, stated('I'), 0.1)
  near(found?.signals.loudness.rangeLu, stated('LRA'), 0.2)
  near(found?.signals.loudness.truePeakDbtp, stated('Peak'), 0.1)
  near(found?.signals.endSeconds, 30.02, 0.01)
  assert.ok((found?.fingerprint?.length ?? 0) > 400)
})

test('a peak between the samples is seen', async () => {
  // A quarter of the rate, an eighth of a turn late: every sample is 3 dB below the peaks.
  const between = `0.5*sin(2*PI*12000*t+PI/4)`
  const { signals } = await heard('between.wav', [...from([between], { seconds: 1 }), ...pcm])
  near(signals.perChannel[0]?.peakDbfs, -9.03, 0.05)
  near(signals.loudness.truePeakDbtp, -6.02, 0.2)
})

test('silence is found to the sample, in one channel and in all', async () => {
  const left = `if(between(t,2,3.5),0,0.3*cos(${2 * Math.PI * 1000}*t))`
  const right = `if(between(t,1,4),0,0.3*cos(${2 * Math.PI * 1000}*t))`
  const { signals } = await heard('silence.wav', [...from([left, right], { seconds: 6 }), ...pcm])
  spans(signals.perChannel[0]?.silences ?? [], [[2, 3.5]])
  spans(signals.perChannel[1]?.silences ?? [], [[1, 4]])
  spans(signals.silences, [[2, 3.5]])
  assert.deepEqual(signals.deadChannels, [])
})

test('a pause for breath is no silence, and silence to the end is', async () => {
  const speech = `if(between(t,1,1.4)+gt(t,2),0,0.3*cos(${2 * Math.PI * 1000}*t))`
  const { signals } = await heard('pause.wav', [...from([speech], { seconds: 3 }), ...pcm])
  spans(signals.silences, [[2, 3]])
})

test('a channel that carries nothing is named', async () => {
  const { signals } = await heard('dead.wav', [...from([sine(-20), '0.0001*sin(300*t)'], { seconds: 2 }), ...pcm])
  assert.deepEqual(signals.deadChannels, ['FR'])
  assert.deepEqual(signals.silences, [])
})

test('sound driven 20 dB too far is found where it is, also after lossy coding', async () => {
  const louder = `if(between(t,2,4),10,1)*${sine(-12)}`
  const source = from([louder, louder], { seconds: 6 })
  const { signals } = await heard('clipped.wav', [...source, ...pcm])
  spans(signals.clipping, [
    [2, 4],
    [2, 4],
  ])
  assert.deepEqual(signals.clipping.map(({ channel }) => channel).toSorted(), ['FL', 'FR'])
  spans(signals.overs, [[2, 4]], 0.002)
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=48000:d=6:a=0.2:seed=3']
  const tooLoud = ['-af', "aeval='if(between(t,2,4),10,1)*val(0)',aformat=sample_fmts=s16:channel_layouts=mono"]
  const lossy = await heard('clipped.m4a', [...noise, ...tooLoud, '-c:a', 'aac', '-b:a', '128k'])
  spans(lossy.signals.overs, [[2, 4]], 0.04)
})

test('a tone that just reaches full scale is not clipped', async () => {
  const { signals } = await heard('full.wav', [...from([sine(0, 440)], { seconds: 2 }), ...pcm])
  assert.deepEqual(signals.clipping, [])
})

test('a side that is turned over is found, and ordinary stereo is not', async () => {
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=48000:d=8:a=0.3:seed=1']
  const turned = "pan=stereo|c0=c0|c1=c0,aeval='val(0)|if(between(t,2,6),-1,1)*val(1)'"
  const { signals, lanes } = await heard('turned.wav', [...noise, '-af', turned, ...pcm])
  spans(signals.inverted, [[2, 6]], 0.04)
  near(signals.inverted[0]?.correlation, -1, 0.01)
  const correlation = lanes.lanes.find(({ name }) => name === 'correlation')?.values
  near(correlation?.[10], 100, 1)
  near(correlation?.[40], -100, 1)
  const other = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=48000:d=8:a=0.3:seed=2']
  const wide = await heard('wide.wav', [...noise, ...other, '-filter_complex', 'amerge=inputs=2', ...pcm])
  assert.deepEqual(wide.signals.inverted, [])
})

test('an offset from zero is measured', async () => {
  const { signals } = await heard('offset.wav', [...from(['0.1*sin(3000*t)+0.05'], { seconds: 2 }), ...pcm])
  near(signals.perChannel[0]?.dcOffset, 0.05, 0.001)
})

test('times are those of the picture, and the sound ends when it ends', async () => {
  const late = await heard('late.mkv', [
    ...picture({ seconds: 6 }),
    '-itsoffset',
    '1.5',
    ...from([`if(between(t,1,2),0,0.3*cos(${2 * Math.PI * 1000}*t))`], { seconds: 3 }),
    ...quickVideo,
    ...pcm,
  ])
  near(late.signals.startSeconds, 1.5, 0.002)
  near(late.signals.endSeconds, 4.5, 0.002)
  spans(late.signals.silences, [
    [0, 1.5],
    [2.5, 3.5],
  ])
})

test('of several tracks the first is measured, and how many there are is known', async () => {
  const two = [...tone({ seconds: 2 }), ...from(['0'], { seconds: 2 }), '-map', '0', '-map', '1', ...pcm]
  const found = await heard('two.mkv', two)
  assert.deepEqual([found.signals.track, found.signals.tracks], [0, 2])
  assert.deepEqual(found.signals.silences, [])
  const second = await soundSignals({ location: at('two.mkv') }, { track: 1 })
  spans(second?.signals.silences ?? [], [[0, 2]])
})

test('a picture without sound has no signals', async () => {
  const path = await makeMedia(at('mute.mp4'), [...picture({ seconds: 0.4 }), ...quickVideo])
  assert.equal(await soundSignals({ location: path }), undefined)
})

test('sound of any rate and of no length to speak of is measured', async () => {
  for (const rate of [8000, 11_025, 44_100, 96_000]) {
    const { signals } = await heard(`rate${rate}.wav`, [...from([sine(-20)], { seconds: 2, rate }), ...pcm])
    near(signals.endSeconds, 2, 0.002)
    near(signals.loudness.integratedLufs, -23, 0.15)
  }
  const blink = await heard('blink.wav', [...from([sine(-20)], { seconds: 0.03 }), ...pcm])
  assert.equal(blink.signals.loudness.integratedLufs, null)
  assert.equal(blink.waveform.readUInt32LE(16), 2)
  assert.equal(blink.lanes.lanes[0]?.values.length, 0)
  assert.equal(blink.fingerprint, undefined)
})

test('samples that are no numbers spoil only themselves', async () => {
  const source = from([`if(between(t,1,1.01),0/0,${sine(-20)})`], { seconds: 3 })
  const { signals } = await heard('nan.wav', [...source, '-c:a', 'pcm_f32le'])
  near(signals.loudness.integratedLufs, -23, 0.1)
  near(signals.perChannel[0]?.peakDbfs, -20, 0.1)
})

test('lanes tell loudness and levels ten times a second, and survive being stored', async () => {
  const { lanes } = await heard('lanes.wav', [...from([sine(-23), sine(-23)], { seconds: 4 }), ...pcm])
  assert.equal(lanes.blockSeconds, 0.1)
  assert.deepEqual(
    lanes.lanes.map(({ name }) => name),
    ['momentary', 'shortTerm', 'truePeak', 'correlation', 'peak-FL', 'peak-FR'],
  )
  const [momentary, shortTerm] = lanes.lanes
  assert.deepEqual([momentary?.values.length, momentary?.values[2], shortTerm?.values[28]], [40, noValue, noValue])
  near(momentary?.values[3], -2300, 10)
  near(shortTerm?.values[29], -2300, 10)
  assert.deepEqual(readLanes(writeLanes(lanes)), lanes)
})

test('the waveform follows the samples, two channels side by side', async () => {
  const source = from(['if(lt(t,1),0.25,0.5)', '-0.75'], { seconds: 2 })
  const { waveform } = await heard('waveform.wav', [...source, ...pcm])
  const head = [0, 4, 8, 12, 16, 20].map((place) => waveform.readInt32LE(place))
  assert.deepEqual(head, [2, 1, 48_000, 960, 100, 2])
  assert.equal(waveform.length, 24 + 100 * 4)
  const cell = (index: number) => [...new Int8Array(waveform.subarray(24 + index * 4, 28 + index * 4))]
  assert.deepEqual(cell(10), [32, 32, -96, -96])
  assert.deepEqual(cell(60), [64, 64, -96, -96])
})
