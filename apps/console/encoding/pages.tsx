export { LogosPage } from './logos-page.tsx'
export { ProfilesPage } from './profiles-page.tsx'
