import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '#backbone'
import type { Objects } from '#backbone/objects'
import type { Library, Piece, Playable } from './library.ts'
import { manifest, master, playlist, type Presentation } from './presentation.ts'
import { spanOf } from './range.ts'

const notFound = () => new Problem('not-found', 404, 'There is nothing at this address')
const notYet = () =>
  new Problem('not-playable-yet', 503, 'This cannot be played yet; it is being ingested', { retryAfterSeconds: 1 })

const hlsType = 'application/vnd.apple.mpegurl'
/** A player that is told of sound too early would give it up: its playlist is held back until there is some. */
const soundWaitMilliseconds = 5000
const lookAgainMilliseconds = 250

type Params = { asset: string; file: string; flow: string }
type Text = { body: string; tag: string }

/** Serves manifests, segments and pictures below `/vod/<asset>/`. */
export const routes = (app: FastifyInstance, library: Library, objects: Objects): void => {
  const texts = new WeakMap<Presentation, Map<string, Text | undefined>>()

  /** A manifest is made once for each look at the timeline, however many ask for it. */
  const textOf = (p: Presentation, name: string, make: () => string | undefined): Text | undefined => {
    const made = texts.get(p) ?? new Map<string, Text | undefined>()
    texts.set(p, made)
    if (!made.has(name)) {
      const body = make()
      made.set(name, body === undefined ? undefined : { body, tag: tagOf(body) })
    }
    return made.get(name)
  }

  const sendText = (request: FastifyRequest, reply: FastifyReply, asset: Playable, p: Presentation, text: Text) => {
    const seconds = p.state === 'complete' ? 'max-age=10' : 'no-cache'
    dress(reply, asset, `${asset.published ? 'public' : 'private'}, ${seconds}`).header('etag', `"${text.tag}"`)
    if (isKnown(request, text.tag)) return reply.code(304).send()
    return reply.send(text.body)
  }

  const sendPlaylist = async (request: FastifyRequest, reply: FastifyReply, asset: Playable, name: string) => {
    let p = await library.presentation(asset)
    const deadline = Date.now() + soundWaitMilliseconds
    const silent = () => p.sound.some(({ flow, segments }) => flow.id === name && segments.length === 0)
    while (silent() && Date.now() < deadline && !request.raw.destroyed) {
      await sleep(lookAgainMilliseconds)
      p = await library.presentation(asset)
    }
    const text = textOf(p, name, () => playlist(p, name))
    if (!text) throw notFound()
    void reply.type(hlsType)
    return sendText(request, reply, asset, p, text)
  }

  const sendManifest = async (request: FastifyRequest, reply: FastifyReply, asset: Playable, kind: 'hls' | 'dash') => {
    const p = await library.presentation(asset)
    const text = textOf(p, kind, () => (kind === 'hls' ? master(p) : manifest(p)))
    if (!text) throw notYet()
    void reply.type(kind === 'hls' ? hlsType : 'application/dash+xml')
    return sendText(request, reply, asset, p, text)
  }

  const sendObject = async (request: FastifyRequest, reply: FastifyReply, asset: Playable, object: string) => {
    const found = await objects.head(object)
    if (!found) throw notFound()
    const piece = { object, bytes: found.bytes, tag: `${found.bytes}-${found.modified.getTime()}` }
    dress(reply, asset, `${asset.published ? 'public' : 'private'}, max-age=60`).type(found.contentType)
    return sendPiece(request, reply, piece, objects)
  }

  const serveNamed = async (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply) => {
    const { asset: id, file } = request.params
    const asset = await library.playable(request, id)
    if (file === 'master.m3u8') return sendManifest(request, reply, asset, 'hls')
    if (file === 'manifest.mpd') return sendManifest(request, reply, asset, 'dash')
    const [, name] = /^(video|[0-9a-f-]{36})\.m3u8$/.exec(file) ?? []
    if (name !== undefined) return sendPlaylist(request, reply, asset, name)
    const object = file === 'waveform.dat' ? await library.waveform(asset) : await library.picture(asset, file)
    return sendObject(request, reply, asset, object)
  }

  const serveSegment = async (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply) => {
    const { asset: id, flow, file } = request.params
    const asset = await library.playable(request, id)
    const [, sequence] = /^(\d{1,8})\.m4s$/.exec(file) ?? []
    if (sequence === undefined && file !== 'init.mp4') throw notFound()
    const { piece, kind } = await library.piece(asset, flow, sequence === undefined ? 'init' : Number(sequence))
    const scope = asset.published ? 'public' : 'private'
    dress(reply, asset, `${scope}, max-age=31536000, immutable`).type(`${kind}/mp4`)
    return sendPiece(request, reply, piece, objects)
  }

  // HEAD has routes of its own: the one that comes with GET would read a whole segment to count it.
  const method = ['GET', 'HEAD']
  app.route({ method, url: '/vod/:asset/:file', handler: serveNamed })
  app.route({ method, url: '/vod/:asset/:flow/:file', handler: serveSegment })
  for (const path of ['/vod/:asset/:file', '/vod/:asset/:flow/:file'])
    app.options(path, async (_, reply) =>
      reply
        .headers({
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': 'range, if-none-match, if-range',
          'access-control-max-age': '86400',
        })
        .code(204)
        .send(),
    )
}

/** What every answer carries: how long it holds, and to the public also that any page may use it. */
const dress = (reply: FastifyReply, { published }: Playable, cacheControl: string): FastifyReply =>
  reply.headers({
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
    ...(published
      ? {
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'content-length, content-range, etag, date',
          'cross-origin-resource-policy': 'cross-origin',
        }
      : { vary: 'cookie, authorization' }),
  })

const sendPiece = async (request: FastifyRequest, reply: FastifyReply, piece: Piece, objects: Objects) => {
  void reply.header('etag', `"${piece.tag}"`).header('accept-ranges', 'bytes')
  if (isKnown(request, piece.tag)) return reply.code(304).send()
  const span = spanIn(request, reply, piece)
  if (span) void reply.code(206).header('content-range', `bytes ${span.start}-${span.end}/${piece.bytes}`)
  void reply.header('content-length', span ? span.end - span.start + 1 : piece.bytes)
  if (request.method === 'HEAD') return reply.send()
  const { body } = await objects.get(piece.object, span)
  return reply.send(body)
}

/** The span a request asks for; with If-Range only of the version it knows. */
const spanIn = (request: FastifyRequest, reply: FastifyReply, { bytes, tag }: Piece) => {
  const { range, 'if-range': version } = request.headers
  if (version !== undefined && version !== `"${tag}"`) return undefined
  try {
    return spanOf(range, bytes)
  } catch (error) {
    void reply.header('content-range', `bytes */${bytes}`)
    throw error
  }
}

const isKnown = (request: FastifyRequest, tag: string): boolean =>
  (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`)

const tagOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)
