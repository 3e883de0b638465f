import {
  baseTicks,
  endTicks,
  type Flow,
  type FlowRange,
  measuredRates,
  presentationSeconds,
  type Segment,
} from '#media/timeline'

/** Where players fetch media: `media` is a template in which `$Number$` stands for a segment's sequence number. */
export type DashLinks = { media: (flow: Flow) => string; init: (flow: Flow) => string }

/**
 * How all of it is encrypted (Common Encryption, scheme `cenc`): the key's id as a UUID, its `pssh` in base64, and where
 * players ask for the key by Clear Key (W3C EME), as an absolute address.
 */
export type Protection = { kid: string; pssh: string; licenseUrl: string }

/** A track of text as one WebVTT file, whose times count from the start of the presentation; `language` is BCP 47. */
export type SidecarText = {
  id: string
  name: string
  language: string
  isDefault: boolean
  isCaptions: boolean
  uri: string
}

/**
 * A presentation of single flows, each a gapless run from the start. While it grows, `availableSince` is the moment
 * its first segment could be fetched, and `publishedAt` the moment the flows were looked up.
 */
export type Presentation = {
  ranges: readonly FlowRange[]
  links: DashLinks
  protection?: Protection
  texts?: readonly SidecarText[]
  /** What tracks of sound are called, by the id of their flow. */
  names?: ReadonlyMap<string, string>
} & ({ state: 'complete' } | { state: 'growing'; availableSince: Date; publishedAt: Date })

const refreshSeconds = 2

/**
 * An MPD (ISO/IEC 23009-1) with exact segment times; the timeline's base is taken off by presentationTimeOffset. A
 * growing presentation is `dynamic`, whose players ask again, and holds single flows only: a splice of two flows would
 * need a second period, which players join less surely than they play one small rung.
 */
export const mpd = (presentation: Presentation): string => {
  const { protection, texts = [] } = presentation
  const ranges = presentation.ranges.filter((range) => range.segments.length > 0)
  const seconds = Math.max(0, ...ranges.map(endSeconds))
  const ofKind = (kind: Flow['kind']) => ranges.filter((range) => range.flow.kind === kind)
  const sound = ofKind('audio')
  // Players go from one representation of a set to another: those in one set are coded alike.
  const codings = [...new Set(ofKind('video').map((range) => range.flow.codec.split('.')[0]))]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"`,
    ...(protection ? ['  xmlns:cenc="urn:mpeg:cenc:2013" xmlns:dashif="https://dashif.org/CPS"'] : []),
    `  ${attributes(timing(presentation, seconds))}>`,
    '  <Period id="0" start="PT0S">',
    ...codings.flatMap((coding) => {
      const alike = ofKind('video').filter((range) => range.flow.codec.split('.')[0] === coding)
      return adaptationSet('video', alike, presentation)
    }),
    ...sound.flatMap((range, i) => {
      const role = sound.length === 1 ? undefined : i === 0 ? 'main' : 'alternate'
      return adaptationSet('audio', [range], presentation, role)
    }),
    ...texts.flatMap(textSet),
    '  </Period>',
    '</MPD>',
    '',
  ].join('\n')
}

/** Text is small: players only have to be told some rate. */
const textBitsPerSecond = 1000

const textSet = ({ id, name, language, isDefault, isCaptions, uri }: SidecarText): string[] => {
  const roles = [isCaptions ? 'caption' : 'subtitle', ...(isDefault ? ['main'] : [])]
  return [
    `    <AdaptationSet ${attributes({ contentType: 'text', mimeType: 'text/vtt', lang: language })}>`,
    `      <Label>${escaped(name)}</Label>`,
    ...roles.map((value) => `      <Role ${attributes({ schemeIdUri: 'urn:mpeg:dash:role:2011', value })}/>`),
    `      <Representation ${attributes({ id: `text-${id}`, bandwidth: textBitsPerSecond })}>`,
    `        <BaseURL>${escaped(uri)}</BaseURL>`,
    '      </Representation>',
    '    </AdaptationSet>',
  ]
}

/** When the last segment of a range ends, on the presentation's clock; sound has priming before its start. */
const endSeconds = ({ flow, segments }: FlowRange): number => {
  const last = segments.at(-1)
  return last ? presentationSeconds(endTicks(last), flow.timescale) : 0
}

