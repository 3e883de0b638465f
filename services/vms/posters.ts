import { Problem, type Api, type Call } from '#backbone'
import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import { Id } from '#backbone/schemas'
import type { Showing } from './catalogue.ts'
import { requireColumn } from './column-rights.ts'
import type { Asset, vms } from './contract.ts'
import type { Deeds } from './deeds.ts'
import { inBin, notFound, type VmsKit } from './kit.ts'
import { changeAsset, findAsset, type Row } from './store.ts'

const mostBytes = 10 * 1024 * 1024
const noPicture = () => new Problem('not-a-picture', 422, 'Send a picture as the body: JPEG, PNG or WebP')

type Wish = { atSeconds?: number; picture?: string }
type PosterOps = Pick<Api<typeof vms>, 'choosePoster' | 'dropPoster'>

/** The poster of an asset: a moment of it, a picture from elsewhere, or the one the ingest chose. */
export const posters = (kit: VmsKit, deeds: Deeds, shown: Showing) => {
  const { inStation, use, audit } = kit

  /** The asset, if the caller may change its poster. */
  const mayChange = (id: string, call: Call): Promise<Row> =>
    inStation(call, async (tx) => {
      const row = await findAsset(tx, id)
      if (!row) throw notFound(id)
      if (row.deleted_at) throw inBin(row)
      await requireColumn(tx, call, row.column, 'edit')
      return row
    })

  const change = async (id: string, wish: Wish, call: Call): Promise<Asset> => {
    const { essence } = await mayChange(id, call)
    const { poster } = await use.transcode.choosePoster({ source: id, essence, ...wish }, call)
    const { row } = await deeds.act(call, { id }, async (tx, before) => {
      const isChosen = wish.atSeconds !== undefined || wish.picture !== undefined
      const action = isChosen ? 'asset.poster-chosen' : 'asset.poster-automatic'
      const how = wish.atSeconds === undefined ? {} : { after: { atSeconds: wish.atSeconds } }
      await audit(tx, call, { action, subject: id, ...how })
      return (await changeAsset(tx, id, { poster: poster ?? null, has_poster: poster !== undefined })) ?? before
    })
    return shown.one(row, call)
  }

  const api: PosterOps = {
    choosePoster: ({ id, atSeconds }, call) => change(id, { atSeconds }, call),
    dropPoster: ({ id }, call) => change(id, {}, call),
  }
  return { api, change, mayChange }
}
type Posters = ReturnType<typeof posters>

const Params = Type.Object({ id: Id })

/** `POST /api/vms/assets/:id/poster`: the body, a JPEG, PNG or WebP of at most 10 MB, becomes the poster. */
export const takePosters = async (app: FastifyInstance, kit: VmsKit, { change, mayChange }: Posters): Promise<void> =>
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const parsing = { parseAs: 'buffer', bodyLimit: mostBytes } as const
    scope.addContentTypeParser('*', parsing, (_, body, done) => done(null, body))
    scope.post<{ Params: Static<typeof Params> }>('/api/vms/assets/:id/poster', {
      schema: { params: Params },
      bodyLimit: mostBytes,
      // Before the body is read: who may not is not listened to.
      preParsing: async (request) =>
        void (await mayChange(request.params.id, await kit.caller(request, 'assets:write'))),
      async handler(request) {
        const { body } = request
        if (!Buffer.isBuffer(body) || body.length === 0) throw noPicture()
        const call = await kit.caller(request, 'assets:write')
        return change(request.params.id, { picture: body.toString('base64') }, call)
      },
    })
  })
