import { runs } from '#backbone/jobs/contract'
import { Problem, service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from './contract.ts'
import { work } from './jobs.ts'
import { picturesFolder } from './pictures.ts'
import { findPictures, findPlan, forgetSource, type Tables } from './store.ts'

const notProbed = (source: string) =>
  new Problem('source-not-probed', 404, 'Nothing is known of this source yet', { source })

/** Makes an essence playable: a preview at once, then slices of every rendition on any free worker. */
export default service<Tables>()({
  contract: transcode,
  uses: { runs, slice, storage },
  migrations: new URL('./migrations/', import.meta.url),
  start: (kit) => ({
    work: work(kit),
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
      async forget({ source }, call) {
        // Objects first: whoever is interrupted here asks again, and finds the rows still there.
        const folder = picturesFolder(call.station, source)
        for (let after: string | undefined; ;) {
          const page = await kit.objects.list(folder, after === undefined ? {} : { after })
          for (const { key } of page.keys) await kit.objects.delete(key)
          if (page.next === undefined) break
          after = page.next
        }
        await kit.inStation(call, (tx) => forgetSource(tx, source))
        return {}
      },
    },
  }),
})
