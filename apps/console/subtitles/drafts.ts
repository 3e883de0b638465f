import type { Cue } from '#services/subtitles'

/** What somebody has written and not saved yet, and the version of the track that they wrote it over. */
export type Draft = { version: number; cues: Cue[] }

const place = (track: string) => `rongmei.subtitles.${track}`

export const keptDraft = (track: string): Draft | undefined => {
  try {
    const kept = JSON.parse(localStorage.getItem(place(track)) ?? 'null') as Draft | null
    return kept && Array.isArray(kept.cues) && typeof kept.version === 'number' ? kept : undefined
  } catch {
    return undefined
  }
}

/** Keeps a draft in this browser. Where it has no room, the page still asks before it is left. */
export const keepDraft = (track: string, draft: Draft | undefined): void => {
  try {
    if (draft) localStorage.setItem(place(track), JSON.stringify(draft))
    else localStorage.removeItem(place(track))
  } catch {
    localStorage.removeItem(place(track))
  }
}
