import { useEffect, useRef } from 'react'

/** Calls `refresh` once for everything that was told within a short while. */
export const useGathered = (refresh: () => void, milliseconds = 600): (() => void) => {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(refresh)
  useEffect(() => {
    latest.current = refresh
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      latest.current()
    }, milliseconds)
  }
}
