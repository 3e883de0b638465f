import { helpOf, readCommandLine, Refusal, type Verb } from './verb.ts'

type Entry = { summary: string; zh: string; load(): Promise<{ default: Verb }> }

const verbs: Record<string, Entry> = {
  up: { summary: 'Start the station on this machine', zh: '启动本机的台', load: () => import('./up.ts') },
  import: {
    summary: 'Bring files or folders into a station',
    zh: '导入文件或文件夹',
    load: () => import('./import.ts'),
  },
  qc: {
    summary: 'Judge a file: what is wrong, where, what to do',
    zh: '检查文件的技术质量',
    load: () => import('./qc.ts'),
  },
  dna: {
    summary: 'Say what of a file a station has already',
    zh: '查重：找出文件中已有的内容',
    load: () => import('./dna.ts'),
  },
  search: {
    summary: 'Find assets by what is written and said in them',
    zh: '按文字与字幕查找素材',
    load: () => import('./search.ts'),
  },
  token: { summary: 'Print an API key for scripts', zh: '生成接口密钥', load: () => import('./token.ts') },
  worker: { summary: 'Lend this process to a station’s queues', zh: '加入处理节点', load: () => import('./worker.ts') },
  doctor: { summary: 'Say what is wrong with this machine', zh: '检查本机环境', load: () => import('./doctor.ts') },
  bench: { summary: 'Run a benchmark', zh: '性能测试', load: () => import('./bench.ts') },
  check: { summary: 'Types, lint, walls, dead code, format', zh: '代码检查', load: () => import('./check.ts') },
  test: { summary: 'Run the tests', zh: '运行测试', load: () => import('./test.ts') },
}

const overview = (): string => {
  const lines = Object.entries(verbs).map(([name, { summary, zh }]) => `  ${name.padEnd(8)} ${summary} (${zh})`)
  return [
    'Rongmei (融媒): an open converged-media cloud for broadcasters',
    '',
    'Usage: rongmei VERB …   (rongmei VERB --help says more)',
    '',
    ...lines,
    '',
    'Begin with:  rongmei up',
    '',
  ].join('\n')
}

/** Runs one command line; answers the exit status (2: it was not understood). */
export const runCommand = async (args: string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const [name, ...rest] = args
  const entry = name === undefined ? undefined : Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (name !== undefined && entry) return runVerb(name, entry, rest, env)
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    process.stdout.write(overview())
    return 0
  }
  process.stderr.write(`rongmei: there is no verb '${name}'\n\n${overview()}`)
  return 2
}

const runVerb = async (name: string, entry: Entry, args: string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const { default: verb } = await entry.load()
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpOf(name, verb))
    return 0
  }
  try {
    return await verb.run({ ...readCommandLine(verb, args), env })
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    process.stderr.write(`rongmei ${name}: ${cause.message}\n`)
    if (cause.exitStatus === 2) process.stderr.write(`(rongmei ${name} --help)\n`)
    return cause.exitStatus
  }
}
