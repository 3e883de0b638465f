import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ladderFor, type VideoRendition } from '#media/ladder'
import { type Probe, probe } from '#media/probe'
import { headFrames, keyframeTimes, outputFrames } from '#media/slices'
import {
  decode,
  encodeSliced,
  gathered,
  makeMedia,
  picture,
  playlistOf,
  quickVideo,
  realClip,
  show,
  temporaryFolder,
} from '#media/testing'
import { baseSeconds } from '#media/timeline'
import { encodeHead, encodeSlice } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const smallest = (found: Probe): VideoRendition => ladderFor(found).video.at(-1) as VideoRendition
const open = async (location: string) => {
  const found = await probe({ location })
  return { found, source: { location, demuxer: found.demuxer } }
}

/** Every shown frame's time in a playlist, in frames; gapless means 0, 1, 2, … */
const frameNumbers = async (playlist: string, rendition: VideoRendition): Promise<number[]> => {
  const lines = await show(playlist, ['-select_streams', 'v', '-show_entries', 'frame=pts_time'])
  const { num, den } = rendition.frameRate
  return lines.map((line) => Math.round(((Number.parseFloat(line) - baseSeconds) * num * 100) / den) / 100)
}
const counting = (frames: number) => Array.from({ length: frames }, (_, i) => i)

test('a real clip in slices plays as exactly its 720 frames without a gap', async () => {
  const { found, source } = await open(realClip)
  const rung = smallest(found)
  const made = await encodeSliced(source, found, [rung], { folder: at('real'), targetSeconds: 6 })
  assert.ok(made.slices.length > 3)
  assert.deepEqual(made.findings, [])
  const range = made.range(rung)
  assert.deepEqual(
    range.segments.map((segment) => segment.sequence),
    counting(range.segments.length),
  )
  const playlist = await playlistOf(at('real'), range)
  assert.deepEqual(await frameNumbers(playlist, rung), counting(720))
})

/** The worst frame's likeness (PSNR, dB) between slices and one uncut encode of the same source. */
const worstLikeness = async (name: string, args: string[], targetSeconds: number) => {
  const { found, source } = await open(await makeMedia(at(name), args))
  const rung = smallest(found)
  const sliced = await encodeSliced(source, found, [rung], { folder: at(`${name}-sliced`), targetSeconds })
  const whole = await encodeSliced(source, found, [rung], { folder: at(`${name}-whole`), targetSeconds: 1000 })
  assert.ok(sliced.slices.length > 1 && whole.slices.length === 1, name)
  const [a, b] = [
    await playlistOf(at(`${name}-sliced`), sliced.range(rung)),
    await playlistOf(at(`${name}-whole`), whole.range(rung)),
  ]
  const frames = outputFrames(found, await keyframeTimes(source))
  assert.deepEqual(await frameNumbers(a, rung), counting(frames), name)
  const stats = at(`${name}.txt`)
  const anyName = ['-allowed_extensions', 'ALL']
  await decode([
    '-v',
    'error',
    ...anyName,
    '-i',
    a,
    ...anyName,
    '-i',
    b,
    '-lavfi',
    `psnr=stats_file=${stats}`,
    '-f',
    'null',
    '-',
  ])
  const lines = (await readFile(stats, 'utf8')).trim().split('\n')
  assert.equal(lines.length, frames, name)
  return Math.min(...lines.map((line) => Number(/psnr_y:(\d+|inf)/.exec(line)?.[1]?.replace('inf', '99') ?? 0)))
}

test('slices show the same picture at every frame as one uncut encode, whatever the container and rate', async () => {
  const h264 = (gop: number) => [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    String(gop),
    '-keyint_min',
    String(gop),
  ]
  const drop = "select='not(eq(mod(n,7),3)+between(mod(n,60),30,38))'"
  const sources: [string, string[]][] = [
    ['ntsc.mp4', [...picture({ rate: '30000/1001', seconds: 8.3 }), ...h264(31)]],
    ['film.mkv', [...picture({ rate: '24000/1001', seconds: 8.3 }), ...h264(250)]],
    ['air.ts', [...picture({ rate: '25', seconds: 8.3 }), ...h264(37)]],
    [
      'mpeg2.mpg',
      [
        ...picture({ rate: '25', seconds: 8.3 }),
        '-c:v',
        'mpeg2video',
        '-b:v',
        '2M',
        '-bf',
        '2',
        '-g',
        '15',
        '-f',
        'vob',
      ],
    ],
    ['uneven.mp4', [...picture({ rate: '30', seconds: 8.3 }), '-vf', drop, '-fps_mode', 'vfr', ...h264(40)]],
  ]
  for (const [name, args] of sources) assert.ok((await worstLikeness(name, args, 2)) > 27, name)
})

