import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { probe } from '#media/probe'
import { decode, makeMedia, picture, quickVideo, show, temporaryFolder } from '#media/testing'
import { pictureDemuxer, stillAt, stillOfPicture } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const sizeOf = async (path: string) => (await show(path, ['-show_entries', 'stream=width,height']))[0]

/** Each picture is as bright as its number says. */
const counting = (rate: string, seconds: number) => [
  ...picture({ rate, seconds }),
  '-vf',
  'geq=lum=16+2*N:cb=128:cr=128',
]
const numberIn = async (path: string) => {
  const middle = ['-vf', 'crop=16:16,scale=1:1,format=yuvj420p,extractplanes=y', '-f', 'rawvideo', '-']
  const { stdout } = await decode(['-v', 'error', '-i', path, ...middle])
  // A JPEG has the full range of levels.
  return Math.round(((stdout[0]! / 255) * 219) / 2)
}

test('a still is exactly the picture of its moment, whatever the container, also far from keyframes and at the end', async () => {
  const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '3']
  const sources: [string, string[]][] = [
    ['long-gop.mp4', [...counting('25', 4), ...h264, '-g', '250']],
    ['air.ts', [...counting('25', 4), ...h264, '-g', '30']],
    ['film.mkv', [...counting('24000/1001', 4), ...h264, '-g', '24']],
  ]
  for (const [name, args] of sources) {
    const location = await makeMedia(at(name), args)
    const found = await probe({ location })
    const rate = found.video!.frameRate.num / found.video!.frameRate.den
    for (const wanted of [0, 1, 37, 71, 95]) {
      const path = at(`${name}-${wanted}.jpg`)
      await stillAt({ location, demuxer: found.demuxer }, found, (wanted + 0.4) / rate, { path })
      assert.equal(await numberIn(path), wanted, `${name} ${wanted}`)
    }
    const path = at(`${name}-end.jpg`)
    await stillAt({ location, demuxer: found.demuxer }, found, 1000, { path })
    assert.equal(await numberIn(path), Math.round(4 * rate) - 1, name)
  }
})

test('where pictures come unevenly, the one that is shown at the moment is taken', async () => {
  const drop = `${counting('25', 4).at(-1)},select='not(between(n,20,39))'`
  const args = [...picture({ rate: '25', seconds: 4 }), '-vf', drop, '-fps_mode', 'vfr', ...quickVideo]
  const location = await makeMedia(at('uneven.mp4'), args)
  const found = await probe({ location })
  for (const [moment, shown] of [
    [30, 19],
    [45, 45],
  ] as const) {
    const path = at(`uneven-${moment}.jpg`)
    await stillAt({ location, demuxer: found.demuxer }, found, (moment + 0.1) / 25, { path })
    assert.equal(await numberIn(path), shown)
  }
})

test('a picture that somebody sends becomes a JPEG of at most 1920, upright, and says nothing of its maker', async () => {
  const photo = await makeMedia(at('photo.jpg'), [...picture({ size: '3000x2000' }), '-frames:v', '1'])
  // Turned by a quarter, as phones note it (Exif orientation 6), and with the name of a camera.
  const exif = Buffer.from(
    '4578696600004d4d002a00000008000201120003000000010006000001100002000000080000002650686f6e6520380000000000',
    'hex',
  )
  const bytes = await readFile(photo)
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif])
  await writeFile(photo, Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]))
  const sources = [
    [photo, 'jpeg_pipe', '1280,1920'],
    [await makeMedia(at('logo.png'), [...picture({ size: '301x201' }), '-frames:v', '1']), 'png_pipe', '300,200'],
    [await makeMedia(at('web.webp'), [...picture({ size: '2200x1238' }), '-frames:v', '1']), 'webp_pipe', '1920,1080'],
  ] as const
  for (const [location, demuxer, size] of sources) {
    assert.equal(pictureDemuxer(await readFile(location)), demuxer)
    const path = `${location}.out.jpg`
    await stillOfPicture({ location, demuxer }, { path })
    assert.equal(await sizeOf(path), size)
    const made = await readFile(path)
    assert.ok(!made.includes('Exif') && !made.includes('Phone') && !made.includes('Lavc'))
  }
})

test('what is no picture is refused, also when it claims to be one', async () => {
  assert.equal(pictureDemuxer(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), undefined)
  assert.equal(pictureDemuxer(Buffer.from('GIF')), undefined)
  const location = at('lying.png')
  const lying = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(400, 7)])
  await writeFile(location, lying)
  const demuxer = pictureDemuxer(lying)!
  await assert.rejects(stillOfPicture({ location, demuxer }, { path: at('none.jpg') }), { code: 'not-a-picture' })
})
