import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  KeyOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    {
      to: '/station',
      label: 'nav.station',
      icon: <ApartmentOutlined />,
      scope: 'station:read',
      order: 100,
    },
    {
      to: '/station/people',
      label: 'nav.people',
      icon: <TeamOutlined />,
      scope: 'station:read',
      order: 110,
    },
    {
      to: '/station/keys',
      label: 'nav.keys',
      icon: <KeyOutlined />,
      scope: 'keys:manage',
      order: 120,
    },
    {
      to: '/station/audit',
      label: 'nav.audit',
      icon: <AuditOutlined />,
      scope: 'audit:read',
      order: 130,
    },
    {
      to: '/station/usage',
      label: 'nav.usage',
      icon: <BarChartOutlined />,
      scope: 'station:read',
      order: 140,
    },
    {
      to: '/station/settings',
      label: 'nav.settings',
      icon: <SettingOutlined />,
      scope: 'station:read',
      order: 150,
    },
  ],
  routes: [
    { path: 'station', lazy: page(pages, 'StationPage') },
    { path: 'station/people', lazy: page(pages, 'PeoplePage') },
    { path: 'station/keys', lazy: page(pages, 'KeysPage') },
    { path: 'station/usage', lazy: page(pages, 'UsagePage') },
    { path: 'station/settings', lazy: page(pages, 'SettingsPage') },
    { path: 'station/audit', lazy: page(pages, 'AuditPage') },
  ],
}
