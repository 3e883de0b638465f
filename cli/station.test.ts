import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { root } from './run-tool.ts'

const run = promisify(execFile)
const rongmei = join(root, 'rongmei')
const place = await mkdtemp(join(tmpdir(), 'rongmei station '))
const folder = join(place, 'data')
const started: ChildProcess[] = []
after(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL')
  await rm(place, { recursive: true, force: true })
})

type Said = { out: string; err: string }
type Ended = Said & { status: number }

const env = { ...process.env, XDG_STATE_HOME: place }

const verb = (args: string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(rongmei, args, { env: { ...env, ...more }, timeout: 120_000 }, (_error, out, err) =>
      resolve({ status: child.exitCode ?? -1, out, err }),
    )
  })

/** Starts a verb that stays and waits for its first line. */
const stay = async (
  args: string[],
  first: RegExp,
): Promise<{ child: ChildProcess; said: Said; match: RegExpExecArray }> => {
  const child = spawn(rongmei, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk))
  for (let waited = 0; waited < 180_000 && child.exitCode === null; waited += 50) {
    const match = first.exec(said.out)
    if (match) return { child, said, match }
    await sleep(50)
  }
  throw new Error(`not ready: ${said.out}${said.err}`)
}

const up = async () => {
  const { child, said, match } = await stay(
    ['up', '--data', folder, '--port', '0'],
    /^rongmei ready (http:\/\/127\.0\.0\.1:(\d+))\n/,
  )
  return { child, said, url: match[1]!, port: match[2]! }
}

const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
  const gone = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
  child.kill(signal)
  return gone
}

/** Processes that have our data folder in their command line. */
const ours = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })

const settled = async () => {
  for (let waited = 0; waited < 15_000 && ours().length > 0; waited += 50) await sleep(50)
  return ours()
}

