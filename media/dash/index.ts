export { type DashLinks, mpd, type Presentation, type Protection, type SidecarText } from './mpd.ts'
