import { CheckOutlined, CloseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { layOut, type Box } from '../runs/graph.ts'
import { useRun } from '../runs/run-data.ts'
import { kindName } from '../runs/words.ts'
import { formatPercent } from '../shell/format.ts'
import { Ring } from '../components/ring.tsx'
import { useSession } from '../shell/session.tsx'

/** How far the ingest has come, step by step; who may not see runs sees how far it is altogether. */
export const IngestProgress = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <div className="ingest" data-testid="ingest" role="status" aria-label={t('asset.ingesting')}>
      <div className="ingest-head">
        <strong>{t('asset.ingesting')}</strong>
        <span className="numerals soft">{formatPercent(asset.progress)}</span>
        <span className="grow" />
        {asset.run && may('runs:read') ? <Link to={`/runs/${asset.run}`}>{t('asset.seeRun')}</Link> : null}
      </div>
      {asset.run && may('runs:read') ? <Steps run={asset.run} /> : null}
    </div>
  )
}

const Steps = ({ run }: { run: string }) => {
  const { data } = useRun(run)
  if (!data) return null
  return (
    <ol className="ingest-steps">
      {layOut(data.steps)
        .columns.flat()
        .map((box) => (
          <Step key={box.id} box={box} />
        ))}
    </ol>
  )
}

const Step = ({ box }: { box: Box }) => {
  const { t } = useTranslation()
  const { kind, state, progress, steps, counts } = box
  return (
    <li className={`ingest-step is-${state}`} data-kind={kind} data-state={state}>
      <span className="ingest-mark" aria-hidden="true">
        {state === 'done' ? (
          <CheckOutlined />
        ) : state === 'failed' ? (
          <CloseOutlined />
        ) : (
          <Ring fraction={progress} pixels={12} />
        )}
      </span>
      {kindName(kind, steps[0]?.title ?? kind)}
      <span className="faint numerals">
        {steps.length > 1
          ? t('runs.groupDone', { done: counts.done ?? 0, all: steps.length })
          : state === 'running'
            ? formatPercent(progress)
            : t(`runs.states.${state}`)}
      </span>
    </li>
  )
}
