import { runTool } from './run-tool.ts'
import { verb } from './verb.ts'

const checks = [
  { name: 'types', tool: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'lint and walls', tool: 'oxlint', args: ['--deny-warnings'] },
  { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
  { name: 'format', tool: 'oxfmt', args: ['--check'] },
]

export default verb({
  usage: '',
  about:
    'Checks the code: types (tsc), lint and the walls between folders (oxlint), dead code (knip), format (oxfmt).\n检查代码。',
  flags: {},
  async run() {
    const failed: string[] = []
    for (const { name, tool, args } of checks) {
      if ((await runTool(tool, args)) === 0) continue
      failed.push(`${name} (${tool})`)
    }
    process.stdout.write(failed.length === 0 ? 'check passed\n' : `check failed: ${failed.join(', ')}\n`)
    return failed.length === 0 ? 0 : 1
  },
})
