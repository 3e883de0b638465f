import type { Call, EventHandlers } from '#backbone'
import { ensureColumn } from './columns-store.ts'
import { noteHold } from './holds-store.ts'
import { ingest } from './ingest.ts'
import { ignore, type StartIngest, type VmsKit } from './kit.ts'
import {
  changeAsset,
  essenceInUse,
  findAsset,
  findByEssence,
  findUpload,
  insertAsset,
  lockEssence,
  noteUpload,
  type Row,
} from './store.ts'

/** What the catalogue does when things happen elsewhere. Every reaction bears being told twice. */
export const reactions = (kit: VmsKit, startIngest: StartIngest): EventHandlers => {
  const { inStation, use, publish, audit, tell } = kit
  const told = (row: Row | undefined) => {
    if (row) tell(row.station, 'assets', { id: row.id, state: row.state, playable: row.playable, version: row.version })
  }
  const change = async (
    call: Call,
    id: string,
    changes: Parameters<typeof changeAsset>[2],
    only: Parameters<typeof changeAsset>[3] = {},
  ) => told(await inStation(call, (tx) => changeAsset(tx, id, changes, only)))

  /** Lets go of an essence, which goes when no other asset needs it. */
  const release = async ({ id, essence }: Pick<Row, 'id' | 'essence'>, call: Call) => {
    await use.storage.refer({ id: essence, by: `vms/${id}`, refers: false }, call)
    if (await inStation(call, (tx) => essenceInUse(tx, essence))) return
    await use.storage.delete({ id: essence }, call).catch(ignore('essence-not-found', 'essence-in-use'))
  }

  /** Holds on to the essence of a new asset, unless somebody has deleted the asset already. */
  const hold = async (row: Row | undefined, call: Call) => {
    if (!row) return
    const by = `vms/${row.id}`
    await use.storage.refer({ id: row.essence, by, refers: true }, call).catch(ignore('essence-not-found'))
    if (!(await inStation(call, (tx) => findAsset(tx, row.id)))) await release(row, call)
  }

  return {
    /** A file is in: it becomes an asset, or is recognised as one that is there already. */
    'upload.finished': async ({ data }, call) => {
      // Told again after its asset was deleted with everything, it must not become another one.
      const essence = await use.storage.get({ id: data.essence }, call).catch(ignore('essence-not-found'))
      if (!essence) return
      const row = await inStation(call, async (tx) => {
        await lockEssence(tx, data.essence)
        const noted = await findUpload(tx, data.upload)
        if (noted) return findAsset(tx, noted.asset)
        const known = await findByEssence(tx, data.essence)
        const column = firstOf(data.metadata.column?.trim() ?? '', 100) || null
        if (!known && column) await ensureColumn(tx, call.station, column)
        const made =
          known ??
          (await insertAsset(tx, {
            station: call.station,
            essence: data.essence,
            file_name: data.name,
            title: titleOf(data),
            column,
            created_by: data.startedBy.name,
          }))
        await noteUpload(tx, { id: data.upload, station: call.station, asset: made.id, duplicate: known !== undefined })
        if (known) return known.state === 'failed' ? startIngest(tx, known) : known
        await publish(
          tx,
          'created',
          { station: call.station, subject: made.id },
          { asset: made.id, essence: made.essence },
        )
        const change = { action: 'asset.created', subject: made.id, after: { title: made.title } }
        await audit(tx, { ...call, actor: data.startedBy }, change)
        return startIngest(tx, made)
      })
      await hold(row, call)
      await use.storage.refer({ id: data.essence, by: `upload/${data.upload}`, refers: false }, call)
      told(row)
    },

    'transcode.probed': ({ data }, call) => {
      const { durationSeconds, video } = data.media
      return change(call, data.source, {
        duration_seconds: durationSeconds,
        ...(video ? { width: video.width, height: video.height } : {}),
      })
    },
    'transcode.pictured': async ({ data: { source, poster } }, call) => {
      const row = await inStation(call, (tx) => findAsset(tx, source))
      // Who chose the poster has noted it already.
      if (!row || (row.has_poster && row.poster === poster)) return
      await change(call, source, { has_poster: poster !== null, poster: poster ?? null })
    },
    /** What shows again what must not be shown is held back until somebody has cleared it. */
    'dna.judged': async ({ data }, call) => {
      const why = data.verdict === 'block' ? 'It shows again what the station does not let be published' : undefined
      await inStation(call, async (tx) => {
        const row = await findAsset(tx, data.asset)
        if (row) await noteHold(tx, row, 'dna', why)
      })
    },
    /** What the station's template lets nobody publish is held back until it is mended or waived. */
    'qc.judged': async ({ data }, call) => {
      const why = data.stopsPublish ? 'It did not pass technical QC' : undefined
      await inStation(call, async (tx) => {
        const row = await findAsset(tx, data.asset)
        if (row) await noteHold(tx, row, 'qc', why)
      })
    },
    'slice.playable': ({ data }, call) => change(call, data.source, { playable: true }, { from: ['ingesting'] }),

    'runs.ended': async ({ data }, call) => {
      if (data.workflow !== ingest.name || !data.subject) return
      // Of a run that was followed by another one, the end says nothing about the asset any more.
      const row = await inStation(call, (tx) => findAsset(tx, data.subject))
      if (!row || row.run !== data.run) return
      if (data.state === 'done')
        return change(call, row.id, { state: 'ready', playable: true, error: null }, { from: ['ingesting', 'failed'] })
      const error = data.error ?? { type: 'cancelled', title: 'The ingest was cancelled' }
      await change(call, row.id, { state: 'failed', error: JSON.stringify(sayable(error)) }, { from: ['ingesting'] })
    },

    /** A run that had failed is being done again. */
    'runs.resumed': async ({ data }, call) => {
      if (data.workflow !== ingest.name || !data.subject) return
      const row = await inStation(call, (tx) => findAsset(tx, data.subject))
      if (!row || row.run !== data.run) return
      await change(call, row.id, { state: 'ingesting', error: null }, { from: ['failed'] })
    },

    /** What is done for an asset in the recycle bin is given up; if it has been restored meanwhile, all but its new run. */
    'vms.binned': async ({ data }, call) => {
      const row = await inStation(call, (tx) => findAsset(tx, data.asset as string))
      if (row) await endRuns(use, row, call)
    },

    /** A deleted asset leaves nothing behind: its run ends, its flows go, its essence goes unless another asset needs it. */
    'vms.deleted': async ({ data }, call) => {
      const id = data.asset as string
      await endRuns(use, { id, run: null }, call)
      await use.transcode.forget({ source: id }, call)
      await release({ id, essence: data.essence }, call)
    },
  }
}

