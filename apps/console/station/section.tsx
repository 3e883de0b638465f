import { ApartmentOutlined, AuditOutlined, KeyOutlined, TeamOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    { to: '/station', label: 'nav.station', icon: <ApartmentOutlined />, scope: 'station:read', order: 100 },
    { to: '/station/people', label: 'nav.people', icon: <TeamOutlined />, scope: 'station:read', order: 110 },
    { to: '/station/keys', label: 'nav.keys', icon: <KeyOutlined />, scope: 'keys:manage', order: 120 },
    { to: '/station/audit', label: 'nav.audit', icon: <AuditOutlined />, scope: 'audit:read', order: 130 },
  ],
  routes: [
    { path: 'station', lazy: page(pages, 'StationPage') },
    { path: 'station/people', lazy: page(pages, 'PeoplePage') },
    { path: 'station/keys', lazy: page(pages, 'KeysPage') },
    { path: 'station/audit', lazy: page(pages, 'AuditPage') },
  ],
}
