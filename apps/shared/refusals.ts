/** What a person is told who cannot watch. */
export type Told = { title: string; text: string }
/** The parts of a problem+json answer that decide what is told. */
export type Refused = { type?: string | undefined; status: number }

/** What refusals are told by: the type of the problem, without `/problems/`. */
export const refusalTypes = [
  'asset-not-found',
  'asset-withdrawn',
  'not-playable-yet',
  'playback-not-begun',
  'playback-over',
  'playback-elsewhere',
  'playback-other-site',
  'playback-needs-link',
  'playback-link-over',
  'playback-too-many',
  'refused',
  'too-many-requests',
  'out-of-order',
] as const
export type RefusalType = (typeof refusalTypes)[number]

const byStatus: Record<number, RefusalType> = {
  404: 'asset-not-found',
  410: 'asset-withdrawn',
  429: 'too-many-requests',
}

/** By which words a refusal is told; one whose type nobody knows is told by its status. */
export const refusalOf = ({ type = '', status }: Refused): RefusalType => {
  const slug = type.replace(/^.*\/problems\//, '')
  const known = refusalTypes.find((one) => one === slug)
  return known ?? byStatus[status] ?? (status >= 500 ? 'out-of-order' : 'refused')
}

/** Whether it is worth asking again without anybody doing anything. */
export const passes = (type: RefusalType): boolean => type === 'not-playable-yet'

/** Whether a person may find it otherwise by trying again. */
export const mayPass = (type: RefusalType): boolean =>
  ['not-playable-yet', 'playback-too-many', 'too-many-requests', 'out-of-order', 'refused'].includes(type)
