import type { Film } from '../shared/film.ts'
import { element, html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { words } from './watch-words.ts'

/** The address of a film's QR code, an SVG. */
export const qrAddress = (id: string): string => `/watch/${id}/qr.svg`

/** What a page of somebody else may let the film do. */
export const allowed = 'autoplay; fullscreen; picture-in-picture; clipboard-write; web-share'

/** What a page of somebody else shows the film by. It keeps its shape at any width. */
export const embedCode = ({ embedAddress, title, width, height }: Film): string =>
  element('iframe', {
    src: embedAddress,
    title,
    style: `width:100%;aspect-ratio:${height > 0 ? `${width}/${height}` : '16/6'};border:0`,
    allow: allowed,
    allowfullscreen: true,
    loading: 'lazy',
  })

/** The sheet from which a film is handed on; its script fills in the start. */
export const shareSheet = (film: Film): Html => {
  const { page: t } = words[film.language]
  const field = (id: string, label: string, value: string) =>
    html`<div class="field">
      <label for="${id}">${label}</label>
      <div class="copied">
        <input id="${id}" type="text" readonly spellcheck="false" value="${value}" />
        <button type="button" class="plain" data-copies="${id}" aria-label="${t.copy}: ${label}">${t.copy}</button>
      </div>
    </div>`
  return html`<dialog id="share-sheet" class="sheet-dialog" aria-labelledby="share-title">
    <h2 id="share-title">${t.shareTitle}</h2>
    <form method="dialog"><button class="close" aria-label="${t.close}">${icon('close')}</button></form>
    <div class="ways">
      <div class="links">
        <p id="in-wechat" class="hint" hidden>${t.wechat}</p>
        <button id="share-by" type="button" class="main" hidden>${icon('share')}${t.shareBy}</button>
        ${field('share-link', t.link, film.address)}
        <label class="choice"
          ><input id="share-start" type="checkbox" /> ${t.startAt}
          <span id="share-time" class="clock">0:00</span></label
        >
        ${field('share-code', t.embedCode, embedCode(film))}
        <p id="share-said" class="said" role="status"></p>
      </div>
      <figure class="scan">
        <img id="share-qr" data-src="${qrAddress(film.id)}" width="168" height="168" alt="${t.qr}" />
        <figcaption>${t.scan}</figcaption>
      </figure>
    </div>
  </dialog>`
}
