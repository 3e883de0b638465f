import { Problem, systemCall, type Call, type EventHandlers } from '#backbone'
import type { Scope } from '#backbone/scopes'
import type { FigureKind, NoticeKind, Severity, Subject } from './contract.ts'
import type { DeskKit, Measuring } from './figures.ts'
import { addTo } from './figures-store.ts'
import { insertNotice } from './notices-store.ts'
import { findBringer, firstTime, lock, newPart, noteBringer } from './store.ts'
import type { JsonValue } from './json.ts'

type By = { id: string | null; name: string }
type Told = {
  kind: NoticeKind
  severity: Severity
  subject: Subject
  title: string
  params?: Record<string, JsonValue>
  /** Who may know of it, beside who caused it. */
  scope: Scope
  /** Done by somebody on purpose. */
  deed?: boolean
  by?: By | undefined
  /** Of what it was made, where who brought that is who caused it. */
  essence?: string
}
/** `of` names what it is counted of: of the same thing only what is more than before counts. */
type Count = { kind: FigureKind; amount: number; of?: string }
type AssetDeed = Extract<NoticeKind, `asset.${'published' | 'withdrawn' | 'deleted' | 'restored' | 'purged'}`>
type Event = Parameters<EventHandlers[string]>[0]

/** Events this old may have been reckoned with and forgotten; that they were is what a replay of them would mean. */
const oldMilliseconds = 30 * 86_400_000

/** What the name of the catalogue's own workflow is. */
export const ingestWorkflow = 'ingest'

