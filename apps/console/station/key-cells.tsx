import { useTranslation } from 'react-i18next'
import type { Key } from '#backbone/access/contract'
import type { Scope } from '#backbone/scopes'
import { Status } from '../components/status.tsx'
import { formatDate, formatInstant } from '../shell/format.ts'
import { summaryOf } from './deeds.ts'
import { daysLeft, keyStateOf } from './key-state.ts'
import { useScopeWords } from './role-deeds.tsx'

/** What a key may do, in a line. */
export const useScopesLine = () => {
  const { t } = useTranslation()
  const words = useScopeWords()
  return (given: readonly Scope[]): string => {
    const summary = summaryOf(given)
    const things = (resources: string[]) => words.list(resources.map(words.resource))
    if (summary.kind === 'all') return t('keys.mayAll')
    if (summary.kind === 'read') return t('keys.maySee', { things: things(summary.resources) })
    const change = t('keys.mayChange', { things: things(summary.changes) })
    if (summary.reads.length === 0) return change
    return t('keys.mayChangeAndSee', { change, things: things(summary.reads) })
  }
}

/** When a key ends; amber when soon. */
export const KeyEnd = ({ item }: { item: Key }) => {
  const { t, i18n } = useTranslation()
  const { expiresAt } = item
  const state = keyStateOf(item)
  if (expiresAt === undefined) return <span className="faint">{t('keys.forever')}</span>
  if (state === 'live') return <span className="numerals">{formatDate(expiresAt, i18n.language)}</span>
  return (
    <span title={formatInstant(expiresAt, i18n.language)}>
      <Status tone={state === 'over' ? 'none' : 'amber'} state={state}>
        {state === 'over' ? t('keys.over') : t('keys.left', { count: daysLeft(expiresAt) })}
      </Status>
    </span>
  )
}
