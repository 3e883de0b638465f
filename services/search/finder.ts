import type { Call } from '#backbone'
import type { How, Wanted } from './contract.ts'
import { countAmongNewest, newest, settle, titlesLike, type Scope, type Weighed, type Wish } from './find-store.ts'
import type { Indexing } from './indexing.ts'
import type { SearchKit } from './kit.ts'
import { anyOf, lexemesAll, quote, readQuery, type Query } from './query.ts'
import { asSound, asSyllables, asWritten, inPart, speltIn, syllablesAll, type Reading } from './reading.ts'
import type { Sought } from './snippets.ts'
import { likeLetters, nearestTo } from './spelling.ts'
import { findStation, type Tx } from './store.ts'

/** So many are ranked that have everything in the title, and so many others. */
const mostRanked = 500
const mostKept = 5000
const keptMilliseconds = 600_000
const oneOrMore = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]))

/** What a search comes to: which assets, as numbers, in no order; and how they are ranked and shown. */
export type Search = {
  scope: Scope
  wish: Wish
  how: How
  instead: string | undefined
  numbers: number[]
  more: boolean
  parts: Reading['parts']
  whole: string
  sought: Sought
  last: number
  building: boolean
}

/** Which assets are meant by what somebody wrote; what finds nothing as written is understood more and more loosely. */
export const finder = ({ across, use }: SearchKit, { ensure, dictionary }: Indexing) => {
  const weights = new Map<string, { weight: number; until: number }>()

  const scopeOf = async (wanted: Wanted, call: Call, publicly: boolean): Promise<Scope> => {
    const named = wanted.column === undefined ? undefined : oneOrMore(wanted.column)
    const below = wanted.within === undefined ? undefined : await columnsBelow(wanted.within, call)
    return {
      station: call.station,
      states: oneOrMore(wanted.state),
      columns: named && below ? named.filter((name) => below.includes(name)) : (named ?? below),
      tags: oneOrMore(wanted.tag),
      kinds: oneOrMore(wanted.kind),
      createdFrom: wanted.createdFrom,
      createdTo: wanted.createdTo,
      publicly,
    }
  }

  const columnsBelow = async (name: string, call: Call): Promise<string[]> => {
    const { items } = await use.vms.columns({}, call)
    return items.filter(({ path }) => path.includes(name)).map((column) => column.name)
  }

  /** The newest of those that have it in the title, and the newest of all. */
  const rankable = async (tx: Tx, scope: Scope, { wish }: Reading, last: number) => {
    const inTitles = await newest(tx, 'title', scope, wish, { last, most: mostRanked })
    if (wish.sounds) return { numbers: inTitles, more: inTitles.length === mostRanked }
    const anywhere = await newest(tx, 'everywhere', scope, wish, { last, most: mostRanked })
    const numbers = [...new Set([...inTitles, ...anywhere])]
    return { numbers, more: anywhere.length === mostRanked }
  }

  /** The query with a misspelt word or pinyin put right, if titles have something much like it and nothing is as it is written. */
  const respelt = async (tx: Tx, scope: Scope, query: Query, last: number): Promise<string | undefined> => {
    const together = speltIn(query, { faulty: true })
    for (const unit of [...together, ...query.units.filter(({ text }) => !together.some((one) => one.text === text))]) {
      const like = likeLetters(unit)
      if (like.length === 0) continue
      const ways = [lexemesAll(unit.lexemes), ...asSyllables(unit, false).map(syllablesAll)]
      const known = { words: anyOf(ways.map((way) => `(${way})`)), without: [], phrases: [], sounds: undefined }
      if ((await newest(tx, 'everywhere', scope, known, { last, most: 1 })).length > 0) continue
      const titles = await titlesLike(tx, scope, like)
      const word = nearestTo(unit.text, titles)
      if (word !== undefined) return query.whole.replace(unit.text, word)
    }
    return undefined
  }

  type Outcome = { how: How; reading: Reading; numbers: number[]; more: boolean; instead?: string }
  const understand = async (tx: Tx, scope: Scope, query: Query, last: number): Promise<Outcome> => {
    const look = async (how: How, reading: Reading | undefined): Promise<Outcome | undefined> => {
      if (!reading) return undefined
      const found = await rankable(tx, scope, reading, last)
      return found.numbers.length > 0 ? { how, reading, ...found } : undefined
    }
    const written = asWritten(query)
    const nothing = { how: 'words' as const, reading: written, numbers: [], more: false }
    // Who puts words in quotes wants them as they are.
    if (query.phrases.length > 0) return (await look('words', written)) ?? nothing
    const found = (await look('words', written)) ?? (await look('sound', asSound(query)))
    if (found) return found
    const instead = await respelt(tx, scope, query, last)
    if (instead !== undefined) {
      const right = await look('spelling', asWritten(readQuery(instead, await dictionary(scope.station))))
      if (right) return { ...right, instead }
    }
    return (await look('part', inPart(query))) ?? (await look('part', inPart(query, { any: true }))) ?? nothing
  }

  return {
    /** Answers in one transaction what `answer` makes of the assets that were found. */
    async search<T>(
      wanted: Wanted,
      call: Call,
      { publicly = false, byAge = false }: { publicly?: boolean; byAge?: boolean },
      answer: (tx: Tx, search: Search) => Promise<T>,
    ): Promise<T> {
      await ensure(call)
      const scope = await scopeOf(wanted, call, publicly)
      const query = readQuery(wanted.text ?? '', await dictionary(call.station))
      const said = (wanted.text ?? '').trim() !== ''
      return across(async (tx) => {
        await settle(tx)
        const station = await findStation(tx, call.station)
        const last = station?.last_number ?? 0
        const nothing = said && query.units.length === 0
        const found: Outcome =
          !said || nothing
            ? { how: 'words', reading: asWritten(query), numbers: [], more: false }
            : await understand(tx, scope, query, last)
        const { reading, how, numbers, more, instead } = found
        const all = said || byAge ? { numbers, more } : await everything(tx, scope, reading.wish, last)
        return answer(tx, {
          scope,
          wish: reading.wish,
          how,
          instead,
          ...all,
          parts: reading.parts,
          whole: instead ?? query.whole,
          sought: reading.sought,
          last: nothing ? 0 : last,
          building: !station?.built_at,
        })
      })
    },

    /** How much each word weighs: the rarer among the newest assets, the more. Together they weigh 1. */
    async weigh(tx: Tx, { scope, parts, last }: Search): Promise<Weighed[]> {
      const now = Date.now()
      const unknown = parts.length < 2 ? [] : parts.filter(({ words }) => !fresh(weights.get(key(scope, words)), now))
      const { counts, of } = await countAmongNewest(
        tx,
        scope,
        last,
        unknown.map(({ words }) => words),
      )
      for (const [i, { words }] of unknown.entries()) {
        if (weights.size >= mostKept) weights.delete(weights.keys().next().value!)
        const weight = Math.log(1 + of / (counts[i]! + 0.5))
        weights.set(key(scope, words), { weight, until: now + keptMilliseconds })
      }
      const each = parts.map(({ words }) => weights.get(key(scope, words))?.weight ?? 1)
      const sum = each.reduce((total, weight) => total + weight, 0)
      return parts.map(({ unit, words }, i) => ({ words, word: quote(unit.word), weight: each[i]! / sum }))
    },
  }
}
export type Finder = ReturnType<typeof finder>

const everything = async (tx: Tx, scope: Scope, wish: Wish, last: number) => {
  const numbers = await newest(tx, 'everywhere', scope, wish, { last, most: mostRanked })
  return { numbers, more: numbers.length === mostRanked }
}

const key = ({ station }: Scope, words: string) => `${station} ${words}`
const fresh = (kept: { until: number } | undefined, now: number) => kept !== undefined && kept.until > now
