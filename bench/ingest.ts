// CPU of a whole ingest beside one hand-written ffmpeg that makes the same ladder and sound from one decode:
// `node bench/ingest.ts --json [--seconds 60] [--runs 1]`. CPU time, so that a busy machine matters little.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { runFfmpeg } from '#media/ffmpeg'
import { ladderFor, type Ladder } from '#media/ladder'
import { probe } from '#media/probe'
import { load, makeFilm, percentile, startBenchStation, type BenchStation } from '#testing/bench-station'
import { cpuSecondsOfTree } from '#testing/cpu'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    runs: { type: 'string', default: '1' },
  },
})

/** What somebody who knows ffmpeg would write by hand: one decode, each size out of the one above, CMAF for HLS. */
const byHand = async (path: string, ladder: Ladder, folder: string): Promise<number> => {
  const { video, audio } = ladder
  const graph = video.map(({ width, height }, i) => {
    const from = i === 0 ? '[0:v]' : `[s${i}]`
    const to = i === video.length - 1 ? `[v${i}]` : `,split[v${i}][s${i + 1}]`
    return `${from}scale=${width}:${height}:flags=bicubic${to}`
  })
  const words = (text: string) => text.split(' ')
  const hls = (name: string) => [
    ...words(`-f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 -hls_fmp4_init_filename ${name}.mp4`),
    '-hls_segment_filename',
    join(folder, `${name}-%d.m4s`),
    join(folder, `${name}.m3u8`),
  ]
  const pictures = video.flatMap((rung, i) => [
    ...words(`-map [v${i}] -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -crf ${rung.crf}`),
    ...words(`-maxrate ${rung.maximumBitsPerSecond} -bufsize ${rung.bufferBits}`),
    ...words(`-g ${rung.gopFrames} -keyint_min ${rung.gopFrames} -sc_threshold 0`),
    ...hls(rung.name),
  ])
  const sound = audio.flatMap((track) => [
    ...words(`-map 0:a:${track.track} -c:a aac -b:a ${track.bitsPerSecond} -ac 2 -ar 48000`),
    ...hls(track.name),
  ])
  const { cpuSeconds } = await runFfmpeg(['-i', path, '-filter_complex', graph.join(';'), ...pictures, ...sound], {
    timeoutSeconds: 7200,
  })
  return cpuSeconds
}

const byStation = async (station: BenchStation, path: string) => {
  const pid = station.process.pid!
  const before = cpuSecondsOfTree(pid)
  const { upload, doneAt } = await station.upload(path)
  const uploaded = cpuSecondsOfTree(pid)
  const asset = await station.assetOf(upload)
  const ingest = await station.ended(asset.run!)
  if (ingest.state !== 'done') throw new Error(`the ingest ${ingest.state}: ${JSON.stringify(ingest.error)}`)
  const wallSeconds = (performance.now() - doneAt) / 1000
  // What settles after the end (pictures told, notes written) is part of it.
  await sleep(2000)
  const whole = cpuSecondsOfTree(pid) - uploaded
  const of = (...kinds: string[]) =>
    ingest.steps
      .filter(({ kind }) => kinds.includes(kind.split('.')[1]!))
      .reduce((sum, { cpuSeconds }) => sum + (cpuSeconds ?? 0), 0)
  await station.assets.delete({ id: asset.id })
  return {
    whole,
    upload: uploaded - before,
    ladder: of('slice', 'audio'),
    preview: of('head'),
    pictures: of('thumbnails'),
    wallSeconds,
  }
}

const main = async () => {
  const [seconds, runs] = [Number(options.seconds), Number(options.runs)]
  if (!(seconds >= 1 && runs >= 1)) throw new Error('--seconds and --runs are numbers from 1')
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const loadBefore = load()
  const station = await startBenchStation()
  try {
    // A program that has just started still compiles itself.
    await byStation(station, await makeFilm(folder, 4))
    const rounds: (Awaited<ReturnType<typeof byStation>> & { hand: number })[] = []
    for (let i = 0; i < runs; i += 1) {
      const path = await makeFilm(folder, seconds)
      const ladder = ladderFor(await probe({ location: path }))
      const out = join(folder, `hand-${i}`)
      await mkdir(out)
      const hand = await byHand(path, ladder, out)
      rounds.push({ ...(await byStation(station, path)), hand })
      await rm(path)
    }
    const middle = (of: (round: (typeof rounds)[number]) => number) =>
      Number(percentile(rounds.map(of), 0.5).toFixed(3))
    const result = {
      filmSeconds: seconds,
      runs,
      cpuSeconds: {
        byHand: middle((one) => one.hand),
        ingest: middle((one) => one.whole),
        ladderAndSound: middle((one) => one.ladder),
        preview: middle((one) => one.preview),
        posterAndStoryboard: middle((one) => one.pictures),
        upload: middle((one) => one.upload),
      },
      /** Slices and sound beside the one run by hand. */
      ladderRatio: middle((one) => one.ladder / one.hand),
      /** Everything after the upload beside it: also preview, pictures, database, storing, the platform itself. */
      ingestRatio: middle((one) => one.whole / one.hand),
      /** What is neither decoding nor encoding, of the whole. */
      orchestrationShare: middle((one) => 1 - (one.ladder + one.preview + one.pictures) / one.whole),
      ingestWallSeconds: middle((one) => one.wallSeconds),
      loadBefore,
      loadAfter: load(),
    }
    process.stdout.write(`${JSON.stringify(result, undefined, options.json ? undefined : 2)}\n`)
  } finally {
    await station.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
