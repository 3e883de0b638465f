import type { PlayerWords } from '../shared/film.ts'
import { openMenu } from './menu.ts'
import { find } from './page.ts'
import type { Memory } from './remembered.ts'
import { say } from './toast.ts'

const off = 'off'

/**
 * Subtitles, whatever engine brings them as text tracks. The browser keeps the tracks hidden and the page draws what
 * they say: above the controls, in full screen too. Safari's own full screen draws them itself.
 */
export const openSubtitles = (video: HTMLVideoElement, words: PlayerWords, memory: Memory) => {
  const box = find('captions', HTMLElement)
  const button = find('subtitles', HTMLButtonElement)
  let chosen: TextTrack | undefined
  let isNative = false

  const tracks = () => [...video.textTracks].filter(({ kind }) => kind === 'subtitles' || kind === 'captions')
  const nameOf = (track: TextTrack) => track.label || track.language || words.subtitles

  const draw = () => {
    const cues = isNative ? [] : [...(chosen?.activeCues ?? [])]
    box.hidden = cues.length === 0
    box.replaceChildren(
      ...cues.map((cue) => {
        const line = document.createElement('p')
        if (cue instanceof VTTCue) line.append(cue.getCueAsHTML())
        return line
      }),
    )
  }
  const settle = () => {
    for (const track of tracks()) {
      const mode = track !== chosen ? 'disabled' : isNative ? 'showing' : 'hidden'
      if (track.mode !== mode) track.mode = mode
    }
    button.hidden = tracks().length === 0
    button.classList.toggle('lit', chosen !== undefined)
    draw()
  }
  const choose = (track: TextTrack | undefined) => {
    chosen?.removeEventListener('cuechange', draw)
    chosen = track
    chosen?.addEventListener('cuechange', draw)
    settle()
  }
  const pick = (track: TextTrack | undefined) => {
    choose(track)
    memory.set({ subtitles: track ? track.language || nameOf(track) : off })
  }
  /** What was chosen last time; else what the film itself switches on. */
  const begin = () => {
    const all = tracks()
    const wanted = memory.get().subtitles
    const found =
      wanted === undefined
        ? all.find(({ mode }) => mode !== 'disabled')
        : all.find((track) => (track.language || nameOf(track)) === wanted)
    choose(found && all.includes(found) ? found : undefined)
  }
  video.textTracks.addEventListener('addtrack', begin)
  video.textTracks.addEventListener('removetrack', begin)
  // hls.js and Safari switch tracks on by themselves when the film says so.
  video.textTracks.addEventListener('change', () => {
    if (memory.get().subtitles === undefined) begin()
    else if (tracks().some((track) => (track === chosen) === (track.mode === 'disabled'))) settle()
  })
  const leave = (native: boolean) => () => {
    isNative = native
    settle()
  }
  video.addEventListener('webkitbeginfullscreen', leave(true))
  video.addEventListener('webkitendfullscreen', leave(false))

  openMenu({
    button,
    title: words.subtitles,
    items: () => [
      { id: off, text: words.off, isChosen: chosen === undefined },
      ...tracks().map((track, i) => ({ id: String(i), text: nameOf(track), isChosen: track === chosen })),
    ],
    choose: (id) => pick(id === off ? undefined : tracks()[Number(id)]),
  })
  return {
    toggle() {
      const [first] = tracks()
      if (!first) return
      pick(chosen ? undefined : first)
      say(`${words.subtitles} ${chosen ? nameOf(chosen) : words.off}`)
    },
  }
}
