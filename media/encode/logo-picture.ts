import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { inputArgs, MediaError, runFfmpeg } from '#media/ffmpeg'
import { logoDemuxer } from './logo.ts'

const longestSide = 2000
const timeoutSeconds = 30
const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** Neither wider nor higher than this, never enlarged. */
const fitted = `scale='min(${longestSide},iw)':'min(${longestSide},ih)':force_original_aspect_ratio=decrease:flags=area`

/** What the header of a PNG says of its size (ISO/IEC 15948, 11.2.2). */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) })

/**
 * Reads a PNG that somebody sent (a path) and writes it anew with nothing in it but the picture and its transparency,
 * both sides at most 2000. Throws MediaError `not-a-logo`, `timed-out`.
 */
export const cleanLogo = async (
  sent: string,
  options: { path: string; signal?: AbortSignal | undefined },
): Promise<{ bytes: Buffer; width: number; height: number }> => {
  const refusal = new MediaError('not-a-logo', 'This is no PNG that can be read')
  if (!(await readFile(sent)).subarray(0, 8).equals(signature)) throw refusal
  const input = inputArgs({ location: sent, demuxer: logoDemuxer })
  const output = ['-frames:v', '1', '-map_metadata', '-1', '-flags', '+bitexact', '-update', '1', '-y', '-f', 'image2']
  const args = [...input, '-vf', `format=rgba,${fitted},format=rgba`, '-c:v', 'png', ...output, basename(options.path)]
  try {
    await runFfmpeg(args, { signal: options.signal, timeoutSeconds, cwd: dirname(options.path) })
    const bytes = await readFile(options.path)
    return { bytes, ...sizeOf(bytes) }
  } catch (error) {
    const isMachine = error instanceof MediaError && ['timed-out', 'program-missing'].includes(error.code)
    throw isMachine || options.signal?.aborted ? error : refusal
  }
}
