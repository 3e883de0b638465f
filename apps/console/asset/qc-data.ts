import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Finding } from '#services/qc'
import type { TimelineRow } from '../components/timeline-rows.tsx'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { useRoom } from '../shell/realtime.ts'

const none: Finding[] = []

/** What technical QC found in an asset; no report while it has not been judged. */
export const useJudgement = (asset: string) => {
  const queries = useQueryClient()
  useRoom<{ asset: string }>('qc', (told) => {
    if (told.asset === asset) void queries.invalidateQueries({ queryKey: ['asset', asset, 'qc'] })
  })
  const report = useQuery({
    queryKey: ['asset', asset, 'qc', 'report'],
    queryFn: ({ signal }) =>
      api.qc.report({ asset }, { signal }).catch((error: unknown) => {
        if (isProblem(error, 'not-judged')) return null
        throw error
      }),
  })
  const findings = useQuery({
    queryKey: ['asset', asset, 'qc', 'findings'],
    queryFn: async ({ signal }) => (await api.qc.findings({ asset }, { signal })).items,
    enabled: report.data !== null && report.data !== undefined,
  })
  return { report, findings: findings.data ?? none }
}

/** Findings as lanes of the timeline, one a kind; what holds for the whole file has no place there. */
export const findingLanes = (
  findings: readonly Finding[],
  durationSeconds: number,
  nameOf: (kind: Finding['kind']) => string,
  open: (finding: Finding) => void,
): TimelineRow[] =>
  [
    ...Map.groupBy(
      findings.filter((one) => isPlace(one, durationSeconds)),
      ({ kind }) => kind,
    ),
  ].map(([kind, inside]) => ({
    kind: 'lane' as const,
    key: `qc-${kind}`,
    label: nameOf(kind),
    items: inside.map((finding) => ({
      id: finding.id,
      fromSeconds: finding.startSeconds,
      toSeconds: finding.endSeconds,
      label: finding.sentence,
      ...(finding.severity === 'info'
        ? {}
        : { tone: finding.severity === 'fail' ? ('red' as const) : ('amber' as const) }),
    })),
    press: ({ id }: { id: string }) => open(inside.find((one) => one.id === id)!),
  }))

const isPlace = ({ startSeconds, endSeconds, waived }: Finding, durationSeconds: number) =>
  !waived && endSeconds - startSeconds < durationSeconds * 0.999
