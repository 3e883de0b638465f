import { clock } from '../shared/clock.ts'
import { find } from './page.ts'
import type { Playback } from './playback.ts'

/** The sheet by which a film is handed on: as a link, from where it stands now, as code for a page, as a QR code. */
export const openShare = (playback: Playback): void => {
  const { film } = playback
  if (film.isLent) return
  const sheet = find('share-sheet', HTMLDialogElement)
  const link = find('share-link', HTMLInputElement)
  const code = find('share-code', HTMLInputElement)
  const start = find('share-start', HTMLInputElement)
  const by = find('share-by', HTMLButtonElement)
  const qr = find('share-qr', HTMLImageElement)
  const said = find('share-said', HTMLElement)
  const plainCode = code.value
  let atSeconds = 0

  const fill = () => {
    const from = start.checked && atSeconds > 0 ? `?t=${atSeconds}` : ''
    link.value = film.address + from
    code.value = plainCode.replace(film.embedAddress, film.embedAddress + from)
    qr.src = qr.dataset.src + from
    said.textContent = ''
  }
  start.addEventListener('change', fill)
  find('share', HTMLButtonElement).addEventListener('click', () => {
    atSeconds = Math.floor(playback.at())
    start.checked = false
    find('share-time', HTMLElement).textContent = clock(atSeconds)
    fill()
    if (document.fullscreenElement) void document.exitFullscreen()
    sheet.showModal()
  })
  // A press beside the sheet closes it.
  sheet.addEventListener('click', (event) => event.target === sheet && sheet.close())

  for (const button of sheet.querySelectorAll<HTMLButtonElement>('[data-copies]')) {
    button.addEventListener('click', async () => {
      const field = find(button.dataset.copies!, HTMLInputElement)
      await copy(field)
      said.textContent = film.words.copied
    })
  }
  by.hidden = typeof navigator.share !== 'function'
  by.addEventListener('click', () => {
    navigator.share({ title: film.title, text: `${film.title} - ${film.station}`, url: link.value }).catch(() => {})
  })
  // WeChat hands pages on by a menu of its own, which no page can open.
  find('in-wechat', HTMLElement).hidden = !/MicroMessenger/i.test(navigator.userAgent)
}

/** Copies a field. Stations on a plain http address have no clipboard but the old one. */
const copy = async (field: HTMLInputElement) => {
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    document.execCommand('copy')
  }
}
