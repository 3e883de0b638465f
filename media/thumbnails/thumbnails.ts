import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { toneMapFilters } from '#media/encode'
import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { oneSize, oneSizeArgs } from '#media/picture'
import type { Probe } from '#media/probe'
import { isSpoilt, type PosterCandidate, rankCandidates, tileStatistics } from './poster.ts'
import { type Layout, layoutFor, type Storyboard, storyboardText } from './storyboard.ts'

/** The pictures made of a video. Sound alone has none. */
export type Thumbnails = {
  poster: { path: string; width: number; height: number; atSeconds: number } | undefined
  /** Moments that would make a good poster, best first. */
  candidates: PosterCandidate[]
  storyboard: (Storyboard & { textPath: string }) | undefined
  cpuSeconds: number
}

/** Where thumbnails are written, and cancellation. */
export type ThumbnailOptions = {
  folder: string
  signal?: AbortSignal | undefined
  nice?: number | undefined
  /** Told each of ffmpeg's commands before it is run. */
  onCommand?: ((command: readonly string[]) => void) | undefined
}

const posterWidth = 1280
const quality = '4'

/**
 * Makes a poster (`poster.jpg`, display aspect, at most 1280 wide), storyboard sheets (`storyboard-0.jpg` …) and their
 * WebVTT (`storyboard.vtt`). Decodes keyframes only: about 0.4 CPU s for 30 s of 1080p. Throws MediaError
 * `no-pictures` where the video track yields none, `ffmpeg-failed`, `timed-out`.
 */
export const makeThumbnails = async (
  source: MediaSource,
  probe: Probe,
  options: ThumbnailOptions,
): Promise<Thumbnails> => {
  if (!probe.video) return { poster: undefined, candidates: [], storyboard: undefined, cpuSeconds: 0 }
  await mkdir(options.folder, { recursive: true })
  const layout = layoutFor(probe)
  const quick = await makeSheets(source, probe, layout, { ...options, keyframesOnly: true })
  const board = enough(quick, probe)
    ? quick
    : await makeSheets(source, probe, layout, { ...options, keyframesOnly: false })
  const best = board.candidates[0]
  if (!best) throw new MediaError('no-pictures', 'No picture could be read from the video')
  const poster = await makePoster(source, probe, best.atSeconds, { ...options, exact: board !== quick })
  const textPath = join(options.folder, 'storyboard.vtt')
  await writeFile(
    textPath,
    storyboardText(layout, probe.durationSeconds, (sheet) => sheetName(sheet)),
  )
  return {
    poster: poster.picture,
    candidates: board.candidates.slice(0, 5),
    storyboard: { ...layout, sheets: board.sheets, textPath },
    cpuSeconds: quick.cpuSeconds + (board === quick ? 0 : board.cpuSeconds) + poster.cpuSeconds,
  }
}

/** What may be decoded whole to find a better picture than its keyframes. */
const wholeSeconds = 60

/**
 * Streams with rolling intra refresh have no keyframe after the first, or none at all; a short film that fades in from
 * black may have a single keyframe, and that one black.
 */
const enough = ({ candidates }: Sheets, { durationSeconds }: Probe): boolean =>
  candidates.length > 0 && (durationSeconds > wholeSeconds || candidates.some((one) => !isSpoilt(one)))

const sheetName = (sheet: number): string => `storyboard-${sheet}.jpg`

type Sheets = { sheets: string[]; candidates: PosterCandidate[]; cpuSeconds: number }

