import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import type { AudioRendition } from '#media/ladder'
import type { Probe } from '#media/probe'
import { baseSeconds } from '#media/timeline'
import { audioArgs, cmafArgs } from './arguments.ts'
import { findingsOf } from './findings.ts'
import type { EncodeOptions, EncodeResult } from './types.ts'
import { type StreamResult, writeStream } from './write.ts'

const segmentSeconds = 2
/** Beyond this distance between its timestamps and its samples, sound is filled or cut back into step. */
const hardCompensationSeconds = 0.04

/**
 * Encodes one audio track, whole and once (encoding it in slices would add its priming at every boundary), into
 * segments of about two seconds on the same timeline as the picture: second 0 is the first picture. Sound that begins
 * later is preceded by silence, sound before the first picture is left out. Throws MediaError as encodeSlice does.
 */
export const encodeAudio = async (
  source: MediaSource,
  probe: Probe,
  rendition: AudioRendition,
  options: EncodeOptions,
): Promise<EncodeResult> => {
  if (!probe.audio[rendition.track]) throw new MediaError('no-sound', 'There is no such audio track to encode')
  let result: StreamResult | undefined
  const ffmpeg = await runFfmpeg(
    [
      '-copyts',
      ...inputArgs(source),
      '-map',
      `0:a:${rendition.track}`,
      '-af',
      audioFilters(rendition, probe.video?.startSeconds ?? probe.startSeconds),
      ...audioArgs(rendition),
      ...cmafArgs({
        startSeconds: baseSeconds,
        cut: { everySeconds: segmentSeconds },
        pipe: 3,
      }),
    ],
    {
      ...options,
      onProgress: (progress) =>
        options.onProgress?.({
          ...progress,
          share: Math.min(1, progress.outSeconds / Math.max(probe.durationSeconds, 0.001)),
        }),
      outputs: [
        async (stream) => {
          result = await writeStream(
            stream,
            { rendition: rendition.name, codec: rendition.codec, firstSequence: 0 },
            options,
          )
        },
      ],
    },
  )
  return {
    cpuSeconds: ffmpeg.cpuSeconds,
    findings: findingsOf(ffmpeg.complaints, 0, probe.durationSeconds),
    inits: result ? [result.init] : [],
    segments: result?.segments ?? 0,
    command: ffmpeg.command,
  }
}

/** From the first picture on, without gaps; surround to stereo by ITU-R BS.775 (centre and surround −3 dB, no LFE). */
const audioFilters = (rendition: AudioRendition, startSeconds: number): string => {
  const start = startSeconds.toFixed(6)
  return [
    `atrim=start=${start}`,
    `asetpts=PTS-${start}/TB`,
    `aresample=${rendition.sampleRate}:async=1:min_hard_comp=${hardCompensationSeconds}:first_pts=0`,
    `aformat=channel_layouts=${rendition.channels === 1 ? 'mono' : 'stereo'}`,
  ].join(',')
}
