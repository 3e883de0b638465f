import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { probe } from '#media/probe'
import { makeMedia, picture, quickVideo, show, temporaryFolder, tone } from '#media/testing'
import {
  builtInTemplates,
  evaluate,
  inspectFile,
  mendFile,
  messages,
  sentence,
  type Template,
  timecode,
} from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)

const inspect = async (location: string) => {
  const found = await probe({ location })
  const source = { location, demuxer: found.demuxer }
  return { found, source, ...(await inspectFile(source, found)) }
}
const judge = async (location: string, template: Template = builtInTemplates.general) =>
  evaluate((await inspect(location)).evidence, template).filter(({ severity }) => severity !== 'info')
const make = (name: string, args: string[]) => makeMedia(at(name), args)

test('patterns that look like two fields only by their motion are not called interlaced', async () => {
  const moving = [...picture({ size: '640x360', seconds: 4 }), ...tone({ seconds: 4 }), ...quickVideo]
  assert.deepEqual(await judge(await make('pattern.mp4', moving)), [])
  const fields = ['-vf', 'interlace=scan=bff', '-flags', '+ildct+ilme']
  const made = await make('fields.mp4', [
    ...picture({ size: '640x360', rate: '50', seconds: 4 }),
    ...tone({ seconds: 4 }),
    ...fields,
    ...quickVideo,
  ])
  const [found] = await judge(made)
  assert.deepEqual([found?.kind, found?.params.fieldOrder, found?.fix], ['interlaced', 'bottom', 'deinterlace'])
})

test('sound that ends early or begins late is found, with where it is missing', async () => {
  const early = await make('early.mp4', [...picture({ seconds: 4 }), ...tone({ seconds: 2.5 }), ...quickVideo])
  const [found] = await judge(early)
  assert.equal(found?.message, 'duration-mismatch.sound')
  assert.ok(Math.abs(found.startSeconds - 2.5) < 0.06 && Math.abs(found.endSeconds - 4) < 0.001)
  const late = await make('late.mp4', [
    ...picture({ seconds: 4 }),
    '-itsoffset',
    '1',
    ...tone({ seconds: 3 }),
    ...quickVideo,
  ])
  assert.deepEqual(
    (await judge(late)).map(({ message }) => message).filter((one) => one.startsWith('duration')),
    ['duration-mismatch.late'],
  )
})

test('sound whose clock runs a thousandth too slow drifts from the picture, and is found', async () => {
  const seconds = 150
  const exact = await make('true.ts', [
    ...picture({ size: '64x36', rate: '5', seconds }),
    ...tone({ seconds }),
    '-c:v',
    'mpeg2video',
    '-c:a',
    'mp2',
    '-r',
    '25',
    '-f',
    'mpegts',
  ])
  const drifts = async (path: string) =>
    (await judge(path))
      .filter(({ kind }) => kind === 'drift')
      .map(({ message, params, fix }) => ({ message, params, fix }))
  assert.deepEqual(await drifts(exact), [])
  const slow = ['-i', exact, '-map', '0', '-c', 'copy', '-bsf:a', 'setts=ts=TS*1.001']
  const [found, ...others] = await drifts(await make('slow.ts', [...slow, '-f', 'mpegts']))
  assert.deepEqual([found?.message, found?.fix, others], ['drift.sound', 'remux', []])
  assert.ok(Math.abs(Number(found!.params.milliseconds) - 150) < 10, `${found!.params.milliseconds} ms`)
  assert.doesNotMatch(sentence(found!, 'zh-CN'), /[{}（]/)
})

test('packets whose bytes were overwritten are found at their frames', async () => {
  const whole = await make('whole.mp4', [
    ...picture({ size: '640x360', seconds: 5 }),
    ...tone({ seconds: 5 }),
    ...quickVideo,
  ])
  const lines = await show(whole, ['-select_streams', 'v', '-show_entries', 'packet=pts_time,size,pos'])
  const packets = lines.map((line) => line.split(',').map(Number) as [number, number, number])
  const bytes = await readFile(whole)
  const bad = packets.toSorted((a, b) => a[0] - b[0]).slice(60, 63)
  for (const [, size, position] of bad) bytes.fill(0, position + Math.floor(size / 3), position + size - 4)
  await writeFile(at('bad.mp4'), bytes)
  const found = await judge(at('bad.mp4'))
  assert.deepEqual(
    found.map(({ kind, severity }) => [kind, severity]),
    [['corrupt', 'fail']],
  )
  assert.ok(Math.abs(found[0]!.startSeconds - 60 / 25) <= 0.041, String(found[0]!.startSeconds))
  assert.ok(Math.abs(found[0]!.endSeconds - 63 / 25) <= 0.081, String(found[0]!.endSeconds))
})

