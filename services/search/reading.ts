import { runsOf } from './cut.ts'
import { initialsLexemes, lettersLexemes, syllableLexeme } from './lexemes.ts'
import { allOf, anyOf, chineseUnit, lexemesAll, quote, type Query, type Unit } from './query.ts'
import { areInitials, pinyinIn, readingOf } from './sound.ts'
import type { Wish } from './find-store.ts'
import type { Sought } from './snippets.ts'

/** A query in one way of understanding it: what must hold, and what each word of it is worth looking for. */
export type Reading = { wish: Wish; parts: { unit: Unit; words: string }[]; sought: Sought }

const without = ({ without: units }: Query) => units.map(({ lexemes }) => lexemesAll(lexemes))
const fewestSyllables = 2

/** How letters are read as the sound of a title; with `open` the last syllable may be unfinished. */
export const asSyllables = (unit: Unit, open: boolean): string[][] => {
  if (unit.kind === 'han') return [readingOf(unit.text)].filter((row) => row.length >= fewestSyllables)
  const fewest = open && unit.text.length > 1 ? 1 : fewestSyllables
  return pinyinIn(unit.text, { open }).filter((row) => row.length >= fewest)
}
export const syllablesAll = (row: readonly string[]) =>
  allOf(
    row.map((one) => (one.endsWith('*') ? `${quote(syllableLexeme(one.slice(0, -1)))}:*` : quote(syllableLexeme(one)))),
  )
export const spoken = (row: readonly string[]) =>
  row.at(-1)!.endsWith('*') ? ` ${row.join(' ').slice(0, -1)}` : ` ${row.join(' ')} `

/** As it is written; letters that are pinyin for two characters or more are that as well. */
export const asWritten = (query: Query): Reading => {
  const rows = query.units.map((unit) => (unit.kind === 'word' ? asSyllables(unit, false) : []))
  const parts = query.units.map((unit, i) => ({
    unit,
    words: anyOf([lexemesAll(unit.lexemes), ...rows[i]!.map(syllablesAll)].map((one) => `(${one})`)),
  }))
  return {
    wish: {
      words: allOf(parts.map(({ words }) => words)),
      without: without(query),
      phrases: query.phrases,
      sounds: undefined,
    },
    parts,
    sought: { units: query.units, phrases: query.phrases, syllables: rows.flat() },
  }
}

/** By the sound of titles: unfinished pinyin, initials, characters that sound alike. Undefined when nothing could be. */
export const asSound = (query: Query): Reading | undefined => {
  const sounds = { syllables: [] as string[], initials: [] as string[] }
  const heard: string[][] = []
  // Pinyin is written with blanks and without.
  const letters = query.whole.replaceAll(/[\s'’]/g, '')
  const units: Unit[] = /^[a-z]+$/.test(letters)
    ? [{ text: letters, kind: 'word', lexemes: [letters], word: letters }]
    : query.units
  const parts = units.map((unit) => {
    const rows = asSyllables(unit, true)
    const initials = unit.kind === 'word' && areInitials(unit.text) ? [unit.text] : []
    sounds.syllables.push(...rows.map(spoken))
    sounds.initials.push(...initials)
    heard.push(...rows)
    const ways = [
      [...unit.lexemes].map(quote),
      ...rows.map((row) => [syllablesAll(row)]),
      ...initials.map((one) => initialsLexemes(one).map(quote)),
    ]
    return { unit, words: anyOf(ways.map((way) => `(${allOf(way)})`)) }
  })
  if (sounds.syllables.length + sounds.initials.length === 0) return undefined
  return {
    wish: { words: allOf(parts.map(({ words }) => words)), without: without(query), phrases: [], sounds },
    parts,
    sought: { units, phrases: [], syllables: heard },
  }
}

/** With some of it missing: all but one of its words, or any of them. Undefined where there is nothing to leave out. */
export const inPart = (query: Query, { any = false } = {}): Reading | undefined => {
  // A character by itself says too little to stand for the others.
  const telling = query.units.filter(({ text, kind }) => kind === 'word' || [...text].length > 1)
  const [only] = telling
  // Of a single name all but one pair of characters, which is a name with one character wrong.
  const units =
    telling.length > 1 || !only ? telling : only.lexemes.map((lexeme) => ({ ...chineseUnit(lexeme), kind: only.kind }))
  if (units.length < 2 || (any && telling.length < 2)) return undefined
  const words = units.map(({ lexemes }) => `(${lexemesAll(lexemes)})`)
  const most = words.map((_, i) => `(${allOf(words.toSpliced(i, 1))})`)
  return {
    wish: { words: anyOf(any ? words : most), without: without(query), phrases: [], sounds: undefined },
    parts: units.map((unit, i) => ({ unit, words: words[i]! })),
    sought: { units, phrases: [], syllables: [] },
  }
}

/**
 * What titles are looked for by that have a word much like this one: a wrong letter leaves one half of it as it should
 * be. Undefined for words that are too short to be guessed.
 */
export const likeWord = (unit: Unit): string | undefined => {
  if (unit.kind !== 'word' || !/^[a-z]{4,30}$/.test(unit.text)) return undefined
  const letters = lettersLexemes(unit.text)
  const half = Math.ceil(letters.length / 2)
  const halves = [letters.slice(0, half - 1), letters.slice(half + 1)].filter((one) => one.length > 0)
  return anyOf(halves.map((one) => `(${lexemesAll(one)})`))
}

/** The word among titles that is nearest to a misspelt one: one letter apart, or two in a long word. */
export const nearestWord = (misspelt: string, foldedTitles: readonly string[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const title of foldedTitles) {
    for (const { kind, text } of runsOf(title)) if (kind === 'word') counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const far = misspelt.length >= 8 ? 2 : 1
  const near = [...counts]
    .map(([word, count]) => ({ word, count, apart: distance(misspelt, word, far) }))
    .filter(({ apart }) => apart > 0 && apart <= far)
  return near.toSorted((a, b) => a.apart - b.apart || b.count - a.count)[0]?.word
}

/** How many letters are wrong, missing, too many or swapped with their neighbours; `most` + 1 when more. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          rows[i - 1]![j]! + 1,
          row[j - 1]! + 1,
          rows[i - 1]![j - 1]! + (same ? 0 : 1),
          swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
        ),
      )
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
