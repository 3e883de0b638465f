import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeMedia, picture, tone } from '#media/testing'

const seconds = 1.2
const small = picture({ size: '160x90', seconds })
const sound = tone({ seconds })
/** The same bytes every time. */
const exact = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact', '-threads', '1', '-shortest']
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12']

const recipes: Record<string, string[]> = {
  mp4: [...small, ...sound, ...h264, '-c:a', 'aac'],
  'fast.mp4': [...small, ...sound, ...h264, '-c:a', 'aac', '-movflags', '+faststart'],
  'fragments.mp4': [...small, ...sound, ...h264, '-c:a', 'aac', '-movflags', '+frag_keyframe+empty_moov'],
  mov: [...small, ...sound, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le'],
  mkv: [...small, ...sound, ...h264, '-c:a', 'aac'],
  webm: [...small, ...sound, '-c:v', 'libvpx', '-cpu-used', '8', '-deadline', 'realtime', '-c:a', 'libopus'],
  ts: [...small, ...sound, '-c:v', 'mpeg2video', '-c:a', 'mp2', '-f', 'mpegts'],
  'late.ts': [...small, ...sound, '-c:v', 'mpeg2video', '-c:a', 'mp2', '-output_ts_offset', '40000', '-f', 'mpegts'],
  mxf: [...small, ...sound, '-c:v', 'mpeg2video', '-c:a', 'pcm_s16le'],
  avi: [...small, ...sound, '-c:v', 'mpeg4', '-c:a', 'libmp3lame'],
  flv: [...small, ...sound, '-c:v', 'flv1', '-c:a', 'libmp3lame', '-ar', '44100'],
  'mjpeg.avi': [...small, ...sound, '-c:v', 'mjpeg', '-c:a', 'pcm_s16le'],
  mpg: [...small, ...sound, '-c:v', 'mpeg2video', '-c:a', 'mp2', '-f', 'mpeg'],
  wav: [...sound],
  mp3: [...sound, '-c:a', 'libmp3lame'],
  flac: [...sound],
  jpg: [...small, '-frames:v', '1'],
  png: [...small, '-frames:v', '1'],
}

/** Whole little files that are changed, by their ending: 160×90, a second of picture, of sound, or of both. */
export type Seeds = Record<keyof typeof recipes, Buffer>

/** The containers that the broadcast world sends, each in its seed. */
export const mediaSeeds = [
  'mp4',
  'fast.mp4',
  'mov',
  'mkv',
  'webm',
  'ts',
  'mxf',
  'avi',
  'flv',
  'mpg',
  'wav',
  'mp3',
  'flac',
]

/** Makes the seeds in a folder. */
export const makeSeeds = async (folder: string): Promise<Seeds> => {
  const made: Seeds = {}
  for (const [name, args] of Object.entries(recipes)) {
    made[name] = await readFile(await makeMedia(join(folder, `seed.${name}`), [...args, ...exact]))
  }
  return made
}
