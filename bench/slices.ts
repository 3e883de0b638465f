// A worker is killed in the middle of a slice, and what the ingest then makes is compared with an undisturbed one and
// with an encode that was never sliced: `node bench/slices.ts --json [--seconds 30]`.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { encodeSlice, type EncodedSegment } from '#media/encode'
import { ladderFor } from '#media/ladder'
import { probe } from '#media/probe'
import { keyframeTimes, outputFrames } from '#media/slices'
import { load, makeFilm, startBenchStation, type BenchStation } from '#testing/bench-station'

const run = promisify(execFile)
const main = join(import.meta.dirname, '../main.ts')
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '30' } },
})

/** A process that does nothing but encode slices, one at a time. */
const startWorker = (station: BenchStation): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const args = [main, 'worker', '--data', station.folder, '--queues', 'transcode=1']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('worker ready')) resolve(child)
    })
  })

const gone = (child: ChildProcess, signal: NodeJS.Signals) =>
  new Promise<void>((resolve) => {
    child.removeAllListeners('exit').once('exit', () => resolve())
    child.kill(signal)
  })

/** Waits until the worker is well inside a slice. */
const insideSlice = async (station: BenchStation, id: string): Promise<string> => {
  for (let waited = 0; waited < 300_000; waited += 50) {
    const { steps } = await station.work.get({ run: id })
    const slice = steps.find((one) => one.kind === 'transcode.slice' && one.state === 'running' && one.progress > 0.3)
    if (slice) return slice.key
    await sleep(50)
  }
  throw new Error('no slice was encoded')
}

const ingest = async (station: BenchStation, path: string, disturb: (id: string) => Promise<void>) => {
  const asset = await station.assetOf((await station.upload(path)).upload)
  await disturb(asset.run!)
  const ended = await station.ended(asset.run!)
  if (ended.state !== 'done') throw new Error(`the ingest ${ended.state}: ${JSON.stringify(ended.error)}`)
  const slices = ended.steps.filter((one) => one.kind === 'transcode.slice')
  return { asset: asset.id, slices: slices.length, redone: slices.reduce((sum, one) => sum + one.attempt - 1, 0) }
}

type Rendition = { name: string; bytes: number; sha256: string; path: string }

/** Every rendition as a player gets it: init and segments one after another. */
const download = async (station: BenchStation, asset: string, folder: string): Promise<Rendition[]> => {
  await mkdir(folder)
  const text = async (name: string) => (await station.ask(`/vod/${asset}/${name}`)).text()
  const master = await text('master.m3u8')
  const sizes = [...master.matchAll(/RESOLUTION=\d+x(\d+).*\n(.+)/g)].map(
    ([, height, uri]) => [`${height}p`, uri!] as const,
  )
  const sound = [...master.matchAll(/TYPE=AUDIO.*URI="(.+?)"/g)].map(([, uri]) => ['sound', uri!] as const)
  const made: Rendition[] = []
  for (const [name, uri] of [...sizes, ...sound]) {
    const playlist = await text(uri)
    const parts = [/[^"]+init\.mp4/.exec(playlist)![0], ...playlist.split('\n').filter((line) => line.endsWith('.m4s'))]
    const pieces: Buffer[] = []
    for (const part of parts) pieces.push(Buffer.from(await (await station.ask(`/vod/${asset}/${part}`)).arrayBuffer()))
    const bytes = Buffer.concat(pieces)
    const path = join(folder, `${name}.mp4`)
    await writeFile(path, bytes)
    made.push({ name, path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return made
}

const framesIn = async (path: string): Promise<number> => {
  const args = ['-v', 'error', '-select_streams', 'v', '-count_frames', '-show_entries', 'stream=nb_read_frames']
  return Number.parseInt((await run('ffprobe', [...args, '-of', 'csv=p=0', path])).stdout, 10)
}

/** How like the source a rendition is, picture by picture (mean SSIM of all planes). */
const ssim = async (path: string, source: string, height: number): Promise<number> => {
  const graph = `[0:v]setpts=N/24/TB[a];[1:v]scale=-2:${height}:flags=bicubic,setpts=N/24/TB[b];[a][b]ssim`
  const args = ['-nostdin', '-hide_banner', '-i', path, '-i', source, '-lavfi', graph, '-an', '-f', 'null', '-']
  const { stderr } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 })
  return Number(/All:([\d.]+)/.exec(stderr)?.[1])
}

/** The same rendition encoded in one go. */
const unsliced = async (path: string, name: string, folder: string) => {
  const found = await probe({ location: path })
  const source = { location: path, demuxer: found.demuxer }
  const frames = outputFrames(found, await keyframeTimes(source))
  const rendition = ladderFor(found).video.filter((rung) => rung.name === name)
  const segments: EncodedSegment[] = []
  const whole = { startFrame: 0, frames, firstSequence: 0, decodeFromSeconds: 0 }
  const onSegment = (segment: EncodedSegment) => void segments.push(segment)
  const { inits } = await encodeSlice(source, found, whole, rendition, { folder, onSegment })
  const parts = await Promise.all([...inits, ...segments].map(({ path }) => readFile(path)))
  const out = join(folder, 'unsliced.mp4')
  await writeFile(out, Buffer.concat(parts))
  return { path: out, frames, bytes: (await stat(out)).size }
}

const bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const loadBefore = load()
  const station = await startBenchStation({ roles: 'http,queue:first=1,queue:ingest=2' })
  let worker = await startWorker(station)
  try {
    const path = await makeFilm(folder, Number(options.seconds))
    const disturbed = await ingest(station, path, async (id) => {
      await insideSlice(station, id)
      await gone(worker, 'SIGKILL')
      worker = await startWorker(station)
    })
    const calm = await ingest(station, await makeFilm(folder, Number(options.seconds)), async () => {})
    const [first, second] = [
      await download(station, disturbed.asset, join(folder, 'disturbed')),
      await download(station, calm.asset, join(folder, 'calm')),
    ]
    const whole = await unsliced(path, '480p', join(folder, 'unsliced'))
    const sliced = first.find(({ name }) => name === '480p')!
    const pictures = first.filter(({ name }) => name !== 'sound')
    const result = {
      slices: disturbed.slices,
      slicesRedone: disturbed.redone,
      identical: first.every((one, i) => one.sha256 === second[i]?.sha256),
      framesPlanned: whole.frames,
      frames: Object.fromEntries(
        await Promise.all(pictures.map(async ({ name, path }) => [name, await framesIn(path)] as const)),
      ),
      rendition: '480p',
      ssim: { sliced: await ssim(sliced.path, path, 480), unsliced: await ssim(whole.path, path, 480) },
      bytes: { sliced: sliced.bytes, unsliced: whole.bytes },
      sizeRatio: Number((sliced.bytes / whole.bytes).toFixed(4)),
      loadBefore,
      loadAfter: load(),
    }
    process.stdout.write(`${JSON.stringify(result, undefined, options.json ? undefined : 2)}\n`)
  } finally {
    await gone(worker, 'SIGTERM')
    await station.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

await bench()
