import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { putAsset, useInTurn } from './asset-data.ts'
import { Differences } from './differences.tsx'
import { useSchemas } from './metadata-schema.ts'

/** What people said of an asset, version by version: compared with how it is now, and gone back to. */
export const HistoryVersions = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const [open, setOpen] = useState<number>()
  const rows = useRows(
    ['asset', asset.id, 'versions'],
    (asked, options) => api.vms.versions({ id: asset.id, ...asked }, options),
    { limit: 50 },
  )
  if (rows.error && rows.items.length === 0) return <ErrorState small error={rows.error} again={rows.again} />
  if (rows.pending) return <Skeleton rows={4} />
  if (rows.items.length === 0)
    return <Empty small title={t('history.noVersions')} detail={t('history.noVersionsDetail')} />
  return (
    <>
      <ol className="events versions">
        {rows.items.map(({ version, at, by, changed }, i) => (
          <li key={version} className="event" data-testid="version" data-version={version}>
            <div className="event-head">
              <strong>{i === 0 ? t('history.now') : t('history.version', { number: version })}</strong>
              <span className="faint">
                {by.name} · <Ago at={at} />
              </span>
            </div>
            {changed.length > 0 ? (
              <p className="soft">
                {t('history.changed', { fields: changed.map((key) => fieldName(key, t)).join(t('history.and')) })}
              </p>
            ) : (
              <p className="soft">{t('history.first')}</p>
            )}
            {i === 0 ? null : (
              <Button
                type="link"
                size="small"
                className="flush"
                aria-expanded={open === version}
                onClick={() => setOpen(open === version ? undefined : version)}
                data-testid="compare"
              >
                {t('history.compare')}
              </Button>
            )}
            {open === version ? <Comparison asset={asset} version={version} close={() => setOpen(undefined)} /> : null}
          </li>
        ))}
      </ol>
      {rows.hasMore ? (
        <Button size="small" loading={rows.loadingMore} onClick={rows.more}>
          {t('history.more')}
        </Button>
      ) : null}
    </>
  )
}

const fieldName = (key: string, t: (key: string) => string) =>
  key.startsWith('fields.') ? key.slice('fields.'.length) : t(`history.fields.${key}`)

type ComparisonProps = { asset: Asset; version: number; close(): void }

const Comparison = ({ asset, version, close }: ComparisonProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const inTurn = useInTurn(asset.id)
  const schemas = useSchemas()
  const labels = useMemo(
    () =>
      Object.fromEntries((schemas.data ?? []).flatMap(({ fields }) => fields.map(({ key, label }) => [key, label]))),
    [schemas.data],
  )
  const { data, error, refetch } = useQuery({
    queryKey: ['asset', asset.id, 'compare', version, asset.version],
    queryFn: ({ signal }) => api.vms.compare({ id: asset.id, from: version, to: asset.version }, { signal }),
  })
  const back = useAct(async () => {
    const was = asset.version
    const go = (to: number) => inTurn((now) => api.vms.rollBack({ id: asset.id, version: now, to }))
    putAsset(queries, await go(version))
    close()
    offerUndo({
      text: t('history.wentBack', { number: version }),
      undo: () => void go(was).then((next) => putAsset(queries, next)),
    })
  })
  if (error) return <ErrorState small error={error} again={() => void refetch()} />
  if (!data) return <Skeleton rows={2} />
  return (
    <div className="comparison" data-testid="comparison">
      {data.items.length === 0 ? <p className="soft">{t('history.same')}</p> : null}
      <Differences items={data.items} labels={labels} />
      {may('assets:write') && data.items.length > 0 ? (
        <Button size="small" loading={back.busy} onClick={() => back.act()} data-testid="roll-back">
          {t('history.goBack')}
        </Button>
      ) : null}
    </div>
  )
}
