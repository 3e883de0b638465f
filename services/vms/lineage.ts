import type { Api } from '#backbone'
import type { Lineage, vms } from './contract.ts'
import { ignore, notFound, type VmsKit } from './kit.ts'
import { findAsset, findByEssences } from './store.ts'
import { present } from './shape.ts'

/** Essence → asset → flows, with the other assets made of the same essence. */
export const lineage =
  ({ inStation, use }: VmsKit): Api<typeof vms>['lineage'] =>
  async ({ id }, call): Promise<Lineage> => {
    const row = await inStation(call, (tx) => findAsset(tx, id))
    if (!row) throw notFound(id)
    const [essence, flows, assets] = await Promise.all([
      use.storage.get({ id: row.essence }, call).catch(ignore('essence-not-found')),
      use.slice.flows({ source: id }, call),
      inStation(call, (tx) => findByEssences(tx, [row.essence])),
    ])
    const nodes: Lineage['nodes'] = []
    const edges: Lineage['edges'] = []
    if (essence) nodes.push({ id: essence.id, kind: 'essence', name: essence.name, bytes: essence.bytes })
    for (const one of assets) {
      nodes.push({
        id: one.id,
        kind: 'asset',
        name: one.title,
        state: one.state,
        inBin: one.deleted_at !== null,
        ...present({ durationSeconds: one.duration_seconds, width: one.width, height: one.height }),
      })
      if (essence) edges.push({ from: essence.id, to: one.id, kind: 'ingested' })
    }
    for (const { flow, bytes, durationSeconds } of flows.items) {
      nodes.push({
        id: flow.id,
        kind: 'flow',
        name: flow.name,
        state: flow.state,
        media: flow.kind,
        codec: flow.codec,
        bytes,
        durationSeconds,
        ...present({ width: flow.width, height: flow.height }),
      })
      edges.push({ from: id, to: flow.id, kind: 'rendered' })
    }
    return { nodes, edges }
  }
