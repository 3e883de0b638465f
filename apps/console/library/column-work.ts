import { useQueryClient } from '@tanstack/react-query'
import type { Column } from '#services/vms'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { columnsKey, useColumns } from './catalogue.ts'

/** Where a column stands among its neighbours after a step, and which of them have to be told their place anew. */
export const reordered = (
  neighbours: readonly Column[],
  id: string,
  by: -1 | 1,
): { column: Column; position: number }[] => {
  const at = neighbours.findIndex((column) => column.id === id)
  const to = at + by
  if (at === -1 || to < 0 || to >= neighbours.length) return []
  const order = [...neighbours]
  order.splice(to, 0, ...order.splice(at, 1))
  return order.flatMap((column, position) => (column.position === position ? [] : [{ column, position }]))
}

/** Opening, changing, ordering and closing columns. */
export const useColumnWork = () => {
  const queries = useQueryClient()
  const { data = [] } = useColumns()
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: columnsKey })
    void queries.invalidateQueries({ queryKey: ['facets'] })
  }
  const step = useAct(async (column: Column, by: -1 | 1) => {
    const neighbours = data.filter(({ parent }) => parent === column.parent)
    for (const { column: one, position } of reordered(neighbours, column.id, by)) {
      await api.vms.changeColumn({ id: one.id, version: one.version, position })
    }
    await refresh()
  })
  const close = useAct(async (column: Column, moveTo: string | undefined) => {
    await api.vms.deleteColumn({ id: column.id, ...(moveTo ? { moveTo } : {}) })
    await refresh()
  })
  return { columns: data, refresh, step, close }
}
