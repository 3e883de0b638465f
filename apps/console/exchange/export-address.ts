import type { Filter } from '#services/vms'
import { chosenStation } from '../shell/api.ts'

export const exportForms = ['csv', 'json'] as const

/** Where the browser fetches what is known of the assets a filter lets through. */
export const exportAddress = (form: (typeof exportForms)[number], filter: Filter = {}): string => {
  const query = new URLSearchParams({ format: form })
  for (const [key, value] of Object.entries(filter)) for (const one of [value].flat()) query.append(key, String(one))
  const station = chosenStation()
  if (station !== undefined) query.set('station', station)
  return `/api/vms/export?${query}`
}
