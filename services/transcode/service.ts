import { runs } from '#backbone/jobs/contract'
import { Problem, service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from './contract.ts'
import { forget, leavingNothing } from './forget.ts'
import { work } from './jobs.ts'
import { findSignals } from './signals-store.ts'
import { findPictures, findPlan, type Tables } from './store.ts'

const notProbed = (source: string) =>
  new Problem('source-not-probed', 404, 'Nothing is known of this source yet', { source })

/** Makes an essence playable: a preview at once, then slices of every rendition on any free worker. */
export default service<Tables>()({
  contract: transcode,
  uses: { runs, slice, storage },
  migrations: new URL('./migrations/', import.meta.url),
  start: (kit) => ({
    work: leavingNothing(kit, work(kit)),
    api: {
      async info({ source }, call) {
        const plan = await kit.inStation(call, (tx) => findPlan(tx, source))
        if (!plan) throw notProbed(source)
        return plan.media
      },
      async pictures({ source }, call) {
        const found = await kit.inStation(call, (tx) => findPictures(tx, source))
        return {
          ...(found?.poster ? { poster: found.poster } : {}),
          ...(found?.storyboard ? { storyboard: { vtt: found.storyboard, sheets: found.sheets } } : {}),
        }
      },
      async signals({ source }, call) {
        return kit.inStation(call, (tx) => findSignals(tx, source))
      },
      async forget({ source }, call) {
        await forget(kit, call.station, source)
        return {}
      },
    },
  }),
})
