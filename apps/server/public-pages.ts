import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noStation, Problem, type Api, type Call } from '#backbone'
import type { subtitles } from '#services/subtitles'
import type { vms } from '#services/vms'
import { qrCode } from '../console/shell/qr.ts'
import { timeOf } from '../shared/clock.ts'
import { filmOf, type Lent, type LentBy, lentFilmOf, type Watched, type Wishes } from './film.ts'
import { sendPublic } from './headers.ts'
import { html } from './html.ts'
import { languageOf, type Language } from './language.ts'
import { openLending, type LendingOptions } from './lending.ts'
import { filmAt, oEmbedOf, oEmbedXml, roomOf } from './oembed.ts'
import { embedPage, lentPage, refusalPage, watchPage, type Assets } from './watch-page.ts'

/** What the public pages ask of the services on this node. */
export type PublicOptions = LendingOptions & {
  vms: Pick<Api<typeof vms>, 'watch'>
  subtitles: Pick<Api<typeof subtitles>, 'hasChapters'>
}

/** A withdrawn asset's page may still be shown by caches for this long. */
const pageSeconds = 60
const aDaySeconds = 86_400
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Query = Wishes & { lang?: unknown }
type Page = { Params: { asset: string }; Querystring: Query }
type Question = { url?: unknown; format?: unknown; maxwidth?: unknown; maxheight?: unknown; lang?: unknown }

/**
 * Answers what everybody may open: `/watch/:asset`, `/share/:token` of a guest's link, `/embed/:asset` for pages of others, `/watch/:asset/qr.svg`, and
 * `/oembed` by which other sites find out how to embed (oembed.com).
 */
