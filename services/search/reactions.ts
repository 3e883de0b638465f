import { setTimeout as sleep } from 'node:timers/promises'
import { Problem, type Call, type EventHandlers } from '#backbone'
import { rebuildWorkflow, type Indexing } from './indexing.ts'
import { ignore, type SearchKit } from './kit.ts'
import { endBuilding } from './store.ts'

const looks = 8
const betweenLooksMilliseconds = 250

/** What the index does when things happen elsewhere. Told twice, it only looks twice. */
export const reactions = ({ use, inStation, submit }: SearchKit, { index, ensure }: Indexing): EventHandlers => {
  const look: EventHandlers[string] = ({ data }, call) => index(data.asset as string, call)

  /** The catalogue hears of the end of an ingest when we do: it is waited for until it has said what came of it. */
  const afterIngest = async (id: string, run: string, call: Call, waits: boolean) => {
    for (let i = 0; i < looks; i++) {
      const asset = await use.vms.get({ id }, call).catch(ignore('asset-not-found'))
      if (!asset || asset.run !== run || (asset.state === 'ingesting') !== waits) return index(id, call)
      await sleep(betweenLooksMilliseconds)
    }
    await index(id, call)
    throw new Problem('not-yet', 503, 'The catalogue has not taken note of the end of this ingest yet')
  }

  return {
    'vms.created': look,
    'vms.changed': look,
    'vms.published': look,
    'vms.withdrawn': look,
    'vms.binned': look,
    'vms.restored': look,
    'vms.deleted': look,
    'vms.annotated': look,
    'transcode.pictured': ({ data }, call) => index(data.source as string, call),
    'runs.ended': async ({ data }, call) => {
      if (data.workflow === 'ingest' && data.subject) await afterIngest(data.subject, data.run, call, true)
      if (data.workflow === rebuildWorkflow) await inStation(call, (tx) => endBuilding(tx, data.run))
    },
    'runs.resumed': async ({ data }, call) => {
      if (data.workflow === 'ingest' && data.subject) await afterIngest(data.subject, data.run, call, false)
    },

    /** A column was renamed or closed with all that is in it: of the assets nothing is told one by one. */
    'vms.columnChanged': async ({ data }, call) => {
      await ensure(call)
      if (data.change === 'added') return
      const { station } = call
      const run = { workflow: 'search-refresh', station, subject: data.column as string, title: data.name as string }
      await inStation(call, (tx) => submit(tx, { ...run, input: { column: data.name as string } }))
    },
  }
}
