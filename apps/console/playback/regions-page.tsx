import { DeleteOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Region } from '#services/key'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { formatCount } from '../components/figures.ts'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { ConfirmName } from '../station/confirm-name.tsx'
import { RegionDrawer } from './region-drawer.tsx'
import { regionsKey } from './regions.ts'
import { usePlaybackTabs } from './tabs.ts'

const nameOf = (region: Region) => region.name

/** 地区: tables of networks, by which policies tell where somebody is. */
export const RegionsPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const detail = useDetail()
  const [dropping, setDropping] = useState<Region>()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: regionsKey,
    queryFn: async ({ signal }) => (await api.key.regions({}, { signal })).items,
  })
  const items = data ?? []
  const manages = may('playback:manage')
  const make = manages ? (
    <Button type="primary" onClick={() => detail.open('new')} data-testid="new-region">
      {t('playback.regions.make')}
    </Button>
  ) : undefined
  const drop = async () => {
    await api.key.dropRegion({ name: dropping!.name })
    setDropping(undefined)
    await queries.invalidateQueries({ queryKey: regionsKey })
  }
  return (
    <PageFrame
      title={t('nav.playback')}
      about={t('playback.regions.about')}
      tabs={usePlaybackTabs()}
      primary={items.length > 0 ? make : undefined}
    >
      <div data-testid="regions">
        <DataTable<Region>
          name="regions"
          label={t('playback.tabs.regions')}
          columns={useRegionColumns(manages ? setDropping : undefined)}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={nameOf}
          nameOf={nameOf}
          {...(manages ? { open: (region: Region) => detail.open(region.name) } : {})}
          current={detail.id}
          empty={
            <Empty title={t('playback.regions.none')} detail={t('playback.regions.noneDetail')}>
              {make}
            </Empty>
          }
        />
      </div>
      <RegionDrawer
        open={detail.id !== undefined && manages}
        region={items.find(({ name }) => name === detail.id)}
        close={detail.close}
      />
      <ConfirmName
        open={dropping !== undefined}
        close={() => setDropping(undefined)}
        title={t('playback.regions.dropTitle', { name: dropping?.name ?? '' })}
        detail={t('playback.regions.dropDetail')}
        name={dropping?.name ?? ''}
        okText={t('actions.delete')}
        act={drop}
      />
    </PageFrame>
  )
}

const useRegionColumns = (drop: ((region: Region) => void) | undefined): Column<Region>[] => {
  const { t, i18n } = useTranslation()
  return [
    {
      key: 'name',
      title: t('playback.regions.name'),
      cell: ({ name }) => <span data-testid="region">{name}</span>,
      widthPixels: 220,
      grow: true,
    },
    {
      key: 'networks',
      title: t('playback.regions.networks'),
      cell: ({ networks }) => formatCount(networks, i18n.language),
      widthPixels: 120,
      end: true,
    },
    {
      key: 'updated',
      title: t('playback.regions.updated'),
      cell: ({ updatedAt }) => <Ago at={updatedAt} />,
      widthPixels: 140,
      card: 'about',
    },
    ...(drop
      ? [
          {
            key: 'drop',
            title: t('actions.delete'),
            cell: (region: Region) => (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${t('actions.delete')} ${region.name}`}
                onClick={() => drop(region)}
              />
            ),
            widthPixels: 70,
            card: 'about' as const,
          },
        ]
      : []),
  ]
}
