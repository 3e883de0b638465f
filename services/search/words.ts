import { idInCursor, pageOf, Problem, type Api } from '#backbone'
import type { search } from './contract.ts'
import { runsOf } from './cut.ts'
import { fold } from './fold.ts'
import type { Indexing } from './indexing.ts'
import type { SearchKit } from './kit.ts'
import { countWords, deleteWord, insertWords, listWords, touchWords } from './words-store.ts'

const mostWords = 20_000
const tooMany = () => new Problem('too-many-words', 409, `A station has at most ${mostWords} words of its own`)
const notFound = (id: string) => new Problem('word-not-found', 404, 'There is no such word here', { id })
const notAWord = (word: string) =>
  new Problem('not-a-word', 422, 'A word of the dictionary is Chinese, of two characters or more', { word })

type WordOps = Pick<Api<typeof search>, 'words' | 'addWords' | 'removeWord'>

/** The dictionary of a station (用户词典). */
export const wordsApi = ({ inStation, submit, audit }: SearchKit, { ensure }: Indexing): WordOps => ({
  async words({ text = '', cursor, limit = 50 }, call) {
    const before = cursor === undefined ? undefined : idInCursor(cursor)
    const rows = await inStation(call, (tx) => listWords(tx, { text: fold(text), before, limit: limit + 1 }))
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => ({
        id: row.id,
        word: row.word,
        addedBy: row.added_by,
        addedAt: row.added_at.toISOString(),
      }),
    )
  },

  async addWords({ words }, call) {
    const { station } = call
    const rows = words.map((said) => {
      const word = said.trim()
      const folded = fold(word)
      const [run, ...more] = runsOf(folded)
      if (run?.text !== folded || more.length > 0 || run.kind !== 'han' || [...folded].length < 2) throw notAWord(word)
      return { station, word, folded, added_by: call.actor.name }
    })
    await ensure(call)
    return inStation(call, async (tx) => {
      const added = await insertWords(tx, rows)
      if ((await countWords(tx)) > mostWords) throw tooMany()
      if (added.length === 0) return { added: 0 }
      await touchWords(tx, station)
      await audit(tx, call, { action: 'search.words', subject: station, after: { added } })
      const about = { workflow: 'search-refresh', station, subject: station, title: added.slice(0, 5).join('、') }
      return { added: added.length, run: await submit(tx, { ...about, input: { words: added } }) }
    })
  },

  removeWord: ({ id }, call) =>
    inStation(call, async (tx) => {
      const gone = await deleteWord(tx, id)
      if (!gone) throw notFound(id)
      await touchWords(tx, call.station)
      await audit(tx, call, { action: 'search.words', subject: call.station, before: { removed: gone.word } })
      const about = { workflow: 'search-refresh', station: call.station, subject: call.station, title: gone.word }
      await submit(tx, { ...about, input: { words: [gone.folded] } })
      return {}
    }),
})
