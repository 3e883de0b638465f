import { bytesPerHour } from './levels.ts'
import { speeds } from './keys.ts'
import { openMenu } from './menu.ts'
import { filled, find } from './page.ts'
import type { Playback } from './playback.ts'

/** A speed as the page says it. */
export const speedName = (speed: number): string => `${Number(speed.toFixed(2))}×`

/** The menus of speed, quality and language; `update` brings their buttons to what is so now. */
export const openChoices = (playback: Playback) => {
  const { video, film } = playback
  const { words } = film
  const speed = find('speed', HTMLButtonElement)
  const quality = find('quality', HTMLButtonElement)
  const languages = find('languages', HTMLButtonElement)

  openMenu({
    button: speed,
    title: words.speed,
    items: () =>
      speeds.toReversed().map((one) => ({
        id: String(one),
        text: speedName(one),
        ...(one === 1 ? { note: words.normalSpeed } : {}),
        isChosen: one === video.playbackRate,
      })),
    choose: (id) => playback.setSpeed(Number(id)),
  })
  openMenu({
    button: languages,
    title: words.languages,
    items: () =>
      (playback.engine()?.sounds() ?? []).map(({ index, name, isHeard }) => ({
        id: String(index),
        text: name,
        isChosen: isHeard,
      })),
    choose: (id) => playback.engine()?.chooseSound(Number(id)),
  })
  openMenu({
    button: quality,
    title: words.quality,
    items() {
      const engine = playback.engine()
      const chosen = engine?.chosen() ?? -1
      const shown = chosen === -1 ? engine?.shown() : undefined
      const automatic = shown ? filled(words.automaticNow, shown.name) : words.automatic
      return [
        ...(engine?.levels() ?? []).map(({ index, name, bitsPerSecond }) => ({
          id: String(index),
          text: name,
          note: filled(words.perHour, bytesPerHour(bitsPerSecond)),
          isChosen: index === chosen,
        })),
        { id: '-1', text: automatic, isChosen: chosen === -1 },
      ]
    },
    choose: (id) => playback.engine()?.choose(Number(id)),
  })

  return {
    update() {
      const engine = playback.engine()
      const levels = engine?.levels() ?? []
      const chosen = engine?.chosen() ?? -1
      const now = levels.find(({ index }) => index === chosen)
      const said = now?.name ?? words.automatic
      quality.hidden = levels.length < 2
      languages.hidden = (engine?.sounds() ?? []).length < 2
      quality.textContent = said
      quality.setAttribute('aria-label', `${words.quality}: ${said}`)
      const rate = playback.state() === 'idle' ? video.defaultPlaybackRate : video.playbackRate
      speed.hidden = false
      speed.textContent = rate === 1 ? words.speed : speedName(rate)
      speed.setAttribute('aria-label', `${words.speed}: ${speedName(rate)}`)
      speed.classList.toggle('lit', rate !== 1)
    },
  }
}
