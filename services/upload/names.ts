/** A file name for display: never a path, no control characters, at most 200 characters; emoji stay. */
export const cleanName = (given: string): string => {
  const last = given
    .toWellFormed()
    .split(/[/\\]/)
    .findLast((part) => clean(part) !== '')
  const name = clean(last ?? '')
  if (/^\.*$/.test(name)) return 'unnamed'
  const characters = [...name]
  if (characters.length <= 200) return name
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return characters.slice(0, 200 - ending.length).join('') + ending
}

/** A metadata value for display: one line, at most 2000 characters. */
export const cleanText = (given: string): string => [...clean(given.toWellFormed())].slice(0, 2000).join('')

/** A path as the sender named it, for display only: it never climbs and never starts at a root. */
export const cleanPath = (given: string): string =>
  cleanText(
    given
      .split(/[/\\]/)
      .map((part) => clean(part.toWellFormed()))
      .filter((part) => !/^\.*$/.test(part))
      .join('/'),
  )

// Control characters and line breaks, and the marks that turn the direction of what follows (`gpj.exe` shown as `exe.jpg`).
const unwanted = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const clean = (text: string) => text.replaceAll(unwanted, ' ').replaceAll(/\s+/g, ' ').trim()

const containers = new Set(
  (
    '264 265 3g2 3gp aac ac3 adts aif aiff amr ape asf avi avs avs2 avs3 caf dif divx dts dv eac3 f4v flac flv gxf ' +
    'h264 h265 hevc ivf lxf m1v m2a m2p m2t m2ts m2v m4a m4v mj2 mka mkv mlp mod mov mp2 mp3 mp4 mpa mpe mpeg mpg ' +
    'mpv mts mxf nut oga ogg ogm ogv opus qt ra rm rmvb snd thd tod tp trp ts tta vob w64 wav webm wma wmv wtv wv y4m'
  ).split(' '),
)
const types = new Set(
  (
    'application/octet-stream application/mxf application/x-mxf application/mp4 application/ogg application/vnd.ms-asf ' +
    'application/vnd.rn-realmedia application/vnd.rn-realmedia-vbr application/x-matroska application/gxf'
  ).split(' '),
)

/** Whether a file so announced could be media at all. What it is in truth, only a probe will tell. */
export const mayBeMedia = (name: string | undefined, mediaType: string | undefined): boolean => {
  const ending = /\.([^.]+)$/.exec(name ?? '')?.[1]?.toLowerCase()
  if (ending && containers.has(ending)) return true
  const type = mediaType?.split(';')[0]!.trim().toLowerCase()
  if (type) return /^(video|audio)\/./.test(type) || types.has(type)
  return ending === undefined
}
