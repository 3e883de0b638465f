import { relative } from 'node:path'

/** How one file fares, as told to people and, with `--json`, to programs. */
export type Told = { file: string; asset?: string; state: string; duplicate?: true; error?: string }

/** What an import says: lines on stdout as things happen, and on a terminal one line that moves. */
export const openScreen = (options: { json: boolean; totalFiles: number; totalBytes: number }) => {
  const moving = process.stderr.isTTY && !options.json
  const sent = new Map<string, number>()
  const processed = new Map<string, number>()
  let ended = 0
  const draw = () => {
    if (!moving) return
    const bytes = [...sent.values()].reduce((sum, one) => sum + one, 0)
    const done = [...processed.values()].reduce((sum, one) => sum + one, 0)
    const parts = [
      bar(done / Math.max(1, options.totalFiles)),
      `${ended}/${options.totalFiles} files`,
      `sent ${percent(bytes / Math.max(1, options.totalBytes))} (上传)`,
      `made ${percent(done / Math.max(1, options.totalFiles))} (处理)`,
    ]
    process.stderr.write(`\r\x1b[K${parts.join('  ')}`)
  }
  const timer = moving ? setInterval(draw, 250) : undefined
  const line = (told: Told) => {
    if (moving) process.stderr.write('\r\x1b[K')
    if (options.json) process.stdout.write(`${JSON.stringify(told)}\n`)
    else if (told.error !== undefined) process.stdout.write(`✗ ${nameOf(told.file)}: ${told.error}\n`)
    else {
      const known = told.duplicate ? '  already there (已存在)' : ''
      const mark = told.state === 'ingesting' ? '·' : '✓'
      process.stdout.write(`${mark} ${nameOf(told.file)}  ${told.state}  ${told.asset}${known}\n`)
    }
  }
  return {
    sent: (file: string, bytes: number) => void sent.set(file, bytes),
    processed: (file: string, fraction: number) => void processed.set(file, fraction),
    begun(told: Told) {
      if (options.json || told.state === 'ingesting') line(told)
    },
    ended(told: Told) {
      ended++
      processed.set(told.file, 1)
      line(told)
    },
    close() {
      clearInterval(timer)
      if (moving) process.stderr.write('\r\x1b[K')
    },
  }
}
export type Screen = ReturnType<typeof openScreen>

const nameOf = (file: string) => {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') ? file : near
}
const percent = (fraction: number) => `${Math.floor(Math.min(1, fraction) * 100)} %`
const bar = (fraction: number) => {
  const full = Math.round(Math.min(1, fraction) * 20)
  return `${'█'.repeat(full)}${'░'.repeat(20 - full)}`
}
