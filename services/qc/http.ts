import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import type { Language } from '#backbone'
import { Id } from '#backbone/schemas'
import { htmlOf, type Told } from './document.ts'
import { notJudged, type QcKit } from './kit.ts'
import { pdfOf } from './pdf.ts'
import { shapeFindings, shapeReport } from './shape.ts'
import { findReport, waiversOf } from './store.ts'

const Params = Type.Object({ asset: Id })
const Query = Type.Object({ language: Type.Optional(Type.Enum(['zh-CN', 'en'])) }, { additionalProperties: false })
type Route = { Params: Static<typeof Params>; Querystring: Static<typeof Query> }
const forms = ['json', 'html', 'pdf'] as const

const types = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
} as const

/** `GET /api/qc/assets/:asset/report.{json,html,pdf}`: the report of an asset as a document to keep or to hand on. */
export const answerReports = (app: FastifyInstance, kit: QcKit): void => {
  const told = async (asset: string, call: Awaited<ReturnType<QcKit['caller']>>, language: Language): Promise<Told> => {
    const { title } = await kit.use.vms.get({ id: asset }, call)
    return kit.inStation(call, async (tx) => {
      const row = await findReport(tx, asset)
      if (!row) throw notJudged(asset)
      const waivers = await waiversOf(tx, [asset])
      return { title, report: shapeReport(row, waivers), findings: shapeFindings(row, waivers, language) }
    })
  }
  for (const form of forms)
    app.get<Route>(`/api/qc/assets/:asset/report.${form}`, {
      schema: { params: Params, querystring: Query },
      async handler(request, reply) {
        const call = await kit.caller(request, 'assets:read')
        const language = request.query.language ?? call.language
        const document = await told(request.params.asset, call, language)
        const name = `${form === 'html' ? 'inline' : 'attachment'}; filename="qc-${request.params.asset}.${form}"`
        reply.type(types[form]).header('cache-control', 'no-store').header('content-disposition', name)
        if (form === 'json') return reply.send(JSON.stringify(document, undefined, 2))
        const html = htmlOf(document, language)
        if (form === 'html')
          return reply
            .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
            .send(html)
        return reply.send(await pdfOf(html, AbortSignal.any([call.signal, kit.signal])))
      },
    })
}
