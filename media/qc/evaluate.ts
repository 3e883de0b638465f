import { asFinding } from './finding.ts'
import { fieldRules } from './field-rules.ts'
import { fileRules } from './file-rules.ts'
import { formatRules } from './format-rules.ts'
import { pictureRules } from './picture-rules.ts'
import { soundRules } from './sound-rules.ts'
import type { Evidence, Finding, Template } from './types.ts'

/** Judges what is known of a file by a template: findings in order of time, at most 2,000. Pure. */
export const evaluate = (evidence: Evidence, template: Template): Finding[] =>
  [pictureRules, fieldRules, soundRules, fileRules, formatRules]
    .flatMap((rules) => rules(evidence, template))
    .flatMap((seen) => asFinding(seen, template) ?? [])
    .toSorted((a, b) => a.startSeconds - b.startSeconds)
    .slice(0, mostFindings)

const mostFindings = 2000
