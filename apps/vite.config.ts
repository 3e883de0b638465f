import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type InlineConfig } from 'vite'
import { words } from './words.ts'

export type AppName = 'console' | 'watch'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * hls.js is built from its own sources: the ready-made light build knows no separate sound, the full one brings
 * DRM, advertising and captions of broadcast kinds that nothing here plays. The flags are the package's own.
 */
const hlsParts = {
  __VERSION__: JSON.stringify('1.7.4'),
  __USE_ALT_AUDIO__: 'true',
  __USE_EME_DRM__: 'false',
  __USE_SUBTITLES__: 'true',
  __USE_CMCD__: 'false',
  __USE_CONTENT_STEERING__: 'false',
  __USE_VARIABLE_SUBSTITUTION__: 'false',
  __USE_M2TS_ADVANCED_CODECS__: 'false',
  __USE_MEDIA_CAPABILITIES__: 'false',
  __USE_INTERSTITIALS__: 'false',
  __USE_IFRAMES__: 'false',
  __IN_WORKER__: 'false',
  __HLS_WORKER_BUNDLE__: 'undefined',
}
const hlsSources = [
  { find: /^.*\/utils\/(cea-608-parser|imsc1-ttml-parser)$/, replacement: here('./shared/hls-no-captions.ts') },
  { find: /^hls\.js$/, replacement: here('../node_modules/hls.js/src/hls.ts') },
  { find: /^(eventemitter3|url-toolkit|@svta\/cml-(utils|id3))$/, replacement: here('./shared/hls-needs.ts') },
  { find: /^.*\/controller\/cmcd-controller$/, replacement: here('../node_modules/hls.js/src/empty.js') },
]

const noScrollLock = { find: /^\.\/useScrollLocker$/, replacement: here('./shared/no-scroll-lock.ts') }

/** How one front door is built into `outDir`. */
export const viteConfig = (app: AppName, outDir: string): InlineConfig => ({
  configFile: false,
  root: here(`./${app}`),
  base: app === 'console' ? '/console/' : '/watch-assets/',
  publicDir: false,
  plugins: app === 'console' ? [react(), words(here('./console'))] : [],
  define: hlsParts,
  resolve: { alias: [...hlsSources, noScrollLock] },
  build: {
    outDir,
    emptyOutDir: true,
    // Not `assets`: the console has pages of that name.
    assetsDir: 'static',
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    // The public's phones are old, and their browsers (often WeChat's) with them.
    ...(app === 'watch'
      ? { rollupOptions: { input: here('./watch/watch.ts') }, target: ['chrome98', 'firefox90', 'safari16'] }
      : {}),
  },
})

/** `vite --config apps/vite.config.ts`: the console with live reload, before a node on port 8080. */
export default defineConfig({
  ...viteConfig('console', here('../dist/apps/console')),
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true }, '/vod': 'http://127.0.0.1:8080' } },
})
