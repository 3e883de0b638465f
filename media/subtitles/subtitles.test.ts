import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { MediaError } from '#media/ffmpeg'
import { probe } from '#media/probe'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import {
  cleanCues,
  cleanSettings,
  type Cue,
  extractSubtitles,
  plainText,
  readChapters,
  readSubtitles,
  retimed,
  type SubtitleFormat,
  textCodecs,
  vttPieces,
  writeSubtitles,
} from './index.ts'
import { cleanText } from './markup.ts'

const run = promisify(execFile)
const bytes = (text: string) => Buffer.from(text)
const read = (text: string) => readSubtitles(bytes(text))
const refused = (text: string | Buffer, code: string, line?: number) =>
  assert.throws(
    () => readSubtitles(Buffer.from(text as string)),
    (error: unknown) => {
      assert.ok(error instanceof MediaError, String(error))
      assert.equal(error.code, code)
      if (line !== undefined) assert.equal(error.detail.line, line)
      return true
    },
  )

const formats: SubtitleFormat[] = ['srt', 'vtt', 'ass', 'ttml']
const spoken: Cue[] = [
  { startSeconds: 1.5, endSeconds: 3.25, text: '各位观众，<b>晚上好</b>。\n欢迎收看晚间新闻。' },
  { startSeconds: 3, endSeconds: 5, text: '<i>Tom & Jerry: 3 < 5 > 2</i>', settings: 'line:0' },
  { startSeconds: 3725.01, endSeconds: 3727, text: '“{花括号}”与 C:\\News 和 &lt; 都照原样' },
  { startSeconds: 7200, endSeconds: 7201.5, text: '-是吗？\n-<u><b>是</b></u>的……' },
]

test('what is written in any of the formats is read back as it was', () => {
  for (const format of formats) {
    const text = writeSubtitles(spoken, format, { language: 'zh-CN' })
    const back = read(text)
    assert.equal(back.format, format)
    assert.deepEqual(
      back.cues.map(({ text }) => text.replaceAll('<b><u>是</u></b>', '<u><b>是</b></u>')),
      spoken.map(({ text }) => text),
      format,
    )
    assert.deepEqual(
      back.cues.map(({ startSeconds, endSeconds, settings }) => [startSeconds, endSeconds, settings]),
      spoken.map(({ startSeconds, endSeconds, settings }) => [startSeconds, endSeconds, settings]),
      format,
    )
    assert.deepEqual(read(writeSubtitles(back.cues, format)).cues, back.cues, `${format} again`)
  }
  assert.equal(read(writeSubtitles(spoken, 'ttml', { language: 'zh-CN' })).language, 'zh-CN')
})

test('ffmpeg reads what is written', async () => {
  const folder = await temporaryFolder()
  for (const format of ['srt', 'vtt', 'ass'] as const) {
    const path = join(folder, `a.${format}`)
    await writeFile(path, writeSubtitles(spoken, format))
    const said = await run('ffprobe', ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path])
    assert.deepEqual(said.stdout.match(/[\d.]+/g)?.map(Number), [1.5, 3, 3725.01, 7200])
  }
})

test('a file says by its bytes what its characters are', () => {
  const gbk = Buffer.concat([bytes('1\n00:00:01,000 --> 00:00:02,000\n'), Buffer.from([0xd0, 0xc2, 0xce, 0xc5])])
  assert.deepEqual(readSubtitles(gbk), {
    format: 'srt',
    encoding: 'gb18030',
    cues: [{ startSeconds: 1, endSeconds: 2, text: '新闻' }],
  })
  const text = '1\r\n00:00:01,000 --> 00:00:02,000\r\n新闻\r\n'
  const wide = Buffer.from(text, 'utf16le')
  const other = Buffer.from(wide).swap16()
  for (const [file, encoding] of [
    [bytes(`\uFEFF${text}`), 'utf-8'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'utf-16le'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), other]), 'utf-16be'],
    [wide, 'utf-16le'],
    [other, 'utf-16be'],
  ] as const) {
    const found = readSubtitles(file)
    assert.deepEqual([found.encoding, found.cues[0]!.text], [encoding, '新闻'])
  }
  refused(Buffer.from([0x31, 0x0a, 0xff, 0xff, 0x80, 0x0a]), 'subtitles-encoding')
})

