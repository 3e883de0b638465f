import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Finding, Report } from '#services/qc'
import type { Tone } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'

export type { Finding, Report }

export const qcKey = (asset: string) => ['asset', asset, 'qc']

/** The verdict on an asset with what was found; null while it has not been judged. Kept up to date by the room `assets:qc`. */
export const useQc = (asset: string) => {
  const queries = useQueryClient()
  const again = useGathered(() => void queries.invalidateQueries({ queryKey: qcKey(asset) }))
  useRoom<{ asset: string }>('assets:qc', (message) => {
    if (message.asset === asset) again()
  })
  return useQuery({
    queryKey: qcKey(asset),
    queryFn: async ({ signal }): Promise<{ report: Report; findings: Finding[] } | null> => {
      try {
        const [report, findings] = await Promise.all([
          api.qc.report({ asset }, { signal }),
          api.qc.findings({ asset }, { signal }),
        ])
        return { report, findings: findings.items }
      } catch (error) {
        if (isProblem(error, 'not-judged')) return null
        throw error
      }
    },
  })
}

export const severityTones: Record<Finding['severity'], Tone> = { fail: 'red', warn: 'amber', info: 'sky' }
export const verdictTones: Record<Report['verdict'], Tone> = { fail: 'red', warn: 'amber', pass: 'jade' }

const gravity: Record<Finding['severity'], number> = { fail: 0, warn: 1, info: 2 }

/** What is worst first, then in order of time; what is waived comes last. */
export const inGravity = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) =>
      Number(a.waived !== undefined) - Number(b.waived !== undefined) ||
      gravity[a.severity] - gravity[b.severity] ||
      a.startSeconds - b.startSeconds,
  )

/** It is about the film as a whole, not about a part of it: it has no place on the timeline. */
export const isWhole = ({ startSeconds, endSeconds }: Finding, durationSeconds: number): boolean =>
  startSeconds <= 0.001 && endSeconds >= durationSeconds * 0.98
