import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AudioRendition, ladderFor } from '#media/ladder'
import { probe } from '#media/probe'
import { soundSignals } from '#media/sound'
import { decode, gathered, makeMedia, picture, quickVideo, realClip, temporaryFolder, tone } from '#media/testing'
import { baseSeconds } from '#media/timeline'
import { encodeAudio } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const pcm = ['-c:a', 'pcm_s16le']

const encodeFrom = async (location: string, track = 0) => {
  const found = await probe({ location })
  const rendition = ladderFor(found).audio[track] as AudioRendition
  const out = `${location.split('/').at(-1)}-${track}-out`
  const made = gathered()
  const result = await encodeAudio({ location, demuxer: found.demuxer }, found, rendition, { folder: at(out), ...made })
  return { found, rendition, made, result, folder: at(out) }
}

/** The encoded sound as stereo samples, and the presentation time of the first of them. */
const heard = async (encoded: Awaited<ReturnType<typeof encodeFrom>>) => {
  const path = join(encoded.folder, 'all.mp4')
  const files = [
    join(encoded.folder, encoded.rendition.name, 'init.mp4'),
    ...encoded.made.segments.map((segment) => segment.path),
  ]
  await writeFile(path, Buffer.concat(await Promise.all(files.map((file) => readFile(file)))))
  const { stdout } = await decode(['-v', 'error', '-i', path, '-f', 'f32le', '-'])
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 4))
  const startSeconds = (encoded.made.segments[0]?.startTicks ?? 0) / encoded.rendition.sampleRate - baseSeconds
  return { samples, startSeconds }
}

/** When sound is first heard, in seconds after the first picture. */
const onsetSeconds = async (encoded: Awaited<ReturnType<typeof encodeFrom>>): Promise<number> => {
  const { samples, startSeconds } = await heard(encoded)
  const first = samples.findIndex((sample) => Math.abs(sample) > 0.04)
  return startSeconds + Math.floor(first / 2) / 48_000
}

test('sound lies in two-second segments without a gap, after one priming frame', async () => {
  const encoded = await encodeFrom(realClip)
  const { segments } = encoded.made
  assert.equal(segments[0]?.startTicks, 480_000 - 1024)
  segments.forEach((segment, i) => {
    const before = segments[i - 1]
    if (before) assert.equal(segment.startTicks, before.startTicks + before.durationTicks)
    assert.ok(segment.durationTicks <= 2.01 * 48_000)
  })
  const end = segments.at(-1)
  assert.ok(Math.abs(((end?.startTicks ?? 0) + (end?.durationTicks ?? 0)) / 48_000 - 40.02) < 0.03)
  assert.deepEqual(encoded.result.findings, [])
})

test('sound that begins late stays late, to the millisecond', async () => {
  const path = await makeMedia(at('late.mkv'), [
    ...picture({ seconds: 3 }),
    '-itsoffset',
    '1.234',
    ...tone({ seconds: 1.5 }),
    ...quickVideo,
    ...pcm,
  ])
  assert.ok(Math.abs((await onsetSeconds(await encodeFrom(path))) - 1.234) < 0.003)
})

test('a picture that begins late stays in step with its sound', async () => {
  const beep = "aevalsrc='0.5*sin(880*PI*t)*gte(t,1.5)':s=48000:d=3"
  const path = await makeMedia(at('early.mkv'), [
    '-itsoffset',
    '0.6',
    ...picture({ seconds: 2 }),
    '-f',
    'lavfi',
    '-i',
    beep,
    ...quickVideo,
    ...pcm,
  ])
  assert.ok(Math.abs((await onsetSeconds(await encodeFrom(path))) - 0.9) < 0.003)
})

test('a transport stream, whose clock begins anywhere, stays in step', async () => {
  const beep = "aevalsrc='0.5*sin(880*PI*t)*gte(t,1)':s=48000:d=3"
  const path = await makeMedia(at('air.ts'), [
    ...picture({ seconds: 3 }),
    '-f',
    'lavfi',
    '-i',
    beep,
    ...quickVideo,
    '-c:a',
    'mp2',
    '-output_ts_offset',
    '5000',
  ])
  assert.ok(Math.abs((await onsetSeconds(await encodeFrom(path))) - 1) < 0.006)
})

