// From a finished upload to the first segment that plays, on a whole station over HTTP:
// `node bench/first-frame.ts --json [--runs 10] [--seconds 600]`, and beside it a one-minute file.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { load, makeFilm, percentile, startBenchStation, type BenchStation } from '#testing/bench-station'

const run = promisify(execFile)
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '600' },
  },
})

const firstPlayable = async (station: BenchStation, path: string) => {
  const { upload, doneAt } = await station.upload(path)
  const asset = await station.assetOf(upload)
  const createdAt = performance.now()
  const folder = `/vod/${asset.id}/`
  let playlist = ''
  while (!playlist.includes('.m4s')) {
    if (performance.now() - doneAt > 60_000) throw new Error('nothing could be played')
    playlist = await station.ask(`${folder}video.m3u8`).then(
      (answer) => answer.text(),
      () => '',
    )
    if (!playlist.includes('.m4s')) await sleep(10)
  }
  const [init] = /[^"]+init\.mp4/.exec(playlist)!
  const [segment] = /^.+\.m4s$/m.exec(playlist)!
  const bytes = await Promise.all(
    [init, segment].map(async (name) => Buffer.from(await (await station.ask(folder + name)).arrayBuffer())),
  )
  const playable = performance.now()
  await station.assets.delete({ id: asset.id })
  return { milliseconds: playable - doneAt, assetMilliseconds: createdAt - doneAt, bytes: Buffer.concat(bytes) }
}

/** How many pictures the first segment shows. */
const decoded = async (folder: string, bytes: Buffer): Promise<number> => {
  const path = join(folder, 'first.mp4')
  await writeFile(path, bytes)
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path]
  return Number.parseInt((await run('ffprobe', args)).stdout, 10)
}

const measure = async (station: BenchStation, folder: string, seconds: number, runs: number) => {
  const results: Awaited<ReturnType<typeof firstPlayable>>[] = []
  let pictures = 0
  for (let i = 0; i <= runs; i += 1) {
    const path = await makeFilm(folder, seconds)
    const result = await firstPlayable(station, path)
    pictures = await decoded(folder, result.bytes)
    // The first run warms the station up, and is not counted.
    if (i > 0) results.push(result)
    await rm(path)
    await sleep(2500)
  }
  const times = (of: (result: (typeof results)[number]) => number) => {
    const all = results.map(of)
    return { p50: Math.round(percentile(all, 0.5)), p95: Math.round(percentile(all, 0.95)) }
  }
  return {
    filmSeconds: seconds,
    runs,
    firstPlayableMilliseconds: times((result) => result.milliseconds),
    assetKnownMilliseconds: times((result) => result.assetMilliseconds),
    all: results.map((result) => Math.round(result.milliseconds)),
    picturesInFirstSegment: pictures,
  }
}

const main = async () => {
  const [seconds, runs] = [Number(options.seconds), Number(options.runs)]
  if (!(seconds >= 1 && runs >= 1)) throw new Error('--seconds and --runs are numbers from 1')
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const before = load()
  const station = await startBenchStation()
  try {
    const short = await measure(station, folder, 60, runs)
    const long = await measure(station, folder, seconds, runs)
    const result = { long, short, loadBefore: before, loadAfter: load() }
    process.stdout.write(`${JSON.stringify(result, undefined, options.json ? undefined : 2)}\n`)
  } finally {
    await station.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
