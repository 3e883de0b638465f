import { DeleteOutlined, LinkOutlined, MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Asset } from '#services/vms'
import { RedoDialog } from '../encoding/redo-dialog.tsx'
import { useAssetActions } from '../library/actions.tsx'
import { useRights } from '../library/catalogue.ts'
import { api } from '../shell/api.ts'
import { copyText } from '../shell/copy.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { putAsset, useInTurn } from './asset-data.ts'
import { Qr, watchAddress } from './public-link.tsx'

type ActionsProps = { asset: Asset; gone(): void; openSharing(): void }

/** Publish or withdraw, hand on the link, delete. */
export const AssetActions = ({ asset, gone, openSharing }: ActionsProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { remove } = useAssetActions()
  const { mayEdit } = useRights()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { id, state } = asset
  const inTurn = useInTurn(id)
  const publish = useAct(async () => putAsset(queries, await inTurn((version) => api.vms.publish({ id, version }))))
  const withdraw = useAct(async () => putAsset(queries, await inTurn((version) => api.vms.withdraw({ id, version }))))
  const [redoing, setRedoing] = useState(false)
  const mayRedo = mayEdit(asset) && (state === 'ready' || state === 'withdrawn' || state === 'failed')
  const more = [
    ...(mayRedo ? [{ key: 'redo', label: t('encoding.redo'), onClick: () => setRedoing(true) }] : []),
    ...(asset.run && may('runs:read')
      ? [{ key: 'run', label: t('asset.seeRun'), onClick: () => void navigate(`/runs/${asset.run}`) }]
      : []),
    ...(may('assets:write') && (state !== 'published' || may('assets:publish'))
      ? [
          {
            key: 'delete',
            label: t('actions.delete'),
            danger: true,
            icon: <DeleteOutlined />,
            onClick: () => remove([asset], gone),
          },
        ]
      : []),
  ]
  if (asset.deletedAt) return null
  return (
    <div className="row asset-actions">
      {state === 'published' ? <Share asset={asset} more={openSharing} /> : null}
      {state === 'published' && may('assets:publish') ? (
        <Button loading={withdraw.busy} onClick={() => withdraw.act()} data-testid="withdraw">
          {t('actions.withdraw')}
        </Button>
      ) : null}
      {state !== 'published' && may('assets:publish') ? (
        <Button
          type="primary"
          loading={publish.busy}
          disabled={state !== 'ready' && state !== 'withdrawn'}
          onClick={() => publish.act()}
          data-testid="publish"
        >
          {t('actions.publish')}
        </Button>
      ) : null}
      {more.length > 0 ? (
        <Dropdown trigger={['click']} menu={{ items: more }} placement="bottomRight">
          <Button icon={<MoreOutlined />} aria-label={t('actions.more')} data-testid="asset-more" />
        </Dropdown>
      ) : null}
      <RedoDialog asset={asset} open={redoing} close={() => setRedoing(false)} />
    </div>
  )
}

const Share = ({ asset, more }: { asset: Asset; more(): void }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const address = watchAddress(asset.id)
  const copy = async () => {
    if (await copyText(address)) void message.success(t('asset.linkCopied'))
  }
  const content = (
    <div className="share">
      <Qr address={address} label={t('asset.qr')} />
      <a href={address} target="_blank" rel="noreferrer" className="mono">
        {address}
      </a>
      <Button type="primary" block onClick={() => void copy()} data-testid="copy-link">
        {t('asset.copyLink')}
      </Button>
      <Button type="link" size="small" onClick={more}>
        {t('asset.moreSharing')}
      </Button>
    </div>
  )
  return (
    <Popover content={content} trigger="click" placement="bottomRight">
      <Button icon={<LinkOutlined />} data-testid="share">
        {t('asset.share')}
      </Button>
    </Popover>
  )
}
