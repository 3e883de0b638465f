import type { Static } from 'typebox'
import type { vms } from '#services/vms'
import { qrCode } from '../console/shell/qr.ts'
import { html, type Html } from './html.ts'

export type Watched = Static<(typeof vms)['operations']['watch']['output']>
export type Language = 'zh-CN' | 'en'
/** Addresses of the page's own script and styles. */
export type Assets = { script: string; styles: string[]; icon: string }

const words = {
  'zh-CN': {
    home: '融媒',
    published: '发布于',
    description: '简介',
    share: '分享',
    copied: '链接已复制',
    scan: '扫码在手机上看',
    qr: '本页二维码',
    failed: '播放不了，检查网络后重试。',
    again: '重试',
    play: '播放',
    noScript: '这个浏览器关闭了脚本，视频可能播放不了。',
    goneTitle: '视频不在了',
    gone: '它可能已被撤回，或者链接不完整。',
  },
  en: {
    home: 'Rongmei',
    published: 'Published',
    description: 'Description',
    share: 'Share',
    copied: 'Link copied',
    scan: 'Scan to watch on your phone',
    qr: 'QR code of this page',
    failed: 'This does not play. Check your connection and try again.',
    again: 'Try again',
    play: 'Play',
    noScript: 'Scripts are off in this browser; the video may not play.',
    goneTitle: 'This video is gone',
    gone: 'It may have been withdrawn, or the link is not complete.',
  },
} as const satisfies Record<Language, Record<string, string>>

/** Longer descriptions are folded. */
const shortCharacters = 140
const previewCharacters = 200

type Page = { asset: Watched; language: Language; origin: string; assets: Assets }

/** The page of a published asset: complete without script; the script only makes it play where HLS is not native. */
export const watchPage = ({ asset, language, origin, assets }: Page): string => {
  const t = words[language]
  const address = `${origin}/watch/${asset.id}`
  const poster = asset.hasPoster ? `/vod/${asset.id}/poster.jpg` : undefined
  const { width = 1280, height = 720 } = asset
  const about = asset.description.trim()
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(asset.publishedAt))
  return page(
    { title: `${asset.title} - ${asset.station}`, language, assets },
    html`<meta name="description" content="${about.slice(0, previewCharacters) || asset.title}" />
      <link rel="canonical" href="${address}" />
      ${preview(asset, { address, origin, poster })}${poster !== undefined && html`<link rel="preload" as="image" href="${poster}" />`}`,
    html`<main>
        <div class="stage">
          <video
            id="video"
            controls
            playsinline
            preload="none"
            width="${width}"
            height="${height}"
            ${poster !== undefined && html` poster="${poster}"`}
            data-source="/vod/${asset.id}/master.m3u8"
            aria-label="${asset.title}"
          >
            <source src="/vod/${asset.id}/master.m3u8" type="application/vnd.apple.mpegurl" />
          </video>
          <button id="play" type="button" hidden aria-label="${t.play}">
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5v14l11-7z" /></svg>
          </button>
          <div id="failed" role="alert" hidden>
            <p>${t.failed}</p>
            <button id="again" type="button">${t.again}</button>
          </div>
        </div>
        <noscript><p class="note">${t.noScript}</p></noscript>
        <article>
          <h1>${asset.title}</h1>
          <p class="about">
            ${asset.station}<span> · ${t.published} <time datetime="${asset.publishedAt}">${date}</time></span>
          </p>
          ${
            about.length > shortCharacters &&
            html`<details>
              <summary>${t.description}</summary>
              <p class="description">${about}</p>
            </details>`
          }
          ${about.length > 0 && about.length <= shortCharacters && html`<p class="description">${about}</p>`}
          <div class="share">
            <button id="share" type="button" hidden data-copied="${t.copied}">${t.share}</button>
            <details class="scan">
              <summary>${t.scan}</summary>
              ${qr(address, t.qr)}
            </details>
          </div>
        </article>
      </main>
      <script type="module" src="${assets.script}"></script>`,
  )
}

type Places = { address: string; origin: string; poster: string | undefined }

/** What chats and social networks show of a link (Open Graph, Twitter cards). */
const preview = (asset: Watched, { address, origin, poster }: Places): Html[] => {
  const about: [property: string, content: string | undefined][] = [
    ['og:type', 'video.other'],
    ['og:site_name', asset.station],
    ['og:title', asset.title],
    ['og:description', asset.description.trim().slice(0, previewCharacters) || undefined],
    ['og:url', address],
    ['video:duration', asset.durationSeconds === undefined ? undefined : String(Math.round(asset.durationSeconds))],
    ['twitter:title', asset.title],
    ['twitter:card', poster === undefined ? 'summary' : 'summary_large_image'],
    ['og:image', poster && origin + poster],
    ['twitter:image', poster && origin + poster],
  ]
  return about.flatMap(([property, content]) =>
    content === undefined ? [] : html`<meta property="${property}" content="${content}" />`,
  )
}

/** What is shown where nothing is (or no longer) published. */
export const gonePage = (language: Language, assets: Assets): string => {
  const t = words[language]
  return page(
    { title: t.goneTitle, language, assets },
    html`<meta name="robots" content="noindex" /> `,
    html`<main class="gone">
      <svg viewBox="0 0 64 48" aria-hidden="true">
        <rect x="2" y="2" width="60" height="44" rx="6" />
        <path d="M26 16v16l14-8z" />
        <path d="M8 44 56 4" />
      </svg>
      <h1>${t.goneTitle}</h1>
      <p>${t.gone}</p>
    </main>`,
  )
}

const page = (
  { title, language, assets }: { title: string; language: Language; assets: Assets },
  head: Html,
  body: Html,
) =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${assets.icon}" />
        ${head}${assets.styles.map((href) => html`<link rel="stylesheet" href="${href}" /> `)}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text

const qr = (address: string, label: string): Html => {
  const { size, path } = qrCode(address)
  return html`<svg class="qr" viewBox="-2 -2 ${size + 4} ${size + 4}" role="img" aria-label="${label}">
    <path d="${path}" />
  </svg>`
}
