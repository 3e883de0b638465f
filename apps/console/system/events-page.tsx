import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { rowsOf, useRows } from '../components/rows.ts'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { api } from '../shell/api.ts'
import { formatAgo, formatInstant } from '../shell/format.ts'
import { Empty } from '../components/states.tsx'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'

type Parked = Awaited<ReturnType<typeof api.system.parked>>['items'][number]
type Subscriber = Awaited<ReturnType<typeof api.system.subscribers>>[number]

const everyMilliseconds = 5000

/** 事件: what nobody could handle, and how far everybody who takes events is. */
export const EventsPage = () => {
  const { t } = useTranslation()
  const parked = useRows<Parked>(['system', 'parked'], (asked, options) => api.system.parked(asked, options))
  const subscribers = useQuery({
    queryKey: ['system', 'subscribers'],
    queryFn: ({ signal }) => api.system.subscribers({}, { signal }),
    refetchInterval: everyMilliseconds,
  })
  const subscriberColumns = useSubscriberColumns()
  return (
    <PageFrame title={t('nav.events')} about={t('system.eventsAbout')}>
      <h2 className="section-title">{t('system.parkedTitle')}</h2>
      <DataTable
        name="parked"
        label={t('system.parkedTitle')}
        columns={useParkedColumns()}
        rows={parked}
        idOf={(one) => `${one.subscriber}/${one.position}`}
        nameOf={(one) => one.type}
        empty={<Empty title={t('system.parkedNone')} />}
      />
      {/* How long the list above is must be known first, or this one would move. */}
      {parked.pending ? null : (
        <>
          <h2 className="section-title">{t('system.subscribers')}</h2>
          <DataTable
            name="subscribers"
            label={t('system.subscribers')}
            columns={subscriberColumns}
            rows={{
              ...rowsOf(subscribers.data ?? []),
              pending: subscribers.isPending,
              error: subscribers.error ?? undefined,
            }}
            idOf={(one) => one.name}
            nameOf={(one) => one.name}
            empty={<Empty title={t('system.subscribersNone')} />}
          />
        </>
      )}
    </PageFrame>
  )
}

const useParkedColumns = (): Column<Parked>[] => {
  const { t, i18n } = useTranslation()
  return [
    {
      key: 'type',
      title: t('system.event'),
      cell: (one) => <span className="mono">{one.type}</span>,
      widthPixels: 220,
    },
    { key: 'subscriber', title: t('system.subscriber'), cell: (one) => one.subscriber, widthPixels: 120 },
    { key: 'error', title: t('system.reason'), cell: (one) => one.error ?? t('system.noReason'), grow: true },
    { key: 'attempts', title: t('system.attempts'), cell: (one) => one.attempts, widthPixels: 80, end: true },
    {
      key: 'time',
      title: t('system.time'),
      cell: (one) => <time title={formatInstant(one.time, i18n.language)}>{formatAgo(one.time, i18n.language)}</time>,
      widthPixels: 120,
    },
    { key: 'act', title: t('system.act'), cell: (one) => <Retry event={one} />, widthPixels: 96, card: 'state' },
  ]
}

const Retry = ({ event }: { event: Parked }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const { busy, act } = useAct(async () => {
    await api.system.unpark({ subscriber: event.subscriber, position: event.position })
    await queries.invalidateQueries({ queryKey: ['system'] })
  })
  if (!may('system:manage')) return null
  return (
    <Button size="small" loading={busy} onClick={() => act()}>
      {t('actions.tryAgain')}
    </Button>
  )
}

const useSubscriberColumns = (): Column<Subscriber>[] => {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  return [
    { key: 'name', title: t('system.subscriber'), cell: (one) => one.name, grow: true },
    {
      key: 'state',
      title: t('system.state'),
      cell: (one) =>
        one.parked > 0 ? (
          <Status tone="red">{t('system.hasParked')}</Status>
        ) : one.behind > 0 ? (
          <Status tone="sky">{t('system.catchingUp')}</Status>
        ) : (
          <Status tone="jade">{t('system.upToDate')}</Status>
        ),
      widthPixels: 140,
      card: 'state',
    },
    { key: 'behind', title: t('system.behind'), cell: (one) => number.format(one.behind), widthPixels: 100, end: true },
    {
      key: 'waiting',
      title: t('system.waiting'),
      cell: (one) => number.format(one.waiting),
      widthPixels: 100,
      end: true,
    },
    {
      key: 'parked',
      title: t('system.parkedCount'),
      cell: (one) => number.format(one.parked),
      widthPixels: 100,
      end: true,
    },
    { key: 'act', title: t('system.act'), cell: (one) => <Replay subscriber={one} />, widthPixels: 110 },
  ]
}

/** Everything kept is told once more: only after one has said so. */
const Replay = ({ subscriber }: { subscriber: Subscriber }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { busy, act } = useAct(async () => {
    await api.system.replay({ subscriber: subscriber.name, position: 0 })
    setAsking(false)
    await queries.invalidateQueries({ queryKey: ['system'] })
  })
  if (!may('system:manage')) return null
  return (
    <>
      <Button size="small" type="text" onClick={() => setAsking(true)}>
        {t('system.replay')}
      </Button>
      <Modal
        open={asking}
        title={t('system.replayTitle', { name: subscriber.name })}
        okText={t('system.replay')}
        confirmLoading={busy}
        onOk={() => act()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('system.replayDetail')}</p>
      </Modal>
    </>
  )
}
