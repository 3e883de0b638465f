import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Finding } from './doctor.ts'

const run = promisify(execFile)
const gigabyte = 1e9

/** What a command prints on stdout; undefined when it cannot be run. */
const said = (command: string, args: string[]): Promise<string | undefined> =>
  run(command, args, { timeout: 10_000, maxBuffer: 16 * 1024 * 1024 }).then(
    ({ stdout }) => stdout,
    () => undefined,
  )

/** Looks at everything a station needs of the machine itself. */
export const checkMachine = async (folder: string): Promise<Finding[]> => {
  const checks = [checkNode(), checkFfmpeg(), checkFfprobe(), checkFont(), checkSetpriv(), checkFolder(folder)]
  return (await Promise.all(checks)).flat()
}

const checkNode = async (): Promise<Finding> => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return {
    name: 'Node',
    ok: major === 24 && minor >= 16,
    says: process.version,
    advice: 'start by the script ./rongmei, which brings the right Node',
    essential: true,
  }
}

const installFfmpeg = 'sudo apt-get update && sudo apt-get install -y ffmpeg'

const checkFfmpeg = async (): Promise<Finding[]> => {
  const name = 'ffmpeg'
  const about = await said('ffmpeg', ['-hide_banner', '-version'])
  if (about === undefined)
    return [{ name, ok: false, says: 'not found on PATH', advice: installFfmpeg, essential: true }]
  const findings = [versionOf(name, about)]
  const [encoders = '', filters = ''] = await Promise.all([
    said('ffmpeg', ['-hide_banner', '-encoders']),
    said('ffmpeg', ['-hide_banner', '-filters']),
  ])
  const missing = [
    ...['libx264', 'aac'].filter((encoder) => !new RegExp(`^ [VA]\\S+ ${encoder} `, 'm').test(encoders)),
    ...(/ zscale /.test(filters) ? [] : ['libzimg (zscale)']),
  ]
  findings.push({
    name: 'ffmpeg parts',
    ok: missing.length === 0,
    says: missing.length === 0 ? 'libx264, aac, libzimg' : `built without ${missing.join(', ')}`,
    advice: `install the ffmpeg of the distribution: ${installFfmpeg}`,
    essential: true,
  })
  return findings
}

const checkFfprobe = async (): Promise<Finding> => {
  const about = await said('ffprobe', ['-hide_banner', '-version'])
  if (about !== undefined) return versionOf('ffprobe', about)
  return { name: 'ffprobe', ok: false, says: 'not found on PATH', advice: installFfmpeg, essential: true }
}

const versionOf = (name: string, about: string): Finding => {
  const version = /version (\S+)/.exec(about)?.[1] ?? 'unknown'
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? []
  // A build from the sources of a day names no number; it is taken to be new.
  const ok = major === undefined || Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 1)
  return { name, ok, says: version, advice: `5.1 or later is needed: ${installFfmpeg}`, essential: true }
}

const checkFont = async (): Promise<Finding> => {
  const fonts = (await said('fc-list', [':lang=zh', 'family']))?.trim() ?? ''
  return {
    name: 'Chinese font',
    ok: fonts !== '',
    says: fonts === '' ? 'none found' : fonts.split('\n')[0]!,
    advice: 'sudo apt-get install -y fontconfig fonts-noto-cjk',
  }
}

const checkSetpriv = async (): Promise<Finding> => {
  const isRoot = process.getuid?.() === 0
  const ok = (await said('setpriv', ['--pdeathsig', 'KILL', 'true'])) !== undefined
  return {
    name: 'setpriv',
    ok,
    says: ok ? 'child processes end with the station' : 'missing: children may outlive a station that is killed',
    advice: `sudo apt-get install -y util-linux${isRoot ? ' (as root the embedded PostgreSQL cannot start without it)' : ''}`,
    essential: isRoot,
  }
}

const checkFolder = async (folder: string): Promise<Finding[]> => {
  let near = folder
  while (!existsSync(near)) near = dirname(near)
  const findings: Finding[] = []
  try {
    accessSync(near, constants.W_OK | constants.X_OK)
    findings.push({ name: 'data folder', ok: true, says: folder })
  } catch (cause) {
    findings.push({
      name: 'data folder',
      ok: false,
      says: `${folder} cannot be written (${(cause as NodeJS.ErrnoException).code})`,
      advice: 'name another with --data, or make it writable for this user',
      essential: true,
    })
  }
  const { bavail, blocks, bsize } = await statfs(near)
  const free = bavail * bsize
  const share = bavail / Math.max(1, blocks)
  findings.push({
    name: 'disk',
    ok: free > 10 * gigabyte && share > 0.05,
    says: `${(free / gigabyte).toFixed(1)} GB free (${Math.round(share * 100)} %)`,
    advice: 'free some space, or put the data folder on a larger disk: media is large',
    essential: free < gigabyte,
  })
  return findings
}
