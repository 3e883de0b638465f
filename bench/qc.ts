// Faults put into clips at places chosen by dice, and how many of them are found, where, and how fast a file is judged:
// `node bench/qc.ts --json [--clips 12] [--first 1001]`. Beside: ffmpeg's own filters, each at its usual setting.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { probe } from '#media/probe'
import { builtInTemplates, evaluate, inspectFile } from '#media/qc'
import { compare, makeMedia, plant, planters, type PlantedOptions, realClip } from '#media/testing'
import { load } from '#testing/bench-station'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    clips: { type: 'string', default: '12' },
    first: { type: 'string', default: '1001' },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
const run = promisify(execFile)

const codings = [
  ['mp4', ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-c:a', 'aac']],
  ['ts', ['-c:v', 'mpeg2video', '-b:v', '4M', '-g', '12', '-bf', '2', '-c:a', 'mp2', '-b:a', '256k']],
  ['mkv', ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30', '-g', '50', '-c:a', 'aac', '-b:a', '96k']],
] as const

/** Of every six clips four have one fault of each kind, one is interlaced, and one has none. */
const clipOf = (seed: number): PlantedOptions => {
  const coding = [...codings[seed % codings.length]![1]]
  if (seed % 6 === 4) return { seed, seconds: 8, coding, isInterlaced: true }
  if (seed % 6 === 5) return { seed, seconds: 16, coding }
  return { seed, seconds: 16, coding, faults: planters }
}

const inspect = async (location: string) => {
  const found = await probe({ location })
  const before = process.cpuUsage()
  const { evidence, cpuSeconds } = await inspectFile({ location, demuxer: found.demuxer }, found)
  const findings = evaluate(evidence, builtInTemplates.general)
  const { user, system } = process.cpuUsage(before)
  return { findings, seconds: found.durationSeconds, cpuSeconds: cpuSeconds + (user + system) / 1e6 }
}

/** Intervals as ffmpeg's detectors log them. */
const peer = async (path: string) => {
  const filters = ['blackdetect=d=0.5', 'freezedetect=n=-60dB:d=1'].join(',')
  const args = [
    '-nostdin',
    '-hide_banner',
    '-i',
    path,
    '-vf',
    filters,
    '-af',
    'silencedetect=n=-60dB:d=1',
    '-f',
    'null',
    '-',
  ]
  const { stderr } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 })
  const found: { kind: 'black' | 'freeze' | 'silence'; startSeconds: number; endSeconds: number; severity: string }[] =
    []
  for (const [, start, end] of stderr.matchAll(/black_start:([\d.]+) black_end:([\d.]+)/g))
    found.push({ kind: 'black', startSeconds: Number(start), endSeconds: Number(end), severity: 'warn' })
  const starts = { freeze: Number.NaN, silence: Number.NaN }
  for (const [, kind, edge, at] of stderr.matchAll(/(freeze|silence)_(start|end): ([-\d.]+)/g)) {
    if (edge === 'start') starts[kind as 'freeze'] = Number(at)
    else
      found.push({
        kind: kind as 'freeze',
        startSeconds: starts[kind as 'freeze'],
        endSeconds: Number(at),
        severity: 'warn',
      })
  }
  return found
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : Math.round((part / whole) * 10_000) / 10_000)

const corpus = async () => {
  const sum = { planted: 0, found: 0, invented: 0, peerPlanted: 0, peerFound: 0, peerInvented: 0 }
  const wrong: unknown[] = []
  for (let seed = Number(options.first); seed < Number(options.first) + Number(options.clips); seed += 1) {
    const path = join(folder, `${seed}.${codings[seed % codings.length]![0]}`)
    const { planted } = await plant(path, clipOf(seed))
    const { findings } = await inspect(path)
    const ours = compare(planted, findings)
    sum.planted += planted.length
    sum.found += ours.found
    sum.invented += ours.invented.length
    wrong.push(
      ...ours.missed.map((one) => ({ seed, missed: one })),
      ...ours.invented.map((one) => ({ seed, invented: one })),
    )
    const simple = planted.filter(({ kind }) => ['black', 'freeze', 'silence'].includes(kind))
    const theirs = compare(simple, await peer(path))
    sum.peerPlanted += simple.length
    sum.peerFound += theirs.found
    sum.peerInvented += theirs.invented.length
    await rm(path)
  }
  return {
    planted: sum.planted,
    recall: { aim: 0.99, is: share(sum.found, sum.planted) },
    precision: { aim: 0.98, is: share(sum.found, sum.found + sum.invented) },
    tolerance: 'both ends within one frame',
    wrong,
    peer: {
      what: 'ffmpeg blackdetect, freezedetect, silencedetect on their three kinds',
      recall: share(sum.peerFound, sum.peerPlanted),
      precision: share(sum.peerFound, sum.peerFound + sum.peerInvented),
    },
  }
}

/** How many seconds of 720p25 one core judges in a second. */
const speed = async () => {
  const path = join(folder, 'speed.mp4')
  const coding = [
    '-vf',
    'scale=1280:720,setpts=N/25/TB',
    '-r',
    '25',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '21',
  ]
  await makeMedia(path, ['-i', realClip, ...coding, '-c:a', 'aac', '-ac', '2'])
  await inspect(path)
  const { seconds, cpuSeconds } = await inspect(path)
  return {
    seconds,
    cpuSeconds: Math.round(cpuSeconds * 100) / 100,
    timesRealTimePerCore: { aim: 4, is: share(seconds, cpuSeconds) },
  }
}

try {
  const before = load()
  const figures = { bench: 'qc', speed: await speed(), corpus: await corpus(), load: { before, after: load() } }
  process.stdout.write(`${JSON.stringify(figures, undefined, options.json ? undefined : 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
