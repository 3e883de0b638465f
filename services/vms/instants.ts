import { Problem } from '#backbone'

const notAnInstant = (text: string) =>
  new Problem('invalid-input', 400, 'There is no such instant', { instant: text.slice(0, 40) })

/** An instant as PostgreSQL takes it: the format of contracts lets through leap seconds, and years before any. */
export const instantOf = (text: string): Date => {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw notAnInstant(text)
  return new Date(Math.max(at, 0))
}
