import { formatCount } from '../components/figures.ts'

/** A count for words: the form of the noun goes by `count`, what is read is `number`. */
export const counted = (count: number, language: string) => ({ count, number: formatCount(count, language) })
