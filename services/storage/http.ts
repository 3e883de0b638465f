import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '#backbone'
import { Id } from '#backbone/schemas'
import type { EssenceRow, StorageKit } from './store.ts'

type Find = (station: string, id: string) => Promise<EssenceRow>
const Params = Type.Object({ id: Id })

/** `GET /api/storage/essences/:id/content`: the bytes as they came, or one range of them (RFC 9110 §14). */
export const answerContent = (app: FastifyInstance, kit: StorageKit, find: Find): void => {
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/api/storage/essences/:id/content',
    schema: { params: Params },
    async handler(request, reply) {
      const { station } = await kit.caller(request, 'essences:read')
      const row = await find(station, request.params.id)
      const totalBytes = Number(row.bytes)
      const tag = `"${row.sha256}"`
      if (matches(request.headers['if-none-match'], tag)) return reply.code(304).header('etag', tag).send()
      const range = rangeOf(request, tag, totalBytes)
      if (range === 'unsatisfiable') {
        void reply.header('content-range', `bytes */${totalBytes}`)
        throw new Problem('range-not-satisfiable', 416, 'The essence has no such bytes', { totalBytes })
      }
      // Opened before anything is promised: a missing object is still told as a problem.
      const opened = request.method === 'HEAD' ? undefined : await kit.objects.get(row.object, range)
      void reply.headers(headersOf(row, tag))
      if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${totalBytes}`)
      void reply.header('content-length', range ? range.end - range.start + 1 : totalBytes)
      return reply.send(opened?.body)
    },
  })
}

const headersOf = (row: EssenceRow, tag: string) => ({
  etag: tag,
  'accept-ranges': 'bytes',
  'cache-control': 'private, no-cache',
  'content-type': safeType(row.media_type),
  'content-disposition': attachment(row.name),
  // Bytes from strangers must never run as a page of ours.
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
})

type Span = { start: number; end: number }

/** The one range that is asked for; several, or none that can be read, mean the whole. */
const rangeOf = (request: FastifyRequest, tag: string, totalBytes: number): Span | 'unsatisfiable' | undefined => {
  const condition = request.headers['if-range']
  if (condition !== undefined && condition !== tag) return undefined
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.range ?? '')
  if (!asked || (asked[1] === '' && asked[2] === '')) return undefined
  if (asked[1] === '') {
    const last = Math.min(Number(asked[2]), totalBytes)
    return last === 0 ? 'unsatisfiable' : { start: totalBytes - last, end: totalBytes - 1 }
  }
  const start = Number(asked[1])
  const end = asked[2] === '' ? totalBytes - 1 : Math.min(Number(asked[2]), totalBytes - 1)
  if (asked[2] !== '' && Number(asked[2]) < start) return undefined
  return start >= totalBytes ? 'unsatisfiable' : { start, end }
}

const matches = (header: string | undefined, tag: string) =>
  header !== undefined && header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)

/** The announced type if it is one a browser only plays; anything else is just bytes. */
const safeType = (mediaType: string) =>
  /^(video|audio)\/[\w.+-]{1,100}$/.test(mediaType) ? mediaType : 'application/octet-stream'

/** Content-Disposition with the name in UTF-8 and a plain one for clients that know only ASCII (RFC 6266, RFC 8187). */
const attachment = (name: string): string => {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
