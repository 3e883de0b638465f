import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import { exact } from './catalogue.ts'
import { filter } from './catalogue-contract.ts'
import { csvLine } from './csv.ts'
import type { Asset } from './contract.ts'
import type { VmsKit } from './kit.ts'
import { cursorOf, listAssets } from './list-store.ts'
import { currentSchemas } from './metadata-store.ts'
import { shape } from './shape.ts'
import type { Row } from './store.ts'

const rowsAtOnce = 500
const Query = Type.Object(
  { ...filter, format: Type.Optional(Type.Enum(['csv', 'json'])) },
  { additionalProperties: false },
)

/** `GET /api/vms/export`: what is known of all assets a filter lets through, newest first, as CSV or JSON. */
export const answerExport = (app: FastifyInstance, kit: VmsKit): void => {
  app.get<{ Querystring: Static<typeof Query> }>('/api/vms/export', {
    schema: { querystring: Query },
    async handler(request, reply) {
      const call = await kit.caller(request, 'assets:read')
      const { format = 'csv', ...said } = request.query
      const wanted = { station: call.station, filter: exact(said) }
      const schemas = await kit.inStation(call, currentSchemas)
      const keys = [...new Set(schemas.flatMap(({ fields }) => fields.map(({ key }) => key)))]
      const rows = async function* () {
        let after: [string | number, string] | undefined
        for (;;) {
          const page = await kit.across((tx) => listAssets(tx, wanted, { sort: 'newest', after, limit: rowsAtOnce }))
          yield* page
          if (page.length < rowsAtOnce || reply.raw.destroyed || kit.signal.aborted) return
          after = cursorOf('newest', page.at(-1)!)
        }
      }
      const type = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' }[format]
      return reply
        .type(type)
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="assets.${format}"`)
        .send(Readable.from(format === 'csv' ? table(rows(), keys) : list(rows())))
    },
  })
}

const described = ['id', 'fileName', 'title', 'description', 'tags', 'column'] as const
const known = [
  'state', 'durationSeconds', 'width', 'height', 'createdBy', 'createdAt', 'updatedAt', 'publishedAt',
] as const // prettier-ignore

/** With the mark by which spreadsheets know UTF-8. */
async function* table(rows: AsyncGenerator<Row>, keys: string[]) {
  yield `\uFEFF${csvLine([...described, ...known, 'rightsFrom', 'rightsUntil', ...keys])}`
  for await (const row of rows) {
    const asset = shape(row, undefined)
    const cells = [
      ...described.map((name) => (name === 'fileName' ? row.file_name : textOf(asset[name]))),
      ...known.map((name) => textOf(asset[name])),
      textOf(asset.rights?.from),
      textOf(asset.rights?.until),
      ...keys.map((key) => textOf(asset.fields?.[key])),
    ]
    yield csvLine(cells)
  }
}

async function* list(rows: AsyncGenerator<Row>) {
  yield '['
  let first = true
  for await (const row of rows) {
    const { progress: _, ...asset }: Asset = shape(row, undefined)
    yield `${first ? '\n' : ',\n'}${JSON.stringify({ ...asset, fileName: row.file_name })}`
    first = false
  }
  yield '\n]\n'
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(';') : String(value)
