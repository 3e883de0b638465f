import { stat } from 'node:fs/promises'
import { MediaError } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import { probe, type Probe } from '#media/probe'
import {
  builtInTemplates,
  evaluate,
  type Finding,
  inspectFile,
  sentence,
  type TemplateName,
  timecode,
  type Verdict,
  verdictOf,
} from '#media/qc'
import { misused, Refusal, verb } from './verb.ts'

const templateNames = Object.keys(builtInTemplates)

export default verb({
  usage: 'FILE [--template NAME] [--json]',
  about: [
    'Judges a video or audio file: what is wrong with it, where, and what to do. Needs no station.',
    '检查音视频文件的技术质量，指出问题、位置和处理办法。',
    '',
    `Templates: ${templateNames.join(', ')}. Without one: general.`,
    'Exit status 0 when the verdict is pass or warn, 1 when it is fail (also for a file that cannot be read) or',
    'there is no such file, 2 for a command that was not understood.',
  ].join('\n'),
  flags: {
    template: { type: 'string', value: 'NAME', help: 'What the file is held against (general)' },
    json: { type: 'boolean', help: 'Verdict and findings as one JSON object' },
    english: { type: 'boolean', help: 'Sentences in English (in JSON both languages are given)' },
  },
  takesWords: true,
  async run({ flags, words }) {
    const [file, ...more] = words
    if (file === undefined || more.length > 0) throw misused('name one file')
    const name = flags.template ?? 'general'
    if (!isTemplate(name)) throw misused(`there is no template '${name}'; there are ${templateNames.join(', ')}`)
    if (!(await stat(file).catch(() => undefined))?.isFile()) throw new Refusal(`there is no file ${file}`)
    const stop = new AbortController()
    const onSignal = () => stop.abort()
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
    const judged = await judge(file, name, stop.signal).finally(() =>
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
    )
    process.stdout.write(
      flags.json ? `${JSON.stringify(judged, undefined, 2)}\n` : asText(judged, flags.english === true),
    )
    return judged.verdict === 'fail' ? 1 : 0
  },
})

const isTemplate = (name: string): name is TemplateName => templateNames.includes(name)

type Told = Finding & { startTimecode: string; endTimecode: string; messageZh: string }
type Judged = { file: string; template: string; verdict: Verdict; durationSeconds: number; findings: Told[] }

const judge = async (file: string, template: TemplateName, signal: AbortSignal): Promise<Judged> => {
  const source = { location: file }
  let found: Probe | undefined
  try {
    found = await probe(source, { signal })
    const { evidence } = await inspectFile({ ...source, demuxer: found.demuxer }, found, { signal })
    const findings = evaluate(evidence, builtInTemplates[template])
    return told(file, template, found, findings)
  } catch (error) {
    if (!(error instanceof MediaError)) throw error
    return told(file, template, found, [unreadable(found, error)])
  }
}

/** A file that cannot be looked at is a finding too. */
const unreadable = (found: Probe | undefined, { message, code }: MediaError): Finding => ({
  kind: 'corrupt',
  startSeconds: 0,
  endSeconds: found?.durationSeconds ?? 0,
  severity: 'fail',
  message: 'corrupt.unreadable',
  params: { said: message, code },
})

const told = (file: string, template: TemplateName, found: Probe | undefined, findings: Finding[]): Judged => {
  const rate = found?.video ? outputFrameRate(found) : { num: 25, den: 1 }
  return {
    file,
    template,
    verdict: verdictOf(findings),
    durationSeconds: found?.durationSeconds ?? 0,
    findings: findings.map((finding) => ({
      ...finding,
      startTimecode: timecode(finding.startSeconds, rate),
      endTimecode: timecode(finding.endSeconds, rate),
      message: sentence(finding, 'en'),
      messageZh: sentence(finding, 'zh-CN'),
    })),
  }
}

const marks = { info: '·', warn: '!', fail: '✗' }
const verdicts = { pass: '通过 pass', warn: '警告 warn', fail: '不通过 fail' }

const asText = ({ verdict, findings, template }: Judged, isEnglish: boolean): string => {
  const lines = findings.map((one) => {
    const words = isEnglish ? one.message : one.messageZh
    return `${marks[one.severity]} ${one.startTimecode} – ${one.endTimecode}  ${one.kind}: ${words}\n`
  })
  return `${verdicts[verdict]} (${template})\n${lines.join('')}`
}