test('files as people have them are taken: gaps, lost numbers, odd times, colours, places', () => {
  const { cues } = read(
    '\n\n1\n00:00:01.5 --> 0:00:02,75 X1:0\n<font color="#ff0">黄</font>色\n\n还在\n2\n00:00:04,000-->00:00:05,000\n{\\an8}上面\n\n00:00:06,000 --> 00:00:06,000\n不会出现\n',
  )
  assert.deepEqual(cues, [
    { startSeconds: 1.5, endSeconds: 2.75, text: '黄色\n还在' },
    { startSeconds: 4, endSeconds: 5, text: '上面', settings: 'line:0' },
  ])
  const vtt = `WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE 00:01 --> 00:02\nnothing\n\nintro\n00:01.000 --> 00:02.000 align:start position:10% onclick:alert(1)\n<v Anna>Hello</v> <c.loud>you</c> &amp; <i.x>me</i> <00:01.500>&#x4e2d;\n\n01:00:00.000 --> 01:00:01.000\nlate`
  assert.deepEqual(read(vtt).cues, [
    { startSeconds: 1, endSeconds: 2, text: 'Hello you & <i>me</i> 中', settings: 'align:start position:10%' },
    { startSeconds: 3600, endSeconds: 3601, text: 'late' },
  ])
  const ass = `[Script Info]\nTitle: x\n[V4+ Styles]\nFormat: Name, Alignment\nStyle: Default,2\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,no\nDialogue: 0,0:00:01.50,0:00:02.00,Default,,0,0,0,,{\\an8\\i1}一, 二{\\i0}\\N三\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}\n`
  assert.deepEqual(read(ass).cues, [
    { startSeconds: 1.5, endSeconds: 2, text: '<i>一, 二</i>\n三', settings: 'line:0' },
  ])
})

test('TTML counts time in clocks, seconds, frames and ticks, and styles are followed', () => {
  const { cues, language } = read(`<?xml version="1.0"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en"
 xmlns:tts="http://www.w3.org/ns/ttml#styling" ttp:frameRate="25" ttp:tickRate="1000">
 <tt:head><tt:styling><tt:style xml:id="s1" tts:fontStyle="italic"/><tt:style xml:id="s2" style="s1 s2"/></tt:styling>
  <tt:layout><tt:region xml:id="r1" tts:displayAlign="before"/></tt:layout></tt:head>
 <tt:body><tt:div begin="10s">
  <tt:p begin="00:00:01:05" end="2.5s">one
     line<tt:br/>two</tt:p>
  <tt:p begin="3000t" dur="50f" style="s2" region="r1">A &amp; <tt:span tts:fontWeight="bold">B</tt:span></tt:p>
 </tt:div></tt:body></tt:tt>`)
  assert.equal(language, 'en')
  assert.deepEqual(cues, [
    { startSeconds: 11.2, endSeconds: 12.5, text: 'one line\ntwo' },
    { startSeconds: 13, endSeconds: 15, text: '<i>A & </i><b><i>B</i></b>', settings: 'line:0' },
  ])
})

test('nothing in a text can become mark-up of a page', () => {
  for (const [said, kept] of [
    ['<script>alert(1)</script>', 'alert(1)'],
    ['<scr<x>ipt>a</scr</x>ipt>', 'a'],
    ['<B onclick="x">bold', '<b>bold</b>'],
    ['</i>open <i>and <b>over</i>lap', 'open <i>and </i><b><i>over</i></b><b>lap</b>'],
    ['a\u0000\u001B[31m\n\n  \nb', 'a[31m\nb'],
    ['<i>\n\n</i>x', 'x'],
    ['1 < 2 <img src=x onerror=', '1 < 2 <img src=x onerror='],
  ] as const) {
    assert.equal(cleanText(said), kept)
    assert.equal(cleanText(cleanText(said)), kept)
  }
  const written = writeSubtitles([{ startSeconds: 0, endSeconds: 1, text: '<img src=x onerror= --> 00:01' }], 'vtt')
  assert.match(written, /\n&lt;img src=x onerror= --&gt; 00:01\n/)
  assert.equal(plainText('<b>a</b> < b'), 'a < b')
  assert.equal(cleanSettings('line:90% evil:1 align:center\nposition:50%'), 'line:90% align:center position:50%')
})

