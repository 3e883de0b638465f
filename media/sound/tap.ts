import { execFile } from 'node:child_process'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type AudioTrack, longestSeconds, type Probe } from '#media/probe'
import { channelNames } from './layout.ts'
import { soundMeter } from './meter.ts'
import type { MeasuredSound } from './types.ts'

/**
 * A side arm of an ffmpeg run that decodes a sound track anyway: `branch` takes the filter pad with the decoded sound,
 * `args` are two more outputs into the pipes that `outputs` read. `measured` answers when the run is over and is told what ffmpeg complained of.
 */
export type SoundTap = {
  branch: (pad: string) => string
  args: (firstPipe: number) => string[]
  outputs: ((stream: Readable) => Promise<void>)[]
  measured: (complaints: readonly string[]) => MeasuredSound
}

/** Above this rate nothing more is heard, and measuring costs more. */
const highestSampleRate = 48_000
const fingerprintSampleRate = 11_025
/** Of a sound that never ends; a day of fingerprint is 2.8 MB. */
const mostFingerprintBytes = 64 * 1024 * 1024

/**
 * What everything that hears a source does first: from the first picture on, which is second 0. Sound that is said to lie
 * beyond the longest film is left out, or the hole before it would be filled.
 */
export const fromFirstPicture = (probe: Probe): string => {
  const start = probe.video?.startSeconds ?? probe.startSeconds
  const from = start.toFixed(6)
  return `atrim=start=${from}:end=${(start + longestSeconds).toFixed(6)},asetpts=PTS-${from}/TB`
}

/**
 * Holes are filled, what overlaps is cut, so that samples lie where their timestamps say. Silence comes first only where
 * the sound begins after the picture: where its channels change midway, ffmpeg begins anew, and would put it there again.
 */
export const inStep = (sampleRate: number, probe: Probe, track: AudioTrack): string => {
  const isLate = track.startSeconds > (probe.video?.startSeconds ?? probe.startSeconds)
  return `aresample=${sampleRate}:async=1:min_hard_comp=0.04${isLate ? ':first_pts=0' : ''}`
}

/** Sums of a frame (FLAC, AC-3, MPEG audio) are checked only where that is asked for; nothing is decoded otherwise. */
export const checkedSums = ['-err_detect:a', 'crccheck']

/** Not of what ffmpeg itself makes of it. */
const isOfTheSource = (complaint: string): boolean => !/ to muxer /.test(complaint)

/** Prepares to measure a track. Its channels are taken as they are; nothing is decoded twice. */
export const soundTap = async (probe: Probe, track: AudioTrack): Promise<SoundTap> => {
  const sampleRate = Math.min(track.sampleRate || highestSampleRate, highestSampleRate)
  const layout = channelNames(track.layout, track.channels)
  const meter = soundMeter({ channels: track.channels, layout: track.layout, sampleRate })
  const fingerprints = await canFingerprint()
  const pieces: Buffer[] = []
  const inLayout = layout ? `:channel_layouts=${layout.join('+')}` : ''
  return {
    branch: (pad) =>
      `${pad}${inStep(sampleRate, probe, track)},aformat=sample_fmts=flt${inLayout}` +
      (fingerprints
        ? `,asplit[measured][printed];[printed]aresample=${fingerprintSampleRate},` +
          'aformat=sample_fmts=s16:channel_layouts=mono[print]'
        : '[measured]'),
    args: (firstPipe) => [
      '-map',
      '[measured]',
      '-c:a',
      'pcm_f32le',
      '-f',
      'f32le',
      `pipe:${firstPipe}`,
      ...(fingerprints ? ['-map', '[print]', '-f', 'chromaprint', '-fp_format', 'raw', `pipe:${firstPipe + 1}`] : []),
    ],
    outputs: [
      async (stream) => {
        for await (const piece of stream) meter.add(piece as Buffer)
      },
      ...(fingerprints
        ? [
            async (stream: Readable) => {
              let bytes = 0
              for await (const piece of stream as AsyncIterable<Buffer>) {
                bytes += piece.length
                if (bytes <= mostFingerprintBytes) pieces.push(piece)
              }
            },
          ]
        : []),
    ],
    measured: (complaints) => {
      const { signals, lanes, waveform } = meter.end()
      const zero = probe.video?.startSeconds ?? probe.startSeconds
      return {
        signals: {
          version: 1,
          track: track.index,
          tracks: probe.audio.length,
          startSeconds: track.startSeconds - zero,
          ...signals,
          complaints: complaints.filter(isOfTheSource),
        },
        lanes,
        waveform,
        fingerprint: pieces.length > 0 ? Buffer.concat(pieces) : undefined,
      }
    },
  }
}

let fingerprinting: Promise<boolean> | undefined

/** Whether this ffmpeg was built with Chromaprint (looked up once). */
const canFingerprint = (): Promise<boolean> => {
  fingerprinting ??= promisify(execFile)('ffmpeg', ['-v', 'quiet', '-h', 'muxer=chromaprint'], {
    timeout: 20_000,
  }).then(
    ({ stdout }) => stdout.includes('Muxer chromaprint'),
    () => false,
  )
  return fingerprinting
}
