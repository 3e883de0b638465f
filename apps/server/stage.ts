import type { Film } from '../shared/film.ts'
import { html, type Html } from './html.ts'
import { icon, type IconName } from './icons.ts'
import { words } from './watch-words.ts'

const button = (id: string, name: IconName, label: string, more: Html | false = false, face?: string): Html =>
  html`<button id="${id}" type="button" class="control" aria-label="${label}" title="${label}" ${more}>
    ${icon(name)}${face !== undefined && html`<b aria-hidden="true">${face}</b>`}
  </button>`

const menu = (id: string, label: string, face: Html | string): Html =>
  html`<button
    id="${id}"
    type="button"
    class="control"
    hidden
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label="${label}"
    title="${label}"
  >
    ${face}
  </button>`

const hidden = html`hidden`

/**
 * The player: a native video that plays without script, and controls that wait hidden until the script takes over. Its
 * shape is known before anything of it has arrived, so that nothing moves.
 */
export const stage = (film: Film): Html => {
  const { page: t, player } = words[film.language]
  const isSound = film.height === 0
  return html`<div class="stage${isSound && ' sound'}" id="stage" tabindex="-1" data-state="idle" data-controls="shown">
    ${!film.embedded && html`<svg class="shape" viewBox="0 0 ${film.width || 16} ${film.height || 6}" aria-hidden="true"></svg>`}
    <video
      id="video"
      controls
      playsinline
      preload="none"
      aria-label="${film.title}"
      ${film.poster !== undefined && html`poster="${film.poster}"`}
    >
      <source src="${film.source}" type="application/vnd.apple.mpegurl" />
    </video>
    ${isSound && html`<div class="glyph">${icon('sound')}<span>${t.sound}</span></div>`}
    <div id="captions" class="captions" hidden></div>
    <div id="surface" class="surface" hidden></div>
    <div id="flash" class="flash" aria-hidden="true"></div>
    <div id="spinner" class="spinner" role="status" aria-label="${t.loading}" hidden></div>
    <div id="toast" class="toast" role="status"></div>
    <button id="unmute" type="button" class="unmute" hidden>${icon('muted')}${player.tapForSound}</button>
    <div id="middle" class="middle" hidden>
      ${button('jump-back', 'back', player.back.replace('{}', '10'), false, '10')} ${button('big', 'play', player.play)}
      ${button('jump-forward', 'forward', player.forward.replace('{}', '10'), false, '10')}
    </div>
    ${
      film.embedded &&
      html`<div id="top" class="top" hidden>
        <a href="${film.address}" target="_blank" rel="noopener" title="${t.watchOn}">${film.title}</a>
        ${button('share', 'share', t.share, html`aria-haspopup="dialog"`)}
      </div>`
    }
    <div id="controls" class="controls" role="group" aria-label="${t.controls}" hidden>
      <div id="seek" class="seek">
        <div class="track">
          <i id="loaded"></i><i id="played"></i>
          <div id="parts" class="parts"></div>
        </div>
        <i id="head" class="head"></i>
        <input id="position" type="range" min="0" max="100" value="0" step="1" aria-label="${t.position}" />
        <div id="peek" class="peek" hidden aria-hidden="true">
          <div id="still" class="still"><i id="part"></i></div>
          <span id="peek-chapter" class="peek-chapter" hidden></span>
          <span id="peek-time"></span>
        </div>
      </div>
      <div class="bar">
        ${button('play', 'play', player.play)} ${button('mute', 'loud', player.mute)}
        <input
          id="volume"
          class="volume"
          type="range"
          min="0"
          max="100"
          value="100"
          step="5"
          aria-label="${player.volume}"
        />
        <span class="time"
          ><span id="now">0:00</span><span class="soft"> / </span><span id="length" class="soft">0:00</span></span
        >
        <span class="space"></span>
        ${film.chapters !== undefined && menu('chapters', player.chapters, icon('chapters'))}
        ${menu('languages', player.languages, icon('languages'))}
        ${menu('subtitles', player.subtitles, icon('subtitles'))} ${menu('speed', player.speed, player.speed)}
        ${menu('quality', player.quality, player.automatic)} ${button('inset', 'inset', t.pictureInPicture, hidden)}
        ${button('grow', 'grow', player.fullscreen, hidden)}
      </div>
    </div>
    <div id="notice" class="notice" role="alert" hidden>
      <p id="notice-title" class="notice-title"></p>
      <p id="notice-text"></p>
      <button id="again" type="button" class="main">${t.again}</button>
      <p id="notice-number" class="number" hidden>${t.number} <code id="notice-code"></code></p>
    </div>
  </div>`
}

/** The list of keys, shown by `?`; the switch is there because a single key pressed by mistake can be a nuisance. */
export const keysDialog = ({ language }: Pick<Film, 'language'>): Html => {
  const { page: t } = words[language]
  return html`<dialog id="keys" class="sheet-dialog" aria-labelledby="keys-title">
    <h2 id="keys-title">${t.keys}</h2>
    <form method="dialog"><button class="close" aria-label="${t.close}">${icon('close')}</button></form>
    <dl class="keys">
      ${t.keyNames.map(
        ([keys, does]) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>
    <label class="choice"><input id="keys-on" type="checkbox" checked /> ${t.keysSwitch}</label>
  </dialog>`
}
