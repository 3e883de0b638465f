import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ladderFor, type VideoRendition } from '#media/ladder'
import { type Probe, probe } from '#media/probe'
import { decode, encodeSliced, makeMedia, picture, playlistOf, quickVideo, show, temporaryFolder } from '#media/testing'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const smallest = (found: Probe): VideoRendition => ladderFor(found).video.at(-1) as VideoRendition
const open = async (location: string) => {
  const found = await probe({ location })
  return { found, source: { location, demuxer: found.demuxer } }
}

test('turned, anamorphic, portrait and tiny pictures come out upright, square and even', async () => {
  const cases: [string, string[], string][] = [
    [
      'turned.mp4',
      [
        '-i',
        await makeMedia(at('flat.mp4'), [...picture({ size: '640x480' }), ...quickVideo]),
        '-t',
        '0.5',
        '-c',
        'copy',
        '-metadata:s:v',
        'rotate=90',
      ],
      '240x320',
    ],
    [
      'wide.mpg',
      [
        ...picture({ size: '720x576', seconds: 0.5 }),
        '-vf',
        'setsar=64/45',
        '-c:v',
        'mpeg2video',
        '-b:v',
        '2M',
        '-f',
        'vob',
      ],
      '426x240',
    ],
    ['tall.mp4', [...picture({ size: '270x480', seconds: 0.5 }), '-vf', 'crop=270:480', ...quickVideo], '240x426'],
    ['tiny.mp4', [...picture({ size: '51x33', seconds: 0.5 }), '-pix_fmt', 'yuv444p', '-c:v', 'libx264'], '50x32'],
  ]
  for (const [name, args, size] of cases) {
    const { found, source } = await open(await makeMedia(at(name), args))
    const rung = smallest(found)
    const made = await encodeSliced(source, found, [rung], { folder: at(`${name}-out`), targetSeconds: 10 })
    const init = made.inits.get(rung.name)
    assert.equal(`${init?.description.width}x${init?.description.height}`, size, name)
    const playlist = await playlistOf(at(`${name}-out`), made.range(rung))
    const [shape] = await show(playlist, ['-show_entries', 'stream=width,height,sample_aspect_ratio'])
    assert.equal(shape, `${size.replace('x', ',')},1:1`, name)
  }
})

test('high dynamic range is mapped to the standard range', async () => {
  const pq = 'zscale=tin=bt709:min=bt709:pin=bt709:t=smpte2084:m=bt2020nc:p=bt2020:npl=200,format=yuv420p10le'
  const x265 = 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'
  const args = [
    ...picture({ seconds: 0.4 }),
    '-vf',
    pq,
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-x265-params',
    x265,
  ]
  const { found, source } = await open(await makeMedia(at('pq.mp4'), args))
  assert.equal(found.video?.hdr, 'pq')
  const rung = smallest(found)
  const made = await encodeSliced(source, found, [rung], { folder: at('pq-out'), targetSeconds: 10 })
  const playlist = await playlistOf(at('pq-out'), made.range(rung))
  const [color] = await show(playlist, ['-show_entries', 'stream=pix_fmt,color_space,color_transfer,color_primaries'])
  assert.equal(color, 'yuv420p,bt709,bt709,bt709')
  const { stdout } = await decode([
    '-v',
    'error',
    '-allowed_extensions',
    'ALL',
    '-i',
    playlist,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-',
  ])
  const mean = stdout.reduce((sum, pixel) => sum + pixel, 0) / stdout.length
  assert.ok(mean > 60 && mean < 190, `${mean}`)
})

test('interlaced pictures lose their combs', async () => {
  const bars = "geq=lum='if(lt(mod(X-N*6,80),40),220,30)':cb=128:cr=128,tinterlace=interleave_top"
  const coded = ['-c:v', 'mpeg2video', '-q:v', '2', '-flags', '+ildct+ilme', '-top', '1']
  const args = [...picture({ size: '320x192', rate: '50', seconds: 0.4 }), '-vf', bars, ...coded]
  const { found, source } = await open(await makeMedia(at('comb.ts'), args))
  const rung = smallest(found)
  const made = await encodeSliced(source, found, [rung], { folder: at('comb-out'), targetSeconds: 10 })
  const combing = async (input: string[]) => {
    const { stdout } = await decode(['-v', 'error', ...input, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'])
    const frame = stdout.subarray(5 * 320 * 192, 6 * 320 * 192)
    const distance = (rows: number) =>
      frame.reduce((sum, pixel, i) => sum + Math.abs(pixel - (frame[i + rows * 320] ?? pixel)), 0)
    return distance(1) / (distance(2) + 1)
  }
  assert.ok((await combing(['-i', source.location])) > 5)
  const playlist = await playlistOf(at('comb-out'), made.range(rung))
  assert.ok((await combing(['-allowed_extensions', 'ALL', '-i', playlist])) < 1)
})
