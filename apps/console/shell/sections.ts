import type { ReactNode } from 'react'
import type { RouteObject } from 'react-router'
import type { Scope } from '#backbone/scopes'

/** Where one can go from the navigation. */
export type Place = {
  to: string
  /** Key of its words. */
  label: string
  icon: ReactNode
  /** Who may not do this does not see it. */
  scope: Scope
  /** Places stand in this order; under 100 what everybody does all day, from 100 the station, from 200 the system. */
  order: number
  /** Addresses beneath these belong to it as well. */
  also?: string[]
  /** Stands under the thumb on phones; the others are found under "more". */
  thumb?: boolean
  /** Not for the navigation: only the search leads there. */
  quiet?: boolean
}

/** One room of the console. Every folder with a `section.tsx` that exports one is part of the house. */
export type Section = { places: Place[]; routes: RouteObject[] }

/** A page of its own bundle, fetched when it is first opened. */
export const page =
  <M extends Record<string, unknown>>(load: () => Promise<M>, name: keyof M) =>
  async () => ({ Component: (await load())[name] as () => ReactNode })
