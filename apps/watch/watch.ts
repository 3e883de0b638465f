import '../shared/type.css'
import './watch.css'
import './player.css'
import './controls.css'
import './sheets.css'
import { clock } from '../shared/clock.ts'
import { openControls } from './controls.ts'
import { openGestures } from './gestures.ts'
import { openMessages } from './messages.ts'
import { openNotice } from './notice.ts'
import { filled, filmOf, find, isStill } from './page.ts'
import { openPlayback } from './playback.ts'
import { openMemory } from './remembered.ts'
import { openShare } from './share.ts'
import { openShortcuts } from './shortcuts.ts'
import { openSubtitles } from './subtitles.ts'
import { openSystem } from './system.ts'
import { say } from './toast.ts'

const film = filmOf()
const video = find('video', HTMLVideoElement)
const stage = find('stage', HTMLElement)
const memory = openMemory()

const playback = openPlayback(film, video, memory, {
  changed: () => controls.update(),
  failed: (failure) => notice.show(failure),
  silenced() {
    find('unmute', HTMLElement).hidden = false
  },
})
const notice = openNotice({ film, again: playback.again })
const subtitles = openSubtitles(video, film.words, memory)
const controls = openControls({ playback, subtitles })
openGestures({ playback, controls })
openShortcuts(controls, memory, film.embedded)
openShare(playback)
openSystem(playback)
openMessages(playback)

video.addEventListener('playing', notice.forget)
// For measuring: when something of the film itself was on the screen.
if ('requestVideoFrameCallback' in video) {
  video.requestVideoFrameCallback(() => performance.mark('first-frame'))
}

const from = playback.at()
if (from > 0 && film.fromSeconds === undefined) {
  const offer = () =>
    say(filled(film.words.resumed, clock(from)), { text: film.words.fromStart, does: () => playback.seek(0) })
  video.addEventListener('playing', offer, { once: true })
}

/** Who saves data, or wants things to keep still, begins by pressing. */
const saves = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true
if (film.autoplay && !saves && !isStill()) playback.play()
else if (!film.embedded) void playback.prepare()
else {
  // Ten embeds in one page must not fetch ten players: only the one that somebody is about to press.
  for (const name of ['pointerenter', 'touchstart', 'focusin'])
    stage.addEventListener(name, () => void playback.prepare(), { once: true, passive: true })
}
