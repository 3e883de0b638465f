import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { LogoPlace } from '#media/ladder'
import type { ProfileSettings } from './profile-contract.ts'
import type { SettledProfile } from './settled.ts'
import type { Tx } from './store.ts'

type Settings = Omit<ProfileSettings, 'logo'>
export type ProfileTables = {
  profile: {
    id: Generated<string>
    station: string
    title: string
    settings: ColumnType<Settings, string, string>
    logo: string | null
    version: ColumnType<number, number | undefined, number>
    created_by: string
    created_at: Generated<Date>
  }
  logo: {
    id: Generated<string>
    station: string
    title: string
    object: string
    width: number
    height: number
    corner: LogoPlace['corner']
    margin_percent: number
    width_percent: number
    opacity: number
    version: ColumnType<number, number | undefined, number>
    created_by: string
    created_at: Generated<Date>
  }
  chosen_profile: { station: string; profile: string }
  column_profile: { column: string; station: string; profile: string }
  settled_profile: { source: string; station: string; run: string; profile: ColumnType<SettledProfile, string, string> }
}
export type ProfileRow = Selectable<ProfileTables['profile']>
export type LogoRow = Selectable<ProfileTables['logo']>

export const profilesOf = (tx: Tx): Promise<ProfileRow[]> =>
  tx.selectFrom('profile').selectAll().orderBy('id').execute()

export const findProfile = (tx: Tx, id: string): Promise<ProfileRow | undefined> =>
  tx.selectFrom('profile').selectAll().where('id', '=', id).executeTakeFirst()

type NewProfile = Pick<ProfileRow, 'station' | 'title' | 'settings' | 'logo' | 'created_by'>
export const insertProfile = (tx: Tx, profile: NewProfile): Promise<ProfileRow> =>
  tx
    .insertInto('profile')
    .values({ ...profile, settings: JSON.stringify(profile.settings) })
    .returningAll()
    .executeTakeFirstOrThrow()

/** Changes a profile that is still at a version; undefined if it has moved on. */
export const changeProfile = (
  tx: Tx,
  { id, version }: { id: string; version: number },
  { settings, ...changes }: Partial<Pick<ProfileRow, 'title' | 'settings' | 'logo'>>,
): Promise<ProfileRow | undefined> =>
  tx
    .updateTable('profile')
    .set({
      ...changes,
      ...(settings ? { settings: JSON.stringify(settings) } : {}),
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

export const dropProfile = (tx: Tx, id: string): Promise<ProfileRow | undefined> =>
  tx.deleteFrom('profile').where('id', '=', id).returningAll().executeTakeFirst()

/** What the station encodes by; undefined where it has not chosen. */
export const chosenProfile = async (tx: Tx): Promise<string | undefined> =>
  (await tx.selectFrom('chosen_profile').select('profile').executeTakeFirst())?.profile

export const chooseProfile = (tx: Tx, choice: ProfileTables['chosen_profile']) =>
  tx
    .insertInto('chosen_profile')
    .values(choice)
    .onConflict((c) => c.column('station').doUpdateSet({ profile: choice.profile }))
    .execute()

export const columnProfiles = (tx: Tx) =>
  tx.selectFrom('column_profile').select(['column', 'profile']).orderBy('column').execute()

export const chooseForColumn = (tx: Tx, choice: ProfileTables['column_profile']) =>
  tx
    .insertInto('column_profile')
    .values(choice)
    .onConflict((c) => c.column('column').doUpdateSet({ profile: choice.profile }))
    .execute()

export const freeColumn = (tx: Tx, column: string) =>
  tx.deleteFrom('column_profile').where('column', '=', column).execute()

export const logosOf = (tx: Tx): Promise<LogoRow[]> => tx.selectFrom('logo').selectAll().orderBy('id').execute()

export const findLogo = (tx: Tx, id: string): Promise<LogoRow | undefined> =>
  tx.selectFrom('logo').selectAll().where('id', '=', id).executeTakeFirst()

export const insertLogo = (tx: Tx, logo: Omit<LogoRow, 'version' | 'created_at'>): Promise<LogoRow> =>
  tx.insertInto('logo').values(logo).returningAll().executeTakeFirstOrThrow()

type LogoChanges = Partial<Pick<LogoRow, 'title' | 'corner' | 'margin_percent' | 'width_percent' | 'opacity'>>
/** Changes a logo that is still at a version; undefined if it has moved on. */
export const changeLogo = (
  tx: Tx,
  { id, version }: { id: string; version: number },
  changes: LogoChanges,
): Promise<LogoRow | undefined> =>
  tx
    .updateTable('logo')
    .set({ ...changes, version: sql<number>`version + 1` })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

/** Titles of the profiles that carry a logo. */
export const carriersOf = async (tx: Tx, logo: string): Promise<string[]> =>
  (await tx.selectFrom('profile').select('title').where('logo', '=', logo).limit(10).execute()).map((row) => row.title)

export const dropLogo = (tx: Tx, id: string): Promise<LogoRow | undefined> =>
  tx.deleteFrom('logo').where('id', '=', id).returningAll().executeTakeFirst()

/** What a run encodes a source by, if that is settled. */
export const findSettled = async (tx: Tx, source: string, run: string): Promise<SettledProfile | undefined> =>
  (
    await tx
      .selectFrom('settled_profile')
      .select('profile')
      .where('source', '=', source)
      .where('run', '=', run)
      .executeTakeFirst()
  )?.profile

/** Settles it, in place of what an earlier run encoded by. */
export const keepSettled = async (
  tx: Tx,
  of: { source: string; station: string; run: string },
  profile: SettledProfile,
): Promise<void> => {
  const values = { run: of.run, profile: JSON.stringify(profile) }
  await tx
    .insertInto('settled_profile')
    .values({ ...of, ...values })
    .onConflict((c) => c.column('source').doUpdateSet(values))
    .execute()
}
