import { createContext, use } from 'react'

export type TourControl = { start(): void }
export const TourContext = createContext<TourControl | undefined>(undefined)

/** Starts the tour, from wherever one is. */
export const useTour = (): TourControl => {
  const tour = use(TourContext)
  if (!tour) throw new Error('useTour outside TourProvider')
  return tour
}
