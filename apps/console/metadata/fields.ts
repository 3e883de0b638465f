import type { MetadataField } from '#services/vms'

export type FieldType = MetadataField['type']
/** A field while it is being edited; `isNew` ones may still be given another key. */
export type Draft = MetadataField & { isNew?: boolean }

export const types = ['text', 'number', 'date', 'choice', 'person', 'boolean', 'url'] as const satisfies FieldType[]
/** Of these there may be several in one field. */
export const mayBeMany = (type: FieldType): boolean => !['number', 'boolean', 'date'].includes(type)

export type Fault = 'label' | 'key' | 'twice' | 'options' | 'bounds'

const keyPattern = /^[a-z][A-Za-z0-9_]{0,39}$/

/** What the server would refuse about each field, by its place. */
export const faultsOf = (fields: readonly Draft[]): Map<number, Fault> => {
  const found = fields.flatMap((field, i): [number, Fault][] => {
    const { label, key, type, options, minimum, maximum } = field
    if (label.trim() === '') return [[i, 'label']]
    if (!keyPattern.test(key)) return [[i, 'key']]
    if (fields.findIndex((one) => one.key === key) !== i) return [[i, 'twice']]
    if (type === 'choice' && !options?.length) return [[i, 'options']]
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) return [[i, 'bounds']]
    return []
  })
  return new Map(found)
}

/** A key made of a label in Latin letters (`Air date` → `airDate`), or else a number that is free. */
export const keyFor = (label: string, taken: readonly string[]): string => {
  const words = label
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9 ]/g, '')
    .trim()
    .split(/ +/)
    .filter(Boolean)
  const joined = words
    .map((word, i) => (i === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
    .slice(0, 40)
  if (keyPattern.test(joined) && !taken.includes(joined)) return joined
  const free = Array.from({ length: taken.length + 1 }, (_, i) => `field${i + 1}`)
  return free.find((key) => !taken.includes(key))!
}

/** A field as it is sent: without what its type knows nothing of, and without what is left empty. */
export const settled = ({
  key,
  label,
  help,
  type,
  required,
  many,
  options,
  minimum,
  maximum,
}: Draft): MetadataField => ({
  key,
  label: label.trim(),
  type,
  ...(help?.trim() ? { help: help.trim() } : {}),
  ...(required ? { required } : {}),
  ...(many && mayBeMany(type) ? { many } : {}),
  ...(type === 'choice' && options ? { options } : {}),
  ...(type === 'number' && minimum !== undefined ? { minimum } : {}),
  ...(type === 'number' && maximum !== undefined ? { maximum } : {}),
})

/** One place up (-1) or down (1); at the ends nothing moves. */
export const moved = <T>(items: readonly T[], at: number, by: -1 | 1): T[] => {
  const to = at + by
  if (to < 0 || to >= items.length) return [...items]
  return items.with(at, items[to]!).with(to, items[at]!)
}