export const answerPublic = (app: FastifyInstance, options: PublicOptions, assets: Assets): void => {
  const { vms, subtitles } = options
  const lending = openLending(options)
  const ask = async (id: string, request: FastifyRequest, language: Language): Promise<Watched> => {
    if (!uuid.test(id)) throw new Problem('asset-not-found', 404, 'There is no such asset here')
    return vms.watch({ id: id.toLowerCase() }, callOf(request, language))
  }

  type Request = FastifyRequest<{ Querystring: Query }>
  const sendRefusal = (request: Request, reply: FastifyReply, found: Problem, kind: 'watch' | 'embed') => {
    const language = languageOf(request.query.lang, request.headers['accept-language'])
    const told = { type: found.type, status: found.status, requestId: request.id }
    return sendPublic(reply.code(found.status), refusalPage(told, { language, assets, kind }), kind, 0)
  }
  const sendLent = async (request: Request, reply: FastifyReply, lent: Lent, by: LentBy) => {
    const language = languageOf(request.query.lang, request.headers['accept-language'])
    const { hasChapters } = await subtitles.hasChapters({ asset: lent.asset }, callOf(request, language))
    const film = lentFilmOf(lent, by, { language, origin: originOf(request), wishes: request.query, hasChapters })
    return sendPublic(reply, lentPage({ film, lent, assets }), 'watch', 0)
  }
  /** A page of somebody else must be one that may show it; pages of this site may. */
  const shownEverywhere = async (request: Request, id: string): Promise<boolean> => {
    const { referer } = request.headers
    const own = referer !== undefined && URL.parse(referer)?.host === request.host
    return own ? false : lending.shownEverywhere(id, referer)
  }

  // Asking for the head of the page would count as a view.
  app.get<{ Params: { token: string }; Querystring: Query }>(
    '/share/:token',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { token } = request.params
      const language = languageOf(request.query.lang, request.headers['accept-language'])
      const lent = await lending.byShare(token, callOf(request, language)).catch(refused)
      if (lent instanceof Problem) return sendRefusal(request, reply, lent, 'watch')
      return sendLent(request, reply, lent, { kind: 'share', token, address: `${originOf(request)}/share/${token}` })
    },
  )

  for (const kind of ['watch', 'embed'] as const) {
    app.get<Page>(`/${kind}/:asset`, async (request, reply) => {
      const language = languageOf(request.query.lang, request.headers['accept-language'])
      const found = await ask(request.params.asset, request, language).catch(refused)
      const { link } = request.query
      if (found instanceof Problem) {
        if (kind === 'embed' || typeof link !== 'string' || !uuid.test(request.params.asset))
          return sendRefusal(request, reply, found, kind)
        const id = request.params.asset.toLowerCase()
        const lent = await lending.byLink(id, link.slice(0, 300), callOf(request, language), found).catch(refused)
        if (lent instanceof Problem) return sendRefusal(request, reply, lent, kind)
        const address = `${originOf(request)}/watch/${id}?link=${encodeURIComponent(link)}`
        return sendLent(request, reply, lent, { kind: 'link', token: encodeURIComponent(link), address })
      }
      const everywhere = kind === 'watch' || (await shownEverywhere(request, found.id).catch(refused))
      if (everywhere instanceof Problem) return sendRefusal(request, reply, everywhere, kind)
      const { hasChapters } = await subtitles.hasChapters({ asset: found.id }, callOf(request, language))
      const place = {
        language,
        origin: originOf(request),
        embedded: kind === 'embed',
        wishes: request.query,
        hasChapters,
      }
      const shown = { film: filmOf(found, place), asset: found, assets }
      // What a signed link opens, or only some pages may show, is nothing for caches that many share.
      const seconds = link === undefined && everywhere ? pageSeconds : 0
      return sendPublic(reply, kind === 'watch' ? watchPage(shown) : embedPage(shown), kind, seconds)
    })
  }

  app.get<Page>('/watch/:asset/qr.svg', async (request, reply) => {
    const { asset } = request.params
    if (!uuid.test(asset)) throw new Problem('not-found', 404, 'There is nothing at this address')
    const from = timeOf(request.query.t)
    const address = `${originOf(request)}/watch/${asset.toLowerCase()}${from === undefined ? '' : `?t=${from}`}`
    return reply
      .headers({ 'cache-control': `public, max-age=${aDaySeconds}`, 'x-content-type-options': 'nosniff' })
      .type('image/svg+xml')
      .send(qrPicture(address))
  })

  app.get<{ Querystring: Question }>('/oembed', async (request, reply) => {
    const { url, format = 'json', maxwidth, maxheight, lang } = request.query
    if (typeof url !== 'string') throw new Problem('invalid-input', 400, 'oEmbed needs the address of a page (url)')
    if (format !== 'json' && format !== 'xml')
      throw new Problem('format-not-offered', 501, 'oEmbed is answered as json or xml', { formats: ['json', 'xml'] })
    const language = languageOf(lang, request.headers['accept-language'])
    const asked = filmAt(url, request.host)
    const found = asked && (await ask(asked.id, request, language).catch(refused))
    if (!found || found instanceof Problem) throw oEmbedRefusal(found)
    const origin = originOf(request)
    const film = filmOf(found, { language, origin, embedded: true, wishes: { t: asked.t } })
    const said = oEmbedOf(film, roomOf(maxwidth, maxheight), origin)
    void reply.headers({
      'access-control-allow-origin': '*',
      'cache-control': `public, max-age=${pageSeconds}`,
      'x-content-type-options': 'nosniff',
    })
    return format === 'json'
      ? reply.type('application/json; charset=utf-8').send(JSON.stringify(said))
      : reply.type('text/xml; charset=utf-8').send(oEmbedXml(said))
  })
}

/** oEmbed knows 404 for what is not there (or no more) and 401 for what not everybody may see. */
const oEmbedRefusal = (why: Problem | undefined): Problem =>
  why && ![404, 410].includes(why.status)
    ? new Problem(why.type, 401, why.message)
    : new Problem('not-found', 404, 'There is no film at this address')

/** Refusals are answers; whatever else went wrong is not the visitor's doing. */
const refused = (error: unknown): Problem => {
  if (error instanceof Problem && error.status < 500) return error
  throw error
}

const originOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`

/** The public asks: nobody, in no station. */
const callOf = (request: FastifyRequest, language: Language): Call => ({
  station: noStation,
  actor: { kind: 'anonymous', id: noStation, name: 'anonymous' },
  scopes: new Set(),
  requestId: request.id,
  language,
  signal: request.signal,
})

const qrPicture = (address: string): string => {
  const { size, path } = qrCode(address)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 ${size + 4} ${size + 4}">
    <path fill="#fff" d="M-2-2h${size + 4}v${size + 4}H-2z" />
    <path fill="#15202b" shape-rendering="crispEdges" d="${path}" />
  </svg>`.text
}
