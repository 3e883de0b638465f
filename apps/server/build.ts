import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Where the built front doors lie. */
export const builtApps = join(root, 'dist/apps')
const stamp = 'sources.sha256'

/** Everything the bundles are made of: the apps, the contracts they speak by, and the packages that are installed. */
const sources = [
  'apps/**/*.{ts,tsx,css,html,svg,json}',
  'backbone/contract/*.ts',
  'backbone/*/contract.ts',
  'services/*/{contract,shapes,*-contract}.ts',
  'package-lock.json',
  'package.json',
]
const withoutTests = ['**/*.test.ts', 'apps/server/**', 'apps/e2e/**']

const hashOfSources = async (): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of globSync(sources, { cwd: root, exclude: withoutTests }).toSorted()) {
    hash.update(`${file}\0`).update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

/**
 * Builds the console and the watch page into `dist/apps` when their sources are not those of the last build. The new
 * build takes the old one's place in one step: a node that starts meanwhile serves either whole.
 */
export const buildApps = async ({ force = false }: { force?: boolean } = {}): Promise<void> => {
  const wanted = await hashOfSources()
  const built = await readFile(join(builtApps, stamp), 'utf8').catch(() => undefined)
  if (built === wanted && !force) return
  const [{ build }, { viteConfig }] = await Promise.all([import('vite'), import('../vite.config.ts')])
  const next = join(root, `dist/apps-${process.pid}`)
  try {
    for (const app of ['console', 'watch'] as const) {
      await build({ ...viteConfig(app, join(next, app)), logLevel: 'error' })
      await compress(join(next, app))
    }
    await writeFile(join(next, stamp), wanted)
    await mkdir(join(root, 'dist'), { recursive: true })
    const before = `${next}-before`
    if (existsSync(builtApps)) await rename(builtApps, before)
    await rename(next, builtApps)
    await rm(before, { recursive: true, force: true })
  } finally {
    await rm(next, { recursive: true, force: true })
  }
}

const worthBytes = 1024

/** Lays a gzip and a brotli form beside every text, so that no request waits for compression. */
const compress = async (folder: string) => {
  for (const file of globSync('static/*.{js,css,svg}', { cwd: folder })) {
    const bytes = await readFile(join(folder, file))
    if (bytes.length < worthBytes) continue
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(bytes, { params }))
    await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 }))
  }
}
