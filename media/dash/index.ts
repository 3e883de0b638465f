export { type DashLinks, mpd, type Presentation } from './mpd.ts'
