import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind } from '#services/subtitles'
import type { Deck } from '../asset/use-deck.ts'
import { CueRow, type RowActs } from './cue-row.tsx'
import type { Line } from './lines.ts'
import type { Choice } from './use-choice.ts'
import type { Faults } from './use-faults.ts'

export type LineListKeys = { reveal(key: number, thenWrite?: boolean): void; focusText(): void }
type LineListProps = {
  ref: Ref<LineListKeys>
  lines: readonly Line[]
  kind: Kind
  choice: Choice
  faults: Faults
  deck: Deck
  readOnly: boolean
  acts: RowActs
}

const rowPixels = 52
const none: readonly never[] = []

/** All lines in the order of the film, of which only those in sight are drawn; it goes along with what plays. */
export const LineList = ({ ref, lines, kind, choice, faults, deck, readOnly, acts }: LineListProps) => {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
  })
  const { open, chosen, now } = choice
  const latest = useRef(lines)
  useEffect(() => {
    latest.current = lines
  })
  const write = () => scroller.current?.querySelector<HTMLElement>('.cue.is-open textarea')?.focus()
  useImperativeHandle(ref, () => ({
    reveal(key, thenWrite = false) {
      // A line that was just made is in the list with the next render.
      requestAnimationFrame(() => {
        const at = latest.current.findIndex((line) => line.key === key)
        if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
        if (thenWrite) requestAnimationFrame(write)
      })
    },
    focusText: () => requestAnimationFrame(() => requestAnimationFrame(write)),
  }))

  const isPlaying = deck.speed !== 0
  useEffect(() => {
    if (now === undefined || !isPlaying || scroller.current?.contains(document.activeElement)) return
    const at = latest.current.findIndex(({ key }) => key === now)
    if (at >= 0) virtual.scrollToIndex(at, { align: 'center' })
  }, [now, isPlaying, virtual])

  return (
    <div className="cue-list" ref={scroller} role="group" aria-label={t('subtitles.lines')} tabIndex={-1}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index]
          return line ? (
            <div key={key} ref={virtual.measureElement} data-index={index} className="cue-place" style={{ top: start }}>
              <CueRow
                line={line}
                number={index + 1}
                kind={kind}
                faults={faults.get(line.key) ?? none}
                isNow={line.key === now}
                isChosen={chosen.has(line.key)}
                isOpen={line.key === open}
                readOnly={readOnly}
                acts={acts}
              />
            </div>
          ) : null
        })}
      </div>
    </div>
  )
}
