import type { Asset, BulkAction } from '#services/vms'

export type Part = { ids: string[]; action: BulkAction }

const grouped = (assets: readonly Asset[], actionOf: (asset: Asset) => BulkAction | undefined): Part[] => {
  const parts = new Map<string, Part>()
  for (const asset of assets) {
    const action = actionOf(asset)
    if (!action) continue
    const key = JSON.stringify(action)
    const part = parts.get(key) ?? { ids: [], action }
    part.ids.push(asset.id)
    parts.set(key, part)
  }
  return [...parts.values()]
}

/** What puts assets back as they were before an action; nothing for what cannot be put back. */
export const undoing = (action: BulkAction, before: readonly Asset[]): Part[] => {
  switch (action.kind) {
    case 'move':
      return grouped(before, ({ column }) =>
        column === (action.column ?? undefined) ? undefined : { kind: 'move', column: column ?? null },
      )
    case 'tag':
      return grouped(before, ({ tags }) => {
        const added = (action.add ?? []).filter((tag) => !tags.includes(tag)).toSorted()
        const removed = (action.remove ?? []).filter((tag) => tags.includes(tag)).toSorted()
        if (added.length + removed.length === 0) return undefined
        return {
          kind: 'tag',
          ...(removed.length > 0 ? { add: removed } : {}),
          ...(added.length > 0 ? { remove: added } : {}),
        }
      })
    case 'withdraw':
      return grouped(before, ({ state }) => (state === 'published' ? { kind: 'publish' } : undefined))
    case 'restore':
      return grouped(before, ({ deletedAt }) => (deletedAt ? { kind: 'delete' } : undefined))
    default:
      return []
  }
}

/** An asset as it will be once an action is done; undefined when it leaves the lists. */
export const afterwards = (action: BulkAction, asset: Asset): Asset | undefined => {
  const { column: _column, ...rest } = asset
  switch (action.kind) {
    case 'publish':
      return { ...asset, state: 'published' }
    case 'withdraw':
      return { ...asset, state: 'withdrawn' }
    case 'move':
      return action.column === null ? rest : { ...asset, column: action.column }
    case 'tag': {
      const tags = [...new Set([...asset.tags, ...(action.add ?? [])])]
      return { ...asset, tags: tags.filter((tag) => !action.remove?.includes(tag)) }
    }
    default:
      return undefined
  }
}
