import type { Station } from '#backbone/access/contract'

/** A station and how many levels it stands below the first. */
export type Branch = Station & { depth: number; below: number }

/** Stations as a tree laid out in lines: each followed by those below it, by name. */
export const treeOf = (stations: readonly Station[], language: string): Branch[] => {
  const here = new Set(stations.map(({ id }) => id))
  const byParent = Map.groupBy(stations, ({ parent }) => (parent !== undefined && here.has(parent) ? parent : ''))
  const names = new Intl.Collator(language, { numeric: true })
  const under = (parent: string, depth: number): Branch[] =>
    (byParent.get(parent) ?? [])
      .toSorted((a, b) => names.compare(a.name, b.name))
      .flatMap((station) => {
        const branches = under(station.id, depth + 1)
        return [{ ...station, depth, below: branches.length }, ...branches]
      })
  return under('', 0)
}
