import { readdirSync, readFileSync } from 'node:fs'

type Times = { parent: number; ticks: number }

const ticksPerSecond = 100

const timesOf = (pid: number): Times | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), ticks: user + system + childrenUser + childrenSystem }
  } catch {
    return undefined
  }
}

/** CPU seconds of a process and everything it started: those that run, and those that have ended. Linux only. */
export const cpuSecondsOfTree = (root: number): number => {
  const all = new Map<number, Times>()
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : undefined
    if (times) all.set(Number(name), times)
  }
  const belongs = (pid: number): boolean => {
    for (let at = pid, steps = 0; steps < 64; steps += 1) {
      if (at === root) return true
      const parent = all.get(at)?.parent
      if (parent === undefined || parent <= 1) return false
      at = parent
    }
    return false
  }
  return [...all].reduce((sum, [pid, times]) => sum + (belongs(pid) ? times.ticks : 0), 0) / ticksPerSecond
}
