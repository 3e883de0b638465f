import type { ProfileSettings } from '#services/transcode'

export type Coding = ProfileSettings['additional'][number]['coding']
export const codingNames: Record<Coding, string> = { hevc: 'HEVC', av1: 'AV1' }
export const codings = Object.keys(codingNames) as Coding[]

/** Sizes that can be chosen, by their short side. */
export const sizes = [2160, 1440, 1080, 720, 576, 480, 360, 240] as const

/** `1080p · 720p`, largest first. */
export const sizesLine = (shortSides: readonly number[]): string =>
  shortSides
    .toSorted((a, b) => b - a)
    .map((side) => `${side}p`)
    .join(' · ')

/** The sizes of a coding beside H.264; none where the profile does not have it. */
export const sizesOf = ({ additional }: ProfileSettings, coding: Coding): number[] =>
  additional.find((one) => one.coding === coding)?.shortSides ?? []

/** The settings with other sizes of a coding; without it where there are none. */
export const withSizes = (settings: ProfileSettings, coding: Coding, shortSides: number[]): ProfileSettings => ({
  ...settings,
  additional: [
    ...settings.additional.filter((one) => one.coding !== coding),
    ...(shortSides.length > 0 ? [{ coding, shortSides }] : []),
  ].toSorted((a, b) => codings.indexOf(a.coding) - codings.indexOf(b.coding)),
})
