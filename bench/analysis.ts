// What looking at picture and sound costs when it rides along with the encoding, beside the encoding alone and beside
// every job in a pass of its own: `node bench/analysis.ts --json [--seconds 30] [--runs 2]`. CPU seconds, user + system.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { encodeAudio, encodeSlice } from '#media/encode'
import { type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { ladderFor, type VideoRendition } from '#media/ladder'
import { joinSignals, packSignals, type PictureSignals } from '#media/picture'
import { probe, type Probe } from '#media/probe'
import { keyframeTimes, planSlices, type Slice } from '#media/slices'
import { gathered } from '#media/testing'
import { load, makeFilm } from '#testing/bench-station'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    runs: { type: 'string', default: '2' },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))

/** CPU seconds of some work: of its children, which it says, and of this process meanwhile. */
const cost = async (work: () => Promise<number>): Promise<number> => {
  const before = process.cpuUsage()
  const children = await work()
  const { user, system } = process.cpuUsage(before)
  return children + (user + system) / 1e6
}

type Film = { source: MediaSource; found: Probe; slices: Slice[]; rungs: VideoRendition[] }

/** The ladder and the sound, as an ingest makes them; measured on the way or not. */
const encode = async ({ source, found, slices, rungs }: Film, measure: boolean): Promise<number> => {
  let cpuSeconds = 0
  const pieces: PictureSignals[] = []
  for (const slice of slices) {
    const made = await encodeSlice(source, found, slice, rungs, { folder, ...gathered(), measure })
    cpuSeconds += made.cpuSeconds
    if (made.signals) pieces.push(made.signals)
  }
  for (const sound of ladderFor(found).audio)
    cpuSeconds += (await encodeAudio(source, found, sound, { folder, ...gathered(), measure })).cpuSeconds
  if (measure) {
    await Promise.all(pieces.map(packSignals))
    joinSignals(pieces)
  }
  return cpuSeconds
}

/** Every rendition with a decode of its own. */
const oneByOne = async (film: Film): Promise<number> => {
  let cpuSeconds = 0
  for (const rung of film.rungs)
    for (const slice of film.slices) {
      const { source, found } = film
      cpuSeconds += (await encodeSlice(source, found, slice, [rung], { folder, ...gathered() })).cpuSeconds
    }
  for (const sound of ladderFor(film.found).audio)
    cpuSeconds += (await encodeAudio(film.source, film.found, sound, { folder, ...gathered() })).cpuSeconds
  return cpuSeconds
}

const nowhere = ['-f', 'null', '-']
/** What is looked at, each as ffmpeg's own filter in a pass of its own. */
const passes: Record<string, string[]> = {
  black: ['-an', '-vf', 'blackdetect=d=0.5', ...nowhere],
  freeze: ['-an', '-vf', 'freezedetect=n=-60dB:d=1', ...nowhere],
  shots: ['-an', '-vf', 'scdet=t=10', ...nowhere],
  bars: ['-an', '-vf', 'cropdetect=24:2:0', ...nowhere],
  fields: ['-an', '-vf', 'idet', ...nowhere],
  flashes: ['-an', '-vf', 'photosensitivity', ...nowhere],
  levels: ['-an', '-vf', 'signalstats', ...nowhere],
  stills: ['-an', '-vf', 'fps=2,scale=32:32:flags=area,format=gray', '-f', 'rawvideo', '-y', '/dev/null'],
  silence: ['-vn', '-af', 'silencedetect=n=-60dB:d=1', ...nowhere],
  loudness: ['-vn', '-af', 'ebur128=peak=true:framelog=verbose', ...nowhere],
  clipping: ['-vn', '-af', 'astats', ...nowhere],
  phase: ['-vn', '-af', 'pan=stereo|FL=FL|FR=FR,aphasemeter=video=0', ...nowhere],
  fingerprint: ['-vn', '-ac', '1', '-ar', '11025', '-f', 'chromaprint', '-y', '/dev/null'],
}

const analyses = async (source: MediaSource): Promise<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const [name, args] of Object.entries(passes))
    found[name] = (await runFfmpeg(['-i', source.location, ...args])).cpuSeconds
  return found
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const rounded = (value: number): number => Math.round(value * 1000) / 1000

const main = async () => {
  const before = load()
  const location = await makeFilm(folder, Number(options.seconds))
  const found = await probe({ location })
  const source = { location, demuxer: found.demuxer }
  const slices = planSlices(found, await keyframeTimes(source), { targetSeconds: 10 })
  const film = { source, found, slices, rungs: ladderFor(found).video }
  const [alone, together]: number[][] = [[], []]
  for (let run = 0; run < Number(options.runs); run += 1) {
    alone!.push(await cost(() => encode(film, false)))
    together!.push(await cost(() => encode(film, true)))
  }
  const separate = await analyses(source)
  const renditions = await cost(() => oneByOne(film))
  const all = renditions + Object.values(separate).reduce((sum, value) => sum + value, 0)
  const [ladder, measured] = [median(alone!), median(together!)]
  const { stdout } = await promisify(execFile)('ffmpeg', ['-version'])
  return {
    bench: 'analysis',
    film: { seconds: found.durationSeconds, width: found.video?.codedWidth, height: found.video?.codedHeight },
    renditions: film.rungs.map(({ name }) => name),
    ladderCpuSeconds: alone!.map(rounded),
    ladderAndAnalysisCpuSeconds: together!.map(rounded),
    overLadder: { aim: 1.05, ratio: rounded(measured / ladder) },
    oneByOne: {
      peer: stdout.split('\n')[0],
      renditionsCpuSeconds: rounded(renditions),
      passesCpuSeconds: Object.fromEntries(Object.entries(separate).map(([name, value]) => [name, rounded(value)])),
      allCpuSeconds: rounded(all),
    },
    overOneByOne: { aim: 0.45, ratio: rounded(measured / all) },
    load: { before, after: load() },
  }
}

try {
  const figures = await main()
  process.stdout.write(`${JSON.stringify(figures, undefined, options.json ? undefined : 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
