import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import { copyText } from '../shell/copy.ts'
import { formatBitRate, formatBytes, formatDuration, formatFrameRate } from '../shell/format.ts'
import { codecName } from './codecs.ts'
import { flowFraction, inOrder, type FlowProgress } from './revision.ts'

type RenditionsProps = {
  asset: string
  flows: readonly FlowProgress[]
  sourceSeconds: number | undefined
  ingesting: boolean
}

/** 版本: every rendition with what it is, how large, how complete, and where it plays. */
export const RenditionsTab = ({ asset, flows, sourceSeconds, ingesting }: RenditionsProps) => {
  const { t } = useTranslation()
  if (flows.length === 0) return <Empty small title={t('renditions.none')} detail={t('renditions.noneDetail')} />
  const bytes = flows.reduce((sum, one) => sum + one.bytes, 0)
  return (
    <div data-testid="renditions">
      <table className="renditions-table">
        <caption className="hidden">{t('asset.renditions')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('renditions.name')}</th>
            <th scope="col">{t('renditions.what')}</th>
            <th scope="col" className="end">
              {t('renditions.size')}
            </th>
            <th scope="col">{t('renditions.state')}</th>
            <th scope="col">
              <span className="hidden">{t('renditions.copyPlaylist')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(flows).map((one) => (
            <Rendition key={one.flow.id} asset={asset} one={one} sourceSeconds={sourceSeconds} ingesting={ingesting} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('renditions.together')}</th>
            <td />
            <td className="end numerals">{formatBytes(bytes)}</td>
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
      <div className="row playlists">
        <CopyAddress path={`/vod/${asset}/master.m3u8`} label={t('renditions.copyMaster')} />
        {ingesting ? null : <CopyAddress path={`/vod/${asset}/manifest.mpd`} label={t('renditions.copyDash')} />}
      </div>
      <p className="faint">{t('renditions.whoPlays')}</p>
    </div>
  )
}

type RenditionProps = Omit<RenditionsProps, 'flows'> & { one: FlowProgress }

const Rendition = ({ asset, one, sourceSeconds, ingesting }: RenditionProps) => {
  const { t } = useTranslation()
  const { flow, bytes, durationSeconds } = one
  const fraction = flowFraction(one, sourceSeconds)
  const rate = durationSeconds > 0 ? (bytes * 8) / durationSeconds : 0
  const fps = flow.frameRate ? flow.frameRate.num / flow.frameRate.den : undefined
  const what =
    flow.kind === 'video'
      ? [
          flow.width && flow.height ? `${flow.width}×${flow.height}` : undefined,
          fps ? t('media.framesPerSecond', { rate: formatFrameRate(fps) }) : undefined,
        ]
      : [
          flow.channels ? t('media.channels', { count: flow.channels }) : undefined,
          flow.sampleRate ? `${flow.sampleRate / 1000} kHz` : undefined,
          flow.language && flow.language !== 'und' ? flow.language : undefined,
        ]
  const done = flow.state === 'complete'
  return (
    <tr data-testid="rendition-row" data-name={flow.name}>
      <th scope="row">{renditionName(one, t)}</th>
      <td>
        <div className="numerals">{what.filter(Boolean).join(' · ')}</div>
        <div className="faint" title={flow.codec}>
          {[codecName(flow.codec), rate > 0 ? formatBitRate(rate) : undefined].filter(Boolean).join(' · ')}
        </div>
      </td>
      <td className="end numerals">{bytes > 0 ? formatBytes(bytes) : '–'}</td>
      <td>
        <Status
          tone={done ? 'jade' : ingesting ? 'sky' : 'amber'}
          {...(done || !ingesting ? {} : { progress: fraction })}
        >
          {t(done ? 'asset.complete' : ingesting ? 'renditions.growing' : 'asset.partial')}
        </Status>
        {done || durationSeconds === 0 ? null : (
          <div className="faint numerals">{t('renditions.upTo', { time: formatDuration(durationSeconds) })}</div>
        )}
      </td>
      <td>
        <CopyAddress path={`/vod/${asset}/${flow.id}.m3u8`} label={t('renditions.copyPlaylist')} quiet />
      </td>
    </tr>
  )
}

/** What people call a rendition: its height, the sound, the preview of the beginning. */
export const renditionName = ({ flow }: FlowProgress, t: (key: string) => string): string =>
  flow.role === 'preview'
    ? t('asset.preview')
    : flow.kind === 'audio'
      ? t('media.sound')
      : flow.name.replace(/-(hevc|av1)$/, (_, coding: string) => ` ${codecName(coding)}`)

const CopyAddress = ({ path, label, quiet = false }: { path: string; label: string; quiet?: boolean }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    if (await copyText(location.origin + path)) void message.success(t('asset.linkCopied'))
  }
  return quiet ? (
    <Button
      type="text"
      size="small"
      icon={<CopyOutlined />}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    />
  ) : (
    <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
      {label}
    </Button>
  )
}
