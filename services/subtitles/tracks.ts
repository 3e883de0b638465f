import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import { cleanCues, readSubtitles, retimed, type Cue } from '#media/subtitles'
import type { subtitles } from './contract.ts'
import { noTrack, tooManyTracks, understood, type SubtitlesKit } from './kit.ts'
import { languageOf, nameOf, usualLanguage } from './languages.ts'
import { shapeTrack, shapeWhole } from './shape.ts'
import {
  changeTrack,
  deleteTrack,
  dropOtherDefaults,
  findTrack,
  hasChapters,
  insertTrack,
  lockAsset,
  lockTrack,
  tracksOf,
  type Changes,
  type Heading,
  type NewTrack,
  type Row,
  type Tx,
} from './store.ts'

const mostTracks = 50
const badLanguage = (language: string) => new Problem('bad-language', 400, 'This is no language (BCP 47)', { language })

const known = (language: string): string => {
  const found = languageOf(language)
  if (found === undefined) throw badLanguage(language)
  return found
}

/** Everything that is done to tracks. */
export const tracks = (kit: SubtitlesKit) => {
  const { inStation, use, publish, audit, tell } = kit
  type Change = 'added' | 'changed' | 'deleted'

  const announce = async (tx: Tx, row: Heading, change: Change, languages = [row.language]) =>
    publish(
      tx,
      'changed',
      { station: row.station, subject: row.asset },
      { asset: row.asset, track: row.id, change, languages: [...new Set(languages)] },
    )
  const tellRoom = ({ station, asset, id, version }: Heading, change: Change) =>
    tell(station, `assets:${asset}`, { id: `track/${id}`, track: id, change, version })

  /** Adds a track; undefined where what it was taken out of has one already. */
  const add = async (call: Call, track: Omit<NewTrack, 'station' | 'created_by'>): Promise<Row | undefined> => {
    const row = await inStation(call, async (tx) => {
      await lockAsset(tx, track.asset)
      if ((await tracksOf(tx, track.asset)).length >= mostTracks) throw tooManyTracks(mostTracks)
      const made = await insertTrack(tx, { ...track, station: call.station, created_by: call.actor.name })
      if (!made) return undefined
      if (made.is_default) await dropOtherDefaults(tx, made)
      await announce(tx, made, 'added')
      const { language, label, cue_count: cues } = made
      await audit(tx, call, { action: 'subtitles.added', subject: made.asset, after: { track: label, language, cues } })
      return made
    })
    if (row) tellRoom(row, 'added')
    return row
  }

  /** Changes a track that is still at the version the caller saw. */
  const change = async (
    call: Call,
    { id, version }: { id: string; version: number },
    changesOf: (row: Row) => Changes,
  ): Promise<Row> => {
    await mayEdit(id, call)
    const row = await inStation(call, async (tx) => {
      const { asset } = (await findTrack(tx, id)) ?? {}
      // One at a time, so that of an asset's tracks one is the default.
      if (asset !== undefined) await lockAsset(tx, asset)
      const before = await lockTrack(tx, id)
      if (!before) throw noTrack(id)
      if (before.version !== version) throw changedMeanwhile(before.version)
      const after = await changeTrack(tx, id, changesOf(before), call.actor.name)
      if (after.is_default && (!before.is_default || after.kind !== before.kind)) await dropOtherDefaults(tx, after)
      await announce(tx, after, 'changed', [before.language, after.language])
      await audit(tx, call, { action: 'subtitles.changed', subject: after.asset, ...differences(before, after) })
      return after
    })
    tellRoom(row, 'changed')
    return row
  }

  const mayEdit = async (id: string, call: Call): Promise<void> => {
    const row = await inStation(call, (tx) => findTrack(tx, id))
    if (!row) throw noTrack(id)
    await use.vms.requireEdit({ id: row.asset }, call)
  }

  const api: Api<typeof subtitles> = {
    async tracks({ asset }, call) {
      const rows = await inStation(call, (tx) => tracksOf(tx, asset))
      // Of an asset without any it is asked whether there is one at all.
      if (rows.length === 0) await use.vms.get({ id: asset }, call)
      return { items: rows.map(shapeTrack) }
    },

    async track({ id }, call) {
      const row = await inStation(call, (tx) => findTrack(tx, id))
      if (!row) throw noTrack(id)
      return shapeWhole(row)
    },

    async create({ asset, kind = 'subtitles', language, label, isDefault = false, shown = true, file }, call) {
      await use.vms.requireEdit({ id: asset }, call)
      const found = file === undefined ? undefined : understood(() => readSubtitles(Buffer.from(file, 'base64')))
      const chosen = known(language ?? found?.language ?? usualLanguage)
      const row = await add(call, {
        asset,
        kind,
        language: chosen,
        label: label ?? nameOf(chosen),
        is_default: isDefault,
        shown,
        origin: found ? 'upload' : 'editor',
        stream: null,
        format: found?.format ?? null,
        encoding: found?.encoding ?? null,
        cues: found?.cues ?? [],
      })
      return shapeTrack(row!)
    },

    async replace({ id, version, cues }, call) {
      const clean = understood(() => cleanCues(cues))
      return shapeWhole(await change(call, { id, version }, () => ({ cues: clean })))
    },

    async retime({ id, version, offsetSeconds, factor }, call) {
      const at = (cues: readonly Cue[]) => understood(() => retimed(cues, { offsetSeconds, factor }))
      return shapeWhole(await change(call, { id, version }, ({ cues }) => ({ cues: at(cues) })))
    },

    async change({ id, version, isDefault, language, ...rest }, call) {
      const wanted: Changes = {
        ...rest,
        ...(language === undefined ? {} : { language: known(language) }),
        ...(isDefault === undefined ? {} : { is_default: isDefault }),
      }
      return shapeTrack(await change(call, { id, version }, () => wanted))
    },

    async delete({ id }, call) {
      await mayEdit(id, call)
      const row = await inStation(call, async (tx) => {
        const before = await lockTrack(tx, id)
        if (!before) throw noTrack(id)
        await deleteTrack(tx, id)
        await announce(tx, before, 'deleted')
        const { language, label: track, cue_count: cues } = before
        await audit(tx, call, { action: 'subtitles.deleted', subject: before.asset, before: { track, language, cues } })
        return before
      })
      tellRoom(row, 'deleted')
      return {}
    },

    hasChapters: async ({ asset }) => ({ hasChapters: await kit.across((tx) => hasChapters(tx, asset)) }),
  }
  return { api, add }
}
export type Tracks = ReturnType<typeof tracks>

/** What of a track the audit trail tells of, by the names it has there. */
const told = {
  trackKind: 'kind',
  language: 'language',
  track: 'label',
  isDefault: 'is_default',
  shown: 'shown',
  cues: 'cue_count',
} as const

const differences = (before: Row, after: Row): { before: object; after: object } => {
  const differ = Object.entries(told).filter(([, key]) => before[key] !== after[key])
  const of = (row: Row) => Object.fromEntries(differ.map(([name, key]) => [name, row[key]]))
  return { before: of(before), after: of(after) }
}
