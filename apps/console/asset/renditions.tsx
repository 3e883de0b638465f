import { useTranslation } from 'react-i18next'
import { formatBitRate, formatBytes, formatPercent } from '../shell/format.ts'
import { flowFraction, inOrder, type FlowProgress } from './revision.ts'

type RenditionsProps = { flows: readonly FlowProgress[]; sourceSeconds: number | undefined; ingesting: boolean }

/** 版本: every rendition with how far it has come. */
export const Renditions = ({ flows, sourceSeconds, ingesting }: RenditionsProps) => {
  const { t } = useTranslation()
  if (flows.length === 0) return null
  return (
    <section className="renditions" aria-label={t('asset.renditions')}>
      <h2 className="label">{t('asset.renditions')}</h2>
      <ul>
        {inOrder(flows).map((one) => {
          const { flow, bytes, durationSeconds } = one
          const fraction = flowFraction(one, sourceSeconds)
          const rate = durationSeconds > 0 ? (bytes * 8) / durationSeconds : 0
          return (
            <li key={flow.id} data-testid="rendition" data-name={flow.name} data-state={flow.state}>
              <span className="rendition-name">
                {flow.role === 'preview' ? t('asset.preview') : flow.kind === 'audio' ? t('media.sound') : flow.name}
              </span>
              <span className="faint mono rendition-codec">{flow.codec}</span>
              <span className="numerals soft">{rate > 0 ? formatBitRate(rate) : null}</span>
              <span className="numerals soft">{bytes > 0 ? formatBytes(bytes) : null}</span>
              <span className={`numerals rendition-done ${flow.state === 'complete' ? 'jade' : 'soft'}`}>
                {flow.state === 'complete'
                  ? t('asset.complete')
                  : ingesting
                    ? formatPercent(fraction)
                    : t('asset.partial')}
              </span>
              <i
                className="rendition-bar"
                style={{ transform: `scaleX(${fraction})` }}
                data-complete={flow.state === 'complete'}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
