import './station.css'

export { AuditPage } from './audit-page.tsx'
export { KeysPage } from './keys-page.tsx'
export { PeoplePage } from './people-page.tsx'
export { SettingsPage } from './settings-page.tsx'
export { StationPage } from './station-page.tsx'
export { UsagePage } from './usage-page.tsx'
