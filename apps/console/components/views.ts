import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { View } from '#services/desk'
import { api } from '../shell/api.ts'
import { readQuery, writeQuery } from './table-query.ts'
import type { SavedViews } from './table-tools.tsx'

/** The views saved for a page, the person's own and those shared in the station. `filters` as for `useTableQuery`. */
export const useViews = (page: string, filters: readonly string[] = []): SavedViews => {
  const queries = useQueryClient()
  const key = ['views', page]
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.desk.views({ page }, { signal }) })
  const names = filters.join('\n')
  const items = useMemo(
    () =>
      (data?.items ?? []).map((view: View) => ({
        id: view.id,
        name: view.name,
        removable: view.mine,
        query: readQuery(new URLSearchParams(view.query), names.split('\n')),
      })),
    [data, names],
  )
  const again = () => queries.invalidateQueries({ queryKey: key })
  return {
    items,
    async save(name, query) {
      const text = writeQuery(new URLSearchParams(), query, filters).toString()
      await api.desk.createView({ page, name, query: text })
      await again()
    },
    async remove(id) {
      await api.desk.deleteView({ id })
      await again()
    },
  }
}
