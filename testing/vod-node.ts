import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openObjects } from '#backbone/objects'
import { baseTicks } from '#media/timeline'
import { key, openPolicy } from '#services/key'
import { slice } from '#services/slice'
import { subtitles } from '#services/subtitles'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import keyService from '../services/key/service.ts'
import sliceService from '../services/slice/service.ts'
import vodService from '../services/vod/service.ts'
import { startTestHost } from './host.ts'

// A node that only plays, in a process of its own, to be measured: `node testing/vod-node.ts <seconds> <policy>`.
// It plays one asset of that length, in four renditions and sound, whose segments are random bytes of 2 Mbit/s. Says
// where everything is in one line of JSON, and ends with its standard input.
const [seconds = 600, protection = 'public'] = [Number(process.argv[2] ?? 600), process.argv[3] as 'public' | undefined]
const segmentSeconds = 2
const segmentBytes = 500_000
const distinct = 40
const timescale = 90_000

const asset = randomUUID()
const host = await startTestHost({
  services: [sliceService, keyService, vodService],
  queues: {},
  given: {
    [vms.name]: { playback: async () => ({ station: host.station, published: true, lendable: true, title: 'A film' }) },
    [transcode.name]: {},
    [subtitles.name]: { tracks: async () => ({ items: [] }) },
  },
})
const objects = await openObjects({ kind: 'disk', folder: join(host.folder, 'objects') })

const kept = await Promise.all(
  Array.from({ length: distinct }, async (_, i) => {
    const { sha256, bytes } = await objects.put(`bench/${i}.m4s`, randomBytes(segmentBytes))
    return { object: `bench/${i}.m4s`, sha256, bytes }
  }),
)
const init = await objects.put('bench/init.mp4', randomBytes(900))

const sizes = [1080, 720, 480, 360]
const flows = await Promise.all(
  [...sizes.map((height) => ({ kind: 'video' as const, height })), { kind: 'audio' as const, height: 0 }].map(
    async ({ kind, height }) => {
      const id = randomUUID()
      const picture = { width: Math.round((height * 16) / 9), height, frameRate: { num: 25, den: 1 } }
      await host.api(slice).openFlow(
        {
          id,
          source: asset,
          kind,
          role: 'ladder',
          name: kind === 'video' ? `${height}p` : 'sound',
          codec: kind === 'video' ? 'avc1.640028' : 'mp4a.40.2',
          ...(kind === 'video' ? picture : { channels: 2, sampleRate: 48_000 }),
          timescale,
          originTicks: baseTicks(timescale),
          state: 'growing',
        },
        host.call,
      )
      const count = Math.ceil(seconds / segmentSeconds)
      for (let from = 0; from < count; from += 1000) {
        const segments = Array.from({ length: Math.min(1000, count - from) }, (_, i) => ({
          sequence: from + i,
          startTicks: baseTicks(timescale) + (from + i) * segmentSeconds * timescale,
          durationTicks: segmentSeconds * timescale,
          ...kept[(from + i) % distinct]!,
        }))
        const described = { object: init.key, bytes: init.bytes, sha256: init.sha256 }
        await host.api(slice).register({ id, init: described, segments }, host.call)
      }
      await host.api(slice).complete({ id, segments: count }, host.call)
      return { id, kind, segments: count }
    },
  ),
)

const policy = { ...openPolicy, protection, rotationSeconds: protection === 'public' ? 0 : 10 }
await host.api(key).putPolicy({ asset, version: 0, policy }, host.call)
const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
const { hls } = await host.api(key).createLink({ asset, expiresAt }, host.call)
const origin = await host.listen()
const files = kept.map(({ object }) => join(host.folder, 'objects/objects', object))
process.stdout.write(`${JSON.stringify({ pid: process.pid, origin, asset, flows, hls, files })}\n`)
process.stdin
  .on('end', () => {
    objects.close()
    void host.close().then(() => process.exit())
  })
  .resume()
