import type { Playback } from './playback.ts'

/** Tells the system what plays: its lock screen and headsets show and operate it. */
export const openSystem = (playback: Playback): void => {
  if (!('mediaSession' in navigator)) return
  const { film } = playback
  const { mediaSession } = navigator
  const actions: Partial<Record<MediaSessionAction, (details: MediaSessionActionDetails) => void>> = {
    play: playback.play,
    pause: playback.pause,
    seekbackward: ({ seekOffset }) => playback.seekBy(-(seekOffset ?? 10)),
    seekforward: ({ seekOffset }) => playback.seekBy(seekOffset ?? 10),
    seekto: ({ seekTime }) => seekTime !== undefined && playback.seek(seekTime),
  }
  playback.video.addEventListener(
    'playing',
    () => {
      mediaSession.metadata = new MediaMetadata({
        title: film.title,
        artist: film.station,
        artwork: film.poster === undefined ? [] : [{ src: film.poster }],
      })
      for (const [name, act] of Object.entries(actions)) {
        try {
          mediaSession.setActionHandler(name as MediaSessionAction, act)
        } catch {
          // This browser does not know the action.
        }
      }
    },
    { once: true },
  )
}
