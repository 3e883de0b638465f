import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { MediaPicture } from '../components/media-picture.tsx'
import { Ago, Duration } from '../components/quantities.tsx'
import type { Column, Sort as TableSort } from '../components/table-columns.ts'
import { posterAddress } from '../encoding/poster-address.ts'
import { sorts, type Sort } from './filter.ts'
import { StateChip } from './state-chip.tsx'

const mostTags = 2

/** The title with a small picture before it. */
export const TitleCell = ({ asset }: { asset: Asset }) => (
  <span className="asset-title">
    <MediaPicture poster={posterAddress(asset)} />
    <span className="ellipsis" title={asset.title}>
      {asset.title}
    </span>
  </span>
)

/** What the list can show of an asset. */
export const useListColumns = (): Column<Asset>[] => {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('library.columns.title'),
        cell: (asset) => <TitleCell asset={asset} />,
        grow: true,
        widthPixels: 260,
        sortable: true,
      },
      {
        key: 'state',
        title: t('library.columns.state'),
        cell: ({ state, progress, deletedAt }) =>
          deletedAt ? t('library.gone') : <StateChip state={state} progress={progress} look="plain" />,
        widthPixels: 112,
      },
      {
        key: 'duration',
        title: t('library.columns.duration'),
        cell: ({ durationSeconds }) => <Duration seconds={durationSeconds} />,
        widthPixels: 80,
        end: true,
        sortable: true,
      },
      {
        key: 'column',
        title: t('library.columns.column'),
        cell: ({ column }) => <span className="ellipsis">{column}</span>,
        widthPixels: 104,
      },
      {
        key: 'tags',
        title: t('library.columns.tags'),
        cell: ({ tags }) => (
          <span className="asset-tags ellipsis" title={tags.join(' · ')}>
            {tags.slice(0, mostTags).map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
            {tags.length > mostTags ? <span className="faint numerals">+{tags.length - mostTags}</span> : null}
          </span>
        ),
        widthPixels: 160,
      },
      {
        key: 'createdBy',
        title: t('library.columns.createdBy'),
        cell: ({ createdBy }) => <span className="ellipsis">{createdBy}</span>,
        widthPixels: 104,
      },
      {
        key: 'createdAt',
        title: t('library.columns.createdAt'),
        cell: ({ createdAt }) => <Ago at={createdAt} />,
        widthPixels: 108,
        sortable: true,
      },
      {
        key: 'updatedAt',
        title: t('library.columns.updatedAt'),
        cell: ({ updatedAt }) => <Ago at={updatedAt} />,
        widthPixels: 112,
        sortable: true,
        hidden: true,
      },
      {
        key: 'size',
        title: t('library.columns.size'),
        cell: ({ width, height }) => (width && height ? `${width} × ${height}` : ''),
        widthPixels: 120,
        hidden: true,
      },
    ],
    [t],
  )
}

const shown: Record<Sort, TableSort> = {
  newest: { by: 'createdAt', descending: true },
  oldest: { by: 'createdAt', descending: false },
  changed: { by: 'updatedAt', descending: true },
  title: { by: 'title', descending: false },
  longest: { by: 'duration', descending: true },
}

/** The order as the heads of the list show it. */
export const tableSortOf = (sort: Sort): TableSort => shown[sort]

/** The order a press on a head asks for: those the service knows, the usual one after them. */
export const sortAfter = (sort: Sort, pressed: TableSort | undefined): Sort => {
  const by = pressed?.by ?? shown[sort].by
  if (by === 'createdAt') return sort === 'newest' ? 'oldest' : 'newest'
  const wanted = sorts.find((one) => shown[one].by === by) ?? 'newest'
  return sort === wanted ? 'newest' : wanted
}
