import { Problem, type Kit } from '#backbone'
import { MediaError } from '#media/ffmpeg'
import type { search } from '#services/search'
import type { storage } from '#services/storage'
import type { vms } from '#services/vms'
import type { subtitles } from './contract.ts'
import type { Tables } from './store.ts'

export type SubtitlesKit = Kit<
  typeof subtitles,
  { search: typeof search; storage: typeof storage; vms: typeof vms },
  Tables
>

export const noTrack = (id: string) => new Problem('track-not-found', 404, 'There is no such track here', { id })
export const tooManyTracks = (most: number) =>
  new Problem('too-many-tracks', 409, 'An asset has at most 50 tracks', { most })

/** Runs what refuses files and cues; a refusal is a problem of who sent them. */
export const understood = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof MediaError) throw new Problem(error.code, 422, error.message, error.detail)
    throw error
  }
}
