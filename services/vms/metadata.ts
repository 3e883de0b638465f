import { changedMeanwhile, Problem, type Api } from '#backbone'
import type { MetadataField, MetadataSchema, vms } from './contract.ts'
import type { VmsKit } from './kit.ts'
import { currentSchemas, findSchema, insertSchema, type SchemaRow } from './metadata-store.ts'
import { faultsOf, missingOf, type FieldValues } from './metadata-values.ts'
import type { Row, Tx } from './store.ts'

const notFound = (id: string) => new Problem('schema-not-found', 404, 'There is no such metadata schema here', { id })
const isRetired = () => new Problem('schema-retired', 409, 'This metadata schema is not used any more')
const badSchema = (why: string) => new Problem('bad-schema', 400, `These fields make no schema: ${why}`)
const badFields = (fields: { key: string; why: string }[]) =>
  new Problem('metadata-invalid', 400, 'Some of the fields do not suit the schema', { fields })
const incomplete = (missing: string[]) =>
  new Problem('metadata-incomplete', 409, 'Before it is published, all required fields are filled in', { missing })

type SchemaOps = Pick<Api<typeof vms>, 'schemas' | 'schema' | 'addSchema' | 'changeSchema'>

/** Metadata schemas: what a station writes down of its assets. */
export const metadata = ({ inStation, publish, audit }: VmsKit): SchemaOps => {
  const announce = (tx: Tx, { id, station, version }: SchemaRow) =>
    publish(tx, 'schemaChanged', { station, subject: id }, { schema: id, version })
  return {
    schemas: (_input, call) =>
      inStation(call, async (tx) => ({ items: (await currentSchemas(tx)).map((row) => shape(row)) })),

    async schema({ id, of }, call) {
      const row = await inStation(call, (tx) => findSchema(tx, id, of))
      if (!row) throw notFound(id)
      return shape(row)
    },

    async addSchema({ name, fields }, call) {
      checkFields(fields)
      const row = await inStation(call, async (tx) => {
        const made = await insertSchema(tx, { station: call.station, name, fields, created_by: call.actor.name })
        await announce(tx, made)
        await audit(tx, call, { action: 'schema.added', subject: made.id, after: { name, fields } })
        return made
      })
      return shape(row)
    },

    async changeSchema({ id, version, ...changes }, call) {
      if (changes.fields) checkFields(changes.fields)
      const row = await inStation(call, async (tx) => {
        const before = await findSchema(tx, id)
        if (!before) throw notFound(id)
        if (before.version !== version) throw changedMeanwhile(before.version)
        const { name, fields, retired, station } = { ...before, ...changes }
        const next = { id, station, name, fields, retired, version: version + 1, created_by: call.actor.name }
        const made = await insertSchema(tx, next)
        await announce(tx, made)
        const was = { name: before.name, fields: before.fields, retired: before.retired }
        await audit(tx, call, { action: 'schema.changed', subject: id, before: was, after: changes })
        return made
      })
      return shape(row)
    },
  }
}

type Changes = { schema?: string | null | undefined; fields?: Record<string, FieldValues[string] | null> | undefined }

/** What becomes of an asset's metadata: given fields are put to those it has, null takes one away; all under its schema. */
export const correctedMetadata = async (
  tx: Tx,
  row: Row,
  changes: Changes,
): Promise<Partial<Pick<Row, 'schema' | 'schema_version' | 'fields'>>> => {
  if (changes.schema === undefined && changes.fields === undefined) return {}
  const id = changes.schema === undefined ? row.schema : changes.schema
  const schema = id === null ? undefined : await findSchema(tx, id)
  if (id !== null && !schema) throw notFound(id)
  if (schema?.retired && id !== row.schema) throw isRetired()
  const known = new Set(schema?.fields.map(({ key }) => key))
  // What another schema asked for goes with it; what is said anew must be of this one.
  const kept = Object.entries(row.fields).filter(([key]) => known.has(key))
  const said = Object.entries(changes.fields ?? {}).filter(([, value]) => value !== null)
  const gone = Object.keys(changes.fields ?? {}).filter((key) => changes.fields![key] === null)
  const merged = Object.fromEntries(Object.entries({ ...Object.fromEntries(kept), ...Object.fromEntries(said) }))
  for (const key of gone) delete merged[key]
  const fields = merged as FieldValues
  const faults = faultsOf(schema?.fields ?? [], fields)
  if (faults.length > 0) throw badFields(faults)
  return { schema: id, schema_version: schema?.version ?? null, fields }
}

/** Throws `metadata-incomplete` unless an asset has all that its schema wants before it is published. */
export const requireComplete = async (tx: Tx, row: Row): Promise<void> => {
  if (row.schema === null) return
  const schema = await findSchema(tx, row.schema)
  const missing = missingOf(schema?.fields ?? [], row.fields)
  if (missing.length > 0) throw incomplete(missing)
}

const checkFields = (fields: MetadataField[]) => {
  const keys = fields.map(({ key }) => key)
  const twice = keys.find((key, at) => keys.indexOf(key) !== at)
  if (twice !== undefined) throw badSchema(`${twice} is there twice`)
  for (const { key, type, options, many, minimum, maximum } of fields) {
    if (type === 'choice' && !options?.length) throw badSchema(`${key} has nothing to choose from`)
    if (many && (type === 'number' || type === 'boolean' || type === 'date')) throw badSchema(`${key} cannot be a list`)
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) throw badSchema(`${key} admits no number`)
  }
}

const shape = (row: SchemaRow): MetadataSchema => ({
  id: row.id,
  name: row.name,
  fields: row.fields,
  retired: row.retired,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  version: row.version,
})
