import { Problem } from '#backbone'

/** First and last byte of a body that is wanted; `end` is inclusive. */
export type Span = { start: number; end: number }

/**
 * What a Range header asks of a body (RFC 9110): undefined for all of it, also where the header is not understood or
 * asks for several spans; `range-not-satisfiable` 416 where the body has no such bytes.
 */
export const spanOf = (header: string | undefined, bytes: number): Span | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  if (start > end) throw new Problem('range-not-satisfiable', 416, 'There are no such bytes', { bytes })
  return { start, end }
}
