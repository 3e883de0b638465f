import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { WorkContext } from '#backbone'
import type { Logo } from '#media/encode'
import type { LadderProfile, LogoPlace } from '#media/ladder'
import type { TranscodeKit } from './jobs.ts'
import { picturesFolder } from './pictures.ts'
import { profileFor, standard, type Found } from './profiles.ts'
import { columnProfiles, findSettled, keepSettled } from './profiles-store.ts'

/** A profile as a run encodes by it: nothing that is changed elsewhere later changes it. */
export type SettledProfile = {
  id: string
  title: string
  ladder: LadderProfile
  /** The logo's picture is the source's own copy. */
  logo?: { id: string; title: string; object: string; width: number; height: number; place: LogoPlace }
  /** Renditions made by other settings are other flows; empty for the standard profile. */
  tag: string
}

/** What tells a step by what to encode, if not by what the station encodes everything by. */
export type ProfileWish = { profile?: string | undefined; columns?: string[] | undefined }

export const settledStandard: SettledProfile = { id: standard.id, title: '', ladder: standard.settings, tag: '' }

/**
 * What a run encodes a source by: the profile that was asked for, that of the nearest column, or that of the station.
 * The first step of a run that asks settles it for all. Throws `profile-not-found`.
 */
export const settledProfile = async (
  kit: TranscodeKit,
  source: string,
  wish: ProfileWish,
  { call, run }: Pick<WorkContext, 'call' | 'run'>,
): Promise<SettledProfile> => {
  const found = await kit.inStation(call, async (tx) => {
    const settled = await findSettled(tx, source, run.id)
    if (settled) return settled
    const byColumn = new Map((await columnProfiles(tx)).map(({ column, profile }) => [column, profile]))
    const nearest = wish.columns?.find((column) => byColumn.has(column))
    return profileFor(tx, wish.profile ?? (nearest === undefined ? undefined : byColumn.get(nearest)))
  })
  if ('tag' in found) return found
  const settled = await settle(kit, source, found, call)
  await kit.inStation(call, (tx) => keepSettled(tx, { source, station: call.station, run: run.id }, settled))
  return settled
}

const settle = async (
  kit: TranscodeKit,
  source: string,
  { id, title, settings: { shortSides, crf, audioBitsPerSecond, additional }, logo }: Found,
  call: WorkContext['call'],
): Promise<SettledProfile> => {
  const ladder = { shortSides, crf, audioBitsPerSecond, additional }
  if (!logo) return { id, title, ladder, tag: tagOf(ladder) }
  const bytes = await buffer((await kit.objects.get(logo.object)).body)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const object = `${picturesFolder(call.station, source)}logo-${sha256.slice(0, 12)}.png`
  await kit.objects.put(object, bytes, { contentType: 'image/png', bytes: bytes.length, signal: call.signal })
  const place = {
    corner: logo.corner,
    marginPercent: logo.margin_percent,
    widthPercent: logo.width_percent,
    opacity: logo.opacity,
  }
  const { width, height } = logo
  const settled = { id: logo.id, title: logo.title, object, width, height, place }
  return { id, title, ladder, logo: settled, tag: tagOf({ ladder, sha256, place }) }
}

/** The same for the same settings, whatever they are called. */
const tagOf = (settings: object): string => {
  const text = JSON.stringify(settings)
  return text === JSON.stringify(standard.settings) ? '' : createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** The logo of a profile as a file in the step's own folder. */
export const logoFile = async (
  kit: Pick<TranscodeKit, 'objects'>,
  { logo }: SettledProfile,
  folder: string,
): Promise<Logo | undefined> => {
  if (!logo) return undefined
  const path = join(folder, 'logo.png')
  await writeFile(path, await buffer((await kit.objects.get(logo.object)).body))
  return { path, width: logo.width, height: logo.height, place: logo.place }
}
