import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { api, stationAddress } from '../shell/api.ts'
import { Copyable } from '../components/copyable.tsx'
import { formatBytes, formatInstant } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { useSession } from '../shell/session.tsx'

/** The source file as it came, with the hashes to compare it by. */
export const FilesTab = ({ asset }: { asset: Asset }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const allowed = may('essences:read')
  const essence = useQuery({
    queryKey: ['asset', asset.id, 'essence', asset.essence],
    queryFn: ({ signal }) => api.storage.get({ id: asset.essence }, { signal }),
    enabled: allowed,
  })
  if (!allowed) return <Empty small title={t('files.notAllowed')} />
  if (essence.error) return <ErrorState error={essence.error} again={() => void essence.refetch()} />
  if (!essence.data) return <Skeleton rows={4} />
  const { name, bytes, sha256, md5, mediaType, createdAt, checkedAt, damaged } = essence.data
  return (
    <div data-testid="files">
      {damaged ? (
        <p className="red" role="alert">
          {t('files.damaged')}
        </p>
      ) : null}
      <dl className="facts">
        <dt>{t('files.name')}</dt>
        <dd>{name}</dd>
        <dt>{t('files.size')}</dt>
        <dd className="numerals">
          {formatBytes(bytes)}{' '}
          <span className="faint">
            {t('files.bytes', { count: bytes, shown: bytes.toLocaleString(i18n.language) })}
          </span>
        </dd>
        <dt>{t('files.type')}</dt>
        <dd className="mono">{mediaType}</dd>
        <dt>SHA-256</dt>
        <dd>
          <Copyable text={sha256} testId="sha256" />
        </dd>
        <dt>MD5</dt>
        <dd>
          <Copyable text={md5} testId="md5" />
        </dd>
        <dt>{t('files.arrived')}</dt>
        <dd>{formatInstant(createdAt, i18n.language)}</dd>
        {checkedAt ? (
          <>
            <dt>{t('files.checked')}</dt>
            <dd>{formatInstant(checkedAt, i18n.language)}</dd>
          </>
        ) : null}
        <dt>{t('files.id')}</dt>
        <dd>
          <Copyable text={asset.id} />
        </dd>
      </dl>
      <Button
        icon={<DownloadOutlined />}
        href={stationAddress(`/api/storage/essences/${asset.essence}/content`)}
        className="files-download"
        data-testid="download"
      >
        {t('files.download')}
      </Button>
    </div>
  )
}
