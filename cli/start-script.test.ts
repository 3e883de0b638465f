import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from './run-tool.ts'

// The real script and the real npm, over a package so small that npm ci needs no network: its `node` is the one running this.
const place = mkdtempSync(join(tmpdir(), 'rongmei script '))
after(() => rmSync(place, { recursive: true, force: true }))
const home = join(place, 'the house')
const script = join(home, 'rongmei')
mkdirSync(join(home, 'runtime'), { recursive: true })
cpSync(join(root, 'rongmei'), script)
writeFileSync(join(home, 'main.ts'), 'process.stdout.write(JSON.stringify(process.argv.slice(2)))\n')
writeFileSync(join(home, 'runtime/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
chmodSync(join(home, 'runtime/node'), 0o755)
writeFileSync(join(home, 'runtime/package.json'), '{"name":"runtime","version":"1.0.0","bin":{"node":"node"}}')
writeFileSync(
  join(home, 'package.json'),
  '{"name":"house","version":"1.0.0","dependencies":{"runtime":"file:runtime"}}',
)

const lockOf = (version: string) => ({
  name: 'house',
  version,
  lockfileVersion: 3,
  packages: {
    '': { name: 'house', version: '1.0.0', dependencies: { runtime: 'file:runtime' } },
    runtime: { version: '1.0.0', bin: { node: 'node' } },
    'node_modules/runtime': { resolved: 'runtime', link: true },
  },
})
writeFileSync(join(home, 'package-lock.json'), JSON.stringify(lockOf('1.0.0')))

/** The PATH of a machine that has no npm any more. */
const withoutNpm = join(place, 'bin')
mkdirSync(withoutNpm)
for (const name of ['sh', 'dirname', 'readlink', 'uname', 'cksum', 'cat', 'env']) {
  const found = ['/usr/bin', '/bin']
    .map((folder) => join(folder, name))
    .find((file) => readdirSync(join(file, '..')).includes(name))
  symlinkSync(found!, join(withoutNpm, name))
}

type Ended = { status: number; out: string; err: string }
const start = (command: string, args: string[], options: { cwd?: string; path?: string } = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, PATH: options.path ?? process.env.PATH }
    const child = execFile(command, args, { cwd: options.cwd ?? '/', env, timeout: 120_000 }, (_error, out, err) =>
      resolve({ status: child.exitCode ?? -1, out, err }),
    )
  })

const installed = /installing packages/

test('two first starts at once install once, and both go on', async () => {
  const both = await Promise.all([start(script, ['a']), start('sh', [script, 'b'])])
  assert.deepEqual(
    both.map((one) => [one.status, one.out]),
    [
      [0, '["a"]'],
      [0, '["b"]'],
    ],
  )
  assert.equal(both.filter((one) => installed.test(one.err)).length, 1, both.map((one) => one.err).join())
})

test('a later start needs neither npm nor network', async () => {
  const ended = await start(script, ['up', '--data', 'a b'], { path: withoutNpm })
  assert.deepEqual([ended.status, ended.out, ended.err], [0, '["up","--data","a b"]', ''])
})

test('it can be called by links, from anywhere', async () => {
  symlinkSync(script, join(place, 'absolute'))
  symlinkSync('the house/rongmei', join(place, 'relative'))
  mkdirSync(join(place, 'deeper'))
  symlinkSync('../relative', join(place, 'deeper/twice'))
  for (const link of ['absolute', 'relative', 'deeper/twice']) {
    assert.equal((await start(join(place, link), ['x'], { cwd: tmpdir() })).out, '["x"]')
  }
  assert.equal((await start('./twice', ['y'], { cwd: join(place, 'deeper') })).out, '["y"]')
  assert.equal((await start('absolute', ['z'], { path: `${place}:${process.env.PATH}` })).out, '["z"]')
})

test('an installation that was cut off is done again', async () => {
  rmSync(join(home, 'node_modules/.rongmei-installed'))
  const ended = await start(script, [])
  assert.equal(ended.status, 0)
  assert.match(ended.err, installed)
})

test('other packages than those installed are installed at the next start, even after a start that died on it', async () => {
  writeFileSync(join(home, 'package-lock.json'), JSON.stringify(lockOf('1.0.1')))
  symlinkSync('4194305', join(home, '.rongmei-installing')) // no process has a number that high
  const ended = await start(script, [])
  assert.equal(ended.status, 0, ended.err)
  assert.match(ended.err, installed)
  assert.deepEqual(
    readdirSync(home).filter((name) => name.startsWith('.rongmei')),
    [],
  )
})

test('a machine without npm is told so in one line', async () => {
  rmSync(join(home, 'node_modules'), { recursive: true })
  for (const name of ['ln', 'rm', 'mv', 'node']) {
    symlinkSync(name === 'node' ? process.execPath : join('/bin', name), join(withoutNpm, name))
  }
  const ended = await start(script, [], { path: withoutNpm })
  assert.equal(ended.status, 1)
  assert.match(ended.err, /^rongmei: npm is needed on PATH.*\n$/)
})
