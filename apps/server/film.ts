import type { Static } from 'typebox'
import type { vms } from '#services/vms'
import { timeOf } from '../shared/clock.ts'
import type { Film } from '../shared/film.ts'
import type { Language } from './language.ts'
import { words } from './watch-words.ts'

/** What the public may know of an asset. */
export type Watched = Static<(typeof vms)['operations']['watch']['output']>

/** How an address asks for its film: `?t=1m23s&autoplay=1&muted=1`, and by which signed link (`?link=`). */
export type Wishes = { t?: unknown; autoplay?: unknown; muted?: unknown; link?: unknown }
type Place = { language: Language; origin: string; embedded: boolean; wishes: Wishes; hasChapters?: boolean }

const yes = (said: unknown): boolean => said === '1' || said === 'true'
const token = /^[\w.~-]{1,300}$/
const no = (said: unknown): boolean => said === '0' || said === 'false'

/** What is shown of an asset on one page. The own page begins by itself, a page of somebody else only when told to. */
export const filmOf = (asset: Watched, { language, origin, embedded, wishes, hasChapters = false }: Place): Film => {
  const fromSeconds = timeOf(wishes.t)
  const signed = typeof wishes.link === 'string' && token.test(wishes.link) ? `?link=${wishes.link}` : ''
  const { id, title, station, durationSeconds, hasPoster } = asset
  return {
    id,
    title,
    station,
    language,
    source: `/vod/${id}/master.m3u8${signed}`,
    ...(hasPoster ? { poster: `/vod/${id}/poster.jpg`, storyboard: `/vod/${id}/storyboard.vtt${signed}` } : {}),
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
