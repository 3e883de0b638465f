import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { AssetChoice } from '../library/asset-choice.tsx'
import { Moment } from '../library/moment.tsx'
import { api } from '../shell/api.ts'
import { formatDuration, formatPercent } from '../shell/format.ts'
import { useEditWords, useSentence } from './edits.ts'
import { actions, actionTones, decisions, decisionTones, paired, useDnaNews, type Pair } from './match-data.ts'
import { useDnaTabs } from './tabs.ts'

const filters = ['decision', 'action', 'source']
/** A page names two assets a match, and so many can be asked for at once. */
const atOnce = 25

const idOf = ({ match }: Pair) => match.id

/** DNA 比对: what came in and shows again what was there before, newest first. */
export const MatchesPage = () => {
  useDnaNews()
  const { t } = useTranslation()
  const [query, setQuery] = useTableQuery(filters)
  const sentence = useSentence()
  const { source, decision, action } = query.filters
  const rows = useRows<Pair>(
    ['dna', 'matches', source, decision, action],
    async (asked, options) => {
      const { items, next } = await api.dna.matches(
        {
          ...asked,
          ...(source ? { source } : {}),
          ...oneOf('decision', decisions, decision),
          ...oneOf('action', actions, action),
        },
        options,
      )
      return { items: await paired(items, options), ...(next ? { next } : {}) }
    },
    { limit: atOnce },
  )
  const narrowed = Object.keys(query.filters).length > 0
  const ofSource = (id: string | undefined) => {
    const { source: _before, ...others } = query.filters
    setQuery({ ...query, filters: id ? { ...others, source: id } : others })
  }
  return (
    <PageFrame title={t('nav.copies')} about={t('copies.about')} tabs={useDnaTabs()}>
      <div data-testid="matches">
        <DataTable<Pair>
          name="dna"
          label={t('copies.tabs.matches')}
          columns={useColumns()}
          rows={rows}
          idOf={idOf}
          nameOf={(pair) => sentence(pair.match, pair.asset?.title ?? '', pair.source?.title ?? '')}
          versionOf={({ match }) => `${match.decision} ${match.action} ${match.seconds}`}
          query={query}
          onQuery={setQuery}
          views={{ page: 'dna', filters }}
          tools={<AssetChoice className="dna-source" label={t('copies.anySource')} value={source} change={ofSource} />}
          hrefOf={({ match }) => `/dna/matches/${match.id}`}
          empty={
            narrowed ? (
              <Empty title={t('copies.noneSuch')}>
                <Button onClick={() => setQuery({ filters: {} })}>{t('copies.all')}</Button>
              </Empty>
            ) : (
              <Empty kind="done" title={t('copies.none')} detail={t('copies.noneDetail')} />
            )
          }
        />
      </div>
    </PageFrame>
  )
}

const oneOf = <K extends string, V extends string>(key: K, known: readonly V[], value: string | undefined) => {
  const found = known.find((one) => one === value)
  return (found === undefined ? {} : { [key]: found }) as { [name in K]?: V }
}

const useColumns = (): Column<Pair>[] => {
  const { t } = useTranslation()
  const edits = useEditWords()
  const named = (group: 'actions' | 'decisions', values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`copies.${group}.${value}`) }))
  return [
    {
      key: 'asset',
      title: t('copies.asset'),
      cell: ({ match, asset }) => (
        <span data-testid="match" data-decision={match.decision} className="dna-cell">
          <Moment asset={asset} atSeconds={match.stretches[0]?.queryStartSeconds ?? 0} missing={t('copies.assetGone')}>
            {formatDuration(match.stretches[0]?.queryStartSeconds ?? 0)}
          </Moment>
        </span>
      ),
      widthPixels: 260,
      grow: true,
    },
    {
      key: 'source',
      title: t('copies.source'),
      cell: ({ match, source }) => (
        <Moment
          asset={source}
          atSeconds={match.stretches[0]?.referenceStartSeconds ?? 0}
          missing={t(match.sourceStation ? 'copies.elsewhere' : 'copies.assetGone')}
        >
          {formatDuration(match.stretches[0]?.referenceStartSeconds ?? 0)}
        </Moment>
      ),
      widthPixels: 260,
      grow: true,
    },
    {
      key: 'seconds',
      title: t('copies.length'),
      cell: ({ match }) => formatDuration(match.seconds),
      widthPixels: 80,
      end: true,
    },
    {
      key: 'score',
      title: t('copies.score'),
      cell: ({ match }) => formatPercent(match.score),
      widthPixels: 80,
      end: true,
    },
    {
      key: 'edits',
      title: t('copies.editsSeen'),
      cell: ({ match }) => {
        const words = edits(match.edits) || t('copies.edits.identical')
        return (
          <span className="ellipsis" title={words}>
            {words}
          </span>
        )
      },
      widthPixels: 180,
    },
    {
      key: 'action',
      title: t('copies.action'),
      cell: ({ match }) => (
        <Status tone={actionTones[match.action]} state={match.action}>
          {t(`copies.actions.${match.action}`)}
        </Status>
      ),
      widthPixels: 110,
      filter: named('actions', actions),
    },
    {
      key: 'decision',
      title: t('copies.decision'),
      cell: ({ match }) => (
        <Status tone={decisionTones[match.decision]} state={match.decision}>
          {t(`copies.decisions.${match.decision}`)}
        </Status>
      ),
      widthPixels: 110,
      filter: named('decisions', decisions),
      card: 'state',
    },
    {
      key: 'found',
      title: t('copies.found'),
      cell: ({ match }) => <Ago at={match.foundAt} />,
      widthPixels: 110,
      card: 'about',
    },
  ]
}