type Attributes = Record<string, string | number | undefined>

const timing = (presentation: Presentation, seconds: number): Attributes =>
  presentation.state === 'complete'
    ? { type: 'static', mediaPresentationDuration: duration(seconds), minBufferTime: 'PT4S' }
    : {
        type: 'dynamic',
        availabilityStartTime: presentation.availableSince.toISOString(),
        publishTime: presentation.publishedAt.toISOString(),
        minimumUpdatePeriod: duration(refreshSeconds),
        minBufferTime: 'PT4S',
      }

const adaptationSet = (
  kind: Flow['kind'],
  ranges: readonly FlowRange[],
  { links, protection, names }: Presentation,
  role?: 'main' | 'alternate',
): string[] => {
  const [first] = ranges
  const name = role && first && names?.get(first.flow.id)
  const set = {
    contentType: kind,
    mimeType: `${kind}/mp4`,
    lang: first?.flow.language,
    segmentAlignment: 'true',
    startWithSAP: 1,
  }
  return [
    `    <AdaptationSet ${attributes(set)}>`,
    ...(name ? [`      <Label>${escaped(name)}</Label>`] : []),
    ...(role ? [`      <Role ${attributes({ schemeIdUri: 'urn:mpeg:dash:role:2011', value: role })}/>`] : []),
    ...(protection ? contentProtection(protection) : []),
    ...ranges.flatMap((range) => representation(range, links)),
    '    </AdaptationSet>',
  ]
}

const clearKeySystem = 'urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e'

/** That it is encrypted and by which key (ISO/IEC 23009-1, 5.8.4.1), and where Clear Key players get that (DASH-IF). */
const contentProtection = ({ kid, pssh, licenseUrl }: Protection): string[] => {
  const scheme = { schemeIdUri: 'urn:mpeg:dash:mp4protection:2011', value: 'cenc', 'cenc:default_KID': kid }
  return [
    `      <ContentProtection ${attributes(scheme)}/>`,
    `      <ContentProtection ${attributes({ schemeIdUri: clearKeySystem, value: 'ClearKey1.0' })}>`,
    `        <cenc:pssh>${pssh}</cenc:pssh>`,
    `        <dashif:Laurl>${escaped(licenseUrl)}</dashif:Laurl>`,
    '      </ContentProtection>',
  ]
}

const representation = ({ flow, segments }: FlowRange, links: DashLinks): string[] => {
  const rates = measuredRates(segments, flow.timescale)
  const described = {
    id: flow.id,
    codecs: flow.codec,
    bandwidth: flow.peakBitsPerSecond ?? rates.peakBitsPerSecond,
    width: flow.width,
    height: flow.height,
    sar: flow.kind === 'video' ? '1:1' : undefined,
    frameRate: flow.frameRate && `${flow.frameRate.num}/${flow.frameRate.den}`,
    audioSamplingRate: flow.sampleRate,
  }
  const template = {
    timescale: flow.timescale,
    presentationTimeOffset: baseTicks(flow.timescale),
    startNumber: segments[0]?.sequence,
    initialization: links.init(flow),
    media: links.media(flow),
  }
  const channels = flow.channels
    ? [
        '        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011"' +
          ` value="${flow.channels}"/>`,
      ]
    : []
  return [
    `      <Representation ${attributes(described)}>`,
    ...channels,
    `        <SegmentTemplate ${attributes(template)}>`,
    '          <SegmentTimeline>',
    ...timeline(segments).map((run) => `            <S ${attributes(run)}/>`),
    '          </SegmentTimeline>',
    '        </SegmentTemplate>',
    '      </Representation>',
  ]
}

type Run = { t: number; d: number; r?: number }

/** Equal durations in a row become one entry. */
const timeline = (segments: readonly Segment[]): Run[] => {
  const runs: Run[] = []
  for (const segment of segments) {
    const run = runs.at(-1)
    const follows = run && run.t + run.d * ((run.r ?? 0) + 1) === segment.startTicks
    if (run && follows && run.d === segment.durationTicks) run.r = (run.r ?? 0) + 1
    else runs.push({ t: segment.startTicks, d: segment.durationTicks })
  }
  return runs
}

/** An XML duration to the microsecond. */
const duration = (seconds: number): string => `PT${Number(seconds.toFixed(6))}S`

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const attributes = (values: Attributes): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ')
