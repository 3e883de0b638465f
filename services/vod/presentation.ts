import { canEncrypt } from '#media/cmaf'
import { mpd, type Protection, type SidecarText } from '#media/dash'
import { type HlsLinks, masterPlaylist, mediaPlaylist, type MasterEntry, type TextEntry } from '#media/hls'
import { contiguousPrefix, endTicks, growingRanges, presentationSeconds, type FlowRange } from '#media/timeline'
import { codingOf } from '#media/ladder'
import type { FlowOutline } from '#services/slice'
import type { Track } from '#services/subtitles'
import { languageTag, soundNames } from './sound-names.ts'

/** What a source has to play: its flows as ranges from the start on, and whether more will come. */
export type Presentation = {
  state: 'growing' | 'complete'
  /** Those of H.264 first, which everything plays, then each other coding; smallest picture first. */
  rungs: FlowRange[]
  sound: FlowRange[]
  preview: FlowRange | undefined
}

/** Brings a source's timeline into the order in which it is presented. */
export const presentationOf = (items: readonly FlowOutline[]): Presentation => {
  const ladder = items.filter(({ flow }) => flow.role === 'ladder')
  const preview = items.find(({ flow }) => flow.role === 'preview')
  const rungs = ladder
    .filter(({ flow }) => flow.kind === 'video')
    .toSorted(
      (a, b) =>
        codings.indexOf(codingOf(a.flow.codec)) - codings.indexOf(codingOf(b.flow.codec)) || sizeOf(a) - sizeOf(b),
    )
    .map(rangeOf)
  // Before its ladder is declared, a picture has a preview only, and perhaps sound that is complete already.
  const declared = rungs.length > 0 || (!preview && ladder.length > 0)
  return {
    state: declared && ladder.every(({ flow }) => flow.state === 'complete') ? 'complete' : 'growing',
    rungs,
    sound: ladder
      .filter(({ flow }) => flow.kind === 'audio')
      .toSorted((a, b) => byNumber.compare(a.flow.name, b.flow.name))
      .map(rangeOf)
      .map(({ flow, segments }) => ({ flow: { ...flow, language: languageTag(flow.language) }, segments })),
    preview: preview && rangeOf(preview),
  }
}

const codings = ['h264', 'hevc', 'av1']
const byNumber = new Intl.Collator('en', { numeric: true })
const sizeOf = ({ flow }: FlowOutline) => (flow.width ?? 0) * (flow.height ?? 0)

const rangeOf = ({ flow, init, segments }: FlowOutline): FlowRange => {
  const { startTicks, durationTicks, bytes } = segments
  const initId = init?.sha256 ?? flow.id
  return {
    flow,
    segments: segments.sequence.map((sequence, i) => ({
      sequence,
      startTicks: startTicks[i]!,
      durationTicks: durationTicks[i]!,
      bytes: bytes[i]!,
      initId,
    })),
  }
}

const fromStart = ({ flow, segments }: FlowRange): FlowRange => ({
  flow,
  segments: contiguousPrefix(segments, flow.timescale),
})

/**
 * The picture that plays from the first moment on: the preview, gone on with by the smallest rung as soon as that is
 * there. It stays the same after the ingest, so that whoever began with it comes to its end.
 */
const continuous = ({ preview, rungs }: Presentation): FlowRange[] => {
  const [smallest] = rungs
  const head = preview && fromStart(preview)
  const last = head?.segments.at(-1)
  if (!head || !last) return smallest ? [fromStart(smallest)] : []
  if (head.flow.state === 'growing') return [head]
  return growingRanges(head, smallest, presentationSeconds(endTicks(last), head.flow.timescale))
}

const continuousName = 'video'
const hasMedia = (range: FlowRange) => range.segments.length > 0

/** Whether there is something to play at all: a picture, or sound where there is none. */
const isPlayable = (p: Presentation): boolean =>
  p.preview || p.rungs.length > 0 ? continuous(p).some(hasMedia) : p.sound.some((range) => hasMedia(fromStart(range)))

/** A track of text as manifests name it. */
export type TextTrack = Pick<Track, 'id' | 'kind' | 'language' | 'label' | 'isDefault' | 'version'>

const textEntry = (track: TextTrack, ending: 'm3u8' | 'vtt'): TextEntry & SidecarText => ({
  id: track.id,
  name: track.label,
  language: track.language,
  isDefault: track.isDefault,
  isCaptions: track.kind === 'captions',
  uri: `${track.id}-${track.version}.${ending}`,
})

