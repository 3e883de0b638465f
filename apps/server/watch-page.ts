import type { Film } from '../shared/film.ts'
import { refusalOf, type Refused } from '../shared/refusals.ts'
import type { Lent, Watched } from './film.ts'
import { dataBlock, html, type Html } from './html.ts'
import { iconSheet } from './icons.ts'
import { languages, type Language } from './language.ts'
import { linkPreview } from './link-preview.ts'
import { shareSheet } from './share-sheet.ts'
import { keysDialog, stage } from './stage.ts'
import { words } from './watch-words.ts'

/** Addresses of the pages' own scripts and styles; `scripts` begins with the one that is run. */
export type Assets = { scripts: string[]; styles: string[]; icon: string }

/** Longer descriptions are folded. */
const shortCharacters = 140

type Page = { film: Film; asset: Watched; assets: Assets }

/** The page of a published asset: complete without script, which makes it play where HLS is not native, and better. */
export const watchPage = ({ film, asset, assets }: Page): string => {
  const t = words[film.language].page
  const about = asset.description.trim()
  const date = new Intl.DateTimeFormat(film.language, { dateStyle: 'long' }).format(new Date(asset.publishedAt))
  return page(
    { title: `${film.title} - ${film.station}`, language: film.language, assets, kind: 'watch' },
    html`${linkPreview(film, asset)}${early(film, assets, { soon: true })}`,
    html`${iconSheet()}
      <main>
        ${stage(film)}
        <noscript><p class="note">${t.noScript}</p></noscript>
        <article>
          <div class="heading">
            <h1>${film.title}</h1>
            <button id="share" type="button" class="plain" hidden aria-haspopup="dialog">
              <svg class="icon" aria-hidden="true"><use href="#i-share"></use></svg>${t.share}
            </button>
          </div>
          <p class="about">
            ${film.station}<span> · ${t.published} <time datetime="${asset.publishedAt}">${date}</time></span>
          </p>
          ${
            about.length > shortCharacters &&
            html`<details>
              <summary>${t.description}</summary>
              <p class="description">${about}</p>
            </details>`
          }
          ${about.length > 0 && about.length <= shortCharacters && html`<p class="description">${about}</p>`}
        </article>
      </main>
      ${languageLinks(film.language)}${shareSheet(film)}${keysDialog(film)}${run(film, assets)}`,
  )
}

/** The page of a film that somebody was lent by a link: not for search engines, nor to be handed on from here. */
export const lentPage = ({ film, lent, assets }: { film: Film; lent: Lent; assets: Assets }): string => {
  const t = words[film.language].page
  const end = new Date(lent.expiresAt)
  const until = new Intl.DateTimeFormat(film.language, { dateStyle: 'long', timeStyle: 'short' }).format(end)
  const zone = new Intl.DateTimeFormat(film.language, { timeZoneName: 'short' })
    .formatToParts(end)
    .find(({ type }) => type === 'timeZoneName')
  const about = lent.description.trim()
  return page(
    { title: `${film.title} - ${film.station}`, language: film.language, assets, kind: 'watch' },
    html`<meta name="robots" content="noindex" />${early(film, assets, { soon: true })}`,
    html`${iconSheet()}
      <main>
        ${stage(film)}
        <noscript><p class="note">${t.noScript}</p></noscript>
        <article>
          <div class="heading"><h1>${film.title}</h1></div>
          <p class="about">
            ${film.station}<span>
              · ${t.lentUntil} <time datetime="${lent.expiresAt}">${until} (${zone?.value ?? ''})</time></span
            >
          </p>
          ${about.length > 0 && html`<p class="description">${about}</p>`}
        </article>
      </main>
      ${keysDialog(film)}${run(film, assets)}`,
  )
}

/** The same film alone, to stand in pages of others. */
export const embedPage = ({ film, asset, assets }: Page): string =>
  page(
    { title: `${film.title} - ${film.station}`, language: film.language, assets, kind: 'embed' },
    html`<meta name="robots" content="noindex" />
      ${linkPreview(film, asset)}${early(film, assets, { soon: film.autoplay })}`,
    html`${iconSheet()}${stage(film)}${shareSheet(film)}${keysDialog(film)}${run(film, assets)}`,
  )

/** What is shown instead of a film that may not be seen (here, now, any more). */
export const refusalPage = (
  refused: Refused & { requestId?: string },
  { language, assets, kind }: { language: Language; assets: Assets; kind: Kind },
): string => {
  const { page: t, player } = words[language]
  const type = refusalOf(refused)
  const { title, text } = player.refusals[type]
  return page(
    { title, language, assets, kind },
    html`<meta name="robots" content="noindex" /> `,
    html`<main class="gone">
        <svg viewBox="0 0 64 48" aria-hidden="true">
          <rect x="2" y="2" width="60" height="44" rx="6" />
          <path d="M26 16v16l14-8z" />
          <path d="M8 44 56 4" />
        </svg>
        <h1>${title}</h1>
        <p>${text}</p>
        ${
          type === 'refused' &&
          refused.requestId !== undefined &&
          html`<p class="number">${t.number} <code>${refused.requestId}</code></p>`
        }
      </main>
      ${kind === 'watch' && languageLinks(language)}`,
  )
}

type Kind = 'watch' | 'embed'
type Frame = { title: string; language: Language; assets: Assets; kind: Kind }

/** What can be on its way before the script asks for it. */
const early = (film: Film, assets: Assets, { soon }: { soon: boolean }): Html =>
  html`${film.poster !== undefined && html`<link rel="preload" as="image" href="${film.poster}" fetchpriority="high" />`}
  ${(soon ? assets.scripts : assets.scripts.slice(0, 1)).map((href) => html`<link rel="modulepreload" href="${href}" /> `)}
  ${soon && html`<link rel="preload" as="fetch" href="${film.source}" crossorigin="anonymous" />`}`

const run = (film: Film, assets: Assets): Html =>
  html`${dataBlock('application/json', 'film', film)}
    <script type="module" src="${assets.scripts[0]!}"></script>`

const names: Record<Language, string> = { 'zh-CN': '中文', en: 'English' }

const languageLinks = (language: Language): Html =>
  html`<footer>
    <nav aria-label="${words[language].page.languages}">
      ${languages.map((one) =>
        one === language
          ? html`<span aria-current="true">${names[one]}</span> `
          : html`<a href="?lang=${one}" lang="${one}" hreflang="${one}" rel="alternate">${names[one]}</a> `,
      )}
    </nav>
  </footer>`

const page = ({ title, language, assets, kind }: Frame, head: Html, body: Html) =>
  html`<!doctype html>
    <html lang="${language}" class="${kind}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="${kind === 'embed' ? 'dark' : 'light dark'}" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${assets.icon}" />
        ${assets.styles.map((href) => html`<link rel="stylesheet" href="${href}" /> `)}${head}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text
