import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { clusterVariable, startTestCluster } from './postgres.ts'

const root = join(import.meta.dirname, '..')
const filesAtOnce = 2
const longestFileSeconds = 15 * 60

/** How a run of tests ended. */
export type Tally = { passed: number; failed: number; skipped: number }

/** All `*.test.ts` of the repository, by path. */
export const testFiles = (): string[] =>
  globSync('**/*.test.ts', { cwd: root, exclude: (name) => /^(node_modules|dist|data|artifacts|\.git)$/.test(name) })
    .toSorted()
    .map((file) => join(root, file))

/** Runs test files, each in a process of its own, on one database cluster; their report goes to stdout. */
export const runTests = async (files: string[], signal: AbortSignal): Promise<Tally> => {
  const given = process.env[clusterVariable]
  const cluster = given === undefined ? await startTestCluster() : undefined
  try {
    return await tallyOf(
      files.map((file) => resolve(file)),
      signal,
      { ...process.env, [clusterVariable]: given ?? cluster!.url },
    )
  } finally {
    await cluster?.stop()
  }
}

const tallyOf = async (files: string[], signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<Tally> => {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  const tests = run({ files, concurrency: filesAtOnce, timeout: longestFileSeconds * 1000, signal, cwd: root, env })
  tests.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return
    tally.passed = counts.passed
    tally.failed = counts.tests - counts.passed - counts.skipped - counts.todo
    tally.skipped = counts.skipped + counts.todo
  })
  for await (const text of tests.compose(spec)) process.stdout.write(text as string)
  return tally
}
