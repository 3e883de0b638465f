import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem, type Call } from '#backbone'
import type { Files } from './files.ts'
import type { Row, UploadKit } from './store.ts'
import * as tus from './tus.ts'

/** A refused body is taken and dropped up to here, so that browsers get to see the refusal; then the connection ends. */
const droppedBytes = 32 * 1024 ** 2
const droppedMilliseconds = 20_000

const otherVersion = () =>
  new Problem('tus-version', 412, 'This server speaks tus 1.0.0', { versions: [tus.tusVersion] })
const otherType = () => new Problem('wrong-media-type', 415, `Send bytes as ${tus.bodyType}`)
const otherMethod = (method: string) => new Problem('method-not-allowed', 405, `There is no ${method} here`, { method })
const notFound = (id: string) => new Problem('upload-not-found', 404, 'There is no such upload', { id })

type Answer = (request: FastifyRequest, reply: FastifyReply, call: Call) => Promise<unknown>

/** tus 1.0 at `/api/upload/files`: the routes, their headers and status codes. */
export const answerTus = async (app: FastifyInstance, kit: UploadKit, files: Files): Promise<void> => {
  const collection: Record<string, Answer> = {
    async POST(request, reply, call) {
      const { headers } = request
      const concat = tus.concatIn(headers['upload-concat'])
      const final = Array.isArray(concat)
      const withBody = headers['content-type'] === tus.bodyType
      const checksum = tus.checksumIn(headers['upload-checksum'])
      const metadataHeader = headers['upload-metadata']
      let row = await files.create(
        {
          bytes: final ? null : tus.announcedLength(headers['upload-length'], headers['upload-defer-length']),
          metadata: tus.metadataIn(metadataHeader),
          metadataHeader: String(metadataHeader ?? ''),
          concat,
        },
        call,
      )
      void reply.header('location', `${tus.filesPath}/${row.id}`)
      if (withBody && !final) {
        row = await files.append(row.id, { offset: 0, length: undefined, checksum, body: request.raw }, call)
        void reply.header('upload-offset', row.received)
      }
      return reply.code(201).headers(expiry(row)).send()
    },
  }

  const one: Record<string, Answer> = {
    async HEAD(request, reply, call) {
      const { row, offset } = await files.look(idOf(request), call)
      return reply
        .code(200)
        .headers({ ...describe(row, offset), ...expiry(row) })
        .send()
    },
    async PATCH(request, reply, call) {
      const { headers } = request
      if (headers['content-type'] !== tus.bodyType) throw otherType()
      const sent = {
        offset: tus.offsetIn(headers['upload-offset']),
        length: tus.lengthIn(headers['upload-length']),
        checksum: tus.checksumIn(headers['upload-checksum']),
        body: request.raw,
      }
      const row = await files.append(idOf(request), sent, call)
      return reply
        .code(204)
        .headers({ 'upload-offset': row.received, ...expiry(row) })
        .send()
    },
    async DELETE(request, reply, call) {
      await files.terminate(idOf(request), call)
      return reply.code(204).send()
    },
  }

  const answer = (answers: Record<string, Answer>) => async (request: FastifyRequest, reply: FastifyReply) => {
    // Only a POST may stand for another method: what only reads is let past the checks that deeds must pass.
    const override = request.method === 'POST' ? request.headers['x-http-method-override'] : undefined
    const method = String(override ?? request.method).toUpperCase()
    if (method === 'OPTIONS') return reply.code(204).headers(abilities).send()
    const call = await kit.caller(request, 'uploads:write')
    if (request.headers['tus-resumable'] !== tus.tusVersion) {
      void reply.header('tus-version', tus.tusVersion)
      throw otherVersion()
    }
    const handle = Object.hasOwn(answers, method) ? answers[method] : undefined
    if (!handle) throw otherMethod(method)
    return handle(request, reply, call)
  }

  await app.register(async (routes) => {
    // The body stays the stream it is: whoever answers reads it, or nobody does.
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', (_request, _body, done) => done(null))
    routes.addHook('onRequest', async (_request, reply) => {
      void reply.headers({
        'tus-resumable': tus.tusVersion,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
    })
    routes.addHook('onSend', async (request, reply) => dropRest(request, reply))
    const bodyLimit = Number.MAX_SAFE_INTEGER
    routes.route({ method: ['OPTIONS', 'POST'], url: tus.filesPath, bodyLimit, handler: answer(collection) })
    routes.route({
      method: ['OPTIONS', 'HEAD', 'POST', 'PATCH', 'DELETE'],
      url: `${tus.filesPath}/:id`,
      bodyLimit,
      handler: answer(one),
    })
  })
}

const abilities = {
  'tus-version': tus.tusVersion,
  'tus-extension': tus.extensions.join(','),
  'tus-max-size': tus.maxBytes,
  'tus-checksum-algorithm': tus.algorithms.join(','),
}

const idOf = (request: FastifyRequest): string => {
  const { id } = request.params as { id: string }
  if (!tus.isId(id)) throw notFound(id)
  return id.toLowerCase()
}

const expiry = (row: Row) => (row.state === 'receiving' ? { 'upload-expires': row.expires.toUTCString() } : {})

const describe = (row: Row, offset: number | undefined) => ({
  ...(offset !== undefined && { 'upload-offset': offset }),
  ...(row.bytes === null ? { 'upload-defer-length': '1' } : { 'upload-length': row.bytes }),
  ...(row.metadata_header && { 'upload-metadata': row.metadata_header }),
  ...(row.concat === 'partial' && { 'upload-concat': 'partial' }),
  ...(row.parts && { 'upload-concat': `final;${row.parts.map((id) => `${tus.filesPath}/${id}`).join(' ')}` }),
})

/** After an answer that came before the end of the body: takes a little of the rest, then hangs up. */
const dropRest = (request: FastifyRequest, reply: FastifyReply): void => {
  const body = request.raw
  if (body.complete || body.destroyed) return
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (length === '0' && encoding === undefined) return
  void reply.header('connection', 'close')
  let bytes = 0
  const hangUp = () => body.complete || body.destroy()
  const timer = setTimeout(hangUp, droppedMilliseconds)
  body.once('close', () => clearTimeout(timer))
  body.once('end', () => clearTimeout(timer))
  body.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > droppedBytes) hangUp()
  })
  body.on('error', () => {})
  body.resume()
}