test('what is broken is named with its line', () => {
  refused('1\n00:00:05,000 --> 00:00:02,000\nx\n', 'subtitles-damaged', 2)
  refused('1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:01,000 --> later\ny\n', 'subtitles-damaged', 6)
  refused('WEBVTT\n\n00:00:61.000 --> 00:01:02.000\nx\n', 'subtitles-damaged', 3)
  refused('[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,soon,Default,,0,0,0,,x', 'subtitles-damaged', 3)
  refused('<tt>\n<body>\n<div>\n<p begin="now" end="1s">x</p></div></body></tt>', 'subtitles-damaged', 4)
  refused('<tt>\n<body>\n<p></body></tt>', 'subtitles-damaged', 3)
  refused('Just a text', 'subtitles-not-understood')
  refused('', 'subtitles-not-understood')
  refused('WEBVTT\n', 'no-cues')
})

test('hostile files are refused quickly', () => {
  const bomb = `<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa">]><tt><body><div><p begin="0s" end="1s">&a;</p></div></body></tt>`
  refused(bomb, 'subtitles-not-understood')
  refused(`<?xml version="1.0"?>${bomb}`, 'subtitles-damaged')
  refused(`<tt>${'<div>'.repeat(20_000)}${'</div>'.repeat(20_000)}</tt>`, 'subtitles-damaged')
  refused('x'.repeat(5_000_001), 'subtitles-too-large')
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => `${i}\n00:00:00,000 --> 00:00:01,000\nx\n`).join('\n')
  assert.equal(read(many(20_000)).cues.length, 20_000)
  refused(many(20_001), 'too-many-cues')
  refused(`1\n00:00:01,000 --> 00:00:02,000\n${'字'.repeat(2001)}\n`, 'cue-too-long', 2)
  refused(`1\n00:00:01,000 --> 00:00:02,000\n${'<b>'.repeat(1_000_000)}\n`, 'cue-too-long', 2)
  for (const part of ['<', '<a', '-->', '{\\an', '&#', '00:', '\n', '\\{', '<b><i>'])
    assert.throws(() => readSubtitles(bytes(`WEBVTT\n\n00:01.000 --> 00:02.000\n${part.repeat(400_000)}`)), MediaError)
})

