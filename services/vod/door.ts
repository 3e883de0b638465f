import type { FastifyRequest } from 'fastify'
import { noStation, Problem, systemCall } from '#backbone'
import { remember } from '#backbone/remember'
import type { Admission } from '#services/key'
import type { VodKit } from './kit.ts'

/** An asset that the caller may play. */
export type Playable = {
  id: string
  station: string
  /** By which right: as everybody, with the token of a session, or as one of the station's own people. */
  as: 'everybody' | 'session' | 'staff'
  /** What the policy says; people of the station play everything in clear, at any time. */
  admission: Admission | undefined
}
/** What a manifest was sent for with: a signed link, or a guest's link of the catalogue. */
export type Lent = { link: string | undefined; share: string | undefined }
type Asked = { token?: string; part?: 'media' | 'ciphertext' | 'poster' }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const isUuid = (text: string): boolean => uuid.test(text)
const shareToken = /^[\w-]{43}$/
const linkOver = () => new Problem('playback-link-over', 403, 'This link has ended')
export const notFound = () => new Problem('not-found', 404, 'There is nothing at this address')

/** Half of the time that a withdrawn asset may go on playing; in the second half it is asked anew, and nobody waits. */
const rightsMilliseconds = 500
const mostLetters = 300

/** Who may play what: the catalogue says whether it is published, the key service who may then play it. */
export const openDoor = (kit: VodKit) => {
  const call = systemCall(noStation, 'vod', kit.signal)
  const playback = remember({
    ask: (id) => kit.use.vms.playback({ id }, call),
    heaviest: 10_000,
    keepMilliseconds: () => rightsMilliseconds,
    meanwhileMilliseconds: () => rightsMilliseconds,
  })

  const askedBy = async (request: FastifyRequest, id: string) => {
    if (!uuid.test(id)) throw notFound()
    const { station, published, lendable } = await playback(id)
    const referrer = request.headers.referer ?? request.headers.origin
    const ownPage = referrer !== undefined && URL.parse(referrer)?.host === request.host
    return {
      station,
      asset: id,
      published,
      lendable,
      address: request.ip,
      ...(referrer === undefined ? {} : { referrer: referrer.slice(0, 2000) }),
      ownPage,
    }
  }

  /** What a guest's link lends, if it is this asset. */
  const lentBy = async (token: string, id: string) => {
    if (!shareToken.test(token)) throw linkOver()
    const lent = await kit.use.vms.sharedPlayback({ token }, call).catch((error: unknown) => {
      throw error instanceof Problem && error.type === 'share-ended' ? linkOver() : error
    })
    if (lent.asset !== id) throw linkOver()
    return { id: lent.share, expiresAt: lent.expiresAt }
  }

  const isStaff = async (request: FastifyRequest, station: string): Promise<boolean> => {
    try {
      return (await kit.caller(request, 'assets:read')).station === station
    } catch (error) {
      if (error instanceof Problem && error.status < 404) return false
      throw error
    }
  }

  return {
    /** The asset, if the caller may play it; throws `playback-…` where a policy refuses, `not-found` where it is hidden. */
    async playable(request: FastifyRequest, id: string, { token, part = 'media' }: Asked = {}): Promise<Playable> {
      const asked = await askedBy(request, id)
      const found = { id, station: asked.station }
      try {
        const input = { ...asked, part, ...(token === undefined ? {} : { token: token.slice(0, mostLetters) }) }
        const admission = await kit.use.key.admit(input, call)
        return { ...found, as: token === undefined ? 'everybody' : 'session', admission }
      } catch (error) {
        const refused = token === undefined && error instanceof Problem && error.status < 500
        if (refused && (await isStaff(request, asked.station))) return { ...found, as: 'staff', admission: undefined }
        throw error
      }
    },

    /** Begins a session by a link, or without one where the policy wants none; answers with its token. */
    async begin(request: FastifyRequest, id: string, { link, share }: Lent): Promise<string> {
      const asked = await askedBy(request, id)
      const userAgent = (request.headers['user-agent'] ?? '').slice(0, 500)
      const given = {
        ...(link === undefined ? {} : { link: link.slice(0, mostLetters) }),
        ...(share === undefined ? {} : { share: await lentBy(share, id) }),
      }
      return (await kit.use.key.openSession({ ...asked, ...given, userAgent }, call)).token
    },
  }
}
export type Door = ReturnType<typeof openDoor>
