import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { saveText } from '../shell/save-text.ts'
import { auditCsv } from './audit-csv.ts'
import { diffOf } from './audit-diff.ts'
import { AuditDrawer } from './audit-drawer.tsx'
import { AuditFilters, auditFilters } from './audit-filters.tsx'
import { rangeOf, readWhen } from './audit-range.ts'
import { subjectAddress, subjectName, useAuditWords, type Entry } from './audit-words.ts'
import { useStationTabs } from './tabs.tsx'

const idOf = (entry: Entry) => entry.id

/** 操作记录: who did what, and how it was before and after. */
export const AuditPage = () => {
  const { t } = useTranslation()
  const words = useAuditWords()
  const [query, setQuery] = useTableQuery(auditFilters)
  const detail = useDetail()
  const { actor, action, subject, when } = query.filters
  const rows = useRows<Entry>(['audit', 'list', actor, action, subject, when], (asked, options) => {
    const span = readWhen(when)
    const filter = {
      ...(actor ? { actor } : {}),
      ...(action ? { action } : {}),
      ...(subject ? { subject } : {}),
      ...(span ? rangeOf(span) : {}),
    }
    return api.access.audit({ ...asked, ...filter }, options)
  })
  const names = useMemo(() => namesIn(rows.items), [rows.items])
  const nameOf = (entry: Entry) => subjectName(entry) ?? names.get(entry.subject)
  const at = rows.items.findIndex((entry) => entry.id === detail.id)
  const step = (by: number) => {
    const next = at === -1 ? undefined : rows.items[at + by]
    return next ? () => detail.open(next.id) : undefined
  }
  const entry = rows.items[at]
  const narrowed = Object.keys(query.filters).length > 0
  return (
    <PageFrame
      title={t('nav.audit')}
      tabs={useStationTabs()}
      actions={
        <Button
          disabled={rows.items.length === 0}
          title={t('audit.exportHint', { count: rows.items.length })}
          onClick={() => saveText('audit.csv', 'text/csv', auditCsv(rows.items, nameOf))}
          data-testid="audit-export"
        >
          {t('audit.export')}
        </Button>
      }
    >
      <div data-testid="audit">
        <DataTable<Entry>
          name="audit"
          label={t('nav.audit')}
          columns={useColumns(nameOf)}
          rows={rows}
          idOf={idOf}
          nameOf={(one) => `${words.who(one)} ${words.action(one.action)}`}
          query={query}
          onQuery={setQuery}
          views={{ page: 'audit', filters: auditFilters }}
          tools={<AuditFilters query={query} change={setQuery} />}
          open={(one) => detail.open(one.id)}
          current={detail.id}
          empty={
            <Empty title={t(narrowed ? 'audit.noneSuch' : 'audit.none')}>
              {narrowed ? <Button onClick={() => setQuery({ filters: {} })}>{t('audit.all')}</Button> : null}
            </Empty>
          }
        />
      </div>
      <AuditDrawer
        entry={entry}
        name={entry && nameOf(entry)}
        close={detail.close}
        previous={step(-1)}
        next={step(1)}
      />
    </PageFrame>
  )
}

/** What things are called, by the entries that say so: others of the same thing do not. */
const namesIn = (entries: readonly Entry[]): Map<string, string> =>
  new Map(
    entries.toReversed().flatMap((entry): [string, string][] => {
      const name = subjectName(entry)
      return name ? [[entry.subject, name]] : []
    }),
  )

const useColumns = (nameOf: (entry: Entry) => string | undefined): Column<Entry>[] => {
  const { t, i18n } = useTranslation()
  const words = useAuditWords()
  const list = new Intl.ListFormat(i18n.language, { type: 'unit', style: 'narrow' })
  const changes = (entry: Entry) => {
    const fields = diffOf(entry.before, entry.after).changed.map(({ field }) => words.field(field))
    return entry.before && entry.after ? (i18n.language === 'en' ? list.format(fields) : fields.join('、')) : ''
  }
  return [
    {
      key: 'action',
      title: t('audit.what'),
      cell: (entry) => (
        <span data-testid="audit-entry" data-action={entry.action}>
          {words.action(entry.action)}
        </span>
      ),
      widthPixels: 180,
    },
    {
      key: 'subject',
      title: t('audit.subject'),
      cell: (entry) => {
        const address = subjectAddress(entry)
        const name = nameOf(entry)
        if (address)
          return (
            <Link to={address} className="ellipsis">
              {name ?? t('audit.look')}
            </Link>
          )
        return name ? <span className="ellipsis">{name}</span> : <span className="faint">–</span>
      },
      widthPixels: 220,
      grow: true,
    },
    {
      key: 'changes',
      title: t('audit.change'),
      cell: (entry) => <span className="ellipsis faint">{changes(entry)}</span>,
      widthPixels: 180,
      card: 'off',
    },
    {
      key: 'who',
      title: t('audit.who'),
      cell: (entry) => <span className="ellipsis">{words.who(entry)}</span>,
      widthPixels: 140,
      card: 'about',
    },
    {
      key: 'at',
      title: t('audit.when'),
      cell: (entry) => (
        <time dateTime={entry.at} className="numerals">
          {formatInstant(entry.at, i18n.language)}
        </time>
      ),
      widthPixels: 180,
      card: 'about',
    },
  ]
}
