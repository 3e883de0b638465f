import { html, type Html } from './html.ts'

const paths = {
  play: 'M8 5v14l11-7z',
  pause: 'M6 5h4v14H6zM14 5h4v14h-4z',
  replay: 'M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z',
  back: 'M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z',
  forward: 'M12 5V1l5 5-5 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z',
  loud: 'M3 9v6h4l5 5V4L7 9zm13.5 3a4.5 4.5 0 0 0-2.5-4v8a4.5 4.5 0 0 0 2.5-4zM14 3.2v2.1a7 7 0 0 1 0 13.4v2.1a9 9 0 0 0 0-17.6z',
  quiet: 'M3 9v6h4l5 5V4L7 9zm13.5 3a4.5 4.5 0 0 0-2.5-4v8a4.5 4.5 0 0 0 2.5-4z',
  muted: 'M3 9v6h4l5 5V4L7 9zm18.5.5L20 8l-2.5 2.5L15 8l-1.5 1.5L16 12l-2.5 2.5L15 16l2.5-2.5L20 16l1.5-1.5L19 12z',
  subtitles:
    'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6c0-1.1.9-2 2-2zm1 8v2h4v-2zm6 0v2h8v-2zm-6 3.5v2h9v-2zm11 0v2h3v-2z',
  chapters: 'M4 5h2v2H4zm4 0h12v2H8zM4 11h2v2H4zm4 0h12v2H8zM4 17h2v2H4zm4 0h12v2H8z',
  languages: 'M12 3a9 9 0 0 0-9 9v7a2 2 0 0 0 2 2h4v-8H5v-1a7 7 0 0 1 14 0v1h-4v8h4a2 2 0 0 0 2-2v-7a9 9 0 0 0-9-9z',
  inset: 'M3 4h18a1 1 0 0 1 1 1v6h-2V6H4v12h6v2H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm10 9h9v7h-9z',
  grow: 'M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z',
  shrink: 'M8 4h2v6H4V8h4zm6 0h2v4h4v2h-6zM4 14h6v6H8v-4H4zm10 0h6v2h-4v4h-2z',
  share: 'M14 5v4C7 10 4 15 3 20c2.5-3.5 6-5.1 11-5.1V19l7-7z',
  close: 'M6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z',
  sound: 'M12 3v10.6A4 4 0 1 0 14 17V7h5V3z',
  open: 'M14 4h6v6h-2V7.4l-8.3 8.3-1.4-1.4L16.6 6H14zM4 6h6v2H6v10h10v-4h2v6H4z',
} as const
export type IconName = keyof typeof paths

/** All icons of a page, once; `icon` shows one. */
export const iconSheet = (): Html =>
  html`<svg width="0" height="0" class="sheet" aria-hidden="true">
    ${Object.entries(paths).map(([name, d]) => html`<symbol id="i-${name}" viewBox="0 0 24 24"><path d="${d}" /></symbol>`)}
  </svg>`

/** An icon of the page's sheet; beside a name, never instead of one. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"></use></svg>`
