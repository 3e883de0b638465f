import { page, type Section } from '../shell/sections.ts'

export const section: Section = {
  places: [],
  routes: [{ path: 'assets/:id', lazy: page(() => import('./asset-page.tsx'), 'AssetPage') }],
}
