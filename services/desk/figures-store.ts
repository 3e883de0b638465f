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

export type Span = { from: Date; to: Date; bucket: 'hour' | 'day'; timeZone: string }
/** `place` counts the buckets from 0. */
export type Sum = { place: number; kind: FigureKind; amount: number }

/** When every hour or day that the span touches begins, and what was counted in each. */
export const sumsOf = async (
  tx: Tx,
  { from, to, bucket, timeZone }: Span,
): Promise<{ starts: Date[]; sums: Sum[] }> => {
  const step = sql.lit(`1 ${bucket}`)
  const { rows: buckets } = await sql<{ starts: Date; ends: Date }>`
    select starts, date_add(starts, interval ${step}, ${timeZone}) as ends
    from generate_series(date_trunc(${bucket}, ${from}::timestamptz, ${timeZone}),
      ${to}::timestamptz - interval '1 millisecond', interval ${step}, ${timeZone}) as starts`.execute(tx)
  const starts = buckets.map((one) => one.starts)
  // A join on spans of time would look at every cell for every bucket.
  const { rows: sums } = await sql<Sum>`
    select width_bucket(at, ${starts}::timestamptz[]) - 1 as place, kind, sum(amount)::float8 as amount
    from ${sql.table('tally')} where at >= ${starts[0]} and at < ${buckets.at(-1)?.ends} group by 1, 2`.execute(tx)
  return { starts, sums }
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