test('the same slice makes the same bytes, and every rendition comes out of one decode', async () => {
  const { found, source } = await open(
    await makeMedia(at('twice.mp4'), [...picture({ size: '854x480', seconds: 3 }), ...quickVideo]),
  )
  const rungs = ladderFor(found).video
  assert.deepEqual(
    rungs.map((rung) => rung.name),
    ['480p', '360p', '240p'],
  )
  const slice = { startFrame: 50, frames: 25, firstSequence: 7, decodeFromSeconds: 0 }
  const [a, b] = [gathered(), gathered()]
  await encodeSlice(source, found, slice, rungs, { folder: at('a'), ...a })
  await encodeSlice(source, found, slice, rungs, { folder: at('b'), ...b })
  const hashes = (report: typeof a) => report.segments.map((segment) => segment.sha256).toSorted()
  assert.deepEqual(hashes(a), hashes(b))
  assert.deepEqual(
    a.segments.map((segment) => [segment.sequence, segment.startTicks, segment.durationTicks]),
    [
      [7, 12 * 90_000, 90_000],
      [7, 12 * 90_000, 90_000],
      [7, 12 * 90_000, 90_000],
    ],
  )
  assert.deepEqual(
    [...a.inits.values()].map((init) => init.description.codec).toSorted(),
    rungs.map((rung) => rung.codec).toSorted(),
  )
  const [alone, head] = [gathered(), gathered()]
  await encodeSlice(source, found, slice, rungs.slice(-1), { folder: at('alone'), ...alone })
  await encodeHead(source, found, { frames: 25 }, { folder: at('quick'), ...head })
  const smallestInit = a.inits.get('240p')?.sha256
  assert.equal(alone.inits.get('240p')?.sha256, smallestInit, 'made alone')
  assert.equal(head.inits.get('preview')?.sha256, smallestInit, 'made as preview')
  await assert.rejects(
    encodeSlice(source, found, slice, rungs, { folder: at('c'), initSha256: { '360p': 'another' } }),
    { code: 'init-differs' },
  )
})

test('the head comes in one-second segments, each reported when it is there', async () => {
  const { found, source } = await open(realClip)
  const made = gathered()
  const shares: number[] = []
  await encodeHead(
    source,
    found,
    { frames: headFrames(found, 4) },
    {
      folder: at('head'),
      ...made,
      onProgress: (progress) => shares.push(progress.share),
    },
  )
  assert.deepEqual(
    made.segments.map((segment) => segment.startTicks / 90_000),
    [10, 11, 12, 13],
  )
  assert.ok(made.segments.every((segment) => segment.durationTicks === 90_000))
  assert.equal(shares.at(-1), 1)
})

test('a source that breaks off says where, and keeps what came before', async () => {
  const whole = await readFile(
    await makeMedia(at('whole.mp4'), [
      ...picture({ seconds: 6 }),
      ...quickVideo,
      '-g',
      '25',
      '-movflags',
      '+faststart',
    ]),
  )
  await writeFile(at('broken.mp4'), whole.subarray(0, Math.round(whole.length * 0.6)))
  const { found, source } = await open(at('broken.mp4'))
  const made = gathered()
  const slice = { startFrame: 0, frames: 150, firstSequence: 0, decodeFromSeconds: 0 }
  await assert.rejects(
    encodeSlice(source, found, slice, [smallest(found)], { folder: at('broken'), ...made }),
    (error: Error & { code?: string; detail?: Record<string, unknown> }) => {
      assert.equal(error.code, 'slice-incomplete')
      const broken = Number(error.detail?.['brokenAtSeconds'])
      assert.ok(broken > 2 && broken < 5.5, `${broken}`)
      return true
    },
  )
  assert.ok(made.segments.length >= 1)
})

test('damage inside a source is found and located, and the timeline stays whole', async () => {
  const bytes = await readFile(await makeMedia(at('clean.ts'), [...picture({ seconds: 4 }), ...quickVideo, '-g', '25']))
  for (let i = Math.round(bytes.length * 0.5); i < bytes.length * 0.6; i += 5) bytes[i] = (bytes[i] ?? 0) ^ 0x5a
  await writeFile(at('damaged.ts'), bytes)
  const { found, source } = await open(at('damaged.ts'))
  const rung = smallest(found)
  const made = await encodeSliced(source, found, [rung], { folder: at('damaged'), targetSeconds: 2 })
  assert.ok(made.findings.length > 0)
  assert.ok(
    made.findings.every((finding) => finding.toSeconds > finding.fromSeconds && !finding.message.includes('0x')),
  )
  const playlist = await playlistOf(at('damaged'), made.range(rung))
  assert.deepEqual(await frameNumbers(playlist, rung), counting(100))
})
