import { isLendable } from './in-time.ts'
import { createHash, randomBytes } from 'node:crypto'
import { idInCursor, pageOf, Problem, type Api, type Call } from '#backbone'
import { requireColumn } from './column-rights.ts'
import type { Share, vms } from './contract.ts'
import { instantOf } from './instants.ts'
import { inBin, notFound, type VmsKit } from './kit.ts'
import {
  countView,
  endShare,
  findShare,
  findShareByToken,
  insertShare,
  listShares,
  type ShareRow,
} from './rights-store.ts'
import { present, shape as shapeAsset } from './shape.ts'
import { findAsset, type Row } from './store.ts'

const noShare = (id: string) => new Problem('share-not-found', 404, 'There is no such link here', { id })
const noEntry = () => new Problem('share-ended', 404, 'This link is not valid, or not any more')
const badEnd = () => new Problem('bad-range', 400, 'A link ends within a year from now')
const aYearMilliseconds = 366 * 86_400_000

const hashOf = (token: string) => createHash('sha256').update(token).digest()

type ShareOps = Pick<Api<typeof vms>, 'share' | 'shares' | 'revokeShare' | 'openShare' | 'lent' | 'sharedPlayback'>

/** Links by which somebody without a login looks at one asset: for a client, a guest, the desk next door. */
export const shares = ({ inStation, across, use, publish, audit }: VmsKit): ShareOps => {
  const describe = async (asset: Row, call: Call) => {
    const { name } = await use.access.stationOf({ id: asset.station }, call)
    const { title, description, playable, hasPoster, durationSeconds, width, height } = shapeAsset(asset, undefined)
    const known = { asset: asset.id, title, description, station: name, playable, hasPoster }
    return { ...known, ...present({ durationSeconds, width, height }) }
  }

  return {
    async share({ id, expiresAt, note = '', mostViews = null }, call) {
      const expires_at = instantOf(expiresAt)
      const ahead = expires_at.getTime() - Date.now()
      if (!(ahead > 0 && ahead <= aYearMilliseconds)) throw badEnd()
      const token = randomBytes(32).toString('base64url')
      const row = await inStation(call, async (tx) => {
        const asset = await findAsset(tx, id)
        if (!asset) throw notFound(id)
        if (asset.deleted_at) throw inBin(asset)
        await requireColumn(tx, call, asset.column, 'publish')
        const made = await insertShare(tx, {
          station: call.station,
          asset: id,
          token_hash: hashOf(token),
          note,
          created_by: call.actor.name,
          expires_at,
          most_views: mostViews,
        })
        await publish(tx, 'shared', { station: call.station, subject: id }, { asset: id, share: made.id })
        await audit(tx, call, { action: 'asset.shared', subject: id, after: { share: made.id, note, expiresAt } })
        return made
      })
      return { share: shape(row), token }
    },

    async shares({ asset, cursor, limit = 50 }, call) {
      const before = cursor === undefined ? undefined : idInCursor(cursor)
      const rows = await inStation(call, (tx) => listShares(tx, { asset, before, limit: limit + 1 }))
      return pageOf(rows, limit, (row) => [row.id], shape)
    },

    async revokeShare({ id }, call) {
      await inStation(call, async (tx) => {
        const row = await endShare(tx, id)
        if (!row && !(await findShare(tx, id))) throw noShare(id)
        if (!row) return
        await publish(tx, 'unshared', { station: call.station, subject: row.asset }, { asset: row.asset, share: id })
        await audit(tx, call, { action: 'asset.unshared', subject: row.asset, before: { share: id, views: row.views } })
      })
      return {}
    },

    async openShare({ token }, call) {
      const { share, asset } = await across(async (tx) => {
        const seen = await countView(tx, hashOf(token))
        const found = seen && (await findAsset(tx, seen.asset))
        if (!seen || !found || !isLendable(found)) throw noEntry()
        return { share: seen, asset: found }
      })
      return { ...(await describe(asset, call)), expiresAt: endOf(share, asset).toISOString() }
    },

    async lent({ id }, call) {
      const asset = await across((tx) => findAsset(tx, id))
      if (!asset || !isLendable(asset)) throw notFound(id)
      return describe(asset, call)
    },

    async sharedPlayback({ token }) {
      const found = await across(async (tx) => {
        const share = await findShareByToken(tx, hashOf(token))
        const asset = share && (await findAsset(tx, share.asset))
        return share && asset && { share, asset }
      })
      if (!found || !isLendable(found.asset) || !playsOn(found.share, found.asset)) throw noEntry()
      const { share, asset } = found
      return { share: share.id, station: asset.station, asset: asset.id, expiresAt: endOf(share, asset).toISOString() }
    },
  }
}

/** A link lends no longer than the rights to the asset last. */
const endOf = (share: ShareRow, { available_until }: Row): Date =>
  available_until !== null && available_until < share.expires_at ? available_until : share.expires_at

const stateOf = ({ revoked_at, expires_at, views, most_views }: ShareRow): Share['state'] => {
  if (revoked_at !== null) return 'revoked'
  if (expires_at.getTime() <= Date.now()) return 'expired'
  return most_views !== null && views >= most_views ? 'used up' : 'open'
}

const lookAroundMilliseconds = 3_600_000

/** Whether who has opened a link may begin to play; who used up the last view may as long as a viewing takes. */
const playsOn = (share: ShareRow, { duration_seconds }: Row): boolean => {
  const state = stateOf(share)
  if (state !== 'used up') return state === 'open'
  const viewing = (duration_seconds ?? 0) * 1000 + lookAroundMilliseconds
  return Date.now() - (share.last_viewed_at?.getTime() ?? 0) <= viewing
}

const shape = (row: ShareRow): Share => ({
  id: row.id,
  asset: row.asset,
  note: row.note,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  state: stateOf(row),
  views: row.views,
  ...present({
    revokedAt: row.revoked_at?.toISOString(),
    mostViews: row.most_views,
    lastViewedAt: row.last_viewed_at?.toISOString(),
  }),
})
