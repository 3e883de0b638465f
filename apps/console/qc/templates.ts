import type { Template } from '#services/qc'

export type Rules = Template['rules']
/** Changes to rules; undefined takes a group of them away. */
export type Changes = { [K in keyof Rules]?: Rules[K] | undefined }
export type Kind = keyof Rules['rules']
export type Severity = NonNullable<Rules['rules'][Kind]>['severity']

export const severities = ['off', 'info', 'warn', 'fail'] as const satisfies readonly Severity[]
export const stops = ['never', 'fail', 'warn'] as const satisfies readonly Template['stopsPublish'][]

/** Under which the templates are kept. */
export const templatesKey = ['qc', 'templates'] as const

/** What a person looks through together. */
export const groups = {
  picture: ['black', 'freeze', 'blackBars', 'flashes', 'interlaced', 'fieldOrder', 'repeatedFrames', 'colour'],
  sound: ['silence', 'missingAudio', 'deadChannel', 'loudness', 'loudnessRange', 'truePeak', 'clipping', 'phase'],
  format: ['resolution', 'frameRate', 'codec', 'gop', 'container', 'soundFormat'],
  file: ['duration-mismatch', 'drift', 'corrupt'],
} as const satisfies Record<string, readonly Kind[]>
export type Group = keyof typeof groups
export const groupNames = Object.keys(groups) as Group[]

/** Kinds of which short ones may be let pass. */
const timed: readonly Kind[] = [
  'black',
  'freeze',
  'blackBars',
  'repeatedFrames',
  'silence',
  'phase',
  'duration-mismatch',
  'drift',
]
export const isTimed = (kind: Kind): boolean => timed.includes(kind)

/** How many kinds are taken how. */
export const weightsOf = ({ rules }: Rules): Record<Exclude<Severity, 'off'>, number> => {
  const of = (severity: Severity) => Object.values(rules).filter((rule) => rule?.severity === severity).length
  return { fail: of('fail'), warn: of('warn'), info: of('info') }
}

/** Rules without what asks for nothing: empty lists, and groups with nothing in them. */
export const tidied = (rules: Rules): Rules => {
  const { loudness, picture, sound, containers, ...rest } = rules
  return {
    ...rest,
    ...(loudness ? { loudness } : {}),
    ...said('picture', picture),
    ...said('sound', sound),
    ...(containers && containers.length > 0 ? { containers } : {}),
  }
}

const said = <K extends string, T extends object>(key: K, group: T | undefined) => {
  const kept = Object.entries(group ?? {}).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return (kept.length > 0 ? { [key]: Object.fromEntries(kept) } : {}) as { [name in K]?: T }
}

/** `1920x1080`, `1920 × 1080`: the size of a picture; undefined is none. */
export const readSize = (text: string): { width: number; height: number } | undefined => {
  const [, width, height] = /^\s*(\d{2,5})\s*[x×*]\s*(\d{2,5})\s*$/i.exec(text) ?? []
  return width && height ? { width: Number(width), height: Number(height) } : undefined
}

/** A number as people type it; undefined is none. */
export const readNumber = (text: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : undefined
}
