import { ColumnWidthOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTimecode } from '../shell/format.ts'
import type { Range } from './timeline-strip.tsx'
import type { TimelineWindow } from './use-timeline.ts'

type StripBarProps = {
  at: number
  framesPerSecond: number
  range: Range
  onRange: ((range: Range) => void) | undefined
  set(end: 'fromSeconds' | 'toSeconds'): void
  window: TimelineWindow
  tools: ReactNode
}

/** Where the playhead is, what is marked, and how close the look is. */
export const StripBar = ({ at, framesPerSecond, range, onRange, set, window, tools }: StripBarProps) => {
  const { t } = useTranslation()
  const code = (seconds: number | undefined) =>
    seconds === undefined ? '--:--:--:--' : formatTimecode(seconds, framesPerSecond)
  const { fromSeconds, toSeconds } = range
  const marked = fromSeconds !== undefined || toSeconds !== undefined
  return (
    <div className="strip-bar">
      <output className="strip-at mono">{code(at)}</output>
      {onRange ? (
        <div className="strip-range">
          <Button type="text" size="small" onClick={() => set('fromSeconds')} title={t('components.timeline.in')}>
            <span className="strip-range-key">I</span>
            <span className="mono">{code(fromSeconds)}</span>
          </Button>
          <Button type="text" size="small" onClick={() => set('toSeconds')} title={t('components.timeline.out')}>
            <span className="strip-range-key">O</span>
            <span className="mono">{code(toSeconds)}</span>
          </Button>
          {fromSeconds !== undefined && toSeconds !== undefined ? (
            <span className="mono faint" title={t('components.timeline.length')}>
              {code(toSeconds - fromSeconds)}
            </span>
          ) : null}
          {marked ? (
            <Button type="link" size="small" onClick={() => onRange({})}>
              {t('components.timeline.clear')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {tools}
      <span className="grow" />
      <Button
        type="text"
        size="small"
        icon={<MinusOutlined />}
        disabled={window.whole}
        onClick={window.farther}
        aria-label={t('components.timeline.farther')}
        title={`${t('components.timeline.farther')} (-)`}
      />
      <Button
        type="text"
        size="small"
        icon={<PlusOutlined />}
        onClick={window.closer}
        aria-label={t('components.timeline.closer')}
        title={`${t('components.timeline.closer')} (+)`}
      />
      <Button
        type="text"
        size="small"
        icon={<ColumnWidthOutlined />}
        disabled={window.whole}
        onClick={window.fit}
        aria-label={t('components.timeline.fit')}
        title={`${t('components.timeline.fit')} (0)`}
      />
    </div>
  )
}
