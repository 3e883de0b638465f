import i18next from 'i18next'
import { Problem } from '#backbone/problem'
import type { Fault } from './schema-fields.ts'

const known = new Set([
  'required',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'integer',
  'pattern',
  'format',
  'enum',
  'minItems',
  'maxItems',
  'uniqueItems',
])

/** A broken rule in words. */
export const faultText = ({ rule, limit }: Fault): string =>
  i18next.t(`components.rules.${known.has(rule) ? rule : 'other'}`, { limit: String(limit ?? '') })

/** What the server holds against single fields (`invalid-input` and its `errors`), in words, by path. */
export const problemFields = (error: unknown): Record<string, string> => {
  if (!(error instanceof Problem) || !Array.isArray(error.detail.errors)) return {}
  const faults = (error.detail.errors as Partial<Record<'field' | 'rule' | 'limit', unknown>>[]).flatMap(
    ({ field, rule, limit }): [string, string][] =>
      typeof field === 'string' && field !== ''
        ? // `tags.3`: the list is the field.
          [[field.replace(/\.\d+(\..*)?$/, ''), faultText({ rule: String(rule), limit })]]
        : [],
  )
  return Object.fromEntries(faults.toReversed())
}
