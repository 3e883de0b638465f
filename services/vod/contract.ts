import { contract } from '#backbone/contract'

/**
 * Bytes only: `/vod/{asset}/master.m3u8`, `/vod/{asset}/manifest.mpd`, `/vod/{asset}/{flow}/{media playlist | init | segments}`,
 * `/vod/{asset}/poster.jpg`, `/vod/{asset}/storyboard.vtt`. Published assets are open; others need `assets:read` in their station.
 */
export const vod = contract({
  name: 'vod',
  summary: 'Plays assets as HLS and DASH over the same bytes (点播)',
  operations: {},
  events: {},
})
