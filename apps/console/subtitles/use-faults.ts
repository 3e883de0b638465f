import { useMemo, useState } from 'react'
import type { Kind } from '#services/subtitles'
import { faultsOf, type Fault, type Line } from './lines.ts'

type Known = { before: Line | undefined; kind: Kind; faults: Fault[] }

/** What is wrong with each line that has something wrong; lines that stay as they are are not looked at again. */
export const useFaults = (lines: readonly Line[], kind: Kind): ReadonlyMap<number, readonly Fault[]> => {
  const [known] = useState(() => new WeakMap<Line, Known>())
  return useMemo(() => {
    const all = new Map<number, readonly Fault[]>()
    for (const [i, line] of lines.entries()) {
      const before = lines[i - 1]
      let one = known.get(line)
      if (!one || one.before !== before || one.kind !== kind) {
        one = { before, kind, faults: faultsOf(line, before, kind) }
        known.set(line, one)
      }
      if (one.faults.length > 0) all.set(line.key, one.faults)
    }
    return all
  }, [lines, kind, known])
}
export type Faults = ReturnType<typeof useFaults>
