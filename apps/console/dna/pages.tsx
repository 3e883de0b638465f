import './dna.css'

export { ComparePage } from './compare-page.tsx'
export { MatchesPage } from './matches-page.tsx'
export { PoliciesPage } from './policies-page.tsx'
export { PrintsPage } from './prints-page.tsx'
export { ReusePage } from './reuse-page.tsx'
