import './system.css'

export { ApiPage } from './api-page.tsx'
export { EventsPage } from './events-page.tsx'
export { HealthPage } from './health-page.tsx'
