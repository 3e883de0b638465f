import { page, type Section } from '../shell/sections.ts'

/** Every component in every state, for those who build pages and for the tests that look at them. */
export const section: Section = {
  places: [],
  routes: [{ path: '_components', lazy: page(() => import('./gallery-page.tsx'), 'GalleryPage') }],
}
