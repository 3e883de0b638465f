import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mediaPlaylist } from '#media/hls'
import type { AudioRendition, VideoRendition } from '#media/ladder'
import { keyframeTimes, planSlices, type Slice } from '#media/slices'
import type { Flow, FlowRange, Segment } from '#media/timeline'
import type { MediaSource } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { type EncodedInit, type EncodedSegment, encodeSlice, type Finding } from '#media/encode'

/** Reports of encodes, gathered into ranges as a timeline would hold them; keys are paths on disk. */
export const gathered = () => {
  const segments: EncodedSegment[] = []
  const inits = new Map<string, EncodedInit>()
  return {
    segments,
    inits,
    onInit: (init: EncodedInit) => void inits.set(init.rendition, init),
    onSegment: (segment: EncodedSegment) => void segments.push(segment),
    range: (rendition: VideoRendition | AudioRendition): FlowRange => ({
      flow: flowOf(rendition, inits.get(rendition.name)),
      segments: segments
        .filter((segment) => segment.rendition === rendition.name)
        .map((segment) => toSegment(segment, inits.get(rendition.name)?.sha256 ?? '')),
    }),
  }
}

const flowOf = (rendition: VideoRendition | AudioRendition, init: EncodedInit | undefined): Flow => ({
  id: rendition.name,
  kind: 'width' in rendition ? 'video' : 'audio',
  role: rendition.name === 'preview' ? 'preview' : 'ladder',
  codec: rendition.codec,
  timescale: init?.description.timescale ?? 0,
  ...('width' in rendition
    ? { width: rendition.width, height: rendition.height, frameRate: rendition.frameRate }
    : { channels: rendition.channels, sampleRate: rendition.sampleRate, language: rendition.language }),
  state: 'complete',
})

/** A segment in a file. */
export type FileSegment = Segment & { path: string }

const toSegment = (segment: EncodedSegment, initId: string): FileSegment => ({
  sequence: segment.sequence,
  startTicks: segment.startTicks,
  durationTicks: segment.durationTicks,
  bytes: segment.bytes,
  initId,
  path: segment.path,
})

/** The path of a segment that `gathered` has put into a range. */
export const pathOf = (segment: Segment): string => (segment as FileSegment).path

/** Writes the playlist of a range beside its media and returns its path. */
export const playlistOf = async (folder: string, range: FlowRange): Promise<string> => {
  const path = join(folder, `${range.flow.id}.m3u8`)
  const links = {
    segment: pathOf,
    init: (_: Segment, flow: Flow) => join(folder, flow.id, 'init.mp4'),
  }
  await writeFile(path, mediaPlaylist({ ranges: [range], state: 'complete', links }))
  return path
}

/** Encodes a whole source slice by slice, as workers would, last slice first. */
export const encodeSliced = async (
  source: MediaSource,
  probe: Probe,
  renditions: VideoRendition[],
  options: { folder: string; targetSeconds: number },
) => {
  const found = gathered()
  const findings: Finding[] = []
  const slices: Slice[] = planSlices(probe, await keyframeTimes(source), options)
  const initSha256: Record<string, string> = {}
  for (const slice of slices.toReversed()) {
    const result = await encodeSlice(source, probe, slice, renditions, { ...options, ...found, initSha256 })
    for (const init of result.inits) initSha256[init.rendition] = init.sha256
    findings.push(...result.findings)
  }
  found.segments.sort((a, b) => a.startTicks - b.startTicks)
  return { ...found, slices, findings }
}
