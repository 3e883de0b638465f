import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { builtApps } from './build.ts'
import { sendConsole } from './headers.ts'
import { answerPublic, type PublicOptions } from './public-pages.ts'
import type { Assets } from './watch-page.ts'

const aYearMilliseconds = 365 * 86_400_000

/**
 * Answers the built front doors: `/console/*`, whose addresses all lead to its one page, and the public pages, made anew
 * for each asset. What is under `static/` carries its hash in its name and never changes. `buildApps` comes first.
 */
export const answerApps = async (app: FastifyInstance, options: PublicOptions): Promise<void> => {
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
  answerPublic(app, options, assets)
}

type ManifestEntry = { file: string; isEntry?: boolean; css?: string[]; dynamicImports?: string[] }

const manifestOf = async (front: 'console' | 'watch'): Promise<Record<string, ManifestEntry>> =>
  JSON.parse(await readFile(join(builtApps, front, 'manifest.json'), 'utf8'))

const watchAssets = async (): Promise<Assets> => {
  const all = await manifestOf('watch')
  const entry = Object.values(all).find(({ isEntry }) => isEntry)
  const icon = (await manifestOf('console'))['theme/mark.svg']
  if (!entry || !icon) throw new Error('the front doors were built incompletely')
  const later = (entry.dynamicImports ?? []).flatMap((name) => all[name]?.file ?? [])
  return {
    scripts: [entry.file, ...later].map((file) => `/watch-assets/${file}`),
    styles: (entry.css ?? []).map((file) => `/watch-assets/${file}`),
    icon: `/console/${icon.file}`,
  }
}
