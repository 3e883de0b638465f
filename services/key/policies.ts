import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import { isNetwork } from './addresses.ts'
import { openPolicy, type key, type Policy, type PolicyOf } from './contract.ts'
import { checkPolicy } from './policy.ts'
import type { KeyKit } from './ring.ts'
import {
  dropPolicy,
  dropRegion,
  isRegionNamed,
  policiesOf,
  regionsOf,
  turnEpoch,
  writePolicy,
  writeRegion,
  type PolicyRow,
  type Tx,
} from './store.ts'

const regionInUse = (name: string) =>
  new Problem('region-in-use', 409, 'A policy names this region; take it out there first', { name })
const regionNotFound = (name: string) => new Problem('region-not-found', 404, 'There is no such region', { name })
const notANetwork = (value: string) =>
  new Problem('region-not-valid', 400, 'This is no address and no network', { value: value.slice(0, 100) })

const shape = (row: PolicyRow | undefined): PolicyOf =>
  row
    ? {
        policy: row.policy,
        from: row.asset === null ? 'station' : 'asset',
        version: row.version,
        updatedAt: row.updated_at.toISOString(),
        updatedBy: row.updated_by,
      }
    : { policy: openPolicy, from: 'product', version: 0 }

type Operations =
  | 'stationPolicy'
  | 'putStationPolicy'
  | 'policy'
  | 'putPolicy'
  | 'dropPolicy'
  | 'regions'
  | 'putRegion'
  | 'dropRegion'

/** Policies and the regions they name. */
export const policies = (kit: KeyKit): Pick<Api<typeof key>, Operations> => {
  /** What holds for an asset; the version is that of its own policy, 0 while it has none. */
  const effective = async (tx: Tx, asset: string | null): Promise<PolicyOf> => {
    const { own, fallback } = await policiesOf(tx, asset)
    const found = shape(own ?? fallback)
    return own || asset === null ? found : { ...found, version: 0 }
  }

  const put = (asset: string | null, version: number, policy: Policy, call: Call): Promise<PolicyOf> =>
    kit.inStation(call, async (tx) => {
      const regions = await regionsOf(tx)
      checkPolicy(
        policy,
        regions.map(({ name }) => name),
      )
      const before = await policiesOf(tx, asset)
      const row = await writePolicy(tx, { station: call.station, asset, version, policy, by: call.actor.name })
      const current = asset === null ? before.fallback : before.own
      if (!row) throw changedMeanwhile(current?.version ?? 0)
      await turnEpoch(tx, call.station)
      await kit.audit(tx, call, {
        action: 'key.policy',
        subject: asset ?? call.station,
        ...(current ? { before: current.policy } : {}),
        after: policy,
      })
      await kit.publish(tx, 'policyChanged', about(call, asset), {
        ...(asset === null ? {} : { asset }),
        protection: policy.protection,
      })
      return shape(row)
    })

  return {
    stationPolicy: (_, call) => kit.inStation(call, (tx) => effective(tx, null)),
    putStationPolicy: ({ version, policy }, call) => put(null, version, policy, call),
    policy: ({ asset }, call) => kit.inStation(call, (tx) => effective(tx, asset)),
    putPolicy: ({ asset, version, policy }, call) => put(asset, version, policy, call),

    dropPolicy: ({ asset }, call) =>
      kit.inStation(call, async (tx) => {
        const row = await dropPolicy(tx, asset)
        const now = await effective(tx, asset)
        if (!row) return now
        await turnEpoch(tx, call.station)
        await kit.audit(tx, call, { action: 'key.policy-dropped', subject: asset, before: row.policy })
        await kit.publish(tx, 'policyChanged', about(call, asset), { asset, protection: now.policy.protection })
        return now
      }),

    regions: (_, call) => kit.inStation(call, async (tx) => ({ items: await regionsOf(tx) })),

    async putRegion({ name, networks }, call) {
      const wrong = networks.find((one) => !isNetwork(one))
      if (wrong !== undefined) throw notANetwork(wrong)
      return kit.inStation(call, async (tx) => {
        const updated = await writeRegion(tx, call.station, name, networks)
        await turnEpoch(tx, call.station)
        await kit.audit(tx, call, { action: 'key.region', subject: name, after: { networks: networks.length } })
        return { name, networks: networks.length, updatedAt: updated.toISOString() }
      })
    },

    dropRegion: ({ name }, call) =>
      kit.inStation(call, async (tx) => {
        if (await isRegionNamed(tx, name)) throw regionInUse(name)
        if (!(await dropRegion(tx, name))) throw regionNotFound(name)
        await kit.audit(tx, call, { action: 'key.region-dropped', subject: name })
        return {}
      }),
  }
}

const about = (call: Call, asset: string | null) => ({ station: call.station, subject: asset ?? call.station })
