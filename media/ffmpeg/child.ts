import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { MediaError } from './error.ts'

/** How a child process is started and held: niceness, folder, time and memory limits, cancellation. */
export type ChildOptions = {
  signal?: AbortSignal | undefined
  cwd?: string | undefined
  timeoutSeconds?: number | undefined
  nice?: number | undefined
  /** Most address space it may take, which is more than the memory it fills; a bound by cores unless told. */
  memoryBytes?: number | undefined
  /** Told the program and its arguments just before it is started, so that they are known also of what fails. */
  onCommand?: ((command: readonly string[]) => void) | undefined
}

/** After this long without obeying SIGTERM a child is killed; cancelling must take less than two seconds. */
const gibibyte = 1024 ** 3
/**
 * Every thread reserves address space and ffmpeg starts more on more cores. Measured: five rungs of 8K HEVC with tone
 * mapping take 2.6 GiB on 2 cores and 8.6 on 64; of 1080p H.264, 1.4 and 5.4.
 */
const mostMemoryBytes = 8 * gibibyte + availableParallelism() * (gibibyte / 4)

const graceMilliseconds = 1000

let deathSignal: boolean | undefined
let bound: boolean | undefined

/** Whether `setpriv` can tie a child's life to ours here (checked once); with it ffmpeg dies even when Node is killed. */
const canTieToParent = (): boolean => {
  deathSignal ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { timeout: 5000 }).status === 0
  return deathSignal
}

/** Whether `prlimit` can bound a child's address space here (checked once): not where a lower bound holds already. */
const canBoundMemory = (): boolean => {
  bound ??= spawnSync('prlimit', [`--as=${mostMemoryBytes}`, 'true'], { timeout: 5000 }).status === 0
  return bound
}

/** Whether a line of a child's log says that it got no memory: in the words of the loader, of C, or of x264. */
export const saysNoMemory = (line: string): boolean =>
  /Cannot allocate memory|Out of memory|malloc of size \d+ failed|failed to map segment/i.test(line) ||
  // A thread that could not be started.
  /filter network: Resource temporarily unavailable/.test(line)

/** The failure of a run that asked for more memory than it may have. */
export const memoryFailure = (program: string, options: ChildOptions): MediaError =>
  new MediaError('needs-too-much-memory', `The media needs more memory than ${program} may take`, {
    memoryBytes: options.memoryBytes ?? mostMemoryBytes,
  })

/** Starts a program from an argument list, never through a shell, tied to this process's life. */
export const startChild = (
  program: string,
  args: string[],
  options: ChildOptions,
  stdio: ('ignore' | 'pipe')[],
): ChildProcess => {
  options.signal?.throwIfAborted()
  options.onCommand?.([program, ...args])
  const argv = [
    ...(canTieToParent() ? ['setpriv', '--pdeathsig', 'KILL'] : []),
    ...(canBoundMemory() ? ['prlimit', `--as=${options.memoryBytes ?? mostMemoryBytes}`] : []),
    ...(options.nice ? ['nice', '-n', String(options.nice)] : []),
    program,
    ...args,
  ]
  // A group of its own: Ctrl-C reaches only us, who let work come to an end before we go.
  const own = { detached: true, env: childEnvironment() }
  return spawn(argv[0] ?? program, argv.slice(1), { cwd: options.cwd, stdio, ...own })
}

/** Only what a child needs to find its libraries and speak plain English; no secrets of ours. */
const childEnvironment = (): NodeJS.ProcessEnv => {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'FONTCONFIG_PATH']
  const given = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(given), LC_ALL: 'C.UTF-8', AV_LOG_FORCE_NOCOLOR: '1' }
}

/** Waits for the child's end; ends it on abort or time-out. Resolves with its exit code and signal. */
export const childEnd = async (
  child: ChildProcess,
  program: string,
  options: ChildOptions,
): Promise<{ exitCode: number | null; killedBy: NodeJS.Signals | null }> => {
  let timedOut = false
  let killer: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGTERM')
    killer ??= setTimeout(() => child.kill('SIGKILL'), graceMilliseconds)
  }
  const timer = options.timeoutSeconds
    ? setTimeout(() => {
        timedOut = true
        stop()
      }, options.timeoutSeconds * 1000)
    : undefined
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted) stop()
  try {
    const end = await new Promise<{ exitCode: number | null; killedBy: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', (error) =>
        reject(new MediaError('program-missing', `${program} could not be started`, { reason: error.message })),
      )
      child.once('close', (exitCode, killedBy) => resolve({ exitCode, killedBy }))
    })
    options.signal?.throwIfAborted()
    if (timedOut)
      throw new MediaError('timed-out', `${program} did not finish within ${options.timeoutSeconds} seconds`)
    return end
  } finally {
    clearTimeout(timer)
    clearTimeout(killer)
    options.signal?.removeEventListener('abort', stop)
  }
}

/** Ends a child at once, for callers that fail on their own side of the pipe. */
export const killChild = (child: ChildProcess): void => {
  child.kill('SIGKILL')
}
