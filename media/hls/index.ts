export { encryptWhole } from './aes128.ts'
export { type MasterEntry, masterPlaylist } from './master-playlist.ts'
export { type HlsLinks, type MediaPlaylist, mediaPlaylist } from './media-playlist.ts'
export { type TextEntry, textPlaylist } from './text-playlist.ts'
