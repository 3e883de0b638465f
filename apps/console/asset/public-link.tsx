import { CopyOutlined, ExportOutlined } from '@ant-design/icons'
import { App, Button, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { copyText } from '../shell/copy.ts'
import { qrCode } from '../shell/qr.ts'

/** Where the public watches an asset. */
export const watchAddress = (asset: string): string => `${location.origin}/watch/${asset}`

/** An address as a QR code. */
export const Qr = ({ address, label }: { address: string; label: string }) => {
  const { size, path } = useMemo(() => qrCode(address), [address])
  return (
    <svg className="qr" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  )
}

/** The link of the watch page, to copy, to open, and to point a phone at. */
export const PublicLink = ({ asset }: { asset: string }) => {
  const { t } = useTranslation()
  const address = watchAddress(asset)
  return (
    <div className="public-link">
      <Qr address={address} label={t('asset.qr')} />
      <div>
        <CopyField label={t('sharing.link')} text={address} testId="public-link" />
        <Button size="small" icon={<ExportOutlined />} href={address} target="_blank" rel="noreferrer">
          {t('sharing.openPage')}
        </Button>
      </div>
    </div>
  )
}

/** What another site puts into its page to show the film there. */
export const EmbedCode = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const shape = asset.width && asset.height ? `${asset.width} / ${asset.height}` : '16 / 9'
  const code = `<iframe src="${location.origin}/embed/${asset.id}" title="${escaped(asset.title)}" style="width:100%;aspect-ratio:${shape};border:0" allow="fullscreen; picture-in-picture; encrypted-media" loading="lazy"></iframe>`
  return <CopyField label={t('sharing.embed')} text={code} rows={4} testId="embed-code" />
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

type CopyFieldProps = { label: string; text: string; rows?: number; testId?: string }

/** Text that is there to be taken along. */
export const CopyField = ({ label, text, rows = 1, testId }: CopyFieldProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    if (await copyText(text)) void message.success(t('actions.copied'))
  }
  const field = {
    value: text,
    readOnly: true,
    className: 'mono',
    'aria-label': label,
    onFocus: (event: React.FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => event.target.select(),
    ...(testId ? { 'data-testid': testId } : {}),
  }
  return (
    <div className="copy-field">
      <span className="label">{label}</span>
      <div className="copy-field-line">
        {rows > 1 ? <Input.TextArea {...field} rows={rows} /> : <Input {...field} />}
        <Button icon={<CopyOutlined />} onClick={() => void copy()} aria-label={`${t('actions.copy')} ${label}`} />
      </div>
    </div>
  )
}
