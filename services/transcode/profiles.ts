import { changedMeanwhile, Problem, type Api } from '#backbone'
import { standardProfile } from '#media/ladder'
import type { transcode } from './contract.ts'
import type { TranscodeKit } from './jobs.ts'
import type { Profile, ProfileSettings } from './profile-contract.ts'
import {
  changeProfile,
  chooseForColumn,
  chooseProfile,
  chosenProfile,
  columnProfiles,
  dropProfile,
  findLogo,
  findProfile,
  freeColumn,
  insertProfile,
  profilesOf,
  type LogoRow,
  type ProfileRow,
} from './profiles-store.ts'
import type { Tx } from './store.ts'

const notFound = (profile: string) =>
  new Problem('profile-not-found', 404, 'There is no such encoding profile here', { profile })
const inUse = (columns: number) =>
  new Problem('profile-in-use', 409, 'The station or a column encodes by this profile: choose another one first', {
    columns,
  })
const tooMany = () => new Problem('too-many-profiles', 409, `A station has at most ${mostProfiles} encoding profiles`)
export const noLogo = (logo: string) => new Problem('logo-not-found', 404, 'There is no such logo here', { logo })

const mostProfiles = 100
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The profile of those who choose none. */
export const standard = {
  id: 'standard',
  title: '',
  settings: {
    shortSides: [...standardProfile.shortSides],
    crf: standardProfile.crf,
    audioBitsPerSecond: standardProfile.audioBitsPerSecond,
    additional: [],
  },
} satisfies { id: string; title: string; settings: ProfileSettings }

/** A profile as something is encoded by it. */
export type Found = { id: string; title: string; settings: ProfileSettings; logo?: LogoRow }

/** The profile of an id; of the station's choice where none is named. Throws `profile-not-found`. */
export const profileFor = async (tx: Tx, wanted: string | undefined): Promise<Found> => {
  const id = wanted ?? (await chosenProfile(tx)) ?? standard.id
  if (id === standard.id) return standard
  const row = uuid.test(id) ? await findProfile(tx, id) : undefined
  if (!row) throw notFound(id)
  const logo = row.logo === null ? undefined : await findLogo(tx, row.logo)
  return { id, title: row.title, settings: settingsOf(row), ...(logo ? { logo } : {}) }
}

const settingsOf = ({ settings, logo }: ProfileRow): ProfileSettings => ({
  shortSides: settings.shortSides,
  crf: settings.crf,
  audioBitsPerSecond: settings.audioBitsPerSecond,
  additional: settings.additional,
  ...(logo === null ? {} : { logo }),
})

type ProfileOps = Pick<
  Api<typeof transcode>,
  'profiles' | 'addProfile' | 'changeProfile' | 'dropProfile' | 'chooseProfile' | 'chooseForColumn'
>

/** Encoding profiles (转码模板): the standard one, those of the station, and what is encoded by which. */
export const profileOps = ({ inStation, audit }: TranscodeKit): ProfileOps => {
  const chosenIn = async (tx: Tx) => (await chosenProfile(tx)) ?? standard.id
  const shape = (row: ProfileRow, chosen: string): Profile => ({
    id: row.id,
    title: row.title,
    builtIn: false,
    isDefault: row.id === chosen,
    settings: settingsOf(row),
    version: row.version,
  })
  const shapeStandard = (chosen: string): Profile => ({
    ...standard,
    builtIn: true,
    isDefault: chosen === standard.id,
    version: 1,
  })
  const parts = async (tx: Tx, { logo = undefined, ...settings }: ProfileSettings) => {
    if (logo !== undefined && !(await findLogo(tx, logo))) throw noLogo(logo)
    return { settings, logo: logo ?? null }
  }

  return {
    profiles: (_, call) =>
      inStation(call, async (tx) => {
        const chosen = await chosenIn(tx)
        const own = await profilesOf(tx)
        return {
          items: [shapeStandard(chosen), ...own.map((row) => shape(row, chosen))],
          columns: await columnProfiles(tx),
        }
      }),

    addProfile: ({ title, settings }, call) =>
      inStation(call, async (tx) => {
        if ((await profilesOf(tx)).length >= mostProfiles) throw tooMany()
        const about = { station: call.station, title, created_by: call.actor.name }
        const row = await insertProfile(tx, { ...about, ...(await parts(tx, settings)) })
        await audit(tx, call, { action: 'profile.added', subject: row.id, after: { title, settings } })
        return shape(row, await chosenIn(tx))
      }),

    changeProfile: ({ id, version, title, settings }, call) =>
      inStation(call, async (tx) => {
        const before = await findProfile(tx, id)
        if (!before) throw notFound(id)
        const changes = { ...(title === undefined ? {} : { title }), ...(settings ? await parts(tx, settings) : {}) }
        const row = await changeProfile(tx, { id, version }, changes)
        if (!row) throw changedMeanwhile(before.version)
        await audit(tx, call, {
          action: 'profile.changed',
          subject: id,
          before: { title: before.title, settings: settingsOf(before) },
          after: { title: row.title, settings: settingsOf(row) },
        })
        return shape(row, await chosenIn(tx))
      }),

    dropProfile: ({ id }, call) =>
      inStation(call, async (tx) => {
        const columns = (await columnProfiles(tx)).filter(({ profile }) => profile === id).length
        if (columns > 0 || (await chosenIn(tx)) === id) throw inUse(columns)
        const row = await dropProfile(tx, id)
        if (!row) throw notFound(id)
        await audit(tx, call, { action: 'profile.deleted', subject: id, before: { title: row.title } })
        return {}
      }),

    chooseProfile: ({ profile }, call) =>
      inStation(call, async (tx) => {
        const before = await chosenIn(tx)
        await profileFor(tx, profile)
        await chooseProfile(tx, { station: call.station, profile })
        const change = { before: { profile: before }, after: { profile } }
        await audit(tx, call, { action: 'profile.chosen', subject: call.station, ...change })
        const row = profile === standard.id ? undefined : await findProfile(tx, profile)
        return row ? shape(row, profile) : shapeStandard(profile)
      }),

    chooseForColumn: ({ column, profile }, call) =>
      inStation(call, async (tx) => {
        if (profile === null) await freeColumn(tx, column)
        else {
          await profileFor(tx, profile)
          await chooseForColumn(tx, { column, station: call.station, profile })
        }
        await audit(tx, call, { action: 'profile.chosen-for-column', subject: column, after: { profile } })
        return {}
      }),
  }
}