test('a first start prints one line, keeps its log to itself and tells the first login to its owner only', async (t) => {
  const station = await up()
  assert.equal(station.said.out, `rongmei ready ${station.url}\n`)
  assert.equal((await fetch(`${station.url}/readyz`)).status, 200)
  assert.match(station.said.err, /first-login\.txt/)
  assert.equal(statSync(join(folder, 'first-login.txt')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'run/station.json')).mode & 0o777, 0o600)
  const log = readFileSync(join(folder, 'logs/rongmei.log'), 'utf8').trim().split('\n')
  assert.ok(log.every((line) => typeof JSON.parse(line).time === 'string'))

  await t.test('the login in the file works', async () => {
    const [, login] = /login .*: (\S+)/.exec(readFileSync(join(folder, 'first-login.txt'), 'utf8'))!
    const [, password] = /password .*: (\S+)/.exec(readFileSync(join(folder, 'first-login.txt'), 'utf8'))!
    const answer = await fetch(`${station.url}/api/access/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    })
    assert.equal(answer.status, 200)
    assert.equal(((await answer.json()) as { mustChangePassword: boolean }).mustChangePassword, true)
  })

  await t.test('a second start on the same folder is refused, and names the first', async () => {
    const second = await verb(['up', '--data', folder, '--port', '0'])
    assert.equal(second.status, 1)
    assert.match(second.err, new RegExp(`already runs on .* \\(process ${station.child.pid}\\)`))
  })

  await t.test('a port that is taken is refused, and its holder named', async () => {
    const other = await verb(['up', '--data', join(place, 'other'), '--port', station.port])
    assert.equal(other.status, 1)
    assert.match(other.err, new RegExp(`port ${station.port} is taken by .*\\(process ${station.child.pid}\\)`))
  })

  await t.test('a token lets a script in, with the scopes asked for and no others', async () => {
    const { out } = await verb(['token', '--data', folder, '--scope', 'assets:read'])
    const ask = (path: string) => fetch(station.url + path, { headers: { authorization: `Bearer ${out.trim()}` } })
    assert.equal((await ask('/api/vms/assets')).status, 200)
    assert.equal((await ask('/api/access/people')).status, 403)
  })

  await t.test('an import tells when the asset exists and when it is ready, and fails with the reason', async () => {
    const film = join(place, '片子.mp4')
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25:d=2', '-pix_fmt', 'yuv420p', film])
    const missing = join(place, 'missing.mp4')
    const ended = await verb(['import', '--json', '--wait', '--data', folder, film, missing])
    const lines = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>)
    assert.equal(ended.status, 1)
    assert.deepEqual(
      lines.map((line) => [line.file, line.state]),
      [
        [missing, 'failed'],
        [film, 'ingesting'],
        [film, 'ready'],
      ],
    )
    assert.equal(lines[0]!.error, 'there is no such file')
    assert.equal(lines[1]!.asset, lines[2]!.asset)
  })

  await t.test('a remote import needs a key', async () => {
    const refused = await verb(['import', rongmei], { RONGMEI_URL: station.url })
    assert.equal(refused.status, 1)
    assert.match(refused.err, /RONGMEI_TOKEN/)
  })

  await t.test('a worker joins and leaves again', async () => {
    const worker = await stay(
      ['worker', '--data', folder, '--queues', 'transcode=1'],
      /^rongmei worker ready transcode=1\n/,
    )
    assert.equal(await end(worker.child, 'SIGTERM'), 0)
  })

  await t.test('a node that would keep the objects of the same database elsewhere is refused', async () => {
    const { databaseUrl } = JSON.parse(readFileSync(join(folder, 'run/station.json'), 'utf8')) as {
      databaseUrl: string
    }
    const astray = ['up', '--data', join(place, 'astray'), '--port', '0']
    const { status, err } = await verb(astray, { DATABASE_URL: databaseUrl })
    assert.equal(status, 1)
    assert.match(err, /the objects of this database lie elsewhere/)
  })

  await t.test('doctor finds the station well', async () => {
    const { status, out } = await verb(['doctor', '--data', folder])
    assert.equal(status, 0, out)
    assert.match(out, /✓ station: .* is ready/)
    assert.match(out, /✓ database: PostgreSQL 18/)
  })

  await t.test('killed, it starts again, with nothing left of before in its way', async () => {
    await end(station.child, 'SIGKILL')
    const again = await up()
    assert.doesNotMatch(again.said.err, /first-login/)
    assert.equal((await fetch(`${again.url}/readyz`)).status, 200)
    assert.equal(await end(again.child, 'SIGTERM'), 0)
    assert.deepEqual(await settled(), [], 'children were left behind')
    assert.equal(existsSync(join(folder, 'run/station.json')), false)
    assert.equal(existsSync(join(folder, 'run/lock')), false)
    assert.deepEqual(readdirSync(join(folder, 'work')), [])
  })
})

test('doctor names what a bare PATH lacks, and what to do', async () => {
  const bin = join(place, 'bin')
  await run('mkdir', [bin])
  for (const name of ['sh', 'dirname', 'readlink', 'uname', 'cksum', 'cat']) {
    await symlink((await run('/bin/sh', ['-c', `command -v ${name}`])).stdout.trim(), join(bin, name))
  }
  const { status, out } = await verb(['doctor', '--json', '--data', folder, '--port', '0'], { PATH: bin })
  const findings = JSON.parse(out) as { name: string; ok: boolean; advice: string }[]
  assert.equal(status, 1)
  assert.deepEqual(
    findings
      .filter((one) => !one.ok)
      .map((one) => one.name)
      .toSorted(),
    ['Chinese font', 'ffmpeg', 'ffprobe', 'setpriv'],
  )
  assert.match(findings.find((one) => one.name === 'ffmpeg')!.advice, /apt-get install -y ffmpeg/)
})

test('doctor says which database and bucket cannot be reached', async () => {
  const { status, out } = await verb(['doctor', '--data', folder, '--port', '0'], {
    DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x',
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_BUCKET: 'b',
    S3_ACCESS_KEY_ID: 'k',
    S3_SECRET_ACCESS_KEY: 'secret',
  })
  assert.equal(status, 1)
  assert.match(out, /✗ database: 127\.0\.0\.1:1 does not answer/)
  assert.match(out, /✗ object store: http:\/\/127\.0\.0\.1:1/)
  assert.doesNotMatch(out, /secret/)
})

test('what is not understood is refused in clear words, before anything is done', async () => {
  const refusals: [args: string[], words: RegExp, more?: NodeJS.ProcessEnv][] = [
    [['fly'], /there is no verb 'fly'/],
    [['up', '--port', 'abc'], /--port takes a number from 0 to 65535, not 'abc'/],
    [['up', '--port', '65536'], /--port takes a number/],
    [['up', '--prot', '1'], /Unknown option '--prot'/],
    [['up', 'now'], /now/],
    [['up', '--roles', 'http:nothing'], /there is no service 'nothing'/],
    [['up', '--roles', 'queue:transcode=many'], /transcode=2, not 'transcode=many'/],
    [['up', '--host', '203.0.113.1', '--data', folder], /no address '203\.0\.113\.1'/],
    [
      ['up'],
      /S3 is only half given: S3_ENDPOINT, S3_ACCESS_KEY_ID missing/,
      { S3_BUCKET: 'b', S3_SECRET_ACCESS_KEY: 'x' },
    ],
    [['up'], /DATABASE_URL must be an address like postgres/, { DATABASE_URL: 'mysql://a/b' }],
    [['import'], /name the files or folders/],
    [['token', '--scope', 'everything'], /there is no scope 'everything'/],
    [['bench', 'nothing'], /there is no benchmark 'nothing'/],
  ]
  for (const [args, words, more] of refusals) {
    const { status, out, err } = await verb(args, more)
    assert.deepEqual([status, out], [2, ''], `${args.join(' ')}: ${err}`)
    assert.match(err, words)
  }
  const none = await verb(['token', '--data', place])
  assert.equal(none.status, 1)
  assert.match(none.err, /no station runs on .*rongmei up/)
})

test('every verb explains itself', async () => {
  const { out } = await verb(['--help'])
  const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!)
  assert.ok(names.length >= 8)
  for (const name of names) {
    const help = await verb([name, '--help'])
    assert.equal(help.status, 0)
    assert.match(help.out, new RegExp(`^Usage: rongmei ${name} `))
  }
})
