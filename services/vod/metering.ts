import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openMeter } from '#backbone/meter'
import type { Cipher } from './cipher.ts'
import type { Door } from './door.ts'
import type { VodKit } from './kit.ts'

/** Counts what each station sends: bytes as they went over the wire, answers, and keys given to players. */
export const openMetering = (kit: VodKit) => {
  const meter = openMeter<'bytes' | 'answers' | 'keys'>(
    (station, amounts) =>
      kit.inStation(station, (tx) =>
        kit.publish(tx, 'played', { station, subject: station }, { bytes: 0, answers: 0, keys: 0, ...amounts }),
      ),
    { failed: (err) => kit.log.warn({ err }, 'what was played is told later') },
  )
  const stations = new WeakMap<FastifyRequest, string>()
  return {
    /** Counts what leaves for whoever `noting` has let in, also where the player hangs up in the middle. */
    count(app: FastifyInstance): void {
      app.addHook('onRequest', (request, reply, done) => {
        if (!request.url.startsWith('/vod/')) return done()
        const { socket } = request.raw
        const before = socket.bytesWritten
        reply.raw.once('close', () => {
          const station = stations.get(request)
          if (station === undefined) return
          meter.add(station, 'answers', 1)
          meter.add(station, 'bytes', socket.bytesWritten - before)
        })
        done()
      })
    },
    /** The door, noting whose films those who pass ask for. */
    noting: (door: Door): Door => ({
      ...door,
      async playable(request, id, asked) {
        const found = await door.playable(request, id, asked)
        stations.set(request, found.station)
        return found
      },
    }),
    /** The cipher, counting the keys it gives. */
    countingKeys: (cipher: Cipher): Cipher => ({
      ...cipher,
      async hlsKey(asset, ...of) {
        const key = await cipher.hlsKey(asset, ...of)
        meter.add(asset.station, 'keys', 1)
        return key
      },
      async license(asset, ...of) {
        const license = await cipher.license(asset, ...of)
        meter.add(asset.station, 'keys', license.keys.length)
        return license
      },
    }),
    stop: meter.stop,
  }
}
