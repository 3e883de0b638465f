import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { putAsset } from '../asset/asset-data.ts'
import type { Deck } from '../asset/use-deck.ts'
import { useRights } from '../library/catalogue.ts'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { sendFile } from './data.ts'
import { PickFile } from './pick-file.tsx'
import { posterAddress } from './poster-address.ts'
import './poster.css'

/** The poster of an asset, and what else it could be: the frame that is shown now, a picture, the program's choice. */
export const PosterPanel = ({ asset, deck }: { asset: Asset; deck: Deck }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { mayEdit } = useRights()
  const queries = useQueryClient()
  const change = useAct(async (by: () => Promise<Asset>) => {
    putAsset(queries, await by())
    void message.success(t('poster.changed'))
  })
  const { id } = asset
  const address = posterAddress(asset)
  const useFrame = () => {
    const { atSeconds } = deck.playhead.clock()
    change.act(() => api.vms.choosePoster({ id, atSeconds }))
  }
  return (
    <section className="poster-panel" aria-label={t('poster.title')} data-testid="poster">
      <h3>{t('poster.title')}</h3>
      {address ? (
        <img src={address} alt={t('poster.title')} data-testid="poster-picture" />
      ) : (
        <p className="faint">{t('poster.none')}</p>
      )}
      {mayEdit(asset) && !asset.deletedAt ? (
        <div className="poster-tools">
          {asset.playable && asset.width ? (
            <Button size="small" loading={change.busy} onClick={useFrame} data-testid="poster-frame">
              {t('poster.useFrame')}
            </Button>
          ) : null}
          <PickFile
            size="small"
            accept="image/jpeg,image/png,image/webp"
            pick={(file) => change.act(() => sendFile<Asset>(`/api/vms/assets/${id}/poster`, file))}
            disabled={change.busy}
            title={t('poster.uploadHint')}
            data-testid="poster-upload"
          >
            {t('poster.upload')}
          </PickFile>
          {asset.hasPoster ? (
            <Button
              size="small"
              type="text"
              disabled={change.busy}
              onClick={() => change.act(() => api.vms.dropPoster({ id }))}
              data-testid="poster-automatic"
            >
              {t('poster.automatic')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  )
}
