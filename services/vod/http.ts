import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#backbone'
import type { Objects } from '#backbone/objects'
import { dress, openToPages, sendBytes, sendPiece } from './answer.ts'
import type { Cipher, Form } from './cipher.ts'
import { notFound, type Door, type Playable } from './door.ts'
import type { Library } from './library.ts'
import { openManifests } from './manifests.ts'
import { openShelf } from './shelf.ts'
import { isText, type Texts } from './texts.ts'

type Params = { asset: string; token?: string; set: string; flow: string; file: string }
type Route = { Params: Params; Querystring: { link?: unknown; share?: unknown; v?: unknown } }
type Asked = FastifyRequest<Route>
type Handler = (request: Asked, reply: FastifyReply) => Promise<unknown>
type Parts = { door: Door; library: Library; cipher: Cipher; texts: Texts; objects: Objects }

const mostLicenseBytes = 16 * 1024
/** What players and pages ask for first: whoever comes without a session is sent to one. */
const entrances = ['master.m3u8', 'manifest.mpd', 'chapters.vtt', 'storyboard.vtt']

/**
 * Serves manifests, segments, texts, pictures and keys below `/vod/<asset>/`. A session's token stands in the path
 * (`~<token>/`), so that everything a manifest names relatively carries it, in every player.
 */
export const routes = async (app: FastifyInstance, parts: Parts): Promise<void> => {
  const { door, library, cipher, texts, objects } = parts
  const manifests = openManifests(library, cipher, texts)
  const shelf = openShelf(objects)

  const sendObject = async (request: Asked, reply: FastifyReply, asset: Playable, object: string) => {
    const found = await objects.head(object)
    if (!found) throw notFound()
    const piece = { object, bytes: found.bytes, tag: `${found.bytes}-${found.modified.getTime()}` }
    dress(reply, asset, { seconds: 60 }).type(found.contentType)
    return sendPiece(request, reply, piece, { objects })
  }

  /** Who comes without a session is sent to one: by a link, or where sessions are only counted. */
  const openOrSend = async (request: Asked, reply: FastifyReply): Promise<Playable | undefined> => {
    const { asset, token, file } = request.params
    const { link, share } = request.query
    const part = file === 'poster.jpg' ? 'poster' : 'media'
    try {
      return await door.playable(request, asset, { part, ...(token === undefined ? {} : { token }) })
    } catch (error) {
      const given = { link: textOf(link), share: textOf(share) }
      const isLent = given.link !== undefined || given.share !== undefined
      const isCounted = entrances.includes(file) && error instanceof Problem && error.type === 'playback-needs-link'
      if (token !== undefined || (!isLent && !isCounted)) throw error
      const begun = await door.begin(request, asset, given)
      void reply.headers({ ...openToPages, 'cache-control': 'no-store' }).redirect(`~${begun}/${file}`, 302)
      return undefined
    }
  }

  const serveNamed: Handler = async (request, reply) => {
    const { file } = request.params
    const asset = await openOrSend(request, reply)
    if (!asset) return reply
    if (file === 'master.m3u8') return manifests.master(request, reply, asset)
    if (file === 'manifest.mpd') return manifests.manifest(request, reply, asset)
    const [, name] = /^(video|[0-9a-f-]{36})\.m3u8$/.exec(file) ?? []
    if (name !== undefined) return manifests.playlist(request, reply, asset, name)
    if (isText(file)) return texts.send(request, reply, asset, file)
    const object =
      file === 'waveform.dat'
        ? await library.waveform(asset)
        : await library.picture(asset, file, versionIn(request.query.v))
    return sendObject(request, reply, asset, object)
  }

  const serveSegment: Handler = async (request, reply) => {
    const { asset: id, token, flow, file } = request.params
    const asset = await door.playable(request, id, token === undefined ? {} : { token })
    const [, period] = /^(\d{1,6})\.key$/.exec(file) ?? []
    if (period !== undefined && asset.as === 'session') {
      const p = await library.presentation(asset)
      const key = await cipher.hlsKey(asset, p, formIn(flow, 'k').set, Number(period))
      return dress(reply, asset, 'not at all').type('application/octet-stream').send(key)
    }
    // What is encrypted leaves in clear for the station's own people only.
    if (asset.as !== 'staff' && asset.admission?.protection === 'encrypted') throw notFound()
    const { piece, kind } = await library.piece(asset, flow, sequenceIn(file))
    dress(reply, asset, 'for ever').type(`${kind}/mp4`)
    return sendPiece(request, reply, piece, { objects, shelf })
  }

  const serveSecret: Handler = async (request, reply) => {
    const { asset: id, token, set, flow, file } = request.params
    const asset = await door.playable(request, id, { part: 'ciphertext', ...(token === undefined ? {} : { token }) })
    if (asset.admission?.protection !== 'encrypted') throw notFound()
    const { bytes, kind, tag } = await cipher.secret(asset, flow, sequenceIn(file), formIn(set))
    dress(reply, asset, 'for ever').type(`${kind}/mp4`)
    return sendBytes(request, reply, bytes, tag)
  }

  const serveLicense: Handler = async (request, reply) => {
    const { asset: id, token = '', set } = request.params
    const asset = await door.playable(request, id, { token })
    const license = await cipher.license(asset, formIn(set, 'c').set, kidsIn(request.body))
    return dress(reply, asset, 'not at all').type('application/json').send(JSON.stringify(license))
  }

  // HEAD has routes of its own: the one that comes with GET would read a whole segment to count it.
  const method = ['GET', 'HEAD']
  const served: [path: string, handler: Handler][] = [
    ['/:file', serveNamed],
    ['/:flow/:file', serveSegment],
    ['/:set/:flow/:file', serveSecret],
  ]
  for (const [path, handler] of served)
    for (const url of [`/vod/:asset${path}`, `/vod/:asset/~:token${path}`])
      app.route<Route>({ method, url, handler: tellingPages(handler) })

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const parsing = { parseAs: 'string', bodyLimit: mostLicenseBytes } as const
    scope.addContentTypeParser('*', parsing, (_, body, done) => done(null, body))
    scope.post<Route>('/vod/:asset/~:token/:set/license', tellingPages(serveLicense))
  })
  app.options('/vod/*', async (_, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': 'range, if-none-match, if-range, content-type',
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  )
}

