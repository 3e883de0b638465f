import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { inputArgs, type MediaSource } from '#media/ffmpeg'

/** What comes out of a file: of every picture its sum and when it is shown, of the sound one sum and when it begins. */
export type Content = { pictures: { at: number; sum: string }[]; sound: string; soundAt: number }

/** Milliseconds are all that some containers keep. */
const tolerance = 0.003

/** Decodes a file as far as that goes. Seconds are those after the first picture (or sound). */
export const contentOf = async (source: MediaSource): Promise<Content> => {
  const read = async (...output: string[]): Promise<string> =>
    promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'quiet', '-copyts', ...inputArgs(source), ...output, '-'], {
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    }).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout?: string }) => stdout ?? '',
    )
  const pictures = frames(await read('-map', '0:V:0', '-fps_mode', 'passthrough', '-f', 'framemd5'))
  const heard = frames(await read('-map', '0:a:0', '-f', 'framemd5'))
  const zero = pictures[0]?.at ?? heard[0]?.at ?? 0
  return {
    pictures: pictures.map(({ at, sum }) => ({ at: at - zero, sum })),
    sound: await read('-map', '0:a:0', '-f', 'md5'),
    soundAt: (heard[0]?.at ?? zero) - zero,
  }
}

const frames = (text: string): { at: number; sum: string }[] => {
  const [, num = 1, den = 1] = /^#tb 0: (\d+)\/(\d+)/m.exec(text) ?? []
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map((fields) => ({ at: (Number(fields[2]) * Number(num)) / Number(den), sum: fields[5] ?? '' }))
}

/** Whether the same comes out of two files, picture by picture and sample by sample, at the same times. */
export const isSameContent = (one: Content, other: Content): boolean =>
  one.pictures.length === other.pictures.length &&
  one.pictures.every(({ at, sum }, i) => {
    const { at: otherAt, sum: otherSum } = other.pictures[i]!
    return sum === otherSum && Math.abs(at - otherAt) <= tolerance
  }) &&
  one.sound === other.sound &&
  Math.abs(one.soundAt - other.soundAt) <= tolerance
