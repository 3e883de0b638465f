import { endTicks, type Flow, type FlowRange, type Segment } from '#media/timeline'

/** Where players fetch media: a segment of a flow, and the init it is decoded after. */
export type HlsLinks = {
  segment: (segment: Segment, flow: Flow) => string
  init: (segment: Segment, flow: Flow) => string
}

/** One rendition's playlist: its ranges, and whether more will come. */
export type MediaPlaylist = { ranges: readonly FlowRange[]; state: 'growing' | 'complete'; links: HlsLinks }

/** Segments are two seconds long; a playlist's target must not change while it grows, so it never starts lower. */
const leastTargetSeconds = 2

/**
 * A media playlist (RFC 8216): EVENT while growing, VOD with its end when complete. Between ranges stands a
 * discontinuity with the next flow's init, since the coding changes there though the clock runs on.
 */
export const mediaPlaylist = (playlist: MediaPlaylist): string => {
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
    ...ranges.flatMap((range, i) => rangeLines(range, ranges[i - 1], playlist.links)),
    ...(playlist.state === 'complete' ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n')
}

const rangeLines = ({ flow, segments }: FlowRange, previous: FlowRange | undefined, links: HlsLinks): string[] => [
  ...(previous && !continues(previous, { flow, segments }) ? ['#EXT-X-DISCONTINUITY'] : []),
  ...segments.flatMap((segment, i) => [
    ...(i === 0 || segments[i - 1]?.initId !== segment.initId
      ? [`#EXT-X-MAP:URI="${quoted(links.init(segment, flow))}"`]
      : []),
    `#EXTINF:${(segment.durationTicks / flow.timescale).toFixed(6)},`,
    oneLine(links.segment(segment, flow)),
  ]),
]

/** Two ranges of one flow that touch are one run. */
const continues = (before: FlowRange, after: FlowRange): boolean => {
  const last = before.segments.at(-1)
  const first = after.segments[0]
  return before.flow.id === after.flow.id && !!last && !!first && endTicks(last) === first.startTicks
}

/** A link cannot break out of its line or its quotes. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, '')
export const quoted = (text: string): string => oneLine(text).replaceAll('"', '%22')
