import { cut, runsOf, type Dictionary } from './cut.ts'
import { fold } from './fold.ts'
import { lexemeOfWord, pairsOf, wordMark } from './lexemes.ts'

/** One thing that is searched for. All of `lexemes` must be there; `word` is there where it stands as a word of its own. */
export type Unit = { text: string; kind: 'han' | 'word'; lexemes: string[]; word: string }

/** A query, read: what must be there, what must be there exactly as it stands, and what must not. */
export type Query = {
  units: Unit[]
  phrases: string[]
  without: Unit[]
  /** All of it, folded, as one looks for it in titles. */
  whole: string
}

const mostUnits = 12
const quoted = /["“”「『]([^"“”」』]{1,200})["“”」』]/gu
const excluded = /(?<=^|\s)[-－](\S{1,50})/gu
/** Words that say nothing by themselves, as long as there are others. */
const little = new Set('的 了 和 与 及 在 是 于 对 等 之 把 被 the a an of and in to on for at by'.split(' '))

/** Reads what somebody wrote. */
export const readQuery = (text: string, own: Dictionary): Query => {
  const folded = fold(text.normalize('NFC')).trim()
  const phrases = [...folded.matchAll(quoted)].map((match) => match[1]!.trim()).filter((one) => runsOf(one).length > 0)
  const loose = folded.replaceAll(quoted, ' ')
  const without = [...loose.matchAll(excluded)].flatMap((match) => unitsOf(match[1]!, own))
  const rest = loose.replaceAll(excluded, ' ')
  const units = tellingUnits(uniqueUnits([...phrases, rest].flatMap((one) => unitsOf(one, own))))
  return { units, phrases, without, whole: rest.replaceAll(/\s+/g, ' ').trim() }
}

/** Those that say something, as long as any do, and no more than are looked for at once. */
export const tellingUnits = (all: readonly Unit[]): Unit[] => {
  const units = all.filter((unit) => !little.has(unit.text))
  return (units.length > 0 ? units : all).slice(0, mostUnits)
}

/** What a folded text is searched for as. */
export const unitsOf = (folded: string, own: Dictionary): Unit[] =>
  runsOf(folded).flatMap(({ kind, text }): Unit[] => {
    if (kind === 'han') return joined(cut(text, own)).map(chineseUnit)
    const lexeme = lexemeOfWord(text)
    return [{ text, kind, lexemes: [lexeme], word: lexeme }]
  })

export const chineseUnit = (word: string): Unit => {
  const single = [...word].length === 1
  return { text: word, kind: 'han', lexemes: pairsOf(word), word: single ? word : wordMark + word }
}

/** Characters that were left over one by one are a name, most often: they belong together. */
const joined = (words: string[]): string[] => {
  const units: string[] = []
  let open = false
  for (const word of words) {
    const single = [...word].length === 1 && !little.has(word)
    if (single && open) units.push(units.pop()! + word)
    else units.push(word)
    open = single
  }
  return units
}

const uniqueUnits = (units: Unit[]) => [...new Map(units.map((unit) => [unit.text, unit])).values()]

/** A lexeme as it stands in a `tsquery`. */
export const quote = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
export const allOf = (parts: readonly string[]): string => parts.join(' & ')
export const anyOf = (parts: readonly string[]): string => (parts.length === 1 ? parts[0]! : `(${parts.join(' | ')})`)
export const lexemesAll = (lexemes: readonly string[]): string => allOf(lexemes.map(quote))
