import { PlaySquareOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

export const section: Section = {
  places: [
    {
      to: '/library',
      label: 'nav.library',
      icon: <PlaySquareOutlined />,
      scope: 'assets:read',
      order: 20,
      also: ['/assets/'],
      thumb: true,
    },
  ],
  routes: [
    { path: 'library', lazy: page(() => import('./library-page.tsx'), 'LibraryPage') },
    { path: 'library/bin', lazy: page(() => import('./bin-page.tsx'), 'BinPage') },
  ],
}
