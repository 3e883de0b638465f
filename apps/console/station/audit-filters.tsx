import { useQuery } from '@tanstack/react-query'
import { Input, Popover, Segmented, Select, Button } from 'antd'
import { CalendarOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TableQuery } from '../components/table-columns.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { readWhen, spanNames } from './audit-range.ts'
import { auditGroups, useAuditWords } from './audit-words.ts'

/** The keys of the address by which the trail is narrowed. */
export const auditFilters = ['actor', 'action', 'when', 'subject']

type AuditFiltersProps = { query: TableQuery; change(query: TableQuery): void }

/** Who, what and when. */
export const AuditFilters = ({ query, change }: AuditFiltersProps) => {
  const { t } = useTranslation()
  const words = useAuditWords()
  const actors = useActors()
  const set = (key: string, value: string | undefined) => {
    const { [key]: _before, ...others } = query.filters
    change({ ...query, filters: value ? { ...others, [key]: value } : others })
  }
  const { actor, action, when, subject } = query.filters
  return (
    <>
      <Select
        className="audit-filter"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('audit.anybody')}
        aria-label={t('audit.who')}
        value={actor ?? null}
        options={
          actor && !actors.some(({ value }) => value === actor) ? [...actors, { value: actor, label: actor }] : actors
        }
        onChange={(value: string | undefined) => set('actor', value)}
        data-testid="audit-actor"
      />
      <Select
        className="audit-filter"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('audit.anything')}
        aria-label={t('audit.what')}
        value={action ?? null}
        options={auditGroups.map(({ kind, actions }) => ({
          label: t(`audit.kinds.${kind}`),
          options: [
            { value: kind, label: t('audit.allOf', { kind: t(`audit.kinds.${kind}`) }) },
            ...actions.map((value) => ({ value, label: words.action(value) })),
          ],
        }))}
        onChange={(value: string | undefined) => set('action', value)}
        data-testid="audit-action"
      />
      <WhenFilter when={when} change={(value) => set('when', value)} />
      {subject ? (
        <button type="button" className="table-active-chip" onClick={() => set('subject', undefined)}>
          {t('audit.oneThing')}
          <span aria-hidden="true">×</span>
        </button>
      ) : null}
    </>
  )
}

/** Who may have done things: the people, and the programs with a key. */
const useActors = () => {
  const { may } = useSession()
  const people = useQuery({
    queryKey: ['audit', 'actors', 'people'],
    queryFn: ({ signal }) => api.access.people({ limit: 200 }, { signal }),
    enabled: may('station:read'),
  })
  const keys = useQuery({
    queryKey: ['audit', 'actors', 'keys'],
    queryFn: ({ signal }) => api.access.keys({ limit: 200 }, { signal }),
    enabled: may('keys:manage'),
  })
  return [...(people.data?.items ?? []), ...(keys.data?.items ?? [])].map(({ id, name }) => ({
    value: id,
    label: name,
  }))
}

const WhenFilter = ({ when, change }: { when: string | undefined; change(when: string | undefined): void }) => {
  const { t } = useTranslation()
  const chosen = readWhen(when)
  const days = chosen && 'fromDay' in chosen ? chosen : undefined
  const [from, setFrom] = useState(days?.fromDay ?? '')
  const [to, setTo] = useState(days?.toDay ?? '')
  const whole = readWhen(`${from}..${to || from}`)
  return (
    <span className="audit-when">
      <Segmented
        value={chosen && 'span' in chosen ? chosen.span : days ? '' : 'all'}
        onChange={(value) => change(value === 'all' ? undefined : value)}
        options={[
          { value: 'all', label: t('audit.spans.all') },
          ...spanNames.map((value) => ({
            value: value as string,
            label: t(`audit.spans.${value}`),
          })),
        ]}
        aria-label={t('audit.when')}
      />
      <Popover
        trigger="click"
        placement="bottom"
        arrow={false}
        content={
          <form
            className="audit-days"
            onSubmit={(event) => {
              event.preventDefault()
              if (whole) change(`${from}..${to || from}`)
            }}
          >
            <label>
              <span className="label">{t('audit.from')}</span>
              <Input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
            </label>
            <label>
              <span className="label">{t('audit.to')}</span>
              <Input type="date" value={to} min={from} onChange={(event) => setTo(event.target.value)} />
            </label>
            <Button type="primary" htmlType="submit" disabled={!whole}>
              {t('audit.showDays')}
            </Button>
          </form>
        }
      >
        <Button
          icon={<CalendarOutlined />}
          aria-label={t('audit.days')}
          title={t('audit.days')}
          {...(days ? { className: 'audit-days-on' } : {})}
        >
          {days ? (days.fromDay === days.toDay ? days.fromDay : `${days.fromDay} – ${days.toDay}`) : null}
        </Button>
      </Popover>
    </span>
  )
}
