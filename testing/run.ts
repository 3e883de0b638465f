import { globSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { PassThrough } from 'node:stream'
import { clusterVariable, startTestCluster } from './postgres.ts'

const root = join(import.meta.dirname, '..')
const filesAtOnce = 2
const longestFileSeconds = 15 * 60
/** Files that mostly wait, for leases to end and clocks to tick, go one by one beside the others. */
const waiting = new Set(
  [
    'backbone/bus/system',
    'backbone/jobs/cron',
    'backbone/jobs/drills',
    'backbone/jobs/outage',
    'services/vms/plug',
  ].map((file) => join(root, `${file}.test.ts`)),
)
/** So few failed files are run once more, alone; more than that is no accident. */
const mostRunAgain = 3

/** How a run of tests ended. */
export type Tally = {
  passed: number
  failed: number
  skipped: number
  /** Files in which something failed at first, and nothing when they were run again by themselves. */
  unsteady: string[]
}

/** All `*.test.ts` of the repository, by path. */
export const testFiles = (): string[] =>
  globSync('**/*.test.ts', { cwd: root, exclude: (name) => /^(node_modules|dist|data|artifacts|\.git)$/.test(name) })
    .toSorted()
    .map((file) => join(root, file))

/**
 * Runs test files, each in a process of its own, on one database cluster; their report goes to stdout. What fails on a
 * busy machine is run again on a quiet one: it counts as it ends then, and is named.
 */
export const runTests = async (files: string[], signal: AbortSignal): Promise<Tally> => {
  const given = process.env[clusterVariable]
  const cluster = given === undefined ? await startTestCluster() : undefined
  const env = { ...process.env, [clusterVariable]: given ?? cluster!.url }
  try {
    const all = files.map((file) => resolve(file))
    const first = await outcomesOf(all, signal, env)
    const failed = [...first].filter(([, { failed }]) => failed > 0).map(([file]) => file)
    if (failed.length === 0 || failed.length > mostRunAgain || all.length === 1 || signal.aborted) return sum(first, [])
    process.stdout.write(`\nrun again by themselves: ${failed.map(named).join(', ')}\n`)
    const second = await outcomesOf(failed, signal, env, 1)
    const steady = [...second].filter(([, { failed }]) => failed > 0).map(([file]) => file)
    return sum(
      new Map([...first, ...second]),
      failed.filter((file) => !steady.includes(file)),
    )
  } finally {
    await cluster?.stop()
  }
}

const named = (file: string): string => relative(root, file)

type Outcome = Record<'passed' | 'failed' | 'skipped', number>

const sum = (outcomes: Map<string, Outcome>, unsteady: string[]): Tally => {
  const of = (key: keyof Outcome) => [...outcomes.values()].reduce((so, outcome) => so + outcome[key], 0)
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped'), unsteady: unsteady.map(named) }
}

const outcomesOf = async (
  files: string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
  atOnce = filesAtOnce,
): Promise<Map<string, Outcome>> => {
  const outcomes = new Map<string, Outcome>(files.map((file) => [file, { passed: 0, failed: 1, skipped: 0 }]))
  const lanes = [
    { files: files.filter((file) => !waiting.has(file)), concurrency: atOnce },
    { files: files.filter((file) => waiting.has(file)), concurrency: 1 },
  ].filter((lane) => lane.files.length > 0)
  const events = new PassThrough({ objectMode: true })
  const report = events.compose(spec)
  let open = lanes.length
  for (const lane of lanes) {
    const tests = run({ ...lane, timeout: longestFileSeconds * 1000, signal, cwd: root, env })
    tests.on('test:summary', ({ file, counts, success }) => {
      // A file that ends without a word of its own, and a run that is cut off, are failures as well.
      if (file === undefined) return
      const skipped = counts.skipped + counts.todo
      const failed = counts.tests - counts.passed - skipped
      outcomes.set(file, { passed: counts.passed, failed: success ? failed : Math.max(1, failed), skipped })
    })
    tests.on('test:fail', ({ file, nesting }) => {
      const outcome = file === undefined || nesting > 0 ? undefined : outcomes.get(file)
      if (outcome) outcome.failed ||= 1
    })
    tests.on('data', (event) => events.write(event))
    tests.once('end', () => (open -= 1) === 0 && events.end())
  }
  for await (const text of report) process.stdout.write(text as string)
  return outcomes
}
