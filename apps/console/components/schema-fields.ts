/** As much of JSON Schema as the contracts use for what people fill in. */
export type JsonSchema = {
  type?: string
  title?: string
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly JsonSchema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
}

export type FieldKind =
  | 'text'
  | 'long'
  | 'number'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'tags'
  | 'date'
  | 'instant'
  | 'group'
  /** More than a form can show by itself. */
  | 'other'

/** One field of a form. `path` names it as the server does: `address.city`. */
export type Field = {
  path: string
  name: string
  kind: FieldKind
  required: boolean
  /** Emptied, it is sent as null. */
  nullable: boolean
  schema: JsonSchema
  options: readonly string[]
  children: readonly Field[]
}

export type Values = Readonly<Record<string, unknown>>
/** Which rule of the schema a value breaks, as the server calls it, and its bound. */
export type Fault = { rule: string; limit?: unknown }

const longFrom = 300

/** The fields of an object schema, in its order. */
export const fieldsOf = (schema: JsonSchema, above = ''): Field[] =>
  Object.entries(schema.properties ?? {}).map(([name, given]) => {
    const path = above + name
    const { schema: own, nullable } = withoutNull(given)
    const kind = kindOf(own)
    return {
      path,
      name,
      kind,
      nullable,
      required: schema.required?.includes(name) ?? false,
      schema: own,
      options: (kind === 'choices' ? optionsOf(own.items ?? {}) : optionsOf(own)) ?? [],
      children: kind === 'group' ? fieldsOf(own, `${path}.`) : [],
    }
  })

const withoutNull = (schema: JsonSchema): { schema: JsonSchema; nullable: boolean } => {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null')
  if (!schema.anyOf || !others || others.length === schema.anyOf.length) return { schema, nullable: false }
  const { anyOf: _both, ...rest } = schema
  return { schema: others.length === 1 ? { ...rest, ...others[0] } : { ...rest, anyOf: others }, nullable: true }
}

const optionsOf = (schema: JsonSchema): string[] | undefined => {
  const values = schema.enum ?? schema.anyOf?.map((one) => one.const)
  return values?.every((value) => typeof value === 'string') ? (values as string[]) : undefined
}

const kindOf = (schema: JsonSchema): FieldKind => {
  if (optionsOf(schema)) return 'choice'
  if (schema.type === 'boolean') return 'switch'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'object' && schema.properties) return 'group'
  if (schema.type === 'array') {
    if (optionsOf(schema.items ?? {})) return 'choices'
    return schema.items?.type === 'string' ? 'tags' : 'other'
  }
  if (schema.type !== 'string') return 'other'
  if (schema.format === 'date-time') return 'instant'
  if (schema.format === 'date') return 'date'
  return (schema.maxLength ?? 0) > longFrom ? 'long' : 'text'
}

/** All fields that hold a value, groups opened. */
export const leavesOf = (fields: readonly Field[]): Field[] =>
  fields.flatMap((field) => (field.kind === 'group' ? leavesOf(field.children) : [field]))

/** An object laid out flat by path; what it does not say is as the schema would have it. */
export const flatten = (fields: readonly Field[], given: Values): Record<string, unknown> =>
  Object.fromEntries(
    leavesOf(fields).map(({ path, schema, kind }) => {
      const value = path
        .split('.')
        .reduce<unknown>((inside, name) => (inside as Values | undefined)?.[name], given) as unknown
      return [path, value ?? schema.default ?? (kind === 'tags' || kind === 'choices' ? [] : undefined)]
    }),
  )

/** The object to send: what is empty is left out, or null where that means "none". */
export const compose = (fields: readonly Field[], values: Values): Record<string, unknown> => {
  const whole: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.kind === 'group') {
      const inside = compose(field.children, values)
      if (field.required || Object.keys(inside).length > 0) whole[field.name] = inside
      continue
    }
    const value = cleaned(values[field.path])
    if (!isEmpty(value)) whole[field.name] = value
    else if (field.nullable) whole[field.name] = null
    else if (Array.isArray(value)) whole[field.name] = value
    else if (value === '' && field.required) whole[field.name] = value
  }
  return whole
}

const cleaned = (value: unknown) => (typeof value === 'string' ? value.trim() : value)
const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** What the server would refuse about a value, said before it is asked. */
export const faultOf = ({ schema, required, kind, nullable }: Field, given: unknown): Fault | undefined => {
  const value = cleaned(given)
  if (isEmpty(value)) {
    const least = Array.isArray(value) ? (schema.minItems ?? 0) : (schema.minLength ?? 1)
    return required && !nullable && kind !== 'switch' && least > 0 ? { rule: 'required' } : undefined
  }
  if (typeof value === 'string') return textFault(schema, value)
  if (typeof value === 'number') return numberFault(schema, value)
  if (Array.isArray(value)) return listFault(schema, value)
  return undefined
}

const textFault = (schema: JsonSchema, value: string): Fault | undefined => {
  const length = [...value].length
  if (schema.maxLength !== undefined && length > schema.maxLength) return { rule: 'maxLength', limit: schema.maxLength }
  if (schema.minLength !== undefined && length < schema.minLength) return { rule: 'minLength', limit: schema.minLength }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) return { rule: 'pattern' }
  const shape = schema.format === undefined ? undefined : shapes[schema.format]
  return shape && !shape.test(value) ? { rule: 'format', limit: schema.format } : undefined
}

const shapes: Record<string, RegExp> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
  date: /^\d{4}-\d\d-\d\d$/,
}

const numberFault = (schema: JsonSchema, value: number): Fault | undefined => {
  if (schema.type === 'integer' && !Number.isInteger(value)) return { rule: 'integer' }
  if (schema.minimum !== undefined && value < schema.minimum) return { rule: 'minimum', limit: schema.minimum }
  if (schema.maximum !== undefined && value > schema.maximum) return { rule: 'maximum', limit: schema.maximum }
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) {
    return { rule: 'exclusiveMinimum', limit: schema.exclusiveMinimum }
  }
  return undefined
}

const listFault = (schema: JsonSchema, value: readonly unknown[]): Fault | undefined => {
  if (schema.minItems !== undefined && value.length < schema.minItems)
    return { rule: 'minItems', limit: schema.minItems }
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    return { rule: 'maxItems', limit: schema.maxItems }
  const inside = schema.items
  for (const one of value) {
    const fault = inside && typeof one === 'string' ? textFault(inside, one) : undefined
    if (fault) return fault
  }
  return undefined
}
