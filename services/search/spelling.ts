import { runsOf } from './cut.ts'
import { lettersLexemes, syllableLexeme } from './lexemes.ts'
import { allOf, anyOf, lexemesAll, quote, type Unit } from './query.ts'
import { syllablesAll } from './reading.ts'
import { lettersOf, pinyinIn } from './sound.ts'
import { syllables } from './syllables.ts'

/** What titles are looked for by, one after another, that have something much like these letters, as a word or as pinyin. */
export const likeLetters = ({ kind, text }: Unit): string[] =>
  kind === 'word' ? [...likeWord(text), ...likePinyin(text)] : []

/** A wrong letter leaves one half of a word as it should be. Nothing for words that are too short to be guessed. */
const likeWord = (text: string): string[] => {
  if (!/^[a-z]{4,30}$/.test(text)) return []
  const letters = lettersLexemes(text)
  const half = Math.ceil(letters.length / 2)
  return [letters.slice(0, half - 1), letters.slice(half + 1)].filter((one) => one.length > 0).map(lexemesAll)
}

/** The same for sounds that many speakers do not tell apart: z and zh, n and l, in and ing. */
const muddled = (syllable: string): string =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^l/, 'n')
    .replace(/ng$/, 'n')
const muddledWith = Map.groupBy(syllables, muddled)

const mostWays = 120

/** Titles that sound nearly so: with sounds muddled up, or with one letter wrong, missing, too many or swapped. */
const likePinyin = (written: string): string[] => {
  const letters = lettersOf(written)
  if (!/^[a-z]{5,30}$/.test(letters)) return []
  const sounding = rowsOf(letters).map((row) =>
    allOf(
      row.slice(1).map((next, i) => {
        const firsts = muddledWith.get(muddled(row[i]!))!
        const seconds = muddledWith.get(muddled(next))!
        return anyOf(firsts.flatMap((one) => seconds.map((other) => quote(syllableLexeme(one, other)))))
      }),
    ),
  )
  const spelt = new Set(sounding)
  for (const other of oneLetterApart(letters)) {
    for (const row of rowsOf(other).slice(0, 1)) spelt.add(syllablesAll(row))
    if (spelt.size >= mostWays) break
  }
  return [...spelt]
}

/** Ways to read letters as syllables, but those of many a letter or two long, which nobody means. */
const rowsOf = (letters: string): string[][] =>
  pinyinIn(letters).filter((row) => row.length > 1 && row.length <= Math.ceil(letters.length / 2))

const rowsOfKeys = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const neighbours = new Map(
  rowsOfKeys.flatMap((row, r) =>
    [...row].map((key, at): [string, string] => {
      const beside = [row[at - 1], row[at + 1]]
      const across = [r - 1, r + 1].flatMap((other) => [
        ...(rowsOfKeys[other]?.slice(Math.max(0, at - 1), at + 2) ?? ''),
      ])
      return [key, [...beside, ...across].join('')]
    }),
  ),
)
const alphabet = 'abcdefghijklmnopqrstuwxyz'

/** Letters as they may have been meant; the first one is right, nearly always. Those that happen most often come first. */
const oneLetterApart = (letters: string): string[] => {
  const places = Array.from({ length: letters.length - 1 }, (_, i) => i + 1)
  const [before, from] = [(at: number) => letters.slice(0, at), (at: number) => letters.slice(at)]
  return [
    ...places.map((at) => before(at) + from(at + 1).slice(0, 1) + letters[at]! + from(at + 2)),
    ...places.map((at) => before(at) + from(at + 1)),
    ...places.flatMap((at) => [...(neighbours.get(letters[at]!) ?? '')].map((key) => before(at) + key + from(at + 1))),
    ...[...places, letters.length].flatMap((at) => [...alphabet].map((key) => before(at) + key + from(at))),
  ]
}

/** A folded title, and its syllables with what stands between them. */
export type Spoken = { title: string; syllables: string }

/**
 * What among titles is nearest to something misspelt, a word or the pinyin of neighbouring characters: one letter apart, or
 * two where there are many.
 */
export const nearestTo = (misspelt: string, titles: readonly Spoken[]): string | undefined => {
  const letters = lettersOf(misspelt)
  const far = letters.length >= 8 ? 2 : 1
  const meant = new Set(pinyinIn(letters).map((row) => row.map(muddled).join(' ')))
  const near = new Map<string, { apart: number; count: number }>()
  const note = (text: string, apart: () => number) => {
    const known = near.get(text)
    if (known) known.count += 1
    else near.set(text, { apart: apart(), count: 1 })
  }
  const [least, most] = [letters.length - far - muchMuddled, letters.length + far + muchMuddled]
  for (const { title, syllables: said } of titles) {
    for (const { kind, text } of runsOf(title)) if (kind === 'word') note(text, () => distance(misspelt, text, far))
    for (const row of stretchesOf(said, least, most)) {
      const text = row.join('')
      const alike = () => text !== letters && meant.has(row.map(muddled).join(' '))
      note(text, () => (alike() ? 0.5 : distance(letters, text, far)))
    }
  }
  return [...near]
    .filter(([, { apart }]) => apart > 0 && apart <= far)
    .toSorted(([, a], [, b]) => a.apart - b.apart || b.count - a.count)[0]?.[0]
}

/** So many letters more or fewer a muddled up reading may have. */
const muchMuddled = 3

/** Neighbouring syllables, two and more, that have so many letters together. */
const stretchesOf = (said: string, least: number, most: number): string[][] =>
  said.split('|').flatMap((run) => {
    const row = run.trim().split(' ')
    return row.flatMap((_, from) => {
      const stretches: string[][] = []
      let length = row[from]!.length
      for (let to = from + 1; to < row.length; to++) {
        length += row[to]!.length
        if (length > most) break
        if (length >= least) stretches.push(row.slice(from, to + 1))
      }
      return stretches
    })
  })

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
