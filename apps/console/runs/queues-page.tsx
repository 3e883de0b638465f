import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api } from '../shell/api.ts'
import { formatAgo } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'

const lookMilliseconds = 3000

/** What waits in each queue, and who works on it. */
export const QueuesPage = () => {
  const { t, i18n } = useTranslation()
  const queues = useQuery({
    queryKey: ['runs', 'queues'],
    queryFn: ({ signal }) => api.runs.queues({}, { signal }),
    refetchInterval: lookMilliseconds,
  })
  const name = (queue: string) => t(`queues.${queue}`, { defaultValue: queue })
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <p className="faint run-crumb">
            <Link to="/runs">{t('nav.runs')}</Link> /
          </p>
          <h1>{t('runs.queues')}</h1>
        </div>
      </div>
      {queues.error && !queues.data ? <ErrorState error={queues.error} again={() => void queues.refetch()} /> : null}
      {queues.isPending ? <Skeleton /> : null}
      {queues.data?.length === 0 ? <Empty title={t('runs.noQueues')} /> : null}
      <div className="queue-cards">
        {queues.data?.map((queue) => (
          <section key={queue.name} className="panel queue" data-testid="queue" data-name={queue.name}>
            <h2>{name(queue.name)}</h2>
            <dl className="queue-numbers">
              <div>
                <dt>{t('runs.states.running')}</dt>
                <dd>
                  {queue.running}
                  <span className="faint"> / {queue.slots}</span>
                </dd>
              </div>
              <div>
                <dt>{t('runs.queued')}</dt>
                <dd>{queue.ready + queue.admitted}</dd>
              </div>
            </dl>
            <div className="slots" aria-hidden="true">
              {Array.from({ length: Math.min(64, queue.slots) }, (_, i) => (
                <i key={i} className={i < queue.running ? 'busy' : ''} />
              ))}
            </div>
            {queue.workers.length === 0 ? <p className="amber">{t('runs.noWorkers')}</p> : null}
            <ul className="workers">
              {queue.workers.map((worker) => (
                <li key={`${worker.node}/${worker.startedAt}`}>
                  <span className="ellipsis">{worker.node}</span>
                  <span className="faint numerals">
                    {t('runs.slots', { count: worker.slots })} ·{' '}
                    {t('runs.since', { ago: formatAgo(worker.startedAt, i18n.language) })}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  )
}
