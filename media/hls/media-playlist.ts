import { endTicks, type Flow, type FlowRange, type Segment } from '#media/timeline'

/** Where players fetch media: a segment of a flow, and the init it is decoded after. */
export type HlsLinks = {
  segment: (segment: Segment, flow: Flow) => string
  init: (segment: Segment, flow: Flow) => string
  /** Where the key of a segment is that is encrypted as a whole (AES-128); absent where all is in clear. */
  key?: (segment: Segment, flow: Flow) => string
}

/** One rendition's playlist: its ranges, and whether more will come. */
export type MediaPlaylist = { ranges: readonly FlowRange[]; state: 'growing' | 'complete'; links: HlsLinks }

/** Segments are two seconds long; a playlist's target must not change while it grows, so it never starts lower. */
const leastTargetSeconds = 2

/**
 * A media playlist (RFC 8216): EVENT while growing, VOD with its end when complete. Where the next range has another
 * init or another time there stands a discontinuity. A preview and its rung have the same init and one clock, so that
 * nothing stands between them: players based on ffmpeg cannot change the init, and a discontinuity that the sound does
 * not share would cost others the lip-sync.
 */
export const mediaPlaylist = (playlist: MediaPlaylist): string => {
  const key = playlist.links.key && keyLines(playlist.links.key)
  const ranges = playlist.ranges.filter((range) => range.segments.length > 0)
  const longest = ranges.flatMap(({ flow, segments }) =>
    segments.map((segment) => segment.durationTicks / flow.timescale),
  )
  const target = longest.reduce((most, seconds) => Math.max(most, Math.round(seconds)), leastTargetSeconds)
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${playlist.state === 'growing' ? 'EVENT' : 'VOD'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    // Without it players begin a growing playlist at its end, as if it were live.
    ...(playlist.state === 'growing' ? ['#EXT-X-START:TIME-OFFSET=0,PRECISE=YES'] : []),
    ...ranges.flatMap((range, i) => rangeLines(range, ranges[i - 1], playlist.links, key)),
    ...(playlist.state === 'complete' ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n')
}

type KeyLines = ReturnType<typeof keyLines>

/**
 * Tells of keys where they change. Inits are in clear: one that comes later stands behind a `METHOD=NONE`. A segment's
 * vector is its sequence number, which players take for its place in the playlist unless they are told otherwise.
 */
const keyLines = (keyOf: NonNullable<HlsLinks['key']>) => {
  let place = 0
  let told: string | undefined
  return {
    beforeInit(): string[] {
      if (told === undefined) return []
      told = undefined
      return ['#EXT-X-KEY:METHOD=NONE']
    },
    beforeSegment(segment: Segment, flow: Flow): string[] {
      const vector = segment.sequence === place ? '' : `,IV=0x${segment.sequence.toString(16).padStart(32, '0')}`
      const line = `#EXT-X-KEY:METHOD=AES-128,URI="${quoted(keyOf(segment, flow))}"${vector}`
      place += 1
      if (line === told) return []
      told = line
      return [line]
    },
  }
}

const rangeLines = (
  range: FlowRange,
  previous: FlowRange | undefined,
  links: HlsLinks,
  key: KeyLines | undefined,
): string[] => {
  const { flow, segments } = range
  const joined = previous !== undefined && continues(previous, range)
  return [
    ...(previous && !joined ? ['#EXT-X-DISCONTINUITY'] : []),
    ...segments.flatMap((segment, i) => {
      const before = i === 0 && joined ? previous.segments.at(-1) : segments[i - 1]
      const init =
        before?.initId === segment.initId
          ? []
          : [...(key?.beforeInit() ?? []), `#EXT-X-MAP:URI="${quoted(links.init(segment, flow))}"`]
      return [
        ...init,
        ...(key?.beforeSegment(segment, flow) ?? []),
        `#EXTINF:${(segment.durationTicks / flow.timescale).toFixed(6)},`,
        oneLine(links.segment(segment, flow)),
      ]
    }),
  ]
}

/** Whether a range goes on where the one before ended, with the same init and the same clock. */
const continues = (before: FlowRange, after: FlowRange): boolean => {
  const last = before.segments.at(-1)
  const first = after.segments[0]
  if (!last || !first || last.initId !== first.initId || before.flow.timescale !== after.flow.timescale) return false
  return Math.abs(endTicks(last) - first.startTicks) <= 1
}

/** A link cannot break out of its line or its quotes. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, '')
export const quoted = (text: string): string => oneLine(text).replaceAll('"', '%22')
