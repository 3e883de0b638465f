import { EllipsisOutlined, MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useNarrow } from '../theme/theme.tsx'
import { places } from './all-sections.ts'
import type { Place } from './sections.ts'
import { useSession } from './session.tsx'

const kept = 'rongmei.navigation'
const groups = [
  { from: 0, label: undefined },
  { from: 100, label: 'nav.stationGroup' },
  { from: 200, label: 'nav.systemGroup' },
] as const
const groupOf = (place: Place) => groups.findLast(({ from }) => place.order >= from)!

/** The place that an address belongs to: the one whose own address reaches furthest into it. */
export const placeOf = (pathname: string, all: readonly Place[]): Place | undefined =>
  all
    .filter(
      ({ to, also = [] }) =>
        pathname === to || pathname.startsWith(`${to}/`) || also.some((prefix) => pathname.startsWith(prefix)),
    )
    .toSorted((a, b) => b.to.length - a.to.length)[0]

/** Where one can go: at the left on desks, under the thumb on phones. */
export const Navigation = () => {
  const { may } = useSession()
  const narrow = useNarrow()
  const mine = places.filter(({ scope, quiet }) => !quiet && may(scope))
  return narrow ? <ThumbBar places={mine} /> : <SideBar places={mine} />
}

const SideBar = ({ places }: { places: readonly Place[] }) => {
  const { t } = useTranslation()
  const [folded, setFolded] = useState(() => localStorage.getItem(kept) === 'folded')
  const fold = () => {
    localStorage.setItem(kept, folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  return (
    <nav className={folded ? 'nav folded' : 'nav'} aria-label={t('nav.label')}>
      <Grouped places={places} folded={folded} />
      <button type="button" className="nav-link nav-fold" onClick={fold} aria-pressed={folded}>
        {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        <span>{t('nav.fold')}</span>
      </button>
    </nav>
  )
}

const ThumbBar = ({ places }: { places: readonly Place[] }) => {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [pathname])
  const here = placeOf(pathname, places)
  return (
    <>
      <nav className="thumb-bar" aria-label={t('nav.label')}>
        {places
          .filter(({ thumb }) => thumb)
          .map((place) => (
            <PlaceLink key={place.to} place={place} active={place === here} />
          ))}
        <button
          type="button"
          className={here && !here.thumb ? 'nav-link active' : 'nav-link'}
          onClick={() => setOpen(true)}
          aria-haspopup="dialog"
          data-testid="nav-more"
        >
          <EllipsisOutlined />
          <span>{t('nav.more')}</span>
        </button>
      </nav>
      <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" size="large" title={t('nav.label')}>
        <nav className="nav-sheet" aria-label={t('nav.more')}>
          <Grouped places={places} folded={false} />
        </nav>
      </Drawer>
    </>
  )
}

const Grouped = ({ places, folded }: { places: readonly Place[]; folded: boolean }): ReactNode => {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const here = placeOf(pathname, places)
  return [...Map.groupBy(places, groupOf)].map(([group, inside]) => (
    <div key={group.from} className="nav-places">
      {group.label ? <div className="nav-group">{t(group.label)}</div> : null}
      {inside.map((place) => (
        <PlaceLink key={place.to} place={place} active={place === here} folded={folded} />
      ))}
    </div>
  ))
}

const PlaceLink = ({ place, active, folded = false }: { place: Place; active: boolean; folded?: boolean }) => {
  const { t } = useTranslation()
  const label = t(place.label)
  return (
    <Link
      to={place.to}
      className={active ? 'nav-link active' : 'nav-link'}
      aria-current={active ? 'page' : undefined}
      title={folded ? label : undefined}
    >
      {place.icon}
      <span>{label}</span>
    </Link>
  )
}
