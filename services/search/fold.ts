import { Converter } from 'opencc-js/t2cn'

const toSimplified = Converter({ from: 't', to: 'cn' })

const fold1 = (character: string): string => {
  const plain = character.normalize('NFKC').toLowerCase().normalize('NFD')
  // Accents go; what falls apart into several characters (㎞) stays as it is, so that places in texts stay the same.
  const base = plain.length > 1 && /^\p{L}\p{M}+$/u.test(plain) ? [...plain][0]! : plain
  const simplified = toSimplified(base)
  return simplified.length === character.length ? simplified : character
}

const known = new Map<string, string>()
const mostKnown = 60_000

/**
 * A text as it is compared: simplified characters, half width, small letters, no accents. Character by character, so that
 * both sides fold alike whatever stands beside them, and every place is the same as in the text itself.
 */
export const fold = (text: string): string => {
  let folded = ''
  for (const character of text) {
    let one = known.get(character)
    if (one === undefined) {
      one = fold1(character)
      if (known.size < mostKnown) known.set(character, one)
    }
    folded += one
  }
  return folded
}
