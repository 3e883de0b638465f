export { evaluate } from './evaluate.ts'
export { verdictOf } from './finding.ts'
export { gatherEvidence, inspectFile, type InspectOptions, type Measured } from './inspect.ts'
export { builtInTemplates, type TemplateName } from './templates.ts'
export { timecode } from './timecode.ts'
export {
  type Evidence,
  type Finding,
  type FindingKind,
  findingKinds,
  type FixKind,
  fixKinds,
  type Severity,
  severities,
  type Template,
  type Verdict,
} from './types.ts'
export { type Language, messages, sentence } from './words.ts'
