import type { Readable } from 'node:stream'
import { type ChildOptions, childEnd, killChild, memoryFailure, saysNoMemory, startChild } from './child.ts'
import { MediaError } from './error.ts'
import { eachLine } from './lines.ts'
import { withoutPlace } from './source.ts'

/** Options of an ffprobe run; with `onLine` the output is handed over line by line and not kept. */
export type FfprobeOptions = ChildOptions & {
  maximumBytes?: number | undefined
  onLine?: ((line: string) => void) | undefined
}

/**
 * What ffprobe printed. `exitCode` is not 0 when it refused the input; the reason is then in `complaints` (the first 49
 * and the last), which do not say where the media lies.
 */
export type FfprobeRun = { exitCode: number; output: string; complaints: string[] }

const mostComplaints = 50

/**
 * Runs ffprobe to its end (60 s and 16 MiB of output unless told otherwise). Throws MediaError `timed-out`,
 * `probe-too-long`, `needs-too-much-memory` or `program-missing`; that ffprobe refuses the input is a result, not an
 * exception.
 */
export const runFfprobe = async (args: string[], options: FfprobeOptions = {}): Promise<FfprobeRun> => {
  const { maximumBytes = 16 * 1024 * 1024, timeoutSeconds = 60, onLine } = options
  const command = ['-hide_banner', '-loglevel', 'level+warning', ...args]
  const child = startChild('ffprobe', command, options, ['ignore', 'pipe', 'pipe'])
  const complaints: string[] = []
  eachLine(child.stderr as Readable, (line) => {
    const complaint = withoutPlace(line.replace(/^.*?\[(?:warning|error|fatal|panic)\] /, ''))
    complaints[Math.min(complaints.length, mostComplaints - 1)] = complaint
  })
  const stdout = child.stdout as Readable
  const chunks: Buffer[] = []
  let bytes = 0
  if (onLine) eachLine(stdout, onLine)
  else
    stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maximumBytes) chunks.push(chunk)
      else killChild(child)
    })
  const end = await childEnd(child, 'ffprobe', { ...options, timeoutSeconds })
  if (bytes > maximumBytes)
    throw new MediaError('probe-too-long', 'The media describes itself at unreasonable length', { maximumBytes })
  if (end.exitCode !== 0 && complaints.some(saysNoMemory)) throw memoryFailure('ffprobe', options)
  return { exitCode: end.exitCode ?? 1, output: Buffer.concat(chunks).toString('utf8'), complaints }
}
