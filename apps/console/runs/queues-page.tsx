import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { Status } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { RunStatus } from './run-status.tsx'
import { useRunTabs } from './tabs.tsx'
import { queueName, stepName } from './words.ts'

const lookMilliseconds = 3000
const mostSlotsShown = 64

type Queue = Awaited<ReturnType<typeof api.runs.queues>>[number]
type Work = Awaited<ReturnType<typeof api.runs.work>>['items'][number]

/** 队列与节点: what waits in each queue, and who works on it. */
export const QueuesPage = () => {
  const { t } = useTranslation()
  const queues = useQuery({
    queryKey: ['runs', 'queues'],
    queryFn: ({ signal }) => api.runs.queues({}, { signal }),
    refetchInterval: lookMilliseconds,
  })
  const work = useQuery({
    queryKey: ['runs', 'work'],
    queryFn: ({ signal }) => api.runs.work({}, { signal }),
    refetchInterval: lookMilliseconds,
  })
  const byQueue = Map.groupBy(work.data?.items ?? [], ({ queue }) => queue)
  return (
    <PageFrame title={t('runs.queues')} about={t('runs.queuesAbout')} tabs={useRunTabs()}>
      {queues.error && !queues.data ? <ErrorState error={queues.error} again={() => void queues.refetch()} /> : null}
      {queues.isPending ? <Skeleton /> : null}
      {queues.data?.length === 0 ? <Empty title={t('runs.noQueues')} /> : null}
      <div className="queue-cards">
        {queues.data?.map((queue) => (
          <QueueCard key={queue.name} queue={queue} work={byQueue.get(queue.name) ?? []} />
        ))}
      </div>
    </PageFrame>
  )
}

const QueueCard = ({ queue, work }: { queue: Queue; work: readonly Work[] }) => {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  const waiting = queue.ready + queue.admitted
  const hidden = queue.running + waiting - work.length
  const name = queueName(queue.name)
  return (
    <section className="panel queue" aria-label={name} data-testid="queue" data-name={queue.name}>
      <header>
        <h2>{name}</h2>
        {queue.workers.length === 0 && waiting > 0 ? (
          <Status tone="amber">{t('runs.noWorkers')}</Status>
        ) : queue.running > 0 ? (
          <Status tone="sky">{t('runs.busy')}</Status>
        ) : (
          <Status tone="none">{t('runs.idle')}</Status>
        )}
      </header>
      <div className="queue-numbers">
        <StatFigure
          label={t('runs.states.running')}
          value={number.format(queue.running)}
          about={t('runs.slots', { count: queue.slots })}
        />
        <StatFigure label={t('runs.queued')} value={number.format(waiting)} />
      </div>
      <div className="slots" aria-hidden="true">
        {Array.from({ length: Math.min(mostSlotsShown, queue.slots) }, (_, i) => (
          <i key={i} className={i < queue.running ? 'busy' : ''} />
        ))}
      </div>
      {work.length > 0 ? (
        <ul className="queue-work" aria-label={t('runs.underWay')}>
          {work.map((one) => (
            <li key={`${one.run}/${one.step}`}>
              <Link to={`/runs/${one.run}?step=${encodeURIComponent(one.step)}`} className="ellipsis">
                {one.runTitle}
              </Link>
              <span className="faint ellipsis">{stepName({ ...one, key: one.step })}</span>
              <RunStatus state={one.state} progress={one.progress} />
            </li>
          ))}
          {hidden > 0 ? <li className="faint">{t('runs.moreWaiting', { count: hidden })}</li> : null}
        </ul>
      ) : null}
      <ul className="workers" aria-label={t('runs.workers')}>
        {queue.workers.map((worker) => (
          <li key={`${worker.node}/${worker.startedAt}`}>
            <span className="ellipsis">{worker.node}</span>
            <span className="faint numerals">
              {t('runs.slots', { count: worker.slots })} · {t('runs.since')} <Ago at={worker.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
