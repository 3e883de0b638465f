import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { probe } from '#media/probe'
import { decode, makeMedia, picture, quickVideo, realClip, show, temporaryFolder, tone } from '#media/testing'
import { layoutFor, makeThumbnails, storyboardText } from './index.ts'

const folder = await temporaryFolder()
const thumbnailsOf = async (location: string, name: string) => {
  const found = await probe({ location })
  return makeThumbnails({ location, demuxer: found.demuxer }, found, { folder: join(folder, name) })
}
const sizeOf = async (path = '') => (await show(path, ['-show_entries', 'stream=width,height']))[0]

test('a real clip gets a poster and a storyboard, also in a folder with odd signs', async () => {
  const made = await thumbnailsOf(realClip, '100% %d – 海报')
  assert.equal(await sizeOf(made.poster?.path), '1280,720')
  assert.deepEqual([made.storyboard?.tiles, made.storyboard?.columns, made.storyboard?.rows], [16, 10, 2])
  assert.equal(await sizeOf(made.storyboard?.sheets[0]), '1600,180')
  const text = await readFile(made.storyboard?.textPath ?? '', 'utf8')
  assert.equal(text.match(/-->/g)?.length, 16)
  assert.match(text, /00:00:20\.000 --> 00:00:22\.000\nstoryboard-0\.jpg#xywh=0,90,160,90\n/)
})

test('a short film whose only keyframe is black gets a poster that shows something', async () => {
  const path = await makeMedia(join(folder, 'one-black-keyframe.mp4'), [
    ...picture({ seconds: 6 }),
    '-vf',
    'fade=in:st=1:d=1',
    ...quickVideo,
    '-g',
    '1000',
    '-sc_threshold',
    '0',
  ])
  const { poster, candidates } = await thumbnailsOf(path, 'one-black-keyframe')
  assert.ok((poster?.atSeconds ?? 0) >= 2, `${poster?.atSeconds} s`)
  assert.ok((candidates[0]?.brightness ?? 0) > 28)
  const { stdout } = await decode([
    '-v',
    'error',
    '-i',
    poster!.path,
    '-vf',
    'scale=1:1,format=gray',
    '-f',
    'rawvideo',
    '-',
  ])
  assert.ok(stdout[0]! > 28, 'the picture itself is not black')
})

test('the poster is the picture it was chosen for, and not a black one', async () => {
  const fade = "geq=lum='if(lt(T,4),16,lum(X,Y))':cb='if(lt(T,4),128,cb(X,Y))':cr='if(lt(T,4),128,cr(X,Y))'"
  const path = await makeMedia(join(folder, 'opens-black.mp4'), [
    ...picture({ seconds: 8 }),
    '-vf',
    fade,
    ...quickVideo,
    '-g',
    '25',
  ])
  const made = await thumbnailsOf(path, 'opens-black')
  assert.ok((made.poster?.atSeconds ?? 0) >= 4)
  const { stdout } = await decode([
    '-v',
    'error',
    '-i',
    made.poster?.path ?? '',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-',
  ])
  assert.ok(stdout.reduce((sum, pixel) => sum + pixel, 0) / stdout.length > 40)
})

test('turned and anamorphic video is shown upright and in its true shape', async () => {
  const flat = await makeMedia(join(folder, 'flat.mp4'), [...picture({ size: '320x180' }), ...quickVideo])
  const turned = await makeMedia(join(folder, 'turned.mp4'), ['-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90'])
  assert.equal(await sizeOf((await thumbnailsOf(turned, 'turned')).poster?.path), '180,320')
  const wide = await makeMedia(join(folder, 'wide.mpg'), [
    ...picture({ size: '720x576' }),
    '-vf',
    'setsar=64/45',
    '-c:v',
    'mpeg2video',
    '-f',
    'mpeg',
  ])
  assert.equal(await sizeOf((await thumbnailsOf(wide, 'wide')).poster?.path), '1024,576')
})

test('one single picture is enough, and sound alone has none', async () => {
  const single = await makeMedia(join(folder, 'single.mp4'), [...picture(), '-frames:v', '1', ...quickVideo])
  const made = await thumbnailsOf(single, 'single')
  assert.deepEqual([made.storyboard?.tiles, made.storyboard?.sheets.length], [1, 1])
  await mkdir(join(folder, 'sound'))
  const sound = await makeMedia(join(folder, 'sound.mp3'), tone())
  assert.equal((await thumbnailsOf(sound, 'sound')).poster, undefined)
})

test('long video gets several sheets and a tile at least every ten seconds', async () => {
  const found = await probe({ location: realClip })
  const layout = layoutFor({ ...found, durationSeconds: 2 * 3600 })
  assert.deepEqual([layout.intervalSeconds, layout.tiles, layout.columns * layout.rows], [10, 720, 100])
  const text = storyboardText(layout, 2 * 3600, (sheet) => `s${sheet}`)
  assert.match(text, /01:59:50\.000 --> 02:00:00\.000\ns7#xywh=1440,90,160,90\n$/)
})