/** One pass: tiles go onto sheets and, as grey pixels, into the choice of the poster. */
const makeSheets = async (
  source: MediaSource,
  probe: Probe,
  layout: Layout,
  options: ThumbnailOptions & { keyframesOnly: boolean },
): Promise<Sheets> => {
  const { intervalSeconds, tiles, tileWidth, tileHeight, columns, rows } = layout
  const graph = [
    `[0:V:0]${oneSize(probe)
      .map((filter) => `${filter},`)
      .join('')}setpts=PTS-${(probe.video?.startSeconds ?? 0).toFixed(6)}/TB`,
    `fps=1/${intervalSeconds}:start_time=0:round=up`,
    `tpad=stop_mode=clone:stop=${tiles}`,
    `trim=end_frame=${tiles}`,
    `scale=${tileWidth}:${tileHeight}:flags=area:out_range=pc`,
    ...toneMap(probe),
    `setsar=1,split[t][g];[t]format=yuvj420p,tile=${columns}x${rows}[sheet];[g]format=gray[grey]`,
  ].join(',')
  let candidates: PosterCandidate[] = []
  const run = await runFfmpeg(
    [
      '-copyts',
      ...oneSizeArgs(probe),
      ...(options.keyframesOnly ? ['-skip_frame', 'nokey'] : []),
      ...inputArgs(source),
      '-filter_complex',
      graph,
      '-map',
      '[sheet]',
      '-q:v',
      quality,
      '-start_number',
      '0',
      '-fps_mode',
      'passthrough',
      '-f',
      'image2',
      'storyboard-%d.jpg',
      '-map',
      '[grey]',
      '-f',
      'rawvideo',
      '-fps_mode',
      'passthrough',
      'pipe:3',
    ],
    {
      signal: options.signal,
      nice: options.nice,
      onCommand: options.onCommand,
      timeoutSeconds: 3600,
      // A pattern beside a folder name with a percent sign in it would be read as part of the pattern.
      cwd: options.folder,
      outputs: [
        async (stream: Readable) => {
          candidates = rankCandidates(await tileStatistics(stream, tileWidth * tileHeight), intervalSeconds)
        },
      ],
    },
  )
  const written = new Set(await readdir(options.folder))
  const sheets = Array.from({ length: Math.ceil(tiles / (columns * rows)) }, (_, sheet) => sheetName(sheet))
  return {
    sheets: sheets.filter((sheet) => written.has(sheet)).map((sheet) => join(options.folder, sheet)),
    candidates,
    cpuSeconds: run.cpuSeconds,
  }
}

const makePoster = async (
  source: MediaSource,
  probe: Probe,
  atSeconds: number,
  options: ThumbnailOptions & { exact: boolean },
) => {
  const { displayWidth = 0, displayHeight = 0 } = probe.video ?? {}
  const scale = Math.min(1, posterWidth / displayWidth)
  const [width, height] = [displayWidth, displayHeight].map((side) => Math.max(2, Math.round((side * scale) / 2) * 2))
  const path = join(options.folder, 'poster.jpg')
  const filters = [
    ...oneSize(probe),
    ...(probe.video?.interlaced ? ['bwdif=mode=send_frame'] : []),
    `scale=${width}:${height}:flags=bicubic:out_range=pc`,
    ...toneMap(probe),
    'format=yuvj420p,setsar=1',
  ]
  const seek = firstPicture(probe) + atSeconds
  const run = await runFfmpeg(
    [
      // Of keyframes alone, the one at or before the moment is the one the storyboard showed.
      ...(seek > 0 ? [options.exact ? '-accurate_seek' : '-noaccurate_seek', '-ss', seek.toFixed(6)] : []),
      ...oneSizeArgs(probe),
      ...inputArgs(source),
      '-map',
      '0:V:0',
      '-frames:v',
      '1',
      '-vf',
      filters.join(','),
      '-q:v',
      quality,
      '-update',
      '1',
      '-y',
      '-f',
      'image2',
      'poster.jpg',
    ],
    {
      signal: options.signal,
      nice: options.nice,
      onCommand: options.onCommand,
      timeoutSeconds: 300,
      cwd: options.folder,
    },
  )
  return { picture: { path, width: width ?? 0, height: height ?? 0, atSeconds }, cpuSeconds: run.cpuSeconds }
}

const firstPicture = (probe: Probe): number => Math.max(0, (probe.video?.startSeconds ?? 0) - probe.startSeconds)

const toneMap = (probe: Probe): string[] => (probe.video?.hdr ? toneMapFilters : [])
