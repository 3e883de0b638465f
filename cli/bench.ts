import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './run-tool.ts'
import { misused, verb } from './verb.ts'

const folder = join(root, 'bench')

export default verb({
  usage: 'NAME [--json]',
  about:
    'Runs a benchmark of bench/ by itself and prints what it measured. Without a name: which there are.\n运行一项性能测试。',
  flags: { json: { type: 'boolean', help: 'The figures as JSON' } },
  takesWords: true,
  async run({ flags, words }) {
    const [name, ...more] = words
    const names = benchmarks()
    if (name === undefined) {
      process.stdout.write(`${names.join('\n')}\n`)
      return 0
    }
    if (more.length > 0) throw misused('one benchmark at a time')
    if (!names.includes(name)) throw misused(`there is no benchmark '${name}'; there are ${names.join(', ') || 'none'}`)
    return runNode([join(folder, `${name}.ts`), ...(flags.json ? ['--json'] : [])])
  },
})

const benchmarks = (): string[] => {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    return files.map((file) => file.slice(0, -3)).toSorted()
  } catch {
    return []
  }
}
