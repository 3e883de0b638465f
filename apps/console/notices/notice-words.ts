import i18next from 'i18next'
import type { Notice } from '#services/desk'
import { problemTitle } from '../shell/problem.ts'
import { workflowName } from '../runs/words.ts'

/** What happened, in a sentence of the reader's language. */
export const noticeText = ({ kind, title, params, by }: Notice): string => {
  const error = params.error as { type: string; title: string } | undefined
  return i18next.t(`notices.kinds.${kind.replace('.', '_')}`, {
    title: title || i18next.t('notices.unnamed'),
    by: by?.name ?? i18next.t('notices.somebody'),
    reason: error ? problemTitle(error) : i18next.t('notices.noReason'),
    source: (params.sourceTitle as string | undefined) || i18next.t('notices.elsewhere'),
    seconds: Math.round((params.seconds as number | undefined) ?? 0),
    workflow: typeof params.workflow === 'string' ? workflowName(params.workflow) : '',
  })
}

/** Where a notice leads; nowhere when its subject is gone. */
export const noticeAddress = ({ kind, subject, params }: Notice): string | undefined => {
  if (kind === 'asset.purged') return
  if (kind === 'asset.matched') return `/assets/${subject.id}?tab=copies`
  if (subject.kind === 'asset') return `/assets/${subject.id}`
  if (subject.kind === 'run') return `/runs/${subject.id}`
  if (subject.kind === 'station') return '/station'
  if (typeof params.run === 'string') return `/runs/${params.run}`
}
