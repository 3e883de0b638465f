import { linkOver, needsLink, type Asked, type Gate } from './gate.ts'
import { checkSite } from './policy.ts'
import { makeRoom } from './presence.ts'
import type { KeyKit, Ring } from './ring.ts'
import { findLink, insertSession, justBegun, type LinkRow } from './session-store.ts'
import { signToken } from './tokens.ts'

/** However long a link lasts, a session ends after this and begins anew. */
const longestMilliseconds = 12 * 3_600_000

type Share = { id: string; expiresAt: string }

/** Begins sessions: by a link, by one of the catalogue's for guests, or without one where the policy asks for none. */
export const openBegin =
  (kit: KeyKit, ring: Ring, gate: Gate) =>
  async (asked: Asked & { link?: string; share?: Share; userAgent: string }): Promise<{ token: string }> => {
    const { station, asset, address, share } = asked
    const { rules } = await gate.ruling(asked)
    const said = asked.link === undefined ? undefined : await gate.believed(asked.link, 'link', asked)
    const link = said && (await kit.inStation(station, (tx) => findLink(tx, said.id)))
    if (said && (!link || link.revoked_at !== null)) throw linkOver()
    const early = share !== undefined || (link?.before_publication ?? false)
    gate.checkRules(rules, asked, early, link?.address ?? null)
    if (!early && !asked.ownPage) checkSite(rules, asked.referrer)
    if (!link && !share && rules.policy.protection !== 'public') throw needsLink()

    const expires_at = endOf(share ?? link, early ? Number.POSITIVE_INFINITY : rules.untilMilliseconds)
    const signer = await ring.signer(station, await gate.epochOf(station))
    const row = {
      station,
      asset,
      link: link?.id ?? null,
      share: share?.id ?? null,
      viewer: link?.viewer ?? null,
      bound_address: link?.address ?? null,
      before_publication: early,
      address,
      user_agent: asked.userAgent,
      expires_at,
    }
    const session = await kit.inStation(station, async (tx) => {
      const same = await justBegun(tx, row)
      if (same) return same
      await makeRoom(tx, rules, row)
      return insertSession(tx, row)
    })
    const token = {
      kind: 'session' as const,
      signedBy: signer.id,
      asset,
      id: session.id,
      expiresSeconds: Math.floor(session.expires_at.getTime() / 1000),
    }
    return { token: signToken(token, signer.secret) }
  }

const endOf = (lent: Share | LinkRow | undefined, untilMilliseconds: number): Date => {
  const end = lent && ('expiresAt' in lent ? Date.parse(lent.expiresAt) : lent.expires_at.getTime())
  return new Date(Math.min(Date.now() + longestMilliseconds, end ?? Number.POSITIVE_INFINITY, untilMilliseconds))
}
