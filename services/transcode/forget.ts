import { systemCall, type WorkContext } from '#backbone'
import { picturesFolder } from './pictures.ts'
import { segmentsFolder } from './shelf.ts'
import { forgetSource, isForgotten, noteForgotten } from './store.ts'
import type { TranscodeKit, Work } from './jobs.ts'

/** Drops everything that was made of a source, for good. Steps still at work on it clear up after themselves. */
export const forget = async (kit: TranscodeKit, station: string, source: string): Promise<void> => {
  await kit.inStation(station, (tx) => noteForgotten(tx, { source, station }))
  await clearAway(kit, station, source)
}

const clearAway = async (kit: TranscodeKit, station: string, source: string): Promise<void> => {
  await kit.use.slice.drop({ source }, systemCall(station, 'transcode'))
  // Objects before rows: whoever is interrupted here asks again, and finds the rows still there. By folder, since what
  // was stored a moment before its worker died is in no row.
  for (const folder of [picturesFolder(station, source), segmentsFolder(station, source)]) {
    for (let after: string | undefined; ;) {
      const page = await kit.objects.list(folder, after === undefined ? {} : { after })
      for (const { key } of page.keys) await kit.objects.delete(key)
      if (page.next === undefined) break
      after = page.next
    }
  }
  await kit.inStation(station, (tx) => forgetSource(tx, source))
}

/** Steps that, when their source was forgotten meanwhile, leave nothing of it behind. */
export const leavingNothing = (kit: TranscodeKit, works: Work): Work =>
  Object.fromEntries(
    Object.entries(works).map(([name, one]) => [
      name,
      async (input: never, step: WorkContext) => {
        try {
          return await (one as (input: never, step: WorkContext) => Promise<object>)(input, step)
        } finally {
          const { station } = step.call
          const { source } = input as { source: string }
          const gone = await kit.inStation(station, (tx) => isForgotten(tx, source)).catch(() => false)
          if (gone) await clearAway(kit, station, source)
        }
      },
    ]),
  ) as Work
