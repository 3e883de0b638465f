import { quoted } from './media-playlist.ts'

/** One track of text in the master playlist: how it is called and where its playlist is. */
export type TextEntry = {
  name: string
  /** BCP 47. */
  language: string
  isDefault: boolean
  /** For those who do not hear: says more than what is spoken. */
  isCaptions: boolean
  uri: string
}

export const textGroup = 'subtitles'

const forDeaf = 'public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound'

/** The lines of the master playlist (RFC 8216, 4.3.4.1) that name tracks of text; no two have the same name. */
export const textLines = (entries: readonly TextEntry[]): string[] => {
  const names = new Set<string>()
  return entries.map(({ name, language, isDefault, isCaptions, uri }) => {
    let unique = name
    for (let i = 2; names.has(unique); i += 1) unique = `${name} ${i}`
    names.add(unique)
    return [
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="${textGroup}",NAME="${inWords(unique)}",LANGUAGE="${quoted(language)}"`,
      `DEFAULT=${isDefault ? 'YES' : 'NO'},AUTOSELECT=YES,FORCED=NO`,
      ...(isCaptions ? [`CHARACTERISTICS="${forDeaf}"`] : []),
      `URI="${quoted(uri)}"`,
    ].join(',')
  })
}

/** A name for people has no way to hold a quote, and should not show an escaped one. */
const inWords = (name: string): string => quoted(name.replaceAll('"', '”'))

/** The playlist of a track of text: its WebVTT segments, all there from the start. */
export const textPlaylist = (pieces: readonly { durationSeconds: number; uri: string }[]): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, ...pieces.map(({ durationSeconds }) => Math.round(durationSeconds)))}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...pieces.flatMap(({ durationSeconds, uri }) => [`#EXTINF:${durationSeconds.toFixed(6)},`, quoted(uri)]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
