import type { MediaSource } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { editFaults } from './edits.ts'
import { mp3Faults } from './mp3.ts'
import type { Packets } from './packets.ts'
import type { ContainerFault } from './types.ts'

/** What is wrong with how a file is packed that only its bytes tell. Throws MediaError `source-unreadable`. */
export const containerFaults = async (
  source: MediaSource,
  probe: Probe,
  packets: Packets,
  signal?: AbortSignal,
): Promise<ContainerFault[]> => {
  const endSeconds = packets.video?.endSeconds ?? packets.audio[0]?.endSeconds ?? 0
  if (probe.demuxer === 'mp3') return mp3Faults(source, endSeconds, signal)
  if (probe.demuxer === 'mov') return editFaults(source, endSeconds, signal)
  return []
}
