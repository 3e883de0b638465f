import { Problem, service } from '#backbone'
import { plainText } from '#media/subtitles'
import { search } from '#services/search'
import { storage } from '#services/storage'
import { vms } from '#services/vms'
import { subtitles } from './contract.ts'
import { answerFiles } from './http.ts'
import { work } from './jobs.ts'
import { forgetAsset, textsIn, type Tables } from './store.ts'
import { tracks } from './tracks.ts'

/** An index takes so many cues of a language at once. */
const mostCues = 20_000

/** Keeps the timed text of assets, and has what is shown of it found. */
export default service<Tables>()({
  contract: subtitles,
  uses: { search, storage, vms },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const all = tracks(kit)
    return {
      api: all.api,
      work: work(kit, all),
      http: (app) => answerFiles(app, kit),
      on: {
        /** What is not shown is not told to the index either: the public searches in it, too. */
        'subtitles.changed': async ({ data }, call) => {
          const asset = data.asset as string
          for (const language of data.languages as string[]) {
            const texts = await kit.inStation(call, (tx) => textsIn(tx, asset, language))
            const cues = texts
              .flatMap(({ cues }) => cues)
              .toSorted((a, b) => a.startSeconds - b.startSeconds)
              .slice(0, mostCues)
              .map(({ startSeconds, endSeconds, text }) => ({
                text: plainText(text),
                inSeconds: startSeconds,
                outSeconds: endSeconds,
              }))
            await kit.use.search.texts({ asset, source: `subtitles/${language}`, cues }, call).catch(gone)
          }
        },
        'vms.deleted': ({ data }, call) => kit.inStation(call, (tx) => forgetAsset(tx, data.asset as string)),
      },
    }
  },
})

/** An asset that is no more is not looked for. */
const gone = (error: unknown): void => {
  if (!(error instanceof Problem && error.type === 'asset-not-found')) throw error
}