/** Makes notices and figures of what is told on the bus. Every event counts once, however often it comes. */
export const reactions = (kit: DeskKit, { sample }: Measuring): EventHandlers => {
  const { inStation, use, tell } = kit

  const record = async (
    event: Event,
    station: string,
    { notice, counts = [] }: { notice?: Told | undefined; counts?: Count[] },
  ) => {
    const at = new Date(event.time)
    if (Date.now() - at.getTime() > oldMilliseconds) return
    const id = await inStation(station, async (tx) => {
      await lock(tx, station)
      if (!(await firstTime(tx, station, `event/${event.id}`))) return undefined
      for (const { kind, amount, of } of counts) {
        const part = of === undefined ? amount : await newPart(tx, station, of, amount)
        await addTo(tx, station, at, kind, part)
      }
      if (!notice) return undefined
      const { subject, params = {}, deed = false, essence = null, by: said, ...told } = notice
      const by = said?.id || !essence ? said : ((await findBringer(tx, essence)) ?? said)
      const row = { ...told, station, at, deed, essence, params: JSON.stringify(params) }
      const whom = { by_id: by?.id ?? null, by_name: by?.name ?? null }
      return (await insertNotice(tx, { ...row, ...whom, subject_kind: subject.kind, subject: subject.id })).id
    })
    if (id !== undefined && notice) tell(station, 'desk', { what: 'notice', id, severity: notice.severity })
  }

  /** The entry in the audit trail that was made in the same transaction as an event. */
  const entryOf = async (event: Event, subject: string, call: Call) => {
    const { items } = await use.access.audit({ subject, limit: 50 }, call)
    return items.find((entry) => entry.at === event.time)
  }
  const doer = (entry: Awaited<ReturnType<typeof entryOf>>): By | undefined =>
    entry && (entry.actor.kind === 'person' || entry.actor.kind === 'key') ? entry.actor : undefined
  const assetOf = (id: string, call: Call) => use.vms.get({ id }, call).catch(ignore('asset-not-found'))

  /** Something done to an asset, mostly by a person. */
  const deed = async (event: Event, call: Call, kind: AssetDeed, counts: Count[] = []) => {
    const id = event.data.asset as string
    const entry = await entryOf(event, id, call)
    const by = doer(entry)
    // Part of something else that is told (into the bin, out of it), or the platform's own tidying up.
    const isNews = entry === undefined || (entry.action === kind && (by !== undefined || kind !== 'asset.purged'))
    const before = entry?.before as { title?: string } | undefined
    const title = (await assetOf(id, call))?.title ?? before?.title ?? ''
    const about = { severity: 'info' as const, subject: { kind: 'asset' as const, id }, title, deed: true, by }
    const notice = isNews ? { ...about, kind, scope: 'assets:read' as const } : undefined
    await record(event, call.station, { notice, counts })
  }

  const ingestEnded = async (event: Event, call: Call): Promise<Told | undefined> => {
    const { run, subject: id, state, error } = event.data
    const asset = await assetOf(id, call)
    // Of a deleted asset, and of a run that was followed by another one, the end is no news.
    if (!asset || asset.run !== run) return undefined
    const by = { id: null, name: asset.createdBy }
    const about = { subject: { kind: 'asset' as const, id }, title: asset.title, by, essence: asset.essence }
    if (state === 'failed')
      return {
        ...about,
        kind: 'ingest.failed',
        severity: 'fail',
        scope: 'runs:read',
        params: { run, error: brief(error) },
      }
    if (state === 'cancelled')
      return { ...about, kind: 'ingest.cancelled', severity: 'warn', scope: 'runs:read', params: { run } }
    const length = asset.durationSeconds === undefined ? {} : { durationSeconds: asset.durationSeconds }
    return { ...about, kind: 'ingest.done', severity: 'info', scope: 'assets:read', params: { run, ...length } }
  }

  const runEnded = async (event: Event, call: Call): Promise<Told | undefined> => {
    const { run: id, workflow, subject, state, error } = event.data
    if (state === 'done') return undefined
    const { items } = await use.runs.list({ workflow, limit: 50, ...(subject === null ? {} : { subject }) }, call)
    const title = items.find((run) => run.id === id)?.title ?? ''
    const about = { subject: { kind: 'run' as const, id }, title, scope: 'runs:read' as const }
    return state === 'failed'
      ? { ...about, kind: 'run.failed', severity: 'fail', params: { workflow, error: brief(error) } }
      : { ...about, kind: 'run.cancelled', severity: 'warn', params: { workflow } }
  }

  return {
    'upload.finished': async ({ data: { essence, startedBy } }, { station }) => {
      const id = startedBy.kind === 'person' || startedBy.kind === 'key' ? startedBy.id : null
      await inStation(station, async (tx) => {
        await lock(tx, station)
        await noteBringer(tx, { station, essence, id, name: startedBy.name })
      })
    },
    'vms.created': async (event, call) => {
      const { asset: id, essence } = event.data
      const counts = [{ kind: 'assetsMade' as const, amount: 1 }]
      const asset = await assetOf(id, call)
      const by = doer(await entryOf(event, id, call))
      const notice: Told | undefined = asset && {
        kind: 'asset.created',
        severity: 'info',
        subject: { kind: 'asset', id },
        title: asset.title,
        params: asset.column === undefined ? {} : { column: asset.column },
        scope: 'assets:read',
        deed: true,
        by: by ?? { id: null, name: asset.createdBy },
        essence,
      }
      await record(event, call.station, { notice, counts })
    },
    'vms.published': (event, call) => deed(event, call, 'asset.published', [{ kind: 'published', amount: 1 }]),
    'vms.withdrawn': (event, call) => deed(event, call, 'asset.withdrawn', [{ kind: 'withdrawn', amount: 1 }]),
    'vms.binned': (event, call) => deed(event, call, 'asset.deleted'),
    'vms.restored': (event, call) => deed(event, call, 'asset.restored'),
    'vms.deleted': (event, call) => deed(event, call, 'asset.purged'),

    'dna.matched': async (event, call) => {
      const { asset: id, source, seconds, score, action } = event.data
      if (action === 'allow') return
      const asset = await assetOf(id, call)
      if (!asset) return
      // What another station shares has no title here.
      const sourceTitle = (await assetOf(source, call))?.title ?? ''
      const notice: Told = {
        kind: 'asset.matched',
        severity: action === 'credit' ? 'info' : action === 'block' ? 'fail' : 'warn',
        subject: { kind: 'asset', id },
        title: asset.title,
        params: { source, sourceTitle, seconds, score, action },
        scope: 'assets:read',
        by: { id: null, name: asset.createdBy },
        essence: asset.essence,
      }
      await record(event, call.station, { notice })
    },

    'runs.ended': async (event, call) => {
      const { run, workflow, subject, state, cpuSeconds = 0 } = event.data
      const counts: Count[] = [{ kind: 'cpuSeconds', amount: cpuSeconds, of: `cpu/${run}` }]
      if (state !== 'cancelled') counts.push({ kind: state === 'done' ? 'runsDone' : 'runsFailed', amount: 1 })
      const ofAsset = workflow === ingestWorkflow && subject !== null
      const notice = await (ofAsset ? ingestEnded(event, call) : runEnded(event, call))
      await record(event, call.station, { notice, counts })
      await sample(call)
    },
    'transcode.probed': async (event, { station }) => {
      const { source, media } = event.data
      await record(event, station, {
        counts: [{ kind: 'mediaSeconds', amount: media.durationSeconds, of: `media/${source}` }],
      })
    },

    'vod.played': async (event, { station }) => {
      const { bytes, keys } = event.data
      const played: Count = { kind: 'playedBytes', amount: bytes }
      await record(event, station, { counts: [played, { kind: 'keysGiven', amount: keys }] })
    },
    'search.searched': async (event, { station }) =>
      record(event, station, { counts: [{ kind: 'searches', amount: event.data.searches }] }),

    'storage.stored': async (event, call) => {
      await record(event, call.station, { counts: [{ kind: 'essenceBytes', amount: event.data.bytes }] })
      await sample(call)
    },
    'storage.deleted': async (_event, call) => sample(call),
    'storage.damaged': async (event, call) => {
      const id = event.data.essence as string
      const essence = await use.storage.get({ id }, call).catch(ignore('essence-not-found'))
      if (!essence) return
      const subject = { kind: 'essence' as const, id }
      const told = { severity: 'fail' as const, subject, title: essence.name, scope: 'essences:read' as const }
      await record(event, call.station, { notice: { kind: 'essence.damaged', ...told } })
    },

    /** Told to the new station and to the one above it. */
    'access.stationCreated': async (event) => {
      const { station: id, parent } = event.data as { station: string; parent?: string }
      for (const station of parent === undefined ? [id] : [id, parent]) {
        const call = systemCall(station, 'desk')
        const { name } = await use.access.stationOf({ id }, call)
        const by = doer(await entryOf(event, id, call))
        const subject = { kind: 'station' as const, id }
        const told = {
          severity: 'info' as const,
          subject,
          title: name,
          scope: 'station:manage' as const,
          deed: true,
          by,
        }
        await record(event, station, { notice: { kind: 'station.created', ...told } })
      }
    },
  }
}

const brief = (error: { type: string; title: string } | null): JsonValue =>
  error && { type: error.type, title: error.title }

/** Makes nothing of problems of the given types, and lets others through. */
export const ignore =
  (...types: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Problem && types.includes(error.type))) throw error
  }
