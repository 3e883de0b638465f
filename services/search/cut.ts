import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

let loaded: Jieba | undefined
/** The dictionary takes half a second and 40 MB: it is read when the first Chinese text comes. */
const jieba = () => (loaded ??= Jieba.withDict(dict))

/** A stretch of Chinese, or a word or number of another script; `at` is where it begins. */
export type Run = { kind: 'han' | 'word'; text: string; at: number }

const wordsBetween = /(?<han>[\p{Script=Han}〇]+)|(?<word>(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+)/gu

/** The stretches of Chinese and the words of a folded text; what stands between them is nothing to search for. */
export const runsOf = (folded: string): Run[] =>
  [...folded.matchAll(wordsBetween)].map((match) => ({
    kind: match.groups?.han === undefined ? 'word' : 'han',
    text: match[0],
    at: match.index,
  }))

/** Words of a station, folded, by their first character, the longest first. */
export type Dictionary = ReadonlyMap<string, readonly string[]>

export const dictionaryOf = (words: Iterable<string>): Dictionary => {
  const byFirst = Map.groupBy(words, (word) => [...word][0]!)
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length)
  return byFirst
}

/** Cuts a stretch of folded Chinese into words; those of the station come before those of the language. */
export const cut = (han: string, own: Dictionary): string[] => {
  const words: string[] = []
  let rest = ''
  const flush = () => {
    if (rest !== '') words.push(...jieba().cut(rest, true))
    rest = ''
  }
  for (let at = 0; at < han.length;) {
    const character = String.fromCodePoint(han.codePointAt(at)!)
    const word = own.get(character)?.find((one) => han.startsWith(one, at))
    if (word === undefined) rest += character
    else {
      flush()
      words.push(word)
    }
    at += (word ?? character).length
  }
  flush()
  return words
}

/** The words, and the words within them: 市委书记 also as 市委 and 书记. */
export const cutFinely = (han: string, own: Dictionary): string[] =>
  cut(han, own).flatMap((word) => [word, ...(word.length > 2 ? jieba().cutForSearch(word, true) : [])])

/** An English word without its ending, roughly: enough that one finds `elections` by `election`. */
export const stem = (word: string): string => {
  if (!/^[a-z]{4,}$/.test(word) || word === 'news') return word
  const bare = word
    .replace(/(ss|us|x|ch|sh)es$/, '$1')
    .replace(/ies$/, 'i')
    .replace(/([^sui])s$/, '$1')
    .replace(/(?<=[aeiouy].*[^aeiou])(ing|ed)$/, '')
  return bare
    .replace(/([bdfgmnprt])\1$/, '$1')
    .replace(/(?<=.{3})e$/, '')
    .replace(/(?<=.{2})y$/, 'i')
}
