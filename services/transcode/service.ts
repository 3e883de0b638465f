import { runs } from '#backbone/jobs/contract'
import { Problem, service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from './contract.ts'
import { forget, leavingNothing } from './forget.ts'
import { work } from './jobs.ts'
import { findPictures } from './pictures-store.ts'
import { posters, type PosterWish } from './posters.ts'
import { findSignals } from './signals-store.ts'
import { findPlan, type Tables } from './store.ts'

const notProbed = (source: string) =>
  new Problem('source-not-probed', 404, 'Nothing is known of this source yet', { source })

/** Makes an essence playable: a preview at once, then slices of every rendition on any free worker. */
export default service<Tables>()({
  contract: transcode,
  uses: { runs, slice, storage },
  migrations: new URL('./migrations/', import.meta.url),
  start(kit) {
    const { choose } = posters(kit)
    return {
      work: leavingNothing(kit, work(kit)),
      api: {
        async info({ source }, call) {
          const plan = await kit.inStation(call, (tx) => findPlan(tx, source))
          if (!plan) throw notProbed(source)
          return plan.media
        },
        async pictures({ source }, call) {
          const found = await kit.inStation(call, (tx) => findPictures(tx, source))
          const { poster, chosen, chosen_seconds: atSeconds } = found ?? {}
          return {
            ...(poster || chosen ? { poster: (chosen ?? poster)! } : {}),
            ...(chosen ? { chosen: typeof atSeconds === 'number' ? { atSeconds } : {} } : {}),
            ...(found?.storyboard ? { storyboard: { vtt: found.storyboard, sheets: found.sheets } } : {}),
          }
        },
        async choosePoster({ source, essence, atSeconds, picture }, call) {
          const moment = async (at: number): Promise<PosterWish> => {
            const plan = await kit.inStation(call, (tx) => findPlan(tx, source))
            if (!plan) throw notProbed(source)
            const { location } = await kit.use.storage.source({ id: essence }, call)
            return { atSeconds: at, probe: plan.probe, input: { location, demuxer: plan.probe.demuxer } }
          }
          const wish =
            picture === undefined
              ? atSeconds === undefined
                ? 'automatic'
                : await moment(atSeconds)
              : { picture: Buffer.from(picture, 'base64') }
          const poster = await choose(source, wish, call)
          return poster === undefined ? {} : { poster }
        },
        async signals({ source }, call) {
          return kit.inStation(call, (tx) => findSignals(tx, source))
        },
        async forget({ source }, call) {
          await forget(kit, call.station, source)
          return {}
        },
      },
    }
  },
})
