import { runsOf, type Run } from './cut.ts'
import { initialsLexemes, lexemeOfWord, syllableLexeme } from './lexemes.ts'
import { allOf, anyOf, chineseUnit, lexemesAll, quote, tellingUnits, type Query, type Unit } from './query.ts'
import { areInitials, lettersOf, pinyinIn, readingOf } from './sound.ts'
import type { Wish } from './find-store.ts'
import type { Sought } from './snippets.ts'

/** A query in one way of understanding it: what must hold, and what each word of it is worth looking for. */
export type Reading = { wish: Wish; parts: Part[]; sought: Sought }
/** A word, what it is found by, and how it sounds where it is found by that. */
type Part = { unit: Unit; words: string; syllables: string[][] }

const without = ({ without: units }: Query) => units.map(({ lexemes }) => lexemesAll(lexemes))
const fewestSyllables = 2

/** How letters are read as the sound of a title; with `open` the last syllable may be unfinished. */
export const asSyllables = (unit: Unit, open: boolean): string[][] => {
  if (unit.kind === 'han') return [readingOf(unit.text)].filter((row) => row.length >= fewestSyllables)
  const fewest = open && unit.text.length > 1 ? 1 : fewestSyllables
  return pinyinIn(unit.text, { open }).filter((row) => row.length >= fewest)
}
/** Each two neighbours of a row of syllables, or the one there is. */
const syllablePairs = (row: readonly string[]): string[] => {
  const [only = '', ...others] = row
  if (others.length === 0) {
    return [`${quote(only.endsWith('*') ? syllableLexeme(only.slice(0, -1)).trimEnd() : syllableLexeme(only))}:*`]
  }
  return others.map((next, i) =>
    next.endsWith('*')
      ? `${quote(syllableLexeme(row[i]!, next.slice(0, -1)))}:*`
      : quote(syllableLexeme(row[i]!, next)),
  )
}
export const syllablesAll = (row: readonly string[]): string => allOf(syllablePairs(row))
export const spoken = (row: readonly string[]) =>
  row.at(-1)!.endsWith('*') ? ` ${row.join(' ').slice(0, -1)}` : ` ${row.join(' ')} `

/** As it is written; letters that are pinyin for two characters or more are that as well. */
export const asWritten = (query: Query): Reading => {
  const parts = query.units.map((unit) => {
    const syllables = unit.kind === 'word' ? asSyllables(unit, false) : []
    const ways = [lexemesAll(unit.lexemes), ...syllables.map(syllablesAll)]
    return { unit, words: anyOf(ways.map((one) => `(${one})`)), syllables }
  })
  return {
    wish: {
      words: allOf(parts.map(({ words }) => words)),
      without: without(query),
      phrases: query.phrases,
      sounds: undefined,
    },
    parts,
    sought: { units: query.units, phrases: query.phrases, syllables: parts.flatMap(({ syllables }) => syllables) },
  }
}

const betweenLetters = /[\s'’]+/
const onlyBetween = /^[\s'’]+$/
export const letterUnit = (text: string): Unit => ({
  text,
  kind: 'word',
  lexemes: text.split(betweenLetters).map(lexemeOfWord),
  word: lettersOf(text),
})

/**
 * The stretches and words of a folded text. Neighbouring words that may be pinyin are one, since pinyin is written with
 * blanks as well; with `faulty` any neighbouring words.
 */
export const runsSpelt = (folded: string, { faulty = false } = {}): Run[] => {
  const runs: (Run & { open: boolean })[] = []
  for (const run of runsOf(folded)) {
    const open = run.kind === 'word' && (faulty || pinyinIn(run.text, { open: true }).length > 0)
    const last = runs.at(-1)
    const end = last ? last.at + last.text.length : 0
    if (open && last?.open && onlyBetween.test(folded.slice(end, run.at)))
      last.text = folded.slice(last.at, run.at + run.text.length)
    else runs.push({ ...run, open })
  }
  return runs
}

/** The words of a query, those that may be pinyin together. */
export const speltIn = (query: Query, options: { faulty?: boolean } = {}): Unit[] =>
  tellingUnits([
    ...runsSpelt(query.whole, options).flatMap(({ kind, text }) => (kind === 'word' ? letterUnit(text) : [])),
    ...query.units.filter(({ kind }) => kind === 'han'),
  ])

/** By the sound of titles: unfinished pinyin, initials, characters that sound alike. Undefined when nothing could be. */
export const asSound = (query: Query): Reading | undefined => {
  const sounds = { syllables: [] as string[], initials: [] as string[] }
  const units = speltIn(query)
  const parts = units.map((unit) => {
    const syllables = asSyllables(unit, true)
    const letters = lettersOf(unit.text)
    const initials = unit.kind === 'word' && areInitials(letters) ? [letters] : []
    sounds.syllables.push(...syllables.map(spoken))
    sounds.initials.push(...initials)
    const ways = [
      lexemesAll(unit.lexemes),
      ...syllables.map(syllablesAll),
      ...initials.map((one) => lexemesAll(initialsLexemes(one))),
    ]
    return { unit, words: anyOf(ways.map((way) => `(${way})`)), syllables }
  })
  if (sounds.syllables.length + sounds.initials.length === 0) return undefined
  return {
    wish: { words: allOf(parts.map(({ words }) => words)), without: without(query), phrases: [], sounds },
    parts,
    sought: { units, phrases: [], syllables: parts.flatMap(({ syllables }) => syllables) },
  }
}

/** With some of it missing: all but one of its words, or any of them. Undefined where there is nothing to leave out. */
export const inPart = (query: Query, { any = false } = {}): Reading | undefined => {
  // A character by itself says too little to stand for the others.
  const telling = asWritten(query).parts.filter(({ unit: { text, kind } }) => kind === 'word' || [...text].length > 1)
  const sets = (any ? [telling] : [telling, piecesOfName(query)]).filter((parts) => parts.length > 1)
  if (sets.length === 0) return undefined
  const ways = sets.flatMap((parts) => {
    const words = parts.map((part) => `(${part.words})`)
    return any ? words : words.map((_, i) => `(${allOf(words.toSpliced(i, 1))})`)
  })
  const parts = sets.flat()
  const syllables = parts.flatMap((part) => part.syllables)
  return {
    wish: { words: anyOf(ways), without: without(query), phrases: [], sounds: undefined },
    parts,
    sought: { units: parts.map(({ unit }) => unit), phrases: [], syllables },
  }
}

/** Each two characters of a query that is one name, or each two syllables: all but one are a name with a fault in it. */
const piecesOfName = (query: Query): Part[] => {
  const [only, ...others] = query.units.filter(({ text, kind }) => kind === 'word' || [...text].length > 1)
  if (only?.kind === 'han') {
    if (others.length > 0) return []
    return only.lexemes.map((pair) => ({ unit: chineseUnit(pair), words: quote(pair), syllables: [] }))
  }
  const [spelt, ...more] = speltIn(query)
  const [row = []] = spelt && more.length === 0 ? asSyllables(spelt, true) : []
  return row.slice(1).map((next, i) => {
    const pair = [row[i]!, next]
    return { unit: letterUnit(pair.join('').replace('*', '')), words: syllablesAll(pair), syllables: [pair] }
  })
}
