import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Cue } from '#services/subtitles'
import type { Playhead } from '../asset/playhead.ts'
import './captions.css'

/** The text that is shown over the picture now, handed from those who edit it to the player. */
export const createCaptions = () => {
  let cues: readonly Cue[] = []
  const watchers = new Set<() => void>()
  return {
    cues: () => cues,
    show(next: readonly Cue[]) {
      cues = next
      for (const tell of watchers) tell()
    },
    watch(changed: () => void) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
  }
}
export type Captions = ReturnType<typeof createCaptions>

/** What is said at the time of the picture, drawn over it as players do. */
export const CaptionOverlay = ({ captions, playhead }: { captions: Captions; playhead: Playhead }) => {
  const cues = useSyncExternalStore(captions.watch, captions.cues)
  const [now, setNow] = useState<readonly Cue[]>([])
  useEffect(() => {
    const look = () => {
      const { atSeconds } = playhead.clock()
      // A hair later: a picture begins a little before the time that is written for it.
      const at = atSeconds + 0.001
      const next = cues.filter(({ startSeconds, endSeconds }) => startSeconds <= at && endSeconds > at).slice(0, 6)
      setNow((before) => (before.length === next.length && next.every((cue, i) => cue === before[i]) ? before : next))
    }
    look()
    return playhead.watch(look)
  }, [cues, playhead])
  if (now.length === 0) return null
  const isTop = ({ settings = '' }: Cue) => /(?:^| )line:(?:\d(?!\d)%?|[1-3]\d%)/.test(settings)
  return (
    <div className="caption-overlay" data-testid="captions">
      {[true, false].map((top) => (
        <div key={String(top)}>
          {now
            .filter((cue) => isTop(cue) === top)
            .map((cue) => (
              <p key={`${cue.startSeconds} ${cue.text}`}>
                <Marked text={cue.text} />
              </p>
            ))}
        </div>
      ))}
    </div>
  )
}

/** Text with its `<b>`, `<i>` and `<u>`; anything else is shown as it is written. */
const Marked = ({ text }: { text: string }) => {
  const on = new Set<string>()
  const pieces: ReactNode[] = []
  for (const [i, part] of text.split(/(<\/?[biu]>)/).entries()) {
    const mark = part.at(-2)!
    if (i % 2 === 1) {
      if (part[1] === '/') on.delete(mark)
      else on.add(mark)
    } else if (part !== '') {
      let piece: ReactNode = part
      if (on.has('b')) piece = <b>{piece}</b>
      if (on.has('i')) piece = <i>{piece}</i>
      if (on.has('u')) piece = <u>{piece}</u>
      pieces.push(<span key={i}>{piece}</span>)
    }
  }
  return pieces
}
