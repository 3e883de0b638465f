import { readFileSync } from 'node:fs'

/** A process as it can be recognised again: its number may be given to another later, its start time not. */
export type Process = { pid: number; startedAt: string }

/** When a process began, as the kernel counts it; empty where that cannot be told, undefined when it is gone. */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program stands in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : (fields[19] ?? '')
  } catch {
    return process.platform === 'linux' ? undefined : signalled(pid)
  }
}

const signalled = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0)
    return ''
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined
  }
}

export const thisProcess = (): Process => ({ pid: process.pid, startedAt: startOf(process.pid) ?? '' })

/** Whether it still runs, and is not merely another with the same number. */
export const lives = ({ pid, startedAt }: Process): boolean => pid > 0 && startOf(pid) === startedAt
