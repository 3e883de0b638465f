import { useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { access, type Station } from '#backbone/access/contract'
import { Copyable } from '../components/copyable.tsx'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import type { FieldControl } from '../components/form-field.tsx'
import { SchemaForm } from '../components/schema-form.tsx'
import { api } from '../shell/api.ts'
import { formatBytes, formatDate } from '../shell/format.ts'
import { randomId } from '../shell/random-id.ts'
import { sessionQuery, useSession } from '../shell/session.tsx'
import { UsedBy } from './station-usage.tsx'

/** What is given when a station is opened can be changed later. */
const NameAndQuota = access.operations.createStation.input
const gigabyte = 1024 ** 3
const blame = { 'quota-from-above': 'quotaBytes' }

type Given = { control: FieldControl; value: unknown; change(value: unknown): void }

/** Bytes as people give them: in gigabytes, empty for no bound. */
const Quota = ({ control, value, change }: Given) => (
  <InputNumber
    {...control}
    min={0}
    max={1_000_000_000}
    suffix="GB"
    changeOnBlur={false}
    value={typeof value === 'number' ? Math.round((value / gigabyte) * 1000) / 1000 : null}
    onChange={(next) => change(next === null ? undefined : Math.round(Number(next) * gigabyte))}
  />
)

const useFields = () => {
  const { t } = useTranslation()
  return {
    name: { label: t('station.name') },
    quotaBytes: { label: t('station.quota'), help: t('station.quotaHint'), input: Quota },
  }
}

const useRefresh = () => {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['stations'] }),
      queries.invalidateQueries({ queryKey: ['usage'] }),
      queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ])
}

/** Opens a station below this one. */
export const NewStationDrawer = ({ open, close }: { open: boolean; close(): void }) => {
  const { t } = useTranslation()
  const fields = useFields()
  const refresh = useRefresh()
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={t('station.open')}
      about={t('station.openAbout')}
      testId="new-station-drawer"
    >
      <SchemaForm
        schema={NameAndQuota}
        fields={fields}
        okText={t('actions.create')}
        cancel={close}
        submit={async (values) => {
          await api.access.createStation(values, { idempotencyKey: randomId() })
          await refresh()
          close()
        }}
      />
    </DetailDrawer>
  )
}

type StationDrawerProps = {
  station: Station | undefined
  mine: boolean
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
}

/** One station: what it is, and its name and quota for who may change them. */
export const StationDrawer = ({ station, mine, close, previous, next }: StationDrawerProps) => {
  const { t, i18n } = useTranslation()
  const { session, enter } = useSession()
  return (
    <DetailDrawer
      open={station !== undefined}
      close={close}
      title={station?.name}
      about={station ? t('station.since', { date: formatDate(station.createdAt, i18n.language) }) : null}
      previous={previous}
      next={next}
      testId="station-drawer"
      actions={
        station && mine && station.id !== session.station ? (
          <Button onClick={() => enter(station.id)}>{t('station.enter')}</Button>
        ) : null
      }
    >
      {station ? <StationBody key={`${station.id}/${station.version}`} station={station} mine={mine} /> : null}
    </DetailDrawer>
  )
}

const StationBody = ({ station, mine }: { station: Station; mine: boolean }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const fields = useFields()
  const refresh = useRefresh()
  const initial = useMemo(
    () => ({
      name: station.name,
      ...(station.quotaBytes === undefined ? {} : { quotaBytes: station.quotaBytes }),
    }),
    [station],
  )
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('station.people')}</dt>
        <dd className="numerals">{station.people ?? '–'}</dd>
        <dt>{t('station.used')}</dt>
        <dd>
          {mine ? (
            <UsedBy station={station.id} quotaBytes={station.quotaBytes} />
          ) : station.quotaBytes === undefined ? (
            t('station.noQuota')
          ) : (
            t('station.quotaOf', { size: formatBytes(station.quotaBytes) })
          )}
        </dd>
        <dt>{t('station.id')}</dt>
        <dd>
          <Copyable text={station.id} />
        </dd>
      </dl>
      {may('station:manage') ? (
        <section className="stack-part">
          <h3>{t('station.change')}</h3>
          <SchemaForm
            schema={NameAndQuota}
            fields={fields}
            initial={initial}
            blame={blame}
            okText={t('actions.save')}
            submit={async ({ name, quotaBytes }) => {
              const quota = quotaBytes ?? null
              await api.access.updateStation({
                id: station.id,
                version: station.version,
                name,
                // The station above sets the quota: it is told only when it is another.
                ...(quota === (station.quotaBytes ?? null) ? {} : { quotaBytes: quota }),
              })
              await refresh()
            }}
          />
        </section>
      ) : null}
    </div>
  )
}
