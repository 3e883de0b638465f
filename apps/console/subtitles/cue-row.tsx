import { VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind } from '#services/subtitles'
import { reading, showTime, type Fault, type Line } from './lines.ts'
import { TimeInput } from './time-input.tsx'

/** What one does to a line; all of it by its key, so that lines that stay as they are need not be drawn again. */
export type RowActs = {
  open(key: number, extend: boolean): void
  change(key: number, changes: Partial<Line>, what: string): void
  toPlayhead(key: number, end: 'startSeconds' | 'endSeconds'): void
}
type CueRowProps = {
  line: Line
  number: number
  kind: Kind
  faults: readonly Fault[]
  isNow: boolean
  isChosen: boolean
  isOpen: boolean
  readOnly: boolean
  acts: RowActs
}

/** One line of text with its time. The open one is edited; pressing any other opens it and goes to its time. */
export const CueRow = memo((props: CueRowProps) => {
  const { line, number, kind, faults, isNow, isChosen, isOpen, acts } = props
  const state = `${isNow ? 'is-now' : ''} ${isChosen ? 'is-chosen' : ''}`
  if (isOpen) return <OpenRow {...props} />
  return (
    <button
      type="button"
      className={`cue ${state}`}
      aria-current={isNow ? 'true' : undefined}
      onClick={(event) => acts.open(line.key, event.shiftKey)}
      data-testid="cue"
    >
      <span className="cue-head mono">
        <span className="cue-number">{number}</span>
        {showTime(line.startSeconds)}
        {kind === 'chapters' ? null : <span className="soft">{`– ${showTime(line.endSeconds)}`}</span>}
        <span className="grow" />
        <Faults line={line} faults={faults} />
      </span>
      <span className="cue-text">{line.text}</span>
    </button>
  )
})

const OpenRow = ({ line, number, kind, faults, isNow, readOnly, acts }: CueRowProps) => {
  const { t } = useTranslation()
  const time = (end: 'startSeconds' | 'endSeconds', icon: ReactNode, name: string, key: string) => (
    <span className="cue-end">
      <TimeInput
        label={t(`subtitles.${name}`)}
        seconds={line[end]}
        readOnly={readOnly}
        wrong={end === 'endSeconds' && faults.includes('backwards')}
        set={(seconds) => acts.change(line.key, { [end]: seconds }, `${end} ${line.key}`)}
        testId={`cue-${name}`}
      />
      {readOnly ? null : (
        <Button
          size="small"
          type="text"
          icon={icon}
          title={`${t(`subtitles.${name}Here`)} (${key})`}
          aria-label={t(`subtitles.${name}Here`)}
          onClick={() => acts.toPlayhead(line.key, end)}
          data-testid={`cue-${name}-here`}
        />
      )}
    </span>
  )
  return (
    <div className={`cue is-open ${isNow ? 'is-now' : ''}`} data-testid="cue-open">
      <div className="cue-head">
        <span className="cue-number mono">{number}</span>
        {time('startSeconds', <VerticalRightOutlined />, 'in', '[')}
        {kind === 'chapters' ? null : time('endSeconds', <VerticalLeftOutlined />, 'out', ']')}
      </div>
      <Input.TextArea
        value={line.text}
        maxLength={2000}
        readOnly={readOnly}
        rows={kind === 'chapters' ? 1 : 2}
        className="growing"
        aria-label={t('subtitles.text')}
        onChange={(event) => acts.change(line.key, { text: event.target.value }, `text ${line.key}`)}
        data-testid="cue-text"
      />
      <div className="cue-foot">
        <Faults line={line} faults={faults} always={kind !== 'chapters'} />
      </div>
    </div>
  )
}

/** What a viewer would stumble over; `always`: the speed of reading in any case. */
const Faults = ({ line, faults, always = false }: { line: Line; faults: readonly Fault[]; always?: boolean }) => {
  const { t } = useTranslation()
  const { perSecond, most } = reading(line)
  const others = faults.filter((fault) => fault !== 'fast')
  const speed = t('subtitles.perSecond', { count: Number(perSecond.toFixed(1)), most })
  return (
    <>
      {others.map((fault) => (
        <span key={fault} className="cue-fault">
          {t(`subtitles.faults.${fault}`)}
        </span>
      ))}
      {faults.includes('fast') ? (
        <span className="cue-fault numerals">{speed}</span>
      ) : always ? (
        <span className="soft numerals">{speed}</span>
      ) : null}
    </>
  )
}
