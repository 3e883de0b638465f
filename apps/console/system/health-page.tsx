import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Meter } from '../components/meter.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { StatFigure } from '../components/stat-figure.tsx'
import { Status, type Tone } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatAgo, formatBytes, formatSpan } from '../shell/format.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { useNow } from '../shell/use-now.ts'

const everyMilliseconds = 5000
const staleSeconds = 60

type Health = Awaited<ReturnType<typeof api.system.health>>

/** 健康: how the platform is, in words first and figures second. */
export const HealthPage = () => {
  const { t } = useTranslation()
  const health = useQuery({
    queryKey: ['system', 'health'],
    queryFn: ({ signal }) => api.system.health({}, { signal }),
    refetchInterval: everyMilliseconds,
  })
  const queues = useQuery({
    queryKey: ['runs', 'queues'],
    queryFn: ({ signal }) => api.runs.queues({}, { signal }),
    refetchInterval: everyMilliseconds,
  })
  const subscribers = useQuery({
    queryKey: ['system', 'subscribers'],
    queryFn: ({ signal }) => api.system.subscribers({}, { signal }),
    refetchInterval: everyMilliseconds,
  })
  return (
    <PageFrame title={t('nav.health')} about={t('system.healthAbout')}>
      {health.error && !health.data ? (
        <ErrorState error={health.error} again={() => void health.refetch()} />
      ) : !health.data ? (
        <Skeleton />
      ) : (
        <div className="health" data-testid="health">
          <Verdicts health={health.data} queues={queues.data ?? []} subscribers={subscribers.data ?? []} />
          <Node health={health.data} />
          <Engines health={health.data} />
          <Workers queues={queues.data ?? []} />
        </div>
      )}
    </PageFrame>
  )
}

type Queues = Awaited<ReturnType<typeof api.runs.queues>>
type Subscribers = Awaited<ReturnType<typeof api.system.subscribers>>

/** Each part of the platform in one line: well, strained or not well, and where to look. */
const Verdicts = (props: { health: Health; queues: Queues; subscribers: Subscribers }) => {
  const { t } = useTranslation()
  const { health, queues, subscribers } = props
  const idle = queues.filter(({ workers }) => workers.length === 0).map(({ name }) => t(`queues.${name}`, name))
  const parked = subscribers.reduce((sum, one) => sum + one.parked, 0)
  const behind = Math.max(0, ...subscribers.map((one) => one.behind))
  const crowded = health.database.connections > health.database.mostConnections * 0.8
  const slow = health.database.answeredSeconds > 1
  const lines: { key: string; tone: Tone; says: string; to?: string }[] = [
    {
      key: 'database',
      tone: crowded || slow ? 'amber' : 'jade',
      says: crowded ? t('system.databaseCrowded') : slow ? t('system.databaseSlow') : t('system.databaseWell'),
    },
    {
      key: 'workers',
      tone: idle.length > 0 ? 'red' : 'jade',
      says: idle.length > 0 ? t('system.workersNone', { queues: idle.join('、') }) : t('system.workersWell'),
      to: '/runs/queues',
    },
    {
      key: 'events',
      tone: parked > 0 ? 'red' : behind > 1000 ? 'amber' : 'jade',
      says:
        parked > 0
          ? t('system.eventsParked', { count: parked })
          : behind > 1000
            ? t('system.eventsBehind', { count: behind })
            : t('system.eventsWell'),
      to: '/system/events',
    },
    {
      key: 'load',
      tone: health.node.loadPerCore > 4 ? 'amber' : 'jade',
      says: health.node.loadPerCore > 4 ? t('system.loadHigh') : t('system.loadWell'),
    },
  ]
  return (
    <section className="panel health-verdicts" aria-label={t('system.verdicts')}>
      <ul>
        {lines.map(({ key, tone, says, to }) => (
          <li key={key} data-testid={`verdict-${key}`}>
            <Status tone={tone} state={tone === 'jade' ? 'well' : 'strained'}>
              {t(`system.parts.${key}`)}
            </Status>
            <span className="grow">{says}</span>
            {to ? <Link to={to}>{t('system.look')}</Link> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Node = ({ health: { node } }: { health: Health }) => {
  const { t, i18n } = useTranslation()
  const now = useNow(true)
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 })
  return (
    <section className="panel health-node" aria-label={t('system.node')}>
      <h2>{t('system.node')}</h2>
      <div className="health-figures">
        <StatFigure label={t('system.load')} value={number.format(node.loadPerCore)} about={t('system.perCore')} />
        <StatFigure label={t('system.memory')} value={formatBytes(node.memoryBytes)} />
        <StatFigure
          label={t('system.up')}
          value={formatSpan((now - Date.parse(node.startedAt)) / 1000, i18n.language)}
        />
      </div>
      <dl className="facts">
        <dt>{t('system.name')}</dt>
        <dd className="ellipsis">{node.name}</dd>
        <dt>{t('system.version')}</dt>
        <dd className="numerals">{`${node.version} · Node.js ${node.runtime}`}</dd>
      </dl>
    </section>
  )
}

const Engines = ({ health: { database, objects } }: { health: Health }) => {
  const { t } = useTranslation()
  return (
    <section className="panel health-engines" aria-label={t('system.engines')}>
      <h2>{t('system.engines')}</h2>
      <Meter
        label={t('system.connections')}
        value={`${database.connections} / ${database.mostConnections}`}
        share={database.connections / database.mostConnections}
        tone={database.connections > database.mostConnections * 0.8 ? 'amber' : 'jade'}
      />
      <dl className="facts">
        <dt>{t('system.database')}</dt>
        <dd className="numerals">{`PostgreSQL ${database.version} · ${formatBytes(database.bytes)}`}</dd>
        <dt>{t('system.answered')}</dt>
        <dd className="numerals">{`${(database.answeredSeconds * 1000).toFixed(1)} ms`}</dd>
        <dt>{t('system.free')}</dt>
        <dd className="numerals">
          {objects.freeBytes === undefined ? t('system.unbounded') : formatBytes(objects.freeBytes)}
        </dd>
      </dl>
    </section>
  )
}

const Workers = ({ queues }: { queues: Queues }) => {
  const { t, i18n } = useTranslation()
  const now = useNow(true)
  const nodes = Map.groupBy(
    queues.flatMap((queue) => queue.workers.map((worker) => ({ ...worker, queue: queue.name }))),
    ({ node }) => node,
  )
  return (
    <section className="panel health-workers" aria-label={t('system.workers')}>
      <h2>{t('system.workers')}</h2>
      {nodes.size === 0 ? <p className="amber">{t('runs.noWorkers')}</p> : null}
      <ul>
        {[...nodes].map(([node, places]) => {
          const seen = places
            .map(({ seenAt }) => seenAt)
            .toSorted()
            .at(-1)!
          const stale = now - Date.parse(seen) > staleSeconds * 1000
          return (
            <li key={node}>
              <Status tone={stale ? 'amber' : 'jade'}>{node}</Status>
              <span className="soft">
                {places.map(({ queue, slots }) => `${t(`queues.${queue}`, queue)} ${slots}`).join(' · ')}
              </span>
              <span className="faint">{t('system.seen', { ago: formatAgo(seen, i18n.language) })}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
