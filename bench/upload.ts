// Uploads into Rongmei beside @tus/server, each in a process of its own, over loopback onto disk:
// `node bench/upload.ts --json [--megabytes 2048]`. Ours hashes SHA-256 and MD5 and makes every answer durable.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import { testDatabase } from '#testing/postgres'

const mebibyte = 1024 ** 2
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    megabytes: { type: 'string', default: '2048' },
    tus: { type: 'string' },
  },
})

type Running = { name: string; pid: number; files: string; stop(): Promise<void> }

/** The other server, alone in this process: what `--tus <folder>` runs. */
const serveTus = (folder: string) => {
  const tus = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) })
  const http = tus.listen(0, '127.0.0.1', () => {
    const address = http.address()
    process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`)
  })
  process.stdin.on('end', () => process.exit()).resume()
}

const start = async (name: string, path: string, args: string[], cleanUp: () => Promise<void>): Promise<Running> => {
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  const { port } = JSON.parse(line.toString()) as { port: number }
  return {
    name,
    pid: child.pid!,
    files: `http://127.0.0.1:${port}${path}`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await cleanUp()
    },
  }
}

const startOurs = async (): Promise<Running> => {
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const program = join(import.meta.dirname, '../testing/upload-server.ts')
  return start('rongmei', '/api/upload/files', [program, database.url, folder], async () => {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })
}

const startTheirs = async (): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  return start('@tus/server', '/files', [import.meta.filename, '--tus', folder], () =>
    rm(folder, { recursive: true, force: true }),
  )
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const station = randomUUID()

const send = async (
  url: string,
  method: string,
  headers: Record<string, string | number>,
  body?: () => Uint8Array[],
) => {
  const said = { 'tus-resumable': '1.0.0', 'rongmei-station': station, ...headers }
  const request = httpRequest(url, { method, agent, headers: said })
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  for (const piece of body?.() ?? []) if (!request.write(piece)) await once(request, 'drain')
  request.end()
  const [answer] = await answered
  answer.resume()
  await once(answer, 'end')
  if (answer.statusCode! >= 300) throw new Error(`${method} ${url}: ${answer.statusCode}`)
  return answer
}

/** The same megabyte over and over, but another one in every upload, so that none is a duplicate. */
const uploadOnce = async (files: string, bytes: number, patchBytes: number) => {
  const piece = randomBytes(mebibyte)
  const made = await send(files, 'POST', {
    'content-length': 0,
    'upload-length': bytes,
    'upload-metadata': `filename ${Buffer.from('bench.mxf').toString('base64')}`,
  })
  const url = new URL(made.headers.location!, files).href
  for (let offset = 0; offset < bytes; offset += patchBytes) {
    const length = Math.min(patchBytes, bytes - offset)
    await send(
      url,
      'PATCH',
      { 'content-type': 'application/offset+octet-stream', 'content-length': length, 'upload-offset': offset },
      () => Array.from({ length: length / mebibyte }, () => piece),
    )
  }
}

const cpuSeconds = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) / 100
}
const peakMegabytes = (pid: number) =>
  (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024) / 1e6

const measure = async (server: Running, mode: string, bytes: number, patchBytes: number) => {
  const [cpu, ownCpu, began] = [cpuSeconds(server.pid), process.cpuUsage(), performance.now()]
  await uploadOnce(server.files, bytes, patchBytes)
  const seconds = (performance.now() - began) / 1000
  const own = process.cpuUsage(ownCpu)
  const rounded = (value: number) => Number(value.toFixed(2))
  return {
    server: server.name,
    mode,
    megabytesPerSecond: rounded(bytes / 1e6 / seconds),
    cpuSecondsPerGigabyte: rounded((cpuSeconds(server.pid) - cpu) / (bytes / 1e9)),
    senderCpuSecondsPerGigabyte: rounded((own.user + own.system) / 1e6 / (bytes / 1e9)),
    peakResidentMegabytes: rounded(peakMegabytes(server.pid)),
    loadAverage: loadavg().map(rounded),
  }
}

const main = async () => {
  const bytes = Number(options.megabytes) * mebibyte
  if (!Number.isSafeInteger(bytes) || bytes < mebibyte) throw new Error('--megabytes is a whole number from 1')
  const results: Awaited<ReturnType<typeof measure>>[] = []
  for (const begin of [startOurs, startTheirs]) {
    const server = await begin()
    try {
      await uploadOnce(server.files, Math.min(bytes, 128 * mebibyte), 8 * mebibyte) // warms both up
      results.push(await measure(server, 'one PATCH', bytes, bytes))
      results.push(await measure(server, '8 MiB PATCHes', bytes, 8 * mebibyte))
    } finally {
      await server.stop()
    }
  }
  agent.destroy()
  if (options.json)
    process.stdout.write(`${JSON.stringify({ bench: 'upload', megabytes: bytes / mebibyte, results })}\n`)
  else process.stdout.write(`${results.map((result) => JSON.stringify(result)).join('\n')}\n`)
}

if (options.tus) serveTus(options.tus)
else await main()
