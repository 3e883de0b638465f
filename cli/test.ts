import { existsSync } from 'node:fs'
import { runTests, testFiles } from '#testing/run'
import { misused, verb } from './verb.ts'

export default verb({
  usage: '[FILE…]',
  about:
    'Runs the tests (all, or those of the files named) on one throw-away PostgreSQL; ends with `N passed, N failed`.\n运行测试。',
  flags: {},
  takesWords: true,
  async run({ words }) {
    const missing = words.find((file) => !existsSync(file))
    if (missing !== undefined) throw misused(`there is no file '${missing}'`)
    const stop = new AbortController()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort())
    const { passed, failed, skipped, unsteady } = await runTests(words.length > 0 ? words : testFiles(), stop.signal)
    if (unsteady.length > 0) process.stdout.write(`unsteady, passed only when run again: ${unsteady.join(', ')}\n`)
    if (passed + failed === 0) process.stdout.write('no test ran\n')
    process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
    return failed > 0 || passed === 0 || stop.signal.aborted ? 1 : 0
  },
})
