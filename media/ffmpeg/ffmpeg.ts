import type { Readable } from 'node:stream'
import { type ChildOptions, childEnd, killChild, memoryFailure, saysNoMemory, startChild } from './child.ts'
import { MediaError } from './error.ts'
import { eachLine } from './lines.ts'
import { withoutPlace } from './source.ts'

/** How far an ffmpeg run is: seconds of output written, frames written, speed as a multiple of real time. */
export type Progress = { outSeconds: number; frame: number; speed: number }

/** Options of an ffmpeg run. `outputs[i]` reads what ffmpeg writes to `pipe:${3 + i}`; its failure ends the run. */
export type FfmpegOptions = ChildOptions & {
  onProgress?: ((progress: Progress) => void) | undefined
  outputs?: ((stream: Readable) => Promise<void>)[] | undefined
}

/** What an ffmpeg run cost and said. `complaints` say what is wrong with the media (at most 50), `logTail` its last lines. */
export type FfmpegRun = { cpuSeconds: number; logTail: string; complaints: string[] }

const maximumComplaints = 50
const tailLines = 40
/** ffmpeg's exit status where more than two thirds of what it read could not be decoded. */
const tooManyErrors = 69

/**
 * Runs ffmpeg to its end. Throws MediaError `damaged-file` where most of the media cannot be decoded, else
 * `ffmpeg-failed` (both with the end of its log), `needs-too-much-memory`, `timed-out` or `program-missing`; an aborted signal ends it within two seconds and throws the signal's reason.
 */
export const runFfmpeg = async (args: string[], options: FfmpegOptions = {}): Promise<FfmpegRun> => {
  const all = ['-nostdin', '-hide_banner', '-loglevel', 'level+info', '-nostats', '-benchmark']
  const command = [...all, '-stats_period', '0.25', '-progress', 'pipe:1', ...args]
  const outputs = options.outputs ?? []
  const child = startChild('ffmpeg', command, options, [
    'ignore',
    'pipe',
    'pipe',
    ...outputs.map(() => 'pipe' as const),
  ])
  const log = listen(child.stderr as Readable)
  readProgress(child.stdout as Readable, options.onProgress)
  const failures: unknown[] = []
  const reading = outputs.map((output, i) => {
    const stream = child.stdio[3 + i] as Readable
    // A reader that stops early would leave ffmpeg blocked on a full pipe for ever.
    return output(stream).catch((error: unknown) => {
      failures.push(error)
      stream.destroy()
      killChild(child)
      throw error
    })
  })
  const [end] = await Promise.allSettled([childEnd(child, 'ffmpeg', options), ...reading])
  if (end.status === 'rejected') throw end.reason
  const logTail = log.tail.join('\n')
  // The first is the cause: what the others miss, they miss because ffmpeg was stopped. Unless it failed by itself.
  if (failures.length > 0 && (end.value.exitCode === 0 || end.value.killedBy)) throw failures[0]
  if (end.value.exitCode !== 0) {
    if (log.noMemory) throw memoryFailure('ffmpeg', options)
    const { exitCode, killedBy } = end.value
    const detail = { exitCode, killedBy, complaints: log.complaints, logTail }
    if (exitCode === tooManyErrors)
      throw new MediaError('damaged-file', 'The file is damaged: most of it cannot be decoded', detail)
    throw new MediaError('ffmpeg-failed', failureInWords(log.complaints), detail)
  }
  return { cpuSeconds: log.cpuSeconds, logTail, complaints: log.complaints }
}

const failureInWords = (complaints: string[]): string => {
  const last = complaints.at(-1)
  return last ? `The media could not be processed: ${last}` : 'The media could not be processed: ffmpeg ended early'
}

type Log = { tail: string[]; complaints: string[]; cpuSeconds: number; noMemory: boolean }

const listen = (stderr: Readable): Log => {
  const log: Log = { tail: [], complaints: [], cpuSeconds: 0, noMemory: false }
  eachLine(stderr, (line) => {
    const text = withoutPlace(line)
    log.tail.push(text)
    if (log.tail.length > tailLines) log.tail.shift()
    if (saysNoMemory(line)) log.noMemory = true
    const bench = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(line)
    if (bench) log.cpuSeconds = Number(bench[1]) + Number(bench[2])
    const complaint = complaintIn(text)
    if (complaint && log.complaints.length < maximumComplaints && !log.complaints.includes(complaint))
      log.complaints.push(complaint)
  })
  return log
}

/** What a log line holds against the media; warnings about anything else are left in the log. */
const complaintIn = (line: string): string | undefined => {
  const [, level, text = ''] = /\[(warning|error|fatal|panic)\] (.*)/.exec(line) ?? []
  if (level === undefined) return undefined
  if (level === 'warning' && !/corrupt|invalid|missing|damage|conceal|truncat|partial/i.test(text)) return undefined
  return text
}

const readProgress = (stdout: Readable, onProgress: ((progress: Progress) => void) | undefined): void => {
  const progress: Progress = { outSeconds: 0, frame: 0, speed: 0 }
  eachLine(stdout, (line) => {
    const [name, value = ''] = line.split('=')
    const number = Number.parseFloat(value)
    if (name === 'frame') progress.frame = number || 0
    else if (name === 'out_time_us') progress.outSeconds = Math.max(0, number / 1e6 || 0)
    else if (name === 'speed') progress.speed = number || 0
    else if (name === 'progress') onProgress?.({ ...progress })
  })
}
