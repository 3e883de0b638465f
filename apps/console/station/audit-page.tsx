import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { Bones, Failed, Notice } from '../shell/notice.tsx'
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
      {trail.error && !trail.data ? <Failed error={trail.error} again={() => void trail.refetch()} /> : null}
      {trail.isPending ? <Bones waiting /> : null}
      {items?.length === 0 ? <Notice title={t('audit.none')} /> : null}
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
  return (
    <li>
      <time className="faint numerals" dateTime={entry.at}>
        {formatInstant(entry.at, i18n.language)}
      </time>
      <span className="audit-who ellipsis">{entry.actor.kind === 'system' ? t('audit.system') : entry.actor.name}</span>
      <div className="grow">
        <div>
          {word} <Subject action={action} subject={subject} title={nameIn(after) ?? nameIn(before)} />
        </div>
        {before !== undefined || after !== undefined ? (
          <details>
            <summary className="faint">{t('audit.change')}</summary>
            <dl className="facts mono">
              {before === undefined ? null : (
                <>
                  <dt>{t('audit.before')}</dt>
                  <dd>{JSON.stringify(before)}</dd>
                </>
              )}
              {after === undefined ? null : (
                <>
                  <dt>{t('audit.after')}</dt>
                  <dd>{JSON.stringify(after)}</dd>
                </>
              )}
            </dl>
          </details>
        ) : null}
      </div>
    </li>
  )
}

const Subject = ({ action, subject, title }: { action: string; subject: string; title: string | undefined }) => {
  const name = title ?? subject.slice(0, 13)
  if (action.startsWith('asset.') && action !== 'asset.deleted') return <Link to={`/assets/${subject}`}>{name}</Link>
  return <span className="soft">{name}</span>
}

const nameIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { title, name, login } = value as Record<string, unknown>
  return [title, name, login].find((one) => typeof one === 'string') as string | undefined
}
