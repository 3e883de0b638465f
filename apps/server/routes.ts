import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { noStation, Problem, type Api, type Call } from '#backbone'
import type { vms } from '#services/vms'
import { builtApps } from './build.ts'
import { sendConsole, sendPublic } from './headers.ts'
import { gonePage, watchPage, type Assets, type Language } from './watch-page.ts'

/** What the front doors ask of the services on this node. */
export type AppsOptions = { vms: Pick<Api<typeof vms>, 'watch'> }

const aYearMilliseconds = 365 * 86_400_000
/** A withdrawn asset's page may still be shown by caches for this long. */
const pageSeconds = 60
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Answers the built front doors: `/console/*`, whose addresses all lead to its one page, and `/watch/:asset`, made anew
 * for each asset. What is under `static/` carries its hash in its name and never changes. `buildApps` comes first.
 */
export const answerApps = async (app: FastifyInstance, { vms }: AppsOptions): Promise<void> => {
  const consolePage = await readFile(join(builtApps, 'console/index.html'), 'utf8')
  const assets = await watchAssets()
  for (const [prefix, folder] of [
    ['/console/static/', 'console/static'],
    ['/watch-assets/static/', 'watch/static'],
  ] as const) {
    await app.register(fastifyStatic, {
      root: join(builtApps, folder),
      prefix,
      decorateReply: false,
      index: false,
      immutable: true,
      maxAge: aYearMilliseconds,
      preCompressed: true,
      setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
    })
  }
  app.get('/', (_request, reply) => reply.redirect('/console/'))
  app.get('/console', (_request, reply) => reply.redirect('/console/'))
  app.get('/console/*', (_request, reply) => sendConsole(reply, consolePage))

  app.get<{ Params: { asset: string } }>('/watch/:asset', async (request, reply) => {
    const language = languageOf(request)
    const id = request.params.asset
    const asset = uuid.test(id) ? await vms.watch({ id }, callOf(request, language)).catch(missing) : undefined
    if (!asset) return sendPublic(reply.code(404), gonePage(language, assets), 0)
    const origin = `${request.protocol}://${request.host}`
    return sendPublic(reply, watchPage({ asset, language, origin, assets }), pageSeconds)
  })
}

const missing = (error: unknown): undefined => {
  if (!(error instanceof Problem && error.status === 404)) throw error
}

/** The public asks: nobody, in no station. */
const callOf = (request: FastifyRequest, language: Language): Call => ({
  station: noStation,
  actor: { kind: 'anonymous', id: noStation, name: 'anonymous' },
  scopes: new Set(),
  requestId: request.id,
  language,
  signal: request.signal,
})

/** Chinese, unless the browser asks for English before it. */
const languageOf = (request: FastifyRequest): Language => {
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase().slice(0, 200)
  const first = wanted.split(',').find((tag) => /^\s*(zh|en)\b/.test(tag))
  return first?.trim().startsWith('en') ? 'en' : 'zh-CN'
}

type ManifestEntry = { file: string; isEntry?: boolean; css?: string[] }

const manifestOf = async (front: 'console' | 'watch'): Promise<Record<string, ManifestEntry>> =>
  JSON.parse(await readFile(join(builtApps, front, 'manifest.json'), 'utf8'))

const watchAssets = async (): Promise<Assets> => {
  const entry = Object.values(await manifestOf('watch')).find(({ isEntry }) => isEntry)
  const icon = (await manifestOf('console'))['theme/mark.svg']
  if (!entry || !icon) throw new Error('the front doors were built incompletely')
  return {
    script: `/watch-assets/${entry.file}`,
    styles: (entry.css ?? []).map((file) => `/watch-assets/${file}`),
    icon: `/console/${icon.file}`,
  }
}
