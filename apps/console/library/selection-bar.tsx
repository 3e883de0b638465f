import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { useSession } from '../shell/session.tsx'
import { useAssetActions } from './actions.tsx'

/** What can be done with the chosen assets; an action takes those it fits. */
export const SelectionBar = ({ assets, clear }: { assets: readonly Asset[]; clear(): void }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { publish, withdraw, remove } = useAssetActions()
  if (assets.length === 0) return null
  const publishable = assets.filter(({ state }) => state === 'ready' || state === 'withdrawn')
  const published = assets.filter(({ state }) => state === 'published')
  return (
    <div
      className="selection-bar"
      role="toolbar"
      aria-label={t('library.selected', { count: assets.length })}
      data-testid="selection"
    >
      <Button type="text" size="small" icon={<CloseOutlined />} onClick={clear} aria-label={t('actions.clear')} />
      <strong className="numerals">{t('library.selected', { count: assets.length })}</strong>
      <div className="grow" />
      {may('assets:publish') ? (
        <>
          <Button
            type="primary"
            disabled={publishable.length === 0}
            onClick={() => void publish(publishable).then(clear)}
            data-testid="bulk-publish"
          >
            {t('actions.publish')}{' '}
            {publishable.length > 0 && publishable.length < assets.length ? publishable.length : null}
          </Button>
          <Button
            disabled={published.length === 0}
            onClick={() => void withdraw(published).then(clear)}
            data-testid="bulk-withdraw"
          >
            {t('actions.withdraw')} {published.length > 0 && published.length < assets.length ? published.length : null}
          </Button>
        </>
      ) : null}
      {may('assets:write') ? (
        <Button danger onClick={() => remove(assets, clear)} data-testid="bulk-delete">
          {t('actions.delete')}
        </Button>
      ) : null}
    </div>
  )
}
