import { runs } from '#backbone/jobs/contract'
import { Problem, service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from './contract.ts'
import { forget, leavingNothing } from './forget.ts'
import { work } from './jobs.ts'
import { logoRoutes, logos } from './logos.ts'
import { findPictures } from './pictures-store.ts'
import { posters, type PosterWish } from './posters.ts'
import { profileOps } from './profiles.ts'
import { freeColumn } from './profiles-store.ts'
import { settledStandard } from './settled.ts'
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
    const ofLogos = logos(kit)
    return {
      work: leavingNothing(kit, work(kit)),
      http: (app) => logoRoutes(app, kit, ofLogos),
      on: {
        // Nothing comes into a column that is closed.
        'vms.columnChanged': async ({ data: { column, change } }, call) => {
          if (change === 'deleted') await kit.inStation(call, (tx) => freeColumn(tx, column))
        },
      },
      api: {
        ...profileOps(kit),
        ...ofLogos.api,
        async usedProfile({ source }, call) {
          const plan = await kit.inStation(call, (tx) => findPlan(tx, source))
          if (!plan) throw notProbed(source)
          const { id, title, ladder, logo } = plan.profile ?? settledStandard
          const settings = {
            shortSides: [...ladder.shortSides],
            crf: ladder.crf,
            audioBitsPerSecond: ladder.audioBitsPerSecond,
            additional: (ladder.additional ?? []).map((one) => ({ ...one, shortSides: [...one.shortSides] })),
            ...(logo ? { logo: logo.id } : {}),
          }
          return { id, title, settings, ...(logo ? { logoTitle: logo.title } : {}) }
        },
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
