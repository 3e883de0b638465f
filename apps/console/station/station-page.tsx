import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Station } from '#backbone/access/contract'
import { api } from '../shell/api.ts'
import { formatBytes, formatDate } from '../shell/format.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { randomId } from '../shell/random-id.ts'
import { sessionQuery, useSession } from '../shell/session.tsx'
import { FormModal } from './form-modal.tsx'
import { StationTabs } from './tabs.tsx'

const gigabyte = 1024 ** 3
type Values = { name: string; quotaGigabytes?: number | null }

/** The station, what it stores, and the stations below it. */
export const StationPage = () => {
  const { t, i18n } = useTranslation()
  const { may, enter, session } = useSession()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<Station | 'new'>()
  const stations = useQuery({
    queryKey: ['stations'],
    queryFn: async ({ signal }) => (await api.access.stations({}, { signal })).items,
  })
  const refresh = async () => {
    setEditing(undefined)
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['stations'] }),
      queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ])
  }
  const save = async ({ name, quotaGigabytes }: Values) => {
    const quotaBytes = quotaGigabytes == null ? undefined : Math.round(quotaGigabytes * gigabyte)
    if (editing === 'new') {
      const options = { idempotencyKey: randomId() }
      await api.access.createStation({ name, ...(quotaBytes === undefined ? {} : { quotaBytes }) }, options)
    } else if (editing) {
      await api.access.updateStation({ id: editing.id, version: editing.version, name, quotaBytes: quotaBytes ?? null })
    }
    await refresh()
  }
  const initial =
    editing === undefined || editing === 'new'
      ? {}
      : { name: editing.name, quotaGigabytes: editing.quotaBytes === undefined ? null : editing.quotaBytes / gigabyte }
  return (
    <div className="page narrow-page">
      <StationTabs />
      <div className="page-head">
        <h1>{t('nav.station')}</h1>
        <div className="grow" />
        {may('station:manage') ? (
          <Button type="primary" onClick={() => setEditing('new')} data-testid="new-station">
            {t('station.open')}
          </Button>
        ) : null}
      </div>
      <Usage />
      <h2 className="section-title">{t('station.stations')}</h2>
      {stations.error && !stations.data ? (
        <ErrorState error={stations.error} again={() => void stations.refetch()} />
      ) : null}
      {stations.isPending ? <Skeleton rows={3} /> : null}
      <ul className="panel rows">
        {stations.data?.map((station) => {
          const mine = session.stations.some(({ id }) => id === station.id)
          return (
            <li key={station.id} data-testid="station" data-name={station.name}>
              <div className="grow">
                <strong>{station.name}</strong>
                {station.id === session.station ? <span className="chip tone-jade">{t('station.here')}</span> : null}
                <div className="faint">
                  {t('station.since', { date: formatDate(station.createdAt, i18n.language) })} ·{' '}
                  {station.quotaBytes === undefined
                    ? t('station.noQuota')
                    : t('station.quotaOf', { size: formatBytes(station.quotaBytes) })}
                </div>
              </div>
              {mine && station.id !== session.station ? (
                <Button size="small" onClick={() => enter(station.id)}>
                  {t('station.enter')}
                </Button>
              ) : null}
              {may('station:manage') ? (
                <Button size="small" type="text" onClick={() => setEditing(station)}>
                  {t('actions.edit')}
                </Button>
              ) : null}
            </li>
          )
        })}
      </ul>
      <FormModal<Values>
        key={editing === undefined || editing === 'new' ? 'new' : editing.id}
        open={editing !== undefined}
        close={() => setEditing(undefined)}
        title={t(editing === 'new' ? 'station.open' : 'station.change')}
        okText={t(editing === 'new' ? 'actions.create' : 'actions.save')}
        initial={initial}
        submit={save}
      >
        <Form.Item
          name="name"
          label={t('station.name')}
          rules={[{ required: true, whitespace: true, message: t('station.nameMissing') }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="quotaGigabytes" label={t('station.quota')} extra={t('station.quotaHint')}>
          <InputNumber min={0} max={1_000_000_000} suffix="GB" className="wide" />
        </Form.Item>
      </FormModal>
    </div>
  )
}

const Usage = () => {
  const { t } = useTranslation()
  const essences = useQuery({ queryKey: ['usage', 'storage'], queryFn: () => api.storage.usage({}) })
  const segments = useQuery({ queryKey: ['usage', 'slice'], queryFn: () => api.slice.usage({}) })
  if (essences.error) return <ErrorState error={essences.error} again={() => void essences.refetch()} />
  if (!essences.data) return <Skeleton rows={1} />
  const { bytes, essences: count, quotaBytes, freeBytes } = essences.data
  return (
    <section className="panel usage" aria-label={t('station.usage')} data-testid="usage">
      <div>
        <h2 className="label">{t('station.essence')}</h2>
        <p className="big numerals">{formatBytes(bytes)}</p>
        <p className="faint">{t('station.files', { count })}</p>
        {quotaBytes ? (
          <>
            <Progress
              percent={Math.min(100, (bytes / quotaBytes) * 100)}
              showInfo={false}
              size="small"
              status={bytes > quotaBytes * 0.9 ? 'exception' : 'normal'}
            />
            <p className="faint">{t('station.ofQuota', { size: formatBytes(quotaBytes) })}</p>
          </>
        ) : null}
      </div>
      <div>
        <h2 className="label">{t('station.renditions')}</h2>
        <p className="big numerals">{segments.data ? formatBytes(segments.data.bytes) : '–'}</p>
        <p className="faint">{segments.data ? t('station.segments', { count: segments.data.segments }) : null}</p>
      </div>
      {freeBytes === undefined ? null : (
        <div>
          <h2 className="label">{t('station.free')}</h2>
          <p className="big numerals">{formatBytes(freeBytes)}</p>
          <p className="faint">{t('station.freeHint')}</p>
        </div>
      )}
    </section>
  )
}