test('what is written to keep a reader busy costs no more than its length', () => {
  const srt = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`
  const nested = Array.from({ length: 300 }, () => srt(`x${'<a'.repeat(2600)}${'>'.repeat(2600)}`)).join('\n')
  assert.ok(read(nested).cues.every(({ text }) => text === 'x'))
  assert.equal(cleanText(`<${'a'.repeat(7999)}`).length, 8000)
  refused(`WEBVTT\n\n00:00.000 --> 00:01.000${' '.repeat(2_000_000)}x\u2028y\nx\n`, 'subtitles-damaged', 3)
  refused(`${srt('x')}\n2\n${'1'.repeat(2_000_000)}\u2028 --> \nx\n`, 'subtitles-damaged', 6)
  const style = 'a '.repeat(500_000)
  const head = `<head><styling><style xml:id="a" style="${style}" fontWeight="bold"/></styling></head>`
  const body = '<p begin="1s" end="2s" style="a">x</p>'.repeat(10_000)
  const { cues } = read(`<?xml version="1.0"?><tt>${head}<body><div>${body}</div></body></tt>`)
  assert.equal(cues.length, 10_000)
  assert.equal(cues[0]!.text, '<b>x</b>')
})

test('cues move and stretch, and none is lost before the beginning', () => {
  const cues: Cue[] = [{ startSeconds: 10, endSeconds: 12, text: 'a' }]
  assert.deepEqual(retimed(cues, { offsetSeconds: -2.5 }), [{ startSeconds: 7.5, endSeconds: 9.5, text: 'a' }])
  const slower = retimed(cues, { factor: 25 / (24_000 / 1001) })
  assert.deepEqual(slower, [{ startSeconds: 10.427, endSeconds: 12.513, text: 'a' }])
  assert.throws(() => retimed(cues, { offsetSeconds: -11 }), { code: 'before-the-beginning' })
  assert.throws(() => cleanCues([{ startSeconds: Number.NaN, endSeconds: 1, text: 'a' }]), {
    code: 'subtitles-damaged',
  })
})

test('an HLS rendition is one piece on the media’s clock, more where it is long', () => {
  const media = { durationSeconds: 7300, mediaStartSeconds: 10 }
  const [only, ...more] = vttPieces(spoken, media)
  assert.equal(more.length, 0)
  assert.equal(only!.durationSeconds, 7300)
  assert.match(only!.text, /^WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:900000\n\n00:00:01\.500 --> /)
  const long: Cue[] = Array.from({ length: 7000 }, (_, i) => {
    return { startSeconds: i, endSeconds: i + 2, text: '长'.repeat(100) }
  })
  const pieces = vttPieces(long, media)
  assert.equal(pieces.length, 3)
  assert.equal(
    pieces.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    7300,
  )
  const times = pieces.map(({ text }) => readSubtitles(bytes(text)).cues.map(({ startSeconds }) => startSeconds))
  assert.equal(new Set(times.flat()).size, 7000)
  assert.deepEqual([times[0]!.at(-1), times[1]![0]], [2433, 2433])
})

test('embedded text and chapters are had out of a file, pictures of text are not', async () => {
  const folder = await temporaryFolder()
  await writeFile(
    join(folder, 'zh.srt'),
    writeSubtitles([{ startSeconds: 0.5, endSeconds: 2, text: '第<i>一</i>句' }], 'srt'),
  )
  await writeFile(join(folder, 'en.ass'), writeSubtitles([{ startSeconds: 1, endSeconds: 2, text: 'One, two' }], 'ass'))
  await writeFile(
    join(folder, 'chapters.txt'),
    ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=片头\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=3000\n',
  )
  const location = await makeMedia(join(folder, 'film.mkv'), [
    ...picture({ seconds: 3, size: '160x90' }),
    ...['zh.srt', 'en.ass', 'chapters.txt'].flatMap((name) => ['-i', join(folder, name)]),
    ...'-map 0:v -map 1:s -map 2:s -map_chapters 3 -c:s copy'.split(' '),
    ...'-metadata:s:s:0 language=chi -metadata:s:s:0 title=简体中文 -disposition:s:0 default'.split(' '),
    '-disposition:s:1',
    'hearing_impaired',
    ...quickVideo,
  ])
  const found = await probe({ location })
  assert.equal(found.chapters, 2)
  assert.deepEqual(found.subtitles, [
    { index: 0, codec: 'subrip', language: 'chi', title: '简体中文', isDefault: true },
    { index: 1, codec: 'ass', language: undefined, forHearingImpaired: true },
  ])
  assert.ok(found.subtitles.every(({ codec }) => textCodecs.includes(codec)))
  const source = { location, demuxer: found.demuxer }
  const texts = await extractSubtitles(source, [0, 1], { startSeconds: found.startSeconds, folder })
  assert.deepEqual(texts, [
    [{ startSeconds: 0.5, endSeconds: 2, text: '第<i>一</i>句' }],
    [{ startSeconds: 1, endSeconds: 2, text: 'One, two' }],
  ])
  assert.deepEqual(await readChapters(source), [
    { startSeconds: 0, endSeconds: 1, text: '片头' },
    { startSeconds: 1, endSeconds: 3, text: '2' },
  ])
})
