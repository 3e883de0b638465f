import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ImportLine } from '#services/vms'
import { labelOf, type Labels } from '../asset/differences.tsx'
import { useSchemas } from '../asset/metadata-schema.ts'
import { DataTable } from '../components/data-table.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status, type Tone } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { problemTitle } from '../shell/problem.ts'

export type Outcome = { changed: number; unchanged: number; problems: number; lines: readonly ImportLine[] }

const outcomes = ['problem', 'changed', 'unchanged'] as const satisfies readonly ImportLine['outcome'][]
const tones: Record<ImportLine['outcome'], Tone> = { problem: 'red', changed: 'jade', unchanged: 'none' }
const filters = ['outcome']

const idOf = ({ line }: ImportLine) => String(line)

/** What became of each line, or would become of it. */
export const ImportOutcome = ({ outcome, dry }: { outcome: Outcome; dry: boolean }) => {
  const { t } = useTranslation()
  const [query, setQuery] = useTableQuery(filters)
  const schemas = useSchemas()
  const labels = useMemo<Labels>(
    () => Object.fromEntries((schemas.data ?? []).flatMap(({ fields }) => fields.map((one) => [one.key, one.label]))),
    [schemas.data],
  )
  const lines = outcome.lines.filter((line) => !query.filters.outcome || line.outcome === query.filters.outcome)
  const { changed, unchanged, problems } = outcome
  return (
    <div data-testid="import-outcome" data-dry={dry} data-problems={problems}>
      <p role="status" className={problems > 0 ? 'amber' : 'jade'}>
        {t(dry ? 'exchange.would' : 'exchange.done', { changed, unchanged, problems })}
      </p>
      <DataTable<ImportLine>
        name="import"
        label={t('exchange.outcome')}
        columns={useLineColumns(dry, labels)}
        rows={rowsOf(lines)}
        idOf={idOf}
        nameOf={({ line, title }) => title ?? String(line)}
        query={query}
        onQuery={setQuery}
        empty={<Empty small title={t('exchange.noLines')} />}
      />
    </div>
  )
}

const useLineColumns = (dry: boolean, labels: Labels): Column<ImportLine>[] => {
  const { t, i18n } = useTranslation()
  const word = (outcome: ImportLine['outcome']) =>
    t(outcome === 'changed' && dry ? 'exchange.outcomes.wouldChange' : `exchange.outcomes.${outcome}`)
  const parting = i18n.language === 'en' ? ', ' : '、'
  return [
    {
      key: 'line',
      title: t('exchange.line'),
      cell: ({ line, outcome }) => (
        <span className="numerals" data-testid="import-line" data-outcome={outcome}>
          {line}
        </span>
      ),
      widthPixels: 70,
    },
    {
      key: 'outcome',
      title: t('exchange.outcome'),
      cell: ({ outcome }) => (
        <Status tone={tones[outcome]} state={outcome}>
          {word(outcome)}
        </Status>
      ),
      widthPixels: 130,
      filter: outcomes.map((value) => ({ value, label: word(value) })),
      card: 'state',
    },
    {
      key: 'asset',
      title: t('exchange.asset'),
      cell: ({ asset, title }) =>
        asset ? (
          <Link to={`/assets/${asset}`} className="ellipsis">
            {title ?? asset}
          </Link>
        ) : (
          <span className="faint">–</span>
        ),
      widthPixels: 220,
    },
    {
      key: 'what',
      title: t('exchange.what'),
      cell: ({ changed = [], problem }) => {
        const words = problem
          ? problemTitle({ ...problem.detail, type: problem.type, title: problem.title })
          : changed.map((key) => labelOf(key, labels)).join(parting)
        return (
          <span className="ellipsis" title={words}>
            {words}
          </span>
        )
      },
      widthPixels: 320,
      grow: true,
    },
  ]
}
