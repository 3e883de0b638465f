import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Objects } from '#backbone/objects'
import type { Playable } from './door.ts'
import type { Piece } from './library.ts'
import { spanOf, type Span } from './range.ts'
import type { Shelf } from './shelf.ts'

/** For how long an answer holds: a moment, or for ever, since what is at its address never changes. */
export type Lasting = { seconds: number } | 'for ever' | 'not at all'

const aYearSeconds = 31_536_000

/** Any page may use it: who may play is said by the address, not by cookies. */
export const openToPages = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-length, content-range, etag, date',
  'cross-origin-resource-policy': 'cross-origin',
}

/** What every answer carries: how long and by whom it may be kept, and to the public also that any page may use it. */
export const dress = (reply: FastifyReply, { as, admission }: Playable, lasting: Lasting): FastifyReply =>
  reply.headers({
    'cache-control': cacheControl(as === 'everybody' && (admission?.shareable ?? false), lasting, admission?.until),
    'x-content-type-options': 'nosniff',
    ...(as === 'staff' ? { vary: 'cookie, authorization' } : openToPages),
  })

/** Nobody keeps anything beyond the end of its time. */
const cacheControl = (shared: boolean, lasting: Lasting, until: string | undefined): string => {
  const scope = shared ? 'public' : 'private'
  if (lasting === 'not at all') return 'no-store'
  if (lasting !== 'for ever' && lasting.seconds === 0) return `${scope}, no-cache`
  const wanted = lasting === 'for ever' ? aYearSeconds : lasting.seconds
  if (until === undefined) return `${scope}, max-age=${wanted}${lasting === 'for ever' ? ', immutable' : ''}`
  const left = Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 1000))
  return `${scope}, max-age=${Math.min(wanted, left)}`
}

/** Sends an object or the span of it that is asked for; whole ones from the shelf, if there is one. */
export const sendPiece = async (
  request: FastifyRequest,
  reply: FastifyReply,
  piece: Piece,
  { objects, shelf }: { objects: Objects; shelf?: Shelf },
) =>
  sendSpan(request, reply, piece, async (span) =>
    span || !shelf
      ? (await objects.get(piece.object, span)).body
      : shelf.open(piece, (over) => (reply.raw.destroyed ? over() : void reply.raw.once('close', over))),
  )

/** Sends bytes or the span of them that is asked for. */
export const sendBytes = async (request: FastifyRequest, reply: FastifyReply, bytes: Buffer, tag: string) =>
  sendSpan(request, reply, { bytes: bytes.length, tag }, async (span) =>
    span ? bytes.subarray(span.start, span.end + 1) : bytes,
  )

const sendSpan = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, tag }: Pick<Piece, 'bytes' | 'tag'>,
  open: (span: Span | undefined) => Promise<unknown>,
) => {
  void reply.header('etag', `"${tag}"`).header('accept-ranges', 'bytes')
  if (isKnown(request, tag)) return reply.code(304).send()
  const span = spanIn(request, reply, { bytes, tag })
  if (span) void reply.code(206).header('content-range', `bytes ${span.start}-${span.end}/${bytes}`)
  void reply.header('content-length', span ? span.end - span.start + 1 : bytes)
  if (request.method === 'HEAD') return reply.send()
  return reply.send(await open(span))
}

/** The span a request asks for; with If-Range only of the version it knows. */
const spanIn = (request: FastifyRequest, reply: FastifyReply, { bytes, tag }: Pick<Piece, 'bytes' | 'tag'>) => {
  const { range, 'if-range': version } = request.headers
  if (version !== undefined && version !== `"${tag}"`) return undefined
  try {
    return spanOf(range, bytes)
  } catch (error) {
    void reply.header('content-range', `bytes */${bytes}`)
    throw error
  }
}

/** Whether the caller has this version already. */
export const isKnown = (request: FastifyRequest, tag: string): boolean =>
  (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`)

/** A text and a tag that is its content's. */
export type Text = { body: Buffer; tag: string }
export const textOf = (body: string): Text => ({
  body: Buffer.from(body),
  tag: createHash('sha256').update(body).digest('hex').slice(0, 32),
})
