import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { encryptSegment, protectInit, sampleLayout } from '#media/cmaf'
import { ladderFor, type LadderProfile, logoBox, previewFor, type VideoRendition } from '#media/ladder'
import { probe } from '#media/probe'
import {
  decode,
  encodeSliced,
  gathered,
  makeMedia,
  picture,
  playlistOf,
  quickVideo,
  show,
  temporaryFolder,
  pathOf,
} from '#media/testing'
import { encodeHead, encodeSlice, type Logo } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const open = async (location: string) => {
  const found = await probe({ location })
  return { found, source: { location, demuxer: found.demuxer } }
}
const everything: LadderProfile = {
  shortSides: [180],
  crf: 26,
  audioBitsPerSecond: 96_000,
  additional: [
    { coding: 'hevc', shortSides: [180] },
    { coding: 'av1', shortSides: [180] },
  ],
}

test('HEVC and AV1 come out of the same decode on the same grid, frame for frame, and the same every time', async () => {
  const { found, source } = await open(
    await makeMedia(at('film.mp4'), [...picture({ rate: '30000/1001', seconds: 4.5 }), ...quickVideo, '-g', '60']),
  )
  const rungs = ladderFor(found, everything).video
  assert.deepEqual(
    rungs.map(({ name, codec }) => `${name} ${codec}`),
    ['180p avc1.64000d', '180p-hevc hvc1.1.6.L60.90', '180p-av1 av01.0.00M.08'],
  )
  const made = await encodeSliced(source, found, rungs, { folder: at('made'), targetSeconds: 2 })
  assert.ok(made.slices.length > 1)
  const starts = (rung: VideoRendition) => made.range(rung).segments.map(({ startTicks }) => startTicks)
  for (const rung of rungs) {
    assert.deepEqual(starts(rung), starts(rungs[0]!))
    const playlist = await playlistOf(at('made'), made.range(rung))
    const times = await show(playlist, ['-select_streams', 'v', '-show_entries', 'frame=pts_time'])
    const frames = times.map((time) => Math.round(((Number.parseFloat(time) - 10) * 30_000) / 1001))
    assert.deepEqual(
      frames,
      Array.from({ length: 135 }, (_, i) => i),
      rung.name,
    )
    const [shown] = await show(playlist, ['-show_entries', 'stream=codec_tag_string,width,height'])
    assert.equal(shown, `${rung.codec.slice(0, 4)},320,180`)
  }
  const again = gathered()
  const [slice] = made.slices
  await encodeSlice(source, found, slice!, rungs, { folder: at('again'), ...again })
  const hashes = (from: Pick<typeof again, 'segments'>) =>
    from.segments.filter(({ sequence }) => sequence < slice!.segments).map((one) => `${one.rendition} ${one.sha256}`)
  assert.deepEqual(hashes(again).toSorted(), hashes(made).toSorted())

  // HEVC can be encrypted sample by sample; with the key it plays as before.
  const [first] = made.range(rungs[1]!).segments
  const init = await readFile(join(at('made'), '180p-hevc', 'init.mp4'))
  const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  const secret = encryptSegment(await readFile(pathOf(first!)), sampleLayout(init), { key, salt: Buffer.alloc(8, 1) })
  await writeFile(at('secret.mp4'), Buffer.concat([protectInit(init, Buffer.alloc(16, 2)), secret]))
  const count = ['-count_frames', '-show_entries', 'stream=nb_read_frames', '-decryption_key', key.toString('hex')]
  assert.equal(Number.parseInt((await show(at('secret.mp4'), count))[0]!), 60)
})

