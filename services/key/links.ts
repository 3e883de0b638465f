import { pageOf, Problem, type Api, type Call } from '#backbone'
import { isNetwork } from './addresses.ts'
import type { key, Link, Session } from './contract.ts'
import type { Gate } from './gate.ts'
import type { KeyKit, Ring } from './ring.ts'
import {
  insertLink,
  listLinks,
  listSessions,
  liveSeconds,
  revokeAll,
  revokeLink,
  revokeSession,
  sessionsOfLink,
  type LinkRow,
  type SessionRow,
} from './session-store.ts'
import { turnEpoch, type Tx } from './store.ts'
import { signToken } from './tokens.ts'

const linkNotFound = (link: string) => new Problem('link-not-found', 404, 'There is no such link', { link })
const sessionNotFound = (session: string) =>
  new Problem('session-not-found', 404, 'There is no such session', { session })
const linkNotValid = (why: string) => new Problem('link-not-valid', 400, `This link cannot be made: ${why}`)

const aYearMilliseconds = 366 * 86_400_000

const shapeLink = (row: LinkRow & { sessions: number }): Link => ({
  id: row.id,
  asset: row.asset,
  note: row.note,
  ...(row.viewer === null ? {} : { viewer: row.viewer }),
  ...(row.address === null ? {} : { address: row.address }),
  beforePublication: row.before_publication,
  expiresAt: row.expires_at.toISOString(),
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at.toISOString() }),
  sessions: row.sessions,
})

const shapeSession = (row: SessionRow): Session => ({
  id: row.id,
  asset: row.asset,
  ...(row.link === null ? {} : { link: row.link }),
  ...(row.share === null ? {} : { share: row.share }),
  ...(row.viewer === null ? {} : { viewer: row.viewer }),
  address: row.address,
  userAgent: row.user_agent,
  startedAt: row.started_at.toISOString(),
  seenAt: row.seen_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  state: stateOf(row, Date.now()),
})

const stateOf = (row: SessionRow, now: number): Session['state'] => {
  if (row.revoked_at !== null) return 'revoked'
  if (row.expires_at.getTime() <= now) return 'expired'
  return now - row.seen_at.getTime() < liveSeconds * 1000 ? 'live' : 'idle'
}

type Operations = 'createLink' | 'links' | 'revokeLink' | 'sessions' | 'revokeSession' | 'revokeAll'
type Revoked = { asset?: string; link?: string; session?: string }

/** Signed links and the sessions they begin. */
export const links = (kit: KeyKit, ring: Ring, gate: Gate): Pick<Api<typeof key>, Operations> => {
  const tellRevoked = async (tx: Tx, call: Call, subject: string, data: Revoked): Promise<void> => {
    await turnEpoch(tx, call.station)
    await kit.audit(tx, call, { action: 'key.revoked', subject, after: data })
    await kit.publish(tx, 'revoked', { station: call.station, subject }, data)
  }

  return {
    async createLink({ asset, expiresAt, note = '', viewer, address, beforePublication = false }, call) {
      const expires_at = new Date(expiresAt)
      const ahead = expires_at.getTime() - Date.now()
      if (!(ahead > 0 && ahead <= aYearMilliseconds)) throw linkNotValid('it must end within a year from now')
      if (address !== undefined && (!isNetwork(address) || address.includes('/'))) throw linkNotValid('no such address')
      const signer = await ring.signer(call.station, await gate.epochOf(call.station))
      const row = await kit.inStation(call, async (tx) => {
        const made = await insertLink(tx, {
          station: call.station,
          asset,
          note,
          viewer: viewer ?? null,
          address: address ?? null,
          before_publication: beforePublication,
          expires_at,
          created_by: call.actor.name,
        })
        await kit.audit(tx, call, { action: 'key.link', subject: asset, after: { link: made.id, expiresAt, viewer } })
        return made
      })
      const expiresSeconds = Math.floor(row.expires_at.getTime() / 1000)
      const token = signToken({ kind: 'link', signedBy: signer.id, asset, id: row.id, expiresSeconds }, signer.secret)
      return {
        ...shapeLink({ ...row, sessions: 0 }),
        token,
        watch: `/watch/${asset}?link=${token}`,
        hls: `/vod/${asset}/master.m3u8?link=${token}`,
        dash: `/vod/${asset}/manifest.mpd?link=${token}`,
      }
    },

    links: ({ asset, cursor, limit = 50 }, call) =>
      kit.inStation(call, async (tx) => {
        const given = { ...(asset === undefined ? {} : { asset }), ...(cursor === undefined ? {} : { cursor }), limit }
        return pageOf(await listLinks(tx, given), limit, (row) => [row.id], shapeLink)
      }),

    revokeLink: ({ id }, call) =>
      kit.inStation(call, async (tx) => {
        const row = await revokeLink(tx, id)
        if (!row) throw linkNotFound(id)
        await tellRevoked(tx, call, row.asset, { asset: row.asset, link: id })
        return shapeLink({ ...row, sessions: await sessionsOfLink(tx, id) })
      }),

    sessions: ({ limit = 50, ...asked }, call) =>
      kit.inStation(call, async (tx) =>
        pageOf(await listSessions(tx, { ...asked, limit }), limit, (row) => [row.id], shapeSession),
      ),

    revokeSession: ({ id }, call) =>
      kit.inStation(call, async (tx) => {
        const row = await revokeSession(tx, id)
        if (!row) throw sessionNotFound(id)
        await tellRevoked(tx, call, row.asset, { asset: row.asset, session: id })
        return shapeSession(row)
      }),

    revokeAll: ({ asset }, call) =>
      kit.inStation(call, async (tx) => {
        const ended = await revokeAll(tx, asset)
        await tellRevoked(tx, call, asset, { asset })
        return ended
      }),
  }
}
