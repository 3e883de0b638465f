import { SafetyCertificateOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    {
      to: '/station/playback',
      label: 'nav.playback',
      icon: <SafetyCertificateOutlined />,
      scope: 'playback:manage',
      order: 115,
    },
  ],
  routes: [
    { path: 'station/playback', lazy: page(pages, 'PolicyPage') },
    { path: 'station/playback/regions', lazy: page(pages, 'RegionsPage') },
    { path: 'station/playback/links', lazy: page(pages, 'LinksPage') },
    { path: 'station/playback/sessions', lazy: page(pages, 'SessionsPage') },
    { path: 'station/playback/keys', lazy: page(pages, 'KeysPage') },
  ],
}