test('the levels that are announced are those that the encoders write, for all sizes and rates', async () => {
  for (const [size, rate] of [
    ['426x240', '50'],
    ['854x480', '60'],
    ['1280x720', '25'],
    ['1080x1920', '50'],
  ] as const) {
    const { found, source } = await open(
      await makeMedia(at(`${size}.mp4`), [...picture({ size, rate, seconds: 0.08 }), ...quickVideo]),
    )
    const [width, height] = size.split('x').map(Number)
    const side = Math.min(width!, height!)
    const additional = (['hevc', 'av1'] as const).map((coding) => ({ coding, shortSides: [side] }))
    const rungs = ladderFor(found, { ...everything, shortSides: [side], additional }).video
    assert.equal(rungs.length, 3)
    // Throws `init-differs` where an encoder says something else of itself.
    await encodeSlice(source, found, { startFrame: 0, frames: 2, firstSequence: 0, decodeFromSeconds: 0 }, rungs, {
      folder: at(`${size}-made`),
    })
  }
})

test('a logo lies in its corner, in the same place and size on every rung and on the preview, in its own colour', async () => {
  const path = await makeMedia(at('logo.png'), [
    '-f',
    'lavfi',
    '-i',
    'color=red:s=200x100,format=rgba',
    '-frames:v',
    '1',
  ])
  const place = { corner: 'top-right', marginPercent: 5, widthPercent: 20, opacity: 1 } as const
  const logo: Logo = { path, width: 200, height: 100, place }
  const { found, source } = await open(
    await makeMedia(at('grey.mp4'), ['-f', 'lavfi', '-i', 'color=gray:s=1280x720:r=25:d=1', ...quickVideo]),
  )
  const profile = { ...everything, shortSides: [720, 240], additional: [{ coding: 'av1' as const, shortSides: [240] }] }
  const rungs = ladderFor(found, profile).video
  const slice = { startFrame: 0, frames: 25, firstSequence: 0, decodeFromSeconds: 0 }
  const made = gathered()
  const measured = await encodeSlice(source, found, slice, rungs, { folder: at('logo'), ...made, logo, measure: true })
  const head = { frames: 25, rendition: previewFor(found, profile) }
  const preview = gathered()
  await encodeHead(source, found, head, { folder: at('head'), ...preview, logo })
  assert.equal(preview.inits.get('preview')?.sha256, made.inits.get('240p')?.sha256)
  const clean = await encodeSlice(source, found, slice, rungs, { folder: at('clean'), measure: true })
  assert.deepEqual(measured.signals?.columns.mean, clean.signals?.columns.mean, 'what is measured has no logo')

  for (const [range, inFolder] of [
    ...rungs.map((rung) => [made.range(rung), 'logo'] as const),
    [preview.range(head.rendition), 'head'] as const,
  ]) {
    const { width = 0, height = 0, id } = range.flow
    const playlist = await playlistOf(at(inFolder), range)
    const args = ['-allowed_extensions', 'ALL', '-i', playlist, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24']
    const { stdout } = await decode(['-v', 'error', ...args, '-'])
    const pixel = (x: number, y: number) => [...stdout.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
    const box = logoBox(place, logo, { width, height })
    const isRed = ([r, g, b]: number[]) => r! > 225 && g! < 30 && b! < 30
    const isGrey = (rgb: number[]) => rgb.every((level) => Math.abs(level - 128) < 12)
    const inner = [
      [box.x + 4, box.y + 4],
      [box.x + box.width - 5, box.y + box.height - 5],
    ] as const
    for (const [x, y] of inner) assert.ok(isRed(pixel(x, y)), `${id} ${x},${y}: ${pixel(x, y)}`)
    for (const [x, y] of [
      [box.x - 6, box.y + 4],
      [box.x + box.width + 5, box.y + 4],
      [box.x + 4, box.y + box.height + 5],
    ] as const)
      assert.ok(isGrey(pixel(x, y)), `${id} ${x},${y}: ${pixel(x, y)}`)
    assert.ok(Math.abs((width - box.x - box.width) / width - 0.05) < 0.01)
    assert.ok(Math.abs(box.width / width - 0.2) < 0.01)
  }
})
