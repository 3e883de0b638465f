import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readFilter, writeFilter, type Filter, type View } from './filter.ts'

export type ChangeFilter = (change: (filter: Filter) => Filter, options?: { replace?: boolean }) => void

/** The library's filter lives in the address: back is right, and a link shows the same. */
export const useFilter = () => {
  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => readFilter(params), [params])
  const view: View = params.get('view') === 'list' ? 'list' : 'grid'
  const change: ChangeFilter = useCallback(
    (change, { replace = false } = {}) =>
      setParams((before) => writeFilter(before, change(readFilter(before))), { replace }),
    [setParams],
  )
  const look = useCallback(
    (next: View) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          if (next === 'list') after.set('view', next)
          else after.delete('view')
          return after
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParams],
  )
  return { filter, view, change, look }
}
