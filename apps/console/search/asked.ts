import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { HitKind, Wanted } from '#services/search'
import type { AssetState } from '#services/vms'

const lists = ['state', 'column', 'tag', 'kind'] as const
/** What of a search is chosen among several. */
export type Choice = (typeof lists)[number]
export type Asked = { text: string; sort: 'best' | 'newest'; month?: string } & Record<Choice, string[]>

const month = /^\d{4}-(0[1-9]|1[0-2])$/

/** Reads a search out of an address. */
export const readAsked = (params: URLSearchParams): Asked => {
  const said = params.get('month') ?? ''
  return {
    text: (params.get('text') ?? '').slice(0, 200),
    sort: params.get('sort') === 'newest' ? 'newest' : 'best',
    state: params.getAll('state'),
    column: params.getAll('column'),
    tag: params.getAll('tag'),
    kind: params.getAll('kind'),
    ...(month.test(said) ? { month: said } : {}),
  }
}

export const writeAsked = (asked: Asked): string => {
  const params = new URLSearchParams()
  if (asked.text !== '') params.set('text', asked.text)
  if (asked.sort !== 'best') params.set('sort', asked.sort)
  for (const key of lists) for (const value of asked[key]) params.append(key, value)
  if (asked.month !== undefined) params.set('month', asked.month)
  return params.toString()
}

/** What the service is asked for. */
export const wantedOf = (asked: Asked): Wanted => {
  const [year = 0, number = 0] = (asked.month ?? '').split('-').map(Number)
  const some = <T extends string>(values: string[]) => (values.length > 0 ? (values as T[]) : undefined)
  const [state, column, tag] = [some<AssetState>(asked.state), some(asked.column), some(asked.tag)]
  const kind = some<HitKind>(asked.kind)
  return {
    ...(asked.text === '' ? {} : { text: asked.text }),
    ...(state ? { state } : {}),
    ...(column ? { column } : {}),
    ...(tag ? { tag } : {}),
    ...(kind ? { kind } : {}),
    ...(asked.month === undefined
      ? {}
      : {
          createdFrom: new Date(Date.UTC(year, number - 1, 1)).toISOString(),
          createdTo: new Date(Date.UTC(year, number, 1)).toISOString(),
        }),
  }
}

export const filtersOf = (asked: Asked): number =>
  lists.reduce((sum, key) => sum + asked[key].length, 0) + (asked.month === undefined ? 0 : 1)

/** The same words with no filter. */
export const unfiltered = ({ text, sort }: Asked): Asked => ({ text, sort, state: [], column: [], tag: [], kind: [] })

export const toggled = (asked: Asked, key: Choice, value: string): Asked => ({
  ...asked,
  [key]: asked[key].includes(value) ? asked[key].filter((one) => one !== value) : [...asked[key], value],
})

export type Change = (change: (asked: Asked) => Asked) => void

/** The search lives in the address: back is right, and a link shows the same. */
export const useAsked = (): { asked: Asked; change: Change } => {
  const [params, setParams] = useSearchParams()
  const asked = useMemo(() => readAsked(params), [params])
  const change: Change = useCallback(
    (make) => setParams((before) => new URLSearchParams(writeAsked(make(readAsked(before))))),
    [setParams],
  )
  return { asked, change }
}
