import { useEffect, useRef, useState } from 'react'

const showSeconds = 20

/**
 * Which entries have changed in place since they were first shown, for 20 s each. What is new is not changed; what
 * comes again later keeps the version it was last seen with.
 */
export const useChanged = <T>(
  items: readonly T[],
  idOf: (item: T) => string,
  versionOf: ((item: T) => string | number) | undefined,
): ReadonlySet<string> => {
  const seen = useRef(new Map<string, string | number>())
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (!versionOf) return
    const now = items.flatMap((item) => {
      const id = idOf(item)
      const version = versionOf(item)
      const before = seen.current.get(id)
      seen.current.set(id, version)
      return before !== undefined && before !== version ? [id] : []
    })
    if (now.length === 0) return
    setChanged((before) => new Set([...before, ...now]))
    setTimeout(() => setChanged((before) => new Set([...before].filter((id) => !now.includes(id)))), showSeconds * 1000)
  }, [items, idOf, versionOf])
  return changed
}
