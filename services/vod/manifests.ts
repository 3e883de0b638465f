import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#backbone'
import { dress, isKnown, textOf, type Text } from './answer.ts'
import type { Cipher } from './cipher.ts'
import { notFound, type Playable } from './door.ts'
import type { Library } from './library.ts'
import { manifest, master, playlist, type Encrypted, type Presentation } from './presentation.ts'
import type { ShownTexts, Texts } from './texts.ts'

const notYet = () =>
  new Problem('not-playable-yet', 503, 'This cannot be played yet; it is being ingested', { retryAfterSeconds: 1 })

const hlsType = 'application/vnd.apple.mpegurl'
const dashType = 'application/dash+xml'
/** A player that is told of sound too early would give it up: its playlist is held back until there is some. */
const soundWaitMilliseconds = 5000
const lookAgainMilliseconds = 250

/** How what a session plays is encrypted; undefined where it is in clear. */
const encryptedOf = ({ as, admission }: Playable): Encrypted | undefined => {
  if (as === 'staff' || admission?.protection !== 'encrypted' || admission.keySet === undefined) return undefined
  const { keySet, rotationSeconds, byToken } = admission
  // Encrypted segments are the same for everybody and lie outside the session's folder, unless sessions are watched.
  return { set: keySet, rotationSeconds, folder: byToken ? '' : '../' }
}

/** Sends playlists and manifests. */
export const openManifests = (library: Library, cipher: Cipher, shelf: Pick<Texts, 'shown'>) => {
  const texts = new WeakMap<Presentation, Map<string, Text | undefined>>()

  /** A manifest is made once for each look at the timeline, however many ask for it. */
  const made = (p: Presentation, name: string, make: () => string | undefined): Text | undefined => {
    const known = texts.get(p) ?? new Map<string, Text | undefined>()
    texts.set(p, known)
    if (!known.has(name)) {
      const body = make()
      known.set(name, body === undefined ? undefined : textOf(body))
    }
    return known.get(name)
  }

  const send = (request: FastifyRequest, reply: FastifyReply, asset: Playable, p: Presentation, text: Text) => {
    dress(reply, asset, { seconds: p.state === 'complete' ? 10 : 0 }).header('etag', `"${text.tag}"`)
    if (isKnown(request, text.tag)) return reply.code(304).send()
    return reply.send(text.body)
  }

  /** A manifest that names the session's own address cannot be shared. */
  const encryptedManifest = async (
    request: FastifyRequest,
    asset: Playable,
    p: Presentation,
    { tracks }: ShownTexts,
    to: Encrypted,
  ) => {
    const licenseUrl = `${request.protocol}://${request.host}${request.url.replace(/[^/]*$/, '')}c${to.set}/license`
    const protection = { ...(await cipher.protection(asset, to.set)), licenseUrl }
    const body = manifest(p, tracks, { set: to.set, folder: to.folder, protection })
    return body === undefined ? undefined : textOf(body)
  }

  return {
    async master(request: FastifyRequest, reply: FastifyReply, asset: Playable) {
      const [p, { tag, tracks }] = await Promise.all([library.presentation(asset), shelf.shown(asset)])
      const text = made(p, `hls ${tag}`, () => master(p, tracks))
      if (!text) throw notYet()
      return send(request, reply.type(hlsType), asset, p, text)
    },

    async manifest(request: FastifyRequest, reply: FastifyReply, asset: Playable) {
      const [p, texts] = await Promise.all([library.presentation(asset), shelf.shown(asset)])
      const to = encryptedOf(asset)
      const text = to
        ? await encryptedManifest(request, asset, p, texts, to)
        : made(p, `dash ${texts.tag}`, () => manifest(p, texts.tracks))
      if (!text) throw notYet()
      return send(request, reply.type(dashType), asset, p, text)
    },

    async playlist(request: FastifyRequest, reply: FastifyReply, asset: Playable, name: string) {
      let p = await library.presentation(asset)
      const deadline = Date.now() + soundWaitMilliseconds
      const silent = () => p.sound.some(({ flow, segments }) => flow.id === name && segments.length === 0)
      while (silent() && Date.now() < deadline && !request.raw.destroyed) {
        await sleep(lookAgainMilliseconds)
        p = await library.presentation(asset)
      }
      const to = encryptedOf(asset)
      const variant = to ? `${to.folder}k${to.set}` : ''
      const text = made(p, `${name} ${variant}`, () => playlist(p, name, to))
      if (!text) throw notFound()
      return send(request, reply.type(hlsType), asset, p, text)
    },
  }
}
