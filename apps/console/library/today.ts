import { useEffect, useState } from 'react'
import { midnight } from './filter.ts'

/** When today began where the reader is; a page left open overnight is told. */
export const useToday = (): Date => {
  const [today, setToday] = useState(() => midnight(new Date()))
  useEffect(() => {
    const timer = setTimeout(() => setToday(midnight(new Date())), midnight(today, 1).getTime() - Date.now() + 1000)
    return () => clearTimeout(timer)
  }, [today])
  return today
}
