import type { MetadataField } from './contract.ts'

export type FieldValue = string | number | boolean | string[]
export type FieldValues = Record<string, FieldValue>
export type Fault = { key: string; why: string }

const day = /^\d{4}-\d\d-\d\d$/
const isDay = (text: string) => day.test(text) && !Number.isNaN(Date.parse(text)) && sameDay(text)
/** 30 February is read as a day in March. */
const sameDay = (text: string) => new Date(text).toISOString().startsWith(text)
const isAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const faultOfText = ({ type, options = [] }: MetadataField, text: string): string | undefined => {
  if (text.trim() === '') return 'is empty'
  if (type === 'date' && !isDay(text)) return 'is no day such as 2026-03-01'
  if (type === 'choice' && !options.includes(text)) return 'is none of the options'
  if (type === 'url' && !isAddress(text)) return 'is no address of the web'
  if (type === 'person' && text.length > 100) return 'is longer than a name'
  return undefined
}

/** Why a value does not suit its field; undefined when it does. */
export const faultOf = (field: MetadataField, value: unknown): string | undefined => {
  if (field.type === 'boolean') return typeof value === 'boolean' ? undefined : 'is neither yes nor no'
  if (field.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'is no number'
    if (field.minimum !== undefined && value < field.minimum) return `is less than ${field.minimum}`
    if (field.maximum !== undefined && value > field.maximum) return `is more than ${field.maximum}`
    return undefined
  }
  if (field.many) {
    if (!Array.isArray(value)) return 'is no list'
    return value.map((one) => faultOfText(field, String(one))).find((fault) => fault !== undefined)
  }
  return typeof value === 'string' ? faultOfText(field, value) : 'is no text'
}

/** All that is wrong with values under a schema; required ones may still be missing. */
export const faultsOf = (fields: MetadataField[], values: FieldValues): Fault[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const field = fields.find((one) => one.key === key)
    const why = field ? faultOf(field, value) : 'is no field of the schema'
    return why === undefined ? [] : [{ key, why }]
  })

/** Keys of the required fields that have no value. */
export const missingOf = (fields: MetadataField[], values: FieldValues): string[] =>
  fields.filter(({ key, required }) => required && values[key] === undefined).map(({ key }) => key)

/** Reads a value from text, as it stands in a table: lists are divided by semicolons. */
export const valueOf = ({ type, many }: MetadataField, text: string): FieldValue => {
  if (type === 'number') return text.trim() === '' ? Number.NaN : Number(text)
  if (type === 'boolean' && yes.has(text.trim().toLowerCase())) return true
  if (type === 'boolean' && no.has(text.trim().toLowerCase())) return false
  if (!many) return text.trim()
  return text
    .split(/[;；]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
const yes = new Set(['true', 'yes', '1', '是'])
const no = new Set(['false', 'no', '0', '否'])
