import { isDeepStrictEqual } from 'node:util'
import { Problem, type Api, type Call } from '#backbone'
import type { ImportLine, vms } from './contract.ts'
import type { Corrections, Deeds } from './deeds.ts'
import { linesOf, type Said } from './import-lines.ts'
import { notFound, type VmsKit } from './kit.ts'
import { correctedMetadata } from './metadata.ts'
import { currentSchemas, findSchema } from './metadata-store.ts'
import { findByFileName, type Row, type Tx } from './store.ts'

const noSchema = (id: string) => new Problem('schema-not-found', 404, 'There is no such metadata schema here', { id })
const noFile = (fileName: string) => new Problem('asset-not-found', 404, 'No asset has this file', { fileName })
const severalFiles = (fileName: string) =>
  new Problem('asset-ambiguous', 409, 'Several assets have a file of this name; say which by its id', { fileName })

/** Thrown after a line has been done in full, so that nothing of it stays. */
class DryRun {
  readonly row: Row
  readonly changed: string[]
  constructor(row: Row, changed: string[]) {
    this.row = row
    this.changed = changed
  }
}

/** Corrects many assets from a table, a list or a feed: line by line, each wholly or not at all. */
export const importing =
  ({ inStation }: VmsKit, deeds: Deeds): Api<typeof vms>['importMetadata'] =>
  async ({ format, text, schema, dryRun = false }, call) => {
    const fields = await inStation(call, async (tx) => {
      if (schema) {
        const found = await findSchema(tx, schema)
        if (!found) throw noSchema(schema)
        return found.fields
      }
      return schema === null ? [] : (await currentSchemas(tx)).flatMap((one) => one.fields)
    })
    const lines: ImportLine[] = []
    for (const { line, said } of linesOf(format, text, fields)) {
      const told = said instanceof Problem ? problemOf(said) : await oneLine(said, call)
      lines.push({ line, ...told })
    }
    const count = (outcome: ImportLine['outcome']) => lines.filter((one) => one.outcome === outcome).length
    return { changed: count('changed'), unchanged: count('unchanged'), problems: count('problem'), lines }

    async function oneLine(said: Said, call: Call): Promise<Omit<ImportLine, 'line'>> {
      try {
        const id = said.id ?? (await inStation(call, (tx) => assetOfFile(tx, said.fileName!)))
        let keys: string[] = []
        const { row, changed } = await deeds.act(call, { id }, async (tx, before) => {
          const corrections = await differing(tx, before, said, schema)
          keys = keysOf(before, corrections)
          const after = keys.length === 0 ? before : await deeds.correct(corrections)(tx, before, call)
          if (dryRun) throw new DryRun(after, keys)
          return after
        })
        return { outcome: changed ? 'changed' : 'unchanged', asset: row.id, title: row.title, changed: keys }
      } catch (error) {
        if (error instanceof DryRun) {
          const { row, changed } = error
          return { outcome: changed.length > 0 ? 'changed' : 'unchanged', asset: row.id, title: row.title, changed }
        }
        if (error instanceof Problem && error.status < 500) return problemOf(error)
        throw error
      }
    }
  }

const problemOf = ({ type, message, detail }: Problem): Omit<ImportLine, 'line'> => ({
  outcome: 'problem',
  problem: { type, title: message, ...(Object.keys(detail).length > 0 ? { detail } : {}) },
})

const assetOfFile = async (tx: Tx, fileName: string): Promise<string> => {
  const [one, other] = await findByFileName(tx, fileName)
  if (!one) throw noFile(fileName)
  if (other) throw severalFiles(fileName)
  return one.id
}

const differing = async (tx: Tx, row: Row, said: Said, schema: string | null | undefined): Promise<Corrections> => {
  if (row.deleted_at) throw notFound(row.id)
  const { title, description, tags, column, fields } = said
  const written = await correctedMetadata(tx, row, { schema, fields })
  const all: Corrections = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(column === undefined ? {} : { column }),
    ...written,
  }
  const names = Object.keys(all) as (keyof Corrections)[]
  return Object.fromEntries(
    names.filter((name) => !isDeepStrictEqual(all[name], row[name])).map((name) => [name, all[name]]),
  )
}

/** What people call what is corrected; that a schema has a newer version is no correction. */
const keysOf = (row: Row, { fields, ...others }: Corrections): string[] => {
  const keys = new Set([...Object.keys(row.fields), ...Object.keys(fields ?? {})])
  const changed = fields ? [...keys].filter((key) => !isDeepStrictEqual(fields[key], row.fields[key])) : []
  const names = Object.keys(others).filter((key) => key !== 'schema_version')
  return [...names, ...changed.map((key) => `fields.${key}`)]
}
