import type { CSSProperties } from 'react'
import type { Logo } from '#services/transcode'
import { logoAddress } from './data.ts'

export type Place = Pick<Logo, 'corner' | 'marginPercent' | 'widthPercent' | 'opacity'>

/** Where a logo lies, as the encoder lays it: margins on both sides are parts of the picture's width, as in CSS. */
const styleOf = ({ corner, marginPercent, widthPercent, opacity }: Place): CSSProperties => ({
  margin: `${marginPercent}%`,
  width: `${widthPercent}%`,
  opacity,
  [corner.startsWith('top') ? 'top' : 'bottom']: 0,
  [corner.endsWith('left') ? 'left' : 'right']: 0,
})

type LogoPreviewProps = { logo: Logo; place?: Place; label: string; frame?: string | undefined }

/** A logo over a frame of an asset, or over grey. */
export const LogoPreview = ({ logo, place = logo, label, frame }: LogoPreviewProps) => (
  <div className="logo-preview" role="img" aria-label={label} data-testid="logo-preview">
    {frame ? <img src={frame} alt="" className="logo-frame" /> : null}
    <img src={logoAddress(logo)} alt="" className="logo-itself" style={styleOf(place)} />
  </div>
)
