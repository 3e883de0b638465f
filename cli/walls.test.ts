import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { root } from './run-tool.ts'

const folder = await mkdtemp(join(tmpdir(), 'rongmei-walls-'))
after(() => rm(folder, { recursive: true, force: true }))

/** Trespasses, each in a file of its own, and the rule that must catch it. */
const trespasses = [
  [
    'services/one/service.ts',
    `import '../two/contract.ts'`,
    'no-restricted-imports',
    'a service leaves its folder by ../',
  ],
  ['services/one/jobs.ts', `import { sql } from 'kysely'\nsql`, 'no-restricted-imports', 'SQL outside store.ts'],
  ['services/one/http.ts', `import '../two/store.ts'`, 'no-restricted-imports', 'a service opens another one’s store'],
  ['services/two/store.ts', `import '../one/store.ts'`, 'no-restricted-imports', 'a store opens another store'],
  ['media/cut/cut.ts', `import '#backbone/db'`, 'no-restricted-imports', 'the media engine uses the backbone'],
  ['media/cut/rows.ts', `import 'kysely'`, 'no-restricted-imports', 'the media engine uses a database'],
  ['backbone/bus/bus.ts', `import '#services/one'`, 'no-restricted-imports', 'the backbone knows a service'],
  ['backbone/bus/cut.ts', `import '#media/cut'`, 'no-restricted-imports', 'the backbone knows media'],
  ['apps/console/main.tsx', `import 'fastify'`, 'no-restricted-imports', 'a page imports the server'],
  ['apps/console/data.ts', `import '../../services/one/store.ts'`, 'no-restricted-imports', 'a page opens a store'],
  ['apps/console/files.ts', `import 'node:fs'`, 'no-restricted-imports', 'a page reads files'],
  ['services/one/long.ts', 'void 0\n'.repeat(301), 'max-lines', 'a file of more than 300 lines'],
  [
    'services/one/a.ts',
    `import { b } from './b.ts'\nexport const a = () => b`,
    'no-cycle',
    'two files import each other',
  ],
  [
    'services/one/b.ts',
    `import { a } from './a.ts'\nexport const b = () => a`,
    'no-cycle',
    'two files import each other',
  ],
  ['services/one/shape.ts', `export const shape = (row: any) => row`, 'no-explicit-any', 'any in a service'],
] as const

/** What is allowed must stay allowed, or the walls would be noise. */
const allowed = {
  'services/one/store.ts': `import { sql } from 'kysely'\nexport const now = sql\`now()\``,
  'services/one/contract.ts': `export const one = { name: 'one' }`,
  'services/two/contract.ts': `export const two = { name: 'two' }`,
  'services/two/service.ts': `import { one } from '#services/one'\nexport const two = [one]`,
  'media/cut/index.ts': `export const cut = 1`,
  'backbone/db/index.ts': `export const db = (row: any) => row`,
  'services/two/wait.ts': `export const wait = async (all: (() => Promise<void>)[]) => {\n  for (const one of all) await one()\n}`,
}

type Report = { diagnostics: { code: string; filename: string }[] }

const lint = async (): Promise<Report> => {
  await Promise.all(
    ['.oxlintrc.json', 'tsconfig.json', 'package.json'].map((f) => copyFile(join(root, f), join(folder, f))),
  )
  const files = [...trespasses.map(([file, text]) => [file, text] as const), ...Object.entries(allowed)]
  for (const [file, text] of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), `${text}\n`)
  }
  return new Promise((resolve, reject) => {
    const args = [join(root, 'node_modules/.bin/oxlint'), '--format=json']
    execFile(process.execPath, args, { cwd: folder, timeout: 60_000 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Report)
      } catch {
        reject(new Error(stdout + stderr))
      }
    })
  })
}

const { diagnostics } = await lint()

for (const [file, , rule, what] of trespasses) {
  test(`the walls stop it when ${what} (${file})`, () => {
    const caught = diagnostics.filter((one) => one.filename === file).map((one) => one.code)
    assert.ok(
      caught.some((code) => code.includes(`(${rule})`)),
      `${file} was let through: ${caught.join(', ') || 'nothing said'}`,
    )
  })
}

test('what is allowed is not complained about', () => {
  assert.deepEqual(
    diagnostics.filter((one) => one.filename in allowed),
    [],
  )
})
