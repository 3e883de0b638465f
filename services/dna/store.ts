import { sql, type ColumnType, type Generated, type Selectable, type Transaction } from 'kysely'
import type { Action, Decision, Edit, Policy, Stretch } from './contract.ts'

type Defaulted<T> = ColumnType<T, T | undefined, T>
export type Tables = {
  print: {
    number: Generated<string>
    touch: string
    station: string
    asset: string
    state: 'ready' | 'failed'
    gone: Defaulted<boolean>
    shared: Defaulted<boolean>
    column: string | null
    object: string | null
    bytes: Defaulted<number>
    frames: Defaulted<number>
    sound_items: Defaulted<number>
    seconds: Defaulted<number>
    error: ColumnType<{ type: string; title: string } | null, string | null, string | null>
    registered_at: Generated<Date>
  }
  match: {
    id: Generated<string>
    station: string
    asset: string
    source: string
    source_station: string | null
    seconds: number
    score: number
    edits: Edit[]
    stretches: ColumnType<Stretch[], string, string>
    action: Action
    credit_line: string | null
    decision: Defaulted<Decision>
    decided_by: string | null
    decided_at: Date | null
    note: string | null
    found_at: Generated<Date>
  }
  policy: {
    id: Generated<string>
    station: string
    kind: Policy['source']['kind']
    value: string
    action: Action
    minimum_seconds: number
    credit_line: string | null
    share: boolean
    note: string | null
    updated_at: Generated<Date>
    updated_by: string
  }
  snapshot: { touch: string; object: string; made_at: Generated<Date> }
}
export type Tx = Transaction<Tables>
export type PrintRow = Selectable<Tables['print']>
export type PolicyRow = Selectable<Tables['policy']>

/** Changes to prints are made one at a time, so that none becomes visible after a later one. Across stations only. */
const nextTouch = async (tx: Tx): Promise<string> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('dna.touch', 0))`.execute(tx)
  const { rows } = await sql<{ touch: string }>`select nextval('touch') as touch`.execute(tx)
  return rows[0]!.touch
}

export type NewPrint = Pick<PrintRow, 'station' | 'asset' | 'state' | 'column' | 'object'> & {
  bytes?: number
  frames?: number
  sound_items?: number
  seconds?: number
  error?: string
}

/** Keeps a print in place of the one before, and says which object is no longer needed. */
export const keepPrint = async (tx: Tx, print: NewPrint): Promise<{ number: string; before: string | undefined }> => {
  const before = await endPrint(tx, print.asset)
  const touch = await nextTouch(tx)
  const { number } = await tx
    .insertInto('print')
    .values({ ...print, touch, error: print.error ?? null })
    .returning('number')
    .executeTakeFirstOrThrow()
  await sql`update print set shared = ${sharedNow} where number = ${number}`.execute(tx)
  return { number, before: before?.object ?? undefined }
}

/** Ends the print of an asset, if it has one. */
export const endPrint = async (tx: Tx, asset: string): Promise<{ object: string | null } | undefined> => {
  const touch = await nextTouch(tx)
  return tx
    .updateTable('print')
    .set({ gone: true, touch })
    .where('asset', '=', asset)
    .where('gone', '=', false)
    .returning('object')
    .executeTakeFirst()
}

/** Whether the most particular policy for a print shares it with other stations. */
const sharedNow = sql<boolean>`coalesce((
  select share from policy p where p.station = print.station and (p.kind = 'default'
    or (p.kind = 'column' and p.value = print."column") or (p.kind = 'asset' and p.value = print.asset::text))
  order by array_position(array['asset', 'column', 'default'], p.kind) limit 1), false)`

/** Brings what is shared up to date with the policies of a station. */
export const shareAnew = async (tx: Tx, station: string): Promise<void> => {
  const { rows } = await sql<{ number: string }>`select number from print
    where station = ${station} and not gone and shared <> ${sharedNow} order by number`.execute(tx)
  for (const { number } of rows) {
    const touch = await nextTouch(tx)
    await sql`update print set touch = ${touch}, shared = ${sharedNow} where number = ${number}`.execute(tx)
  }
}

/** Notes in which column an asset is now; undefined where that is known already. */
export const noteColumn = (tx: Tx, asset: string, column: string | null) =>
  tx
    .updateTable('print')
    .set({ column })
    .where('asset', '=', asset)
    .where('gone', '=', false)
    .where(sql<boolean>`"column" is distinct from ${column}`)
    .returning('number')
    .executeTakeFirst()

export const findPrint = (tx: Tx, asset: string): Promise<PrintRow | undefined> =>
  tx.selectFrom('print').selectAll().where('asset', '=', asset).where('gone', '=', false).executeTakeFirst()

/** The prints of some assets, by asset; they cannot end before this transaction does. */
export const holdPrints = async (tx: Tx, assets: readonly string[]): Promise<Map<string, PrintRow>> => {
  const rows = await tx
    .selectFrom('print')
    .selectAll()
    .where(sql<boolean>`asset = any(${sql.val([...assets])}::uuid[])`)
    .where('gone', '=', false)
    // In the order in which `shareAnew` takes them: neither waits for what the other holds.
    .orderBy('number')
    .forShare()
    .execute()
  return new Map(rows.map((row) => [row.asset, row]))
}

export const findPrintByNumber = (tx: Tx, number: number): Promise<PrintRow | undefined> =>
  tx.selectFrom('print').selectAll().where('number', '=', String(number)).executeTakeFirst()

/** What changed after a touch, in order. */
export const touchedAfter = (tx: Tx, touch: string, limit: number): Promise<PrintRow[]> =>
  tx.selectFrom('print').selectAll().where('touch', '>', touch).orderBy('touch').limit(limit).execute()

export const newestSnapshot = (tx: Tx) =>
  tx.selectFrom('snapshot').selectAll().orderBy('touch', 'desc').limit(1).executeTakeFirst()

/** Notes a snapshot, and says which objects of older ones can go. */
export const noteSnapshot = async (tx: Tx, snapshot: { touch: string; object: string }): Promise<string[]> => {
  await tx
    .insertInto('snapshot')
    .values(snapshot)
    .onConflict((c) => c.column('touch').doNothing())
    .execute()
  const old = await tx.deleteFrom('snapshot').where('touch', '<', snapshot.touch).returning('object').execute()
  return old.map(({ object }) => object)
}

/** Of the given assets those that have no print. */
export const withoutPrint = async (tx: Tx, assets: readonly string[]): Promise<string[]> => {
  if (assets.length === 0) return []
  const rows = await tx
    .selectFrom('print')
    .select('asset')
    .where('asset', 'in', assets)
    .where('gone', '=', false)
    .execute()
  return assets.filter((asset) => !rows.some((row) => row.asset === asset))
}
