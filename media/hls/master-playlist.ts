import { type FlowRange, measuredRates } from '#media/timeline'
import { quoted } from './media-playlist.ts'
import { type TextEntry, textGroup, textLines } from './text-playlist.ts'

/** One rendition of the master playlist: what its playlist shows, where that is, and for sound how it is called. */
export type MasterEntry = { ranges: readonly FlowRange[]; uri: string; name?: string | undefined }

const audioGroup = 'audio'

/** What a master playlist names. */
type Entries = {
  video: readonly MasterEntry[]
  audio: readonly MasterEntry[]
  text?: readonly TextEntry[]
  /** Whether the sound is also offered without the picture: to those who listen, and where the network is bad. */
  soundAlone?: boolean
}

/**
 * The master playlist (RFC 8216) of picture renditions, their shared sound and texts, or of sound alone. Rates are measured
 * from the segments' real bytes, unless the flow knows them.
 */
export const masterPlaylist = (entries: Entries): string => {
  const { text = [], soundAlone = false } = entries
  const video = entries.video.filter(hasMedia)
  // Players read this once: sound that is only coming must be named already.
  const audio = video.length > 0 ? entries.audio : entries.audio.filter(hasMedia)
  const audioPeak = Math.max(0, ...audio.map((entry) => ratesOf(entry).peak))
  const audioAverage = Math.max(0, ...audio.map((entry) => ratesOf(entry).average))
  const sound = video.length > 0 && audio.length > 0
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(sound ? audio.map((entry, i) => soundLine(entry, i)) : []),
    ...textLines(text),
    ...(video.length > 0 ? video : audio).flatMap((entry) =>
      variantLines(
        entry,
        sound ? { peak: audioPeak, average: audioAverage, codecs: codecsOf(audio) } : undefined,
        text.length > 0,
      ),
    ),
    ...(sound && soundAlone ? aloneLines(audio[0]!, text.length > 0) : []),
    '',
  ].join('\n')
}

const hasMedia = (entry: MasterEntry): boolean => entry.ranges.some((range) => range.segments.length > 0)

type Rates = { peak: number; average: number }

/** Rates of a rendition: the highest of its ranges, so that no player is surprised after a splice. */
const ratesOf = (entry: MasterEntry): Rates => {
  const rates = entry.ranges.map(({ flow, segments }) => {
    const measured = measuredRates(segments, flow.timescale)
    return {
      peak: flow.peakBitsPerSecond ?? measured.peakBitsPerSecond,
      average: flow.averageBitsPerSecond ?? measured.averageBitsPerSecond,
    }
  })
  return { peak: Math.max(...rates.map((rate) => rate.peak)), average: Math.max(...rates.map((rate) => rate.average)) }
}

const codecsOf = (entries: readonly MasterEntry[]): string[] => [
  ...new Set(entries.flatMap((entry) => entry.ranges.map((range) => range.flow.codec))),
]

const soundLine = (entry: MasterEntry, i: number): string => {
  const flow = entry.ranges[0]?.flow
  const name = entry.name ?? flow?.language ?? `Audio ${i + 1}`
  return [
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${audioGroup}",NAME="${quoted(name)}"`,
    ...(flow?.language ? [`LANGUAGE="${quoted(flow.language)}"`] : []),
    `DEFAULT=${i === 0 ? 'YES' : 'NO'},AUTOSELECT=YES`,
    ...(flow?.channels ? [`CHANNELS="${flow.channels}"`] : []),
    `URI="${quoted(entry.uri)}"`,
  ].join(',')
}

/** The first track alone, as a variant; the others are chosen as beside a picture. */
const aloneLines = (entry: MasterEntry, hasTexts: boolean): string[] =>
  hasMedia(entry) ? variantLines(entry, { peak: 0, average: 0, codecs: [] }, hasTexts) : []

const variantLines = (
  entry: MasterEntry,
  sound: (Rates & { codecs: string[] }) | undefined,
  hasTexts: boolean,
): string[] => {
  // The last range is the one that goes on; its picture describes the rendition.
  const flow = entry.ranges.at(-1)?.flow
  const rates = ratesOf(entry)
  const codecs = [...codecsOf([entry]), ...(sound?.codecs ?? [])]
  const attributes = [
    `BANDWIDTH=${rates.peak + (sound?.peak ?? 0)}`,
    `AVERAGE-BANDWIDTH=${rates.average + (sound?.average ?? 0)}`,
    `CODECS="${codecs.join(',')}"`,
    ...(flow?.width && flow.height ? [`RESOLUTION=${flow.width}x${flow.height}`] : []),
    ...(flow?.frameRate ? [`FRAME-RATE=${(flow.frameRate.num / flow.frameRate.den).toFixed(3)}`] : []),
    ...(sound ? [`AUDIO="${audioGroup}"`] : []),
    ...(hasTexts ? [`SUBTITLES="${textGroup}"`] : []),
  ]
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, quoted(entry.uri)]
}
