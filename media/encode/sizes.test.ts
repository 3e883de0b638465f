import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ladderFor } from '#media/ladder'
import { probe } from '#media/probe'
import { builtInTemplates, evaluate, inspectFile, mendFile, sentence } from '#media/qc'
import { withSizes } from '#media/slices'
import { decode, encodeSliced, makeMedia, picture, playlistOf, quickVideo, temporaryFolder } from '#media/testing'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const seconds = 2

/** A recording of one programme after another, on one clock. */
const recording = async (name: string, parts: { size: string; coding: string[] }[]) => {
  const pieces: Buffer[] = []
  for (const [i, { size, coding }] of parts.entries()) {
    const made = [...picture({ size, seconds }), ...coding, '-output_ts_offset', String(i * seconds), '-f', 'mpegts']
    pieces.push(await readFile(await makeMedia(at(`${i}-${name}`), made)))
  }
  await writeFile(at(name), Buffer.concat(pieces))
  const first = await probe({ location: at(name) })
  const source = { location: at(name), demuxer: first.demuxer }
  return { source, first, found: await withSizes(source, first) }
}

/** How bright a column and a row at the edges, and the middle, of the picture at a moment are. */
const edges = async (playlist: string, atSeconds: number, width: number, height: number) => {
  const input = [
    '-v',
    'error',
    ...(playlist.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []),
    '-i',
    playlist,
    '-ss',
    String(atSeconds),
  ]
  const { stdout } = await decode([...input, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'])
  assert.equal(stdout.length, width * height)
  const middle = stdout.subarray((height / 2) * width, (height / 2 + 1) * width)
  return { left: Math.max(...middle.subarray(0, 8)), whole: Math.max(...middle) }
}

const h264 = [...quickVideo, '-g', '25']

test('a recording that goes from SD to HD and back becomes one film in the larger size', async () => {
  const parts = ['160x120', '320x180', '160x120'].map((size) => ({ size, coding: h264 }))
  const { source, first, found } = await recording('switch.ts', parts)
  assert.deepEqual([first.video?.codedWidth, found.video?.codedWidth, found.video?.codedHeight], [160, 320, 180])
  const [rendition] = ladderFor(found).video
  assert.deepEqual([rendition?.width, rendition?.height], [320, 180])
  const { range, slices, segments } = await encodeSliced(source, found, [rendition!], { folder, targetSeconds: 2 })
  assert.ok(slices.length > 1)
  const frames = segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0) / rendition!.timescale
  assert.ok(Math.abs(frames - 3 * seconds) < 0.05, `${frames} s`)
  const playlist = await playlistOf(folder, range(rendition!))
  const [small, large] = [await edges(playlist, 1, 320, 180), await edges(playlist, 3, 320, 180)]
  assert.ok(small.left < 24 && small.whole > 60, 'black beside the smaller picture, which is there')
  assert.ok(large.left > 30 && large.whole > 60, 'nothing beside the larger')

  const { evidence } = await inspectFile(source, first)
  const findings = evaluate(evidence, builtInTemplates.general)
  const changes = findings.filter(({ message }) => message === 'resolution.changes')
  assert.deepEqual(
    changes.map(({ startSeconds, severity }) => [Math.round(startSeconds), severity]),
    [[2, 'warn'], [4, 'warn']], // prettier-ignore
  )
  assert.match(sentence(changes[0]!, 'en'), /from 160×120 to 320×180/)
  assert.equal(findings.filter(({ kind }) => kind === 'blackBars').length, 0)

  await mendFile(source, found, { fixes: ['remux'] }, at('mended.mp4'))
  const mended = await probe({ location: at('mended.mp4') })
  assert.deepEqual([mended.video?.codedWidth, mended.video?.codedHeight], [320, 180])
  const after = await edges(at('mended.mp4'), 1, 320, 180)
  assert.ok(after.left < 24 && after.whole > 60, 'a mended copy has one size')
})

test('a picture that goes from 4:3 to 16:9 keeps its shape, and one whose size stays is left as it is', async () => {
  const mpeg2 = (aspect: string) => ['-c:v', 'mpeg2video', '-b:v', '1M', '-aspect', aspect]
  const of = (...aspects: string[]) => aspects.map((aspect) => ({ size: '176x144', coding: mpeg2(aspect) }))
  const { found } = await recording('shapes.ts', of('4:3', '16:9'))
  assert.deepEqual([found.video?.displayWidth, found.video?.displayHeight], [256, 144])
  assert.deepEqual(
    found.video?.sizes?.map(({ width }) => width),
    [192, 256],
  )
  const steady = await recording('steady.ts', of('16:9', '16:9'))
  assert.equal(steady.found, steady.first)
})
