import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { frameBytes, frameSide, framesPerSecond } from './frames.ts'

/** What of a medium is to be read, how long it may take, and cancellation. */
export type ExtractOptions = {
  picture: boolean
  sound: boolean
  signal?: AbortSignal | undefined
  nice?: number | undefined
  timeoutSeconds?: number | undefined
}

/** What fingerprints are made of: grey frames one after another, and chromaprint's raw 32-bit items. */
export type Signals = { frames: Uint8Array; sound: Uint32Array; cpuSeconds: number }

/** A day of frames is 177 MB; nothing longer is read. */
const mostBytes = 86_400 * framesPerSecond * frameBytes
const hour = 3600

/**
 * Reads frames and sound of a medium in one pass over it. Throws MediaError `nothing-to-fingerprint`, `ffmpeg-failed`,
 * `timed-out`, `too-long-to-fingerprint` (more than 24 hours).
 */
export const extractSignals = async (source: MediaSource, options: ExtractOptions): Promise<Signals> => {
  const parts: Buffer[][] = []
  const collect = () => {
    const chunks: Buffer[] = []
    parts.push(chunks)
    let bytes = 0
    return async (stream: Readable) => {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length
        if (bytes > mostBytes) throw new MediaError('too-long-to-fingerprint', 'The media is longer than 24 hours')
        chunks.push(chunk)
      }
    }
  }
  const outputs: ((stream: Readable) => Promise<void>)[] = []
  const args = [...inputArgs(source)]
  if (options.picture) {
    args.push(
      '-map',
      '0:V:0',
      '-vf',
      frameFilter,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      `pipe:${3 + outputs.length}`,
    )
    outputs.push(collect())
  }
  if (options.sound) {
    args.push(
      '-map',
      '0:a:0',
      '-ac',
      '1',
      '-ar',
      '11025',
      '-f',
      'chromaprint',
      '-fp_format',
      'raw',
      `pipe:${3 + outputs.length}`,
    )
    outputs.push(collect())
  }
  if (outputs.length === 0) throw new MediaError('nothing-to-fingerprint', 'The media has neither picture nor sound')
  const { signal, nice, timeoutSeconds = hour } = options
  const run = await runFfmpeg(args, { signal, nice, timeoutSeconds, outputs })
  const [first = [], second = []] = parts
  const frames = options.picture ? Buffer.concat(first) : Buffer.alloc(0)
  const sound = Buffer.concat(options.picture ? second : first)
  return {
    frames: new Uint8Array(frames.subarray(0, Math.floor(frames.length / frameBytes) * frameBytes)),
    sound: wordsOf(options.sound ? sound : Buffer.alloc(0)),
    cpuSeconds: run.cpuSeconds,
  }
}

/** A still picture as one frame. Throws MediaError `no-picture` where the bytes are none that can be read. */
export const extractPicture = async (source: MediaSource, signal?: AbortSignal): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  const read = async (stream: Readable) => {
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  }
  const args = [...inputArgs(source), '-frames:v', '1', '-vf', stillFilter, '-f', 'rawvideo', 'pipe:3']
  await runFfmpeg(args, { signal, timeoutSeconds: 20, memoryBytes: mostPictureMemory, outputs: [read] })
  const frame = new Uint8Array(Buffer.concat(chunks))
  if (frame.length !== frameBytes) throw new MediaError('no-picture', 'There is no picture in this file')
  return frame
}
/** A picture whose few bytes unfold to more than this is refused. */
const mostPictureMemory = 2 * 1024 ** 3
const stillFilter = `scale=320:180:flags=area,scale=${frameSide}:${frameSide}:flags=area,format=gray`

/** The same way to a frame everywhere: small first, so that the average of an area costs little. */
const frameFilter = [
  'scale=320:180:flags=fast_bilinear',
  // The frame at that moment or the last before it; rounded otherwise it would be one nearly a quarter of a second late.
  `fps=${framesPerSecond}:round=up`,
  `scale=${frameSide}:${frameSide}:flags=area`,
  'format=gray',
].join(',')

/** Little-endian 32-bit words, copied so that they lie on a multiple of four; what is left over is dropped. */
export const wordsOf = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer)
