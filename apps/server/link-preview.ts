import type { Watched } from './film.ts'
import { dataBlock, html, type Html } from './html.ts'
import { isoDuration } from '../shared/clock.ts'
import type { Film } from '../shared/film.ts'
import { languages, type Language } from './language.ts'

const previewCharacters = 200
const openGraphLocales: Record<Language, string> = { 'zh-CN': 'zh_CN', en: 'en_US' }

/** What chats, social networks, search engines and embedding sites read of a film's page without running a script. */
export const linkPreview = (film: Film, asset: Watched): Html => {
  const { origin } = new URL(film.address)
  const about = asset.description.trim().slice(0, previewCharacters)
  const oembed = (format: string) => `${origin}/oembed?${new URLSearchParams({ url: film.address, format }).toString()}`
  return html`<meta name="description" content="${about || film.title}" />
    <link rel="canonical" href="${film.address}" />
    ${languages.map((one) => html`<link rel="alternate" hreflang="${one}" href="${film.address}?lang=${one}" /> `)}
    <link rel="alternate" hreflang="x-default" href="${film.address}" />
    <link rel="alternate" type="application/json+oembed" href="${oembed('json')}" title="${film.title}" />
    <link rel="alternate" type="text/xml+oembed" href="${oembed('xml')}" title="${film.title}" />
    ${openGraph(film, about, origin)}${twitter(film, about, origin)}
    ${dataBlock('application/ld+json', undefined, videoObject(film, asset, origin))}`
}

type Said = [name: string, content: string | number | undefined]

const openGraph = (film: Film, about: string, origin: string): Html[] => {
  const picture = film.poster === undefined ? undefined : origin + film.poster
  const hasPicture = film.height > 0
  const said: Said[] = [
    ['og:type', 'video.other'],
    ['og:site_name', film.station],
    ['og:title', film.title],
    ['og:description', about || undefined],
    ['og:url', film.address],
    ['og:locale', openGraphLocales[film.language]],
    ...languages
      .filter((one) => one !== film.language)
      .map((one): Said => ['og:locale:alternate', openGraphLocales[one]]),
    ['og:image', picture],
    ['og:image:alt', picture && film.title],
    ['og:video', film.embedAddress],
    ['og:video:secure_url', film.embedAddress.startsWith('https:') ? film.embedAddress : undefined],
    ['og:video:type', 'text/html'],
    ['og:video:width', hasPicture ? film.width : undefined],
    ['og:video:height', hasPicture ? film.height : undefined],
    ['video:duration', film.durationSeconds === undefined ? undefined : Math.round(film.durationSeconds)],
  ]
  return said.flatMap(([name, content]) =>
    content === undefined ? [] : html`<meta property="${name}" content="${content}" /> `,
  )
}

const playerWidth = 1280

const twitter = (film: Film, about: string, origin: string): Html[] => {
  const { width, height } = film.height > 0 ? film : { width: 16, height: 9 }
  const said: Said[] = [
    ['twitter:card', 'player'],
    ['twitter:title', film.title],
    ['twitter:description', about || undefined],
    ['twitter:image', film.poster === undefined ? undefined : origin + film.poster],
    ['twitter:player', film.embedAddress],
    ['twitter:player:width', playerWidth],
    ['twitter:player:height', Math.round((playerWidth * height) / width)],
  ]
  return said.flatMap(([name, content]) =>
    content === undefined ? [] : html`<meta name="${name}" content="${content}" /> `,
  )
}

/** The film as schema.org has it, which is what search engines make their video results of. */
const videoObject = (film: Film, asset: Watched, origin: string) => ({
  '@context': 'https://schema.org',
  '@type': film.height > 0 ? 'VideoObject' : 'AudioObject',
  name: film.title,
  description: asset.description.trim() || film.title,
  uploadDate: asset.publishedAt,
  url: film.address,
  embedUrl: film.embedAddress,
  contentUrl: `${origin}/vod/${film.id}/master.m3u8`,
  encodingFormat: 'application/vnd.apple.mpegurl',
  ...(film.durationSeconds === undefined ? {} : { duration: isoDuration(film.durationSeconds) }),
  ...(film.poster === undefined ? {} : { thumbnailUrl: [origin + film.poster] }),
  ...(film.height > 0 ? { width: film.width, height: film.height } : {}),
  isAccessibleForFree: true,
  publisher: { '@type': 'Organization', name: film.station },
})
