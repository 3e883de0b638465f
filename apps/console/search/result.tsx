import { CommentOutlined, FlagOutlined, FontSizeOutlined, PlayCircleOutlined, ProfileOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Found, HitKind, Place } from '#services/search'
import { MediaPicture } from '../components/media-picture.tsx'
import { StateChip } from '../library/state-chip.tsx'
import { storyboardOf } from '../library/storyboard.ts'
import { api, stationAddress } from '../shell/api.ts'
import { formatAgo, formatDuration } from '../shell/format.ts'
import { Marked } from './marked.tsx'

const icons: Partial<Record<HitKind, React.ReactNode>> = {
  subtitle: <FontSizeOutlined />,
  comment: <CommentOutlined />,
  marker: <FlagOutlined />,
  detail: <ProfileOutlined />,
}

const momentOf = (id: string, { inSeconds }: Place) =>
  inSeconds === undefined || inSeconds === 0
    ? `/assets/${id}`
    : `/assets/${id}?t=${Math.round(inSeconds * 1000) / 1000}`

/** A place in an asset; a click plays from there. */
export const PlaceLine = ({ id, place }: { id: string; place: Place }) => {
  const { t } = useTranslation()
  const kind = t(`search.kinds.${place.kind}`)
  return (
    <li>
      <Link to={momentOf(id, place)} className="search-place" data-testid={`place-${place.kind}`}>
        <span className="search-moment" title={kind}>
          {icons[place.kind] ?? <PlayCircleOutlined />}
          {place.inSeconds === undefined ? (
            <span>{kind}</span>
          ) : (
            <span className="numerals">{formatDuration(Math.floor(place.inSeconds))}</span>
          )}
          <span className="hidden">{kind}</span>
        </span>
        <span className="search-said">
          <Marked {...place} />
        </span>
      </Link>
    </li>
  )
}

type ResultProps = { found: Found; text: string; focused: boolean }

/** An asset that was found: why, and where in it. */
export const Result = ({ found, text, focused }: ResultProps) => {
  const { t, i18n } = useTranslation()
  const [all, setAll] = useState(false)
  const { id, title, description, tags, column, state } = found
  const every = useQuery({
    queryKey: ['search', 'places', id, text],
    queryFn: ({ signal }) => api.search.places({ id, text }, { signal }),
    enabled: all,
  })
  const places = every.data?.items ?? found.places
  return (
    <li className={focused ? 'search-result focused' : 'search-result'} data-id={id}>
      <Link to={`/assets/${id}`} className="search-picture" tabIndex={-1} aria-hidden="true">
        <MediaPicture
          poster={found.hasPoster ? stationAddress(`/vod/${id}/poster.jpg`) : undefined}
          durationSeconds={found.durationSeconds}
          {...(found.hasPoster ? { storyboard: () => storyboardOf(id) } : {})}
        />
      </Link>
      <div className="search-text">
        <h2>
          <Link to={`/assets/${id}`} className="search-title">
            <Marked {...title} />
          </Link>
        </h2>
        <p className="search-about">
          <StateChip state={state} progress={0} look="plain" ring={false} />
          {column ? (
            <span>
              <Marked {...column} />
            </span>
          ) : null}
          {tags.map((tag) => (
            <span key={tag.text} className="search-tag">
              #<Marked {...tag} />
            </span>
          ))}
          <time dateTime={found.createdAt}>{formatAgo(found.createdAt, i18n.language)}</time>
        </p>
        {description ? (
          <p className="search-description soft">
            <Marked {...description} />
          </p>
        ) : null}
        {places.length > 0 ? (
          <ul className="search-places">
            {places.map((place, i) => (
              <PlaceLine key={i} id={id} place={place} />
            ))}
          </ul>
        ) : null}
        {found.morePlaces && !every.data ? (
          <button type="button" className="search-more" onClick={() => setAll(true)} disabled={every.isFetching}>
            {t('search.allPlaces')}
          </button>
        ) : null}
      </div>
    </li>
  )
}
