import { useEffect, useState } from 'react'

const kept = 'rongmei.volume'

export type Volume = { level: number; muted: boolean; change(level: number): void; mute(): void }

const keptLevel = (): number => {
  const level = Number(localStorage.getItem(kept) ?? 1)
  return level >= 0 && level <= 1 ? level : 1
}

/** How loud the video is; kept by the browser. */
export const useVolume = (element: HTMLVideoElement | null): Volume => {
  const [level, setLevel] = useState(keptLevel)
  const [muted, setMuted] = useState(false)
  useEffect(() => {
    if (!element) return
    element.volume = level
    element.muted = muted
  }, [element, level, muted])
  return {
    level,
    muted,
    change(wanted) {
      const next = Math.min(1, Math.max(0, Math.round(wanted * 100) / 100))
      localStorage.setItem(kept, String(next))
      setLevel(next)
      setMuted(next === 0)
    },
    mute: () => setMuted(!muted),
  }
}
