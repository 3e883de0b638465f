import type { Language } from '#backbone'
import { timecode } from '#media/qc'
import type { Finding, Report } from './contract.ts'

/** A report as a document is made of it. */
export type Told = { title: string; report: Report; findings: Finding[] }

const words = {
  'zh-CN': {
    heading: '技术审查报告',
    verdict: { pass: '通过', warn: '有警告', fail: '不通过' },
    severity: { info: '提示', warn: '警告', fail: '错误' },
    template: '模板',
    duration: '时长',
    judged: '审查时间',
    loudness: '响度',
    truePeak: '真峰值',
    range: '响度范围',
    from: '入点',
    to: '出点',
    kind: '级别',
    what: '问题与处理办法',
    none: '未发现问题。',
    waived: '已放行',
    stops: '按模板规定，未解决前不得发布。',
  },
  en: {
    heading: 'Technical quality report',
    verdict: { pass: 'Pass', warn: 'Warnings', fail: 'Fail' },
    severity: { info: 'Note', warn: 'Warning', fail: 'Fault' },
    template: 'Template',
    duration: 'Duration',
    judged: 'Judged',
    loudness: 'Loudness',
    truePeak: 'True peak',
    range: 'Loudness range',
    from: 'In',
    to: 'Out',
    kind: 'Severity',
    what: 'What is wrong and what to do',
    none: 'Nothing was found.',
    waived: 'Waived',
    stops: 'By this template it must not be published until this is settled.',
  },
} as const

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const style = `@page{size:A4;margin:18mm 16mm}*{box-sizing:border-box}
body{font:10.5pt/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1b1f24;margin:0 auto;max-width:900px;padding:24px}
h1{font-size:17pt;margin:0}h2{font-size:12pt;font-weight:500;color:#57606a;margin:2px 0 18px;overflow-wrap:anywhere}
.verdict{display:inline-block;padding:3px 14px;border-radius:4px;font-weight:600;color:#fff}
.pass{background:#1a7f37}.warn{background:#9a6700}.fail{background:#cf222e}
dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:4px 16px;margin:16px 0}dt{color:#57606a}dd{margin:0}
table{width:100%;border-collapse:collapse}th{text-align:left;font-weight:600;color:#57606a;border-bottom:1.5px solid #1b1f24}
th,td{padding:6px 10px 6px 0;vertical-align:top}td{border-bottom:1px solid #d8dee4}tr{break-inside:avoid}
.time{font-variant-numeric:tabular-nums;white-space:nowrap}.s-fail{color:#cf222e}.s-warn{color:#9a6700}.s-info{color:#57606a}
.waived td{color:#8c959f}.note{color:#57606a;font-size:9.5pt}.stops{color:#cf222e}
@media(prefers-color-scheme:dark){@media screen{body{background:#0d1117;color:#e6edf3}th{border-color:#e6edf3}td{border-color:#30363d}}}`

const number = (value: number | null, unit: string): string => (value === null ? '–' : `${value.toFixed(1)} ${unit}`)

/** A report as one HTML page that needs nothing else: no script, no font, no picture from anywhere. */
export const htmlOf = ({ title, report, findings }: Told, language: Language): string => {
  const say = words[language]
  const facts: [string, string][] = [
    [say.template, report.template.title],
    [say.duration, timecode(report.durationSeconds, report.frameRate)],
    [say.judged, report.judgedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ...(report.loudness
      ? ([
          [say.loudness, number(report.loudness.integratedLufs, 'LUFS')],
          [say.truePeak, number(report.loudness.truePeakDbtp, 'dBTP')],
          [say.range, number(report.loudness.rangeLu, 'LU')],
        ] satisfies [string, string][])
      : []),
  ]
  const rows = findings.map((one) => {
    const note = one.waived
      ? `<div class="note">${say.waived}: ${escaped(one.waived.reason)} (${escaped(one.waived.by)})</div>`
      : ''
    return `<tr${one.waived ? ' class="waived"' : ''}><td class="time">${one.startTimecode}</td>
<td class="time">${one.endTimecode}</td><td class="s-${one.severity}">${say.severity[one.severity]}</td>
<td>${escaped(one.sentence)}${note}</td></tr>`
  })
  const table = `<table><thead><tr><th>${say.from}</th><th>${say.to}</th><th>${say.kind}</th><th>${say.what}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${escaped(`${say.heading} · ${title}`)}</title>
<style>${style}</style></head><body>
<h1>${say.heading}</h1><h2>${escaped(title)}</h2>
<p><span class="verdict ${report.verdict}">${say.verdict[report.verdict]}</span></p>
${report.stopsPublish ? `<p class="stops">${say.stops}</p>` : ''}
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
${findings.length > 0 ? table : `<p>${say.none}</p>`}
</body></html>
`
}
