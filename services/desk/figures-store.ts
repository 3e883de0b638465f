import { sql } from 'kysely'
import type { FigureKind } from './contract.ts'
import type { Tx } from './store.ts'

/** Adds to what was counted in the quarter of an hour of `at`. */
export const addTo = async (tx: Tx, station: string, at: Date, kind: FigureKind, amount: number): Promise<void> => {
  if (amount === 0) return
  await sql`insert into ${sql.table('tally')} (station, at, kind, amount)
    values (${station}, date_bin('15 minutes', ${at}::timestamptz, 'epoch'), ${kind}, ${amount})
    on conflict (station, at, kind) do update set amount = tally.amount + excluded.amount`.execute(tx)
}

export type Sum = { starts: Date; kind: FigureKind | null; amount: number }

/** Sums for every hour or day that the span touches; a bucket in which nothing was counted has one row without a kind. */
export const sumsOf = async (
  tx: Tx,
  span: { from: Date; to: Date; bucket: 'hour' | 'day'; timeZone: string },
): Promise<Sum[]> => {
  const step = sql.lit(`1 ${span.bucket}`)
  const { rows } = await sql<Sum>`
    select b.starts, t.kind, coalesce(sum(t.amount), 0)::float8 as amount
    from generate_series(date_trunc(${span.bucket}, ${span.from}::timestamptz, ${span.timeZone}),
      ${span.to}::timestamptz - interval '1 millisecond', interval ${step}, ${span.timeZone}) as b(starts)
    left join ${sql.table('tally')} t
      on t.at >= b.starts and t.at < date_add(b.starts, interval ${step}, ${span.timeZone})
    group by b.starts, t.kind order by b.starts`.execute(tx)
  return rows
}

export type DayRow = { kind: FigureKind; today: number; yesterday: number }

/** When the day began, and what was counted since and between yesterday's midnight and the same time of day. */
export const dayOf = async (tx: Tx, timeZone: string): Promise<{ since: Date; sums: DayRow[] }> => {
  const day = sql`date_trunc('day', now(), ${timeZone})`
  const { rows: began } = await sql<{ since: Date }>`select ${day} as since`.execute(tx)
  const { rows: sums } = await sql<DayRow>`
    select kind, coalesce(sum(amount) filter (where at >= ${day}), 0)::float8 as today,
      coalesce(sum(amount) filter (where at < ${day} and at <= date_subtract(now(), '1 day', ${timeZone})), 0)::float8
        as yesterday
    from ${sql.table('tally')} where at >= date_subtract(${day}, '1 day', ${timeZone}) and at <= now()
    group by kind`.execute(tx)
  return { since: began[0]!.since, sums }
}

/** Whether nobody has looked yet, this hour, how much is stored. */
export const isStockDue = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql`
    select 1 from ${sql.table('stock')} where at = date_trunc('hour', now()) limit 1`.execute(tx)
  return rows.length === 0
}

/** Notes how much is stored in this hour; the last look in an hour stands. */
export const noteStock = (tx: Tx, station: string, stock: { essenceBytes: number; segmentBytes: number }) =>
  sql`insert into ${sql.table('stock')} (station, at, essence_bytes, segment_bytes)
    values (${station}, date_trunc('hour', now()), ${stock.essenceBytes}, ${stock.segmentBytes})
    on conflict (station, at) do update
      set essence_bytes = excluded.essence_bytes, segment_bytes = excluded.segment_bytes`.execute(tx)

/** The first look within the given days. */
export const stockAsOf = async (tx: Tx, days: number) => {
  const { rows } = await sql<{ at: Date; essenceBytes: number; segmentBytes: number }>`
    select at, essence_bytes::float8 as "essenceBytes", segment_bytes::float8 as "segmentBytes"
    from ${sql.table('stock')} where at >= now() - make_interval(days => ${days}) order by at limit 1`.execute(tx)
  return rows[0]
}
