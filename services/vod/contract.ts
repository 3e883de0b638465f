import { contract } from '#backbone/contract'

/**
 * Bytes only, below `/vod/{asset}/`: `master.m3u8` (HLS, from the first segment on) and `manifest.mpd` (DASH, once
 * complete); `{flow}.m3u8` and `video.m3u8`, the picture that plays while the ingest goes on; `{flow}/init.mp4` and
 * `{flow}/{sequence}.m4s`; `poster.jpg`, `storyboard.vtt` and its sheets, `waveform.dat` (audiowaveform, version 2).
 * Published assets are open to everybody; others play for callers with `assets:read` in their station and do not exist
 * for anybody else.
 */
export const vod = contract({
  name: 'vod',
  summary: 'Plays assets as HLS and DASH over the same bytes (点播)',
  operations: {},
  events: {},
})
