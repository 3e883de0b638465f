import { isDeepStrictEqual } from 'node:util'
import { pageOf, Problem, type Api, type Call } from '#backbone'
import type { Showing } from './catalogue.ts'
import type { vms } from './contract.ts'
import type { Deeds } from './deeds.ts'
import { notFound, type VmsKit } from './kit.ts'
import { findVersion, hasVersions, insertVersion, listVersions, type Said, type VersionRow } from './metadata-store.ts'
import { findAsset, type Row, type Tx } from './store.ts'

const noVersion = (version: number) => new Problem('version-not-found', 404, 'This version is not kept', { version })

type VersionOps = Pick<Api<typeof vms>, 'versions' | 'compare' | 'rollBack'>

/** What people said of an asset over time: listed, compared, gone back to. */
export const versions = ({ inStation }: VmsKit, deeds: Deeds, shown: Showing): VersionOps => ({
  async versions({ id, cursor, limit = 50 }, call) {
    const before = cursor === undefined ? undefined : numberIn(cursor)
    const rows = await inStation(call, async (tx) => {
      if (!(await findAsset(tx, id))) throw notFound(id)
      return listVersions(tx, id, { before, limit: limit + 1 })
    })
    return pageOf(
      rows,
      limit,
      (row) => [row.version],
      (row) => ({
        version: row.version,
        at: row.at.toISOString(),
        by: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
        changed: row.changed,
      }),
    )
  },

  async compare({ id, from, to }, call) {
    const [before, after] = await inStation(call, async (tx) => {
      const row = await findAsset(tx, id)
      if (!row) throw notFound(id)
      return [await saidIn(tx, row, from), await saidIn(tx, row, to)] as const
    })
    const [was, is] = [flat(before), flat(after)]
    const items = differing(before, after).map((key) => ({
      key,
      ...(was[key] === undefined ? {} : { before: was[key] }),
      ...(is[key] === undefined ? {} : { after: is[key] }),
    }))
    return { items }
  },

  async rollBack({ id, version, to }, call) {
    const { row } = await deeds.act(call, { id, version }, async (tx, now) => {
      const said = await saidIn(tx, now, to)
      return differing(saidOf(now), said).length === 0 ? now : deeds.correct(said)(tx, now, call)
    })
    return shown.one(row, call)
  },
})

/** Keeps what was said before the first change and after every one. */
export const keepVersion = async (tx: Tx, call: Call, before: Row, after: Row): Promise<void> => {
  const { kind, id, name } = call.actor
  const about = { asset: after.id, station: after.station }
  if (!(await hasVersions(tx, before.id))) {
    const first = { actor_kind: 'system', actor_id: '', actor_name: before.created_by, at: before.created_at }
    await insertVersion(tx, { ...about, ...first, version: before.version, changed: [], said: saidOf(before) })
  }
  await insertVersion(tx, {
    ...about,
    actor_kind: kind,
    actor_id: id,
    actor_name: name,
    version: after.version,
    changed: differing(saidOf(before), saidOf(after)),
    said: saidOf(after),
  })
}

const saidOf = ({ title, description, tags, column, schema, schema_version, fields }: Row): Said => ({
  title,
  description,
  tags,
  column,
  schema,
  schema_version,
  fields,
})

/** What was said at a version: the present one, or one that a change by somebody made. */
const saidIn = async (tx: Tx, row: Row, version: number): Promise<Said> => {
  if (version === row.version) return saidOf(row)
  const kept: VersionRow | undefined = await findVersion(tx, row.id, version)
  if (!kept) throw noVersion(version)
  return kept.said
}

const flat = ({ title, description, tags, column, schema, fields }: Said): Record<string, unknown> => ({
  title,
  description,
  tags,
  ...(column === null ? {} : { column }),
  ...(schema === null ? {} : { schema }),
  ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [`fields.${key}`, value])),
})

const differing = (before: Said, after: Said): string[] => {
  const [was, is] = [flat(before), flat(after)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !isDeepStrictEqual(was[key], is[key]))
}

const numberIn = (cursor: string): number => {
  const text = Buffer.from(cursor, 'base64url').toString()
  const version = /^\[(\d{1,9})\]$/.exec(text)?.[1]
  if (version === undefined) throw new Problem('bad-cursor', 400, 'This cursor did not come from the page before')
  return Number(version)
}
