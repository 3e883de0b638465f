import type { Place, Section } from './sections.ts'

/** Every section there is, found when the console is built. */
export const sections = Object.values(import.meta.glob<Section>('../*/section.tsx', { eager: true, import: 'section' }))

/** Every place of every section, in the order of the navigation. */
export const places: Place[] = sections.flatMap((section) => section.places).toSorted((a, b) => a.order - b.order)
