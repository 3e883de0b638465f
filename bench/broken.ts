// Every broken file there is, uploaded to a real station and ingested: `node bench/broken.ts --json [--only WORD]`. Nothing
// may crash, hang or be left over, and each file must end with something said about it. Takes a while: not for CI.
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { client } from '#backbone/client'
import { probe } from '#media/probe'
import { type BrokenFile, type Content, contentOf, isSameContent, makeCorpus } from '#media/mutations'
import { qc } from '#services/qc'
import { load, startBenchStation } from '#testing/bench-station'
import { programsOn } from '#testing/programs'
import { wordsOf, type Words } from '../apps/words.ts'

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})

/** After so long an ingest counts as stuck. */
const patienceMilliseconds = 900_000
const atOnce = 6

type Outcome = {
  name: string
  fault: BrokenFile['fault']
  /** `refused` at the upload, `failed` in words, `taken` as an asset; anything else is a fault of ours. */
  end: 'refused' | 'failed' | 'taken' | 'stuck' | 'fault'
  /** Of what was taken without a finding: nothing is wrong with it, as what comes out of it shows. */
  isUnharmed?: boolean
  /** The type of the problem, or what QC found. */
  said: string[]
  seconds: number
  most?: number
}

const console = join(import.meta.dirname, '../apps/console')
const problems = ['zh-CN', 'en'].map((language) => wordsOf(console, language).problems as Words)
const hasWords = (type: string): boolean => problems.every((words) => words[type] !== undefined)

const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url!)
  response.end()
})
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
const folder = await mkdtemp(join(tmpdir(), 'rongmei-broken-'))
await writeFile(join(folder, 'secret.txt'), 'the-salary-list-of-the-station')
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.ts`
const made = await makeCorpus(folder, { file: join(folder, 'secret.txt'), address })
const files = made.filter(({ name }) => name.includes(options.only))
const sent = join(folder, 'sent')
await mkdir(sent)

const station = await startBenchStation()
const reports = client(qc, { origin: station.url, token: station.token })

/** By its content alone: whatever it is called, it comes as a film. */
const bring = async ({ path }: BrokenFile, i: number): Promise<Pick<Outcome, 'end' | 'said'>> => {
  const film = join(sent, `${i}.mp4`)
  await link(path, film)
  const upload = await station.upload(film).catch((error: unknown) => String(error))
  if (typeof upload === 'string') {
    const [, type] = /\/problems\/([\w-]+)/.exec(upload) ?? []
    return { end: type && hasWords(type) ? 'refused' : 'fault', said: [type ?? upload] }
  }
  const { id } = await station.assetOf(upload.upload)
  const end = Date.now() + patienceMilliseconds
  let asset = await station.assets.get({ id })
  while (asset.state === 'ingesting' && Date.now() < end) {
    await sleep(500)
    asset = await station.assets.get({ id })
  }
  if (asset.state === 'ingesting') return { end: 'stuck', said: [] }
  if (asset.state === 'failed') {
    const type = asset.error?.type ?? 'nothing'
    return { end: hasWords(type) ? 'failed' : 'fault', said: [type, asset.error?.title ?? ''] }
  }
  const { items } = await reports.findings({ asset: id })
  return { end: 'taken', said: [...new Set(items.map(({ kind }) => kind))] }
}

const seeds = new Map<string, Promise<Content>>()
/** Whether a broken file gives the same pictures and the same sound as the whole one. */
const isUnharmed = async ({ path, seed }: BrokenFile): Promise<boolean> => {
  if (seed === undefined) return false
  if (!seeds.has(seed)) seeds.set(seed, contentOf({ location: seed }))
  const { demuxer } = await probe({ location: path })
  return isSameContent(await seeds.get(seed)!, await contentOf({ location: path, demuxer }))
}

const outcomes: Outcome[] = []
let next = 0
const worker = async () => {
  while (next < files.length) {
    const i = next++
    const file = files[i]!
    const from = performance.now()
    const outcome = await bring(file, i).catch((error: unknown): Pick<Outcome, 'end' | 'said'> => ({
      end: 'fault',
      said: [String(error).slice(0, 300)],
    }))
    const seconds = Math.round((performance.now() - from) / 100) / 10
    const isSilent = outcome.end === 'taken' && outcome.said.length === 0
    const proof = isSilent ? { isUnharmed: await isUnharmed(file) } : {}
    outcomes.push({ name: file.name, fault: file.fault, ...outcome, ...proof, seconds })
    if (!options.json) process.stdout.write(`${file.name}: ${outcome.end} ${outcome.said.join(', ')} ${seconds} s\n`)
  }
}
const began = performance.now()
await Promise.all(Array.from({ length: atOnce }, worker))
const wallSeconds = Math.round((performance.now() - began) / 1000)

await sleep(3000)
const open = await Promise.all((['waiting', 'running'] as const).map((state) => station.work.list({ state })))
const programs = (await programsOn(station.folder)).filter(({ command }) => /ffmpeg|ffprobe/.test(command))
const memory = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${station.process.pid}/status`, 'utf8'))
const ready = (await fetch(`${station.url}/healthz`)).status

