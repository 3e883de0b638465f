import { SunOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

export const section: Section = {
  places: [{ to: '/today', label: 'nav.today', icon: <SunOutlined />, scope: 'desk:read', order: 10, thumb: true }],
  routes: [{ path: 'today', lazy: page(() => import('./today-page.tsx'), 'TodayPage') }],
}
