import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import type { AudioRendition } from '#media/ladder'
import type { Probe } from '#media/probe'
import { checkedSums, fromFirstPicture, inStep, type MeasuredSound, type SoundTap, soundTap } from '#media/sound'
import { baseSeconds } from '#media/timeline'
import { audioArgs, cmafArgs } from './arguments.ts'
import { findingsOf } from './findings.ts'
import type { EncodeOptions, EncodeResult } from './types.ts'
import { type StreamResult, writeStream } from './write.ts'

const segmentSeconds = 2

/**
 * Encodes one audio track, whole and once (encoding it in slices would add its priming at every boundary), into
 * segments of about two seconds on the same timeline as the picture: second 0 is the first picture. Sound that begins
 * later is preceded by silence, sound before the first picture is left out. With `measure` all that can be known of the
 * sound falls out of the same decode, and the encoded bytes are the same. Throws MediaError as encodeSlice does.
 */
export const encodeAudio = async (
  source: MediaSource,
  probe: Probe,
  rendition: AudioRendition,
  options: EncodeOptions & { measure?: boolean },
): Promise<EncodeResult & { sound?: MeasuredSound }> => {
  const track = probe.audio[rendition.track]
  if (!track) throw new MediaError('no-sound', 'There is no such audio track to encode')
  const tap = options.measure ? await soundTap(probe, track) : undefined
  let result: StreamResult | undefined
  const ffmpeg = await runFfmpeg(
    [
      '-copyts',
      ...checkedSums,
      ...inputArgs(source),
      ...filterArgs(probe, rendition, tap),
      ...audioArgs(rendition),
      ...cmafArgs({
        startSeconds: baseSeconds,
        cut: { everySeconds: segmentSeconds },
        pipe: 3,
      }),
      ...(tap?.args(4) ?? []),
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
        ...(tap?.outputs ?? []),
      ],
    },
  )
  if (!result || result.segments === 0)
    throw new MediaError(
      'nothing-encoded',
      'There is no sound in the sound track, or none of it lies where the picture does',
    )
  return {
    cpuSeconds: ffmpeg.cpuSeconds,
    findings: findingsOf(ffmpeg.complaints, 0, probe.durationSeconds),
    inits: [result.init],
    segments: result.segments,
    ...(tap ? { sound: tap.measured(ffmpeg.complaints) } : {}),
  }
}

/** What is measured branches off in front of all that changes the sound. */
const filterArgs = (probe: Probe, rendition: AudioRendition, tap: SoundTap | undefined): string[] => {
  const track = probe.audio[rendition.track]!
  const [input, start] = [`0:a:${rendition.track}`, fromFirstPicture(probe)]
  const encoded = `${inStep(rendition.sampleRate, probe, track)},${asEncoded(rendition)}`
  if (!tap) return ['-map', input, '-af', `${start},${encoded}`]
  const graph = `[${input}]${start},asplit[whole][arm];[whole]${encoded}[encoded];${tap.branch('[arm]')}`
  return ['-filter_complex', graph, '-map', '[encoded]']
}

/** Surround to stereo by ITU-R BS.775 (centre and surround −3 dB, no LFE). */
const asEncoded = ({ channels }: AudioRendition): string =>
  `aformat=channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`
