import type { access } from '#backbone/access/contract'
import type { system } from '#backbone/bus'
import type { runs } from '#backbone/jobs/contract'
import { Problem, type Api, type Call, type Kit } from '#backbone'
import type { slice } from '#services/slice'
import type { storage } from '#services/storage'
import type { vms } from '#services/vms'
import { figureKinds, type desk, type FigureKind } from './contract.ts'
import { dayOf, isStockDue, noteStock, stockAsOf, sumsOf } from './figures-store.ts'
import { daysUntilFull, growthPerDay, type Standing } from './growth.ts'
import type { Tables } from './store.ts'

export type DeskKit = Kit<
  typeof desk,
  {
    access: typeof access
    runs: typeof runs
    slice: typeof slice
    storage: typeof storage
    system: typeof system
    vms: typeof vms
  },
  Tables
>

const mostBuckets = 800
const growthDays = 14
const defaultTimeZone = 'Asia/Shanghai'
const bucketMilliseconds = { hour: 3_600_000, day: 86_400_000 }

const badSpan = (most: number) =>
  new Problem('bad-span', 400, `From must lie before to, and at most ${most} hours or days apart`, { most })
const badTimeZone = (timeZone: string) =>
  new Problem('unknown-time-zone', 400, 'There is no such time zone', { timeZone })

export type Measuring = {
  /** How much is stored, and for how long that can go on; notes what it found. */
  standing(call: Call): Promise<Standing>
  /** Notes how much is stored, unless that was done this hour; that it fails is nobody's concern. */
  sample(call: Call): Promise<void>
}

export const measuring = ({ inStation, use, log }: DeskKit): Measuring => {
  const standing: Measuring['standing'] = async (call) => {
    const [essences, segments] = await Promise.all([use.storage.usage({}, call), use.slice.usage({}, call)])
    const { quotaBytes, freeBytes } = essences
    const now = { essenceBytes: essences.bytes, segmentBytes: segments.bytes }
    const then = await inStation(call, async (tx) => {
      await noteStock(tx, call.station, now)
      return stockAsOf(tx, growthDays)
    })
    const at = new Date()
    const growth = (bytesOf: (stock: typeof now) => number) =>
      growthPerDay(then && { at: then.at, bytes: bytesOf(then) }, { at, bytes: bytesOf(now) })
    const ofEssence = growth((stock) => stock.essenceBytes)
    const ofAll = growth((stock) => stock.essenceBytes + stock.segmentBytes)
    const left = [
      daysUntilFull(quotaBytes === undefined ? undefined : quotaBytes - now.essenceBytes, ofEssence),
      daysUntilFull(freeBytes, ofAll),
    ].filter((days) => days !== undefined)
    return {
      ...now,
      ...(quotaBytes === undefined ? {} : { quotaBytes }),
      ...(freeBytes === undefined ? {} : { freeBytes }),
      ...(ofAll === undefined ? {} : { growthBytesPerDay: ofAll }),
      ...(left.length === 0 ? {} : { daysLeft: Math.min(...left) }),
    }
  }
  return {
    standing,
    async sample(call) {
      try {
        if (await inStation(call, isStockDue)) await standing(call)
      } catch (err) {
        log.debug({ err }, 'nobody looked how much is stored')
      }
    },
  }
}

/** The figures of a station, out of what was counted as it happened. */
export const figuresApi = (
  { inStation }: DeskKit,
  { standing }: Measuring,
): Pick<Api<typeof desk>, 'figures' | 'today'> => ({
  async figures({ from, to, bucket, timeZone = defaultTimeZone }, call) {
    const span = { from: new Date(from), to: new Date(to), bucket, timeZone: known(timeZone) }
    const buckets = (span.to.getTime() - span.from.getTime()) / bucketMilliseconds[bucket]
    if (!(buckets > 0 && buckets <= mostBuckets)) throw badSpan(mostBuckets)
    const { starts, sums } = await inStation(call, (tx) => sumsOf(tx, span)).catch(unknownToDatabase(timeZone))
    const series = perFigure(() => starts.map(() => 0))
    const totals = perFigure(() => 0)
    for (const { place, kind, amount } of sums) {
      series[kind][place] = amount
      totals[kind] += amount
    }
    return { starts: starts.map((start) => start.toISOString()), series, totals }
  },

  async today({ timeZone = defaultTimeZone }, call) {
    known(timeZone)
    const [day, storage] = await Promise.all([
      inStation(call, (tx) => dayOf(tx, timeZone)).catch(unknownToDatabase(timeZone)),
      standing(call),
    ])
    const today = perFigure(() => 0)
    const yesterday = perFigure(() => 0)
    for (const sum of day.sums) {
      today[sum.kind] = sum.today
      yesterday[sum.kind] = sum.yesterday
    }
    return { since: day.since.toISOString(), today, yesterday, storage }
  },
})

const perFigure = <T>(value: () => T) =>
  Object.fromEntries(figureKinds.map((kind) => [kind, value()])) as Record<FigureKind, T>

/** A time zone's name if it is one; the database would take `X+8` for eight hours west. */
const known = (timeZone: string): string => {
  try {
    Intl.DateTimeFormat('en', { timeZone })
    return timeZone
  } catch {
    throw badTimeZone(timeZone)
  }
}

const unknownToDatabase = (timeZone: string) => (error: unknown) => {
  throw error instanceof Error && 'code' in error && error.code === '22023' ? badTimeZone(timeZone) : error
}
