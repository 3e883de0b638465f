// How fast segments and manifests are served, beside nginx on the same files; 1,000 viewers at 2 Mbit/s; the manifests of
// a film of three hours: `node bench/vod.ts --json [--seconds 5] [--viewers 1000]`.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { load, percentile } from '#testing/bench-station'
import { cpuSecondsOfTree } from '#testing/cpu'
import { askAll, watchAll, type Load } from '#testing/http-load'
import { startVodNode, type VodNode } from '#testing/vod-process'
import { startTestCluster } from '#testing/postgres'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    viewers: { type: 'string', default: '1000' },
  },
})
const seconds = Number(options.seconds)
const viewers = Number(options.viewers)
const filmSeconds = 3 * 3600
const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync)

type Server = { port: number; pid: number }

const round = (value: number, digits = 1) => Number(value.toFixed(digits))

/** Requests and bytes per second and per CPU second of the server. */
const figures = (server: Server, cpuBefore: number, found: Load) => {
  const cpu = cpuSecondsOfTree(server.pid) - cpuBefore
  return {
    requestsPerSecond: Math.round(found.requests / found.seconds),
    requestsPerCpuSecond: Math.round(found.requests / cpu),
    megabytesPerCpuSecond: Math.round(found.bytes / cpu / 1e6),
    cores: round(cpu / found.seconds, 2),
    p50Milliseconds: round(percentile(found.milliseconds, 0.5), 2),
    p95Milliseconds: round(percentile(found.milliseconds, 0.95), 2),
    failed: found.failed,
  }
}

const measure = async (server: Server, paths: readonly string[]) => {
  await askAll({ port: server.port, paths, connections: 8, seconds: 1 })
  const cpu = cpuSecondsOfTree(server.pid)
  return figures(server, cpu, await askAll({ port: server.port, paths, connections: 8, seconds }))
}

const watch = async (server: Server, pathOf: (viewer: number, turn: number) => string) => {
  const cpu = cpuSecondsOfTree(server.pid)
  const found = await watchAll({
    port: server.port,
    viewers,
    everySeconds: 2,
    seconds: Math.max(10, seconds * 2),
    pathOf,
  })
  return {
    viewers,
    megabitsPerSecond: Math.round((found.bytes * 8) / found.seconds / 1e6),
    ...figures(server, cpu, found),
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** One nginx worker over the very files, as one would write it for this. */
const startNginx = async (folder: string, root: string) => {
  const port = await freePort()
  const config = join(folder, 'nginx.conf')
  await writeFile(
    config,
    `daemon off; user root; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000;
  open_file_cache max=10000; open_file_cache_valid 60s; etag on;
  types { video/mp4 m4s mp4; application/vnd.apple.mpegurl m3u8; }
  server { listen 127.0.0.1:${port}; root ${root}; }
}`,
  )
  const child = spawn(nginx!, ['-c', config, '-p', folder], { stdio: 'ignore' })
  await sleep(500)
  return { port, pid: child.pid!, stop: () => child.kill('SIGTERM') }
}

/** By then a node has forgotten what it knew of a film that nobody asks for. */
const forgottenSeconds = 21

/**
 * Three hours: each manifest asked for the first time (the first of all of a program that has just begun), again (it is
 * in memory), and when it has been forgotten (the timeline is read).
 */
const manifests = async (node: VodNode) => {
  const video = node.flows.find(({ kind }) => kind === 'video')!
  const names = ['master.m3u8', `${video.id}.m3u8`, 'manifest.mpd']
  const took = async (name: string) => {
    const began = performance.now()
    const answer = await fetch(`${node.origin}/vod/${node.asset}/${name}`)
    const { byteLength } = await answer.arrayBuffer()
    return { milliseconds: round(performance.now() - began, 2), bytes: byteLength }
  }
  const rows: Record<string, object> = {}
  for (const name of names) {
    const first = await took(name)
    const again: number[] = []
    for (let i = 0; i < 50; i += 1) again.push((await took(name)).milliseconds)
    const key = name.endsWith('.m3u8') && name !== 'master.m3u8' ? 'media playlist' : name
    rows[key] = { ...first, againP50: percentile(again, 0.5), againP95: percentile(again, 0.95) }
  }
  const forgotten: number[] = []
  for (const name of names) {
    await sleep(forgottenSeconds * 1000)
    forgotten.push((await took(name)).milliseconds)
  }
  rows.forgotten = { milliseconds: forgotten }
  return rows
}

const main = async () => {
  const loadBefore = load()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const cluster = await startTestCluster()
  const node = await startVodNode(cluster.url, filmSeconds, 'public')
  try {
    const threeHours = await manifests(node)
    const ours = { port: Number(new URL(node.origin).port), pid: node.pid }
    const video = node.flows.find(({ kind }) => kind === 'video')!
    const at = (i: number) => `/vod/${node.asset}/${video.id}/${i}.m4s`
    const playlist = `/vod/${node.asset}/${video.id}.m3u8`
    const segments = Array.from({ length: node.files.length }, (_, i) => at(i))
    const rongmei = {
      segments: await measure(ours, segments),
      playlist: await measure(ours, [playlist]),
      viewers: await watch(ours, (viewer, turn) => at((viewer * 7 + turn) % video.segments)),
    }
    const peer = nginx ? await besideNginx(node, folder, playlist) : 'nginx is not installed'
    const loads = { loadBefore, loadAfter: load() }
    const report = {
      setting: { filmSeconds, segmentBytes: 500_000, connections: 8, seconds },
      threeHours,
      rongmei,
      nginx: peer,
      ...loads,
    }
    console.log(options.json ? JSON.stringify(report) : report)
  } finally {
    await node.stop()
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const besideNginx = async (node: VodNode, folder: string, playlist: string) => {
  const root = join(folder, 'files')
  await mkdir(root)
  // The same files under short names; the folder must be on the same disk for that.
  const names = await Promise.all(
    node.files.map(async (file, i) => {
      await link(file, join(root, `${i}.m4s`))
      return `/${i}.m4s`
    }),
  )
  await writeFile(join(root, 'video.m3u8'), await (await fetch(`${node.origin}${playlist}`)).text())
  const server = await startNginx(folder, root)
  try {
    return {
      segments: await measure(server, names),
      playlist: await measure(server, ['/video.m3u8']),
      viewers: await watch(server, (viewer, turn) => names[(viewer * 7 + turn) % names.length]!),
    }
  } finally {
    server.stop()
  }
}

await main()
