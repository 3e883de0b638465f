import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import { Id, Name } from '#backbone/schemas'
import { cleanLogo } from '#media/encode'
import type { transcode } from './contract.ts'
import type { TranscodeKit } from './jobs.ts'
import type { Logo } from './profile-contract.ts'
import { noLogo } from './profiles.ts'
import { carriersOf, changeLogo, dropLogo, findLogo, insertLogo, logosOf, type LogoRow } from './profiles-store.ts'
import { asProblem } from './words.ts'

const mostBytes = 2 * 1024 * 1024
const mostLogos = 100
const mostAtOnce = 2

const notALogo = () => new Problem('not-a-logo', 422, 'Send the logo as the body: a PNG')
const busy = () => new Problem('busy', 503, 'Too many logos are being read just now', { retryAfterSeconds: 5 })
const inUse = (profiles: string[]) =>
  new Problem('logo-in-use', 409, 'Encoding profiles carry this logo: take it off them first', { profiles })
const tooMany = () => new Problem('too-many-logos', 409, `A station has at most ${mostLogos} logos`)

/** Where a new logo lies until somebody lays it elsewhere: where Chinese stations have theirs. */
const usual = { corner: 'top-left', margin_percent: 4, width_percent: 12, opacity: 1 } as const

const shape = (row: LogoRow): Logo => ({
  id: row.id,
  title: row.title,
  width: row.width,
  height: row.height,
  corner: row.corner,
  marginPercent: row.margin_percent,
  widthPercent: row.width_percent,
  opacity: row.opacity,
  createdAt: row.created_at.toISOString(),
  version: row.version,
})

/** Station logos (台标). */
export const logos = (kit: TranscodeKit) => {
  const { inStation, audit, objects } = kit
  let reading = 0

  const clean = async (png: Buffer, signal: AbortSignal) => {
    if (reading >= mostAtOnce) throw busy()
    reading += 1
    const folder = await mkdtemp(join(tmpdir(), 'rongmei-logo-'))
    try {
      await writeFile(join(folder, 'sent'), png)
      return await cleanLogo(join(folder, 'sent'), { path: join(folder, 'logo.png'), signal })
    } catch (error) {
      throw asProblem(error)
    } finally {
      reading -= 1
      await rm(folder, { recursive: true, force: true })
    }
  }

  const add = async (title: string, png: Buffer, call: Call): Promise<Logo> => {
    const { station } = call
    if ((await inStation(call, logosOf)).length >= mostLogos) throw tooMany()
    const { bytes, width, height } = await clean(png, call.signal)
    const id = randomUUID()
    const object = `transcode/${station}/logos/${id}.png`
    await objects.put(object, bytes, { contentType: 'image/png', bytes: bytes.length, signal: call.signal })
    const row = await inStation(call, async (tx) => {
      const values = { id, station, title, object, width, height, ...usual, created_by: call.actor.name }
      await audit(tx, call, { action: 'logo.added', subject: id, after: { title } })
      return insertLogo(tx, values)
    })
    return shape(row)
  }

  const api: Pick<Api<typeof transcode>, 'logos' | 'changeLogo' | 'dropLogo'> = {
    logos: async (_, call) => ({ items: (await inStation(call, logosOf)).map(shape) }),

    changeLogo: ({ id, version, title, corner, marginPercent, widthPercent, opacity }, call) =>
      inStation(call, async (tx) => {
        const before = await findLogo(tx, id)
        if (!before) throw noLogo(id)
        const row = await changeLogo(
          tx,
          { id, version },
          {
            ...(title === undefined ? {} : { title }),
            ...(corner === undefined ? {} : { corner }),
            ...(marginPercent === undefined ? {} : { margin_percent: marginPercent }),
            ...(widthPercent === undefined ? {} : { width_percent: widthPercent }),
            ...(opacity === undefined ? {} : { opacity }),
          },
        )
        if (!row) throw changedMeanwhile(before.version)
        await audit(tx, call, { action: 'logo.changed', subject: id, before: shape(before), after: shape(row) })
        return shape(row)
      }),

    async dropLogo({ id }, call) {
      const row = await inStation(call, async (tx) => {
        const carriers = await carriersOf(tx, id)
        if (carriers.length > 0) throw inUse(carriers)
        const dropped = await dropLogo(tx, id)
        if (!dropped) throw noLogo(id)
        await audit(tx, call, { action: 'logo.deleted', subject: id, before: { title: dropped.title } })
        return dropped
      })
      // What was encoded with it has a copy of its own.
      await objects.delete(row.object)
      return {}
    },
  }
  return { api, add }
}

const Params = Type.Object({ id: Id })
const Query = Type.Object({ title: Name(100) }, { additionalProperties: false })

/** `POST /api/transcode/logos?title=…` takes a logo, `GET /api/transcode/logos/:id/picture` gives its picture. */
export const logoRoutes = async (
  app: FastifyInstance,
  kit: TranscodeKit,
  { add }: ReturnType<typeof logos>,
): Promise<void> => {
  app.get<{ Params: Static<typeof Params> }>('/api/transcode/logos/:id/picture', {
    schema: { params: Params },
    async handler(request, reply) {
      const call = await kit.caller(request, 'assets:read')
      const row = await kit.inStation(call, (tx) => findLogo(tx, request.params.id))
      if (!row) throw noLogo(request.params.id)
      const { body } = await kit.objects.get(row.object)
      return reply
        .type('image/png')
        .headers({ 'cache-control': 'private, max-age=86400, immutable', 'x-content-type-options': 'nosniff' })
        .send(body)
    },
  })
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const parsing = { parseAs: 'buffer', bodyLimit: mostBytes } as const
    scope.addContentTypeParser('*', parsing, (_, body, done) => done(null, body))
    scope.post<{ Querystring: Static<typeof Query> }>('/api/transcode/logos', {
      schema: { querystring: Query },
      bodyLimit: mostBytes,
      // Before the body is read: who may not is not listened to.
      preParsing: async (request) => void (await kit.caller(request, 'station:manage')),
      async handler(request, reply) {
        const { body } = request
        if (!Buffer.isBuffer(body) || body.length === 0) throw notALogo()
        const call = await kit.caller(request, 'station:manage')
        return reply.code(201).send(await add(request.query.title, body, call))
      },
    })
  })
}
