import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { View } from '#services/desk'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'

/** Queries kept under a name for a page, one's own and those shared with the station, and what is done with them. */
export const useKeptViews = (page: string) => {
  const { may } = useSession()
  const queries = useQueryClient()
  const key = ['views', page]
  const { data } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.desk.views({ page }, { signal })).items,
    enabled: may('desk:read'),
  })
  const again = () => queries.invalidateQueries({ queryKey: key })
  return {
    items: data ?? [],
    /** Keeps a query under a name; answers with the view's id. */
    async keep(name: string, query: string, shared: boolean): Promise<string> {
      const { id } = await api.desk.createView({ page, name, query, shared })
      await again()
      return id
    },
    /** Gives a view another query. */
    async renew({ id, version }: View, query: string): Promise<void> {
      await api.desk.updateView({ id, version, query })
      await again()
    },
    async drop({ id }: View): Promise<void> {
      await api.desk.deleteView({ id })
      await again()
    },
    mayDrop: ({ mine, shared }: View): boolean => mine || (shared && may('station:manage')),
  }
}
export type KeptViews = ReturnType<typeof useKeptViews>
