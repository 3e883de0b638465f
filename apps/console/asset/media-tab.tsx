import type { UseQueryResult } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaInfo } from '#services/transcode'
import { formatBitRate, formatFrameRate, formatTimecode } from '../shell/format.ts'
import { Empty, Skeleton } from '../components/states.tsx'
import { codecName } from './codecs.ts'

/** What was found in the source. */
export const MediaTab = ({ info }: { info: UseQueryResult<MediaInfo> }) => {
  const { t, i18n } = useTranslation()
  if (info.isPending) return <Skeleton rows={4} />
  if (!info.data) return <Empty small title={t('media.notYet')} />
  const { container, durationSeconds, bitsPerSecond, video, audio } = info.data
  const language = (code: string) =>
    new Intl.DisplayNames(i18n.language, { type: 'language', fallback: 'code' }).of(code)
  const marks = video
    ? [
        video.hdr ? t('media.hdr') : undefined,
        video.interlaced ? t('media.interlaced') : undefined,
        video.variableFrameRate ? t('media.variable') : undefined,
        video.rotationDegrees ? t('media.rotated', { degrees: video.rotationDegrees }) : undefined,
      ].filter((mark) => mark !== undefined)
    : []
  return (
    <dl className="facts" data-testid="media-info">
      <dt>{t('media.container')}</dt>
      <dd>{containerName(container)}</dd>
      <dt>{t('media.duration')}</dt>
      <dd className="mono">{formatTimecode(durationSeconds, video?.frameRate || 25)}</dd>
      {bitsPerSecond ? (
        <>
          <dt>{t('media.rate')}</dt>
          <dd>{formatBitRate(bitsPerSecond)}</dd>
        </>
      ) : null}
      {video ? (
        <>
          <dt>{t('media.picture')}</dt>
          <dd>
            {codecName(video.codec)} · {video.width} × {video.height} ·{' '}
            {t('media.framesPerSecond', { rate: formatFrameRate(video.frameRate) })}
            {marks.length > 0 ? <div className="amber">{marks.join(' · ')}</div> : null}
          </dd>
        </>
      ) : null}
      {audio.map((track, i) => (
        <Fragment key={i}>
          <dt>{audio.length > 1 ? t('media.soundNumber', { number: i + 1 }) : t('media.sound')}</dt>
          <dd>
            {codecName(track.codec)} · {t('media.channels', { count: track.channels })} · {track.sampleRate / 1000} kHz
            {track.language && track.language !== 'und'
              ? ` · ${safely(() => language(track.language!), track.language)}`
              : null}
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}

const containers: Record<string, string> = {
  mov: 'MP4 / MOV',
  matroska: 'Matroska',
  mpegts: 'MPEG-TS',
  mpeg: 'MPEG-PS',
  mxf: 'MXF',
  avi: 'AVI',
  flv: 'FLV',
}
const containerName = (container: string) => containers[container] ?? container

/** Files carry language codes that are none. */
const safely = (name: () => string | undefined, otherwise: string): string => {
  try {
    return name() ?? otherwise
  } catch {
    return otherwise
  }
}