/** The length of what there is to play, in seconds. */
export const lengthOf = ({ rungs, sound, preview }: Presentation): number =>
  Math.max(
    0,
    ...[...rungs, ...sound, ...(preview ? [preview] : [])].map(({ flow, segments }) => {
      const last = segments.at(-1)
      return last ? presentationSeconds(endTicks(last), flow.timescale) : 0
    }),
  )

/**
 * The master playlist; undefined while nothing can be played. Texts are named once all is there: what grows is like
 * live for players, and text that is there as a whole is not.
 */
export const master = (p: Presentation, texts: readonly TextTrack[] = []): string | undefined => {
  if (!isPlayable(p)) return undefined
  const playing = p.preview || p.rungs.length > 0 ? [{ ranges: continuous(p), uri: `${continuousName}.m3u8` }] : []
  const done = p.rungs.filter(({ flow }) => flow.state === 'complete').map(entryOf)
  const names = soundNames(p.sound)
  return masterPlaylist({
    video: p.state === 'complete' ? done : [...playing, ...done],
    audio: p.sound.map((range, i) => ({ ...entryOf(fromStart(range)), name: names[i] })),
    soundAlone: p.state === 'complete',
    text: p.state === 'complete' ? texts.map((track) => textEntry(track, 'm3u8')) : [],
  })
}

const entryOf = (range: FlowRange): MasterEntry => ({ ranges: [range], uri: `${range.flow.id}.m3u8` })

/** Where encrypted media is: which key set, how long each key is used, and where its folder lies from the manifest. */
export type Encrypted = { set: number; rotationSeconds: number; folder: '' | '../' }

/** Which stretch of an asset's time a segment begins in, where each stretch has a key of its own. */
export const periodOf = (startTicks: number, timescale: number, rotationSeconds: number): number =>
  rotationSeconds === 0 ? 0 : Math.max(0, Math.floor(presentationSeconds(startTicks, timescale) / rotationSeconds))

const linksOf = (encrypted: Encrypted | undefined): HlsLinks => {
  const folder = encrypted ? `${encrypted.folder}k${encrypted.set}/` : ''
  const links: HlsLinks = {
    segment: (segment, flow) => `${folder}${flow.id}/${segment.sequence}.m4s`,
    init: (_, flow) => `${folder}${flow.id}/init.mp4`,
  }
  if (!encrypted) return links
  const { set, rotationSeconds } = encrypted
  const key: HlsLinks['key'] = ({ startTicks }, { timescale }) =>
    `k${set}/${periodOf(startTicks, timescale, rotationSeconds)}.key`
  return { ...links, key }
}

/** The media playlist of a flow, or of the continuous picture (`video`); undefined where there is no such flow. */
export const playlist = (p: Presentation, name: string, encrypted?: Encrypted): string | undefined => {
  const links = linksOf(encrypted)
  if (name === continuousName) return mediaPlaylist({ ranges: continuous(p), state: p.state, links })
  const range = [...p.rungs, ...p.sound, ...(p.preview ? [p.preview] : [])].find(({ flow }) => flow.id === name)
  return range && mediaPlaylist({ ranges: [fromStart(range)], state: range.flow.state, links })
}

/** The DASH manifest of a complete presentation. A growing one has none: DASH players join a splice less surely. */
export const manifest = (
  p: Presentation,
  texts: readonly TextTrack[] = [],
  encrypted?: Omit<Encrypted, 'rotationSeconds'> & { protection: Protection },
): string | undefined => {
  if (p.state !== 'complete') return undefined
  const folder = encrypted ? `${encrypted.folder}c${encrypted.set}/` : ''
  return mpd({
    ranges: [...p.rungs, ...p.sound].filter(({ flow }) => !encrypted || canEncrypt(flow.codec)),
    state: 'complete',
    names: new Map(soundNames(p.sound).map((name, i) => [p.sound[i]!.flow.id, name])),
    links: { media: (flow) => `${folder}${flow.id}/$Number$.m4s`, init: (flow) => `${folder}${flow.id}/init.mp4` },
    texts: texts.map((track) => textEntry(track, 'vtt')),
    ...(encrypted ? { protection: encrypted.protection } : {}),
  })
}
