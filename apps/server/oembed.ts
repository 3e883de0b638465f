import { allowed } from './share-sheet.ts'
import { element } from './html.ts'
import type { Film } from '../shared/film.ts'

type Value = string | number
/** An answer of oEmbed 1.0: how another site shows a film. */
export type OEmbed = Record<string, Value>
/** The largest a site has room for, in CSS pixels. */
export type Room = { maxWidth?: number | undefined; maxHeight?: number | undefined }

const usualPixels = 640
const mostPixels = 4096
const posterWidth = 1280
const cacheSeconds = 3600

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const pages = new RegExp(`^/(?:watch|embed)/(${uuid})/?$`, 'i')

/** Which film an address of this host is the page of, and the start it names; undefined where it is none of ours. */
export const filmAt = (address: string, host: string): { id: string; t: string | undefined } | undefined => {
  if (!URL.canParse(address)) return undefined
  const { protocol, host: named, pathname, searchParams } = new URL(address)
  const [, id] = pages.exec(pathname) ?? []
  // Behind a proxy the site's own scheme may look otherwise than people write it.
  if (!id || named !== host || !/^https?:$/.test(protocol)) return undefined
  return { id: id.toLowerCase(), t: searchParams.get('t') ?? undefined }
}

/** Reads `maxwidth` and `maxheight`; what is no positive number stands for no limit. */
export const roomOf = (width: unknown, height: unknown): Room => {
  const pixels = (said: unknown) => {
    const value = typeof said === 'string' && /^\d{1,5}$/.test(said) ? Number(said) : 0
    return value > 0 ? value : undefined
  }
  return { maxWidth: pixels(width), maxHeight: pixels(height) }
}

/** How a site with so much room shows a film: as large as fits, in the film's own shape. */
export const oEmbedOf = (film: Film, room: Room, origin: string): OEmbed => {
  const shape = film.height > 0 ? film.width / film.height : 16 / 6
  const size = fit(shape, room)
  const from = film.fromSeconds === undefined ? '' : `?t=${film.fromSeconds}`
  return {
    version: '1.0',
    type: 'video',
    title: film.title,
    author_name: film.station,
    provider_name: film.station,
    provider_url: `${origin}/`,
    cache_age: cacheSeconds,
    ...size,
    html: element('iframe', {
      src: film.embedAddress + from,
      title: film.title,
      ...size,
      style: 'border:0',
      allow: allowed,
      allowfullscreen: true,
      loading: 'lazy',
    }),
    ...thumbnail(film, room, origin),
  }
}

const fit = (shape: number, { maxWidth, maxHeight }: Room) => {
  const bounded = maxWidth !== undefined || maxHeight !== undefined
  const widest = Math.min(maxWidth ?? (bounded ? mostPixels : usualPixels), mostPixels)
  const highest = Math.min(maxHeight ?? (bounded ? mostPixels : usualPixels), mostPixels)
  const width = Math.min(widest, highest * shape)
  return { width: Math.max(1, Math.floor(width)), height: Math.max(1, Math.floor(width / shape)) }
}

/** The poster as it is; a site with less room gets none, for a picture must keep within it too. */
const thumbnail = (film: Film, { maxWidth = mostPixels, maxHeight = mostPixels }: Room, origin: string): OEmbed => {
  if (film.poster === undefined || film.height === 0) return {}
  const scale = Math.min(1, posterWidth / film.width)
  const [width = 0, height = 0] = [film.width, film.height].map((side) =>
    Math.max(2, Math.round((side * scale) / 2) * 2),
  )
  if (width > maxWidth || height > maxHeight) return {}
  return { thumbnail_url: origin + film.poster, thumbnail_width: width, thumbnail_height: height }
}

const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** The same as XML. What XML cannot say at all is left out. */
export const oEmbedXml = (said: OEmbed): string => {
  const text = (value: Value) =>
    String(value)
      .replace(forbidden, '')
      .replace(/[&<>]/g, (character) => entities[character]!)
  const lines = Object.entries(said).map(([name, value]) => `  <${name}>${text(value)}</${name}>\n`)
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n${lines.join('')}</oembed>\n`
}
