import {
  DeleteOutlined,
  FieldTimeOutlined,
  LeftOutlined,
  MergeCellsOutlined,
  PlusOutlined,
  RedoOutlined,
  ScissorOutlined,
  SearchOutlined,
  UndoOutlined,
} from '@ant-design/icons'
import { App, Button, Popover } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind, TrackWithCues } from '#services/subtitles'
import type { Edits } from './edits.ts'
import { shifted, type Line, type Shift } from './lines.ts'
import { ShiftPanel, type Which } from './shift-panel.tsx'
import type { Choice } from './use-choice.ts'
import type { Faults } from './use-faults.ts'
import type { Saving } from './use-saving.ts'

type HeadProps = { track: TrackWithCues; saving: Saving; readOnly: boolean; back(): void }

/** Which track it is, and whether it is saved. */
export const EditorHead = ({ track, saving, readOnly, back }: HeadProps) => {
  const { t } = useTranslation()
  return (
    <header className="cue-editor-head">
      <Button type="text" size="small" icon={<LeftOutlined />} onClick={back} data-testid="to-tracks">
        {t('subtitles.tracks')}
      </Button>
      <strong className="ellipsis grow">{track.label}</strong>
      <span className="faint">{t(`subtitles.kinds.${track.kind}`)}</span>
      {readOnly ? null : (
        <Button
          type="primary"
          size="small"
          disabled={!saving.dirty}
          loading={saving.busy}
          onClick={saving.save}
          data-testid="save-cues"
        >
          {t('actions.save')}
        </Button>
      )}
    </header>
  )
}

type Tools = { add(): void; split(): void; merge(): void; remove(): void }
type ToolsProps = {
  edits: Edits
  choice: Choice
  faults: Faults
  kind: Kind
  readOnly: boolean
  tools: Tools
  show(line: Line | undefined): void
  find(): void
}

/** What one does to lines. */
export const EditorTools = ({ edits, choice, faults, kind, readOnly, tools, show, find }: ToolsProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [shifting, setShifting] = useState(false)
  const { lines, change } = edits
  const { line, chosen } = choice
  const at = line ? lines.indexOf(line) : -1
  const shift = (which: Which, by: Shift) => {
    const from = lines.findIndex(({ key }) => chosen.has(key))
    const some =
      which === 'all' ? undefined : which === 'chosen' ? chosen : new Set(lines.slice(from).map(({ key }) => key))
    const next = shifted(lines, some, by)
    if (!next) return void message.error(t('subtitles.beforeStart'), 6)
    change(() => next)
    setShifting(false)
  }
  const nextFault = () => {
    const faulty = lines.filter(({ key }) => faults.has(key))
    show(faulty.find((one) => lines.indexOf(one) > at) ?? faulty[0])
  }
  const button = (name: string, icon: ReactNode, act: () => void, disabled: boolean, hint = '') => (
    <Button
      type="text"
      size="small"
      icon={icon}
      disabled={disabled}
      title={`${t(`subtitles.${name}`)}${hint}`}
      aria-label={t(`subtitles.${name}`)}
      onClick={act}
      // What is written keeps its caret: that is where it is cut.
      onMouseDown={(event) => event.preventDefault()}
      data-testid={`cue-${name}`}
    />
  )
  return (
    <div className="cue-tools" role="toolbar" aria-label={t('subtitles.tools')}>
      {readOnly ? null : (
        <>
          {button('undo', <UndoOutlined />, edits.undo, !edits.canUndo, ' (Ctrl+Z)')}
          {button('redo', <RedoOutlined />, edits.redo, !edits.canRedo, ' (Ctrl+Shift+Z)')}
          {button('add', <PlusOutlined />, tools.add, false, ' (Ctrl+Enter)')}
          {button('split', <ScissorOutlined />, tools.split, !line)}
          {button('merge', <MergeCellsOutlined />, tools.merge, at < 0 || at === lines.length - 1)}
          {button('remove', <DeleteOutlined />, tools.remove, chosen.size === 0)}
          <Popover
            open={shifting}
            onOpenChange={setShifting}
            trigger="click"
            placement="bottomRight"
            destroyOnHidden
            content={<ShiftPanel key={chosen.size} chosen={chosen.size} apply={shift} />}
          >
            <Button
              type="text"
              size="small"
              icon={<FieldTimeOutlined />}
              disabled={lines.length === 0}
              title={t('subtitles.shift')}
              aria-label={t('subtitles.shift')}
              data-testid="cue-shift"
            />
          </Popover>
        </>
      )}
      {button('find', <SearchOutlined />, find, lines.length === 0, ' (Ctrl+F)')}
      <span className="grow" />
      {faults.size > 0 ? (
        <Button type="text" size="small" className="cue-faults" onClick={nextFault} data-testid="next-fault">
          {t('subtitles.toLookAt', { count: faults.size })}
        </Button>
      ) : (
        <span className="faint numerals">
          {t(kind === 'chapters' ? 'subtitles.countChapters' : 'subtitles.count', { count: lines.length })}
        </span>
      )}
    </div>
  )
}