/** Ends whatever is still being done for an asset, apart from its present run. */
export const endRuns = async (
  { runs: api }: VmsKit['use'],
  { id, run: present }: Pick<Row, 'id' | 'run'>,
  call: Call,
): Promise<void> => {
  for (const state of ['waiting', 'running'] as const) {
    const { items } = await api.list({ subject: id, state, limit: 10 }, call)
    for (const { id: run } of items) if (run !== present) await api.cancel({ run }, call).catch(ignore('run-ended'))
  }
}

type Failure = { type: string; title: string; detail?: Record<string, unknown> }
/** A failure with those of its details that fit beside an asset in a list: figures and short words. */
const sayable = ({ type, title, detail }: Failure): Failure => {
  const short = Object.entries(detail ?? {})
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean' || isShort(value))
    .slice(0, 10)
  return { type, title, ...(short.length > 0 ? { detail: Object.fromEntries(short) } : {}) }
}
const isShort = (value: unknown) => typeof value === 'string' && value.length <= 200

/** What the sender called it; else the file's name without its ending. */
const titleOf = (data: { name: string; metadata: Record<string, string> }) =>
  firstOf(data.metadata.title?.trim() || data.name.replace(/\.[A-Za-z0-9]{2,5}$/, '').trim() || data.name, 300)

/** The first characters of a text, none of them cut in half. */
const firstOf = (text: string, characters: number) => [...text].slice(0, characters).join('')
