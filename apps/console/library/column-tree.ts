import type { Column } from '#services/vms'

/** A column with those below it, and how many assets lie in all of them under the present filter. */
export type ColumnNode = { column: Column; depth: number; count: number; children: ColumnNode[] }

/** The columns as a tree, neighbours in their order. A column whose upper one is not there stands at the top. */
export const columnTree = (columns: readonly Column[], counts: ReadonlyMap<string, number>): ColumnNode[] => {
  const ids = new Set(columns.map(({ id }) => id))
  const byParent = Map.groupBy(columns, ({ parent }) => (parent !== undefined && ids.has(parent) ? parent : undefined))
  const below = (parent: string | undefined, depth: number): ColumnNode[] =>
    (byParent.get(parent) ?? [])
      .toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))
      .map((column) => {
        const children = below(column.id, depth + 1)
        const count = children.reduce((sum, child) => sum + child.count, counts.get(column.name) ?? 0)
        return { column, depth, count, children }
      })
  return below(undefined, 0)
}

/** Every node before those below it; those below a column that `open` does not hold are left out. */
export const flatTree = (nodes: readonly ColumnNode[], open?: ReadonlySet<string>): ColumnNode[] =>
  nodes.flatMap((node) => [node, ...(open && !open.has(node.column.id) ? [] : flatTree(node.children, open))])

/** A column and all below it, by name. */
export const namesBelow =
  (columns: readonly Column[]) =>
  (name: string): string[] => [
    name,
    ...columns.filter(({ name: own, path }) => own !== name && path.includes(name)).map(({ name: own }) => own),
  ]
