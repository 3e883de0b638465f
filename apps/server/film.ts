import type { Static } from 'typebox'
import type { vms } from '#services/vms'
import { timeOf } from '../shared/clock.ts'
import type { Film } from '../shared/film.ts'
import type { Language } from './language.ts'
import { words } from './watch-words.ts'

/** What the public may know of an asset. */
export type Watched = Static<(typeof vms)['operations']['watch']['output']>

/** What somebody is lent by a link, of an asset that may not be published, and until when. */
export type Lent = Static<(typeof vms)['operations']['lent']['output']> & { expiresAt: string }
/** A link that lends: a signed one, or one for guests, each with its token and its page. */
export type LentBy = { kind: 'link' | 'share'; token: string; address: string }

/** How an address asks for its film: `?t=1m23s&autoplay=1&muted=1`, and by which signed link (`?link=`). */
export type Wishes = { t?: unknown; autoplay?: unknown; muted?: unknown; link?: unknown }
type Place = { language: Language; origin: string; embedded: boolean; wishes: Wishes; hasChapters?: boolean }

const yes = (said: unknown): boolean => said === '1' || said === 'true'
const token = /^[\w.~-]{1,300}$/
const no = (said: unknown): boolean => said === '0' || said === 'false'

/** What is shown of an asset on one page. The own page begins by itself, a page of somebody else only when told to. */
export const filmOf = (
  asset: Omit<Watched, 'publishedAt'>,
  { language, origin, embedded, wishes, hasChapters = false }: Place,
): Film => {
  const fromSeconds = timeOf(wishes.t)
  const signed = typeof wishes.link === 'string' && token.test(wishes.link) ? `?link=${wishes.link}` : ''
  const { id, title, station, durationSeconds, hasPoster, poster } = asset
  // Another address for every other poster: no cache shows the one before.
  const posterIs = poster === undefined ? '' : `?v=${poster}`
  return {
    id,
    title,
    station,
    language,
    source: `/vod/${id}/master.m3u8${signed}`,
    ...(hasPoster
      ? { poster: `/vod/${id}/poster.jpg${posterIs}`, storyboard: `/vod/${id}/storyboard.vtt${signed}` }
      : {}),
    ...(hasChapters ? { chapters: `/vod/${id}/chapters.vtt${signed}` } : {}),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    address: `${origin}/watch/${id}`,
    embedAddress: `${origin}/embed/${id}`,
    // A sound has no picture; a picture whose size is not known is as wide as most.
    width: asset.width ?? 0,
    height: asset.height ?? 0,
    embedded,
    autoplay: embedded ? yes(wishes.autoplay) : !no(wishes.autoplay),
    muted: yes(wishes.muted),
    ...(fromSeconds === undefined ? {} : { fromSeconds }),
    words: words[language].player,
  }
}

/** The same of what is lent: everything is fetched by the link, and only the link's own page is handed on. */
export const lentFilmOf = ({ asset: id, ...lent }: Lent, by: LentBy, place: Omit<Place, 'embedded'>): Film => {
  const film = filmOf({ id, ...lent }, { ...place, wishes: { ...place.wishes, link: undefined }, embedded: false })
  const query = `?${by.kind}=${by.token}`
  return {
    ...film,
    source: film.source + query,
    ...(film.poster === undefined ? {} : { poster: film.poster + query }),
    ...(film.storyboard === undefined ? {} : { storyboard: film.storyboard + query }),
    ...(film.chapters === undefined ? {} : { chapters: film.chapters + query }),
    address: by.address,
    isLent: true,
  }
}
