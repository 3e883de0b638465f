import { Type } from 'typebox'
import { service, step, workflow } from '#backbone'
import { openMeter } from '#backbone/meter'
import { Nothing } from '#backbone/schemas'
import { storage } from '#services/storage'
import { vms } from '#services/vms'
import { search } from './contract.ts'
import { passagesOf } from './document.ts'
import { findApi } from './find.ts'
import { finder } from './finder.ts'
import { indexing, rebuildWorkflow } from './indexing.ts'
import { work } from './jobs.ts'
import { present } from './kit.ts'
import { reactions } from './reactions.ts'
import { countDocuments, findStation, putPassages, type Tables } from './store.ts'
import { suggesting } from './suggest.ts'
import { wordsApi } from './words.ts'
import { countWords } from './words-store.ts'

export default service<Tables>()({
  contract: search,
  uses: { storage, vms },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const { inStation } = kit
    const index = indexing(kit)
    const suggest = suggesting(kit, index)
    const found = findApi(finder(kit, index))
    const meter = openMeter<'searches'>(
      (station, { searches = 0 }) =>
        inStation(station, (tx) => kit.publish(tx, 'searched', { station, subject: station }, { searches })),
      { failed: (err) => kit.log.warn({ err }, 'what was searched is told later') },
    )
    return {
      on: reactions(kit, index),
      work: work(kit, index),
      workflows: [
        workflow({
          name: rebuildWorkflow,
          input: Nothing,
          start: () => [step(search, 'rebuild', { key: 'rebuild', title: 'Index everything', input: {} })],
        }),
        workflow({
          name: 'search-refresh',
          input: Type.Object({
            column: Type.Optional(Type.String()),
            words: Type.Optional(Type.Array(Type.String())),
          }),
          start: (input) => [step(search, 'refresh', { key: 'refresh', title: 'Index again', input })],
        }),
      ],
      api: {
        ...found,
        find(wanted, call) {
          meter.add(call.station, 'searches', 1)
          return found.find(wanted, call)
        },
        ...wordsApi(kit, index),

        suggest: async ({ text, limit = 8 }, call) => ({ items: await suggest(text, limit, call) }),

        async status(_, call) {
          await index.ensure(call)
          return inStation(call, async (tx) => {
            const [assets, words] = [await countDocuments(tx), await countWords(tx)]
            const { built_at: built, run } = (await findStation(tx, call.station))!
            return { assets, words, ...present({ builtAt: built?.toISOString(), run }) }
          })
        },

        rebuild: async (_, call) => ({ run: await index.rebuild(call) }),

        async texts({ asset, source, cues }, call) {
          const { station } = call
          await kit.use.vms.get({ id: asset }, call)
          await inStation(call, (tx) => putPassages(tx, { station, asset, source }, passagesOf('subtitle', cues)))
          await index.index(asset, call)
          return {}
        },
      },
      stop: meter.stop,
    }
  },
})
