import { dictionaryOf, type Dictionary } from './cut.ts'
import type { SearchKit } from './kit.ts'
import { findStation } from './store.ts'
import { allWords } from './words-store.ts'

const mostStations = 200

/** The dictionaries of stations, kept until they change: a question to the database says whether one has. */
export const dictionaries = ({ inStation }: Pick<SearchKit, 'inStation'>) => {
  const kept = new Map<string, { version: number; words: Dictionary }>()
  return (station: string): Promise<Dictionary> =>
    inStation(station, async (tx) => {
      const version = (await findStation(tx, station))?.words_version ?? 0
      const known = kept.get(station)
      if (known?.version === version) return known.words
      const words = dictionaryOf(await allWords(tx))
      if (kept.size >= mostStations) kept.delete(kept.keys().next().value!)
      kept.set(station, { version, words })
      return words
    })
}
