import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Segmented, Slider } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Logo } from '#services/transcode'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { FormField } from '../components/form-field.tsx'
import { AssetChoice } from '../library/asset-choice.tsx'
import { api, stationAddress } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { logosKey } from './data.ts'
import { LogoPreview } from './logo-preview.tsx'

type LogoDrawerProps = { logo: Logo | undefined; close(): void; readOnly: boolean }

/** One logo: its name, and where it lies over the picture. */
export const LogoDrawer = ({ logo, close, readOnly }: LogoDrawerProps) => {
  const { t } = useTranslation()
  return (
    <DetailDrawer
      open={logo !== undefined}
      close={close}
      title={logo?.title ?? t('encoding.logo')}
      about={logo ? `${logo.width} × ${logo.height}` : null}
      widthPixels={560}
      testId="logo-drawer"
    >
      {logo ? <Opened key={`${logo.id} ${logo.version}`} logo={logo} close={close} readOnly={readOnly} /> : null}
    </DetailDrawer>
  )
}

const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const satisfies readonly Logo['corner'][]

const Opened = ({ logo, close, readOnly }: { logo: Logo; close(): void; readOnly: boolean }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [now, setNow] = useState(logo)
  const [asset, setAsset] = useState<string>()
  const frame = useFrame(asset)
  const change = (changes: Partial<Logo>) => setNow((before) => ({ ...before, ...changes }))
  const again = () => queries.invalidateQueries({ queryKey: logosKey })
  const save = useAct(async () => {
    const { id, version, title, corner, marginPercent, widthPercent, opacity } = now
    await api.transcode.changeLogo({ id, version, title, corner, marginPercent, widthPercent, opacity })
    await again()
    close()
  })
  const drop = useAct(async () => {
    await api.transcode.dropLogo({ id: logo.id })
    await again()
    close()
  })
  const slider = (key: 'marginPercent' | 'widthPercent' | 'opacity', from: number, to: number, step: number) => {
    const percent = key === 'opacity' ? now.opacity * 100 : now[key]
    return (
      <FormField id={`logo-${key}`} label={t(`encoding.${key}`)} count={`${Math.round(percent * 10) / 10}%`}>
        {() => (
          <Slider
            min={from}
            max={to}
            step={step}
            value={now[key]}
            disabled={readOnly}
            ariaLabelForHandle={t(`encoding.${key}`)}
            tooltip={{ open: false }}
            onChange={(value: number) => change({ [key]: value })}
          />
        )}
      </FormField>
    )
  }
  return (
    <div className="encoding-form">
      <LogoPreview logo={logo} place={now} label={t('encoding.previewOf', { title: now.title })} frame={frame} />
      <AssetChoice label={t('encoding.previewOver')} value={asset} change={setAsset} testId="preview-asset" />
      <FormField id="logo-title" label={t('encoding.name')} required>
        {(control) => (
          <Input
            {...control}
            value={now.title}
            maxLength={100}
            disabled={readOnly}
            onChange={({ target }) => change({ title: target.value })}
          />
        )}
      </FormField>
      <FormField id="logo-corner" label={t('encoding.corner')}>
        {(control) => (
          <Segmented
            id={control.id}
            aria-label={t('encoding.corner')}
            value={now.corner}
            disabled={readOnly}
            block
            options={corners.map((value) => ({ value, label: t(`encoding.corners.${value}`) }))}
            onChange={(corner) => change({ corner })}
          />
        )}
      </FormField>
      {slider('marginPercent', 0, 25, 0.5)}
      {slider('widthPercent', 1, 50, 0.5)}
      {slider('opacity', 0.05, 1, 0.05)}
      {readOnly ? null : (
        <div className="row encoding-end">
          <Button danger type="text" loading={drop.busy} onClick={() => drop.act()} data-testid="drop-logo">
            {t('actions.delete')}
          </Button>
          <div className="grow" />
          <Button
            type="primary"
            loading={save.busy}
            disabled={now.title.trim() === ''}
            onClick={() => save.act()}
            data-testid="save-logo"
          >
            {t('actions.save')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** The poster of an asset, as a picture to look at something over. */
const useFrame = (id: string | undefined): string | undefined => {
  const { data } = useQuery({
    queryKey: ['assets', 'one', id],
    queryFn: ({ signal }) => api.vms.get({ id: id! }, { signal }),
    enabled: id !== undefined,
  })
  return id !== undefined && data?.hasPoster ? stationAddress(`/vod/${id}/poster.jpg`) : undefined
}
