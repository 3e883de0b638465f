import i18next from 'i18next'
import type { RunStep } from './run-data.ts'

/** What a kind of step does, in the reader's language; the engine's own title where it is new to us. */
export const kindName = (kind: string, title: string): string => {
  const key = `kinds.${kind.replace('.', '_')}`
  return i18next.exists(key) ? i18next.t(key) : title
}

/** A step by name: its kind, and which slice in which renditions where there are many. */
export const stepName = (step: Pick<RunStep, 'kind' | 'title' | 'key'>): string => {
  const slice = /^slice-(\d+)-(.+)$/.exec(step.key)
  if (!slice) return kindName(step.kind, step.title)
  const renditions = slice[2]!.replaceAll('+', i18next.language === 'en' ? ', ' : '、')
  return i18next.t('runs.sliceName', { number: Number(slice[1]) + 1, renditions })
}

/** The workflows that can be asked for. */
export const workflows = [
  'ingest',
  'judge',
  'mend',
  'fingerprint',
  'fingerprint-missing',
  'scrub',
  'search-rebuild',
  'search-refresh',
] as const
/** Those whose subject is an asset. */
export const aboutAssets: ReadonlySet<string> = new Set(['ingest', 'judge', 'mend', 'fingerprint'])

/** The workflow a run follows. */
export const workflowName = (workflow: string): string => {
  const key = `workflows.${workflow}`
  return i18next.exists(key) ? i18next.t(key) : workflow
}

/** A queue by what is done in it. */
export const queueName = (queue: string): string => i18next.t(`queues.${queue}`, { defaultValue: queue })
