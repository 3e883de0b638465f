import type { Readable } from 'node:stream'
import { inputArgs, MediaError, type MediaSource, runFfmpeg, runFfprobe } from '#media/ffmpeg'
import { defaultLimits, parseAspect, type PictureSize, type Probe, tooLarge } from '#media/probe'

/** Containers in which one recording may follow another, each with a size of its own. */
const joinable = new Set(['mpegts', 'mpeg'])

/** The unit of a coding that says how large its pictures are, and how much of it says that and nothing else. */
const headers: Readonly<Record<string, { unit: number; bytes?: number }>> = {
  h264: { unit: 7 },
  hevc: { unit: 33 },
  mpeg2video: { unit: 0xb3, bytes: 5 },
}
/** Shorter than this, a size is a fault and not a programme; nothing is made larger for it. */
const leastSeconds = 1
const mostHeaders = 64
/** No header is as long as this: what does not end before is something else, and looked at no further. */
const mostHeaderBytes = 4096
const mostChanges = 1000

type Options = { signal?: AbortSignal | undefined; onCommand?: ((command: readonly string[]) => void) | undefined }

/**
 * A probe that knows where the picture changes its size midway, as recordings of a channel do that goes from SD to HD or
 * from 4:3 to 16:9. The size of the asset is then the largest that is shown for at least a second: what is smaller loses
 * nothing on a larger screen, what is larger would. Reads the headers of transport and program streams without decoding
 * them, and decodes keyframes only where those differ. Throws what the signal says.
 */
export const withSizes = async (source: MediaSource, probe: Probe, options: Options = {}): Promise<Probe> => {
  const { video } = probe
  const header = headers[video?.codec ?? '']
  if (!video || video.sizes || !header || !joinable.has(probe.demuxer)) return probe
  if (!(await hasSeveralHeaders(source, header, options))) return probe
  const sizes = await sizesOf(source, video.startSeconds, options)
  if (sizes.length < 2) return probe
  const shownSeconds = (i: number) => (sizes[i + 1]?.fromSeconds ?? probe.durationSeconds) - sizes[i]!.fromSeconds
  const lasting = sizes.filter((_, i) => shownSeconds(i) >= leastSeconds)
  const [largest] = (lasting.length > 0 ? lasting : sizes).toSorted((a, b) => b.width * b.height - a.width * a.height)
  const { width, height } = largest!
  const square = { codedWidth: width, codedHeight: height, sampleAspect: { num: 1, den: 1 } }
  return { ...probe, video: { ...video, ...square, displayWidth: width, displayHeight: height, sizes } }
}

const hasSeveralHeaders = async (
  source: MediaSource,
  { unit, bytes }: { unit: number; bytes?: number },
  { signal, onCommand }: Options,
): Promise<boolean> => {
  const seen = new Set<string>()
  let rest = Buffer.alloc(0)
  const take = (header: Buffer) => {
    if (header.length > 0 && seen.size < mostHeaders)
      seen.add(
        header
          .subarray(0, bytes ?? mostHeaderBytes)
          .toString('latin1')
          .replace(/\0+$/, ''),
      )
  }
  const read = async (stream: Readable) => {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, piece])
      for (let at = rest.indexOf(startCode); at >= 0; at = rest.indexOf(startCode)) {
        take(rest.subarray(0, at))
        rest = rest.subarray(at + startCode.length)
      }
      // Its end is kept as well: a start code may have come in two pieces.
      const end = Math.max(mostHeaderBytes, rest.length - startCode.length)
      rest = Buffer.concat([rest.subarray(0, mostHeaderBytes), rest.subarray(end)])
    }
    take(rest)
  }
  const only = ['-map', '0:V:0', '-c', 'copy', '-bsf:v', `filter_units=pass_types=${unit}`, '-f', 'data', 'pipe:3']
  await runFfmpeg([...inputArgs(source), ...only], { signal, onCommand, timeoutSeconds: 1200, outputs: [read] }).catch(
    (error: unknown) => {
      if (!(error instanceof MediaError)) throw error
    },
  )
  return seen.size > 1
}

const startCode = Buffer.from([0, 0, 1])

/** The sizes of keyframes, each from when on it is shown. */
const sizesOf = async (
  source: MediaSource,
  startSeconds: number,
  { signal, onCommand }: Options,
): Promise<PictureSize[]> => {
  const sizes: PictureSize[] = []
  const onLine = (line: string) => {
    const [time = '', width = '', height = '', aspect = ''] = line.split(',')
    const at = Math.max(0, Number.parseFloat(time) - startSeconds)
    const { num, den } = parseAspect(aspect)
    const [columns, rows] = [(Number(width) * num) / den, Number(height)]
    const shown = { codedWidth: columns, codedHeight: rows, displayWidth: columns, displayHeight: rows }
    if (!Number.isFinite(at) || !(columns > 0 && rows > 0) || tooLarge(shown, defaultLimits)) return
    const size = { fromSeconds: at, width: Math.round(columns / 2) * 2, height: Math.round(rows / 2) * 2 }
    const last = sizes.at(-1)
    if (sizes.length === mostChanges) return
    if (last?.width !== size.width || last.height !== size.height) sizes.push(size)
  }
  const keyframes = ['-skip_frame', 'nokey', '-select_streams', 'V:0']
  const show = ['-show_entries', 'frame=pts_time,width,height,sample_aspect_ratio', '-of', 'csv=p=0']
  const run = [...keyframes, ...show, ...inputArgs(source)]
  await runFfprobe(run, { signal, onCommand, timeoutSeconds: 1200, onLine }).catch((error: unknown) => {
    if (!(error instanceof MediaError)) throw error
  })
  return sizes.toSorted((a, b) => a.fromSeconds - b.fromSeconds)
}
