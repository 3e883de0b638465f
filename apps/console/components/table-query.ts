import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Sort, TableQuery } from './table-columns.ts'

/** Reads a table's query from an address: `?q=&sort=-createdAt&state=failed`. Only the filters named are taken. */
export const readQuery = (params: URLSearchParams, filters: readonly string[]): TableQuery => {
  const text = params.get('q')?.trim()
  const sort = readSort(params.get('sort'))
  const given = filters.flatMap((key): [string, string][] => {
    const value = params.get(key)
    return value ? [[key, value]] : []
  })
  return { ...(text ? { text } : {}), ...(sort ? { sort } : {}), filters: Object.fromEntries(given) }
}

/** Writes it back; other parameters of the address stay. */
export const writeQuery = (
  params: URLSearchParams,
  { text, sort, filters: given }: TableQuery,
  filters: readonly string[],
): URLSearchParams => {
  const next = new URLSearchParams(params)
  const set = (key: string, value: string | undefined) => (value ? next.set(key, value) : next.delete(key))
  set('q', text)
  set('sort', sort && `${sort.descending ? '-' : ''}${sort.by}`)
  for (const key of filters) set(key, given[key])
  return next
}

const readSort = (text: string | null): Sort | undefined => {
  const by = text?.replace(/^-/, '')
  return by ? { by, descending: text!.startsWith('-') } : undefined
}

/** A table's query, kept in the address: it can be linked to, and back undoes it. */
export const useTableQuery = (filters: readonly string[] = []): [TableQuery, (query: TableQuery) => void] => {
  const [params, setParams] = useSearchParams()
  const names = filters.join('\n')
  const query = useMemo(() => readQuery(params, names === '' ? [] : names.split('\n')), [params, names])
  const change = useCallback(
    (next: TableQuery) =>
      setParams((before) => writeQuery(before, next, names === '' ? [] : names.split('\n')), {
        // Each letter typed is no page to come back to.
        replace: next.text !== query.text,
      }),
    [setParams, names, query.text],
  )
  return [query, change]
}

/** Whether two queries ask for the same rows. */
export const sameQuery = (one: TableQuery, other: TableQuery): boolean => textOf(one) === textOf(other)

const textOf = ({ text, sort, filters }: TableQuery) =>
  JSON.stringify([text ?? '', sort?.by ?? '', sort?.descending ?? false, Object.entries(filters).toSorted()])
