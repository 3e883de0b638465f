import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Deck } from '../asset/use-deck.ts'
import { lineAt, type Line } from './lines.ts'

/** Which line is open, which are chosen with it, and which one is shown where the film stands. */
export const useChoice = (lines: readonly Line[], { playhead }: Deck) => {
  const [open, setOpen] = useState<number>()
  const [other, setOther] = useState<number>()
  const [now, setNow] = useState<number>()
  const latest = useRef(lines)
  useEffect(() => {
    latest.current = lines
    const look = () => setNow(lineAt(latest.current, playhead.clock().atSeconds + 0.001)?.key)
    look()
    return playhead.watch(look)
  }, [lines, playhead])

  const chosen = useMemo(() => {
    const at = lines.findIndex(({ key }) => key === open)
    if (at < 0) return new Set<number>()
    const to = other === undefined ? at : lines.findIndex(({ key }) => key === other)
    const [from, until] = to < 0 ? [at, at] : [Math.min(at, to), Math.max(at, to)]
    return new Set(lines.slice(from, until + 1).map(({ key }) => key))
  }, [lines, open, other])

  const choose = useCallback((key: number | undefined, extend = false) => {
    if (extend) return setOther(key)
    setOpen(key)
    setOther(undefined)
  }, [])
  return { open, chosen, now, choose, line: lines.find(({ key }) => key === open) }
}
export type Choice = ReturnType<typeof useChoice>
