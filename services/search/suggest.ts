import type { Call } from '#backbone'
import type { AssetState } from '#services/vms'
import type { Suggestion } from './contract.ts'
import { newest, settle, titlesLike, type Scope, type Wish } from './find-store.ts'
import { fold } from './fold.ts'
import type { Indexing } from './indexing.ts'
import type { SearchKit } from './kit.ts'
import { initialsLexemes } from './lexemes.ts'
import { allOf, anyOf, chineseUnit, lexemesAll, quote } from './query.ts'
import { asSyllables, letterUnit, runsSpelt, spoken, syllablesAll } from './reading.ts'
import { markedTitle, type Sought } from './snippets.ts'
import { areInitials } from './sound.ts'
import { likeLetters, nearestTo } from './spelling.ts'
import { findStation } from './store.ts'
import { labelsLike, suggested } from './suggest-store.ts'

const looked = 60
const mostLabels = 4

/** What has been typed so far, as it is looked for; the last word may be unfinished. */
const readTyped = (folded: string) => {
  const syllables: string[][] = []
  const initials: string[] = []
  const units = runsSpelt(folded).map(({ kind, text }) => (kind === 'han' ? chineseUnit(text) : letterUnit(text)))
  const words = units.map((unit, i) => {
    if (unit.kind === 'han') return `(${lexemesAll(unit.lexemes)})`
    const last = i === units.length - 1
    const rows = asSyllables(unit, last)
    const firsts = areInitials(unit.word) ? [unit.word] : []
    syllables.push(...rows)
    initials.push(...firsts)
    const begun = [...unit.lexemes.slice(0, -1).map(quote), `${quote(unit.text.split(/[\s'’]+/).at(-1)!)}:*`]
    const ways = [
      lexemesAll(unit.lexemes),
      ...(last && unit.text.length > 1 ? [allOf(begun)] : []),
      ...rows.map(syllablesAll),
      ...firsts.map((one) => lexemesAll(initialsLexemes(one))),
    ]
    return anyOf(ways.map((way) => `(${way})`))
  })
  const sought: Sought = { units, phrases: [folded.trim()], syllables }
  return { words: allOf(words), units, syllables: syllables.map(spoken), initials, sought }
}

/** Suggestions while somebody types: titles, tags and columns; a better spelling when there is nothing else. */
export const suggesting = ({ across }: SearchKit, { ensure }: Indexing) => {
  const scopeOf = (station: string): Scope => ({
    station,
    states: [],
    columns: undefined,
    tags: [],
    kinds: [],
    createdFrom: undefined,
    createdTo: undefined,
    publicly: false,
  })

  return async (text: string, limit: number, call: Call): Promise<Suggestion[]> => {
    const folded = fold(text.normalize('NFC')).trim()
    const typed = readTyped(folded)
    if (typed.units.length === 0) return []
    await ensure(call)
    const scope = scopeOf(call.station)
    return across(async (tx) => {
      await settle(tx)
      const last = (await findStation(tx, call.station))?.last_number ?? 0
      const wish: Wish = { words: typed.words, without: [], phrases: [], sounds: undefined }
      const sounds = { folded, syllables: typed.syllables, initials: typed.initials }
      const labels: Suggestion[] = []
      for (const { kind, label } of await labelsLike(tx, call.station, sounds, mostLabels * 2)) {
        const used = kind === 'tag' ? { ...scope, tags: [label] } : { ...scope, columns: [label] }
        const any = await newest(tx, 'title', used, { ...wish, words: '' }, { last, most: 1 })
        if (any.length > 0) labels.push({ kind, ...markedTitle(label, typed.sought) })
        if (labels.length === mostLabels) break
      }
      const numbers = await newest(tx, 'title', scope, wish, { last, most: looked })
      const assets = (await suggested(tx, call.station, numbers, { folded, limit })).map((row) => ({
        kind: 'asset' as const,
        ...markedTitle(row.title, typed.sought),
        asset: { id: row.asset, state: row.state as AssetState, hasPoster: row.has_poster },
      }))
      const items = [...labels, ...assets].slice(0, limit)
      if (items.length > 0) return items
      const unit = typed.units.at(-1)!
      const word = nearestTo(unit.text, await titlesLike(tx, scope, likeLetters(unit)))
      return word === undefined ? [] : [{ kind: 'spelling', text: folded.replace(unit.text, word), marks: [] }]
    })
  }
}
