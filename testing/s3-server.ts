import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const version = 'v1.8.0'
const built = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rongmei', 'bin', `versitygw-${version}`)

/** A running S3 server: how `openObjects` reaches its bucket, and how to end it. */
export type TestS3Server = {
  config: {
    kind: 's3'
    endpoint: string
    region: string
    bucket: string
    accessKeyId: string
    secretAccessKey: string
    forcePathStyle: boolean
  }
  stop(): Promise<void>
}

/**
 * The path of an S3 server program (versitygw): found in the cache, in ~/go/bin or on PATH, else built with Go into the
 * cache, which takes some minutes. `undefined`, with the reason on stderr, where there is none to be had.
 */
export async function ensureS3Server(): Promise<string | undefined> {
  for (const folder of [built, join(homedir(), 'go', 'bin'), ...(process.env.PATH ?? '').split(delimiter)]) {
    const path = join(folder, 'versitygw')
    if (await canRun(path)) return path
  }
  try {
    await mkdir(built, { recursive: true })
    await promisify(execFile)('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${version}`], {
      env: { ...process.env, GOBIN: built },
      timeout: 15 * 60_000,
    })
    return join(built, 'versitygw')
  } catch (error) {
    process.stderr.write(`No S3 server here, and none could be built: ${(error as Error).message.slice(0, 500)}\n`)
    return undefined
  }
}

/** Starts a real S3 server on a free port, on an empty folder with one bucket; `undefined` where there is no server. */
export async function startS3Server(): Promise<TestS3Server | undefined> {
  const program = await ensureS3Server()
  if (!program) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-s3-'))
  const bucket = 'rongmei'
  await mkdir(join(folder, bucket))
  const address = `127.0.0.1:${await freePort()}`
  const accessKeyId = 'test'
  const secretAccessKey = randomBytes(16).toString('hex')
  const child = spawn(program, ['--port', address, '--quiet', '--keep-alive', 'posix', folder], {
    stdio: 'ignore',
    env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  // A test that ends early must not leave the server running.
  process.once('exit', () => child.kill('SIGKILL'))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const endpoint = `http://${address}`
  for (let attempt = 0; attempt < 400 && child.exitCode === null; attempt++) {
    if (await answers(endpoint))
      return {
        config: {
          kind: 's3',
          endpoint,
          region: 'us-east-1',
          bucket,
          accessKeyId,
          secretAccessKey,
          forcePathStyle: true,
        },
        stop,
      }
    await wait(50)
  }
  await stop()
  throw new Error(`${program} does not answer at ${endpoint}`)
}

const canRun = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

const answers = (endpoint: string) =>
  fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
    () => true,
    () => false,
  )

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