test('a hole in the sound becomes silence and what follows stays in step', async () => {
  const beep = "aevalsrc='0.5*sin(880*PI*t)*gte(t,2)':s=48000:d=3"
  const path = await makeMedia(at('hole.mkv'), [
    ...picture({ seconds: 3 }),
    '-f',
    'lavfi',
    '-i',
    beep,
    '-af',
    "aselect='not(between(t,0.5,1))'",
    ...quickVideo,
    ...pcm,
  ])
  assert.ok(Math.abs((await onsetSeconds(await encodeFrom(path))) - 2) < 0.03)
})

test('surround becomes stereo with the centre on both sides and the bass effects left out', async () => {
  const level = async (channel: string) => {
    const only = ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR']
      .map((name) => (name === channel ? '0.5*sin(880*PI*t)' : '0'))
      .join('|')
    const source = ['-f', 'lavfi', '-i', `aevalsrc='${only}':s=48000:d=1:c=5.1`]
    const { samples } = await heard(await encodeFrom(await makeMedia(at(`${channel}.wav`), [...source, ...pcm])))
    const power = (side: number) =>
      Math.sqrt(samples.reduce((sum, sample, i) => sum + (i % 2 === side ? sample ** 2 : 0), 0) / (samples.length / 2))
    return [power(0), power(1)] as const
  }
  const [left, centre, bass] = [await level('FL'), await level('FC'), await level('LFE')]
  assert.ok(left[0] > 0.3 && left[1] < 0.01)
  assert.ok(Math.abs(centre[0] / left[0] - Math.SQRT1_2) < 0.03 && Math.abs(centre[0] - centre[1]) < 0.005)
  assert.ok(bass[0] < 0.01 && bass[1] < 0.01)
})

test('sound alone is encoded, and a track that is not there is refused', async () => {
  const encoded = await encodeFrom(await makeMedia(at('radio.mp3'), tone({ seconds: 3 })))
  assert.equal(encoded.found.video, undefined)
  assert.ok(encoded.made.segments.length >= 2)
  await assert.rejects(
    encodeAudio({ location: at('radio.mp3') }, encoded.found, { ...encoded.rendition, track: 3 }, { folder }),
    { code: 'no-sound' },
  )
})

test('sound that is measured on the way is encoded into the same bytes', async () => {
  const found = await probe({ location: realClip })
  const rendition = ladderFor(found).audio[0] as AudioRendition
  const encode = async (measure: boolean) => {
    const made = gathered()
    const source = { location: realClip, demuxer: found.demuxer }
    const to = { folder: at(`measured-${measure}`), measure, ...made }
    const { sound } = await encodeAudio(source, found, rendition, to)
    return { sound, hashes: [...made.inits.values(), ...made.segments].map(({ sha256 }) => sha256) }
  }
  const [plain, measured] = [await encode(false), await encode(true)]
  assert.deepEqual(measured.hashes, plain.hashes)
  assert.equal(plain.sound, undefined)
  assert.equal(measured.sound?.signals.perChannel.length, 6)
  const alone = await soundSignals({ location: realClip }, { probe: found })
  assert.deepEqual({ ...alone, cpuSeconds: 0 }, { ...measured.sound, cpuSeconds: 0 })
})

test('sound that turns from stereo to 5.1 midway keeps its length, also in what is measured of it', async () => {
  const part = (layout: string, channels: number, startSeconds: number) => [
    ...picture({ size: '160x90', seconds: 3 }),
    '-f',
    'lavfi',
    '-i',
    `aevalsrc=${Array.from({ length: channels }, () => '0.1*sin(2*PI*440*t)').join('|')}:c=${layout}:s=48000:d=3`,
    '-c:v',
    'mpeg2video',
    '-c:a',
    'ac3',
    '-output_ts_offset',
    String(startSeconds),
    '-f',
    'mpegts',
  ]
  const parts = [
    await makeMedia(at('stereo.ts'), part('stereo', 2, 0)),
    await makeMedia(at('surround.ts'), part('5.1', 6, 3)),
  ]
  await writeFile(at('both.ts'), Buffer.concat(await Promise.all(parts.map((path) => readFile(path)))))
  const encoded = await encodeFrom(at('both.ts'))
  const { samples } = await heard(encoded)
  assert.ok(Math.abs(samples.length / 2 / 48_000 - 6) < 0.15, `${samples.length / 2 / 48_000} s`)
  const late = samples.subarray(Math.floor(3.5 * 96_000), Math.floor(5.5 * 96_000))
  assert.ok(late.some((sample) => Math.abs(sample) > 0.04))
  const measured = await soundSignals({ location: at('both.ts') })
  assert.ok(Math.abs(measured!.signals.endSeconds - 6) < 0.1, `${measured!.signals.endSeconds} s`)
})