/** Everything is deleted for good: whatever remains then is left over. */
for (;;) {
  const { items } = await station.assets.list({ limit: 100 })
  if (items.length === 0) break
  for (const { id } of items) {
    await station.assets.delete({ id })
    await station.assets.purge({ id })
  }
}
const filesIn = async (at: string): Promise<string[]> =>
  (await readdir(at, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
const leftovers = async () =>
  (await Promise.all(['objects/objects', 'objects/staging', 'objects/tmp', 'work'].map((name) => filesIn(join(station.folder, name))))).flat() // prettier-ignore
const emptying = performance.now()
while ((await leftovers()).length > 0 && performance.now() - emptying < patienceMilliseconds) await sleep(1000)
const emptySeconds = Math.round((performance.now() - emptying) / 1000)

const classes = {
  crashed: (one: Outcome) => one.end === 'fault',
  stuckOrHung: (one: Outcome) => one.end === 'stuck',
  refusedInWords: (one: Outcome) => one.end === 'refused' || one.end === 'failed',
  takenWithFinding: (one: Outcome) => one.end === 'taken' && one.said.length > 0,
  takenUnharmed: (one: Outcome) => one.isUnharmed === true,
  takenHarmedWithoutFinding: (one: Outcome) => one.isUnharmed === false,
}
const counted = (of: readonly Outcome[]) =>
  Object.fromEntries(Object.entries(classes).map(([name, isIn]) => [name, of.filter(isIn).length]))
const ordered = outcomes.toSorted((a, b) => b.seconds - a.seconds)
process.stdout.write(
  `${JSON.stringify({
    files: files.length,
    ...counted(outcomes),
    byFault: Object.fromEntries(
      Object.entries(Object.groupBy(outcomes, ({ fault }) => fault)).map(([fault, of]) => [fault, counted(of)]),
    ),
    harmedWithoutFinding: outcomes.filter(classes.takenHarmedWithoutFinding).map(({ name }) => name),
    stuck: outcomes.filter(({ end }) => end === 'stuck'),
    faults: outcomes.filter(({ end }) => end === 'fault'),
    types: Object.fromEntries(
      Object.entries(Object.groupBy(outcomes.filter(classes.refusedInWords), ({ said }) => said[0] ?? '')).map(
        ([type, of = []]) => [type, of.map(({ name }) => name)],
      ),
    ),
    slowest: ordered.slice(0, 8).map(({ name, seconds, end }) => ({ name, seconds, end })),
    wallSeconds,
    alive: station.process.exitCode === null,
    ready,
    openRuns: open.reduce((sum, { items }) => sum + items.length, 0),
    programs,
    emptySeconds,
    leftovers: (await leftovers()).length,
    askedElsewhere: asked,
    nodeMebibytes: Math.round(Number(memory?.[1] ?? 0) / 1024),
    load: load(),
  })}\n`,
)
server.close()
await station.remove()
await rm(folder, { recursive: true, force: true })
