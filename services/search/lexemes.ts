import { cutFinely, runsOf, stem, type Dictionary } from './cut.ts'
import { readingOf } from './sound.ts'

/** No text of an asset is indexed beyond this many lexemes: PostgreSQL keeps a megabyte of them. */
export const mostLexemes = 30_000

/** Whole words stand beside the pairs of characters they are made of, marked so that they can be told from them. */
export const wordMark = '='
const syllableMark = '~'
const initialsMark = '`'
const lettersMark = '%'

/** Neighbouring characters, two by two; a character by itself where there is only one. */
export const pairsOf = (han: string): string[] => {
  const characters = [...han]
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, i) => characters[i]! + character)
}

/** The parts of a word like `cctv13` or `1080p`, beside the whole of it. */
const partsOf = (word: string) =>
  /\p{N}/u.test(word) && /\p{L}/u.test(word) ? (word.match(/\p{N}+|\p{L}+/gu) ?? []) : []

/** The lexeme by which a word of another script than Chinese is found. */
export const lexemeOfWord = (word: string): string => stem(word).slice(0, 100)

/**
 * By what a folded text is found: of Chinese every character and every pair of neighbours, so that no name is missed that
 * a dictionary does not know; with `own` also the words it is made of, by which what is meant comes first.
 */
export const lexemesOf = (folded: string, own?: Dictionary): string[] => {
  const all = new Set<string>()
  for (const { kind, text } of runsOf(folded)) {
    if (all.size > mostLexemes) break
    if (kind === 'word') for (const word of [text, ...partsOf(text)]) all.add(lexemeOfWord(word))
    else {
      for (const one of [...text, ...pairsOf(text)]) all.add(one)
      if (own) for (const word of cutFinely(text, own)) if (word.length > 1) all.add(wordMark + word)
    }
  }
  return [...all].slice(0, mostLexemes)
}

/**
 * Two syllables that follow each other, or one that nothing follows: pairs are rare where syllables are not, and those
 * that begin with a syllable are the places it stands in.
 */
export const syllableLexeme = (syllable: string, next = ''): string => `${syllableMark}${syllable} ${next}`
export const initialsLexemes = (initials: string): string[] => pairsOf(initials).map((pair) => initialsMark + pair)
/** The letters of a word three by three, its edges among them. */
export const lettersLexemes = (word: string): string[] =>
  Array.from({ length: word.length }, (_, i) => lettersMark + `^${word}$`.slice(i, i + 3))

export type Sounding = { lexemes: string[]; syllables: string; initials: string }

/** How a folded title sounds: its syllables and their first letters, and the letters of its English words. */
export const soundingOf = (folded: string): Sounding => {
  const lexemes = new Set<string>()
  const read: string[][] = []
  for (const { kind, text } of runsOf(folded)) {
    if (kind === 'word') {
      if (/^[a-z]{4,30}$/.test(text)) for (const one of lettersLexemes(text)) lexemes.add(one)
      continue
    }
    const syllables = readingOf(text)
    read.push(syllables)
    for (const [i, syllable] of syllables.entries()) lexemes.add(syllableLexeme(syllable, syllables[i + 1]))
    for (const one of initialsLexemes(firstsOf(syllables))) lexemes.add(one)
  }
  const spoken = (words: string[][]) => words.map((syllables) => syllables.join(' ')).join(' | ')
  return { lexemes: [...lexemes], syllables: ` ${spoken(read)} `, initials: read.map(firstsOf).join('|') }
}

const firstsOf = (syllables: string[]) => syllables.map((syllable) => syllable[0] ?? '').join('')
