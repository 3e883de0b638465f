import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'

/** As many as one request may name. */
const atOnce = 50

/** Assets by their ids; what lies in the bin, is gone or belongs to another station is not among them. */
export const assetsById = async (
  ids: Iterable<string>,
  options: { signal: AbortSignal },
): Promise<ReadonlyMap<string, Asset>> => {
  const wanted = [...new Set(ids)]
  const parts = Array.from({ length: Math.ceil(wanted.length / atOnce) }, (_, i) =>
    wanted.slice(i * atOnce, (i + 1) * atOnce),
  )
  const pages = await Promise.all(parts.map((id) => api.vms.list({ id, limit: atOnce }, options)))
  return new Map(pages.flatMap(({ items }) => items.map((asset) => [asset.id, asset] as const)))
}