test('a format other than the template asks for is said, one thing at a time', async () => {
  const mono = ['-f', 'lavfi', '-i', 'sine=f=440:r=44100:d=3', '-ac', '1']
  const path = await make('small.mp4', [
    ...picture({ size: '320x180', rate: '30', seconds: 3 }),
    ...mono,
    ...quickVideo,
    '-g',
    '75',
  ])
  const strict: Template = {
    ...builtInTemplates['broadcast-1080p25'],
    picture: { ...builtInTemplates['broadcast-1080p25'].picture, codecs: ['hevc'], longestGopSeconds: 2 },
    containers: ['mxf'],
  }
  const kinds = (await judge(path, strict)).map(({ message }) => message).toSorted()
  assert.deepEqual(
    kinds.filter((one) => !one.startsWith('loudness')),
    [
      'codec',
      'colour.unstated',
      'container',
      'frameRate',
      'gop',
      'resolution',
      'soundFormat.channels',
      'soundFormat.sampleRate',
    ],
  )
})

test('mending takes away bars, fields and a wrong loudness, and leaves the rest as it was', async () => {
  const bars = 'drawbox=x=0:y=0:w=iw:h=46:color=black:t=fill,drawbox=x=0:y=ih-46:w=iw:h=46:color=black:t=fill'
  const faint = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.02:r=48000:d=5', '-ac', '2']
  const path = await make('mend.mp4', [
    ...picture({ size: '640x360', rate: '50', seconds: 5 }),
    ...faint,
    '-vf',
    `interlace=scan=tff,${bars}`,
    '-flags',
    '+ildct+ilme',
    ...quickVideo,
  ])
  const { found, source, evidence } = await inspect(path)
  const before = evaluate(evidence, builtInTemplates.general).filter(({ fix }) => fix)
  assert.deepEqual(before.map(({ fix }) => fix).toSorted(), ['crop', 'deinterlace', 'loudness'])
  const { integratedLufs } = evidence.sound!.loudness
  const loudness = { measuredLufs: integratedLufs!, targetLufs: -23, highestTruePeakDbtp: -1 }
  const mending = { fixes: ['loudness', 'crop', 'deinterlace'], loudness, fieldOrder: 'top' } as const
  await mendFile(source, found, mending, at('mended.mp4'))
  const after = await inspect(at('mended.mp4'))
  assert.deepEqual(
    evaluate(after.evidence, builtInTemplates.general).filter(({ fix }) => fix),
    [],
  )
  assert.deepEqual([after.found.video?.codedWidth, after.found.video?.codedHeight], [640, 268])
  assert.ok(Math.abs(after.evidence.sound!.loudness.integratedLufs! + 23) < 0.5)
  assert.equal(after.found.video?.frames, found.video?.frames)
})

test('every message has words in both languages, with the same things in them', async () => {
  for (const [name, words] of Object.entries(messages)) {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted()
    assert.deepEqual(placeholders(words['zh-CN']), placeholders(words.en), name)
    assert.match(words['zh-CN'], /[\u4E00-\u9FFF].*。$/, name)
  }
  const said = sentence({ message: 'fieldOrder.wrong', params: { seen: 'bottom', wanted: 'top' } }, 'zh-CN')
  assert.equal(said, '场序为下场优先，模板要求上场优先。请按要求重新输出。')
  const { stdout } = await promisify(execFile)('grep', [
    '-rhoE',
    "message: '[a-zA-Z.-]+'",
    import.meta.dirname,
    '--include=*-rules.ts',
  ])
  const used = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(10, -1)),
  )
  assert.ok(used.size > 15)
  for (const name of used) assert.ok(messages[name], name)
})

test('timecode counts frames, and drops numbers where the rate asks for it', () => {
  assert.equal(timecode(3661.04, { num: 25, den: 1 }), '01:01:01:01')
  const ntsc = { num: 30_000, den: 1001 }
  const frames = (count: number) => timecode((count * 1001) / 30_000, ntsc)
  assert.deepEqual([1799, 1800, 17_981, 17_982].map(frames), [
    '00:00:59;29',
    '00:01:00;02',
    '00:09:59;29',
    '00:10:00;00',
  ])
  assert.equal(timecode((3600 / 1.001) * 1.001, { num: 50, den: 1 }), '01:00:00:00')
})
