import './station.css'

export { AuditPage } from './audit-page.tsx'
export { KeysPage } from './keys-page.tsx'
export { PeoplePage } from './people-page.tsx'
export { StationPage } from './station-page.tsx'
