import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { decode, makeMedia, picture, quickVideo, show, temporaryFolder, tone } from '#media/testing'
import { lengthOf, startNewsroom, type Newsroom } from '#testing/newsroom'

const folder = await temporaryFolder()
let room: Newsroom
before(async () => {
  room = await startNewsroom()
})
after(() => room?.close())

const made = async (name: string, args: string[]) => readFile(await makeMedia(join(folder, name), args))
const film = (name: string, seconds: number) =>
  made(name, [...picture({ seconds }), ...tone({ seconds }), ...quickVideo, '-shortest'])

/** Frames and seconds a good file must come to; sound may end up to one packet (and its priming) later. */
type Good = { bytes: Buffer; frames?: number; soundSeconds?: number; size?: [number, number] }

test('unusual but whole films become assets with every picture and all sound', async () => {
  const level = await makeMedia(join(folder, 'level.mp4'), [...picture({ size: '640x360', seconds: 2 }), ...quickVideo])
  const six = ['-f', 'lavfi', '-i', 'aevalsrc=0.1|0.1*t|0.1|0|0.2|0.1:c=5.1:d=2']
  const uneven = ['-vf', "select='not(eq(mod(n,7),3)+eq(mod(n,11),5))'", '-fps_mode', 'vfr']
  const good: Record<string, Good> = {
    'wrong ending.mxf': { bytes: await film('right.mp4', 3), frames: 75, soundSeconds: 3 },
    'radio.mp3': { bytes: await made('radio.mp3', tone({ seconds: 3 })), soundSeconds: 3 },
    'mute.mp4': { bytes: await made('mute.mp4', [...picture({ seconds: 3 }), ...quickVideo]), frames: 75 },
    'one picture.mp4': { bytes: await made('one.mp4', [...picture({ seconds: 0.04 }), ...quickVideo]), frames: 1 },
    'a blink.mp4': { bytes: await film('blink.mp4', 0.04), frames: 1, soundSeconds: 0.04 },
    'portrait.mp4': {
      bytes: await made('p.mp4', ['-i', level, '-c', 'copy', '-metadata:s:v', 'rotate=90']),
      frames: 50,
      size: [360, 640],
    },
    'phone.mp4': {
      bytes: await made('vfr.mp4', [...picture({ rate: '30', seconds: 4 }), ...uneven, ...quickVideo]),
      frames: 120,
    },
    'surround.mp4': {
      bytes: await made('six.mp4', [...picture({ seconds: 2 }), ...six, ...quickVideo, '-c:a', 'aac']),
      frames: 50,
      soundSeconds: 2,
    },
    'tiny and odd.mov': {
      bytes: await made('odd.mkv', [...picture(), '-vf', 'scale=33:17,setsar=1,format=bgr0', '-c:v', 'ffv1']),
      frames: 25,
      size: [33, 17],
    },
  }
  await Promise.all(
    Object.entries(good).map(async ([name, { bytes, frames, soundSeconds, size }]) => {
      const { asset, run } = await room.ingested(bytes, name)
      assert.equal(asset.state, 'ready', `${name}: ${JSON.stringify(run.error)}`)
      if (size) assert.deepEqual([asset.width, asset.height], size, name)
      const flows = (await room.timeline(asset.id)).filter(({ flow }) => flow.role === 'ladder')
      assert.deepEqual([...new Set(flows.map(({ flow }) => flow.state))], ['complete'])
      const [pictures, sounds] = ['video', 'audio'].map((kind) => flows.filter(({ flow }) => flow.kind === kind))
      assert.equal(pictures!.length > 0, frames !== undefined, name)
      assert.equal(sounds!.length, soundSeconds === undefined ? 0 : 1, name)
      for (const flow of pictures!) {
        assert.equal(lengthOf(flow).frames, frames, name)
        assert.equal(await decodedFrames(flow), frames, `${name} ${flow.flow.name}, decoded`)
      }
      for (const flow of sounds!) {
        const over = lengthOf(flow).seconds - soundSeconds!
        assert.ok(over >= 0 && over < 0.05, `${name}: ${lengthOf(flow).seconds} s of sound`)
      }
      await room.deleted(asset)
    }),
  )
  await room.idle()
  assert.deepEqual(await room.objects(), [])
})

type Flow = Awaited<ReturnType<Newsroom['timeline']>>[number]
const decodedFrames = async ({ flow, init, segments }: Flow): Promise<number> => {
  const at = (key: string) => readFile(join(room.folder, 'objects/objects', key))
  const file = join(folder, `${flow.id}.mp4`)
  await writeFile(file, Buffer.concat(await Promise.all([init!, ...segments].map(({ object }) => at(object)))))
  await decode(['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'])
  const [counted] = await show(file, ['-count_frames', '-show_entries', 'stream=nb_read_frames'])
  return Number(counted)
}

test('a name is only a name, whatever stands in it', async () => {
  const names: [given: string, title: string][] = [
    ['🎬🎬 晚间新闻.mp4', '🎬🎬 晚间新闻'],
    ['two\nlines.mp4', 'two lines'],
    ['../../../../etc/passwd.mp4', 'passwd'],
    ['..\\..\\boot.mp4', 'boot'],
    ['-rf.mp4', '-rf'],
    ['$(reboot) %s%n;\'"`.mp4', '$(reboot) %s%n;\'"`'],
    [`${'长'.repeat(300)}.mp4`, '长'.repeat(196)],
    ['exe.\u202e4pm.mp4', 'exe. 4pm'],
  ]
  await Promise.all(
    names.map(async ([given, title], i) => {
      const bytes = await made(`name ${i}.mp4`, [
        ...picture({ size: '64x64', seconds: 0.2 }),
        ...quickVideo,
        '-metadata',
        `title=${i}`,
      ])
      const { asset } = await room.ingested(bytes, given)
      assert.deepEqual([asset.state, asset.title], ['ready', title])
      await room.deleted(asset)
    }),
  )
  const long = `${'a'}${'🎬'.repeat(400)}`
  const bytes = await made('title.mp4', [...picture({ size: '64x64', seconds: 0.2 }), ...quickVideo])
  const { asset } = await room.ingested(bytes, 'a.mp4', { title: long, column: '栏'.repeat(300) })
  assert.deepEqual([asset.title, asset.column], [`a${'🎬'.repeat(299)}`, '栏'.repeat(100)])
  await room.deleted(asset)
})
