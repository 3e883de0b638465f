import { Button } from 'antd'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset, HistoryEntry } from '#services/vms'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { problemTitle } from '../shell/problem.ts'
import { Differences, differencesOf } from './differences.tsx'

/** Who did what and when, newest first, with what it was before and after. */
export const HistoryEvents = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const rows = useRows(
    ['asset', asset.id, 'history'],
    (asked, options) => api.vms.history({ id: asset.id, ...asked }, options),
    { limit: 50 },
  )
  if (rows.error && rows.items.length === 0) return <ErrorState small error={rows.error} again={rows.again} />
  if (rows.pending) return <Skeleton rows={5} />
  if (rows.items.length === 0) return <Empty small title={t('history.none')} />
  return (
    <>
      <ol className="events">
        {rows.items.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {rows.hasMore ? (
        <Button size="small" loading={rows.loadingMore} onClick={rows.more}>
          {t('history.more')}
        </Button>
      ) : null}
    </>
  )
}

const tones: Record<string, string> = { 'run.failed': 'red', 'asset.published': 'jade', 'run.done': 'jade' }

const Entry = ({ entry }: { entry: HistoryEntry }) => {
  const { t } = useTranslation()
  const { action, actor, at, run, error, before, after } = entry
  return (
    <li className={`event ${tones[action] ?? ''}`} data-testid="event" data-action={action}>
      <div className="event-head">
        <strong>{happened(action)}</strong>
        <span className="faint">
          {actor ? `${nameOf(actor)} · ` : null}
          <Ago at={at} />
        </span>
      </div>
      {error ? <p className="red">{problemTitle(error)}</p> : null}
      {run ? <Link to={`/runs/${run.id}`}>{t('asset.seeRun')}</Link> : null}
      <Differences items={differencesOf(before, after)} />
    </li>
  )
}

/** What happened, in words; the service's own name where it is new to us. */
const happened = (action: string): string => {
  const key = `history.actions.${action.replaceAll(/[.-]/g, '_')}`
  return i18next.exists(key) ? i18next.t(key) : action
}

const nameOf = ({ kind, name }: NonNullable<HistoryEntry['actor']>): string =>
  kind === 'key'
    ? i18next.t('history.byKey', { name })
    : kind === 'system' && !name
      ? i18next.t('history.system')
      : name
