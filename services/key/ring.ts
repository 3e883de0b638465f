import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { Problem, type Kit } from '#backbone'
import { remember } from '#backbone/remember'
import type { key } from './contract.ts'
import {
  findContentKey,
  findKeySet,
  findSigningKey,
  findStationKey,
  insertSigningKey,
  keepContentKey,
  keepStationKey,
  signingKeysOf,
} from './keys-store.ts'
import { turnEpoch, type Tables, type Tx } from './store.ts'
import { uuidBytes } from './tokens.ts'
import { seal, unseal } from './vault.ts'

export type KeyKit = Kit<typeof key, {}, Tables>
/** A content key in clear: its id and itself, 16 bytes each, and for how long keys of its set are used. */
export type ContentKey = { kid: Buffer; key: Buffer; rotationSeconds: number }
/** Which content key: `period` counts stretches for HLS, -1 is that of Common Encryption. */
export type KeyPlace = { station: string; asset: string; number: number; period: number }
export type Signer = { id: number; secret: Buffer }

const keysLocked = () =>
  new Problem('keys-locked', 503, 'The keys of this station are sealed with another seal than this node has')
const noSuchKey = () => new Problem('key-not-found', 404, 'There is no such key')

const aWhileMilliseconds = 600_000
/** So long an unknown key stays unknown. */
const failedMilliseconds = 1000
const stationsHeld = 10_000
const contentKeysHeld = 50_000

const signingPlace = (station: string, id: number) => `${station}/signing/${id}`
const contentPlace = ({ station, asset, number, period }: KeyPlace) => `${station}/content/${asset}/${number}/${period}`

/**
 * The keys of all stations, in clear only in this node's memory: the station key that seals the others, those that sign,
 * and those that encrypt content. What can change is remembered under the station's epoch.
 */
export const openRing = (kit: KeyKit) => {
  const secret = kit.secret('station-keys')
  const keepMilliseconds = (answer: unknown) => (answer === undefined ? failedMilliseconds : aWhileMilliseconds)

  const opened = (master: Buffer, place: string, sealed: Buffer): Buffer => {
    const found = unseal(master, place, sealed)
    if (found) return found
    kit.log.error({ place }, 'a key cannot be opened: it was sealed with another seal, or changed')
    throw keysLocked()
  }

  const stationKeys = remember<Buffer>({
    heaviest: stationsHeld,
    keepMilliseconds,
    async ask(station) {
      const sealed = await kit.inStation(
        station,
        async (tx) => (await findStationKey(tx)) ?? keepStationKey(tx, station, seal(secret, station, randomBytes(32))),
      )
      return opened(secret, station, sealed)
    },
  })

  const addSigner = async (tx: Tx, station: string, master: Buffer) => {
    const id = randomInt(1, 2_000_000_000)
    const sealed = seal(master, signingPlace(station, id), randomBytes(32))
    const row = await insertSigningKey(tx, { id, station, sealed })
    await turnEpoch(tx, station)
    return row
  }

  const newest = remember<Signer>({
    heaviest: stationsHeld,
    keepMilliseconds,
    async ask(place) {
      const [station = ''] = place.split('/')
      const master = await stationKeys(station)
      const row = await kit.inStation(station, async (tx) => {
        const [found] = await signingKeysOf(tx)
        return found ?? addSigner(tx, station, master)
      })
      return { id: row.id, secret: opened(master, signingPlace(station, row.id), row.sealed) }
    },
  })

  const signers = remember<Buffer>({
    heaviest: stationsHeld,
    keepMilliseconds,
    async ask(place) {
      const [station = '', , id] = place.split('/')
      const master = await stationKeys(station)
      const row = await kit.inStation(station, (tx) => findSigningKey(tx, Number(id)))
      if (!row) throw noSuchKey()
      return opened(master, signingPlace(station, row.id), row.sealed)
    },
  })

  const contentKeys = remember<ContentKey>({
    heaviest: contentKeysHeld,
    keepMilliseconds,
    async ask(given) {
      const [station = '', asset = '', number, period] = given.split('/')
      const place = { station, asset, number: Number(number), period: Number(period) }
      const master = await stationKeys(station)
      return kit.inStation(station, async (tx) => {
        const set = await findKeySet(tx, asset, place.number)
        if (!set) throw noSuchKey()
        const row = (await findContentKey(tx, place)) ?? (await keepKey(tx, master, place, randomBytes(16)))
        const key = opened(master, contentPlace(place), row.sealed)
        return { kid: uuidBytes(row.kid), key, rotationSeconds: set.rotation_seconds }
      })
    },
  })

  const keepKey = (tx: Tx, master: Buffer, place: KeyPlace, key: Buffer, kid: string = randomUUID()) =>
    keepContentKey(tx, { ...place, kid, sealed: seal(master, contentPlace(place), key) })

  return {
    /** The station's own key, which seals the others. */
    stationKey: (station: string) => stationKeys(station),
    /** What signs in a station now; `epoch` is the station's. */
    signer: (station: string, epoch: string): Promise<Signer> => newest(`${station}/${epoch}`),
    /** The secret of a signing key; rejects where it is not believed. */
    signedBy: (station: string, epoch: string, id: number): Promise<Buffer> => signers(`${station}/${epoch}/${id}`),
    addSigner,
    /** A content key, made if its set exists and it does not; rejects with `key-not-found`. */
    contentKey: ({ station, asset, number, period }: KeyPlace): Promise<ContentKey> =>
      contentKeys(`${station}/${asset}/${number}/${period}`),
    keepKey,
    /** A kept key in clear. */
    open: (master: Buffer, place: KeyPlace, sealed: Buffer): Buffer => opened(master, contentPlace(place), sealed),
  }
}
export type Ring = ReturnType<typeof openRing>