/** A page of another site may read why its viewer was refused. */
const tellingPages =
  (handler: Handler): Handler =>
  async (request, reply) => {
    try {
      return await handler(request, reply)
    } catch (error) {
      if (error instanceof Problem && error.status === 403) void reply.headers(openToPages)
      throw error
    }
  }

const textOf = (said: unknown): string | undefined => (typeof said === 'string' ? said : undefined)

/** What tells a poster from the one before; nothing else is remembered by. */
const versionIn = (said: unknown): string => (typeof said === 'string' && /^[a-z\d]{1,40}$/.test(said) ? said : '')

const sequenceIn = (file: string): number | 'init' => {
  const [, sequence] = /^(\d{1,8})\.m4s$/.exec(file) ?? []
  if (sequence !== undefined) return Number(sequence)
  if (file === 'init.mp4') return 'init'
  throw notFound()
}

const formIn = (text: string, wanted?: Form['kind']): Form => {
  const [, kind, set] = /^([kc])(\d{1,9})$/.exec(text) ?? []
  if (kind === undefined || Number(set) < 1 || (wanted !== undefined && kind !== wanted)) throw notFound()
  return { kind: kind === 'c' ? 'c' : 'k', set: Number(set) }
}

/** The key ids of a Clear Key request, in base64url. */
const kidsIn = (body: unknown): string[] => {
  try {
    const { kids } = JSON.parse(String(body)) as { kids?: unknown }
    if (Array.isArray(kids)) return kids.filter((kid) => typeof kid === 'string').slice(0, 100)
  } catch {
    // falls through: it is no request for keys
  }
  throw new Problem('license-not-understood', 400, 'This is no Clear Key request: { "kids": […] } in JSON is one')
}
