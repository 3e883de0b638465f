import './playback.css'

export { KeysPage } from './keys-page.tsx'
export { LinksPage } from './links-page.tsx'
export { PolicyPage } from './policy-page.tsx'
export { RegionsPage } from './regions-page.tsx'
export { SessionsPage } from './sessions-page.tsx'
