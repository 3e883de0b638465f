import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a station needs of the machine besides Node: the Debian packages, and the question whether it is there. */
const needs = [
  { packages: ['ffmpeg'], what: 'ffmpeg', isThere: async () => (await said('ffmpeg', ['-version'])) !== '' },
  {
    packages: ['fontconfig', 'fonts-noto-cjk'],
    what: 'a font with Chinese characters',
    isThere: async () => (await said('fc-list', [':lang=zh', 'family'])) !== '',
  },
]

const said = (command: string, args: string[]): Promise<string> =>
  run(command, args, { timeout: 10_000, maxBuffer: 16 * 1024 * 1024 }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )

/**
 * Installs ffmpeg and a Chinese font with apt where they are missing and it may (root, or sudo without a password),
 * within ten minutes; otherwise says the one line to type. The station starts either way.
 */
export const ensureMachine = async (say: (line: string) => void): Promise<void> => {
  const there = await Promise.all(needs.map((need) => need.isThere()))
  const missing = needs.filter((_, i) => !there[i])
  if (missing.length === 0) return
  const packages = missing.flatMap((need) => need.packages)
  const what = missing.map((need) => need.what).join(' and ')
  const become = await becomeRoot()
  if (become && (await said('apt-get', ['--version'])) !== '') {
    say(`installing ${what} with apt (正在安装 ${packages.join(' ')}) …`)
    if (await install(become, packages)) return
    say(`apt could not install ${what}.`)
  }
  say(`${what} is missing (缺少 ${packages.join(' ')}). Install it with:`)
  say(`  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`)
}

const becomeRoot = async (): Promise<string[] | undefined> => {
  if (process.getuid?.() === 0) return []
  const may = await run('sudo', ['-n', 'true'], { timeout: 5000 }).then(
    () => true,
    () => false,
  )
  return may ? ['sudo', '-n'] : undefined
}

const install = async (become: string[], packages: string[]): Promise<boolean> => {
  const apt = [...become, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120']
  const step = async (args: string[], timeoutSeconds: number) => {
    const [command, ...rest] = [...apt, ...args]
    await run(command!, rest, { timeout: timeoutSeconds * 1000, maxBuffer: 64 * 1024 * 1024 })
  }
  try {
    await step(['update'], 120)
    await step(['install', '-y', '--no-install-recommends', ...packages], 480)
    return true
  } catch {
    return false
  }
}
