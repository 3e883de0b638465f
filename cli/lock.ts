import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { lives, thisProcess, type Process } from './process.ts'
import { Refusal } from './verb.ts'

/** Takes the lock file for this process, clearing one left by a process that died; answers how to let go of it. */
export const takeLock = (file: string, refusal: (holder: Process) => string): (() => void) => {
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, JSON.stringify(thisProcess()), { mode: 0o600 })
  try {
    for (;;) {
      if (links(mine, file)) return () => rmSync(file, { force: true })
      const text = read(file)
      const holder = parse(text)
      if (holder && lives(holder)) throw new Refusal(refusal(holder))
      clear(file, text)
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** A link is made whole or not at all, so that nobody ever reads a lock without its holder. */
const links = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

/** Takes a dead holder's lock away, unless another process has cleared it and taken the lock meanwhile. */
const clear = (file: string, seen: string) => {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (read(aside) !== seen) links(aside, file)
  rmSync(aside, { force: true })
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const parse = (text: string): Process | undefined => {
  try {
    return JSON.parse(text) as Process
  } catch {
    return undefined
  }
}
