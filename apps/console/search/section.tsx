import { FileSearchOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

export const section: Section = {
  places: [{ to: '/search', label: 'nav.search', icon: <FileSearchOutlined />, scope: 'assets:read', order: 25 }],
  routes: [{ path: 'search', lazy: page(() => import('./search-page.tsx'), 'SearchPage') }],
}
