import type { MediaSource } from '#media/ffmpeg'
import { analysePicture, confirmInterlaced, interlacedIntervals, type PictureSignals } from '#media/picture'
import type { Probe } from '#media/probe'
import { soundSignals, type SoundSignals } from '#media/sound'
import { clockJumps, longestStillSeconds, withSizes } from '#media/slices'
import { containerFaults } from './container.ts'
import { locateDamage } from './damage.ts'
import { type Packets, readPackets } from './packets.ts'
import type { Evidence } from './types.ts'

export type InspectOptions = {
  signal?: AbortSignal | undefined
  nice?: number | undefined
  onProgress?: ((share: number) => void) | undefined
}

/** What has been measured of a file already, while it was encoded. */
export type Measured = { picture?: PictureSignals | undefined; sound?: SoundSignals | undefined }

/**
 * Gathers what must be known to judge a file whose signals are there: reads its packets, and looks closely where the
 * signals are not sure. Throws MediaError as its parts do.
 */
export const gatherEvidence = async (
  source: MediaSource,
  probe: Probe,
  measured: Measured,
  { signal }: InspectOptions = {},
): Promise<Evidence> => {
  const sized = await withSizes(source, probe, { signal })
  return gather(source, sized, await readPackets(source, sized, { signal }), measured, signal)
}

const gather = async (
  source: MediaSource,
  probe: Probe,
  packets: Packets,
  { picture, sound }: Measured,
  signal: AbortSignal | undefined,
): Promise<Evidence> => {
  const interlaced = picture ? await confirmInterlaced(source, probe, interlacedIntervals(picture), signal) : []
  const heard = { startSeconds: 0, endSeconds: Math.max(sound?.endSeconds ?? 0, probe.durationSeconds) }
  const said = [
    { track: 'picture' as const, complaints: picture?.complaints ?? [] },
    { track: 'sound' as const, complaints: (sound?.complaints ?? []).map((message) => ({ ...heard, message })) },
  ]
  const damage = []
  for (const one of said)
    if (one.complaints.length > 0) damage.push(...(await locateDamage(source, probe, one, signal)))
  const container = await containerFaults(source, probe, packets, signal)
  return { probe, packets, picture, interlaced, sound, damage, container }
}

/** Looks at a file by itself: measures picture and sound, and gathers the rest. Throws MediaError as its parts do. */
export const inspectFile = async (
  source: MediaSource,
  found: Probe,
  options: InspectOptions = {},
): Promise<{ evidence: Evidence; cpuSeconds: number }> => {
  const { signal, nice, onProgress } = options
  const probe = await withSizes(source, found, { signal })
  const packets = await readPackets(source, probe, { signal })
  const { video } = packets
  const stills = video ? [...video.holes, { startSeconds: video.lastStartSeconds, endSeconds: video.endSeconds }] : []
  const jump = stills.find(({ startSeconds, endSeconds }) => endSeconds - startSeconds > longestStillSeconds)
  if (jump) throw clockJumps(jump.startSeconds, jump.endSeconds - jump.startSeconds)
  const sound = await soundSignals(source, { probe, signal, nice })
  onProgress?.(0.1)
  const picture = video
    ? await analysePicture(
        source,
        probe,
        {
          keyframeSeconds: video.keyframeSeconds,
          pictures: video.packets,
          lastPictureSeconds: video.lastStartSeconds,
          lastPictureDurationSeconds: video.endSeconds - video.lastStartSeconds,
          endsEarly: packets.endsEarly,
        },
        { signal, nice, onProgress: (share) => onProgress?.(0.1 + share * 0.9) },
      )
    : undefined
  const measured = { picture: picture?.signals, sound: sound?.signals }
  const evidence = await gather(source, probe, packets, measured, signal)
  return { evidence, cpuSeconds: (sound?.cpuSeconds ?? 0) + (picture?.cpuSeconds ?? 0) }
}
