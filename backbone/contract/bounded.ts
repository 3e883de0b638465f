type Node = Record<string, unknown>

const boundedString = (s: Node) =>
  typeof s.maxLength === 'number' || s.enum !== undefined || s.const !== undefined || s.format === 'uuid'

/** A schema with none of these takes everything. */
const shapes = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf']

/** Throws when a schema admits a string or an array of any length, or an object of any size. */
export const assertBounded = (schema: object, where: string): void => {
  const s = schema as Node
  if (!shapes.some((key) => key in s)) throw new Error(`${where}: anything at all`)
  if (s.type === 'string' && !boundedString(s)) throw new Error(`${where}: a string without maxLength`)
  if (s.type === 'array') {
    if (typeof s.maxItems !== 'number') throw new Error(`${where}: an array without maxItems`)
    assertBounded(s.items as object, `${where}[]`)
  }
  if (s.type === 'object') {
    const properties = (s.properties ?? {}) as Record<string, object>
    for (const [key, value] of Object.entries(properties)) assertBounded(value, `${where}.${key}`)
    const patterns = s.patternProperties as Record<string, object> | undefined
    if (patterns && typeof s.maxProperties !== 'number') throw new Error(`${where}: a record without maxProperties`)
    for (const value of Object.values(patterns ?? {})) assertBounded(value, `${where}{}`)
  }
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) {
    const branches = s[key] as object[] | undefined
    for (const branch of branches ?? []) assertBounded(branch, where)
  }
}
