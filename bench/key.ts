// How fast content keys are handed out to sessions, beside a bare node:http server that hands out bytes from a table:
// `node bench/key.ts --json [--seconds 5]`.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { load, percentile } from '#testing/bench-station'
import { cpuSecondsOfTree } from '#testing/cpu'
import { askAll } from '#testing/http-load'
import { startTestCluster } from '#testing/postgres'
import { startVodNode } from '#testing/vod-process'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    bare: { type: 'boolean', default: false },
  },
})
const seconds = Number(options.seconds)
const periods = 60

/** The peer, alone in this process: no policy, no session, no seal. */
const serveBare = () => {
  const keys = new Map(Array.from({ length: periods }, (_, i) => [`/${i}.key`, randomBytes(16)]))
  const server = createServer((request, response) => {
    const key = keys.get(request.url ?? '')
    response.writeHead(key ? 200 : 404, { 'content-length': key?.length ?? 0, 'cache-control': 'no-store' })
    response.end(key)
  })
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
  })
  process.stdin.on('end', () => process.exit()).resume()
}

type Server = { port: number; pid: number }

const measure = async ({ port, pid }: Server, paths: readonly string[]) => {
  const rows: Record<string, object> = {}
  await askAll({ port, paths, connections: 4, seconds: 1 })
  for (const connections of [1, 8, 64]) {
    const before = cpuSecondsOfTree(pid)
    const found = await askAll({ port, paths, connections, seconds })
    const cpu = cpuSecondsOfTree(pid) - before
    rows[`${connections} connections`] = {
      keysPerSecond: Math.round(found.requests / found.seconds),
      keysPerCpuSecond: Math.round(found.requests / cpu),
      p50Milliseconds: Number(percentile(found.milliseconds, 0.5).toFixed(2)),
      p95Milliseconds: Number(percentile(found.milliseconds, 0.95).toFixed(2)),
      failed: found.failed,
    }
  }
  return rows
}

/** Keys of a film of ten minutes that changes its key every ten seconds, as one session asks for them. */
const ours = async (cluster: string) => {
  const node = await startVodNode(cluster, periods * 10, 'encrypted')
  try {
    const entered = await fetch(`${node.origin}${node.hls}`, { redirect: 'manual' })
    const folder = new URL(`/vod/${node.asset}/${entered.headers.get('location')}`, node.origin)
    const paths = Array.from({ length: periods }, (_, i) => new URL(`k1/${i}.key`, folder).pathname)
    return await measure({ port: Number(folder.port), pid: node.pid }, paths)
  } finally {
    await node.stop()
  }
}

const bare = async () => {
  const child = spawn(process.execPath, [import.meta.filename, '--bare'], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const paths = Array.from({ length: periods }, (_, i) => `/${i}.key`)
    return await measure({ port: Number(line.toString()), pid: child.pid! }, paths)
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}

const main = async () => {
  const loadBefore = load()
  const cluster = await startTestCluster()
  try {
    const rongmei = await ours(cluster.url)
    const report = { setting: { periods, seconds }, rongmei, 'node:http': await bare(), loadBefore, loadAfter: load() }
    console.log(options.json ? JSON.stringify(report) : report)
  } finally {
    await cluster.stop()
  }
}

await (options.bare ? serveBare() : main())
