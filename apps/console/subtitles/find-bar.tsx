import { CloseOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Edits } from './edits.ts'
import { changed, holds, replaced } from './lines.ts'

type FindBarProps = {
  edits: Edits
  readOnly: boolean
  open: number | undefined
  show(key: number): void
  close(): void
}

/** Finds words, and puts others in their place: one by one, or all in one step. */
export const FindBar = ({ edits, readOnly, open, show, close }: FindBarProps) => {
  const { t } = useTranslation()
  const [needle, setNeedle] = useState('')
  const [by, setBy] = useState('')
  const { lines, change } = edits
  const found = useMemo(() => lines.filter((line) => holds(line, needle)), [lines, needle])
  const at = lines.findIndex(({ key }) => key === open)
  const next = () => {
    const after = found.find((line) => lines.indexOf(line) > at) ?? found[0]
    if (after) show(after.key)
  }
  const replace = () => {
    const line = found.find(({ key }) => key === open)
    if (line) change((all) => changed(all, line.key, { text: replaced(line.text, needle, by) }))
    next()
  }
  const replaceAll = () =>
    change((all) =>
      all.map((line) => (holds(line, needle) ? { ...line, text: replaced(line.text, needle, by) } : line)),
    )
  return (
    <div className="cue-find" role="search" data-testid="find-bar">
      <Input
        size="small"
        autoFocus
        value={needle}
        placeholder={t('subtitles.find')}
        aria-label={t('subtitles.find')}
        suffix={<span className="faint numerals">{needle === '' ? '' : found.length}</span>}
        onChange={(event) => setNeedle(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) next()
          if (event.key === 'Escape') close()
        }}
        data-testid="find"
      />
      <Button size="small" type="text" aria-label={t('actions.close')} icon={<CloseOutlined />} onClick={close} />
      {readOnly ? null : (
        <>
          <Input
            size="small"
            value={by}
            placeholder={t('subtitles.replaceBy')}
            aria-label={t('subtitles.replaceBy')}
            onChange={(event) => setBy(event.target.value)}
            data-testid="replace-by"
          />
          <span className="row">
            <Button size="small" disabled={found.length === 0} onClick={replace}>
              {t('subtitles.replace')}
            </Button>
            <Button size="small" disabled={found.length === 0} onClick={replaceAll} data-testid="replace-all">
              {t('subtitles.replaceAll')}
            </Button>
          </span>
        </>
      )}
    </div>
  )
}
