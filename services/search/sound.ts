import { pinyin } from 'pinyin-pro'
import { syllables } from './syllables.ts'

const read = (han: string) => pinyin(han, { toneType: 'none', type: 'array', v: true })

/** How a stretch of Chinese is read, one syllable for each character: 重庆 → chong, qing; ü is written u. */
export const readingOf = (han: string): string[] =>
  read(han).map((syllable) => syllable.toLowerCase().replace('v', 'u'))

/** The letters of pinyin without blanks and apostrophes; v is a way to write ü. */
export const lettersOf = (written: string): string =>
  written.replaceAll(/[\s'’]/g, '').replaceAll(/(?<=[lnjqxy])v/g, 'u')

const longest = 6
const mostReadings = 6

/**
 * The ways in which letters can be read as pinyin, those with the fewest syllables first: `xian` is xian or xi, an.
 * With `open` the last syllable may be unfinished and ends in a star: `xinw` is xin and w*. A blank or an apostrophe is a
 * border of syllables, if they can be read so: `xi'an` is not xian.
 */
export const pinyinIn = (written: string, options: { open?: boolean } = {}): string[][] => {
  const parts = written.split(/[\s'’]+/).map(lettersOf)
  const bordered = parts
    .map((part, i) => cuttings(part, i === parts.length - 1 ? options : {}))
    .reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => [...head, ...tail])).slice(0, mostReadings))
  return bordered.length > 0 || parts.length === 1 ? bordered : cuttings(parts.join(''), options)
}

const cuttings = (letters: string, { open = false }: { open?: boolean }): string[][] => {
  if (!/^[a-z]{1,80}$/.test(letters)) return []
  const from: string[][][] = Array.from({ length: letters.length + 1 }, () => [])
  from[letters.length] = [[]]
  for (let at = letters.length - 1; at >= 0; at--) {
    const rest = letters.slice(at)
    if (open && rest.length <= longest && begins(rest)) from[at]!.push([`${rest}*`])
    for (let length = Math.min(longest, rest.length); length > 0; length--) {
      const syllable = rest.slice(0, length)
      if (open && length === rest.length) continue
      if (syllables.has(syllable)) from[at]!.push(...from[at + length]!.map((tail) => [syllable, ...tail]))
    }
    from[at] = from[at]!.toSorted((a, b) => a.length - b.length).slice(0, mostReadings)
  }
  return from[0]!
}

const begins = (part: string) => [...syllables].some((syllable) => syllable.startsWith(part))

/** Whether letters may be the first ones of syllables: `qhxw` for 清河新闻. */
export const areInitials = (letters: string): boolean => /^[a-hj-tw-z]{2,12}$/.test(letters)
