import { Problem, type Api, type Call } from '#backbone'
import type { key, KeySet, SigningKey } from './contract.ts'
import { readCpix, writeCpix, type CpixKey } from './cpix.ts'
import {
  contentKeysOf,
  dropSigningKey,
  insertKeySet,
  keySetsOf,
  lockKeySets,
  newestKeySet,
  signingKeysOf,
  type KeySetRow,
  type SigningRow,
} from './keys-store.ts'
import type { KeyKit, Ring } from './ring.ts'
import { policiesOf, turnEpoch, type Tx } from './store.ts'

const signingKeyNotFound = (id: number) =>
  new Problem('signing-key-not-found', 404, 'There is no such signing key', { id })
const noKeys = (asset: string) =>
  new Problem('no-keys', 409, 'This asset has no keys yet: it has not been encrypted', { asset })

/** The period of the key of Common Encryption. */
const common = -1

const shapeSet = (row: KeySetRow & { keys: number }): KeySet => ({
  number: row.number,
  rotationSeconds: row.rotation_seconds,
  keys: row.keys,
  origin: row.origin,
  createdAt: row.created_at.toISOString(),
})

const shapeSigning = (row: SigningRow, signs: boolean): SigningKey => ({
  id: row.id,
  createdAt: row.created_at.toISOString(),
  signs,
})

type Operations =
  | 'signingKeys'
  | 'addSigningKey'
  | 'dropSigningKey'
  | 'keySets'
  | 'renewKeys'
  | 'exportKeys'
  | 'importKeys'
  | 'contentKey'

/** Keys that sign and keys that encrypt, and their exchange with other packagers. */
export const contentKeys = (kit: KeyKit, ring: Ring): Pick<Api<typeof key>, Operations> => {
  const addSet = async (tx: Tx, call: Call, asset: string, origin: KeySet['origin']): Promise<KeySetRow> => {
    await lockKeySets(tx, asset)
    const { own, fallback } = await policiesOf(tx, asset)
    const newest = await newestKeySet(tx, asset)
    const row = await insertKeySet(tx, {
      station: call.station,
      asset,
      number: (newest?.number ?? 0) + 1,
      rotation_seconds: (own ?? fallback)?.policy.rotationSeconds ?? 0,
      origin,
    })
    await turnEpoch(tx, call.station)
    await kit.audit(tx, call, { action: 'key.keys', subject: asset, after: { number: row.number, origin } })
    return row
  }

  return {
    signingKeys: (_, call) =>
      kit.inStation(call, async (tx) => ({
        items: (await signingKeysOf(tx)).map((row, i) => shapeSigning(row, i === 0)),
      })),

    async addSigningKey(_, call) {
      const master = await ring.stationKey(call.station)
      return kit.inStation(call, async (tx) => {
        const row = await ring.addSigner(tx, call.station, master)
        await kit.audit(tx, call, { action: 'key.signing-key', subject: String(row.id) })
        return shapeSigning(row, true)
      })
    },

    dropSigningKey: ({ id }, call) =>
      kit.inStation(call, async (tx) => {
        if (!(await dropSigningKey(tx, id))) throw signingKeyNotFound(id)
        await turnEpoch(tx, call.station)
        await kit.audit(tx, call, { action: 'key.signing-key-dropped', subject: String(id) })
        await kit.publish(tx, 'revoked', { station: call.station, subject: call.station }, {})
        return {}
      }),

    keySets: ({ asset }, call) =>
      kit.inStation(call, async (tx) => ({ items: (await keySetsOf(tx, asset)).map(shapeSet) })),

    renewKeys: ({ asset }, call) =>
      kit.inStation(call, async (tx) => shapeSet({ ...(await addSet(tx, call, asset, 'made')), keys: 0 })),

    async exportKeys({ asset, certificate }, call) {
      const { station } = call
      const master = await ring.stationKey(station)
      const set = await kit.inStation(call, (tx) => newestKeySet(tx, asset))
      if (!set) throw noKeys(asset)
      const { number } = set
      for (const period of set.rotation_seconds === 0 ? [common, 0] : [common]) {
        await ring.contentKey({ station, asset, number, period })
      }
      const keys = await kit.inStation(call, async (tx) => {
        const rows = await contentKeysOf(tx, asset, number)
        await kit.audit(tx, call, { action: 'key.exported', subject: asset, after: { number, keys: rows.length } })
        return rows.map(({ kid, period, sealed }): CpixKey => ({
          kid,
          key: ring.open(master, { station, asset, number, period }, sealed),
          ...(period === common ? {} : { period }),
        }))
      })
      return { document: writeCpix(keys, { contentId: asset, ...(certificate ? { certificate } : {}) }) }
    },

    async importKeys({ asset, document }, call) {
      const keys = readCpix(document)
      const master = await ring.stationKey(call.station)
      return kit.inStation(call, async (tx) => {
        const set = await addSet(tx, call, asset, 'imported')
        for (const { kid, key, period = common } of keys) {
          await ring.keepKey(tx, master, { station: call.station, asset, number: set.number, period }, key, kid)
        }
        return shapeSet({ ...set, keys: keys.length })
      })
    },

    async contentKey(place) {
      const { kid, key, rotationSeconds } = await ring.contentKey(place)
      return { kid: kid.toString('hex'), key: key.toString('hex'), rotationSeconds }
    },
  }
}
