import { Type } from 'typebox'
import { contract } from '#backbone/contract'

/**
 * Bytes only, below `/vod/{asset}/`: `master.m3u8` (HLS, from the first segment on) and `manifest.mpd` (DASH, once
 * complete); `{flow}.m3u8` and `video.m3u8`, the picture that plays while the ingest goes on; `{flow}/init.mp4` and
 * `{flow}/{sequence}.m4s`; `poster.jpg`, `storyboard.vtt` and its sheets, `waveform.dat` (audiowaveform, version 2).
 * Of the texts that are shown: `chapters.vtt`; subtitles as `{track}-{version}.m3u8` and its pieces `{track}-{version}-{n}.vtt`
 * for HLS, `{track}-{version}.vtt` for DASH.
 * Assets that are not published play for callers with `assets:read` in their station and do not exist for anybody else.
 * Who may play what is published is said by its policy (service key). Where that wants a session, the manifests sent for
 * with `?link={token of a signed link}` answer 302 to the session's own folder `~{token}/`, in which everything above is
 * found again; without it they are a 403 `playback-needs-link`. Encrypted media has `k{set}/{flow}/{sequence}.m4s`
 * (AES-128, for HLS) and `c{set}/{flow}/…` (Common Encryption, for DASH), and in the session's folder the keys:
 * `k{set}/{period}.key`, and `c{set}/license` (POST, Clear Key of W3C EME).
 */
export const vod = contract({
  name: 'vod',
  summary: 'Plays assets as HLS and DASH over the same bytes (点播)',
  operations: {},
  events: {
    /** What a station sent to players since it was last told: bytes with their headers, answers, keys of what is encrypted. */
    played: Type.Object({ bytes: Type.Integer(), answers: Type.Integer(), keys: Type.Integer() }),
  },
})
