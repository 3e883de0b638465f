import { PlaySquareOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    {
      to: '/station/encoding',
      label: 'nav.encoding',
      icon: <PlaySquareOutlined />,
      scope: 'assets:read',
      order: 125,
      also: ['/station/logos'],
    },
  ],
  routes: [
    { path: 'station/encoding', lazy: page(pages, 'ProfilesPage') },
    { path: 'station/logos', lazy: page(pages, 'LogosPage') },
  ],
}
