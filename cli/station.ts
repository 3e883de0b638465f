import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, readPort, type Bucket } from './config.ts'
import { lives, type Process } from './process.ts'
import { misused, Refusal, type Flag } from './verb.ts'

/** What a running station tells the other verbs on its machine, in `DIR/run/station.json` (0600). */
export type StationNote = Process & {
  url: string
  databaseUrl: string
  /** The bucket its objects are in; on its disk when absent. */
  bucket?: Bucket
  version: string
}

/** The flags by which a verb finds the station it works with. */
export const stationFlags = {
  data: { type: 'string', value: 'DIR', help: 'Folder of the station on this machine (./data)' },
  port: { type: 'string', value: 'N', help: 'Port of a station on this machine' },
} as const satisfies Record<string, Flag>

const noteFile = (folder: string) => join(folder, 'run', 'station.json')

/** Leaves the note whole or not at all; answers how to take it away again. */
export const leaveNote = (folder: string, note: StationNote): (() => void) => {
  const file = noteFile(folder)
  writeFileSync(`${file}.new`, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return () => rmSync(file, { force: true })
}

/** The note of the station that runs on this folder now; undefined when none does. */
export const readNote = (folder: string): StationNote | undefined => {
  try {
    const note = JSON.parse(readFileSync(noteFile(folder), 'utf8')) as StationNote
    return lives(note) ? note : undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EACCES') return undefined
    throw new Refusal(`${noteFile(folder)} is not yours to read; run this as the user who started the station`)
  }
}

/** The station that runs on this machine's folder, or a refusal that says how to start one. */
export const runningStation = (given: string | undefined): { folder: string; note: StationNote } => {
  const folder = dataFolder(given)
  const note = readNote(folder)
  if (!note)
    throw new Refusal(`no station runs on ${folder}; start one with 'rongmei up', or name its folder with --data`)
  return { folder, note }
}

/** Where a verb reaches a station by HTTP, and as whom. `note` is there when it runs on this machine's folder. */
export type Reach = { origin: string; token: string | undefined; note: StationNote | undefined }

/** Finds the station: `RONGMEI_URL` or `--port` where given, else the one that runs on `--data`. */
export const reachStation = (flags: { data?: string; port?: string }, env: NodeJS.ProcessEnv): Reach => {
  const token = env.RONGMEI_TOKEN || undefined
  if (flags.port !== undefined) {
    const origin = `http://127.0.0.1:${readPort(flags.port)}`
    const note = readNote(dataFolder(flags.data))
    return { origin, token, note: note?.url === origin ? note : undefined }
  }
  if (env.RONGMEI_URL && flags.data === undefined) {
    const url = URL.parse(env.RONGMEI_URL)
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw misused(`RONGMEI_URL must be an address like https://station.example.cn, not '${env.RONGMEI_URL}'`)
    }
    return { origin: url.origin, token, note: undefined }
  }
  const { note } = runningStation(flags.data)
  return { origin: note.url, token, note }
}
