import { App } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TrackWithCues } from '#services/subtitles'
import { api } from '../shell/api.ts'
import { isProblem, problemText } from '../shell/problem.ts'
import { keepDraft, type Draft } from './drafts.ts'
import type { Edits } from './edits.ts'
import { cueOf, cuesOf, linesOf, type Line } from './lines.ts'

type Given = {
  track: TrackWithCues
  /** What was written and not saved the last time. */
  draft: Draft | undefined
  edits: Edits
  durationSeconds: number
  put(track: TrackWithCues): void
}

const keepMilliseconds = 600

/**
 * Saves what is edited, whole, over the version it was made of. Until then it is kept in this browser; where somebody
 * else has saved meanwhile, the person chooses which of the two stays.
 */
export const useSaving = ({ track, draft, edits, durationSeconds, put }: Given) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { lines, change } = edits
  const [version, setVersion] = useState(draft?.version ?? track.version)
  const [saved, setSaved] = useState<readonly Line[] | undefined>(draft ? undefined : lines)
  const [theirs, setTheirs] = useState<TrackWithCues | undefined>(
    draft && draft.version !== track.version ? track : undefined,
  )
  const [busy, setBusy] = useState(false)
  const dirty = lines !== saved

  const latest = useRef<() => void>(() => {})
  useEffect(() => {
    latest.current = () => keepDraft(track.id, dirty ? { version, cues: lines.map(cueOf) } : undefined)
    const timer = setTimeout(() => latest.current(), keepMilliseconds)
    return () => clearTimeout(timer)
  }, [track.id, dirty, version, lines])
  useEffect(() => () => latest.current(), [])
  useEffect(() => {
    if (!dirty) return
    const hold = (event: BeforeUnloadEvent) => {
      latest.current()
      event.preventDefault()
    }
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [dirty])

  /** Shows what the station has kept of it; the open line stays open. */
  const take = (next: TrackWithCues, sent: readonly Line[]) => {
    put(next)
    setVersion(next.version)
    setTheirs(undefined)
    const said = sent.filter(({ text }) => text.trim() !== '')
    const same = said.length === sent.length && said.length === next.cues.length
    const isAsSent = same && said.every(({ text }, i) => text === next.cues[i]!.text)
    if (isAsSent) return setSaved(sent)
    const now = same ? next.cues.map((cue, i) => ({ ...cue, key: said[i]!.key })) : linesOf(next.cues)
    change((present) => (present === sent ? now : present))
    setSaved(now)
  }

  const save = async (over = version) => {
    setBusy(true)
    try {
      const cues = cuesOf(lines, track.kind, durationSeconds)
      take(await api.subtitles.replace({ id: track.id, version: over, cues }), lines)
      void message.success(t('subtitles.saved'), 2)
    } catch (error) {
      if (!isProblem(error, 'changed-meanwhile')) return void message.error(problemText(error), 6)
      setTheirs(await api.subtitles.track({ id: track.id }))
    } finally {
      setBusy(false)
    }
  }

  return {
    dirty,
    busy,
    theirs,
    save: () => void save(),
    keepMine: () => theirs && void save(theirs.version),
    /** One step that can be taken back, like any other. */
    takeTheirs() {
      if (!theirs) return
      const now = linesOf(theirs.cues)
      change(() => now)
      put(theirs)
      setSaved(now)
      setVersion(theirs.version)
      setTheirs(undefined)
    },
  }
}
export type Saving = ReturnType<typeof useSaving>
