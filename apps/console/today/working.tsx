import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Skeleton } from '../components/states.tsx'
import { formatPercent } from '../shell/format.ts'
import { Ring } from '../components/ring.tsx'
import { useRuns } from '../runs/run-data.ts'
import { workflowName } from '../runs/words.ts'

const shown = 6

/** What the station has at work now. */
export const Working = () => {
  const { t } = useTranslation()
  const { items, pending } = useRuns({ state: 'running' })
  const going = items.filter(({ state }) => state === 'running').slice(0, shown)
  return (
    <section className="panel today-working" aria-label={t('today.working')}>
      <header className="row">
        <h2>{t('today.working')}</h2>
        <div className="grow" />
        <Link to="/runs">{t('today.allRuns')}</Link>
      </header>
      {pending ? (
        <Skeleton rows={2} />
      ) : going.length === 0 ? (
        <p className="faint">{t('today.workingNone')}</p>
      ) : (
        <ul>
          {going.map((run) => (
            <li key={run.id}>
              <Link to={`/runs/${run.id}`}>
                <Ring fraction={run.progress} pixels={20} />
                <span className="ellipsis">{run.title}</span>
                <span className="faint">{workflowName(run.workflow)}</span>
                <span className="numerals soft">{formatPercent(run.progress)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
