import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { formatCount } from '../components/figures.ts'
import { PageFrame } from '../components/page-frame.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { api } from '../shell/api.ts'
import { formatBytes, formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useDnaTabs } from './tabs.ts'

/** Fingerprints: what the index holds, and those that are missing. */
export const PrintsPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const [run, setRun] = useState<string>()
  const register = useAct(async () => {
    setRun((await api.dna.registerMissing({})).run)
    void message.info(t('copies.prints.begun'))
  })
  return (
    <PageFrame
      title={t('nav.copies')}
      about={t('copies.prints.about')}
      tabs={useDnaTabs()}
      primary={
        may('assets:write') ? (
          <Button type="primary" loading={register.busy} onClick={() => register.act()} data-testid="register-missing">
            {t('copies.prints.missing')}
          </Button>
        ) : undefined
      }
    >
      {run === undefined ? null : (
        <p className="dna-run" role="status">
          {t('copies.prints.underWay')}{' '}
          {may('runs:read') ? <Link to={`/runs/${run}`}>{t('copies.prints.seeRun')}</Link> : null}
        </p>
      )}
      {may('system:read') ? <Figures /> : <p className="soft">{t('copies.prints.notYours')}</p>}
    </PageFrame>
  )
}

const Figures = () => {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['dna', 'index'],
    queryFn: ({ signal }) => api.dna.index({}, { signal }),
  })
  if (error && !data) return <ErrorState error={error} again={() => void refetch()} />
  if (!data) return <Skeleton shape="figures" rows={4} />
  const count = (value: number) => formatCount(value, i18n.language)
  return (
    <div className="dna-figures" data-testid="prints">
      <StatFigure label={t('copies.prints.assets')} value={count(data.assets)} />
      <StatFigure
        label={t('copies.prints.hours')}
        value={data.hours.toFixed(data.hours < 1 ? 2 : data.hours < 10 ? 1 : 0)}
      />
      <StatFigure label={t('copies.prints.hashes')} value={count(data.hashes)} />
      <StatFigure
        label={t('copies.prints.memory')}
        value={formatBytes(data.bytes)}
        about={
          data.snapshotAt
            ? t('copies.prints.snapshot', { at: formatInstant(data.snapshotAt, i18n.language) })
            : undefined
        }
      />
      {data.crowdedHashes > 0 ? (
        <StatFigure
          label={t('copies.prints.crowded')}
          value={count(data.crowdedHashes)}
          about={t('copies.prints.crowdedAbout')}
          tone="amber"
        />
      ) : null}
    </div>
  )
}
