import type { Language } from '#backbone'
import { sentence, timecode, verdictOf, type Verdict } from '#media/qc'
import type { Finding, Report } from './contract.ts'
import type { KeptFinding, ReportRow, StopsPublish, WaiverRow } from './store.ts'

/** Whether a verdict is one from which on nothing may be published. */
export const stops = (verdict: Verdict, from: StopsPublish): boolean =>
  (from === 'fail' && verdict === 'fail') || (from === 'warn' && verdict !== 'pass')

/** The verdict on findings, those waived left out. */
export const verdictWithout = (findings: readonly KeptFinding[], waivers: readonly WaiverRow[]): Verdict => {
  const waived = new Set(waivers.map(({ finding }) => finding))
  return verdictOf(findings.filter(({ id }) => !waived.has(id)))
}

/** A report as callers see it; `waivers` are those of its asset. */
export const shapeReport = (row: ReportRow, waivers: readonly WaiverRow[]): Report => {
  const waived = new Set(waivers.filter(({ asset }) => asset === row.asset).map(({ finding }) => finding))
  const counted = row.findings.filter(({ id }) => !waived.has(id))
  const count = (severity: string) => counted.filter((one) => one.severity === severity).length
  return {
    asset: row.asset,
    verdict: row.verdict,
    stopsPublish: stops(row.verdict, row.stops_from),
    template: { id: row.template, title: row.template_title },
    durationSeconds: row.duration_seconds,
    frameRate: { num: row.rate_num, den: row.rate_den },
    counts: {
      fail: count('fail'),
      warn: count('warn'),
      info: count('info'),
      waived: row.findings.length - counted.length,
    },
    ...(row.loudness ? { loudness: row.loudness } : {}),
    judgedAt: row.judged_at.toISOString(),
  }
}

/** The findings of a report as callers see them, in their language. */
export const shapeFindings = (row: ReportRow, waivers: readonly WaiverRow[], language: Language): Finding[] => {
  const rate = { num: row.rate_num, den: row.rate_den }
  const byFinding = new Map(waivers.map((one) => [one.finding, one]))
  return row.findings.map((finding) => {
    const waiver = byFinding.get(finding.id)
    return {
      ...finding,
      startTimecode: timecode(finding.startSeconds, rate),
      endTimecode: timecode(finding.endSeconds, rate),
      sentence: sentence(finding, language),
      ...(waiver ? { waived: { reason: waiver.reason, by: waiver.by, at: waiver.at.toISOString() } } : {}),
    }
  })
}
