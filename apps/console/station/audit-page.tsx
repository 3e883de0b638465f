import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { StationTabs } from './tabs.tsx'

type Trail = Awaited<ReturnType<typeof api.access.audit>>
type Entry = Trail['items'][number]

/** Who did what, and how it was before and after. `?subject=` shows one thing only. */
export const AuditPage = () => {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const subject = params.get('subject') ?? undefined
  const trail = useInfiniteQuery({
    queryKey: ['audit', subject],
    queryFn: ({ pageParam, signal }): Promise<Trail> =>
      api.access.audit(
        { limit: 100, ...(subject ? { subject } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const items = trail.data?.pages.flatMap((page) => page.items)
  return (
    <div className="page narrow-page">
      <StationTabs />
      <div className="page-head">
        <h1>{t('nav.audit')}</h1>
        {subject ? (
          <Button size="small" onClick={() => setParams({})}>
            {t('audit.all')}
          </Button>
        ) : null}
      </div>
      {trail.error && !trail.data ? <ErrorState error={trail.error} again={() => void trail.refetch()} /> : null}
      {trail.isPending ? <Skeleton /> : null}
      {items?.length === 0 ? <Empty title={t('audit.none')} /> : null}
      <ul className="panel rows audit" data-testid="audit">
        {items?.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {trail.hasNextPage ? (
        <Button block type="text" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
          {t('actions.more')}
        </Button>
      ) : null}
    </div>
  )
}

const EntryRow = ({ entry }: { entry: Entry }) => {
  const { t, i18n } = useTranslation()
  const { before, after, action, subject } = entry
  const key = `audit.actions.${action.replace('.', '_')}`
  const word = i18n.exists(key) ? t(key) : action
  const changes = changesOf(before, after)
  const who = entry.actor.kind === 'system' ? (textIn(after, 'by') ?? t('audit.system')) : entry.actor.name
  return (
    <li data-testid="audit-entry" data-action={action}>
      <time className="faint numerals" dateTime={entry.at}>
        {formatInstant(entry.at, i18n.language)}
      </time>
      <span className="audit-who ellipsis">{who}</span>
      <div className="grow">
        {word} <Subject action={action} subject={subject} title={nameIn(after) ?? nameIn(before)} />
      </div>
      {changes.length > 0 ? (
        <details>
          <summary className="faint">{t('audit.change')}</summary>
          <dl className="facts mono">
            {changes.map(({ field, from, to }) => (
              <Fragment key={field}>
                <dt>{field}</dt>
                <dd>
                  {from === undefined ? null : <del>{from}</del>} {to}
                </dd>
              </Fragment>
            ))}
          </dl>
        </details>
      ) : null}
    </li>
  )
}

type Change = { field: string; from: string | undefined; to: string | undefined }

/** The fields of what was kept of a thing before and after, side by side. */
const changesOf = (before: unknown, after: unknown): Change[] => {
  const [from, to] = [before, after].map((one) => (typeof one === 'object' && one !== null ? one : {})) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ]
  const text = (value: unknown) =>
    value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].map((field) => ({
    field,
    from: text(from[field]),
    to: text(to[field]),
  }))
}

/** What it was done to, by name; what has none is the person's own (a login, a password). */
const Subject = ({ action, subject, title }: { action: string; subject: string; title: string | undefined }) => {
  const { t } = useTranslation()
  const linked = action.startsWith('asset.') && action !== 'asset.deleted'
  if (linked) return <Link to={`/assets/${subject}`}>{title ?? t('runs.toAsset')}</Link>
  return title ? <span className="soft">{title}</span> : null
}

const textIn = (value: unknown, field: string): string | undefined => {
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
  return typeof text === 'string' ? text : undefined
}
const nameIn = (value: unknown): string | undefined =>
  textIn(value, 'title') ?? textIn(value, 'name') ?? textIn(value, 'login')
