import { ProfileOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    { to: '/station/metadata', label: 'nav.metadata', icon: <ProfileOutlined />, scope: 'station:manage', order: 112 },
  ],
  routes: [
    { path: 'station/metadata', lazy: page(pages, 'SchemasPage') },
    { path: 'station/metadata/:id', lazy: page(pages, 'SchemaPage') },
  ],
}
