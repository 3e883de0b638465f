import { idInCursor, pageOf, type Api, type Call } from '#backbone'
import type { HistoryEntry, vms } from './contract.ts'
import { notFound, type VmsKit } from './kit.ts'
import { findAsset } from './store.ts'

type Run = Awaited<ReturnType<VmsKit['use']['runs']['list']>>['items'][number]
type Trail = Awaited<ReturnType<VmsKit['use']['access']['trail']>>['items'][number]

/** An asset has few runs: one for each time it was ingested. */
const mostRuns = 200

/**
 * What happened to an asset: its entries in the audit trail and the runs for it, as one list. Entries are known by ids
 * that order them in time (UUIDv7): those of the trail have one, those of runs are given one of their instant.
 */
export const history =
  ({ inStation, use }: VmsKit): Api<typeof vms>['history'] =>
  async ({ id, cursor, limit = 50 }, call) => {
    if (!(await inStation(call, (tx) => findAsset(tx, id)))) throw notFound(id)
    const before = cursor === undefined ? undefined : idInCursor(cursor)
    const page = { subject: id, limit: Math.min(limit + 1, 200), ...(cursor === undefined ? {} : { cursor }) }
    const [trail, runs] = await Promise.all([use.access.trail(page, call), runsFor(use, id, call)])
    const entries = [...trail.items.map(ofTrail), ...runs.flatMap(ofRun)]
      .filter((entry) => before === undefined || entry.id < before)
      .toSorted((one, other) => (one.id < other.id ? 1 : -1))
    const most = Math.min(limit, 199)
    return pageOf(
      entries.slice(0, most + 1),
      most,
      (entry) => [entry.id],
      (entry) => entry,
    )
  }

const runsFor = async (use: VmsKit['use'], subject: string, call: Call): Promise<Run[]> =>
  (await use.runs.list({ subject, limit: mostRuns }, call)).items

const ofTrail = ({ id, at, actor, action, before, after }: Trail): HistoryEntry => ({
  id,
  at,
  kind: 'change',
  action,
  actor,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

const ofRun = ({ id, workflow, title, state, error, createdAt, endedAt }: Run): HistoryEntry[] => {
  const run = { id, workflow, title }
  const begun = { id: idAt(createdAt, id), at: createdAt, kind: 'run' as const, action: 'run.begun', run }
  if (endedAt === undefined) return [begun]
  const ended = { ...begun, id: idAt(endedAt, id), at: endedAt, action: `run.${state}` }
  return [begun, { ...ended, ...(error ? { error: { type: error.type, title: error.title } } : {}) }]
}

/** A UUIDv7 of an instant; the rest of another id keeps it apart from those of the same millisecond. */
const idAt = (instant: string, like: string): string => {
  const hex = Date.parse(instant).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${like.slice(15, 18)}-${like.slice(19)}`
}
