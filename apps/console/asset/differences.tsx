import i18next from 'i18next'
import { formatInstant } from '../shell/format.ts'

export type Difference = { key: string; before?: unknown; after?: unknown }

/** What two records say differently; what only one says counts as empty in the other. */
export const differencesOf = (before: unknown, after: unknown): Difference[] => {
  const [was, is] = [recordOf(before), recordOf(after)]
  // An entry with one side tells what was there, not what became of it.
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !quiet.has(key))
  return (
    keys
      // Where nothing was before, a switch that is off and a zero say nothing.
      .filter((key) => !isEmpty(was[key]) || (!isEmpty(is[key]) && is[key] !== false && is[key] !== 0))
      .filter((key) => JSON.stringify(was[key] ?? null) !== JSON.stringify(is[key] ?? null))
      .map((key) => ({ key, before: was[key], after: is[key] }))
  )
}

const quiet = new Set(['schema', 'schema_version', 'schemaVersion', 'id', 'asset', 'share', 'link', 'finding'])

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? flat(value as Record<string, unknown>) : {}

/** The fields of metadata one by one: `fields.director`. */
const flat = ({ fields, ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  ...rest,
  ...(typeof fields === 'object' && fields !== null
    ? Object.fromEntries(Object.entries(fields).map(([key, value]) => [`fields.${key}`, value]))
    : {}),
})

/** Field by field, what was struck out and what was put in its place. */
export const Differences = ({ items, labels = {} }: { items: readonly Difference[]; labels?: Labels }) =>
  items.length === 0 ? null : (
    <dl className="differences">
      {items.map(({ key, before, after }) => (
        <div key={key}>
          <dt>{labelOf(key, labels)}</dt>
          <dd>
            {isEmpty(before) ? null : <del>{shown(key, before)}</del>}
            {isEmpty(after) ? (
              isEmpty(before) ? null : (
                <span className="faint">{i18next.t('asset.empty')}</span>
              )
            ) : (
              <ins>{shown(key, after)}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )

/** The words of metadata fields, by key. */
export type Labels = Readonly<Record<string, string>>

/** What a field is called; fields of metadata by their labels. */
export const labelOf = (key: string, labels: Labels): string => {
  const field = /^fields\.(.+)$/.exec(key)?.[1]
  if (field !== undefined) return labels[field] ?? field
  const words = [`history.fields.${key}`, `policy.fields.${key}`].find((one) => i18next.exists(one))
  return words === undefined ? key : i18next.t(words)
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Whose values have words, and where. */
const vocabularies: Readonly<Record<string, (value: string) => string[]>> = {
  state: (value) => [`states.${value}`],
  kind: (value) => [`lineage.kinds.${value}`, `qc.kinds.${value}`],
  trackKind: (value) => [`subtitles.kinds.${value}`],
  protection: (value) => [`policy.protections.${value}`],
}

const mostCharacters = 300

const shown = (key: string, value: unknown): string => {
  const words = typeof value === 'string' ? (vocabularies[key]?.(value) ?? []) : []
  const known = words.find((one) => i18next.exists(one))
  if (known !== undefined) return i18next.t(known)
  if (typeof value === 'boolean') return i18next.t(value ? 'history.yes' : 'history.no')
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return formatInstant(value, i18next.language)
  const text =
    typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? value.join(i18next.language === 'en' ? ', ' : '、')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value)
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text
}
