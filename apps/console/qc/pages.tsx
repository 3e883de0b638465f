import './qc-room.css'

export { ReportsPage } from './reports-page.tsx'
export { TemplatePage } from './template-page.tsx'
export { TemplatesPage } from './templates-page.tsx'
