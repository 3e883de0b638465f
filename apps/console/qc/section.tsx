import { FileProtectOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [{ to: '/qc', label: 'nav.qc', icon: <FileProtectOutlined />, scope: 'assets:read', order: 28 }],
  routes: [
    { path: 'qc', lazy: page(pages, 'ReportsPage') },
    { path: 'qc/templates', lazy: page(pages, 'TemplatesPage') },
    { path: 'qc/templates/:id', lazy: page(pages, 'TemplatePage') },
  ],
}
