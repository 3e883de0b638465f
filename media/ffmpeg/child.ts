import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { MediaError } from './error.ts'

/** How a child process is started and held: niceness, folder, time limit, cancellation. */
export type ChildOptions = {
  signal?: AbortSignal | undefined
  cwd?: string | undefined
  timeoutSeconds?: number | undefined
  nice?: number | undefined
}

/** After this long without obeying SIGTERM a child is killed; cancelling must take less than two seconds. */
const graceMilliseconds = 1000

let deathSignal: boolean | undefined

/** Whether `setpriv` can tie a child's life to ours here (checked once); with it ffmpeg dies even when Node is killed. */
const canTieToParent = (): boolean => {
  deathSignal ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { timeout: 5000 }).status === 0
  return deathSignal
}

/** Starts a program from an argument list, never through a shell, tied to this process's life. */
export const startChild = (
  program: string,
  args: string[],
  options: ChildOptions,
  stdio: ('ignore' | 'pipe')[],
): ChildProcess => {
  options.signal?.throwIfAborted()
  const argv = [
    ...(canTieToParent() ? ['setpriv', '--pdeathsig', 'KILL'] : []),
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
