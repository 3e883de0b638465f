import { Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import type { TrackWithCues } from '#services/subtitles'
import { Empty } from '../components/states.tsx'
import type { Deck } from '../asset/use-deck.ts'
import { useKeys } from '../shell/keys.ts'
import type { Captions } from './captions.tsx'
import type { RowActs } from './cue-row.tsx'
import { keptDraft } from './drafts.ts'
import { useEdits } from './edits.ts'
import { EditorHead, EditorTools } from './editor-tools.tsx'
import { FindBar } from './find-bar.tsx'
import { LineList, type LineListKeys } from './line-list.tsx'
import { added, changed, linesOf, merged, split, type Line } from './lines.ts'
import { useChoice } from './use-choice.ts'
import { useFaults } from './use-faults.ts'
import { useSaving } from './use-saving.ts'
import './subtitles.css'

export type EditorProps = {
  asset: Asset
  track: TrackWithCues
  deck: Deck
  captions: Captions
  readOnly: boolean
  put(track: TrackWithCues): void
  back(): void
}

/** 字幕编辑: every line with its time beside the picture, which shows what is written at once. */
export const Editor = ({ asset, track, deck, captions, readOnly, put, back }: EditorProps) => {
  const { t } = useTranslation()
  const [draft] = useState(() => (readOnly ? undefined : keptDraft(track.id)))
  const edits = useEdits(() => linesOf(draft?.cues ?? track.cues))
  const { lines, change } = edits
  const { kind } = track
  const choice = useChoice(lines, deck)
  const faults = useFaults(lines, kind)
  const saving = useSaving({ track, draft, edits, durationSeconds: asset.durationSeconds ?? deck.durationSeconds, put })
  const [finding, setFinding] = useState(false)
  const list = useRef<LineListKeys>(null)
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => captions.show(kind === 'chapters' ? [] : lines), [captions, kind, lines])
  useEffect(() => () => captions.show([]), [captions])

  const { now } = deck
  const show = (line: Line | undefined, extend = false) => {
    if (!line) return
    choice.choose(line.key, extend)
    list.current?.reveal(line.key)
    const at = now()
    // To the first picture that it is shown with: a line may begin between two.
    const first = line.startSeconds + 1 / deck.framesPerSecond - 0.002
    if (!extend && (at < line.startSeconds || at >= line.endSeconds)) deck.seek(first)
  }
  const showKey = (key: number, extend = false) =>
    show(
      lines.find((line) => line.key === key),
      extend,
    )

  const latest = useRef({ showKey, deck })
  useEffect(() => {
    latest.current = { showKey, deck }
  })
  const acts = useMemo<RowActs>(() => {
    const set: RowActs['change'] = (key, changes, what) => change((all) => changed(all, key, changes), what)
    return {
      open: (key, extend) => latest.current.showKey(key, extend),
      change: set,
      toPlayhead: (key, end) => set(key, { [end]: Math.round(latest.current.deck.now() * 1000) / 1000 }, ''),
    }
  }, [change])

  const { open, line, chosen } = choice
  const toPlayhead = (end: 'startSeconds' | 'endSeconds') => {
    if (readOnly || !line || (end === 'endSeconds' && kind === 'chapters')) return false
    acts.toPlayhead(line.key, end)
    return true
  }
  const tools = {
    add() {
      const at = now()
      const { lines: next, key } = added(lines, at)
      change(() => next)
      choice.choose(key)
      list.current?.reveal(key, true)
    },
    split() {
      if (!line) return
      const field = box.current?.querySelector<HTMLTextAreaElement>('.cue.is-open textarea')
      change((all) => split(all, line.key, { atCharacter: field?.selectionStart, atSeconds: now() }))
    },
    merge: () => line && change((all) => merged(all, line.key)),
    remove() {
      const at = lines.findIndex(({ key }) => chosen.has(key))
      change((all) => all.filter(({ key }) => !chosen.has(key)))
      choice.choose(lines.filter(({ key }) => !chosen.has(key))[at]?.key)
    },
    step(by: 1 | -1) {
      const at = lines.findIndex(({ key }) => key === open)
      show(lines[at < 0 ? 0 : at + by])
      list.current?.focusText()
    },
  }
  const isSeen = () => box.current !== null && box.current.offsetParent !== null
  useKeys({
    '[': () => isSeen() && toPlayhead('startSeconds'),
    ']': () => isSeen() && toPlayhead('endSeconds'),
  })
  // Saved from wherever the focus has gone, such as with a panel that has closed.
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's' || !isSeen()) return
      event.preventDefault()
      if (saving.dirty) saving.save()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
  const keys = (event: React.KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey
    const does: (() => unknown) | undefined = mod
      ? {
          z: event.shiftKey ? edits.redo : edits.undo,
          y: edits.redo,
          f: () => setFinding(true),
          Enter: tools.add,
        }[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      : event.altKey
        ? {
            BracketLeft: () => toPlayhead('startSeconds'),
            BracketRight: () => toPlayhead('endSeconds'),
            ArrowUp: () => tools.step(-1),
            ArrowDown: () => tools.step(1),
          }[event.code]
        : undefined
    if (!does || event.nativeEvent.isComposing || (readOnly && event.key !== 'f')) return
    event.preventDefault()
    event.stopPropagation()
    does()
  }

  return (
    <div className="cue-editor" ref={box} onKeyDown={keys} data-testid="cue-editor" data-dirty={saving.dirty}>
      <EditorHead track={track} saving={saving} readOnly={readOnly} back={back} />
      {saving.theirs ? <Conflict name={saving.theirs.changedBy} saving={saving} /> : null}
      <EditorTools
        edits={edits}
        choice={choice}
        faults={faults}
        kind={kind}
        readOnly={readOnly}
        tools={tools}
        show={show}
        find={() => setFinding(!finding)}
      />
      {finding ? (
        <FindBar edits={edits} readOnly={readOnly} open={open} show={showKey} close={() => setFinding(false)} />
      ) : null}
      {lines.length === 0 ? (
        <Empty
          small
          title={t(kind === 'chapters' ? 'subtitles.noChapters' : 'subtitles.noLines')}
          detail={readOnly ? undefined : t('subtitles.noLinesDetail')}
        >
          {readOnly ? null : (
            <Button type="primary" onClick={tools.add}>
              {t('subtitles.add')}
            </Button>
          )}
        </Empty>
      ) : (
        <LineList
          ref={list}
          lines={lines}
          kind={kind}
          choice={choice}
          faults={faults}
          deck={deck}
          readOnly={readOnly}
          acts={acts}
        />
      )}
    </div>
  )
}

const Conflict = ({ name, saving }: { name: string; saving: ReturnType<typeof useSaving> }) => {
  const { t } = useTranslation()
  return (
    <div className="conflict cue-conflict" role="alert" data-testid="conflict">
      <p>{t('subtitles.conflict', { name })}</p>
      <span className="row">
        <Button size="small" onClick={saving.keepMine} loading={saving.busy} data-testid="keep-mine">
          {t('subtitles.keepMine')}
        </Button>
        <Button size="small" onClick={saving.takeTheirs} data-testid="take-theirs">
          {t('subtitles.takeTheirs')}
        </Button>
      </span>
    </div>
  )
}
