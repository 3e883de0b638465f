import {
  ApartmentOutlined,
  AuditOutlined,
  DeploymentUnitOutlined,
  KeyOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  PlaySquareOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import type { Scope } from '#backbone/scopes'
import { useNarrow } from '../theme/theme.tsx'
import { useSession } from './session.tsx'

const kept = 'rongmei.navigation'

type Place = { to: string; icon: ReactNode; label: string; scope: Scope; end?: boolean }

/** Where one can go: at the left on desks, under the thumb on phones. */
export const Navigation = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const narrow = useNarrow()
  const [folded, setFolded] = useState(() => localStorage.getItem(kept) === 'folded')
  const { pathname } = useLocation()
  // An asset is a page of the library.
  const belongs = (to: string) => to === '/library' && pathname.startsWith('/assets/')
  const fold = () => {
    localStorage.setItem(kept, folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  const main: Place[] = [
    { to: '/library', icon: <PlaySquareOutlined />, label: t('nav.library'), scope: 'assets:read' },
    { to: '/runs', icon: <DeploymentUnitOutlined />, label: t('nav.runs'), scope: 'runs:read' },
  ]
  const station: Place[] = [
    { to: '/station', icon: <ApartmentOutlined />, label: t('nav.station'), scope: 'station:read', end: true },
    { to: '/station/people', icon: <TeamOutlined />, label: t('nav.people'), scope: 'station:read' },
    { to: '/station/keys', icon: <KeyOutlined />, label: t('nav.keys'), scope: 'keys:manage' },
    { to: '/station/audit', icon: <AuditOutlined />, label: t('nav.audit'), scope: 'audit:read' },
  ]
  const link = ({ to, icon, label, end = false }: Place) => (
    <NavLink
      key={to}
      to={to}
      end={end}
      className={({ isActive }) => (isActive || belongs(to) ? 'nav-link active' : 'nav-link')}
      title={folded ? label : undefined}
    >
      {icon}
      <span>{label}</span>
    </NavLink>
  )
  if (narrow) {
    const home = { ...station[0]!, end: false }
    return (
      <nav className="thumb-bar" aria-label={t('nav.label')}>
        {[...main, home].filter(({ scope }) => may(scope)).map(link)}
      </nav>
    )
  }
  return (
    <nav className={folded ? 'nav folded' : 'nav'} aria-label={t('nav.label')}>
      {main.filter(({ scope }) => may(scope)).map(link)}
      <div className="nav-group">{t('nav.stationGroup')}</div>
      {station.filter(({ scope }) => may(scope)).map(link)}
      <button type="button" className="nav-link nav-fold" onClick={fold} aria-pressed={folded}>
        {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        <span>{t('nav.fold')}</span>
      </button>
    </nav>
  )
}
