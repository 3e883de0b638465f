import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import type { Finding as Found, FixKind, Template as Rules, Verdict } from '#media/qc'

type Defaulted<T> = ColumnType<T, T | undefined, T>
export type StopsPublish = 'never' | 'fail' | 'warn'
/** A finding as it is kept: with the name it has in every judgement of the asset. */
export type KeptFinding = Found & { id: string }
export type Loudness = { integratedLufs: number | null; rangeLu: number | null; truePeakDbtp: number | null }

/** Tables of the schema `qc`. */
export type Tables = {
  template: {
    id: Generated<string>
    station: string
    title: string
    stops_publish: StopsPublish
    rules: ColumnType<Rules, string, string>
    version: Defaulted<number>
    created_by: string
    created_at: Generated<Date>
  }
  choice: { station: string; template: string }
  report: {
    asset: string
    id: Generated<string>
    station: string
    essence: string | null
    template: string
    template_title: string
    stops_from: StopsPublish
    verdict: Verdict
    findings: ColumnType<KeptFinding[], string, string>
    duration_seconds: number
    rate_num: number
    rate_den: number
    loudness: ColumnType<Loudness | null, string | null, string | null>
    judged_at: Generated<Date>
  }
  waiver: { asset: string; finding: string; station: string; reason: string; by: string; at: Generated<Date> }
  mending: {
    run: string
    asset: string
    made: string
    station: string
    fixes: FixKind[]
    by: string
    made_at: Generated<Date>
  }
}
export type Tx = Transaction<Tables>
export type TemplateRow = Selectable<Tables['template']>
export type ReportRow = Selectable<Tables['report']>
export type WaiverRow = Selectable<Tables['waiver']>
export type NewReport = Omit<ReportRow, 'id' | 'judged_at'>

/** Keeps a judgement in place of the one before. */
export const keepReport = async (tx: Tx, report: NewReport): Promise<void> => {
  const { findings, loudness, ...rest } = report
  const row = { ...rest, findings: JSON.stringify(findings), loudness: loudness && JSON.stringify(loudness) }
  await tx
    .insertInto('report')
    .values(row)
    .onConflict((c) =>
      c.column('asset').doUpdateSet({ ...row, id: sql<string>`uuidv7()`, judged_at: sql<Date>`now()` }),
    )
    .execute()
}

/** The report of an asset; with `lock`, nobody else changes what it says meanwhile. */
export const findReport = (tx: Tx, asset: string, { lock = false } = {}): Promise<ReportRow | undefined> => {
  const query = tx.selectFrom('report').selectAll().where('asset', '=', asset)
  return (lock ? query.forUpdate() : query).executeTakeFirst()
}

export const setVerdict = (tx: Tx, asset: string, verdict: Verdict) =>
  tx.updateTable('report').set({ verdict }).where('asset', '=', asset).execute()

export const listReports = (
  tx: Tx,
  { verdict, assets }: { verdict?: Verdict | undefined; assets?: string[] | undefined },
  before: string | undefined,
  limit: number,
): Promise<ReportRow[]> => {
  let query = tx.selectFrom('report').selectAll()
  if (verdict) query = query.where('verdict', '=', verdict)
  if (assets) query = query.where('asset', 'in', assets.length > 0 ? assets : [noAsset])
  if (before) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}
const noAsset = '00000000-0000-0000-0000-000000000000'

export const waiversOf = (tx: Tx, assets: readonly string[]): Promise<WaiverRow[]> =>
  assets.length === 0 ? Promise.resolve([]) : tx.selectFrom('waiver').selectAll().where('asset', 'in', assets).execute()

export const keepWaiver = (tx: Tx, waiver: Omit<WaiverRow, 'at'>) =>
  tx
    .insertInto('waiver')
    .values(waiver)
    .onConflict((c) =>
      c.columns(['asset', 'finding']).doUpdateSet({ reason: waiver.reason, by: waiver.by, at: sql<Date>`now()` }),
    )
    .execute()

export const dropWaiver = async (tx: Tx, asset: string, finding: string): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('waiver')
    .where('asset', '=', asset)
    .where('finding', '=', finding)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Drops what is known of an asset that is no more. */
export const forgetAsset = async (tx: Tx, asset: string): Promise<void> => {
  for (const table of ['report', 'waiver', 'mending'] as const)
    await tx.deleteFrom(table).where('asset', '=', asset).execute()
}

export const templatesOf = (tx: Tx): Promise<TemplateRow[]> =>
  tx.selectFrom('template').selectAll().orderBy('id').execute()

export const findTemplate = (tx: Tx, id: string): Promise<TemplateRow | undefined> =>
  tx.selectFrom('template').selectAll().where('id', '=', id).executeTakeFirst()

export const insertTemplate = (
  tx: Tx,
  template: Pick<TemplateRow, 'station' | 'title' | 'stops_publish' | 'created_by' | 'rules'>,
): Promise<TemplateRow> =>
  tx
    .insertInto('template')
    .values({ ...template, rules: JSON.stringify(template.rules) })
    .returningAll()
    .executeTakeFirstOrThrow()

/** Changes a template that is still at a version; undefined if it has moved on. */
export const changeTemplate = (
  tx: Tx,
  id: string,
  version: number,
  { rules, ...changes }: Partial<Pick<TemplateRow, 'title' | 'stops_publish' | 'rules'>>,
): Promise<TemplateRow | undefined> =>
  tx
    .updateTable('template')
    .set({ ...changes, ...(rules ? { rules: JSON.stringify(rules) } : {}), version: sql<number>`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

export const dropTemplate = (tx: Tx, id: string): Promise<TemplateRow | undefined> =>
  tx.deleteFrom('template').where('id', '=', id).returningAll().executeTakeFirst()

/** What the station judges by; undefined where it has not chosen. */
export const chosenTemplate = async (tx: Tx): Promise<string | undefined> =>
  (await tx.selectFrom('choice').select('template').executeTakeFirst())?.template

export const chooseTemplate = (tx: Tx, choice: Tables['choice']) =>
  tx
    .insertInto('choice')
    .values(choice)
    .onConflict((c) => c.column('station').doUpdateSet({ template: choice.template }))
    .execute()

export const keepMending = (tx: Tx, mending: Omit<Selectable<Tables['mending']>, 'made_at'>) =>
  tx
    .insertInto('mending')
    .values(mending)
    .onConflict((c) => c.doNothing())
    .execute()

export const findMending = (tx: Tx, run: string) =>
  tx.selectFrom('mending').selectAll().where('run', '=', run).executeTakeFirst()

export const mendingsOf = (tx: Tx, asset: string) =>
  tx.selectFrom('mending').selectAll().where('asset', '=', asset).orderBy('run', 'desc').limit(100).execute()
