import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long anything may take on a machine that is busy with other things. */
const patienceMilliseconds = 120_000

/** Asks until there is an answer. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  everyMilliseconds = 50,
): Promise<T> => {
  for (const end = Date.now() + patienceMilliseconds; Date.now() < end; await sleep(everyMilliseconds)) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
  }
  throw new Error(`${what} did not come`)
}

export type Program = { pid: number; command: string }

/** Running programs that have `text` (a folder, say) in their command line, its words parted by blanks. */
export const programsOn = async (text: string): Promise<Program[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return { pid: Number(pid), command: command.replaceAll('\0', ' ') }
    }),
  )
  return found.filter(({ command }) => command.includes(text))
}

/** Waits for an ffmpeg that works on `text` and freezes it (and all others on it): what it is in the middle of stays so. */
export const freezeFfmpeg = (text: string): Promise<Program[]> =>
  until(
    'an ffmpeg',
    async () => {
      const found = (await programsOn(text)).filter(({ command }) => command.includes('ffmpeg '))
      const frozen = found.filter(({ pid }) => froze(pid))
      return frozen.length > 0 && frozen
    },
    10,
  )

/** Whether a program was still there to be frozen: it may have ended since it was listed. */
const froze = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGSTOP')
  } catch {
    return false
  }
}
