import { access } from '#backbone/access/contract'
import { runs } from '#backbone/jobs/contract'
import { service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { assets } from './assets.ts'
import { bin } from './bin.ts'
import { bulk } from './bulk.ts'
import { catalogue, showing } from './catalogue.ts'
import { every } from './chores.ts'
import { collections } from './collections.ts'
import { columns } from './columns.ts'
import { columnsAbove } from './columns-store.ts'
import { comments } from './comments.ts'
import { vms } from './contract.ts'
import { deedsOf } from './deeds.ts'
import { history } from './history.ts'
import { answerExport } from './http.ts'
import { importing } from './import.ts'
import { ingest } from './ingest.ts'
import type { StartIngest } from './kit.ts'
import { lineage } from './lineage.ts'
import { metadata } from './metadata.ts'
import { posters, takePosters } from './posters.ts'
import { reactions } from './reactions.ts'
import { rights } from './rights.ts'
import { present } from './shape.ts'
import { shares } from './shares.ts'
import { changeAsset, type Tables } from './store.ts'
import { versions } from './versions.ts'

const sweepSeconds = 600
const rightsSeconds = 5

export default service<Tables>()({
  contract: vms,
  uses: { access, runs, slice, storage, transcode },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const startIngest: StartIngest = async (tx, row, profile) => {
      const columns = row.column === null ? [] : await columnsAbove(tx, row.column)
      const run = await kit.submit(tx, {
        workflow: ingest.name,
        station: row.station,
        subject: row.id,
        title: row.title,
        input: { asset: row.id, essence: row.essence, columns, ...present({ profile }) },
      })
      return (await changeAsset(tx, row.id, { run, state: 'ingesting', error: null, playable: false }))!
    }
    const shown = showing(kit)
    const deeds = deedsOf(kit, startIngest)
    const ofBin = bin(kit, deeds, shown)
    const ofPosters = posters(kit, deeds, shown)
    const ofRights = rights(kit, deeds, shown)
    const chores = [every(sweepSeconds, ofBin.sweep, kit), every(rightsSeconds, ofRights.sweep, kit)]

    return {
      workflows: [ingest],
      on: reactions(kit, startIngest),
      api: {
        ...assets(kit, deeds, shown, startIngest),
        ...catalogue(kit, shown),
        ...ofBin.api,
        ...ofRights.api,
        ...ofPosters.api,
        ...shares(kit),
        ...comments(kit),
        ...columns(kit),
        ...collections(kit, shown),
        ...metadata(kit),
        ...versions(kit, deeds, shown),
        bulk: bulk(deeds, ofBin, shown),
        history: history(kit),
        importMetadata: importing(kit, deeds),
        ...lineage(kit),
      },
      async http(app) {
        answerExport(app, kit)
        await takePosters(app, kit, ofPosters)
      },
      stop: async () => void (await Promise.all(chores.map((chore) => chore.stop()))),
    }
  },
})
