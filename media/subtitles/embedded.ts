import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputArgs, MediaError, type MediaSource, runFfmpeg, runFfprobe } from '#media/ffmpeg'
import { cleanCues } from './cues.ts'
import { mostCues, mostFileBytes } from './limits.ts'
import { readSubtitles } from './read.ts'
import type { Cue } from './types.ts'

/** Codecs of subtitle tracks, in ffmpeg's names, whose text can be had. Others are pictures, or hidden in the video. */
export const textCodecs: readonly string[] = ['subrip', 'srt', 'ass', 'ssa', 'webvtt', 'mov_text', 'text', 'ttml']

type Options = { signal?: AbortSignal | undefined; folder?: string | undefined; startSeconds?: number | undefined }
const timeoutSeconds = 1800

/**
 * The text of embedded subtitle tracks by their index among the subtitle tracks, all in one pass over the file; what
 * cannot be read is a MediaError in its place. `startSeconds` is where the file's clock begins: the cues' begins at 0.
 */
export const extractSubtitles = async (
  source: MediaSource,
  indexes: readonly number[],
  { signal, folder = tmpdir(), startSeconds = 0 }: Options = {},
): Promise<(Cue[] | MediaError)[]> => {
  const own = await mkdtemp(join(folder, 'subtitles-'))
  try {
    const outputs = indexes.flatMap((index) => [
      '-map',
      `0:s:${index}`,
      '-c:s',
      'webvtt',
      '-fs',
      String(mostFileBytes),
      '-f',
      'webvtt',
      join(own, `${index}.vtt`),
    ])
    await runFfmpeg(['-copyts', ...inputArgs(source), ...outputs], { signal, timeoutSeconds, nice: 10 })
    return await Promise.all(
      indexes.map(async (index) => {
        try {
          const { cues } = readSubtitles(await readFile(join(own, `${index}.vtt`)))
          const moved = cues.map((cue) => ({
            ...cue,
            startSeconds: Math.max(0, cue.startSeconds - startSeconds),
            endSeconds: Math.max(0, cue.endSeconds - startSeconds),
          }))
          return cleanCues(moved)
        } catch (error) {
          if (error instanceof MediaError) return error
          throw error
        }
      }),
    )
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

type RawChapter = { start_time?: string; end_time?: string; tags?: Record<string, string> }

/** The chapters a container names, as cues; those without a title are numbered. */
export const readChapters = async (source: MediaSource, { signal, startSeconds = 0 }: Options = {}): Promise<Cue[]> => {
  const run = await runFfprobe(['-show_chapters', '-of', 'json', ...inputArgs(source)], { signal })
  if (run.exitCode !== 0) return []
  const { chapters = [] } = JSON.parse(run.output) as { chapters?: RawChapter[] }
  const cues = chapters.slice(0, mostCues).flatMap(({ start_time: start, end_time: end, tags }, i) => {
    const [from, to] = [Number(start) - startSeconds, Number(end) - startSeconds]
    const title = Object.entries(tags ?? {}).find(([name]) => name.toLowerCase() === 'title')?.[1]
    if (!(to > from)) return []
    return [{ startSeconds: Math.max(0, from), endSeconds: to, text: (title?.trim() || String(i + 1)).slice(0, 500) }]
  })
  return cleanCues(cues)
}
