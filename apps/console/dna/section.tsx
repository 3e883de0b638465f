import { DiffOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [{ to: '/dna', label: 'nav.copies', icon: <DiffOutlined />, scope: 'assets:read', order: 27 }],
  routes: [
    { path: 'dna', lazy: page(pages, 'MatchesPage') },
    { path: 'dna/reuse', lazy: page(pages, 'ReusePage') },
    { path: 'dna/policies', lazy: page(pages, 'PoliciesPage') },
    { path: 'dna/prints', lazy: page(pages, 'PrintsPage') },
    { path: 'dna/matches/:id', lazy: page(pages, 'ComparePage') },
  ],
}
