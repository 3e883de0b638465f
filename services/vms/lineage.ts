import { Problem, type Api, type Call } from '#backbone'
import type { Lineage, RelationKind, vms } from './contract.ts'
import { insertRelation, relationsAround, removeRelation } from './collections-store.ts'
import { ignore, notFound, type VmsKit } from './kit.ts'
import { requireColumn } from './column-rights.ts'
import { findAsset, findByEssences, findAssets, type Row } from './store.ts'
import { present } from './shape.ts'

const toItself = () => new Problem('relation-to-itself', 400, 'An asset is no relation of its own')

/** How many relations a graph follows from the asset it is about. */
const steps = 4

type LineageOps = Pick<Api<typeof vms>, 'lineage' | 'relate' | 'unrelate'>

/** What an asset was made of, what was made of it, and what people say it has to do with others. */
export const lineage = ({ inStation, use, publish, audit }: VmsKit): LineageOps => {
  const change = (
    { id, to, kind }: { id: string; to: string; kind: RelationKind },
    call: Call,
    change: 'added' | 'deleted',
  ) =>
    inStation(call, async (tx) => {
      const [row, other] = [await findAsset(tx, id), await findAsset(tx, to)]
      if (!row || !other) throw notFound(row ? to : id)
      if (id === to) throw toItself()
      await requireColumn(tx, call, row.column, 'edit')
      const relation = { asset: id, to, kind, station: call.station, created_by: call.actor.name }
      const changed = change === 'added' ? await insertRelation(tx, relation) : await removeRelation(tx, relation)
      if (!changed) return {}
      await publish(tx, 'related', { station: call.station, subject: id }, { asset: id, to, kind, change })
      const said = { kind, to, title: other.title }
      const entry = change === 'added' ? { after: said } : { before: said }
      const action = change === 'added' ? 'asset.related' : 'asset.unrelated'
      await audit(tx, call, { action, subject: id, ...entry })
      return {}
    })

  return {
    relate: (input, call) => change(input, call, 'added'),
    unrelate: (input, call) => change(input, call, 'deleted'),

    async lineage({ id }, call): Promise<Lineage> {
      const [row, relations, rows] = await inStation(call, async (tx) => {
        const found = await findAsset(tx, id)
        if (!found) throw notFound(id)
        const around = await relationsAround(tx, id, steps)
        const ids = [...new Set(around.flatMap((one) => [one.asset, one.to]))].filter((one) => one !== id)
        const same = await findByEssences(tx, [found.essence])
        const others = await findAssets(tx, ids)
        return [found, around, new Map([...same, ...others].map((one) => [one.id, one]))] as const
      })
      const [essence, flows] = await Promise.all([
        use.storage.get({ id: row.essence }, call).catch(ignore('essence-not-found')),
        use.slice.flows({ source: id }, call),
      ])
      const nodes: Lineage['nodes'] = [...rows.values()].map(asNode)
      const edges: Lineage['edges'] = relations.map(({ asset, to, kind }) => ({ from: to, to: asset, kind }))
      if (essence) {
        nodes.unshift({ id: essence.id, kind: 'essence', name: essence.name, bytes: essence.bytes })
        for (const one of rows.values())
          if (one.essence === essence.id) edges.unshift({ from: essence.id, to: one.id, kind: 'ingested' })
      }
      for (const { flow, bytes, durationSeconds } of flows.items) {
        const { name, state, kind: media, codec } = flow
        const size = present({ width: flow.width, height: flow.height })
        nodes.push({ id: flow.id, kind: 'flow', name, state, media, codec, bytes, durationSeconds, ...size })
        edges.push({ from: id, to: flow.id, kind: 'rendered' })
      }
      return { nodes, edges }
    },
  }
}

const asNode = (row: Row): Lineage['nodes'][number] => ({
  id: row.id,
  kind: 'asset',
  name: row.title,
  state: row.state,
  inBin: row.deleted_at !== null,
  ...present({ durationSeconds: row.duration_seconds, width: row.width, height: row.height }),
})
