import { ApiOutlined, HeartOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    { to: '/system', label: 'nav.health', icon: <HeartOutlined />, scope: 'system:read', order: 200 },
    { to: '/system/events', label: 'nav.events', icon: <ThunderboltOutlined />, scope: 'system:read', order: 210 },
    { to: '/system/api', label: 'nav.api', icon: <ApiOutlined />, scope: 'keys:manage', order: 220 },
  ],
  routes: [
    { path: 'system', lazy: page(pages, 'HealthPage') },
    { path: 'system/events', lazy: page(pages, 'EventsPage') },
    { path: 'system/api', lazy: page(pages, 'ApiPage') },
  ],
}
